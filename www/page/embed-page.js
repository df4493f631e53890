// @ts-check
// Shows on embed.html how a page talks to the checker in a sandboxed frame.
const frame = /** @type {HTMLIFrameElement} */ (document.getElementById("way-frame"));
const said = /** @type {HTMLElement} */ (document.getElementById("frame-said"));

addEventListener("message", ({ source, data }) => {
  // A sandboxed frame has no origin of its own: whose window it is decides.
  if (source !== frame.contentWindow || data?.itk3 !== "result") return;
  const { fatal, error } = data.counts;
  said.textContent = data.valid ? "The frame says: it conforms." : `The frame says: ${fatal + error} errors.`;
});

document.getElementById("frame-check")?.addEventListener("click", async () => {
  const text = await (await fetch("examples/send-document.xml")).text();
  frame.contentWindow?.postMessage({ itk3: "check", text }, "*");
});
