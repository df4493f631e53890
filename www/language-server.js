// The language server in Node: what it says is in the module of the command; here messages are read and written.

/** Serves an editor on standard input and output, until it says that it is enough or goes. */
export function serve(server) {
  return new Promise((resolve) => {
    const { stdin, stdout } = process;
    let timer;
    const turn = () => {
      clearTimeout(timer);
      const wait = server.work();
      for (const message of server.outgoing()) stdout.write(framed(message));
      const code = server.exitCode();
      if (code !== undefined) {
        process.exitCode = code;
        // Nothing more is read, so that the process may end.
        stdin.destroy();
        resolve();
      } else if (wait === 0) {
        next();
      } else if (wait > 0) {
        timer = setTimeout(turn, wait);
      }
    };
    // What has come meanwhile is taken in before the next piece of work.
    const next = () => {
      clearTimeout(timer);
      setImmediate(turn);
    };
    const take = reader((message) => server.receive(message));
    stdin.on("data", (bytes) => {
      take(bytes);
      next();
    });
    const end = () => {
      server.gone();
      next();
    };
    stdin.on("end", end);
    stdin.on("error", end);
    stdout.on("error", end);
  });
}

function framed(message) {
  const body = Buffer.from(message);
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

/** Takes bytes as they come, and gives each message once it is whole. A header without a length is passed over. */
export function reader(give) {
  let parts = [];
  let length = 0;
  let wanted;
  const header = /^content-length: *(\d+)\s*$/im;
  return (bytes) => {
    parts.push(bytes);
    length += bytes.length;
    // A long message comes in many parts, which are put together once.
    while (wanted === undefined || length >= wanted) {
      const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts);
      let rest = whole;
      if (wanted === undefined) {
        const end = whole.indexOf("\r\n\r\n");
        if (end >= 0) {
          const found = header.exec(whole.toString("latin1", 0, end));
          wanted = found ? Number(found[1]) : 0;
          rest = whole.subarray(end + 4);
        }
      } else {
        if (wanted > 0) give(whole.toString("utf8", 0, wanted));
        rest = whole.subarray(wanted);
        wanted = undefined;
      }
      parts = [rest];
      length = rest.length;
      if (rest === whole) return;
    }
  };
}
