//! The text of a document's sections: whether it names what is coded, and repeats what the document says elsewhere.

use std::collections::HashSet;

use memchr::memchr;

use super::cx::Cx;
use super::links::SENDERS;
use crate::diagnostic::{At, Diagnostic, Unless, rule, shown};
use crate::letters::small;
use crate::syntax::intern::Interner;
use crate::syntax::tree::NodeId;

const CONTENT: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_con_and_acc.html";

rule! {
    CODED_TEXT = Warning "business-rule" "FHIR-CC-03";
    title: "Coded entry not mentioned in the text of any section",
    why: "People read the text of the sections, so it must mention every coded entry.",
    response: "20009",
    link: CONTENT,
    traits: [MESSAGING],
}

rule! {
    REPEATED_TEXT = Information "informational" "FHIR-TXT-01";
    title: "Section text repeats other parts of the document",
    why: "The text of a section need not repeat what the document says elsewhere.",
    link: SENDERS,
    traits: [MESSAGING],
}

/// Resources whose code says something of the patient.
pub(super) const CLINICAL: &[&str] = &[
    "AllergyIntolerance",
    "Condition",
    "DiagnosticReport",
    "Immunization",
    "Medication",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Procedure",
];

/// A reader of the text alone misses nothing that is coded, and reads nothing twice.
pub(super) fn check(cx: &mut Cx<'_>, composition: NodeId) {
    let tree = cx.tree;
    let mut sections = Vec::new();
    // The words may be in a text that is missing, where that is reported.
    let mut without_text = Vec::new();
    let mut pending: Vec<NodeId> = tree.children_named(composition, "section").collect();
    while let Some(section) = pending.pop() {
        pending.extend(tree.children_named(section, "section"));
        let div = tree.child(section, "text").and_then(|text| tree.child(text, "div"));
        if tree.child(section, "text").is_none() {
            without_text.push(Unless::Reported(section));
        }
        sections.extend(div.and_then(|div| tree.value(div)).map(|text| (section, plain(text))));
    }
    sections.reverse();
    repeated(cx, composition, &sections);
    // Whoever reads the document reads all of its sections.
    let mut known = Interner::default();
    for stem in sections.iter().flat_map(|(_, text)| stems(text)) {
        known.intern(stem);
    }
    let mut seen: HashSet<NodeId> = HashSet::new();
    for (section, _) in &sections {
        for resource in coded(cx, *section) {
            if seen.insert(resource) {
                unnamed(cx, resource, &known, &without_text);
            }
        }
    }
}

/// What the entries of a section lead to; a list stands for what it lists.
fn coded(cx: &Cx<'_>, section: NodeId) -> Vec<NodeId> {
    let (tree, parts) = (cx.tree, cx.parts);
    let mut found = Vec::new();
    for resource in tree.children_named(section, "entry").filter_map(|entry| parts.target(tree, entry)) {
        if tree.resource_type(resource) == Some("List") {
            let items = tree.children_named(resource, "entry").filter_map(|entry| tree.child(entry, "item"));
            found.extend(items.filter_map(|item| parts.target(tree, item)));
        } else {
            found.push(resource);
        }
    }
    found
}

fn unnamed(cx: &mut Cx<'_>, resource: NodeId, known: &Interner, without_text: &[Unless]) {
    let tree = cx.tree;
    let kind = tree.resource_type(resource).unwrap_or_default();
    if !CLINICAL.contains(&kind) {
        return;
    }
    let mut words = Vec::new();
    for name in ["code", "vaccineCode", "medicationCodeableConcept"] {
        let Some(concept) = tree.child(resource, name) else { continue };
        words.extend(tree.child_value(concept, "text"));
        words.extend(tree.children_named(concept, "coding").filter_map(|coding| tree.child_value(coding, "display")));
    }
    let words = words.into_iter().map(plain).collect::<Vec<_>>().join(" ");
    let mut of_entry = stems(&words).peekable();
    // Without a longer word nothing can be told.
    if of_entry.peek().is_none() || of_entry.any(|stem| known.find(stem).is_some()) {
        return;
    }
    let message = "The text of a section should mention this coded entry in its own words; readers may miss it";
    let finding = Diagnostic::new(&CODED_TEXT, At::Name(resource), message);
    let finding = finding.expected("the entry's words in the text of its section").found(shown(kind));
    // Documents have a handful of sections; of more, the first are enough.
    let finding = without_text.iter().take(32).fold(finding, |finding, &unless| finding.unless(unless));
    cx.say(finding.unless(Unless::ReportedWithin(resource)));
}

/// Beginnings of the longer words: people write them in another order, and with other endings.
fn stems(text: &str) -> impl Iterator<Item = &str> {
    const LENGTH: usize = 5;
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter_map(|word| {
        let (last, c) = word.char_indices().nth(LENGTH - 1)?;
        Some(&word[..last + c.len_utf8()])
    })
}

fn repeated(cx: &mut Cx<'_>, composition: NodeId, sections: &[(NodeId, String)]) {
    let tree = cx.tree;
    let custodian = tree.child(composition, "custodian").and_then(|custodian| cx.parts.target(tree, custodian));
    let name = custodian.and_then(|organization| tree.child_value(organization, "name")).map(plain);
    // A short name may be a part of any word.
    let Some(name) = name.filter(|name| name.chars().count() > 5) else { return };
    for (section, _) in sections.iter().filter(|(_, text)| text.contains(&name)) {
        // A section about the very organisation has to name it. Of an entry that leads nowhere that is not known.
        let about = |entry| cx.parts.target(tree, entry) == custodian || tree.child(entry, "reference").is_none();
        if tree.children_named(*section, "entry").any(about) {
            continue;
        }
        let message = "The section text repeats the custodian, which the document already names";
        let finding = Diagnostic::new(&REPEATED_TEXT, At::Name(tree.child(*section, "text").unwrap_or(*section)), message);
        cx.say(finding.expected("text that does not repeat the document").found("the custodian's name"));
    }
}

/// Narrative without its tags, in small letters and with single blanks.
pub(super) fn plain(narrative: &str) -> String {
    let mut out = String::with_capacity(narrative.len() / 2);
    let mut rest = narrative;
    loop {
        let (text, tag) = rest.split_at(memchr(b'<', rest.as_bytes()).unwrap_or(rest.len()));
        push_text(&mut out, text);
        // A CDATA section holds text as well.
        if let Some((data, behind)) = tag.strip_prefix("<![CDATA[").and_then(|data| data.split_once("]]>")) {
            push_text(&mut out, data);
            rest = behind;
            continue;
        }
        let Some(end) = memchr(b'>', tag.as_bytes()) else { return out };
        push_blank(&mut out);
        rest = &tag[end + 1..];
    }
}

fn push_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            '>' => push_blank(out),
            c if c.is_whitespace() => push_blank(out),
            c => out.push(small(c)),
        }
    }
}

fn push_blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}
