import type {
  Acknowledgement,
  AcknowledgementOptions,
  Added,
  Conversation,
  Form,
  Itk2Code,
  Refused,
  RenderOptions,
  Report,
  Responder,
  ResponseCode,
  Rule,
  Simulated,
  ValidateOptions,
} from "./index.js";

/** The validator in a worker. Calls are answered one after the other. */
export interface Client {
  validate(message: string | Uint8Array, options?: ValidateOptions): Promise<Report>;
  render(message: string | Uint8Array, form: Form, options?: RenderOptions): Promise<string>;
  redact(message: string | Uint8Array): Promise<string>;
  operationOutcome(message: string | Uint8Array, format: "xml" | "json", options?: ValidateOptions): Promise<string>;
  convert(message: string | Uint8Array, format: "xml" | "json"): Promise<string | Refused>;
  buildAcknowledgement(
    message: string | Uint8Array,
    outcome: string,
    responder: Responder,
    options?: AcknowledgementOptions,
  ): Promise<Acknowledgement>;
  simulate(
    message: string | Uint8Array,
    responder?: Responder,
    options?: AcknowledgementOptions,
  ): Promise<Simulated | null>;
  reviewConversation(
    message: string | Uint8Array,
    responses: (string | Uint8Array)[],
    options?: ValidateOptions,
  ): Promise<Conversation>;
  responseCodes(generation?: "itk3"): Promise<ResponseCode[]>;
  responseCodes(generation: "itk2"): Promise<Itk2Code[]>;
  rules(): Promise<Rule[]>;
  /** Also kept for the workers that follow a cancelled one. */
  addDefinitions(definitions: string | Uint8Array, name?: string, options?: { replaceNewer?: boolean }): Promise<Added>;
  /** Stops at once: calls without an answer are rejected with an `AbortError`. The next call starts a new worker. */
  cancel(): void;
  /** The same, permanently. */
  close(): void;
}

export interface ClientOptions {
  /** Makes the worker from `itk3-validator/worker`, if the client cannot find it itself. */
  worker?: () => Worker;
}

export function createClient(options?: ClientOptions): Client;
