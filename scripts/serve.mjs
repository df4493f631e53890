// `node serve.mjs FOLDER`; PORT is the port to try first.
import { headersOf } from "../www/build/headers.mjs";
import { serve } from "./static-server.mjs";

const wanted = Number(process.env.PORT ?? 0);
const { address, port } = await serve(process.argv[2], wanted, { headersOf });
if (wanted !== 0 && port !== wanted) console.log(`Port ${wanted} is taken.`);
console.log(`Serving on ${address} (stop with Ctrl-C)`);
