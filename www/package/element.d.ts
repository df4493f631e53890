import type {
  Acknowledgement,
  AcknowledgementOptions,
  Added,
  Counts,
  Progress,
  Report,
  Responder,
  Severity,
} from "./index.js";

/** A message to start with. */
export interface Example {
  name: string;
  about: string;
  text: string;
  /** The group in which it is listed. */
  group?: string;
}

/**
 * `<itk3-validator>`: checks a message in the reader's browser, and shows the problems beside it.
 * Importing the entry defines it; a second copy on a page does nothing.
 */
export interface Itk3ValidatorElement extends HTMLElement {
  /** Resolves to the element when it can be used. */
  readonly ready: Promise<this>;
  /** Whether the message can be edited. The attribute `editable`. */
  readonly editable: boolean;
  /** The message. */
  value: string;
  /** The latest report. */
  readonly result: Report | null;
  examples: readonly Example[];
  validate(): void;
  cancel(): void;
  /** Selects a problem by its rule or path, or by its index in the report. */
  focusProblem(what: string | number): void;
  expand(path?: string): void;
  collapse(path?: string): void;
  /** Shows only problems with these words. */
  filter(words: string): void;
  show(tab: "problems" | "map" | "reply" | "report" | "conversation"): void;
  showHelp(): void;
  addDefinitions(definitions: string | Uint8Array, name?: string): Promise<Added | null>;
  toOperationOutcome(format?: "xml" | "json"): Promise<string>;
  toSarif(): Promise<string>;
  toCsv(): Promise<string>;
  /** Builds the acknowledgement; the outcome is a response code, or "suggested". */
  createReply(outcome: string, responder: Responder, options?: AcknowledgementOptions): Promise<Acknowledgement>;
}

/** A problem that was selected. */
export interface SelectedProblem {
  rule: string;
  severity: Severity;
  path: string;
  line: number;
  /** Its index in `Report.issues`. */
  index: number;
}

declare global {
  interface HTMLElementEventMap {
    "itk3-ready": CustomEvent<object>;
    "itk3-input": CustomEvent<{ value: string }>;
    /** During a long check; phases after "checking" are those of `Progress`. */
    "itk3-progress": CustomEvent<{
      phase: "starting" | "checking" | Progress["phase"];
      done: number;
      total: number;
      counts?: Counts;
    }>;
    "itk3-result": CustomEvent<{ valid: boolean; counts: Counts; ms: number }>;
    "itk3-select": CustomEvent<{ problem: SelectedProblem }>;
    "itk3-started": CustomEvent<{ version: string }>;
    "itk3-reply": CustomEvent<{ code: string; valid: boolean }>;
    "itk3-error": CustomEvent<{ kind: string; message: string }>;
  }
  interface HTMLElementTagNameMap {
    "itk3-validator": Itk3ValidatorElement;
  }
}
