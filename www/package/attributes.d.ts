import type { Itk3ValidatorElement } from "./element.js";

/** The attributes of `<itk3-validator>`: docs/element.md says what each does. */
export interface Itk3ValidatorAttributes {
  src?: string;
  profile?: string;
  editable?: boolean | "";
  view?: "split" | "problems" | "source" | "summary";
  height?: string;
  severity?: "error" | "warning" | "information";
  select?: string;
  lines?: string;
  reply?: boolean | "";
  theme?: "light" | "dark";
  lazy?: "false";
  page?: boolean | "";
  docs?: string;
}

export type { Itk3ValidatorElement };
