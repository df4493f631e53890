//! The document that a message carries: identity, references, attachments, coded entries and their text.

use super::cx::Cx;
use super::flows::Attachments;
use super::message::attachments;
use super::recognise::Kind;
use super::rules;
use super::view::{extension_value, extensions, profiles, resources};
use crate::check::{Target, is_snomed_id};
use crate::finding::{At, Finding, Severity, shown};
use crate::tree::NodeId;

const SNOMED: &str = "http://snomed.info/sct";
/// The extension was published three times; the documents of Transfer of Care have the first.
const CARE_SETTINGS: [&str; 3] = [
    "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-CareSettingType-1",
    "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareSettingType-1",
    "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-GPConnect-CareSettingType-1",
];

pub(super) fn check(cx: &mut Cx<'_>) {
    if cx.parts.kind != Kind::SendPayload {
        return;
    }
    files(cx);
    let Some(document) = cx.parts.document else { return };
    identity(cx, document);
    let Some(composition) = cx.parts.composition else { return };
    coded(cx, composition);
    replacement(cx, composition);
    outside(cx, document);
    scope(cx, document);
    medication_and_allergies(cx, document);
    texts(cx, composition);
}

fn identity(cx: &mut Cx<'_>, document: NodeId) {
    let tree = cx.tree;
    if cx.is_told(document) {
        return;
    }
    if tree.child(document, "id").is_none() {
        let finding =
            Finding::new(&rules::DOCUMENT_ID, At::Name(document), "The id of its Bundle identifies a document, and this has none");
        cx.say(finding.wanted("an id that is never used again").found("no id"));
    }
    if tree.child(document, "meta").is_none_or(|meta| tree.child(meta, "lastUpdated").is_none() && !cx.is_told(meta)) {
        let message =
            "meta.lastUpdated is the date of a document, and this has none. The guide makes it mandatory; many published examples lack it";
        let finding = Finding::new(&rules::LAST_UPDATED, At::Name(document), message);
        cx.say(finding.wanted("meta.lastUpdated").found("nothing"));
    }
    if let Some(composition) = cx.parts.composition
        && tree.child(composition, "identifier").is_none()
        && !cx.is_told(composition)
    {
        let finding = Finding::new(&rules::DOCUMENT_IDENTIFIER, At::Name(composition), "The Composition has no identifier");
        cx.say(finding.wanted("an identifier, by which a later document can replace this one").found("nothing"));
    }
}

/// Document type and care setting are SNOMED CT concepts; which ones cannot be known here.
fn coded(cx: &mut Cx<'_>, composition: NodeId) {
    // The guide asks it of documents that NHS Digital profiled; GP Connect names the concepts.
    let is_bound = cx.parts.is_gp_connect() || profiles(cx.tree, composition).any(|url| url.starts_with("https://fhir.nhs.uk/"));
    let kind = cx.tree.child(composition, "type").filter(|_| is_bound);
    let kind = kind.map(|concept| (&rules::DOCUMENT_TYPE, concept, "The type of the document"));
    let setting = CARE_SETTINGS.iter().find_map(|url| extensions(cx.tree, composition, url).next());
    let setting = setting.and_then(|extension| extension_value(cx.tree, extension));
    let setting = setting.map(|concept| (&rules::CARE_SETTING, concept, "The care setting"));
    for (rule, concept, what) in [kind, setting].into_iter().flatten() {
        let tree = cx.tree;
        let codings: Vec<NodeId> = tree.children_named(concept, "coding").collect();
        let snomed = codings.iter().find(|&&coding| tree.child_value(coding, "system") == Some(SNOMED));
        let code = snomed.or(codings.first()).and_then(|&coding| tree.child(coding, "code"));
        let right = snomed.is_some() && code.and_then(|code| tree.value(code)).is_some_and(is_snomed_id);
        // A warning of the code's form gives way to this.
        if !right && !cx.is_wrong_within(concept) {
            let at = code.map_or(At::Name(concept), At::Value);
            let (wanted, found) = match code.and_then(|code| tree.value(code)) {
                Some(code) if snomed.is_some() => ("a SNOMED CT identifier with its check digit", shown(code)),
                _ => ("a coding of http://snomed.info/sct", "no SNOMED CT coding".to_owned()),
            };
            let finding = Finding::new(rule, at, format!("{what} is a SNOMED CT concept"));
            cx.say(finding.wanted(wanted).found(found));
        }
    }
}

fn replacement(cx: &mut Cx<'_>, composition: NodeId) {
    let tree = cx.tree;
    for relates in tree.children_named(composition, "relatesTo") {
        if tree.child_value(relates, "code") == Some("replaces") && tree.child(relates, "targetIdentifier").is_none() {
            let message = "A document that replaces another names it by identifier";
            let finding = Finding::new(&rules::REPLACES, At::Name(relates), message);
            cx.say(finding.wanted("targetIdentifier: the Composition.identifier of the document to replace").found("none"));
        }
    }
}

/// What the document shows has to travel along. Of what its Composition refers to, the base specification says so.
fn outside(cx: &mut Cx<'_>, document: NodeId) {
    let tree = cx.tree;
    let mut urls = Vec::new();
    for (_, resource) in resources(tree, document) {
        for content in tree.children_named(resource, "content") {
            let attachment = tree.child(content, "attachment");
            urls.extend(attachment.and_then(|attachment| tree.child(attachment, "url")));
        }
    }
    for node in urls {
        let url = tree.value(node).unwrap_or_default();
        let inside = matches!(cx.parts.index.resolve(tree, node, url), Target::Inside(_));
        if url.starts_with("http") && !inside {
            let message = "An attachment is in the document, not behind an address";
            cx.say(Cx::at(&rules::OUTSIDE, node, message).wanted("the file itself, or an entry of the document").found(shown(url)));
        }
    }
}

/// What Update Record does not carry makes the receiver refuse the whole message.
fn scope(cx: &mut Cx<'_>, document: NodeId) {
    if cx.parts.event != Some("ITK014M") {
        return;
    }
    for (_, resource) in resources(cx.tree, document) {
        let kind = cx.tree.resource_type(resource).unwrap_or_default();
        if matches!(kind, "Flag" | "ReferralRequest" | "Procedure" | "Appointment") {
            let message = "Update Record does not carry this resource; the receiver refuses the whole message";
            let finding = Finding::new(&rules::UPDATE_RECORD_SCOPE, At::Name(resource), message);
            cx.say(finding.wanted("a document without Flag, ReferralRequest, Procedure or Appointment").found(kind));
        }
    }
}

const PDF: &str = "application/pdf";
/// Types that the guides of Transfer of Care and GP Connect name, with two misprints that are in use.
const APPROVED: &[&str] = &[
    PDF,
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/rtf",
    "text/rtf",
    "text/html",
    "text/plain",
    "text/xml",
    "image/jpeg",
    "image/png",
    "image/tiff",
];
const MISPRINTS: &[(&str, &str)] =
    &[("application/mswrtford", "application/rtf"), ("image/jpg", "image/jpeg"), ("image/tif", "image/tiff")];

/// How files of a type begin.
const BEGINNINGS: &[(&str, &str)] = &[
    (PDF, "JVBERi"),
    ("image/png", "iVBORw0KGg"),
    ("image/jpeg", "/9j/"),
    ("image/jpg", "/9j/"),
    ("application/rtf", "e1xydG"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "UEsDB"),
    ("application/msword", "0M8R4KGxGuE"),
];

fn files(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let approval = parts.flow.map_or(Attachments::Unknown, |flow| flow.attachments);
    let mut found = Vec::new();
    attachments(tree, parts, &mut |holder, content_type, data| found.push((holder, content_type, data)));
    for (holder, content_type, data) in found {
        let Some(content_type) = content_type else { continue };
        let Some(at) = tree.child(holder, "contentType").filter(|&at| !cx.is_told(at)) else { continue };
        let plain = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let wanted = "application/pdf, or another of the types that the guides name";
        let finding = if let Some((_, meant)) = MISPRINTS.iter().find(|(misprint, _)| *misprint == plain) {
            let message = "The guides print this type so; it is registered under another name";
            Some(Cx::at(&rules::ATTACHMENT_TYPE, at, message).weighing(Severity::Information).wanted(*meant))
        } else if approval != Attachments::Unknown && !APPROVED.contains(&plain.as_str()) {
            Some(Cx::at(&rules::ATTACHMENT_TYPE, at, "This type of attachment is not one that the domain has approved").wanted(wanted))
        } else if approval == Attachments::Care && plain != PDF {
            let message = "The guide allows this type of attachment; the NHS test harness takes PDF alone";
            Some(Cx::at(&rules::ATTACHMENT_TYPE, at, message).weighing(Severity::Information).wanted(PDF))
        } else {
            None
        };
        if let Some(finding) = finding {
            cx.say(finding.found(shown(content_type)));
        }
        let begins = |start: &str| data.trim_start().starts_with(start);
        if let Some((_, start)) = BEGINNINGS.iter().find(|(known, _)| *known == plain)
            && !data.is_empty()
            && !begins(start)
        {
            let other = BEGINNINGS.iter().find(|(_, start)| begins(start)).map_or("something else", |(known, _)| known);
            let content = tree.child(holder, "content").or_else(|| tree.child(holder, "data")).unwrap_or(holder);
            let message = "The content does not begin as a file of its type does";
            if !cx.is_told(content) {
                cx.say(Finding::new(&rules::ATTACHMENT_CONTENT, At::Name(content), message).wanted(shown(&plain)).found(other));
            }
        }
    }
}

/// Medications and allergies are coded with SNOMED CT, of which dm+d is a part.
fn medication_and_allergies(cx: &mut Cx<'_>, document: NodeId) {
    let tree = cx.tree;
    for (_, resource) in resources(tree, document) {
        let (rule, concept) = match tree.resource_type(resource) {
            Some("Medication") => (&rules::MEDICATION_CODE, tree.child(resource, "code")),
            Some("MedicationStatement" | "MedicationDispense" | "MedicationRequest" | "MedicationAdministration") => {
                (&rules::MEDICATION_CODE, tree.child(resource, "medicationCodeableConcept"))
            }
            Some("AllergyIntolerance") => (&rules::ALLERGY_CODE, tree.child(resource, "code")),
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
        if !found.iter().any(is_snomed) && !cx.is_told_within(concept) {
            let message = if rule == &rules::ALLERGY_CODE {
                "No coding is of SNOMED CT"
            } else {
                "No coding is of SNOMED CT, which dm+d is a part of"
            };
            let finding = Finding::new(rule, At::Name(concept), message);
            cx.say(finding.wanted("a coding of http://snomed.info/sct").found(shown(&found.join(", "))));
        }
    }
}

/// Narrative without its tags, in lower case and with single blanks.
fn plain(narrative: &str) -> String {
    let mut out = String::with_capacity(narrative.len() / 2);
    let mut inside = false;
    for c in narrative.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                push_blank(&mut out);
            }
            _ if inside => {}
            c if c.is_whitespace() || c == '\u{a0}' => push_blank(&mut out),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

fn push_blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

fn narrative(cx: &Cx<'_>, node: NodeId) -> Option<String> {
    let div = cx.tree.child(node, "text").and_then(|text| cx.tree.child(text, "div"))?;
    cx.tree.value(div).map(plain)
}

/// What a reader sees of a coded entry.
fn words_of(cx: &Cx<'_>, resource: NodeId) -> Vec<String> {
    let tree = cx.tree;
    let mut words = Vec::new();
    for name in ["code", "vaccineCode", "medicationCodeableConcept"] {
        let Some(concept) = tree.child(resource, name) else { continue };
        words.extend(tree.child_value(concept, "text").map(plain));
        words.extend(tree.children_named(concept, "coding").filter_map(|coding| tree.child_value(coding, "display")).map(plain));
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a text speaks of something: has its words, or a longer one of them. People write them in another order.
fn speaks_of(text: &str, words: &str) -> bool {
    let is_telling = |word: &&str| word.chars().count() >= 5;
    text.contains(words) || words.split(|c: char| !c.is_alphanumeric()).filter(is_telling).any(|word| text.contains(word))
}

/// A reader of the text alone misses nothing that is coded, and reads nothing twice.
fn texts(cx: &mut Cx<'_>, composition: NodeId) {
    let (tree, parts) = (cx.tree, cx.parts);
    let mut sections = Vec::new();
    let mut pending: Vec<NodeId> = tree.children_named(composition, "section").collect();
    while let Some(section) = pending.pop() {
        pending.extend(tree.children_named(section, "section"));
        sections.extend(narrative(cx, section).map(|text| (section, text)));
    }
    sections.reverse();
    repeated(cx, composition, &sections);
    for (section, _) in &sections {
        for entry in tree.children_named(*section, "entry") {
            let Some(resource) = parts.target(tree, entry) else { continue };
            // A list stands for what it lists.
            let listed: Vec<NodeId> = if tree.resource_type(resource) == Some("List") {
                let items = tree.children_named(resource, "entry").filter_map(|entry| tree.child(entry, "item"));
                items.filter_map(|item| parts.target(tree, item)).collect()
            } else {
                vec![resource]
            };
            for resource in listed {
                let words = words_of(cx, resource);
                // Whoever reads the document reads all of its sections.
                let named = words.iter().any(|words| sections.iter().any(|(_, text)| speaks_of(text, words)));
                if words.is_empty() || named || cx.is_told_within(resource) {
                    continue;
                }
                let message = "No section's text names this coded entry in its own words; a reader of the text may miss it";
                let finding = Finding::new(&rules::CODED_TEXT, At::Name(resource), message);
                let kind = tree.resource_type(resource).unwrap_or_default();
                cx.say(finding.wanted("the entry's words in the text of its section").found(shown(kind)));
            }
        }
    }
}

fn repeated(cx: &mut Cx<'_>, composition: NodeId, sections: &[(NodeId, String)]) {
    let tree = cx.tree;
    let custodian = tree.child(composition, "custodian").and_then(|custodian| cx.parts.target(tree, custodian));
    let name = custodian.and_then(|organization| tree.child_value(organization, "name")).map(plain);
    // A short name may be a part of any word.
    let Some(name) = name.filter(|name| name.chars().count() > 5) else { return };
    for (section, _) in sections.iter().filter(|(_, text)| text.contains(&name)) {
        let message = "The text names the custodian, which the document says already; a reader sees it twice";
        let finding = Finding::new(&rules::REPEATED_TEXT, At::Name(tree.child(*section, "text").unwrap_or(*section)), message);
        cx.say(finding.wanted("text without what the document says").found("the custodian's name"));
    }
}
