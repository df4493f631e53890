// Every way in which a script could get words out of a page or a worker, as far as anybody here knows one. Each function
// runs in the page or the worker itself. It tries, and gives true where it had what it wanted; what arrives at a server,
// where the page stands, and what the browser's own log says, are looked at beside that.
import { waysOfDocuments } from "./documents.mjs";
import { waysOfFrames } from "./frames.mjs";
import { waysOfInterfaces } from "./interfaces.mjs";
import { waysOfLinks } from "./links.mjs";
import { waysOfNavigation } from "./navigation.mjs";
import { waysOfScriptsOnPages } from "./page-scripts.mjs";
import { waysOfRequests } from "./requests.mjs";
import { waysOfScripts } from "./scripts.mjs";
import { toolsOf } from "./tools.mjs";

/** The word that must not be heard anywhere. */
export const SECRET = "itk3secret";

/** Of scripts in general, in a page or a worker. */
export const OF_SCRIPTS = [waysOfScripts];
/** Of scripts of a page. */
export const OF_PAGES = [
  waysOfRequests,
  waysOfScriptsOnPages,
  waysOfFrames,
  waysOfDocuments,
  waysOfNavigation,
  waysOfLinks,
  waysOfInterfaces,
];

/** The names of some ways, each with the call that tries it. @param {typeof OF_PAGES} families @param {string} address */
export function callsOf(families, address) {
  const tools = `(${toolsOf})(${JSON.stringify(address)}, ${JSON.stringify(SECRET)})`;
  return families.flatMap((ways) =>
    Object.keys(ways(toolsOf(address, SECRET))).map((name) => ({
      name,
      call: `(${ways})(${tools})[${JSON.stringify(name)}]()`,
    })),
  );
}
