// @ts-check
// Defines the element. A second copy of this script on a page does nothing, and nor does one on a server.
import { Itk3Validator } from "./itk3-validator.js";

if (globalThis.customElements && !customElements.get("itk3-validator"))
  customElements.define("itk3-validator", Itk3Validator);
