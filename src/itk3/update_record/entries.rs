//! Which resources an Update Record document holds.

use crate::diagnostic::{At, Details, Diagnostic, Place, Severity, Unless, rule, shown};
use crate::itk3::cx::Cx;
use crate::itk3::links::UPDATE_RECORD;
use crate::itk3::look::of_type;
use crate::itk3::view::resources;
use crate::near::{is_near, nearest};
use crate::resolve::What;
use crate::syntax::tree::NodeId;
use crate::validate::rules::{DOCUMENT_FIRST, RESOURCE_UNKNOWN};

rule! {
    ENTRY = Error "required" "update-record-entry";
    title: "Mandatory Update Record resource missing",
    why: "Besides its Composition, the document must contain an Encounter, a ClinicalImpression, an Organization, a Patient and a Practitioner.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    SCOPE = Error "not-supported" "update-record-scope";
    title: "Resource type not supported by Update Record",
    why: "Receivers reject the whole message if it contains a resource type that the guide does not name.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    MEDICATION = Warning "business-rule" "update-record-medication";
    title: "MedicationDispense refers to a Medication",
    why: "Update Record expects the medication as a code in MedicationDispense, not as a resource.",
    wrong: "<medicationReference>…</medicationReference>",
    right: "<medicationCodeableConcept>…</medicationCodeableConcept>",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    PATIENTS = Warning "business-rule" "update-record-patients";
    title: "More than one Patient in an Update Record document",
    why: "A record is updated for one patient. Receivers cannot know which of several is meant.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    TAG = Warning "code-invalid" "update-record-tag";
    title: "Tag not in RecordStandardHeadings",
    why: "Receivers file a resource under the heading named in its tag.",
    right: r#"<code value="clinical-summary"/>"#,
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

/// The name of the code system of headings.
pub(in crate::itk3) const HEADINGS_NAME: &str = "RecordStandardHeadings";
const HEADINGS: &str = "https://fhir.nhs.uk/CodeSystem/RecordStandardHeadings";
/// Beside the Composition, whose absence the definitions report.
const MANDATORY: [&str; 5] = ["Encounter", "ClinicalImpression", "Organization", "Patient", "Practitioner"];
const OPTIONAL: [&str; 6] = ["Composition", "PractitionerRole", "Condition", "Observation", "MedicationDispense", "AllergyIntolerance"];
/// Out of scope by name.
const EXCLUDED: [&str; 4] = ["Flag", "ReferralRequest", "Procedure", "Appointment"];
/// Other resources of the document may refer to them.
const TARGETS: [&str; 2] = ["Location", "HealthcareService"];

pub(super) fn check(cx: &mut Cx<'_>, document: NodeId) {
    mandatory(cx, document);
    let medications = medications(cx, document);
    scope(cx, document, &medications);
    patients(cx, document);
    tags(cx, document);
}

fn mandatory(cx: &mut Cx<'_>, document: NodeId) {
    let missing: Vec<&str> = MANDATORY.into_iter().filter(|kind| of_type(cx.tree, document, kind).is_empty()).collect();
    if missing.is_empty() {
        return;
    }
    let has_bundle = !of_type(cx.tree, document, "Bundle").is_empty();
    let message = format!("The Update Record document must contain {}", missing.join(", "));
    let finding = Diagnostic::new(&ENTRY, At::Name(document), message).expected(MANDATORY.join(", "));
    // An entry of which no resource could be read may be it.
    let entries = cx.tree.children_named(document, "entry");
    let unread = |&entry: &NodeId| cx.tree.child(entry, "resource").is_none_or(|resource| cx.tree.resource_type(resource).is_none());
    let finding = entries.filter(unread).fold(finding, |finding, entry| finding.unless(Unless::ReportedWithin(entry)));
    // So does an unresolved reference of the Composition.
    let finding = match missing.as_slice() {
        [only] => references_to(cx, only).into_iter().fold(finding, Diagnostic::unless_reported),
        _ => finding,
    };
    // So may one whose type is misspelt.
    let finding = finding.unless(Unless::Rule(&RESOURCE_UNKNOWN));
    // And so may a second Bundle around the document.
    let finding = if has_bundle { finding.unless(Unless::Rule(&DOCUMENT_FIRST)) } else { finding };
    cx.say(finding.found(format!("missing: {}", missing.join(", "))));
}

/// Elements of the Composition that refer to a single resource type.
const REFERENCES: [(&str, &str); 4] =
    [("Encounter", "encounter"), ("Organization", "custodian"), ("Patient", "subject"), ("Practitioner", "author")];

/// Returns the unresolved references of the Composition to a resource type.
fn references_to(cx: &Cx<'_>, kind: &str) -> Vec<NodeId> {
    let Some(composition) = cx.parts.composition else { return Vec::new() };
    let elements = REFERENCES.iter().filter(|(of, _)| *of == kind).flat_map(|(_, name)| cx.tree.children_named(composition, name));
    let in_vain = elements.filter(|&element| cx.parts.target(cx.tree, element).is_none());
    in_vain.filter_map(|element| cx.tree.child(element, "reference")).collect()
}

/// Medications that a MedicationDispense refers to, where a code is asked for.
fn medications(cx: &mut Cx<'_>, document: NodeId) -> Vec<NodeId> {
    let tree = cx.tree;
    let mut targets = Vec::new();
    for dispense in of_type(tree, document, "MedicationDispense") {
        let Some(reference) = tree.child(dispense, "medicationReference") else { continue };
        targets.extend(cx.parts.target(tree, reference));
        let message = "MedicationDispense should have medicationCodeableConcept, not medicationReference";
        let finding = Diagnostic::new(&MEDICATION, At::Name(reference), message);
        let nodes = tree.child(reference, "reference").into_iter().chain([reference]);
        let finding = finding.expected("medicationCodeableConcept").found("medicationReference");
        cx.say(nodes.fold(finding, Diagnostic::unless_reported));
    }
    targets
}

/// One finding for all resources of one type.
fn scope(cx: &mut Cx<'_>, document: NodeId, medications: &[NodeId]) {
    let tree = cx.tree;
    let mut kinds: Vec<(&str, Vec<Place>)> = Vec::new();
    for (_, resource) in resources(tree, document) {
        let kind = tree.resource_type(resource).unwrap_or_default();
        // An unknown resource type has been reported already: another type was meant.
        let is_type = cx.definitions.symbol(kind).is_some_and(|kind| cx.definitions.type_definition(kind).is_some());
        if !is_type || MANDATORY.contains(&kind) || OPTIONAL.contains(&kind) || medications.contains(&resource) {
            continue;
        }
        let place = Place { at: At::Name(resource), label: kind.to_owned(), unless: Vec::new() };
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, places)) => places.push(place),
            None => kinds.push((kind, vec![place])),
        }
    }
    for (kind, places) in kinds {
        let (severity, message) = if EXCLUDED.contains(&kind) {
            (Severity::Error, format!("{kind} is not allowed in Update Record: the receiver rejects the whole message"))
        } else if TARGETS.contains(&kind) {
            (Severity::Information, format!("{kind} is not named in the Update Record guide; receivers may ignore it"))
        } else {
            (Severity::Warning, format!("{kind} is not named in the Update Record guide: receivers may reject the message"))
        };
        let finding = Diagnostic::new(&SCOPE, places[0].at, message).weighing(severity);
        let words = |details: &mut Details, kinds: &[String]| {
            details.found = Some(if kinds.len() > 1 { format!("{} of {}", kinds.len(), shown(&kinds[0])) } else { shown(&kinds[0]) });
        };
        let finding = if kind == "Bundle" { finding.unless(Unless::Rule(&DOCUMENT_FIRST)) } else { finding };
        cx.say(finding.expected("the resources that the guide names").at_each(places, words));
    }
}

fn patients(cx: &mut Cx<'_>, document: NodeId) {
    let tree = cx.tree;
    let patients = of_type(tree, document, "Patient");
    let Some(&second) = patients.get(1) else { return };
    let subject = cx.parts.composition.and_then(|composition| tree.child(composition, "subject"));
    let subject = subject.and_then(|subject| cx.parts.target(tree, subject));
    let at = patients.iter().copied().find(|&patient| subject.is_some() && Some(patient) != subject).unwrap_or(second);
    let finding = Diagnostic::new(&PATIENTS, At::Name(at), "The Update Record document should contain only one Patient");
    cx.say(finding.expected("one Patient").found(patients.len().to_string()));
}

fn tags(cx: &mut Cx<'_>, document: NodeId) {
    let tree = cx.tree;
    for (_, resource) in resources(tree, document) {
        let tags = tree.child(resource, "meta").into_iter().flat_map(|meta| tree.children_named(meta, "tag"));
        for tag in tags {
            let Some((at, system)) = tree.child(tag, "system").and_then(|at| Some((at, tree.value(at)?))) else { continue };
            if system != HEADINGS {
                if system.rsplit('/').next().is_some_and(|last| is_near(HEADINGS_NAME, last)) {
                    let finding = Cx::at(&TAG, at, "The system of the tag should be the URI of RecordStandardHeadings");
                    let finding = finding.expected(HEADINGS).perhaps_put_right_by(HEADINGS).found(shown(system));
                    cx.say(finding.unless_reported(at));
                }
                continue;
            }
            let Some((node, code)) = tree.child(tag, "code").and_then(|node| Some((node, tree.value(node)?))) else { continue };
            if cx.definitions.concept(HEADINGS, code) == Some(None) {
                let finding = Cx::at(&TAG, node, "tag should have a code of RecordStandardHeadings");
                let expected = nearest_heading(cx, code)
                    .map_or_else(|| "a code of RecordStandardHeadings".to_owned(), |near| format!("perhaps {near}"));
                // The definitions say the same without the heading that is nearest.
                cx.supersede(node, What::CodesToPrefer);
                cx.say(finding.expected(expected).found(shown(code)).unless(Unless::WrongWithin(tag)));
            }
        }
    }
}

fn nearest_heading<'a>(cx: &Cx<'a>, code: &str) -> Option<&'a str> {
    let system = cx.definitions.code_system(cx.definitions.symbol(HEADINGS)?)?;
    nearest(system.concepts.iter().map(|concept| cx.definitions.text(concept.0)), code)
}
