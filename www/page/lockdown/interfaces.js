// @ts-check
import { takeAway } from "../../element/take-away.js";

// Interfaces that reach other machines or other pages, and that no Content-Security-Policy governs.

/** @type {Record<string, string[]>} */
const GLOBALS = {
  "connections of their own": [
    "RTCPeerConnection",
    "webkitRTCPeerConnection",
    "WebTransport",
    "WebSocketStream",
    "PresentationRequest",
    "PaymentRequest",
    "sharedStorage",
  ],
  "the browser asks the servers of its vendor or of the system": [
    "speechSynthesis",
    "SpeechSynthesisUtterance",
    "SpeechRecognition",
    "webkitSpeechRecognition",
    "Notification",
    "MediaMetadata",
  ],
  "windows, and workers of others": ["open", "documentPictureInPicture", "fence", "SharedWorker"],
  "other pages of this address may read it, or the next visit may send it": [
    "BroadcastChannel",
    "localStorage",
    "indexedDB",
    "caches",
    "cookieStore",
  ],
  extensions: ["chrome", "browser"],
};

/** What the page and its editor ask of `navigator`; whatever else a browser has there, now or later, goes. */
const NAVIGATOR = new Set([
  "constructor",
  "clipboard",
  "hardwareConcurrency",
  "language",
  "languages",
  "maxTouchPoints",
  "onLine",
  "platform",
  "product",
  "scheduling",
  "sendBeacon",
  "userAgent",
  "vendor",
]);

for (const name of Object.values(GLOBALS).flat()) takeAway(name);
for (const name of Object.getOwnPropertyNames(Navigator.prototype))
  if (!NAVIGATOR.has(name)) Reflect.deleteProperty(Navigator.prototype, name);
Reflect.deleteProperty(Document.prototype, "cookie");
// The address of the page must not change: reloading would send it.
for (const name of ["back", "forward", "go", "pushState", "replaceState"])
  Reflect.deleteProperty(History.prototype, name);
const { navigation } = /** @type {any} */ (globalThis);
if (navigation)
  for (const name of ["back", "forward", "navigate", "reload", "traverseTo"])
    Reflect.deleteProperty(Object.getPrototypeOf(navigation), name);
// Whoever opened this page gets no messages from it.
globalThis.opener = null;
