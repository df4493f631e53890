//! Pages that several rules of this layer link to.

pub(super) const SENDERS: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_sender_reqs.html";
pub(super) const MESSAGE_DEFINITIONS: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/defs_overview.html";
pub(super) const VERSIONS: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/version_compat.html";
pub(super) const CODES: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_response_codes.html";
pub(super) const RESPONSES: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_response_structure.html";
pub(super) const MESSAGES: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_mess_responses.html";
pub(super) const GP_CONNECT: &str = "https://nhsconnect.github.io/gpconnect-messaging/";
pub(super) const HARNESS: &str = "https://github.com/nhsdigitalmait/FHIR_MESH";
