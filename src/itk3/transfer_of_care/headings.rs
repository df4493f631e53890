//! The headings of a Transfer of Care document.

use super::guide::Guide;
use crate::diagnostic::{At, Diagnostic, Unless, rule};
use crate::itk3::cx::Cx;
use crate::itk3::links::TRANSFER_OF_CARE;
use crate::itk3::look::codes;
use crate::resolve::What;
use crate::syntax::tree::NodeId;

rule! {
    HEADINGS = Warning "required" "toc-headings";
    title: "Section missing that is mandatory in the guide or the profile (Transfer of Care)",
    why: "The guide’s table of headings and the profile disagree on which sections are mandatory.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    UNSTRUCTURED = Warning "business-rule" "toc-unstructured";
    title: "Unstructured document (Transfer of Care)",
    why: "The profiles of Transfer of Care must not be used to send a file without text in the sections.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>, guide: &'static Guide, composition: NodeId) {
    let tree = cx.tree;
    let mut sections: Vec<NodeId> = tree.children_named(composition, "section").collect();
    let mut at = 0;
    while let Some(&section) = sections.get(at) {
        sections.extend(tree.children_named(section, "section"));
        at += 1;
    }
    // Without any section, the definitions say so.
    if sections.is_empty() {
        return;
    }
    let present: Vec<&str> = sections.iter().flat_map(|&section| codes(tree, section, "code")).map(|(_, code)| code).collect();
    let missing = |table: &'static [(&str, &str)]| -> Vec<(&'static str, &'static str)> {
        table.iter().copied().filter(|(code, _)| !present.contains(code)).collect()
    };
    // A section whose code is wrong may be the one that is missing.
    let wrong = |finding: Diagnostic| {
        sections.iter().fold(finding, |finding, &section| {
            let code = tree.child(section, "code");
            code.into_iter().fold(finding.unless(Unless::Reported(section)), |finding, code| finding.unless(Unless::WrongWithin(code)))
        })
    };
    let of_guide = missing(guide.mandatory);
    if !of_guide.is_empty() {
        let message = match of_guide.as_slice() {
            [(code, name)] => format!("Composition should have the section {code} ({name}): the guide requires it, the profile does not"),
            several => format!("Composition should have {} more sections: the guide requires them, the profile does not", several.len()),
        };
        let finding = Diagnostic::new(&HEADINGS, At::Name(composition), message).expected(said(&of_guide));
        cx.say(wrong(finding.found(format!("not in this {}", guide.title))));
    }
    for (code, name) in missing(guide.of_profile) {
        cx.supersede(composition, What::SliceToldBy(code));
        let message = format!("Composition should have the section {code} ({name}): the profile requires it, the guide does not");
        let finding = Diagnostic::new(&HEADINGS, At::Name(composition), message).expected(said(&[(code, name)]));
        cx.say(wrong(finding.found("not there")));
    }
    unstructured(cx, composition, &sections);
}

fn said(sections: &[(&str, &str)]) -> String {
    sections.iter().map(|(code, name)| format!("{code} {name}")).collect::<Vec<_>>().join(", ")
}

/// A file in place of a document.
fn unstructured(cx: &mut Cx<'_>, composition: NodeId, sections: &[NodeId]) {
    let tree = cx.tree;
    let Some(document) = cx.parts.document else { return };
    let has_text = |&section: &NodeId| {
        let div = tree.child(section, "text").and_then(|text| tree.child(text, "div"));
        div.and_then(|div| tree.value(div)).is_some_and(|text| crate::itk3::texts::plain(text).trim().len() > 1)
    };
    if sections.iter().any(has_text) || crate::itk3::look::of_type(tree, document, "Binary").is_empty() {
        return;
    }
    let message = "Sections should have text: Transfer of Care is not for unstructured documents";
    let finding = Diagnostic::new(&UNSTRUCTURED, At::Name(composition), message);
    cx.say(finding.expected("text in the sections").found("a Binary, and no text in any section"));
}
