// @ts-check
// Imported first. The Content-Security-Policy closes every way out of the page but these, which no policy covers.
for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) Reflect.deleteProperty(globalThis, name);
