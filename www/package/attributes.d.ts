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

/** Its events as properties of JSX and of Svelte. */
export interface Itk3ValidatorListeners {
  "onitk3-ready"?: (event: HTMLElementEventMap["itk3-ready"]) => void;
  "onitk3-result"?: (event: HTMLElementEventMap["itk3-result"]) => void;
  "onitk3-select"?: (event: HTMLElementEventMap["itk3-select"]) => void;
  "onitk3-input"?: (event: HTMLElementEventMap["itk3-input"]) => void;
  "onitk3-error"?: (event: HTMLElementEventMap["itk3-error"]) => void;
}

/** What a framework may set: attributes, the message, which is a property, and listeners. */
export interface Itk3ValidatorProperties extends Itk3ValidatorAttributes, Itk3ValidatorListeners {
  /** The message. */
  value?: string;
}

export type { Itk3ValidatorElement };
