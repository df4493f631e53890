//! Whether a text belongs to ITK 2, where its XML begins, and what it is.

use super::form::base64_start;
use super::names::{FAULT_ACTIONS, FHIR, HL7_V3, ITK};
use super::view::{View, elements};
use crate::itk3::recognise::{Kind, namespace, root};
use crate::syntax::Format;
use crate::syntax::tree::{NodeId, Tree};

/// Where the XML of a text of ITK 2 begins; nothing where the text is something else.
pub(crate) fn begin(text: &str) -> Option<usize> {
    match Format::of(text) {
        Format::Xml => is_itk2(text).then(|| if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }),
        Format::Json => None,
        Format::Unknown => captured(text).filter(|&at| is_itk2(&text[at..])),
    }
}

/// A request of HTTP, or a part of MIME, that has XML in it which is not ITK 2.
pub(crate) fn is_capture(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let is_http = ["POST ", "PUT ", "GET ", "HTTP/"].iter().any(|word| start.starts_with(word)) && start.contains("HTTP/");
    let first = start.lines().next().unwrap_or_default();
    let is_mime = first.starts_with("--") || first.split_once(':').is_some_and(|(name, _)| is_mime_header(name));
    (is_http || is_mime) && captured(text).is_some()
}

fn is_mime_header(name: &str) -> bool {
    const NAMES: [&str; 5] = ["MIME-Version", "Content-Type", "Content-ID", "SOAPAction", "Host"];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Where the XML of a capture begins: the part that speaks of the toolkit, or else the first.
pub(crate) fn captured(text: &str) -> Option<usize> {
    // More parts than these no capture has.
    const MOST: usize = 16;
    let mut at = 0;
    let starts = text.split_inclusive('\n').map(|line| {
        let start = at + (line.len() - line.trim_start_matches([' ', '\t', '\u{feff}']).len());
        at += line.len();
        start
    });
    let starts: Vec<usize> = starts.filter(|&start| begins_xml(&text[start..])).take(MOST).collect();
    starts.iter().copied().find(|&start| is_itk2(&text[start..])).or(starts.first().copied())
}

/// The declaration, or one of the elements that stand at the top.
fn begins_xml(text: &str) -> bool {
    if text.starts_with("<?xml") {
        return true;
    }
    let Some(rest) = text.strip_prefix('<') else { return false };
    let name = &rest[..rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len().min(100)).min(rest.len())];
    let local = name.rsplit(':').next().unwrap_or_default();
    matches!(local, "Envelope" | "DistributionEnvelope" | "InfrastructureResponse" | "BusinessResponseMessage" | "SimpleMessageResponse")
}

/// A text that begins with XML is of ITK 2.
fn is_itk2(text: &str) -> bool {
    let Some((name, tag)) = root(text) else { return false };
    let name = &text[name.start as usize..name.end as usize];
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    let space = namespace(tag, prefix);
    match local {
        "DistributionEnvelope" => true,
        "Envelope" if space.is_some_and(|space| space.contains("soap")) => {
            let part = &text[..end_of_part(text)];
            part.contains("urn:nhs-itk:")
                || part.contains("DistributionEnvelope")
                || part.contains("Fault") && FAULT_ACTIONS.iter().any(|action| part.contains(action))
        }
        "BusinessResponseMessage" => space == Some(HL7_V3),
        _ => space == Some(ITK),
    }
}

/// Where the next part of a capture begins.
fn end_of_part(text: &str) -> usize {
    text.match_indices("\n--").map(|(at, _)| at).find(|&at| !text[at + 3..].starts_with('>')).unwrap_or(text.len())
}

/// What a text of ITK 2 is, by its root, and for an envelope by what it carries.
pub(crate) fn kind(tree: &Tree<'_>) -> Kind {
    let view = View::of(tree);
    let has_envelope = view.envelope.is_some();
    if has_envelope && view.infrastructure.is_some() {
        Kind::Itk2Infrastructure
    } else if has_envelope && view.business.is_some() {
        Kind::Itk2Business
    } else if has_envelope {
        if view.soap.is_some() { Kind::Itk2Request } else { Kind::Itk2 }
    } else if view.fault.is_some() || view.error_info.is_some() {
        Kind::Itk2Fault
    } else if view.answer.is_some() {
        Kind::Itk2Answer
    } else if view.infrastructure.is_some() {
        Kind::Itk2BareInfrastructure
    } else if view.business.is_some() {
        Kind::Itk2BareBusiness
    } else if view.soap.is_some() {
        Kind::Itk2Request
    } else {
        Kind::Itk2
    }
}

/// What a payload is: a stable word, and the words for a reader.
pub(crate) type Payload = (&'static str, &'static str);

/// What a payload holds, as far as that can be seen.
pub(crate) fn payload(view: &View<'_>, payload: NodeId, item: Option<NodeId>) -> Payload {
    let tree = view.tree;
    let flag = |name| item.is_some_and(|item| view.flag(item, name));
    if flag("@encrypted") {
        return ("encrypted", "encrypted content");
    }
    if flag("@compressed") {
        return ("compressed", "compressed content");
    }
    if let Some(content) = elements(tree, payload).next() {
        return of_element(tree.namespace(content), tree.name(content));
    }
    let Some(text) = tree.value(payload) else { return ("empty", "no content") };
    let is_hl7 = |text: &str| ["MSH|", "FHS|", "BHS|"].iter().any(|start| text.trim_start().starts_with(start));
    if is_hl7(text) {
        return ("hl7-v2", "HL7 version 2 message");
    }
    if !flag("@base64") {
        return ("text", "text");
    }
    let start = base64_start(text);
    let start = String::from_utf8_lossy(&start);
    if is_hl7(&start) {
        return ("hl7-v2", "HL7 version 2 message");
    }
    if start.starts_with("%PDF") {
        return ("pdf", "PDF file");
    }
    if start.starts_with("{\\rtf") {
        return ("rtf", "RTF file");
    }
    match root(&(start + ">")) {
        Some((_, tag)) => {
            let name = tag[1..].split(|c: char| c.is_whitespace() || c == '/' || c == '>').next().unwrap_or_default();
            let (prefix, local) = name.split_once(':').unwrap_or(("", name));
            of_element(namespace(tag, prefix).or((local == "ClinicalDocument").then_some(HL7_V3)), local)
        }
        None => ("base64", "base64 content"),
    }
}

fn of_element(space: Option<&str>, name: &str) -> Payload {
    match (space, name) {
        (Some(ITK), "InfrastructureResponse") => ("infrastructure-response", "ITK 2 infrastructure response"),
        (Some(HL7_V3), "BusinessResponseMessage") => ("business-response", "ITK 2 business response"),
        (Some(HL7_V3), "ClinicalDocument") => ("cda", "CDA document"),
        (Some(HL7_V3), name) if name.contains("Ambulance") => ("ambulance-request", "NHS 111 ambulance request"),
        (Some(HL7_V3), name) if name.contains("RepeatCaller") => ("repeat-caller", "NHS 111 repeat caller query"),
        (Some(HL7_V3), name) if is_demographic(name) => ("demographics", "Spine demographics message"),
        (Some(HL7_V3), _) => ("hl7-v3", "HL7 version 3 message"),
        (Some("urn:hl7-org:v2xml"), _) => ("hl7-v2", "HL7 version 2 message"),
        (Some(FHIR), _) => ("fhir", "FHIR resource"),
        _ => ("xml", "XML of another kind"),
    }
}

fn is_demographic(name: &str) -> bool {
    ["getNHSNumber", "getPatientDetails", "verifyNHSNumber"].iter().any(|start| name.starts_with(start))
}
