// @ts-check
import "./lockdown/index.js";
import "../element/element.js";
import { loadScript } from "../element/load-script.js";
import { client, doBeforeWorker } from "../element/shared.js";
import { EXAMPLES } from "./examples.js";
import { answerFrame } from "./frame.js";
import { seal } from "./lockdown/seal.js";
import { offerPrivacyTest } from "./privacy.js";
import { openShared } from "./shared-case.js";
import { followTheme } from "./theme.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const validator = /** @type {import("../element/itk3-validator.js").Itk3Validator} */ (
  document.querySelector("itk3-validator")
);

// What is in the page already is not loaded; in one file that is all of it.
const { itk3Engine, itk3Editor, itk3Panes, itk3Map } = /** @type {any} */ (globalThis);
if (itk3Engine && itk3Editor && itk3Panes && itk3Map) seal();
else {
  doBeforeWorker(async () => {
    // Nothing can be loaded later, so definitions that a message may name come now, and are unpacked where one does.
    const all = /** @type {const} */ (["editor.js", "panes.js", "map.js", "on-demand.js"]);
    await Promise.all(all.map(loadScript));
    // Where the engine did not come, it may be asked for again.
    if (await loadScript("engine.js")) seal();
  });
}

validator.examples = EXAMPLES;
followTheme(/** @type {HTMLSelectElement} */ (at("theme")));
at("show-help").addEventListener("click", () => validator.showHelp());
offerPrivacyTest(at("test-privacy"), /** @type {HTMLDialogElement} */ (at("privacy")), at("privacy-result"), () =>
  validator.tryToLeave(),
);
answerFrame(validator);
openShared(validator);

const tellVersion = () => {
  at("version").textContent = `Version ${client.about()?.version ?? ""}`;
};
validator.addEventListener("itk3-started", tellVersion);
validator.addEventListener("itk3-result", () => {
  at("definitions").textContent = validator.result?.definitions ?? "";
});
