//! What is no sender's: words of FHIR, of the NHS, and of the formats themselves. All else is replaced.

use super::key::Key;
use super::stand_in::pseudonym;
use crate::definitions::{Definitions, split_version};
use crate::itk3::flows::{COMMON_DEFINITION, DEFINITIONS, FLOWS};
use crate::itk3::gp_connect::guide::{CONSULTATION, ONLINE_CONSULTATION};
use crate::itk3::names_system;
use crate::validate::{narrative_attributes, narrative_elements};

/// Names of the formats, and those by which a text of another standard or version is known.
const NAMES: &[&str] = &[
    "value",
    "url",
    "id",
    "div",
    "resourceType",
    "fhir_comments",
    "schemaLocation",
    "noNamespaceSchemaLocation",
    "lang",
    "space",
    "DTSControl",
    "DistributionEnvelope",
    "Envelope",
    "Body",
    "Header",
    "html",
    "HTML",
    "head",
    "body",
    "ClinicalDocument",
    "Conformance",
    "DiagnosticOrder",
    "MedicationOrder",
    "OrderResponse",
    "MedicationKnowledge",
    "ServiceRequest",
    "eventCoding",
    "eventUri",
    "data",
];

/// Names of ITK 2, of SOAP around it, and of its responses.
pub(super) const ITK2_NAMES: &[&str] = &[
    "header",
    "addresslist",
    "auditIdentity",
    "manifest",
    "manifestitem",
    "senderAddress",
    "handlingSpecification",
    "handlingSpecifications",
    "spec",
    "payloads",
    "payload",
    "trackingid",
    "service",
    "uri",
    "type",
    "count",
    "mimetype",
    "profileid",
    "metadata",
    "compressed",
    "base64",
    "encrypted",
    "filename",
    "key",
    "InfrastructureResponse",
    "reportingIdentity",
    "result",
    "timestamp",
    "trackingIdRef",
    "serviceRef",
    "errors",
    "errorInfo",
    "ErrorID",
    "ErrorCode",
    "ErrorText",
    "ErrorDiagnosticText",
    "codeSystem",
    "ToolkitErrorInfo",
    "SimpleMessageResponse",
    "BusinessResponseMessage",
    "creationTime",
    "interactionId",
    "acknowledgedBy2",
    "acknowledgedBy3",
    "acknowledgementDetail",
    "conveyingTransmission",
    "communicationFunction",
    "communicationFunction1",
    "controlActEvent1",
    "detectedIssueEvent",
    "typeCode",
    "classCode",
    "moodCode",
    "determinerCode",
    "root",
    "extension",
    "messageType",
    "Fault",
    "faultcode",
    "faultstring",
    "faultactor",
    "detail",
    "MessageID",
    "Action",
    "To",
    "From",
    "ReplyTo",
    "FaultTo",
    "RelatesTo",
    "Address",
    "ReferenceProperties",
    "Security",
    "Timestamp",
    "Created",
    "Expires",
    "UsernameToken",
    "Username",
    "Signature",
    "Id",
    "mustUnderstand",
];

/// Prefixes that everybody uses.
const PREFIXES: &[&str] = &[
    "xml", "xmlns", "xsi", "xs", "xsd", "f", "fhir", "h", "html", "xhtml", "soap", "soapenv", "env", "itk", "hl7", "v3", "ns", "x", "s",
    "a", "wsa", "wsse", "wsu", "ds", "npfitlc",
];

/// Namespaces, and URLs that the rules know and no definition has.
const URLS: &[&str] = &[
    "http://hl7.org/fhir",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://www.w3.org/2001/XMLSchema",
    "http://www.w3.org/XML/1998/namespace",
    "http://schemas.xmlsoap.org/soap/envelope/",
    "http://www.w3.org/2003/05/soap-envelope",
    "urn:hl7-org:v2xml",
    "urn:hl7-org:v3",
    "urn:nhs-itk:ns:201005",
    "http://www.w3.org/2005/08/addressing",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    "http://www.w3.org/2000/09/xmldsig#",
    "NPFIT:HL7:Localisation",
    // The handling key that guide 2.5.0 withdrew.
    "Priority",
    "http://snomed.info/sct",
    "http://loinc.org",
    "http://unitsofmeasure.org",
    "urn:ietf:rfc:3986",
    "urn:ietf:bcp:47",
    "https://tools.ietf.org/html/rfc4122",
    "https://dmd.nhs.uk",
    "http://dmd.nhs.uk",
    "https://fhir.nhs.uk/MessageDefinition",
    "https://fhir.nhs.uk/STU3/ITK-Acknowledgement-1",
    "https://fhir.nhs.uk/STU3/ITK-HandlingKey-1",
    "https://fhir.nhs.uk/STU3/CodeSystem/ITK-HandlingKey-1",
    "https://fhir.nhs.uk/STU3/ITK-MessageEvent-1",
    "https://fhir.nhs.uk/Id/nhs-number",
    "https://fhir.nhs.uk/Id/ods-organization-code",
    "https://fhir.nhs.uk/Id/ods-site-code",
    "https://fhir.nhs.uk/Id/sds-user-id",
    "https://fhir.nhs.uk/Id/sds-role-profile-id",
];

/// Hosts of those who publish definitions, and what their URLs are made of.
const HOSTS: &[&str] = &[
    "fhir.nhs.uk",
    "fhir.hl7.org.uk",
    "hl7.org",
    "www.hl7.org",
    "terminology.hl7.org",
    "hl7.org.uk",
    "snomed.info",
    "loinc.org",
    "unitsofmeasure.org",
    "www.w3.org",
    "dmd.nhs.uk",
    "digital.nhs.uk",
    "example.org",
    "example.com",
];
const SEGMENTS: &[&str] =
    &["fhir", "STU3", "DSTU2", "R4", "Id", "ITK", "UKCore", "NHSDigital", "CareConnect", "GPC", "GPConnect", "sct", "Infack", "Busack"];
const SCHEMES: &[&str] = &["http", "https", "ftp", "file", "ldap", "mllp"];
const URN_SPACES: &[&str] = &["uuid", "oid", "ietf", "ietf:rfc", "nhs", "nhs-uk:addressing:ods", "nhs-uk:identity", "hl7-org", "iso"];

/// Keys of the handling specification that say how a domain uses a message.
const PROTOCOL: &[&str] = &[
    "SendDocument-ConsultationReport",
    "SendDocument-ConsultationSummary",
    "SendDocument-FederatedConsultationReport",
    "SendDocument-OnlineConsultationReport",
    "SendDocument-Generic",
    "SendDocument-PatientRegistration",
];

/// Codes of the first generation of ITK3.
const FIRST_GENERATION: &[&str] = &[
    "41001", "41002", "41022", "51001", "51002", "51003", "51004", "51005", "51006", "51007", "51008", "51009", "51010", "51011", "51012",
    "51013", "BUSACK", "FHIRVER", "INFACK", "INTID", "PID", "RC001", "RC002", "RC003", "RC004", "RC005", "RC006", "RC999", "SNDO",
    "SNDREC", "SNDREF", "SNDSRVC",
];

/// Registered types of content, and misspellings of them that have a rule.
const MIME_TYPES: &[&str] = &[
    "application/fhir+json",
    "application/fhir+xml",
    "application/gzip",
    "application/hl7-v2",
    "application/json",
    "application/json+fhir",
    "application/msword",
    "application/mswrtford",
    "application/octet-stream",
    "application/pdf",
    "application/rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/xhtml+xml",
    "application/xml",
    "application/xml+fhir",
    "application/zip",
    "audio/mpeg",
    "audio/wav",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/jpg",
    "image/png",
    "image/svg+xml",
    "image/tif",
    "image/tiff",
    "text/csv",
    "text/html",
    "text/plain",
    "text/rtf",
    "text/xml",
    "video/mp4",
];

/// What may stand in an XML declaration.
const ENCODINGS: &[&str] = &[
    "UTF-8",
    "UTF8",
    "UTF-16",
    "UTF-16LE",
    "UTF-16BE",
    "UTF-32",
    "UTF-32LE",
    "UTF-32BE",
    "ISO-10646-UCS-2",
    "ISO-10646-UCS-4",
    "ASCII",
    "US-ASCII",
    "ISO-8859-1",
    "windows-1252",
];

pub(super) fn is_declared(value: &str) -> bool {
    matches!(value, "1.0" | "1.1" | "yes" | "no") || ENCODINGS.iter().any(|known| known.eq_ignore_ascii_case(value))
}

pub(super) fn is_prefix(prefix: &str) -> bool {
    PREFIXES.contains(&prefix) || prefix.strip_prefix("ns").is_some_and(|n| n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit()))
}

pub(super) fn is_protocol(value: &str) -> bool {
    PROTOCOL.contains(&value)
}

pub(super) fn is_mime_type(value: &str) -> bool {
    MIME_TYPES.contains(&value)
}

/// The name of an element, an attribute, a member or a resource.
pub(super) fn is_name(definitions: &Definitions, name: &str) -> bool {
    let word = !name.is_empty() && name.len() <= 128 && name.bytes().all(|b| b.is_ascii_alphanumeric());
    let plain = || match name.as_bytes().first() {
        Some(b'A'..=b'Z') => is_type(definitions, name),
        _ => definitions.symbol(name).is_some(),
    };
    let choice = || {
        let capitals = name.char_indices().skip(1).filter(|(_, c)| c.is_ascii_uppercase());
        capitals.map(|(at, _)| name.split_at(at)).any(|(stem, code)| {
            definitions.symbol(stem).is_some()
                && stem.starts_with(|c: char| c.is_ascii_lowercase())
                && definitions.type_named(code).is_some()
        })
    };
    NAMES.contains(&name)
        || ITK2_NAMES.contains(&name)
        || word && (plain() || choice())
        || narrative_elements().contains(&name)
        || narrative_attributes().contains(&name)
}

/// The name of a type or a resource.
pub(super) fn is_type(definitions: &Definitions, name: &str) -> bool {
    definitions.symbol(name).is_some_and(|symbol| definitions.type_definition(symbol).is_some()) || NAMES.contains(&name)
}

/// A URL, a namespace or a name that a definition or a rule has.
pub(super) fn is_known(definitions: &Definitions, value: &str) -> bool {
    let (url, version) = split_version(value);
    let of_flow = |value: &str| value.strip_prefix(DEFINITIONS).is_some_and(is_message_definition);
    let of_definition = |value: &str| definitions.symbol(value).is_some() || URLS.contains(&value) || of_flow(value);
    of_definition(value) || version.is_some_and(of_definition) && of_definition(url)
}

/// Returns whether this is the last segment of the URL of a published MessageDefinition.
pub(super) fn is_message_definition(name: &str) -> bool {
    name == COMMON_DEFINITION || FLOWS.iter().any(|flow| flow.definitions.contains(&name))
}

/// Splits a known URL scheme from the text after its colon, whether or not that text starts with two slashes.
pub(super) fn scheme(part: &str) -> Option<(&str, &str)> {
    part.split_once(':').filter(|(scheme, _)| SCHEMES.contains(scheme))
}

/// Returns whether a code is a SNOMED CT identifier of the UK extension, valid or mistyped: it has the UK namespace identifier before
/// its last three digits. Such a code does not identify a person, and the validator may need it to find the nearest slice.
pub(super) fn is_of_snomed_uk(value: &str) -> bool {
    const NAMESPACE: &[u8] = b"1000000";
    let letters = value.as_bytes();
    let Some(namespace) = letters.len().checked_sub(10).and_then(|from| letters.get(from..from + NAMESPACE.len())) else { return false };
    let wrong = namespace.iter().zip(NAMESPACE).filter(|(a, b)| a != b).count();
    let strange = letters.iter().filter(|letter| !letter.is_ascii_digit()).count();
    (15..=18).contains(&letters.len()) && wrong <= 1 && strange <= 1
}

/// The version in a canonical URL, with the `|` before it: another, unless it says nothing of anyone.
pub(super) fn version(version: Option<&str>, key: Key) -> String {
    let is_plain = |version: &str| version.len() <= 8 && version.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match version {
        Some(version) if is_plain(version) => ["|", version].concat(),
        Some(version) => ["|", &pseudonym(version, key)].concat(),
        None => String::new(),
    }
}

/// Another URL: its scheme and the words of those who publish definitions stay, the same for the same.
pub(super) fn url(definitions: &Definitions, value: &str, key: Key) -> String {
    if let Some(made) = urn(value, key) {
        return made;
    }
    let (scheme, rest) = match value.split_once("://") {
        Some((scheme, rest)) if SCHEMES.contains(&scheme) => ([scheme, "://"].concat(), rest),
        Some((scheme, rest)) => ([&pseudonym(scheme, key), "://"].concat(), rest),
        // One that is written wrong keeps what is wrong with it.
        None if value.contains('/') => (String::new(), value),
        None => return pseudonym(value, key),
    };
    let (rest, of_version) = split_version(rest);
    let of_type = |part: &str| is_type(definitions, part) && part.starts_with(|c: char| c.is_ascii_uppercase());
    let known = |part: &str| SEGMENTS.contains(&part) || is_message_definition(part) || of_type(part) || names_system(part);
    let mut parts: Vec<String> = Vec::new();
    for (i, part) in rest.split('/').enumerate() {
        parts.push(if i == 0 && HOSTS.contains(&part) || known(part) {
            part.to_owned()
        } else {
            let short = |word: &str| word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit());
            let words = part.split('-').map(|word| if known(word) || short(word) { word.to_owned() } else { pseudonym(word, key) });
            words.collect::<Vec<_>>().join("-")
        });
    }
    [&scheme, &*parts.join("/"), &version(of_version, key)].concat()
}

/// The host of a URL, and what stands before it.
pub(super) fn host(scheme: &str, host: &str, key: Key) -> (String, String) {
    let scheme = if SCHEMES.contains(&scheme) { scheme.to_owned() } else { pseudonym(scheme, key) };
    (scheme, if HOSTS.contains(&host) { host.to_owned() } else { pseudonym(host, key) })
}

/// A word of a URL that cannot be read as a whole.
pub(super) fn is_of_url(definitions: &Definitions, word: &str) -> bool {
    matches!(word, "urn" | "uuid" | "oid") || SCHEMES.contains(&word) || SEGMENTS.contains(&word) || is_type(definitions, word)
}

/// Returns whether a code is an NHS code that no definition lists: one from the first generation of ITK3, an event code, or the type
/// of a GP Connect document.
pub(super) fn is_nhs_code(value: &str) -> bool {
    let event = value.strip_prefix("ITK").map(str::as_bytes).is_some_and(|rest| match rest {
        [number @ .., b'A'..=b'Z'] | number => number.len() == 3 && number.iter().all(u8::is_ascii_digit),
    });
    event || FIRST_GENERATION.contains(&value) || [CONSULTATION, ONLINE_CONSULTATION].contains(&value)
}

/// A part of a URL that says nothing of anyone.
pub(super) fn is_segment(part: &str) -> bool {
    SEGMENTS.contains(&part)
}

/// Of a urn the name of its space stays, where it is a known one.
pub(super) fn urn(value: &str, key: Key) -> Option<String> {
    let rest = value.strip_prefix("urn:")?;
    let space =
        URN_SPACES.iter().filter(|space| rest.strip_prefix(**space).is_some_and(|rest| rest.starts_with(':'))).max_by_key(|s| s.len());
    Some(match space {
        Some(space) => ["urn:", space, ":", &pseudonym(&rest[space.len() + 1..], key)].concat(),
        None => ["urn:", &pseudonym(rest, key)].concat(),
    })
}
