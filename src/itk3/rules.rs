//! Rules of the guide of ITK3 Messaging Distribution, of the domains that use it, and of the NHS test harness. Where a
//! requirement has an id of its own, the rule has it too; the others begin with `itk3-`.

use crate::diagnostic::{Rule, Severity::*, Traits};

const HANDLING: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_hand_spec.html";
const SENDERS: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_sender_reqs.html";
const RECEIVERS: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_rec_req.html";
const GENERAL: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_gen_reqs.html";
const CONTENT: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_con_and_acc.html";
const ATTACH: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_hand_attach.html";
const DEFINITIONS: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/defs_overview.html";
const BUNDLES: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_bundle_type.html";
const STORAGE: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_s_and_r.html";
const VERSIONS: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/version_compat.html";
const CODES: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_response_codes.html";
const RESPONSES: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_response_structure.html";
const MESSAGES: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_mess_responses.html";
const GP_CONNECT: &str = "https://nhsconnect.github.io/gpconnect-messaging/";
const HARNESS: &str = "https://github.com/nhsdigitalmait/FHIR_MESH";
const STU3: &str = "https://hl7.org/fhir/STU3/";

macro_rules! rules {
    ($($name:ident = $severity:ident $code:literal $id:literal $earns:literal $title:literal $link:expr $(, $trait:ident)*;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, severity: $severity, code: $code, title: $title, link: $link, response: earned($earns), traits: Traits::MESSAGING$(.and(Traits::$trait))* };)*
        /// Every rule of this file.
        pub(crate) static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    OTHER_STANDARD = Error "not-supported" "other-standard" "10009" "A message of another standard" STU3;
    OTHER_VERSION = Error "not-supported" "other-fhir-version" "10009" "Another version of FHIR" STU3;

    SENDER_REFERENCE = Error "value" "FHIR-SR-03" "10007" "SenderReference with nothing in it" SENDERS;
    DEFINITION_UNKNOWN = Warning "not-found" "FHIR-SR-05" "10004" "MessageDefinition that is not known" SENDERS;
    LOCAL_EXTENSION = Information "informational" "FHIR-SR-06" "" "LocalExtension that is nearly None" SENDERS;
    DEFINITION_EVENT = Error "business-rule" "itk3-message-definition" "10004" "MessageDefinition of another event" DEFINITIONS;
    DEFINITION_RETIRED = Warning "business-rule" "itk3-message-definition-retired" "10004" "MessageDefinition that is not for use" DEFINITIONS;
    DEFINITION_VERSION = Warning "business-rule" "itk3-message-definition-version" "10005" "Version of a MessageDefinition that is not known" DEFINITIONS;
    PAYLOAD_EVENT = Error "business-rule" "itk3-payload-profile" "10004" "Payload of another event" DEFINITIONS;

    DECLARED_PROFILE = Warning "structure" "itk3-declared-profile" "" "Resource that does not declare its ITK3 profile" VERSIONS;
    HEADER_ID = Error "required" "itk3-header-id" "10009" "MessageHeader without an id" RESPONSES;
    UUID_FORM = Warning "value" "itk3-uuid-form" "" "urn:uuid that is no lower-case UUID" "https://hl7.org/fhir/STU3/datatypes.html#uuid";
    SENDER = Error "not-found" "GFR-18_4" "20006" "Sender that is not in the message" HARNESS;
    RECEIVER = Error "not-found" "FHIR-RR-01" "20006" "Receiver that is not in the message" RECEIVERS;
    ENDPOINT = Warning "value" "itk3-source-endpoint" "20006" "source.endpoint that is no MESH mailbox" HANDLING;
    FOCUS = Error "required" "itk3-focus" "20006" "Send Payload without payload" BUNDLES;
    LOOSE = Error "structure" "itk3-payload-kind" "20009" "More than one kind of payload" BUNDLES;
    DOCUMENTS = Error "structure" "FHIR-PAY-01" "20009" "More than one document in a message" SENDERS;
    SIZE = Warning "too-long" "itk3-message-size" "20015" "Message larger than 5 MB" CODES;
    SEEN_MESSAGE = Error "duplicate" "itk3-message-received-before" "20007" "Message that was received before" CODES;
    SEEN_DOCUMENT = Error "duplicate" "FHIR-RR-05" "20008" "Document that was received before" RECEIVERS;

    DOCUMENT_ID = Error "required" "itk3-document-id" "20009" "Document without an id" STORAGE;
    LAST_UPDATED = Warning "required" "itk3-document-last-updated" "20009" "Document without meta.lastUpdated" STORAGE;
    DOCUMENT_IDENTIFIER = Error "required" "FHIR-VER-01" "20009" "Composition without identifier" SENDERS;
    OUTSIDE = Error "not-found" "FHIR-PAY-02" "20009" "Content that is not in the message" SENDERS;
    ATTACHMENT_TYPE = Error "security" "itk3-attachment-type" "20004" "Attachment of a type that is not approved" CODES;
    ATTACHMENT_CONTENT = Warning "value" "itk3-attachment-content" "20009" "Attachment that is not what its type says" ATTACH;
    REPLACES = Error "business-rule" "GPCM-SD-039" "20014" "Replacement that names nothing to replace" GP_CONNECT;
    VERIFICATION = Error "required" "FHIR-PDS-10" "20009" "NHS number without verification status" SENDERS;
    DEMOGRAPHICS = Error "required" "FHIR-PDS-02" "20009" "Patient without verified NHS number and without full demographics" SENDERS;
    NUMBER_INVALID = Error "business-rule" "FHIR-PDS-06" "20009" "NHS number that its status says is not there" SENDERS;
    LOCAL_IDENTIFIER = Warning "required" "FHIR-DEM-01" "20009" "Patient without any identifier" SENDERS;
    MEDICATION_CODE = Warning "code-invalid" "FHIR-CE-01" "20009" "Medication not coded with SNOMED CT" SENDERS, OF_CODE;
    ALLERGY_CODE = Warning "code-invalid" "FHIR-CE-02" "20009" "Allergy not coded with SNOMED CT" SENDERS, OF_CODE;
    CODED_TEXT = Warning "business-rule" "FHIR-CC-03" "20009" "Coded entry that no section's text names" CONTENT;
    REPEATED_TEXT = Information "informational" "FHIR-TXT-01" "" "Section text that repeats what the document says elsewhere" SENDERS;
    DOCUMENT_TYPE = Error "code-invalid" "FHIR-DOC-05" "20009" "Document type without a SNOMED CT code" GENERAL, OF_CODE;
    CARE_SETTING = Error "code-invalid" "FHIR-DOC-06" "20009" "Care setting without a SNOMED CT code" GENERAL, OF_CODE;
    UPDATE_RECORD_REFERENCE = Error "value" "itk3-update-record-reference" "20009" "Reference of Update Record that is no urn:uuid" GP_CONNECT;
    UPDATE_RECORD_SCOPE = Error "not-supported" "itk3-update-record-scope" "20009" "Resource that Update Record does not carry" GP_CONNECT;

    GPC_COMPOSITION = Error "business-rule" "GPCM-SD-CS-018-028" "20009" "Composition against the rules of a consultation report" GP_CONNECT;
    GPC_PEOPLE = Error "business-rule" "GPCM-SD-CS-033-041" "20009" "Organization, Practitioner or Patient against the rules of a consultation report" GP_CONNECT;
    GPC_SECTIONS = Error "business-rule" "GPCM-SD-029-032" "20009" "Attachments against the rules of a consultation report" GP_CONNECT;
    GPC_META = Error "required" "GPCM-SD-027" "" "Resource without meta.profile" GP_CONNECT;
    GPC_ID = Error "required" "GPCM-SD-028" "" "Resource without id" GP_CONNECT;
    GPC_MESH = Error "business-rule" "GPCM-SD-CS-042" "" "Patient who is not the one of the MESH address" GP_CONNECT;
    GPC_ROUTING = Warning "business-rule" "GPCM-SD-056" "" "GP Connect message that is not routed by its patient" GP_CONNECT;
    GPC_RECIPIENT = Error "business-rule" "GPCM-SD-CS-043" "10010" "RecipientType that GP Connect does not allow" GP_CONNECT;
    GPC_BUS_ACK = Error "business-rule" "GPCM-SD-CS-044" "10008" "GP Connect message that asks for no business response" GP_CONNECT;
    GPC_INF_ACK = Error "business-rule" "GPCM-SD-CS-045" "10008" "GP Connect message that asks for no infrastructure response" GP_CONNECT;
    GPC_REFERENCE = Error "business-rule" "GPCM-SD-CS-046" "10007" "GP Connect message whose SenderReference names no encounter" GP_CONNECT;
    GPC_DEFINITION = Information "informational" "GPCM-SD-CS-047" "" "MessageDefinition that one guide gives and another does not" GP_CONNECT;
    GPC_LOCAL = Error "business-rule" "GPCM-SD-CS-048" "10008" "LocalExtension that GP Connect does not have" GP_CONNECT;
    GPC_SENDER = Error "business-rule" "GPCM-SD-CS-049" "20006" "GP Connect message that no Organization sends" GP_CONNECT;
    GPC_RECEIVER = Error "business-rule" "GPCM-SD-CS-053" "20006" "GP Connect message with a receiver" GP_CONNECT;

    RESPONSE_DEFINITION = Error "value" "GFR-18_2" "10004" "Response with another MessageDefinition than that of responses" HARNESS;
    RESPONSE_REFERENCE = Error "value" "GFR-18_3" "10007" "Response with an empty SenderReference" HARNESS;
    RESPONSE_PROFILE = Error "structure" "GFR-18_5" "20006" "OperationOutcome that does not declare its profile" HARNESS;
    RESPONSE_BUS_ACK = Error "value" "GFR-19" "10003" "Response that asks for a business response" HARNESS;
    RESPONSE_EVENT = Error "business-rule" "itk3-response-event" "20006" "Event and response disagree" RESPONSES;
    RESPONSE_DETAILS = Error "not-found" "itk3-response-details" "20006" "Response whose outcome is not in the message" RESPONSES;
    RESPONSE_TRIPLE = Error "business-rule" "itk3-response-triple" "20006" "Codes of a response that do not belong together" RESPONSES;
    RESPONSE_SEVERITY = Error "business-rule" "itk3-response-severity" "20006" "Response that says ok with an error" RESPONSES;
    RESPONSE_ISSUES = Warning "business-rule" "itk3-response-issues" "" "Response with more than one code" MESSAGES;
    PATIENT_DATA = Error "security" "FHIR-BA-02" "" "Patient data in a response" MESSAGES;
    DIAGNOSTICS = Information "informational" "GPCM-SD-042" "" "Negative response without diagnostics" GP_CONNECT;

    V1_HANDLING = Error "required" "itk3-v1-handling" "10001" "First generation: header without handling keys" VERSIONS;
    V1_KEY = Warning "code-invalid" "itk3-v1-key" "10001" "First generation: unknown handling key" VERSIONS;
    V1_REPEATED = Error "business-rule" "itk3-v1-key-repeated" "10001" "First generation: repeated handling key" VERSIONS;
    V1_VALUE = Error "value" "itk3-v1-key-value" "10001" "First generation: handling key with a value of the wrong type" VERSIONS;
    V1_INTERACTION = Error "business-rule" "itk3-v1-interaction" "10004" "First generation: interaction id that does not match the message" VERSIONS;
    V1_EVENT = Error "business-rule" "itk3-v1-event" "10004" "First generation: event that is neither document type nor acknowledgement" VERSIONS;
    V1_RESPONSE = Error "business-rule" "itk3-v1-response-code" "20006" "First generation: response code of the wrong level or generation" VERSIONS;
    V1_OUTCOME = Information "informational" "itk3-v1-outcome" "" "First generation: OperationOutcome in a positive infrastructure response" VERSIONS;
    V1_BOTH = Error "business-rule" "itk3-generations" "10001" "Header with parts of both generations of ITK3" VERSIONS;
    TRANSITIONAL = Error "required" "itk3-transitional" "10001" "Handling specification of guide 2.1 to 2.4" VERSIONS;
    PRIORITY = Information "informational" "itk3-priority" "" "Handling key Priority, which was withdrawn" VERSIONS;

    ANSWERS = Error "business-rule" "itk3-response-identifier" "" "Response to another message" RESPONSES;
    ECHO = Warning "business-rule" "GPCM-SD-CS-056" "" "Response with another SenderReference than the message" GP_CONNECT;
    OWN_IDS = Error "duplicate" "itk3-response-own-ids" "" "Response with an id of the message" RESPONSES;
    UNASKED = Warning "business-rule" "itk3-response-unasked" "" "Response that nobody asked for" CODES;
    TOO_MANY = Error "business-rule" "itk3-response-too-many" "" "More responses than a message may have" MESSAGES;
    TIME = Warning "value" "itk3-response-time" "" "Response earlier than its message" RESPONSES;
    PARTIES = Warning "business-rule" "itk3-response-parties" "" "Response from its own sender, or to another" RESPONSES;
    RESPONDER = Error "business-rule" "GPCM-SD-CS-057" "" "GP Connect response that no Organization sends" GP_CONNECT;
    FURTHER = Error "business-rule" "GPCM-SD-CS-055" "" "GP Connect response that asks for a further response" GP_CONNECT;
}

/// A response code of the table above, or `None` if it names none.
const fn earned(code: &'static str) -> Option<&'static str> {
    if code.is_empty() { None } else { Some(code) }
}
