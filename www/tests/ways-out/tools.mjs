/** What the ways have in common. @param {string} address that ends with a slash @param {string} secret */
export function toolsOf(address, secret) {
  const to = (name) => `${address}${name}?${secret}`;
  const host = `//${secret}.example/`;
  const made = (name, attributes = {}, parent = "body") => {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    (parent === "head" || parent === "body" ? document[parent] : parent)?.append(element);
    return element;
  };
  const put = (name, attributes, parent) => () => {
    made(name, attributes, parent);
  };
  const link = (rel, more = {}) => put("link", { rel, href: to(rel), ...more }, "head");
  const styled = (text) => () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
    made("p", { class: "way" }).textContent = "way";
  };
  const image = (size) => `<svg xmlns="http://www.w3.org/2000/svg"><image href="${to(size)}"/></svg>`;
  const click = (attributes) => made("a", { href: to("click"), ...attributes }, null);
  const clicked = (type) => (element) => {
    element.dispatchEvent(
      new MouseEvent(type, {
        bubbles: true,
        cancelable: true,
        composed: true,
        button: type === "auxclick" ? 1 : 0,
        ctrlKey: type === "auxclick",
      }),
    );
  };
  /** Is there another realm, with what was taken away from this one? */
  const realm = () => Boolean(window[0]?.RTCPeerConnection);
  const parsed = (put) => () => {
    const host = made("div");
    const outcome = put(
      host,
      `<iframe></iframe><img src="${to("parsed")}"><link rel="preconnect" href="${to("parsed")}"><meta http-equiv="refresh" content="0;url=${to("parsed")}">`,
    );
    if (outcome?.nodeType) host.append(document.adoptNode(outcome));
    return realm() || host.querySelector("iframe") !== null;
  };
  const post = (attributes) => () => {
    const form = made("form", { action: to("form"), method: "post", ...attributes });
    form.append(made("input", { name: "way", value: secret }));
    form.submit();
  };
  const peer = (Connection) => {
    const connection = new Connection({ iceServers: [{ urls: `stun:${secret}.example` }] });
    connection.createDataChannel("way");
    return connection
      .createOffer()
      .then((offer) => connection.setLocalDescription(offer))
      .then(() => true);
  };
  return { address, secret, to, host, made, put, link, styled, image, click, clicked, realm, parsed, post, peer };
}
