/** Of links. @param {ReturnType<typeof import("./tools.mjs").toolsOf>} tools */
export function waysOfLinks({ to, made, click, clicked }) {
  return {
    "link clicked by a script": () => {
      click({}).click();
    },
    "link clicked by a script, on the page": () => {
      document.body.appendChild(click({})).click();
    },
    "link in a new window": () => {
      click({ target: "_blank" }).click();
    },
    "link in a named window": () => {
      click({ target: "way" }).click();
    },
    "link to a file": () => {
      click({ download: "way" }).click();
    },
    "link that pings": () => {
      click({ href: "#way", ping: to("ping") }).click();
    },
    "link, its event": () => {
      clicked("click")(click({ target: "_blank" }));
    },
    "link, its event by the middle button": () => {
      clicked("auxclick")(document.body.appendChild(click({ target: "_blank" })));
    },
    "link, its key": () => {
      const one = document.body.appendChild(click({ target: "_blank" }));
      one.focus();
      one.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }));
    },
    "link around a word": () => {
      const one = click({ target: "_blank" });
      one.append("way");
      one.firstChild.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    },
    "link around an element": () => {
      made("span", {}, click({ target: "_blank" })).click();
    },
    "link around a button": () => {
      made("button", {}, click({ target: "_blank" })).click();
    },
    "link around what is slotted": () => {
      const host = made("div");
      made("slot", {}, host.attachShadow({ mode: "closed" }).appendChild(click({ target: "_blank" })));
      made("span", {}, host).click();
    },
    "link of a picture": () => {
      const one = document.createElementNS("http://www.w3.org/2000/svg", "a");
      one.setAttribute("href", to("picture"));
      one.setAttribute("target", "_blank");
      one.dispatchEvent(new MouseEvent("click"));
    },
    area: () => {
      made("area", { href: to("area"), target: "_blank" }).click();
    },
  };
}
