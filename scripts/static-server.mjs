import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".xml": "application/xml",
};

/**
 * Serves a folder on this machine alone; a taken port makes way for a free one.
 * Gives the address and a function that stops it.
 *
 * @param {string} folder
 * @param {number} [port]
 * @param {{ heard?: (address: string) => void, headersOf?: (name: string) => Record<string, string> }} [options] who is told
 *   of each request; headers by the name of a file
 */
export async function serve(folder, port = 0, { heard = () => {}, headersOf = () => ({}) } = {}) {
  const server = createServer((request, response) => {
    heard(request.url ?? "");
    answer(path.resolve(folder), request, response, headersOf);
  });
  await listen(server, port).catch((problem) => {
    if (problem.code !== "EADDRINUSE" && problem.code !== "EACCES") throw problem;
    return listen(server, 0);
  });
  return {
    address: `http://localhost:${server.address().port}/`,
    port: server.address().port,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

function listen(server, port) {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", fail);
      done();
    });
  });
}

async function answer(folder, request, response, headersOf) {
  const file = await find(folder, request.url);
  if (file === undefined) {
    response.writeHead(404, { "content-type": "text/plain" }).end("Not found\n");
    return;
  }
  response.writeHead(200, {
    ...headersOf(path.relative(folder, file)),
    "content-type": TYPES[path.extname(file)] ?? "application/octet-stream",
    // What was just built must be what is seen.
    "cache-control": "no-store",
  });
  if (request.method === "HEAD") response.end();
  else createReadStream(file).pipe(response);
}

/** The file that an address stands for, if it lies within the folder. */
async function find(folder, address) {
  try {
    const wanted = path.join(folder, decodeURIComponent(new URL(address, "http://localhost").pathname));
    const file = wanted.endsWith(path.sep) ? path.join(wanted, "index.html") : wanted;
    const inside = file.startsWith(folder + path.sep);
    return inside && (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}
