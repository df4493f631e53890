/** How much a finding weighs. FHIR's own words, heaviest first. */
export type Severity = "fatal" | "error" | "warning" | "information";

/** How many findings there are of each severity. */
export interface Counts {
  fatal: number;
  error: number;
  warning: number;
  information: number;
}

/** A range of the text. Offsets and columns are UTF-16 code units; lines and columns count from 1. */
export interface Place {
  start: number;
  end: number;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** One finding. */
export interface Issue {
  /** Id of the rule, stable across versions. */
  rule: string;
  severity: Severity;
  /** Code of FHIR's IssueType value set. */
  code: string;
  /** One plain sentence. */
  message: string;
  /** What the rule asks for. */
  expected?: string;
  /** What the message has instead. */
  found?: string;
  /** FHIRPath of the element from the root; empty when the text has no element there. */
  path: string;
  /** The resource, such as "Patient/p1", in a file with a resource on each line (command only). */
  resource?: string;
  place: Place;
  /** Canonical URL of the profile that requires it; absent if the base specification does. */
  profile?: string;
  /** URL of the specification that states the rule. */
  link: string;
  /** What else fails because of it, and is fixed with it: one plain sentence each. */
  consequences?: string[];
  /** The ITK3 response code with which a receiver would reject the message for it. */
  response?: string;
  /** What puts it right, if that is known. */
  fix?: Fix;
  /** Why it is waived, if a waiver of the command covers it: it then does not count. */
  waived?: string;
}

/** A change of the text. */
export interface Edit {
  /** Offset of the first UTF-16 code unit. */
  start: number;
  /** Offset after the last one. */
  end: number;
  /** What should stand there, escaped for the format of the message. */
  text: string;
}

/** What puts a problem right. */
export interface Fix {
  /** The value or name that stands there then. */
  value: string;
  /** True if a person should decide: another value may be wrong instead. */
  needsALook: boolean;
  /** In the order of the text; none overlap. */
  edits: Edit[];
}

/** Progress of a check. */
export interface Progress {
  /** In this order. */
  phase: "reading" | "entries" | "invariants" | "rules" | "report";
  /** Entries checked so far; 0 in the other phases. */
  done: number;
  /** Entries of Bundles, inner ones included; in the phase "reading" bytes of the text; otherwise 0. */
  total: number;
  /** Findings so far. */
  counts: Counts;
  /** The first of them, in the order in which they were found. */
  first: { rule: string; severity: Severity; message: string; line: number }[];
}

/** Something that could not be checked, and why. */
export interface NotChecked {
  /** Stable word for the kind of reason, for example "unknown-profile". */
  reason: string;
  message: string;
  count: number;
  path: string;
  place: Place;
}

/** A node of the tree of problems: every entry, and each element that carries a problem or leads to one. */
export interface TreeItem {
  kind: "message" | "entry" | "resource" | "element";
  label: string;
  path: string;
  place: Place;
  /** Id of the resource, for entries and resources. */
  id?: string;
  /** Counts of this item and everything below it. */
  counts: Counts;
  /** Indices into `Report.issues` of the problems of this item itself. */
  issues: number[];
  children: TreeItem[];
}

/** What the message is. */
export interface Summary {
  format: "xml" | "json" | "unknown";
  /** Size of the text in bytes of UTF-8. */
  bytes: number;
  resourceType?: string;
  bundleType?: string;
  id?: string;
  profiles: string[];
  entries: number;
  elements: number;
}

/** A Coding. */
export interface Code {
  system?: string;
  code?: string;
  display?: string;
}
/** A sender or a receiver. */
export interface Party {
  resourceType: string; // "Organization" | "Practitioner"
  identifiers: { system?: string; value?: string }[];
  name?: string;
}
/** The message card: the names are those of the ITK API's message properties. */
export interface Card {
  /** Code of the event; in ITK 2 the service. */
  serviceId?: string;
  /** The sender's mailbox; in ITK 2 the sender address. */
  fromAddress?: string;
  /** Identifiers of the receiver that the header names; in ITK 2 the addresses. If there are none, the carrier finds the receiver. */
  toAddresses: string[];
  /** Identifiers of the sender; in ITK 2 the audit identities. */
  auditIdentities: string[];
  /** MessageHeader.id; in ITK 2 the tracking id. */
  trackingId?: string;
  /** Id of the document; in ITK 2 of the first payload. */
  businessPayloadId?: string;
  /** In a response: the message that it answers. */
  conversationId?: string;
  /** Profile of the document; in ITK 2 of the first payload. */
  profileId?: string;
  /** The handling keys. */
  handlingSpecifications: { key: string; value: string }[];
  /** The responses that the sender asks for. */
  asksFor: ("infrastructure" | "business")[];
}
/** What a text is in ITK3's terms. */
export interface Message {
  kind:
    | "send-payload"
    | "infrastructure-response"
    | "business-response"
    | "response" // "response": its level is unknown
    | "document"
    | "bundle"
    | "resource"
    | "event-message"
    | "dstu2"
    | "r4"
    | "hl7-v2"
    | "hl7-v3"
    | "cda"
    | "itk2-envelope"
    | "itk2-request"
    | "itk2-response"
    | "itk2-fault"
    | "itk2-infrastructure-response"
    | "itk2-business-response"
    | "mesh-control"
    | "mesh-headers"
    | "soap"
    | "capture"
    | "web-page"
    | "xml"
    | "json"
    | "text"
    | "empty";
  /** The kind in words: "Send Payload", "Infrastructure response", "HL7 version 2 message"… */
  title: string;
  /** What was not checked because of that, as a sentence; absent for ITK3 messages. */
  note?: string;
  era?: "v1" | "transitional" | "current";
  domain?: { id: string; title: string }; // id e.g. "toc-inpatient-discharge", "gp-connect-send-document", "update-record", "digital-medicines-immunization"
  event?: Code;
  id?: string; // MessageHeader.id
  identifier?: string; // Bundle.identifier.value
  timestamp?: string;
  handling?: {
    busAckRequested?: boolean;
    infAckRequested?: boolean;
    recipientType?: string;
    messageDefinition?: string;
    senderReference?: string;
    localExtension?: string;
  };
  sender?: Party;
  receiver?: Party;
  /** MessageHeader.source.endpoint, the sender's mailbox. */
  source?: string;
  /** Type of what MessageHeader.focus names, for example "Bundle (document)". */
  focus?: string;
  documentType?: Code;
  attachments: { contentType?: string; bytes: number; path: string }[];
  /** Of a response. */
  response?: { identifier?: string; code?: string; outcomes: Code[] };
  /** The main facts about it, with the same names for every generation; absent if it has no header. */
  card?: Card;
  /** In a message of ITK 2: its content in the terms of that generation. */
  itk2?: Itk2Message;
}
/** An address or identity of ITK 2; `type` is the OID of its kind, if the message states it. */
export interface Itk2Address {
  uri: string;
  type?: string;
}
/** What a message of ITK 2 is. */
export interface Itk2Message {
  serviceId?: string;
  trackingId?: string;
  interaction?: string;
  /** wsa:MessageID of SOAP. */
  messageId?: string;
  fromAddress?: Itk2Address;
  toAddress: Itk2Address[];
  auditIdentities: Itk2Address[];
  handlingSpecifications: { key: string; value: string }[];
  payloads: {
    /** "cda", "hl7-v3", "hl7-v2", "infrastructure-response", "business-response", "base64"… */
    kind: string;
    title: string;
    itkPayloadId?: string;
    profileId?: string;
    mimetype?: string;
    messageType?: string;
    base64: boolean;
    compressed: boolean;
    encrypted: boolean;
  }[];
  isResponse: boolean;
  response?: {
    level: "infrastructure" | "business" | "answer" | "fault";
    result?: string;
    /** Tracking id, or MessageID, of the message that is answered. */
    conversationId?: string;
    codes: string[];
  };
}
/** What a receiver would answer. */
export interface Suggestion {
  /** Which code(s) a receiver would send, the most specific first. Without a fault: 20013. */
  codes: { code: string; display: string; because: string; issues: number[] }[]; // issues: indices into Report.issues
  infrastructure: Asked;
  business: Asked;
}
/** A level of response: the value of its flag (absent if it cannot be read), and whether to send one now. */
export interface Asked {
  asked?: boolean;
  reply: boolean;
  because: string;
}

/** The report of a check. */
export interface Report {
  /** Whether there is no finding of severity fatal or error. What was not checked does not count here; `verdict` mentions it. */
  conforms: boolean;
  /** The answer in words. It never says "conforms" where the profile of the header is not known. */
  verdict: string;
  /** Present if the header declares only unknown profiles, so that it was not checked against any of them. */
  headerUnknown?: true;
  counts: Counts;
  summary: Summary;
  /** What it is in ITK3's terms. */
  message: Message;
  /** What a receiver would answer, if there is something to answer. */
  suggestion?: Suggestion;
  issues: Issue[];
  notChecked: NotChecked[];
  tree?: TreeItem;
  /** The definitions that were used. */
  definitions: string;
  /** With `unwrap`, what was around the message, in a few words. */
  unwrapped?: string;
}

/** A message that was inside something else. */
export interface Unwrapped {
  /** What was around it, in a few words. */
  what: string;
  /** The message. If it was part of the text, the rest is replaced by blanks, so that lines and columns stay the same. */
  text: string;
}

/** Bounds on what is read. Reaching one is a finding. Left-out members keep their defaults. */
export interface Limits {
  /** Bytes of text; 32 MiB by default. */
  bytes?: number;
  /** Elements within elements; 200 by default. */
  depth?: number;
  /** Elements and attributes; 4,000,000 by default. */
  nodes?: number;
  /** Findings; 10,000 by default. */
  issues?: number;
}

export interface ValidateOptions {
  limits?: Limits;
  /** Ids of messages and documents received before: MessageHeader.id, Bundle.identifier.value, Bundle.id. */
  received?: string[];
  /** The address in the MESH metadata, such as `GPPROVIDER_<NHS number>_<birth date>_<surname>`. */
  meshTo?: string;
  /**
   * The MESH metadata of the message: the text of a control file, `Mex-*` headers, or these as JSON. They are compared with
   * each other and with the message.
   */
  meshHeaders?: string;
  /**
   * Profiles to check the root against, besides those that it declares: URLs, or their last parts. An unknown profile is a
   * `TypeError`, which names the nearest.
   */
  profile?: string | string[];
  /**
   * Checks the message inside a code fence, a log line, HTTP, a template, gzip, base64, a JSON string or escaped XML;
   * `Report.unwrapped` says which. If the message is part of the text, lines and columns are those of the text.
   */
  unwrap?: boolean;
  /** Called with the progress while the check runs; at most a hundred times for the entries. */
  onProgress?: (progress: Progress) => void;
}

/**
 * How a report is written. `json` is the report in one line, with the name as its member `file`; `sarif` is 2.1.0,
 * `operation-outcome` STU3 in XML; `harness` (a page) and `harness-json` have every check as the NHS's test harness reports it.
 */
export type Form =
  | "text"
  | "full"
  | "json"
  | "ndjson"
  | "sarif"
  | "junit"
  | "github"
  | "gitlab"
  | "html"
  | "csv"
  | "operation-outcome"
  | "operation-outcome-json"
  | "harness"
  | "harness-json";

export interface RenderOptions extends ValidateOptions {
  /** The name of the file to show; "message" by default. */
  name?: string;
  /** The date of the report, for the formats of the test harness. */
  date?: string;
}

/** A definition that is used from now on. */
export interface Loaded {
  url: string;
  version?: string;
  kind: "StructureDefinition" | "ValueSet" | "CodeSystem" | "MessageDefinition";
  /** The version that it replaces, if one was known; empty if that one had no version. */
  replaces?: string;
}

/** Something that is wrong with a definition. */
export interface Fault {
  /** The file, or the URL of the definition. */
  name: string;
  message: string;
  /** From 1; 0 if the position is unknown. */
  line: number;
  column: number;
}

/** The result of adding definitions. */
export interface Added {
  loaded: Loaded[];
  faults: Fault[];
  /** How many were left out because a newer version is in use; each of them is also a fault. */
  older: number;
}

/** A response code, with all that is published of it. */
export interface ResponseCode {
  code: string;
  display: string;
  level: "infrastructure" | "business";
  positive: boolean;
  /** MessageHeader.response.code. */
  responseCode: "ok" | "fatal-error";
  /** OperationOutcome.issue.severity. */
  severity: Severity;
  /** Allowed OperationOutcome.issue.code, the usual one first. */
  issueCodes: string[];
  /** Whether the guide says that receivers MUST or SHOULD support it. */
  support: "MUST" | "SHOULD";
  /** When to send it. */
  when: string;
  /** URL of the page that states it. */
  source: string;
}

/** A code of ITK 2: DE0001 to DE0012 of acknowledgements; 1000, 2100, 2200 and 3000 of faults and of ITK 2.1. */
export interface Itk2Code {
  code: string;
  display: string;
  /** When to send it. */
  when: string;
  /** The sender may send the message again as it is. */
  retry: boolean;
}

/** Who responds: an organisation, which takes precedence, or a person. */
export interface Responder {
  organization?: {
    /** ODS code. */
    ods?: string;
    /** ODS code of the site. */
    site?: string;
  };
  practitioner?: {
    sdsUserId?: string;
    sdsRoleProfileId?: string;
    family?: string;
    given?: string;
    prefix?: string;
  };
  /** The responder's MESH mailbox, MessageHeader.source.endpoint; not needed in ITK 2. */
  endpoint?: string;
  /** In ITK 2: the address, "urn:nhs-uk:addressing:…"; from the ODS code by default. */
  address?: string;
  /** In ITK 2: the identity, "urn:nhs-uk:identity:…"; from the ODS code by default. */
  identity?: string;
}

export interface AcknowledgementOptions {
  /** That of the message by default. */
  format?: "xml" | "json";
  /**
   * UUIDs, in the order in which they are used: Bundle, its identifier, MessageHeader, sender, outcome, receiver.
   * What is missing is supplied at random.
   */
  ids?: string[];
  /** The time of the response, an instant; the current time by default. */
  now?: string;
  /** One of `ResponseCode.issueCodes`. */
  issueCode?: string;
  /** InfAckRequested of a business response; by domain by default. */
  infAckRequested?: boolean;
  /** Names the original sender as receiver; false by default. */
  receiver?: boolean;
  /** Whether diagnostics have rule ids and paths, never values; by default for negative codes. */
  diagnostics?: boolean;
  /** "instance" names the MessageDefinition as the published examples do. */
  messageDefinition?: "current" | "instance";
  /** The generation of the answer to a message of the first generation; "same" by default. */
  generation?: "same" | "current";
  /** Builds a response that is otherwise refused, if the reason can be overridden. */
  evenUnasked?: boolean;
  /** MESH workflow of the message being answered; by domain by default. */
  workflow?: string;
  /** Which reply to build to a message of ITK 2; by its kind by default. */
  reply?: "acknowledgement" | "answer" | "fault";
  /** The destination, instead of the one in the message: a MESH mailbox, or an address in ITK 2. */
  to?: string;
  limits?: Limits;
}

/** Why an acknowledgement was not built. */
export interface Refusal {
  reason:
    | "not-asked"
    | "after-negative"
    | "other-standard"
    | "not-itk3"
    | "response-of-response"
    | "unknown-code"
    | "responder"
    | "option"
    | "no-tracking-id"
    | "no-return-address";
  message: string;
  /** Whether `evenUnasked` builds it anyway. */
  overridable: boolean;
}

/** The MESH metadata of a response. */
export interface Mesh {
  /** Workflow id; empty if that of the message is unknown. */
  workflow: string;
  /** The mailbox to send to; absent if it cannot be read from the message. */
  to?: string;
  localId?: string;
  /** Headers of the MESH API. */
  headers: Record<string, string>;
  /** The control file of the MESH client. */
  control: string;
}

/** An acknowledgement, or the reason why none was built. */
export interface Acknowledgement {
  /** If present, no other member is. */
  refused?: Refusal;
  /** The Bundle; in ITK 2 the distribution envelope, or the SOAP envelope. */
  text?: string;
  format?: "xml" | "json";
  code?: string;
  level?: "infrastructure" | "business";
  /** The report of the acknowledgement itself. */
  report?: Report;
  /** In ITK 2: what was built. */
  itk2Reply?: "acknowledgement" | "answer" | "fault";
  mesh?: Mesh;
  /** What could not be filled from the message, or was left out, and why. */
  notes: string[];
}

/** What the simulator of the NHS's ITK3 Test Harness would answer, and why. */
export interface Simulated {
  /** What decides it. */
  trigger: "handling-key" | "given-name" | "receiver" | "nhs-number" | "flags" | "response";
  /** The same as a sentence. */
  because: string;
  /** In the order in which they are sent; empty if the simulator sends none. `invrep` is invalid on purpose. */
  responses: { level: "infrastructure" | "business"; code: string }[];
  /** Further remarks. */
  notes: string[];
  /** The responses that could be built. */
  replies: Acknowledgement[];
}

/** One response within a conversation. */
export interface Reviewed {
  /** Its own report. */
  report: Report;
  /** It answers the message. */
  answers: boolean;
  /** Index of the response that it answers instead. */
  to?: number;
  level?: "infrastructure" | "business";
  code?: string;
  /** What the code means. */
  display?: string;
  positive?: boolean;
  /** Findings that depend on both the message and the response; their places are in the response. */
  issues: Issue[];
}

/** The state of a transaction, with the reports of all its parts. */
export interface Conversation {
  /** `unknown` if the first text is not a message. */
  state: "complete" | "waiting" | "failed" | "unconfirmed" | "unknown";
  title: string;
  why: string;
  waitingFor: string[];
  /** What the sender should do now. */
  next: string[];
  message: Report;
  responses: Reviewed[];
}

/** An entry of a Bundle in the message, including Bundles within Bundles. */
export interface MapEntry {
  path: string;
  place: Place;
  resourceType?: string;
  id?: string;
  fullUrl?: string;
  /** For an entry of a Bundle within an entry: that entry's index. */
  within?: number;
  /** Whether references lead to it from the first entry. */
  reachable: boolean;
}

/** A reference within the message; `from` and `to` are indices of entries. */
export interface MapReference {
  from: number;
  to?: number;
  state: "resolved" | "broken" | "external" | "contained";
  path: string;
  place: Place;
  reference: string;
}

/** Entries of the message's Bundles, and where its references lead. */
export interface MessageMap {
  entries: MapEntry[];
  references: MapReference[];
}

/** What one definition says about an element. It does not constrain what is absent. */
export interface ElementExplanation {
  /** Canonical URL of the profile; absent for the base specification. */
  profile?: string;
  element: string;
  slice?: string;
  min?: number;
  max?: string;
  types: string[];
  /** `codes`: those of the value set, if they can be listed and are no more than 20; empty otherwise. */
  binding?: { strength: "required" | "extensible" | "preferred" | "example"; valueSet?: string; codes: string[] };
  fixed?: string;
  pattern?: string;
  modifier: boolean;
  mustSupport: boolean;
  link: string;
}

/** What is allowed at a place in a message, and which definitions say so. */
export interface Explanation {
  path: string;
  place: Place;
  type?: string;
  /** The base specification first, then profiles. */
  elements: ElementExplanation[];
}

/** A text that adds a missing element to a message. */
export interface Insertion {
  /** Where, in UTF-16 code units: the text replaces what is between `start` and `end`, usually nothing. */
  start: number;
  end: number;
  /**
   * The element with its required content, in the format and indentation of the message. What only a person can know is a
   * placeholder such as `${reference}`, which is a finding until it is filled in.
   */
  text: string;
  /** The name of the element. */
  name: string;
}

/**
 * A text that was decoded, recognised and read once, for several questions; `Validator.open` makes it.
 * Each answer is that of the validator's method of the same name. It sees the definitions that its validator has when it is
 * asked.
 */
export class Document {
  private constructor();
  /** The limits are those with which the text was opened; in `options.limits` only `issues` is used here. */
  validate(options?: ValidateOptions): Report;
  operationOutcome(format: "xml" | "json", options?: ValidateOptions): string;
  render(form: Form, options?: RenderOptions): string;
  redact(): string;
  map(): MessageMap;
  explain(offset: number): Explanation | null;
  insertion(issue: number, options?: ValidateOptions): Insertion | null;
  convert(format: "xml" | "json"): string | Refused;
  buildAcknowledgement(outcome: string, responder: Responder, options?: AcknowledgementOptions): Acknowledgement;
  simulate(responder?: Responder, options?: AcknowledgementOptions): Simulated | null;
  reviewConversation(responses: (string | Uint8Array)[], options?: ValidateOptions): Conversation;
  /** Frees its memory; any later call is an error that says so. */
  free(): void;
}

/** Keeps the definitions, so that many messages are checked with one start. Call `init` first in a browser. */
export class Validator {
  constructor();
  /** Opens a message, so that several things can be asked of it; `limits` bound what is read. */
  open(text: string | Uint8Array, options?: Pick<ValidateOptions, "limits" | "unwrap">): Document;
  /** Extracts a message from what surrounds it; null if nothing surrounds it, or no message is certain. */
  unwrap(text: string | Uint8Array, options?: Pick<ValidateOptions, "limits">): Unwrapped | null;
  /** Whether a message names definitions that are not loaded. */
  namesUnloaded(message: string | Uint8Array, options?: ValidateOptions): boolean;
  /** Adds these definitions from elsewhere: the bytes of `on-demand.pack`, unpacked. */
  addOnDemand(pack: Uint8Array): void;
  validate(text: string | Uint8Array, options?: ValidateOptions): Report;
  /** The report as an STU3 OperationOutcome, in the format asked for. */
  operationOutcome(text: string | Uint8Array, format: "xml" | "json", options?: ValidateOptions): string;
  /** The report in one of the forms of the command. */
  render(text: string | Uint8Array, form: Form, options?: RenderOptions): string;
  /**
   * The message without personal data, to show where its problems are: everything outside the vocabulary of FHIR and the NHS is
   * replaced, names and URLs included. Texts become placeholders of the same type and length, ids become hashes, and dates keep only their order.
   */
  redact(text: string | Uint8Array): string;
  /**
   * Adds a StructureDefinition, ValueSet or CodeSystem, a Bundle of them, or a FHIR package (`.tgz`).
   * It replaces a known definition with the same URL; if its version is older, it is left out, unless `replaceNewer`.
   */
  addDefinitions(definitions: string | Uint8Array, name?: string, options?: { replaceNewer?: boolean }): Added;
  /**
   * Builds the acknowledgement of a message, whatever the message is. The outcome is a code of `responseCodes`, or
   * "suggested": the first code that the message's report suggests.
   */
  buildAcknowledgement(
    message: string | Uint8Array,
    outcome: string,
    responder: Responder,
    options?: AcknowledgementOptions,
  ): Acknowledgement;
  /**
   * Answers the message as the simulator of the NHS's ITK3 Test Harness would: by a given name that is a code, a known NHS
   * number, and the flags; null where it is no ITK3 message of the current generation. `ids` are six for each of two responses.
   */
  simulate(message: string | Uint8Array, responder?: Responder, options?: AcknowledgementOptions): Simulated | null;
  /** Compares responses with the message that they answer, in the order in which they arrived. */
  reviewConversation(
    message: string | Uint8Array,
    responses: (string | Uint8Array)[],
    options?: ValidateOptions,
  ): Conversation;
  responseCodes(generation?: "itk3"): ResponseCode[];
  responseCodes(generation: "itk2"): Itk2Code[];
  /** Every rule, in the order in which they are checked. */
  rules(): Rule[];
  /**
   * The same resource in the other format: well-formed, and with the same information, or refused with a finding that says
   * why not and where. Comments are left out.
   */
  convert(message: string | Uint8Array, format: "xml" | "json"): string | Refused;
  /** Entries of the message's Bundles, and where its references lead. */
  map(text: string | Uint8Array): MessageMap;
  /** What is allowed at an offset, counted in UTF-16 code units; null if there is no element. */
  explain(text: string | Uint8Array, offset: number): Explanation | null;
  /**
   * Makes the element, slice, extension or handling key that a finding says is missing. Null if the finding says no such
   * thing, or if it cannot be made. `issue` is its index in the report's `issues`, and the options are those of that report.
   */
  insertion(text: string | Uint8Array, issue: number, options?: ValidateOptions): Insertion | null;
  /** Frees its memory; any later call is an error that says so. */
  free(): void;
}

/**
 * Thrown if an argument is wrong (`ERR_ITK3_ARGUMENT`), if the module is not loaded yet
 * (`ERR_ITK3_NOT_LOADED`), or if the validator or document was freed (`ERR_ITK3_FREED`).
 */
export interface WrongUse extends TypeError {
  code: "ERR_ITK3_ARGUMENT" | "ERR_ITK3_NOT_LOADED" | "ERR_ITK3_FREED";
}

/** A rule: what it is about, and the reason for it. The key of an invariant belongs to the rule `invariant`. */
export interface Rule {
  /** Stable across versions. */
  id: string;
  severity: Severity;
  /** Code of FHIR's IssueType value set. */
  code: string;
  /** The fault, in a few words. */
  title: string;
  why: string;
  /** A short example that breaks the rule. */
  wrong?: string;
  /** A short example that conforms. */
  right?: string;
  /** The page that states the rule. */
  link: string;
  /** The ITK3 response code for the rule, wherever its finding is; if absent, the place of the finding decides. */
  response?: string;
}

/** A text that is not converted. */
export interface Refused {
  /** The first reason, with its place. */
  refused: Issue;
}

/** Checks a message. */
export function validate(text: string | Uint8Array, options?: ValidateOptions): Report;
/** Builds an acknowledgement. See `Validator.buildAcknowledgement`. */
export function buildAcknowledgement(
  message: string | Uint8Array,
  outcome: string,
  responder: Responder,
  options?: AcknowledgementOptions,
): Acknowledgement;
/** Reviews a conversation. See `Validator.reviewConversation`. */
export function reviewConversation(
  message: string | Uint8Array,
  responses: (string | Uint8Array)[],
  options?: ValidateOptions,
): Conversation;
/** All response codes of ITK3, or of ITK 2. */
export function responseCodes(generation?: "itk3"): ResponseCode[];
export function responseCodes(generation: "itk2"): Itk2Code[];
/** Every rule. */
export function rules(): Rule[];
/** Version of the package. */
export function version(): string;
