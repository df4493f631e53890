//! The Composition of a Send Document message: what each guide fixes for its documents.

use super::composition_rules::*;
use super::guide::{CONSULTATION, Document, Guide, ONLINE_CONSULTATION};
use crate::diagnostic::{At, Diagnostic, Rule, Severity, Unless, shown};
use crate::fhirpath::is_earlier;
use crate::itk3::cx::Cx;
use crate::itk3::look::{ODS, codes, identifier};
use crate::itk3::texts::plain;
use crate::itk3::view::profiles;
use crate::syntax::tree::NodeId;

/// The rules of one kind of document, with the values that its guide fixes.
struct Fixed {
    name: &'static str,
    status: &'static Rule,
    kind: &'static Rule,
    kind_code: &'static str,
    date: &'static Rule,
    confidentiality: &'static Rule,
    title: &'static Rule,
    title_text: &'static str,
    text: &'static Rule,
    /// Where the guide asks for more than the profile.
    author: Option<&'static Rule>,
    custodian: &'static Rule,
}

static CONSULTATION_REPORT: Fixed = Fixed {
    name: "a consultation report",
    status: &STATUS_CS,
    kind: &TYPE_CS,
    kind_code: CONSULTATION,
    date: &DATE_CS,
    confidentiality: &CONFIDENTIALITY_CS,
    title: &TITLE_CS,
    title_text: "Consultation report",
    text: &TEXT_CS,
    author: Some(&AUTHOR_CS),
    custodian: &CUSTODIAN_CS,
};

static ONLINE: Fixed = Fixed {
    name: "an online consultation",
    status: &STATUS_OC,
    kind: &TYPE_OC,
    kind_code: ONLINE_CONSULTATION,
    date: &DATE_OC,
    confidentiality: &CONFIDENTIALITY_OC,
    title: &TITLE_OC,
    title_text: "Online consultation report",
    text: &TEXT_OC,
    author: None,
    custodian: &CUSTODIAN_OC,
};

const PROFILE: &str = "CareConnect-Composition-1";
/// Types that version 2 names as approved.
const APPROVED: [&str; 2] = [CONSULTATION, "149701000000109"];

pub(super) fn check(cx: &mut Cx<'_>, guide: Guide) {
    focus(cx, guide);
    let Some(composition) = cx.parts.composition else { return };
    profile(cx, guide, composition);
    match guide {
        Guide::First(Document::ConsultationReport) => fixed(cx, composition, &CONSULTATION_REPORT),
        Guide::First(Document::OnlineConsultation) => fixed(cx, composition, &ONLINE),
        Guide::First(Document::Other) => custodian(cx, composition, &CUSTODIAN_1, Severity::Error),
        Guide::Second => second(cx, composition),
        Guide::UpdateRecord => {}
    }
}

/// The focus of the header is a document.
fn focus(cx: &mut Cx<'_>, guide: Guide) {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(focus) = parts.focus else { return };
    let kind = tree.resource_type(focus).unwrap_or_default();
    let bundle_type = tree.child(focus, "type");
    let found = bundle_type.and_then(|node| tree.value(node)).unwrap_or("no type");
    if kind == "Bundle" && found == "document" {
        return;
    }
    let rule = guide.rule(&FOCUS_1, &FOCUS_2, &FOCUS_UR);
    let (at, found, message) = if kind == "Bundle" {
        let at = bundle_type.map_or(At::Name(focus), At::Value);
        (at, found, "Bundle.type of the payload must be document")
    } else {
        let at = parts.header.and_then(|header| tree.child(header, "focus")).unwrap_or(focus);
        (At::Name(at), kind, "focus must refer to a Bundle of type document")
    };
    let finding = Diagnostic::new(rule, at, message).expected("a Bundle of type document").found(shown(found));
    let of_place = at.node().into_iter().chain(parts.focus);
    cx.say(of_place.fold(finding, |finding, node| finding.unless(Unless::ReportedBefore(node))));
}

fn profile(cx: &mut Cx<'_>, guide: Guide, composition: NodeId) {
    let tree = cx.tree;
    let name = |url: &str| url.split('|').next().and_then(|url| url.rsplit('/').next()).unwrap_or_default().to_owned();
    let mut declared = profiles(tree, composition).peekable();
    let Some(first) = declared.peek().copied() else { return };
    if declared.any(|url| name(url) == PROFILE) {
        return;
    }
    let node = tree.child(composition, "meta").and_then(|meta| tree.child(meta, "profile")).unwrap_or(composition);
    let rule = guide.rule(&PROFILE_1, &PROFILE_2, &PROFILE_2);
    let finding = Cx::at(rule, node, "Composition.meta.profile should be CareConnect-Composition-1");
    cx.say(finding.expected(PROFILE).found(shown(first)).unless_reported(node));
}

/// A consultation report or an online consultation of the first version.
fn fixed(cx: &mut Cx<'_>, composition: NodeId, fixed: &'static Fixed) {
    let tree = cx.tree;
    let value = |name: &str| tree.child(composition, name).and_then(|node| Some((node, tree.value(node)?)));
    if let Some((node, found)) = value("status").filter(|(_, found)| *found != "final") {
        let message = format!("Composition.status of {} must be final", fixed.name);
        cx.say(Cx::at(fixed.status, node, &message).expected("final").found(shown(found)).unless_reported(node));
    }
    let of_type = codes(tree, composition, "type");
    if let Some(&(node, found)) = of_type.first().filter(|_| of_type.iter().all(|(_, code)| *code != fixed.kind_code)) {
        let message = format!("Composition.type must have the code {} of {}", fixed.kind_code, fixed.name);
        cx.say(Cx::at(fixed.kind, node, &message).expected(fixed.kind_code).found(shown(found)).unless_reported(node));
    }
    date(cx, composition, fixed.date);
    match value("confidentiality") {
        Some((_, "N" | "R")) => {}
        Some((node, found)) => {
            let finding = Cx::at(fixed.confidentiality, node, "Composition.confidentiality must be N or R");
            cx.say(finding.expected("N or R").found(shown(found)).unless_reported(node));
        }
        None => {
            let message = "Composition.confidentiality is missing: it must be N or R";
            missing(cx, fixed.confidentiality, composition, message, "confidentiality");
        }
    }
    if let Some((node, found)) = value("title").filter(|(_, found)| !found.is_empty() && *found != fixed.title_text) {
        let (severity, word) =
            if found.trim().eq_ignore_ascii_case(fixed.title_text) { (Severity::Warning, "should") } else { (Severity::Error, "must") };
        let message = format!("Composition.title of {} {word} be the fixed title", fixed.name);
        let finding = Cx::at(fixed.title, node, &message).weighing(severity);
        cx.say(finding.expected(fixed.title_text).found(shown(found)));
    }
    text(cx, composition, fixed);
    if let Some(rule) = fixed.author {
        author(cx, composition, rule, "Practitioner");
    }
    custodian(cx, composition, fixed.custodian, Severity::Error);
}

/// Version 2 fixes less, and its own examples differ from its list.
fn second(cx: &mut Cx<'_>, composition: NodeId) {
    let tree = cx.tree;
    let value = |name: &str| tree.child(composition, name).and_then(|node| Some((node, tree.value(node)?)));
    if let Some((node, found @ ("preliminary" | "entered-in-error"))) = value("status") {
        let finding = Cx::at(&STATUS_2, node, "Composition.status of a document that is sent should be final or amended");
        cx.say(finding.expected("final or amended").found(found).unless_reported(node));
    }
    let of_type = codes(tree, composition, "type");
    let has_snomed = tree.children_named(composition, "type").any(|concept| {
        tree.children_named(concept, "coding").any(|coding| tree.child_value(coding, "system") == Some(crate::itk3::look::SNOMED))
    });
    // Without a SNOMED CT coding, the rule of document types tells.
    if let Some(&(node, found)) = of_type.first().filter(|_| has_snomed)
        && of_type.iter().all(|(_, code)| !APPROVED.contains(code))
    {
        let finding = Cx::at(&TYPE_2, node, "Composition.type: the guide names 371531000 and 149701000000109; its examples have others");
        cx.say(finding.expected(APPROVED.join(" or ")).found(shown(found)).unless_reported(node));
    }
    date(cx, composition, &DATE_2);
    if let Some((node, found @ ("R" | "V"))) = value("confidentiality") {
        let message = "Composition.confidentiality should be N: receivers reject a restricted document with 20009";
        cx.say(Cx::at(&CONFIDENTIALITY_2, node, message).expected("N").found(found).unless_reported(node));
    }
    author(cx, composition, &AUTHOR_2, "Organization");
    custodian(cx, composition, &CUSTODIAN_2, Severity::Warning);
}

fn missing(cx: &mut Cx<'_>, rule: &'static Rule, composition: NodeId, message: &str, element: &str) {
    let finding = Diagnostic::new(rule, At::Name(composition), message).expected(element).found("none");
    let known = crate::diagnostic::Subject::Missing { element: element.to_owned(), items: 0 };
    cx.say(finding.about(known).weighing(rule.severity));
}

/// A message is generated after its document was made.
fn date(cx: &mut Cx<'_>, composition: NodeId, rule: &'static Rule) {
    let tree = cx.tree;
    let Some(timestamp) = cx.parts.header.and_then(|header| tree.child(header, "timestamp")) else { return };
    let (Some(sent), Some(made)) = (tree.value(timestamp), tree.child_value(composition, "date")) else { return };
    if is_earlier(sent, made) {
        let finding = Cx::at(rule, timestamp, "MessageHeader.timestamp is earlier than Composition.date");
        cx.say(finding.expected(format!("not before {}", shown(made))).found(shown(sent)).unless_reported(timestamp));
    }
}

/// What the prescribed summary of a document contains beside names and numbers.
const SUMMARY: [&str; 3] = [" for ", "nhs number", "version"];

/// Returns whether a word is part of the prescribed summary.
pub(crate) fn is_of_summary(word: &str) -> bool {
    SUMMARY.iter().flat_map(|part| part.split_whitespace()).any(|known| word.eq_ignore_ascii_case(known))
}

/// The text names document, patient, NHS number and version; for a restricted one without the place.
fn text(cx: &mut Cx<'_>, composition: NodeId, fixed: &Fixed) {
    let tree = cx.tree;
    let div = tree.child(composition, "text").and_then(|text| tree.child(text, "div"));
    let expected = format!("{} for …, NHS Number …, Version …", fixed.title_text);
    let Some(div) = div else {
        if tree.child(composition, "text").is_none() {
            let message = "Composition.text should summarise document, patient and version";
            let finding = Diagnostic::new(fixed.text, At::Name(composition), message).expected(expected).found("no text");
            cx.say(finding);
        }
        return;
    };
    let Some(text) = tree.value(div).map(plain) else { return };
    let lacking: Vec<&str> = SUMMARY.into_iter().filter(|part| !text.contains(part)).map(str::trim).collect();
    if !lacking.is_empty() {
        let message = "Composition.text should summarise document, patient and version as the guide prescribes";
        let finding = Diagnostic::new(fixed.text, At::Name(div), message);
        cx.say(finding.expected(expected).found(format!("not there: {}", lacking.join(", "))).unless_reported(div));
    }
}

fn author(cx: &mut Cx<'_>, composition: NodeId, rule: &'static Rule, expected: &str) {
    let (tree, parts) = (cx.tree, cx.parts);
    let authors: Vec<NodeId> = tree.children_named(composition, "author").collect();
    // Without any, the definitions say so.
    let Some(&first) = authors.first() else { return };
    let targets: Vec<Option<NodeId>> = authors.iter().map(|&author| parts.target(tree, author)).collect();
    let kind = |target: &Option<NodeId>| target.and_then(|target| tree.resource_type(target));
    // Of an author that is not in the message nothing is known.
    if targets.iter().any(|target| kind(target).is_none_or(|kind| kind == expected)) {
        return;
    }
    let found: Vec<&str> = targets.iter().filter_map(kind).collect();
    let message = if rule.severity == Severity::Information {
        "author: version 2 lists an Organization, its page on author (and STU3) a Practitioner".to_owned()
    } else {
        format!("Composition.author must refer to a {expected}")
    };
    let finding = Diagnostic::new(rule, At::Name(first), message).expected(expected).found(found.join(", "));
    let nodes = tree.child(first, "reference").into_iter().chain([first]);
    cx.say(nodes.fold(finding, Diagnostic::unless_reported));
}

fn custodian(cx: &mut Cx<'_>, composition: NodeId, rule: &'static Rule, severity: Severity) {
    let (tree, parts) = (cx.tree, cx.parts);
    let word = if severity == Severity::Error { "must" } else { "should" };
    let message = format!("Composition.custodian {word} refer to the sending Organization");
    let Some(custodian) = tree.child(composition, "custodian") else {
        let finding = Diagnostic::new(rule, At::Name(composition), message).weighing(severity).expected("custodian").found("none");
        cx.say(finding.about(crate::diagnostic::Subject::Missing { element: "custodian".to_owned(), items: 0 }));
        return;
    };
    let Some(kind) = parts.target(tree, custodian).and_then(|target| tree.resource_type(target)) else { return };
    if kind != "Organization" {
        let finding = Diagnostic::new(rule, At::Name(custodian), message).weighing(severity).expected("Organization").found(shown(kind));
        let nodes = tree.child(custodian, "reference").into_iter().chain([custodian]);
        cx.say(nodes.fold(finding, Diagnostic::unless_reported));
        return;
    }
    if rule == &CUSTODIAN_CS {
        custodian_sends(cx, custodian);
    }
}

/// The custodian of a consultation report is the organisation that sends it. Where its codes are wrong, that is said of them.
fn custodian_sends(cx: &mut Cx<'_>, custodian: NodeId) {
    let (tree, parts) = (cx.tree, cx.parts);
    let code = |organization: Option<NodeId>| {
        let node = identifier(tree, organization?, ODS)?;
        Some((node, tree.value(node)?.trim()))
    };
    let (Some((of_sender, sends)), Some((own, keeps))) = (code(parts.sender), code(parts.target(tree, custodian))) else { return };
    if !sends.eq_ignore_ascii_case(keeps) {
        let message = "The custodian should be the Organization that sends the message: the ODS codes differ";
        let finding = Diagnostic::new(&CUSTODIAN_CS, At::Name(custodian), message).weighing(Severity::Warning);
        let finding = finding.expected("the ODS code of the sender").found("another");
        cx.say(finding.unless_reported(own).unless_reported(of_sender));
    }
}
