//! The document that a message carries: identity, references, attachments, coded entries and their text.

use super::cx::Cx;
use super::flows::Attachments;
use super::links::{CODES, SENDERS};
use super::message::attachments;
use super::recognise::Kind;
use super::view::{extension_value, extensions, profiles, resources};
use crate::diagnostic::{At, Diagnostic, Severity, Unless, rule, shown};
use crate::syntax::tree::NodeId;
use crate::validate::{Target, is_snomed_id, system_meant};

const GENERAL: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_gen_reqs.html";
const ATTACH: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_hand_attach.html";
const STORAGE: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_s_and_r.html";

rule! {
    DOCUMENT_ID = Error "required" "itk3-document-id";
    title: "Document id missing",
    why: "Receivers identify a document by its id, also when it is replaced later.",
    response: "20009",
    link: STORAGE,
    traits: [MESSAGING],
}

rule! {
    LAST_UPDATED = Warning "required" "itk3-document-last-updated";
    title: "meta.lastUpdated missing",
    why: "meta.lastUpdated distinguishes the versions of a document.",
    response: "20009",
    link: STORAGE,
    traits: [MESSAGING],
}

rule! {
    DOCUMENT_IDENTIFIER = Error "required" "FHIR-VER-01";
    title: "Composition.identifier missing",
    why: "The identifier stays the same in all versions of a document.",
    response: "20009",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    OUTSIDE = Error "not-found" "FHIR-PAY-02";
    title: "Content not in the message",
    why: "All content must be in the message. Receivers do not fetch anything from elsewhere.",
    response: "20009",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    ATTACHMENT_TYPE = Error "security" "itk3-attachment-type";
    title: "Attachment type not approved",
    why: "Receivers open only files of approved types.",
    response: "20004",
    link: CODES,
    traits: [MESSAGING],
}

rule! {
    ATTACHMENT_CONTENT = Warning "value" "itk3-attachment-content";
    title: "Attachment content and contentType do not match",
    why: "The contentType decides which program opens the attachment.",
    response: "20009",
    link: ATTACH,
    traits: [MESSAGING],
}

rule! {
    MEDICATION_CODE = Warning "code-invalid" "FHIR-CE-01";
    title: "Medication not coded with SNOMED CT",
    why: "Systems can only check medication that is coded with SNOMED CT (dm+d).",
    response: "20009",
    link: SENDERS,
    traits: [MESSAGING, OF_CODE],
}

rule! {
    ALLERGY_CODE = Warning "code-invalid" "FHIR-CE-02";
    title: "Allergy not coded with SNOMED CT",
    why: "Systems can only warn about allergies that are coded with SNOMED CT.",
    response: "20009",
    link: SENDERS,
    traits: [MESSAGING, OF_CODE],
}

rule! {
    DOCUMENT_TYPE = Error "code-invalid" "FHIR-DOC-05";
    title: "Document type without a SNOMED CT code",
    why: "Receivers file a document by the SNOMED CT code of its type.",
    response: "20009",
    link: GENERAL,
    traits: [MESSAGING, OF_CODE],
}

rule! {
    CARE_SETTING = Error "code-invalid" "FHIR-DOC-06";
    title: "Care setting without a SNOMED CT code",
    why: "The care setting must have a SNOMED CT code.",
    response: "20009",
    link: GENERAL,
    traits: [MESSAGING, OF_CODE],
}

const SNOMED: &str = "http://snomed.info/sct";
/// The extension was published three times; the documents of Transfer of Care have the first.
const CARE_SETTINGS: [&str; 3] = [
    "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-CareSettingType-1",
    "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareSettingType-1",
    "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-GPConnect-CareSettingType-1",
];

pub(super) fn check(cx: &mut Cx<'_>) {
    if !matches!(cx.parts.kind, Kind::SendPayload | Kind::Document) {
        return;
    }
    files(cx);
    outside(cx);
    let Some(document) = cx.parts.document else { return };
    identity(cx, document);
    let Some(composition) = cx.parts.composition else { return };
    coded(cx, composition);
    super::replacement::check(cx, composition);
    medication_and_allergies(cx, document);
    super::texts::check(cx, composition);
}

/// What is asked of every document, whoever made it.
pub(super) fn check_any(cx: &mut Cx<'_>) {
    if let Some(document) = cx.parts.document {
        last_updated(cx, document);
    }
}

/// First, so that what is said of the document for another reason does not hide it, but what is said for the same does.
fn last_updated(cx: &mut Cx<'_>, document: NodeId) {
    let tree = cx.tree;
    let meta = tree.child(document, "meta");
    if meta.is_none_or(|meta| tree.child(meta, "lastUpdated").is_none()) {
        // Many published messages carry documents without it.
        let severity = if cx.parts.header.is_some() { Severity::Information } else { Severity::Warning };
        let message = "meta.lastUpdated is missing: it says when the document was assembled";
        let finding = Diagnostic::new(&LAST_UPDATED, At::Name(document), message).weighing(severity);
        let finding = finding.expected("meta.lastUpdated").found("nothing").unless_reported(document);
        cx.say(meta.into_iter().fold(finding, Diagnostic::unless_reported));
    }
}

fn identity(cx: &mut Cx<'_>, document: NodeId) {
    let tree = cx.tree;
    let before = Unless::ReportedBefore(document);
    last_updated(cx, document);
    if tree.child(document, "id").is_none() {
        let finding = Diagnostic::new(&DOCUMENT_ID, At::Name(document), "Bundle.id is missing; it identifies the document");
        cx.say(finding.expected("an id that is never used again").found("no id").unless(before));
    }
    if let Some(composition) = cx.parts.composition
        && tree.child(composition, "identifier").is_none()
    {
        let finding = Diagnostic::new(&DOCUMENT_IDENTIFIER, At::Name(composition), "Composition.identifier is missing");
        let finding = finding.expected("an identifier that stays the same in all versions of the document").found("nothing");
        cx.say(finding.unless(before).unless_reported(composition).unless(Unless::Astray(composition, "identifier")));
    }
}

/// Document type and care setting are SNOMED CT concepts; which ones cannot be known here.
fn coded(cx: &mut Cx<'_>, composition: NodeId) {
    // The guide asks it of documents that NHS Digital profiled; GP Connect names the concepts.
    let is_bound = cx.parts.is_gp_connect() || profiles(cx.tree, composition).any(|url| url.starts_with("https://fhir.nhs.uk/"));
    let kind = cx.tree.child(composition, "type").filter(|_| is_bound);
    let kind = kind.map(|concept| (&DOCUMENT_TYPE, concept, "Composition.type"));
    let setting = CARE_SETTINGS.iter().find_map(|url| extensions(cx.tree, composition, url).next());
    let setting = setting.and_then(|extension| extension_value(cx.tree, extension));
    let setting = setting.map(|concept| (&CARE_SETTING, concept, "The care setting"));
    for (rule, concept, what) in [kind, setting].into_iter().flatten() {
        let tree = cx.tree;
        let codings: Vec<NodeId> = tree.children_named(concept, "coding").collect();
        let snomed = codings.iter().find(|&&coding| tree.child_value(coding, "system") == Some(SNOMED));
        let code = snomed.or(codings.first()).and_then(|&coding| tree.child(coding, "code"));
        let right = snomed.is_some() && code.and_then(|code| tree.value(code)).is_some_and(is_snomed_id);
        // A warning of the code's form gives way to this.
        if !right {
            let misspelt = codings.iter().find_map(|&coding| tree.child(coding, "system").filter(|&system| is_snomed(cx, system)));
            if let Some(system) = misspelt.filter(|_| snomed.is_none()) {
                let finding = Cx::at(rule, system, &format!("{what} must have a SNOMED CT code: its system is misspelt"));
                let finding = finding.expected_exactly(SNOMED).found(shown(tree.value(system).unwrap_or_default()));
                cx.say(finding.unless(Unless::WrongWithin(concept)).unless(Unless::Astray(concept, "coding")));
                continue;
            }
            let at = code.map_or(At::Name(concept), At::Value);
            let (expected, found) = match code.and_then(|code| tree.value(code)) {
                Some(code) if snomed.is_some() => ("a SNOMED CT identifier with its check digit", shown(code)),
                _ => ("a coding of http://snomed.info/sct", "no SNOMED CT coding".to_owned()),
            };
            let finding = Diagnostic::new(rule, at, format!("{what} must have a SNOMED CT code"));
            let finding = finding.expected(expected).found(found);
            cx.say(finding.unless(Unless::WrongWithin(concept)).unless(Unless::Astray(concept, "coding")));
        }
    }
}

/// Returns whether a system was meant to be SNOMED CT.
fn is_snomed(cx: &Cx<'_>, system: NodeId) -> bool {
    cx.tree.value(system).is_some_and(|written| system_meant(cx.definitions, written) == Some(SNOMED))
}

/// What the document shows has to travel along. Of what its Composition refers to, the base specification says so.
fn outside(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    // An Attachment, whatever holds it: it has a type beside its url, or the name of one.
    let of_attachment = |node: NodeId| {
        tree.child(node, "contentType").is_some() || matches!(tree.name(node), "attachment" | "contentAttachment" | "presentedForm")
    };
    let Some(name) = tree.names.find("url") else { return };
    for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.node(node).name == name) {
        let url = tree.value(node).unwrap_or_default();
        if !url.starts_with("http") || !tree.parent(node).is_some_and(of_attachment) {
            continue;
        }
        if !matches!(cx.parts.index.resolve(tree, node, url), Target::Inside(_)) {
            let message = "The attachment must be in the document, not at a URL outside it";
            cx.say(Cx::at(&OUTSIDE, node, message).expected("the file itself, or an entry of the document").found(shown(url)));
        }
    }
}

const PDF: &str = "application/pdf";
const RTF: &str = "application/rtf";
/// Types that the guides of Transfer of Care and GP Connect name, with two misprints that are in use.
const APPROVED: &[&str] = &[
    PDF,
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    RTF,
    "text/rtf",
    "text/html",
    "text/plain",
    "text/xml",
    "image/jpeg",
    "image/png",
    "image/tiff",
];
const MISPRINTS: &[(&str, &str)] = &[("application/mswrtford", RTF), ("image/jpg", "image/jpeg"), ("image/tif", "image/tiff")];

/// How files of a type begin.
const BEGINNINGS: &[(&str, &str)] = &[
    (PDF, "JVBERi"),
    ("image/png", "iVBORw0KGg"),
    ("image/jpeg", "/9j/"),
    ("image/jpg", "/9j/"),
    (RTF, "e1xydG"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "UEsDB"),
    ("application/msword", "0M8R4KGxGuE"),
];

fn files(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let approval = parts.flow.map_or(Attachments::Unknown, |flow| flow.attachments);
    let mut found = Vec::new();
    attachments(tree, &mut |holder, content_type, data| found.push((holder, content_type, data)));
    // The harness requires at least one Binary with a PDF.
    let is_binary = |holder: NodeId| tree.resource_type(holder) == Some("Binary");
    let is_pdf = |content_type: Option<&str>, data: &str| {
        content_type.is_some_and(|content_type| plain_type(content_type) == PDF) || data.trim_start().starts_with("JVBERi")
    };
    let mut has_pdf = found.iter().any(|&(holder, content_type, data)| is_binary(holder) && is_pdf(content_type, data));
    for (holder, content_type, data) in found {
        let Some(content_type) = content_type else { continue };
        let Some(at) = tree.child(holder, "contentType") else { continue };
        let plain = plain_type(content_type);
        let expected = "application/pdf, or another type that the guides name";
        let finding = if let Some((_, meant)) = MISPRINTS.iter().find(|(misprint, _)| *misprint == plain) {
            let message = "The guides spell this type like this, but it is registered under another name";
            Some(Cx::at(&ATTACHMENT_TYPE, at, message).weighing(Severity::Information).expected(*meant))
        } else if approval != Attachments::Unknown && !APPROVED.contains(&plain.as_str()) {
            Some(Cx::at(&ATTACHMENT_TYPE, at, "The attachment type must be one that is approved for the domain").expected(expected))
        } else if approval == Attachments::Care && is_binary(holder) && !has_pdf {
            // Report this only once.
            has_pdf = true;
            let message = "The guide allows this attachment type, but the NHS test harness asks for a PDF";
            Some(Cx::at(&ATTACHMENT_TYPE, at, message).weighing(Severity::Information).expected(PDF))
        } else {
            None
        };
        if let Some(finding) = finding {
            cx.say(finding.found(shown(content_type)).unless_reported(at));
        }
        let begins = |start: &str| data.trim_start().starts_with(start);
        let start = BEGINNINGS.iter().find(|(known, _)| *known == plain).map(|(_, start)| start);
        let other = BEGINNINGS.iter().find(|(_, start)| begins(start)).map(|(known, _)| *known);
        let differs = match start {
            Some(start) => !data.is_empty() && !begins(start),
            // RTF is text as well.
            None => plain.starts_with("text/") && other.is_some_and(|other| other != RTF) || plain.starts_with("image/") && other.is_some(),
        };
        if differs {
            let other = other.unwrap_or("something else");
            let content = tree.child(holder, "content").or_else(|| tree.child(holder, "data")).unwrap_or(holder);
            let message = "The attachment content should match its contentType";
            let finding = Diagnostic::new(&ATTACHMENT_CONTENT, At::Name(content), message).expected(shown(&plain)).found(other);
            cx.say(finding.unless(Unless::ReportedBefore(at)).unless_reported(content));
        }
    }
}

/// A content type without its parameters.
fn plain_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Medications and allergies are coded with SNOMED CT, of which dm+d is a part.
fn medication_and_allergies(cx: &mut Cx<'_>, document: NodeId) {
    let tree = cx.tree;
    for (_, resource) in resources(tree, document) {
        let (rule, concept) = match tree.resource_type(resource) {
            Some("Medication") => (&MEDICATION_CODE, tree.child(resource, "code")),
            Some("MedicationStatement" | "MedicationDispense" | "MedicationRequest" | "MedicationAdministration") => {
                (&MEDICATION_CODE, tree.child(resource, "medicationCodeableConcept"))
            }
            Some("AllergyIntolerance") => (&ALLERGY_CODE, tree.child(resource, "code")),
            _ => continue,
        };
        let Some(concept) = concept else { continue };
        let mut systems = tree.children_named(concept, "coding").filter_map(|coding| tree.child_value(coding, "system")).peekable();
        // Text alone is allowed where nothing could be coded.
        if systems.peek().is_none() {
            continue;
        }
        let found: Vec<&str> = systems.collect();
        let is_snomed = |system: &&str| matches!(*system, SNOMED | "https://dmd.nhs.uk" | "http://dmd.nhs.uk");
        if !found.iter().any(is_snomed) {
            let message = if rule == &ALLERGY_CODE {
                "AllergyIntolerance.code should have a SNOMED CT coding"
            } else {
                "The medication should have a SNOMED CT coding (dm+d is part of SNOMED CT)"
            };
            let finding = Diagnostic::new(rule, At::Name(concept), message);
            let finding = finding.expected("a coding of http://snomed.info/sct").found(shown(&found.join(", ")));
            cx.say(finding.unless(Unless::ReportedWithin(concept)));
        }
    }
}
