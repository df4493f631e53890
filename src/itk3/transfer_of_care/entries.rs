//! Coded entries of a Transfer of Care document: what the guides leave out of allergies, conditions and medication.

use super::guide::is_current;
use crate::diagnostic::{At, Details, Diagnostic, Place, Rule, Severity, Unless, rule, shown};
use crate::itk3::cx::Cx;
use crate::itk3::links::TRANSFER_OF_CARE;
use crate::itk3::view::{profiles, resources};
use crate::syntax::tree::NodeId;

rule! {
    ALLERGY = Error "business-rule" "toc-allergy";
    title: "Allergy that must not be sent (Transfer of Care)",
    why: "Refuted allergies and those entered in error must not be sent: a receiver may file them as facts.",
    wrong: r#"<verificationStatus value="refuted"/>"#,
    right: r#"<verificationStatus value="confirmed"/>"#,
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    CONDITION = Warning "business-rule" "toc-condition";
    title: "Condition with severity or bodySite (Transfer of Care)",
    why: "The guide says that these elements must not be used; the profile allows them.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    MEDICATION = Warning "business-rule" "toc-medication";
    title: "Medication with elements or a status that the guide excludes (Transfer of Care)",
    why: "The guide says that these elements must not be used; the profile allows them.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

/// An element that the guide leaves out, where it stands in the document.
type Unused = (&'static Rule, &'static str, NodeId);

pub(super) fn check(cx: &mut Cx<'_>, document: NodeId) {
    let all: Vec<NodeId> = resources(cx.tree, document).map(|(_, resource)| resource).collect();
    // Documents before guide 2.5.0 have timings and flags.
    let is_current = is_current(cx);
    let mut unused: Vec<Unused> = Vec::new();
    for resource in all {
        match cx.tree.resource_type(resource) {
            Some("AllergyIntolerance") => allergy(cx, resource),
            Some("Condition") => {
                find(cx, resource, &CONDITION, &[("severity", "Condition.severity"), ("bodySite", "Condition.bodySite")], &mut unused);
            }
            Some("MedicationStatement") => {
                status(cx, resource, &["active", "stopped"], "MedicationStatement.status should be active or stopped");
                let of_dosage = [("timing", "MedicationStatement.dosage.timing"), ("method", "MedicationStatement.dosage.method")];
                for dosage in cx.tree.children_named(resource, "dosage").filter(|_| is_current) {
                    find(cx, dosage, &MEDICATION, &of_dosage, &mut unused);
                }
            }
            Some("MedicationDispense") => status(cx, resource, &["completed"], "MedicationDispense.status should be completed"),
            Some("List") if is_current => list(cx, resource, &mut unused),
            _ => {}
        }
    }
    say_unused(cx, &unused);
}

fn allergy(cx: &mut Cx<'_>, resource: NodeId) {
    let tree = cx.tree;
    let value = |name: &str| tree.child(resource, name).and_then(|node| Some((node, tree.value(node)?)));
    if let Some((node, found @ ("refuted" | "entered-in-error"))) = value("verificationStatus") {
        let finding = Cx::at(&ALLERGY, node, "AllergyIntolerance.verificationStatus must not be refuted or entered-in-error");
        cx.say(finding.expected("confirmed or unconfirmed").found(found).unless_reported(node));
    }
    if let Some((node, found)) = value("clinicalStatus").filter(|(_, found)| *found != "active") {
        let finding = Cx::at(&ALLERGY, node, "AllergyIntolerance.clinicalStatus is not active").weighing(Severity::Information);
        cx.say(finding.expected("active").found(shown(found)).unless_reported(node));
    }
}

fn status(cx: &mut Cx<'_>, resource: NodeId, allowed: &[&str], message: &str) {
    let tree = cx.tree;
    let Some((node, found)) = tree.child(resource, "status").and_then(|node| Some((node, tree.value(node)?))) else { return };
    if !allowed.contains(&found) {
        let finding = Cx::at(&MEDICATION, node, message);
        cx.say(finding.expected(allowed.join(" or ")).found(shown(found)).unless_reported(node));
    }
}

fn list(cx: &Cx<'_>, resource: NodeId, unused: &mut Vec<Unused>) {
    let tree = cx.tree;
    let is_of_medication = |url: &str| url.split('|').next().is_some_and(|url| url.ends_with("/CareConnect-ITK-Medication-List-1"));
    if !profiles(tree, resource).any(is_of_medication) {
        return;
    }
    find(cx, resource, &MEDICATION, &[("emptyReason", "List.emptyReason")], unused);
    for entry in tree.children_named(resource, "entry") {
        find(cx, entry, &MEDICATION, &[("flag", "List.entry.flag")], unused);
    }
}

fn find(cx: &Cx<'_>, parent: NodeId, rule: &'static Rule, names: &[(&str, &'static str)], unused: &mut Vec<Unused>) {
    for &(name, path) in names {
        unused.extend(cx.tree.child(parent, name).map(|node| (rule, path, node)));
    }
}

/// One finding for an element, however often it stands in the document.
fn say_unused(cx: &mut Cx<'_>, unused: &[Unused]) {
    let mut paths: Vec<&'static str> = Vec::new();
    for &(rule, path, first) in unused {
        if paths.contains(&path) {
            continue;
        }
        paths.push(path);
        let nodes = unused.iter().filter(|(_, other, _)| *other == path).map(|&(_, _, node)| node);
        let place = |node| Place { at: At::Name(node), label: path.to_owned(), unless: vec![Unless::Reported(node)] };
        let message = format!("{path} should be left out: the guide does not allow it, the profile does");
        let words = |details: &mut Details, paths: &[String]| {
            details.found = Some(if paths.len() > 1 { format!("{}, {} times", paths[0], paths.len()) } else { paths[0].clone() });
        };
        let finding = Diagnostic::new(rule, At::Name(first), message).expected("no such element");
        cx.say(finding.at_each(nodes.map(place).collect(), words));
    }
}
