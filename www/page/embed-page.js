// @ts-check
// The three ways to embed the checker, live. Once all of them are there, this page ends all loading, as the checker does.
import "./lockdown/index.js";
import "../element/enhance.js";
import { loadScript } from "../element/load-script.js";
import { doBeforeWorker } from "../element/shared.js";
import { makeFrame } from "./lockdown/realms.js";
import { restrict, seal } from "./lockdown/seal.js";

const said = /** @type {HTMLElement} */ (document.getElementById("frame-said"));
const host = /** @type {HTMLElement} */ (document.getElementById("way-frame"));
const example = fetch("examples/send-document.xml").then((answer) => answer.text());
const elements = [
  .../** @type {NodeListOf<import("../element/itk3-validator.js").Itk3Validator>} */ (
    document.querySelectorAll("itk3-validator")
  ),
];

doBeforeWorker(async () => {
  await Promise.allSettled([
    example,
    loadScript("panes.js"),
    loadScript("map.js"),
    loadScript("on-demand.js"),
    ...elements.map(({ ready }) => ready),
  ]);
  // Where the engine did not come, it may be asked for again.
  if (await loadScript("engine.js")) seal("frame-src 'self'");
});

// Nobody but this script can get at the frame: an element of a frame is a way to a realm that is not locked.
const frame = makeFrame({
  sandbox: "allow-scripts",
  src: "itk3-validator.html",
  title: "ITK3 message checker",
  loading: "lazy",
});
Object.assign(frame.style, { width: "100%", height: "100%", border: "0" });
host.attachShadow({ mode: "closed" }).append(frame);
frame.addEventListener("load", () => restrict("frame-src 'none'"), { once: true });

addEventListener(
  "message",
  (event) => {
    // A sandboxed frame has no origin of its own: whose window it is decides.
    if (event.source !== frame.contentWindow) return;
    event.stopImmediatePropagation();
    if (event.data?.itk3 !== "result") return;
    const { fatal, error } = event.data.counts;
    said.textContent = event.data.valid ? "The frame says: it conforms." : `The frame says: ${fatal + error} errors.`;
  },
  { capture: true },
);

document.getElementById("frame-check")?.addEventListener("click", async () => {
  frame.contentWindow?.postMessage({ itk3: "check", text: await example }, "*");
});
