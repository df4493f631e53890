//! Namespaces, object identifiers and fixed beginnings that ITK 2 uses.

pub(crate) const ITK: &str = "urn:nhs-itk:ns:201005";
pub(crate) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(crate) const WSA: &str = "http://www.w3.org/2005/08/addressing";
pub(crate) const ANONYMOUS: &str = "http://www.w3.org/2005/08/addressing/anonymous";
pub(crate) const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
pub(crate) const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
pub(crate) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(crate) const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
pub(crate) const HL7_V3: &str = "urn:hl7-org:v3";
pub(crate) const FHIR: &str = "http://hl7.org/fhir";
pub(crate) const LOCALISATION: &str = "NPFIT:HL7:Localisation";

/// `wsa:Action` of a fault.
pub(crate) const FAULT_ACTIONS: [&str; 2] =
    ["http://www.w3.org/2005/08/addressing/soap/fault", "http://www.w3.org/2005/08/addressing/fault"];

pub(crate) const SERVICE: &str = "urn:nhs-itk:services:201005:";
pub(crate) const INTERACTION: &str = "urn:nhs-itk:interaction:";
pub(crate) const ADDRESSING: &str = "urn:nhs-uk:addressing:";
pub(crate) const IDENTITY: &str = "urn:nhs-uk:identity:";

/// Handling keys.
pub(crate) const INF_ACK: &str = "urn:nhs-itk:ns:201005:infackrequested";
pub(crate) const ACK: &str = "urn:nhs-itk:ns:201005:ackrequested";
pub(crate) const BUS_RESPONSE: &str = "urn:nhs-itk:ns:201005:busresponserequested";
pub(crate) const INTERACTION_KEY: &str = "urn:nhs-itk:ns:201005:interaction";
pub(crate) const KEYS: [&str; 4] = [INF_ACK, ACK, BUS_RESPONSE, INTERACTION_KEY];

/// Types of addresses and identities: the toolkit's own, which are the defaults.
pub(crate) const ADDRESS_TYPE: &str = "2.16.840.1.113883.2.1.3.2.4.18.22";
pub(crate) const IDENTITY_TYPE: &str = "2.16.840.1.113883.2.1.3.2.4.18.27";
/// Other types of addresses: DTS mailbox, Spine ASID, Directory of Services.
pub(crate) const OTHER_ADDRESS_TYPES: [&str; 3] =
    ["2.16.840.1.113883.2.1.3.2.4.21.1", "1.2.826.0.1285.0.2.0.107", "2.16.840.1.113883.2.1.3.2.4.18.44"];

/// Code systems of errors: of ITK 2.2, and the one before, which faults use still.
pub(crate) const DE_ERRORS: &str = "2.16.840.1.113883.2.1.3.2.4.17.516";
pub(crate) const TOOLKIT_ERRORS: &str = "2.16.840.1.113883.2.1.3.2.4.17.268";

/// The interaction and the service of acknowledgements.
pub(crate) const INFRASTRUCTURE_INTERACTION: &str = "urn:nhs-itk:interaction:ITKInfrastructureAcknowledgement-v1-0";
pub(crate) const BUSINESS_INTERACTION: &str = "urn:nhs-itk:interaction:ITKBusinessAcknowledgement-v1-0";
pub(crate) const INFRASTRUCTURE_SERVICE: &str = "urn:nhs-itk:services:201005:SendInfrastructureAck-v1-0";
/// Local names of the generic services of ITK 2.2.
pub(crate) const GENERIC_SERVICES: [&str; 3] = ["sendDistEnvelope", "sendRecvDistEnvelope", "sendRecvDistEnvelop"];
/// Local names of the other services, without their versions.
pub(crate) const SERVICES: [&str; 11] = [
    "SendCDADocument",
    "SendDocument",
    "BroadcastDocument",
    "SendBusinessAck",
    "SendInfrastructureAck",
    "SendNHS111Report",
    "RequestAmbulanceDispatch",
    "NHS111RepeatCallerSyncQueryResp",
    "getNHSNumber",
    "getPatientDetails",
    "verifyNHSNumber",
];
/// Services that may be answered over another connection; each also with PH.
pub(crate) const ASYNCHRONOUS: [&str; 8] = [
    "transferPatientUpdateMaster",
    "registerOutpatientUpdateMaster",
    "dischargePatientUpdateMaster",
    "cancel",
    "queryPatientDemographics",
    "findCandidatesQuery",
    "updatePatientUpdateMaster",
    "admitPatientUpdateMaster",
];
