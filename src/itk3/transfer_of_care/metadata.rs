//! Type, title, status and custodian of a Transfer of Care document.

use super::guide::{GUIDES, Guide, is_current};
use crate::diagnostic::{At, Diagnostic, Unless, rule, shown};
use crate::itk3::composition;
use crate::itk3::cx::Cx;
use crate::itk3::links::TRANSFER_OF_CARE;
use crate::itk3::look::{SNOMED, codes};
use crate::itk3::view::{extension_value, extensions};
use crate::letters::lower;
use crate::syntax::tree::{NodeId, Tree};

rule! {
    TYPE = Warning "code-invalid" "toc-document-type";
    title: "Document type from another guide (Transfer of Care)",
    why: "Receivers file the letter by its type. The guide advises one type for each of the four documents.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    STATUS = Warning "business-rule" "toc-status";
    title: "Document not final (Transfer of Care)",
    why: "A document should be final or amended when it is sent.",
    wrong: r#"<status value="preliminary"/>"#,
    right: r#"<status value="final"/>"#,
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    CUSTODIAN = Information "informational" "toc-custodian";
    title: "Custodian missing (Transfer of Care)",
    why: "The custodian is on the list of elements that systems must support.",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    TITLE = Information "informational" "toc-title";
    title: "Title is not care setting and document type (Transfer of Care)",
    why: "The guide builds the title from the display of the care setting and of the document type.",
    right: r#"<title value="Rheumatology Service Outpatient Letter"/>"#,
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>, guide: &'static Guide, composition: NodeId) {
    kind(cx, guide, composition);
    let tree = cx.tree;
    if let Some((node, found)) = tree.child(composition, "status").and_then(|node| Some((node, tree.value(node)?)))
        && matches!(found, "preliminary" | "entered-in-error")
    {
        let finding = Cx::at(&STATUS, node, "Composition.status of a document that is sent should be final or amended");
        cx.say(finding.expected("final or amended").found(found).unless_reported(node));
    }
    if tree.child(composition, "custodian").is_none() {
        let finding = Diagnostic::new(&CUSTODIAN, At::Name(composition), "Composition.custodian is missing");
        let subject = crate::diagnostic::Subject::Missing { element: "custodian".to_owned(), items: 0 };
        cx.say(finding.expected("custodian").found("none").about(subject));
    }
    if is_current(cx) {
        title(cx, composition);
    }
}

fn kind(cx: &mut Cx<'_>, guide: &'static Guide, composition: NodeId) {
    let tree = cx.tree;
    let concept = tree.child(composition, "type");
    let codings: Vec<NodeId> = concept.into_iter().flat_map(|concept| tree.children_named(concept, "coding")).collect();
    // Without a SNOMED CT code, the rule of document types tells.
    let of_snomed = codings.iter().filter(|&&coding| tree.child_value(coding, "system") == Some(SNOMED));
    let found: Vec<(NodeId, &str)> =
        of_snomed.filter_map(|&coding| tree.child(coding, "code").and_then(|code| Some((code, tree.value(code)?)))).collect();
    let (code, display) = guide.kind;
    let Some(&(node, other)) = found.first().filter(|_| found.iter().all(|(_, found)| *found != code)) else { return };
    let message = match GUIDES.iter().find(|guide| guide.kind.0 == other) {
        Some(_) => format!("Composition.type should have the code {code} ({display}): this one is from another guide"),
        None => format!("Composition.type should have the code {code} ({display})"),
    };
    cx.say(
        Cx::at(&TYPE, node, &message)
            .expected(format!("{code} {display}"))
            .found(shown(other))
            .unless(Unless::WrongWithin(node))
            .unless(Unless::Rule(&composition::PAYLOAD_EVENT)),
    );
}

/// Returns the displays that make up the title: care setting and document type.
pub(crate) fn displays_of_title(tree: &Tree<'_>, composition: NodeId) -> Option<[NodeId; 2]> {
    const CARE_SETTING: &str = "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-CareSettingType-1";
    let display = |concept: NodeId| tree.children_named(concept, "coding").find_map(|coding| tree.child(coding, "display"));
    let setting = extensions(tree, composition, CARE_SETTING).next().and_then(|extension| extension_value(tree, extension));
    Some([display(setting?)?, display(tree.child(composition, "type")?)?])
}

/// Returns whether a title consists of the displays. Case and the word "service" vary between documents.
pub(crate) fn is_title_of(title: &str, displays: [&str; 2]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = lower(text).split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
        words.into_iter().filter(|word| !matches!(word.as_str(), "" | "service" | "and")).collect()
    };
    words(title) == displays.map(words).concat()
}

fn title(cx: &mut Cx<'_>, composition: NodeId) {
    let tree = cx.tree;
    let Some([setting, kind]) = displays_of_title(tree, composition).map(|displays| displays.map(|node| tree.value(node))) else { return };
    let (Some(setting), Some(kind)) = (setting, kind) else { return };
    let Some((node, title)) = tree.child(composition, "title").and_then(|node| Some((node, tree.value(node)?))) else { return };
    // A type that is wrong makes the title look wrong.
    let around = codes(tree, composition, "type").into_iter().map(|(code, _)| code);
    if !is_title_of(title, [setting, kind]) {
        let finding = Cx::at(&TITLE, node, "Composition.title is not the display of care setting and type");
        let finding = finding.expected(shown(&[setting, " ", kind].concat())).found(shown(title)).unless_reported(node);
        cx.say(around.fold(finding, Diagnostic::unless_reported));
    }
}
