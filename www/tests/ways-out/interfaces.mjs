/** Of interfaces that keep or hand over. @param {ReturnType<typeof import("./tools.mjs").toolsOf>} tools */
export function waysOfInterfaces({ to, address, secret }) {
  return {
    cookie: () => {
      // biome-ignore lint/suspicious/noDocumentCookie: it is tried because it is refused.
      document.cookie = `way=${secret}`;
      return !Object.hasOwn(document, "cookie");
    },
    "cookie store": () => cookieStore.set("way", secret).then(() => true),
    "storage, for another page of this server": () => {
      localStorage.setItem("way", secret);
      return true;
    },
    "whoever opened the page": () => {
      opener.postMessage(secret, "*");
      return true;
    },
    "shared worker": () => {
      new SharedWorker(URL.createObjectURL(new Blob([`fetch("${to("shared")}")`])));
      return true;
    },
    speech: () => {
      speechSynthesis.speak(new SpeechSynthesisUtterance(secret));
      return true;
    },
    payment: () =>
      new PaymentRequest([{ supportedMethods: to("payment").replace("http:", "https:") }], {
        total: { label: "way", amount: { currency: "GBP", value: "1" } },
      })
        .canMakePayment()
        .then(() => true),
    presentation: () => {
      new PresentationRequest([to("presentation")]).start();
      return true;
    },
    "credentials of a host": () => {
      navigator.credentials.get({ publicKey: { challenge: new Uint8Array(8), rpId: `${secret}.example` } });
      return true;
    },
    identity: () => {
      navigator.credentials.get({ identity: { providers: [{ configURL: to("identity"), clientId: secret }] } });
      return true;
    },
    "media session": () => {
      navigator.mediaSession.metadata = new MediaMetadata({ artwork: [{ src: to("artwork") }] });
      return true;
    },
    auction: () => {
      navigator.runAdAuction({ seller: address, decisionLogicURL: to("auction") });
      return true;
    },
    share: () => {
      navigator.share({ text: secret });
      return true;
    },
    "protocol handler": () => {
      navigator.registerProtocolHandler("web+way", `${to("handler")}%s`);
      return true;
    },
  };
}
