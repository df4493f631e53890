//! Entries that nothing refers to. A receiver that follows references never sees them.

use super::cx::Cx;
use super::gp_connect::Guide;
use super::links::{TRANSFER_OF_CARE, UPDATE_RECORD};
use super::reach::{Reach, lost};
use super::recognise::Kind;
use super::texts::CLINICAL;
use super::transfer_of_care;
use crate::diagnostic::{At, Details, Diagnostic, Place, Rule, Unless, rule, words as words_of};
use crate::syntax::tree::NodeId;

rule! {
    ANY = Information "informational" "itk3-entry-unreferenced";
    title: "Entry that nothing refers to",
    why: "Receivers follow the references of a message. They may miss an entry that no reference leads to.",
    link: "https://hl7.org/fhir/STU3/bundle.html#references",
    traits: [MESSAGING, UNREFERENCED],
}

rule! {
    DOCUMENT = Warning "business-rule" "document-entry-unreferenced";
    title: "Entry of a document that the Composition does not reach",
    why: "A document consists of its Composition and what the Composition refers to, directly or indirectly. Anything else is not part of it.",
    link: "https://hl7.org/fhir/STU3/documents.html#content",
    traits: [MESSAGING, UNREFERENCED],
}

rule! {
    UPDATE = Warning "business-rule" "update-record-unreferenced";
    title: "Resource that nothing refers to (Update Record)",
    why: "Receivers follow the references of the Composition. They may miss this resource.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING, UNREFERENCED],
}

rule! {
    CARE = Warning "business-rule" "toc-unreferenced";
    title: "Coded resource that nothing refers to (Transfer of Care)",
    why: "Receivers follow the references of the Composition. They may miss this resource.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING, UNREFERENCED],
}

rule! {
    CARE_FILE = Warning "business-rule" "toc-attachment-unreferenced";
    title: "Attachment that nothing refers to (Transfer of Care)",
    why: "An attachment can be filed only if a section or a DocumentReference refers to it.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING, UNREFERENCED],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let parts = cx.parts;
    if let (Some(document), Some(composition)) = (parts.document, parts.composition) {
        let alone = Reach::of(cx, document).alone(cx, composition);
        report(cx, &alone, document, composition, true);
    }
    // Where the payload is not named, that is said of the header.
    if let Some(header) = parts.header.filter(|_| parts.kind != Kind::SendPayload || parts.focus.is_some()) {
        let alone: Vec<NodeId> = Reach::of(cx, NodeId::ROOT).alone(cx, header).into_iter().filter(|&r| Some(r) != parts.outcome).collect();
        report(cx, &alone, NodeId::ROOT, header, false);
    }
}

/// One finding for all that one rule speaks of.
fn report(cx: &mut Cx<'_>, alone: &[NodeId], bundle: NodeId, root: NodeId, in_document: bool) {
    if alone.is_empty() {
        return;
    }
    let tree = cx.tree;
    let guide = Guide::of(cx).filter(|_| in_document);
    let is_care = in_document && transfer_of_care::guide(cx).is_some();
    let mut found: Vec<(&'static Rule, Vec<Place>)> = Vec::new();
    for &resource in alone {
        let kind = tree.resource_type(resource).unwrap_or_default();
        let rule = match (guide, kind) {
            // Send Document has a rule for its files, and Update Record one for its patients.
            (Some(Guide::First(_) | Guide::Second), "Binary") | (Some(Guide::UpdateRecord), "Patient") => continue,
            (Some(Guide::UpdateRecord), _) => &UPDATE,
            (_, "Binary") if is_care => &CARE_FILE,
            (_, kind) if is_care && CLINICAL.contains(&kind) => &CARE,
            _ if cx.parts.kind == Kind::Document => &DOCUMENT,
            _ => &ANY,
        };
        let entry = tree.parent(resource);
        let unless = [Unless::ReportedBefore(root), Unless::ReportedBefore(resource), Unless::Reported(resource)].into_iter();
        // The references of a section that is missing are missing with it.
        // A focus that leads to another resource, a missing response and a section without an entry have findings of their own.
        let of_focus = (*rule == ANY).then_some(Unless::Rule(&super::message_definition::FOCUS));
        let of_response = (*rule == ANY).then_some(Unless::Rule(&super::response::RESPONSE_EVENT));
        let of_list = (*rule == UPDATE).then_some(Unless::Rule(&super::update_record::composition::SECTION));
        let of_section = (*rule == DOCUMENT).then_some(Unless::Rule(&super::transfer_of_care::headings::HEADINGS));
        let unless =
            unless.chain(entry.map(Unless::Reported)).chain(of_section).chain(of_focus).chain(of_response).chain(of_list).collect();
        let place = Place { at: At::Name(resource), label: kind.to_owned(), unless };
        match found.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, places)) => places.push(place),
            None => found.push((rule, vec![place])),
        }
    }
    let lost = lost(cx, bundle);
    for (rule, places) in found {
        let words = |details: &mut Details, kinds: &[String]| {
            let message = match (kinds, details.rule.id) {
                ([kind], id) if id == ANY.id || id == DOCUMENT.id => format!("{kind}: no reference leads to this entry"),
                (_, id) if id == ANY.id || id == DOCUMENT.id => "No reference leads to these entries".to_owned(),
                ([kind], _) => format!("The Composition or another resource should refer to this {kind}"),
                _ => "The Composition or another resource should refer to these resources".to_owned(),
            };
            details.message = words_of(message);
            details.found = Some(crate::diagnostic::shown(&kinds.join(", ")));
        };
        let finding =
            Diagnostic::new(rule, places[0].at, "A reference should lead to this resource").expected("a reference that leads to it");
        // A section that lacks a required entry lacks the reference too.
        let finding = finding.unless(Unless::Missing("entry"));
        let finding = lost.iter().fold(finding, |finding, &node| finding.unless(Unless::ReportedWithin(node)));
        cx.say(finding.at_each(places, words));
    }
}
