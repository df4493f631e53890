import { existsSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitepress";
import { documents } from "../generate/existing.mjs";
import { base, pages, repository } from "../generate/places.mjs";

const page = (text, link) => ({ text, link });

/** The pages of the side bar by chapter: a name, and where it is. */
const CHAPTERS = [
  [
    "Start",
    [
      page("First steps", "/start"),
      page("The command", "/command"),
      page("Messages in ITK3", "/concepts/messages"),
      page("Responses in ITK3", "/concepts/responses"),
      page("Scenarios", "/scenarios"),
    ],
  ],
  [
    "Rules",
    [
      page("All rules", "/rules/"),
      page("Response codes", "/codes"),
      page("Programmes", "/programmes"),
      page("How texts are read", "/reading"),
    ],
  ],
  [
    "Use it",
    [
      page("Continuous integration", "/ci"),
      page("In the editor", "/editor"),
      page("The element", "/element"),
      page("In plain HTML", "/embedding/html"),
      page("In Jekyll", "/embedding/jekyll"),
      page("In MkDocs", "/embedding/mkdocs"),
      page("In Docusaurus", "/embedding/docusaurus"),
      page("In VitePress", "/embedding/vitepress"),
      page("In React, Vue and Svelte", "/embedding/frameworks"),
      page("Large archives", "/scale"),
    ],
  ],
  [
    "Reference",
    [
      page("JavaScript API", "/api/"),
      page("Python", "/python"),
      page("Rust API", "/rust"),
      page("JSON Schemas", "/schemas"),
    ],
  ],
  ["About", [page("Privacy", "/privacy"), page("Your own copy", "/hosting"), page("Accessibility", "/accessibility")]],
];

const fileOf = (link) => `${link.replace(/^\//, "").replace(/\/$|^$/, (end) => `${end}index`)}.md`;
const isThere = ({ link }) => existsSync(path.join(pages, fileOf(link)));
const named = new Set(CHAPTERS.flatMap(([, all]) => all.map(({ link }) => fileOf(link))));
/** Documents that no chapter names are found all the same. */
const further = documents()
  .filter((name) => name !== "rules.md" && !named.has(name))
  .map((name) => page(name.replace(/\.md$/, ""), `/${name.replace(/\.md$/, "")}`));

export default defineConfig({
  title: "itk3-validator",
  description: "Checks NHS ITK3 messages against their published profiles and rules, where the message is",
  lang: "en-GB",
  base,
  // There is no picture to fetch for the tab.
  head: [["link", { rel: "icon", href: "data:," }]],
  srcDir: ".pages",
  cacheDir: path.join(pages, "../.vitepress/cache"),
  lastUpdated: false,
  // The page and its files stand beside the documentation and are no pages of it.
  ignoreDeadLinks: false,
  markdown: {
    // The usual pair has colours that are too pale for small text.
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    languages: ["xml", "json", "diff", "sh", "toml", "yaml", "js", "ts", "python", "rust", "html"],
    lineNumbers: false,
  },
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === "itk3-validator" } } },
  vite: { build: { chunkSizeWarningLimit: 4000 }, logLevel: "warn" },
  themeConfig: {
    nav: [
      page("Start", "/start"),
      page("Rules", "/rules/"),
      page("Response codes", "/codes"),
      { text: "Check a message", link: "../", target: "_self" },
    ],
    sidebar: [...CHAPTERS, ["Further", further]]
      .map(([text, all]) => ({ text, items: all.filter(isThere) }))
      .filter(({ items }) => items.length > 0),
    outline: { level: [2, 3] },
    search: { provider: "local", options: { detailedView: false } },
    socialLinks: [{ icon: "github", link: repository, ariaLabel: "Source code" }],
    footer: { message: "Apache-2.0. This is not an NHS service. All people in the examples are made up." },
  },
});
