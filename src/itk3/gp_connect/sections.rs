//! The files of a Send Document message: each in a section of its own.

use super::guide::{Document, Guide};
use crate::diagnostic::{At, Diagnostic, Severity, Unless, rule};
use crate::itk3::cx::Cx;
use crate::itk3::links::{GP_CONNECT, SEND_DOCUMENT};
use crate::itk3::look::of_type;
use crate::itk3::reach::lost;
use crate::syntax::tree::NodeId;

rule! {
    SECTIONS_1 = Error "business-rule" "GPCM-SD-029-v1";
    title: "Attachment without a section of its own (Send Document 1)",
    why: "Each attachment must be the entry of a section of its own, so that receivers find it.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    SECTIONS_2 = Error "business-rule" "GPCM-SD-109";
    title: "Attachment without a section of its own (Send Document 2)",
    why: "Each attachment must have a section whose entry refers to it. Receivers find the attachment through the section.",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    ENTRY_2 = Warning "business-rule" "GPCM-SD-110";
    title: "No section refers to an attachment (Send Document 2)",
    why: "A section’s entry must refer to an attachment. Without one the receiver cannot file a document.",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    PDF_1 = Warning "business-rule" "GPCM-SD-CS-028";
    title: "No PDF in a consultation report",
    why: "The report of the consultation must be a PDF file.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    PDF_ONLINE = Warning "business-rule" "GPCM-SD-OC-012";
    title: "No PDF in an online consultation",
    why: "The report of the online consultation must be a PDF file.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    PDF_2 = Information "informational" "send-document-pdf";
    title: "No PDF among the attachments (Send Document 2)",
    why: "Other file types are allowed, but every practice can open a PDF.",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>, guide: Guide) {
    let (tree, parts) = (cx.tree, cx.parts);
    let (Some(document), Some(composition)) = (parts.document, parts.composition) else { return };
    let binaries = of_type(tree, document, "Binary");
    let sections = all_sections(cx, composition);
    // A fullUrl that two entries have reaches both.
    let url = |resource: NodeId| tree.parent(resource).and_then(|entry| tree.child_value(entry, "fullUrl"));
    let files = |section: NodeId| -> Vec<NodeId> {
        let targets: Vec<NodeId> = tree.children_named(section, "entry").filter_map(|entry| parts.target(tree, entry)).collect();
        let is_reached = |file: NodeId| targets.iter().any(|&target| target == file || url(file).is_some() && url(target) == url(file));
        binaries.iter().copied().filter(|&file| is_reached(file)).collect()
    };
    let of_sections: Vec<(NodeId, Vec<NodeId>)> = sections.iter().map(|&section| (section, files(section))).collect();
    let lost = lost(cx, document);
    unreferenced(cx, guide, &binaries, &of_sections, &lost);
    several(cx, guide, &of_sections);
    if of_sections.iter().all(|(_, files)| files.is_empty()) {
        none(cx, guide, composition, &sections, &binaries, &lost);
    }
    pdf(cx, guide, &binaries, &lost);
}

/// Sections at every level.
fn all_sections(cx: &Cx<'_>, composition: NodeId) -> Vec<NodeId> {
    let mut sections: Vec<NodeId> = cx.tree.children_named(composition, "section").collect();
    let mut at = 0;
    while let Some(&section) = sections.get(at) {
        sections.extend(cx.tree.children_named(section, "section"));
        at += 1;
    }
    sections
}

/// A file that no section refers to.
fn unreferenced(cx: &mut Cx<'_>, guide: Guide, binaries: &[NodeId], of_sections: &[(NodeId, Vec<NodeId>)], lost: &[NodeId]) {
    for &binary in binaries.iter().filter(|binary| !of_sections.iter().any(|(_, files)| files.contains(binary))) {
        let rule = guide.rule(&SECTIONS_1, &SECTIONS_2, &SECTIONS_2);
        let finding = Diagnostic::new(rule, At::Name(binary), "Binary must be the entry of a section of the Composition");
        let finding = finding.expected("a section whose entry refers to it").found("none");
        let finding = cx.parts.composition.into_iter().fold(finding, |finding, at| finding.unless(Unless::Astray(at, "section")));
        cx.say(unless_lost(finding.unless(Unless::ReportedBefore(binary)), lost));
    }
}

/// Several files in one section.
fn several(cx: &mut Cx<'_>, guide: Guide, of_sections: &[(NodeId, Vec<NodeId>)]) {
    let tree = cx.tree;
    // Entries of one fullUrl are one fault, reported there.
    let url = |resource: NodeId| tree.parent(resource).and_then(|entry| tree.child_value(entry, "fullUrl"));
    for (section, files) in of_sections {
        let mut files: Vec<(Option<&str>, NodeId)> = files.iter().map(|&file| (url(file), file)).collect();
        files.dedup_by(|one, other| one.0.is_some() && one.0 == other.0);
        if files.len() < 2 {
            continue;
        }
        let (rule, severity, message) = match guide {
            Guide::First(Document::ConsultationReport) => {
                (&SECTIONS_1, Severity::Error, "section must refer to only one Binary: each attachment needs a section of its own")
            }
            Guide::First(_) => {
                (&SECTIONS_1, Severity::Warning, "section should refer to only one Binary: each attachment needs a section of its own")
            }
            _ => (&SECTIONS_2, Severity::Warning, "section should refer to only one Binary: each attachment needs a section of its own"),
        };
        let finding = Diagnostic::new(rule, At::Name(*section), message).weighing(severity);
        cx.say(finding.expected("one entry that refers to a Binary").found(files.len().to_string()).unless_reported(*section));
    }
}

/// No section refers to a file. Where there are files, each of them says so.
fn none(cx: &mut Cx<'_>, guide: Guide, composition: NodeId, sections: &[NodeId], binaries: &[NodeId], lost: &[NodeId]) {
    if !binaries.is_empty() {
        return;
    }
    let (rule, severity) = match guide {
        Guide::First(Document::ConsultationReport | Document::OnlineConsultation) => (&SECTIONS_1, Severity::Error),
        Guide::First(Document::Other) => return,
        _ => (&ENTRY_2, Severity::Warning),
    };
    let at = sections.first().copied().unwrap_or(composition);
    let message = if severity == Severity::Error {
        "Composition must have a section whose entry refers to a Binary"
    } else {
        "Composition should have a section whose entry refers to a Binary"
    };
    let found = if sections.is_empty() { "no section" } else { "no Binary" };
    let finding = Diagnostic::new(rule, At::Name(at), message).weighing(severity);
    let finding = finding.expected("a section with a Binary").found(found).unless_reported(at).unless_reported(composition);
    cx.say(unless_lost(finding, lost));
}

/// A reference that leads nowhere may be the one that is looked for.
fn unless_lost(finding: Diagnostic, lost: &[NodeId]) -> Diagnostic {
    lost.iter().fold(finding, |finding, &node| finding.unless(Unless::ReportedWithin(node)))
}

fn pdf(cx: &mut Cx<'_>, guide: Guide, binaries: &[NodeId], lost: &[NodeId]) {
    let tree = cx.tree;
    let kind = |binary: NodeId| tree.child(binary, "contentType").filter(|&kind| tree.value(kind).is_some());
    let is_pdf =
        |binary: NodeId| kind(binary).is_some_and(|kind| tree.value(kind).is_some_and(|kind| kind.to_ascii_lowercase().contains("pdf")));
    let Some(at) = binaries.iter().find_map(|&binary| kind(binary)).filter(|_| !binaries.iter().any(|&binary| is_pdf(binary))) else {
        return;
    };
    let (rule, message) = match guide {
        Guide::First(Document::ConsultationReport) => (&PDF_1, "A consultation report should have a PDF among its attachments"),
        Guide::First(Document::OnlineConsultation) => (&PDF_ONLINE, "An online consultation should have a PDF among its attachments"),
        Guide::First(Document::Other) => return,
        _ => (&PDF_2, "No attachment is a PDF"),
    };
    let finding = Cx::at(rule, at, message).expected("application/pdf").found(crate::diagnostic::shown(tree.value(at).unwrap_or_default()));
    // A file of another type than its own name says is perhaps the PDF.
    cx.say(unless_lost(unless_lost(finding, binaries), lost));
}
