// What a server should say beside the pages: the part that no page can say of itself. docs/hosting.md has the same for
// other servers, and a test compares them.

const TAKEN = [
  "accelerometer",
  "autoplay",
  "camera",
  "clipboard-read",
  "display-capture",
  "encrypted-media",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "publickey-credentials-create",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "sync-xhr",
  "usb",
  "web-share",
  "window-management",
  "xr-spatial-tracking",
];

/** For every file. */
export const HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": [...TAKEN.map((feature) => `${feature}=()`), "clipboard-write=(self)"].join(", "),
};

/** Who may show a page in a frame: nobody the checker, and only pages of the same server the others. */
export const FRAMED = {
  "index.html": "frame-ancestors 'none'",
  "embed.html": "frame-ancestors 'none'",
  "accessibility.html": "frame-ancestors 'none'",
  "itk3-validator.html": "frame-ancestors 'self'",
};

/** The headers of one file. @param {string} name */
export function headersOf(name) {
  const framed = FRAMED[name];
  return framed ? { ...HEADERS, "Content-Security-Policy": framed } : HEADERS;
}

/** All of it as the file `_headers` that Netlify and Cloudflare Pages read. */
export function headersFile() {
  const section = (address, headers) =>
    [address, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)].join("\n");
  const pages = Object.entries(FRAMED).flatMap(([name, policy]) =>
    [name, name.replace(/(index)?\.html$/, "")].map((address) =>
      section(`/${address}`, { "Content-Security-Policy": policy }),
    ),
  );
  return `${[section("/*", HEADERS), ...pages].join("\n")}\n`;
}
