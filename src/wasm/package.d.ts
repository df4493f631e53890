/** How much a finding weighs. FHIR's own words, heaviest first. */
export type Severity = "fatal" | "error" | "warning" | "information";

/** How many findings there are of each severity. */
export interface Counts {
  fatal: number;
  error: number;
  warning: number;
  information: number;
}

/** A stretch of the text. Offsets and columns are UTF-16 code units; lines and columns count from 1. */
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
  /** What stands there instead. */
  found?: string;
  /** FHIRPath of the element from the root; empty when the text has no element there. */
  path: string;
  /** Of a file with a resource on each line, which the command reads: the resource, as "Patient/p1". */
  resource?: string;
  place: Place;
  /** Canonical URL of the profile that asks for it; absent when the base specification does. */
  profile?: string;
  /** Address of the sentence that makes it a rule. */
  link: string;
  /** What else is not kept because of it, and goes away with it: one plain sentence each. */
  consequences?: string[];
  /** The ITK3 response code that it would earn. */
  response?: string;
  /** Why it is waived, where the command was told so: then it counts for nothing. */
  waived?: string;
}

/** How far a check has come. */
export interface Progress {
  /** In this order. */
  phase: "reading" | "entries" | "invariants" | "rules" | "report";
  /** Entries that have been looked at; 0 in the other phases. */
  done: number;
  /** Entries of Bundles, inner ones included; in the phase "reading" bytes of the text; otherwise 0. */
  total: number;
  /** Findings so far. */
  counts: Counts;
  /** The first of them, in the order in which they were made. */
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
  /** Indices into `Report.issues` of the problems of this very item. */
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
  /** Identifiers of the receiver that the header names; in ITK 2 the addresses. Without any, the carrier finds the way. */
  toAddresses: string[];
  /** Identifiers of the sender; in ITK 2 the audit identities. */
  auditIdentities: string[];
  /** MessageHeader.id; in ITK 2 the tracking id. */
  trackingId?: string;
  /** Id of the document; in ITK 2 of the first payload. */
  businessPayloadId?: string;
  /** Of a response: the message that it answers. */
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
    | "response" // "response": its level cannot be told
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
  /** What therefore was not checked, a sentence; absent for ITK3 messages. */
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
  /** What is first to know of it, in the same names for every generation; absent where it has no header. */
  card?: Card;
  /** Of a message of ITK 2: what it has in the terms of that generation. */
  itk2?: Itk2Message;
}
/** An address or identity of ITK 2; `type` is the OID of its kind, where the message says it. */
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
/** A level of response: what its flag says (absent where it cannot be read), and whether to send one now. */
export interface Asked {
  asked?: boolean;
  reply: boolean;
  because: string;
}

/** The whole answer. */
export interface Report {
  /** No finding of severity fatal or error. What was not checked makes no difference here: `verdict` says so. */
  conforms: boolean;
  /** The answer in words. It never says "conforms" where the profile of the header is not known. */
  verdict: string;
  /** There where the header declares a profile that is not known, and none that is: it was not checked against it. */
  headerUnknown?: true;
  counts: Counts;
  summary: Summary;
  /** What it is in ITK3's terms. */
  message: Message;
  /** What a receiver would answer, where there is something to answer. */
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
  /** The message. Where it was a stretch of the text, what was around it is blank, so that lines and columns stay. */
  text: string;
}

/** Bounds on what is read. Reaching one is a finding. Left-out members keep their defaults. */
export interface Limits {
  /** Bytes of text; 32 MiB unless told. */
  bytes?: number;
  /** Elements within elements; 200 unless told. */
  depth?: number;
  /** Elements and attributes; 4 000 000 unless told. */
  nodes?: number;
  /** Findings; 10 000 unless told. */
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
   * Profiles that the root is held to beside those it declares: URLs, or their last parts. One that is not known is a
   * `TypeError`, which names the nearest.
   */
  profile?: string | string[];
  /**
   * Checks the message inside a code fence, a log line, HTTP, a template, gzip, base64, a JSON string or escaped XML;
   * `Report.unwrapped` says which. Lines and columns are those of the text, where the message is a stretch of it.
   */
  unwrap?: boolean;
  /** Told how far the check has come, while it runs: a hundred times for the entries, at the most. */
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
  /** Stands for the name of a file; "message" unless told. */
  name?: string;
  /** When the report was made, in the forms of the test harness. */
  date?: string;
}

/** A definition that is used from now on. */
export interface Loaded {
  url: string;
  version?: string;
  kind: "StructureDefinition" | "ValueSet" | "CodeSystem" | "MessageDefinition";
  /** The version whose place it takes, where one was known; empty where that had none. */
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

/** What came of adding definitions. */
export interface Added {
  loaded: Loaded[];
  faults: Fault[];
  /** How many were left out because a newer version is in use; each is a fault, too. */
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
  /** What the guide asks of receivers. */
  support: "MUST" | "SHOULD";
  /** When to send it. */
  when: string;
  /** Where that stands. */
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

/** Who answers: an organisation (wins) or a person. */
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
  /** In ITK 2: the address, "urn:nhs-uk:addressing:…"; from the ODS code unless told. */
  address?: string;
  /** In ITK 2: the identity, "urn:nhs-uk:identity:…"; from the ODS code unless told. */
  identity?: string;
}

export interface AcknowledgementOptions {
  /** That of the message unless told. */
  format?: "xml" | "json";
  /**
   * UUIDs, in the order in which they are used: Bundle, its identifier, MessageHeader, sender, outcome, receiver.
   * What is missing is supplied at random.
   */
  ids?: string[];
  /** The time of the response, an instant; the clock's unless told. */
  now?: string;
  /** One of `ResponseCode.issueCodes`. */
  issueCode?: string;
  /** InfAckRequested of a business response; by domain unless told. */
  infAckRequested?: boolean;
  /** Names the original sender as receiver; false unless told. */
  receiver?: boolean;
  /** Rule ids and paths, never values; for negative codes unless told. */
  diagnostics?: boolean;
  /** "instance" names the MessageDefinition as the published examples do. */
  messageDefinition?: "current" | "instance";
  /** Of the answer to a message of the first generation; "same" unless told. */
  generation?: "same" | "current";
  /** Builds what is otherwise refused for a reason that may be overruled. */
  evenUnasked?: boolean;
  /** MESH workflow of the message that is answered; by domain unless told. */
  workflow?: string;
  /** Which reply to build to a message of ITK 2; by what it is unless told. */
  reply?: "acknowledgement" | "answer" | "fault";
  /** Where the acknowledgement of a message of ITK 2 goes, in place of its sender address. */
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
  /** Built all the same with `evenUnasked`. */
  overridable: boolean;
}

/** What goes around a response on MESH. */
export interface Mesh {
  /** Workflow id; empty where that of the message is not known. */
  workflow: string;
  /** The mailbox to send to; absent where it cannot be read from the message. */
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
  /** In the order in which they are sent; none where the simulator stays silent. `invrep` is invalid on purpose. */
  responses: { level: "infrastructure" | "business"; code: string }[];
  /** What is to be known beside it. */
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
  /** Place of the response that it answers instead. */
  to?: number;
  level?: "infrastructure" | "business";
  code?: string;
  /** What the code means. */
  display?: string;
  positive?: boolean;
  /** Findings that need the message beside the response; their places are in the response. */
  issues: Issue[];
}

/** The state of a transaction, with the reports of all its parts. */
export interface Conversation {
  state: "complete" | "waiting" | "failed" | "unconfirmed";
  title: string;
  why: string;
  waitingFor: string[];
  /** What the sender should do now. */
  next: string[];
  message: Report;
  responses: Reviewed[];
}

/** An entry of a Bundle of the message, also of one within another. */
export interface MapEntry {
  path: string;
  place: Place;
  resourceType?: string;
  id?: string;
  fullUrl?: string;
  /** For an entry of a Bundle within an entry: that entry's index. */
  within?: number;
  /** The first entry leads to it. */
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

/** What one definition says of an element. What is absent it leaves as it is. */
export interface ElementExplanation {
  /** Canonical URL of the profile; absent for the base specification. */
  profile?: string;
  element: string;
  slice?: string;
  min?: number;
  max?: string;
  types: string[];
  binding?: { strength: "required" | "extensible" | "preferred" | "example"; valueSet?: string };
  fixed?: string;
  pattern?: string;
  modifier: boolean;
  mustSupport: boolean;
  link: string;
}

/** What may stand at a place of a message, and who says so. */
export interface Explanation {
  path: string;
  place: Place;
  type?: string;
  /** The base specification first, then profiles. */
  elements: ElementExplanation[];
}

/** A text that puts what is missing into a message. */
export interface Insertion {
  /** Where, in UTF-16 code units: what stands from `start` to `end`, mostly nothing, gives way. */
  start: number;
  end: number;
  /**
   * The element with what it must have in it, in the format and indentation of the message. What only a person can know is a
   * placeholder such as `${reference}`, which is a finding until it is filled in.
   */
  text: string;
  /** The name of the element. */
  name: string;
}

/**
 * A text that was decoded, recognised and read once, and of which several things can be asked; `Validator.open` makes it.
 * Each answer is that of the validator's method of the same name. It sees the definitions that its validator has when it is
 * asked.
 */
export class Document {
  private constructor();
  /** Bounds on what is read are those that the text was opened with; of `options.limits` only `issues` counts here. */
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
  /** Gives its memory back; asking it anything afterwards is an error that says so. */
  free(): void;
}

/** Keeps the definitions, so that many messages are checked with one start. Call `init` first in a browser. */
export class Validator {
  constructor();
  /** Opens a message, so that several things can be asked of it; `limits` bound what is read. */
  open(text: string | Uint8Array, options?: Pick<ValidateOptions, "limits" | "unwrap">): Document;
  /** Takes a message out of what is around it; null where there is none that is certain, or nothing around it. */
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
   * The message without what it says of people, to show where its problems are: what is not FHIR's or the NHS's own word is
   * replaced, names and URLs included. Texts have stand-ins of their type and length, ids hashes, dates keep their order alone.
   */
  redact(text: string | Uint8Array): string;
  /**
   * Adds a StructureDefinition, ValueSet or CodeSystem, a Bundle of them, or a FHIR package (`.tgz`).
   * One whose URL is known takes the place of the known one; one whose version is older is left out, unless `replaceNewer`.
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
  /** Holds responses against the message that they answer, in the order in which they came. */
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
   * The same resource in the other format: well-formed, and of the same information, or refused with the finding that says
   * why not and where. Comments are left out.
   */
  convert(message: string | Uint8Array, format: "xml" | "json"): string | Refused;
  /** Entries of the message's Bundles, and where its references lead. */
  map(text: string | Uint8Array): MessageMap;
  /** What may stand at an offset, counted in UTF-16 code units; null where no element stands. */
  explain(text: string | Uint8Array, offset: number): Explanation | null;
  /**
   * Makes what a finding says is missing: an element, a slice, an extension or a handling key. Null where the finding says no such
   * thing, or where it cannot be made. `issue` is its place in the report's `issues`, and the options are those of that report.
   */
  insertion(text: string | Uint8Array, issue: number, options?: ValidateOptions): Insertion | null;
  /** Gives its memory back; asking it anything afterwards is an error that says so. */
  free(): void;
}

/**
 * What is thrown where what was given is not what is asked for: `ERR_ITK3_ARGUMENT`; where the module is not loaded yet:
 * `ERR_ITK3_NOT_LOADED`; where the validator or document was freed: `ERR_ITK3_FREED`.
 */
export interface WrongUse extends TypeError {
  code: "ERR_ITK3_ARGUMENT" | "ERR_ITK3_NOT_LOADED" | "ERR_ITK3_FREED";
}

/** A rule: what it is about, and why there is one. The key of an invariant belongs to the rule `invariant`. */
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
  /** A short example that keeps it. */
  right?: string;
  /** The page that states the rule. */
  link: string;
  /** The ITK3 response code for the rule wherever its finding is; for the others, the place decides. */
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
