//! What a text is: an ITK3 message, other FHIR, or something of another standard that ends up in the same places.

use crate::diagnostic::{At, Diagnostic, shown};
use crate::source::Span;
use crate::syntax::Format;
use crate::syntax::tree::{NodeId, Tree};

use crate::diagnostic::rule;

const STU3: &str = "https://hl7.org/fhir/STU3/";

rule! {
    OTHER_STANDARD = Error "not-supported" "other-standard";
    title: "Message of another standard",
    why: "ITK3 messages are FHIR STU3 Bundles. An ITK3 receiver cannot read this.",
    response: "10009",
    link: STU3,
    traits: [MESSAGING],
}

rule! {
    OTHER_VERSION = Error "not-supported" "other-fhir-version";
    title: "Another version of FHIR",
    why: "ITK3 uses FHIR STU3. Other versions use the same names for different elements.",
    response: "10009",
    link: STU3,
    traits: [MESSAGING],
}

/// Kinds of texts. The names in reports are in [`Kind::id`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    SendPayload,
    InfrastructureResponse,
    BusinessResponse,
    Response,
    EventMessage,
    Document,
    Bundle,
    Resource,
    Dstu2,
    R4,
    Hl7V2,
    Hl7V3,
    Cda,
    /// A distribution envelope without SOAP around it, or another part of ITK 2.
    Itk2,
    /// A SOAP envelope with a distribution envelope.
    Itk2Request,
    Itk2Answer,
    Itk2Fault,
    /// A distribution envelope with the response in it.
    Itk2Infrastructure,
    Itk2Business,
    /// The response alone.
    Itk2BareInfrastructure,
    Itk2BareBusiness,
    MeshControl,
    MeshHeaders,
    Soap,
    /// HTTP or MIME around XML.
    Capture,
    WebPage,
    Xml,
    Json,
    Text,
    #[default]
    Empty,
}

impl Kind {
    /// The stable word, and the words for a reader.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Kind::SendPayload => ("send-payload", "ITK3 Send Payload"),
            Kind::InfrastructureResponse => ("infrastructure-response", "ITK3 infrastructure response"),
            Kind::BusinessResponse => ("business-response", "ITK3 business response"),
            Kind::Response => ("response", "ITK3 response"),
            Kind::EventMessage => ("event-message", "FHIR message that is not ITK3"),
            Kind::Document => ("document", "FHIR document without a message around it"),
            Kind::Bundle => ("bundle", "FHIR Bundle that is not a message"),
            Kind::Resource => ("resource", "FHIR resource"),
            Kind::Dstu2 => ("dstu2", "FHIR DSTU2"),
            Kind::R4 => ("r4", "FHIR R4"),
            Kind::Hl7V2 => ("hl7-v2", "HL7 version 2 message"),
            Kind::Hl7V3 => ("hl7-v3", "HL7 version 3 message"),
            Kind::Cda => ("cda", "CDA document"),
            Kind::Itk2 => ("itk2-envelope", "ITK 2 distribution envelope"),
            Kind::Itk2Request => ("itk2-request", "ITK 2 web service request"),
            Kind::Itk2Answer => ("itk2-response", "ITK 2 synchronous answer"),
            Kind::Itk2Fault => ("itk2-fault", "ITK 2 SOAP fault"),
            Kind::Itk2Infrastructure => ("itk2-infrastructure-response", "ITK 2 infrastructure response"),
            Kind::Itk2Business => ("itk2-business-response", "ITK 2 business response"),
            Kind::Itk2BareInfrastructure => {
                ("itk2-infrastructure-response", "ITK 2 infrastructure response without a distribution envelope")
            }
            Kind::Itk2BareBusiness => ("itk2-business-response", "ITK 2 business response without a distribution envelope"),
            Kind::Capture => ("capture", "HTTP or MIME capture"),
            Kind::MeshControl => ("mesh-control", "MESH control file"),
            Kind::MeshHeaders => ("mesh-headers", "MESH headers"),
            Kind::Soap => ("soap", "SOAP envelope"),
            Kind::WebPage => ("web-page", "web page"),
            Kind::Xml => ("xml", "XML that is not FHIR"),
            Kind::Json => ("json", "JSON that is not FHIR"),
            Kind::Text => ("text", "Text that is neither XML nor JSON"),
            Kind::Empty => ("empty", "No text"),
        }
    }

    /// What follows for the check, where it is not a whole one.
    pub(crate) fn note(self) -> Option<&'static str> {
        Some(match self {
            Kind::SendPayload | Kind::InfrastructureResponse | Kind::BusinessResponse | Kind::Response => return None,
            // Their own rules were applied; what is not looked into is listed as such.
            Kind::Itk2
            | Kind::Itk2Request
            | Kind::Itk2Answer
            | Kind::Itk2Fault
            | Kind::Itk2Infrastructure
            | Kind::Itk2Business
            | Kind::Itk2BareInfrastructure
            | Kind::Itk2BareBusiness => return None,
            Kind::EventMessage => "checked as FHIR STU3; without an ITK3 header the ITK3 rules do not apply",
            Kind::Document => "checked as a document; without a MessageHeader the header rules do not apply",
            Kind::Bundle | Kind::Resource => "checked as FHIR STU3; the ITK3 rules apply to messages only",
            Kind::Dstu2 | Kind::R4 => "ITK3 uses FHIR STU3, so its content was not checked",
            Kind::Hl7V2 | Kind::Hl7V3 => "ITK3 messages are FHIR STU3 Bundles, so its content was not checked",
            Kind::Cda => "an ITK3 message carries FHIR STU3, so its content was not checked",
            Kind::Capture => "check the XML inside it on its own",
            Kind::MeshControl | Kind::MeshHeaders => "checked as MESH metadata, which accompanies a message",
            Kind::Soap => "ITK3 messages do not use SOAP, so its content was not checked",
            Kind::WebPage => "the server may have returned an error or asked for a sign-in, so nothing was checked",
            Kind::Xml | Kind::Json | Kind::Text | Kind::Empty => "its content could not be checked",
        })
    }

    /// Belongs to ITK 2, the generation before ITK3.
    pub(crate) fn is_itk2(self) -> bool {
        matches!(
            self,
            Kind::Itk2
                | Kind::Itk2Request
                | Kind::Itk2Answer
                | Kind::Itk2Fault
                | Kind::Itk2Infrastructure
                | Kind::Itk2Business
                | Kind::Itk2BareInfrastructure
                | Kind::Itk2BareBusiness
        )
    }

    pub(crate) fn is_response(self) -> bool {
        matches!(self, Kind::InfrastructureResponse | Kind::BusinessResponse | Kind::Response)
    }

    /// MESH metadata or a MESH report.
    pub(crate) fn is_mesh(self) -> bool {
        matches!(self, Kind::MeshControl | Kind::MeshHeaders)
    }

    /// Has the header of an ITK3 message.
    pub(crate) fn is_itk3(self) -> bool {
        self == Kind::SendPayload || self.is_response()
    }
}

/// A text of another standard, and its beginning.
pub(crate) fn foreign(text: &str) -> Option<(Kind, Span)> {
    let trimmed = text.trim_start_matches(['\u{feff}', '\u{b}']).trim_start();
    let start = text.len() - trimmed.len();
    if ["MSH|", "FHS|", "BHS|"].iter().any(|segment| trimmed.starts_with(segment)) {
        return Some((Kind::Hl7V2, Span::new(start, start + 3)));
    }
    if Format::of(text) != Format::Xml {
        return None;
    }
    let (name, tag) = root(text)?;
    let local = &text[name.start as usize..name.end as usize];
    let (prefix, local) = local.split_once(':').unwrap_or(("", local));
    let kind = match local {
        "Envelope" if namespace(tag, prefix).is_some_and(|space| space.contains("/soap")) => Kind::Soap,
        _ if local.eq_ignore_ascii_case("html") => Kind::WebPage,
        "ClinicalDocument" if namespace(tag, prefix) == Some("urn:hl7-org:v3") => Kind::Cda,
        _ => match namespace(tag, prefix) {
            Some("urn:hl7-org:v3") => Kind::Hl7V3,
            Some("urn:hl7-org:v2xml") => Kind::Hl7V2,
            _ => return None,
        },
    };
    Some((kind, name))
}

/// The name of the first element, and its start tag.
pub(crate) fn root(text: &str) -> Option<(Span, &str)> {
    let mut at = 0;
    loop {
        at += text[at..].find('<')?;
        let rest = &text[at..];
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!") {
            ">"
        } else {
            let tag = &rest[..rest.find('>')?];
            let name = tag[1..].find(|c: char| c.is_ascii_whitespace() || c == '/').map_or(tag.len(), |end| end + 1);
            return Some((Span::new(at + 1, at + name), tag));
        };
        at += rest.find(end)? + end.len();
    }
}

/// The namespace that a start tag declares for a prefix; without one, that of names without prefix.
pub(crate) fn namespace<'t>(tag: &'t str, prefix: &str) -> Option<&'t str> {
    let declaration = if prefix.is_empty() { "xmlns".to_owned() } else { ["xmlns:", prefix].concat() };
    for (at, _) in tag.match_indices(&declaration) {
        let rest = tag[at + declaration.len()..].trim_start();
        let Some(rest) = rest.strip_prefix('=').map(str::trim_start) else { continue };
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        return rest[1..].split(quote).next();
    }
    None
}

/// Resource types that STU3 does not have, and the version that does.
const OTHER_TYPES: &[(&str, Kind)] = &[
    ("Conformance", Kind::Dstu2),
    ("DiagnosticOrder", Kind::Dstu2),
    ("MedicationOrder", Kind::Dstu2),
    ("OrderResponse", Kind::Dstu2),
    ("MedicationKnowledge", Kind::R4),
    ("ServiceRequest", Kind::R4),
];
/// The same by elements of MessageHeader.
const OTHER_ELEMENTS: &[(&str, Kind)] = &[("data", Kind::Dstu2), ("eventCoding", Kind::R4), ("eventUri", Kind::R4)];
/// The same by what is in a profile's URL.
const OTHER_PROFILES: &[(&str, Kind)] = &[
    ("/DSTU2/", Kind::Dstu2),
    ("/R4/", Kind::R4),
    ("/StructureDefinition/UKCore-", Kind::R4),
    ("/StructureDefinition/NHSDigital-", Kind::R4),
];

/// Another version of FHIR, and the element that tells. Nothing where anything tells of STU3.
pub(crate) fn other_version(tree: &Tree<'_>) -> Option<(Kind, NodeId)> {
    let mut evidence = None;
    let mut look = |resource: NodeId| {
        let kind = tree.resource_type(resource)?;
        if let Some(meta) = tree.child(resource, "meta") {
            for profile in tree.children_named(meta, "profile") {
                let url = tree.value(profile).unwrap_or_default();
                if url.contains("/STU3/") {
                    return Some(());
                }
                let other = OTHER_PROFILES.iter().find(|(part, _)| url.contains(part));
                evidence = evidence.or(other.map(|&(_, kind)| (kind, profile)));
            }
        }
        let other = OTHER_TYPES.iter().find(|(name, _)| *name == kind);
        evidence = evidence.or(other.map(|&(_, kind)| (kind, resource)));
        if kind == "MessageHeader" {
            let other = OTHER_ELEMENTS.iter().find_map(|(name, kind)| tree.child(resource, name).map(|node| (*kind, node)));
            evidence = evidence.or(other);
        }
        None
    };
    if look(NodeId::ROOT).is_some() {
        return None;
    }
    for entry in tree.children_named(NodeId::ROOT, "entry") {
        if let Some(resource) = tree.child(entry, "resource")
            && look(resource).is_some()
        {
            return None;
        }
    }
    evidence
}

/// The one thing to say of a text that is not for this check.
pub(crate) fn finding(kind: Kind, at: At, tree: &Tree<'_>) -> Diagnostic {
    let version = matches!(kind, Kind::Dstu2 | Kind::R4);
    let rule = if version { &OTHER_VERSION } else { &OTHER_STANDARD };
    let (_, title) = kind.words();
    let article = if version {
        "This looks like "
    } else if matches!(kind, Kind::Xml | Kind::Json | Kind::Text) {
        "This is "
    } else if title.starts_with(['I', 'H']) {
        "This is an "
    } else {
        "This is a "
    };
    let message = format!("{article}{title}; {}", kind.note().unwrap_or_default());
    let finding = Diagnostic::new(rule, at, message).expected("a FHIR STU3 Bundle of type message");
    match at.node() {
        Some(node) => {
            let found = tree.value(node).or_else(|| tree.resource_type(node)).unwrap_or_else(|| tree.name(node));
            finding.found(shown(found))
        }
        None => finding.found(title),
    }
}
