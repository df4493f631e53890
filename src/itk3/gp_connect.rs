//! What GP Connect asks of its messages beyond ITK3: the header of all of them, and the document of a consultation report.

use super::cx::Cx;
use super::links::GP_CONNECT;
use super::recognise::Kind;
use super::view::{Key, resources};
use crate::diagnostic::{At, Details, Diagnostic, Place, Rule, Severity, Unless, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    GPC_COMPOSITION = Error "business-rule" "GPCM-SD-CS-018-028";
    title: "Composition of a consultation report",
    why: "The guide defines the type, title, author and sections of a consultation report.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_PEOPLE = Error "business-rule" "GPCM-SD-CS-033-041";
    title: "People of a consultation report",
    why: "The guide requires certain details of the organisation, practitioner and patient.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_SECTIONS = Error "business-rule" "GPCM-SD-029-032";
    title: "Attachments of a consultation report",
    why: "The guide requires the files of a consultation report as attachments of a certain kind.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_META = Error "required" "GPCM-SD-027";
    title: "Resource without meta.profile",
    why: "GP Connect requires every resource to declare its profile.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_ID = Error "required" "GPCM-SD-028";
    title: "Resource without id",
    why: "GP Connect requires every resource to have an id.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_RECIPIENT = Error "business-rule" "GPCM-SD-CS-043";
    title: "RecipientType not allowed by GP Connect",
    why: "GP Connect allows only certain values of RecipientType.",
    response: "10010",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_BUS_ACK = Error "business-rule" "GPCM-SD-CS-044";
    title: "Business response not requested",
    why: "A GP Connect message must request the business response: BusAckRequested is true.",
    wrong: r#"<valueBoolean value="false"/>"#,
    right: r#"<valueBoolean value="true"/>"#,
    response: "10008",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_INF_ACK = Error "business-rule" "GPCM-SD-CS-045";
    title: "Infrastructure response not requested",
    why: "A GP Connect message must request the infrastructure response: InfAckRequested is true.",
    wrong: r#"<valueBoolean value="false"/>"#,
    right: r#"<valueBoolean value="true"/>"#,
    response: "10008",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_REFERENCE = Error "business-rule" "GPCM-SD-CS-046";
    title: "SenderReference does not name the encounter",
    why: "SenderReference must identify the encounter that the message is about.",
    response: "10007",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_LOCAL = Error "business-rule" "GPCM-SD-CS-048";
    title: "LocalExtension not allowed by GP Connect",
    why: "LocalExtension must have the value that GP Connect’s guide gives.",
    response: "10008",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_SENDER = Error "business-rule" "GPCM-SD-CS-049";
    title: "Sender is not an Organization",
    why: "The sender of a GP Connect message must be an Organization.",
    response: "20006",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_RECEIVER = Error "business-rule" "GPCM-SD-CS-053";
    title: "Receiver not allowed by GP Connect",
    why: "A GP Connect message names no receiver: MESH finds the practice.",
    response: "20006",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

/// LocalExtension of the first version, whose documents had names.
const REPORTS: &[&str] = &[
    "SendDocument-ConsultationReport",
    "SendDocument-FederatedConsultationReport",
    "SendDocument-OnlineConsultationReport",
    "SendDocument-Generic",
    "SendDocument-PatientRegistration",
];
/// What the examples of guides 1.3.0 to 1.6.0 have, of consultation reports and online consultations alike. Requirement
/// GPCM-SD-CS-048 of the same guides has `SendDocument-ConsultationReport`.
const SUMMARY: &str = "SendDocument-ConsultationSummary";

/// Kinds of document that Send Document has rules for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Document {
    ConsultationReport,
    OnlineConsultation,
    Other,
}

impl Document {
    /// The kind that LocalExtension names; where it leaves that open, the type of the Composition does.
    fn of(cx: &Cx<'_>, local: Option<&str>) -> Document {
        match local {
            Some("SendDocument-ConsultationReport" | "SendDocument-FederatedConsultationReport") => Document::ConsultationReport,
            Some("SendDocument-OnlineConsultationReport") => Document::OnlineConsultation,
            Some(SUMMARY) if has_type(cx, "371531000") => Document::ConsultationReport,
            Some(SUMMARY) if has_type(cx, "149951000000107") => Document::OnlineConsultation,
            _ => Document::Other,
        }
    }
}

/// Whether the Composition is of a type.
fn has_type(cx: &Cx<'_>, code: &str) -> bool {
    let concept = cx.parts.composition.and_then(|composition| cx.tree.child(composition, "type"));
    concept.is_some_and(|concept| cx.tree.children_named(concept, "coding").any(|c| cx.tree.child_value(c, "code") == Some(code)))
}

pub(super) fn check(cx: &mut Cx<'_>) {
    if !cx.parts.is_gp_connect() || cx.parts.kind != Kind::SendPayload {
        return;
    }
    let local = cx.parts.key_value(cx.tree, Key::LocalExtension);
    flags(cx);
    if cx.parts.event == Some("ITK007C") {
        let document = Document::of(cx, local);
        header(cx, local, document);
        confidentiality(cx, local);
        if document == Document::ConsultationReport {
            consultation_report(cx);
        }
        // Last: one finding for many resources says nothing of the first of them.
        ids(cx);
    }
}

fn flags(cx: &mut Cx<'_>) {
    for (key, rule, name) in [(Key::BusAckRequested, &GPC_BUS_ACK, "business"), (Key::InfAckRequested, &GPC_INF_ACK, "infrastructure")] {
        if cx.parts.flag(cx.tree, key) == Some(false)
            && let Some(node) = cx.parts.key_node(cx.tree, key)
        {
            let message = format!("GP Connect messages ask for an {name} response").replace("an business", "a business");
            cx.say(Cx::at(rule, node, &message).expected("true").found("false"));
        }
    }
}

fn header(cx: &mut Cx<'_>, local: Option<&str>, document: Document) {
    let (tree, parts) = (cx.tree, cx.parts);
    let first_version = local.is_some_and(|local| local.starts_with("SendDocument-"));
    if let Some(node) = parts.key_node(tree, Key::LocalExtension)
        && let Some(local) = local
        && local != "None"
        && !REPORTS.contains(&local)
    {
        let message = if local == SUMMARY {
            "LocalExtension: the guide's examples write ConsultationSummary, requirement GPCM-SD-CS-048 ConsultationReport"
        } else if first_version {
            "Send Document has no such LocalExtension"
        } else {
            "LocalExtension is not in use in Send Document, and says nothing of the document"
        };
        let finding = Cx::at(&GPC_LOCAL, node, message).found(shown(local)).unless_reported(node);
        cx.say(match local {
            // Two sources of the same guide contradict each other.
            SUMMARY => {
                finding.weighing(Severity::Information).expected("SendDocument-ConsultationReport, or SendDocument-ConsultationSummary")
            }
            _ => finding.expected("None, or one of the names of version 1"),
        });
    }
    if let Some(node) = parts.key_node(tree, Key::RecipientType)
        && tree.child_value(node, "code") == Some("FI")
        && document == Document::ConsultationReport
    {
        let message = "A consultation report goes to its recipient for action";
        cx.say(Cx::at(&GPC_RECIPIENT, tree.child(node, "code").unwrap_or(node), message).expected("FA").found("FI"));
    }
    if let Some(node) = parts.key_node(tree, Key::SenderReference)
        && tree.value(node) == Some("None")
    {
        let message = "The SenderReference of Send Document is the sender's id of the encounter or the activity";
        cx.say(Cx::at(&GPC_REFERENCE, node, message).expected("an id of the sender's").found("None"));
    }
    if let Some(sender) = parts.sender.filter(|&sender| tree.resource_type(sender) == Some("Practitioner")) {
        let at = parts.header.and_then(|header| tree.child(header, "sender")).unwrap_or(sender);
        let finding = Diagnostic::new(&GPC_SENDER, At::Name(at), "An Organization sends a GP Connect message");
        cx.say(finding.expected("Organization").found("Practitioner"));
    }
    if let Some(receiver) = parts.header.and_then(|header| tree.child(header, "receiver")) {
        let severity = if first_version { Severity::Error } else { Severity::Warning };
        let message = "MESH finds the receiver of a Send Document message by the patient; the header names none";
        let finding = Diagnostic::new(&GPC_RECEIVER, At::Name(receiver), message).weighing(severity);
        cx.say(finding.expected("no receiver").found("receiver").unless_reported(receiver));
    }
}

/// Every resource has an id. The id of an entry's resource is mostly a uuid in its fullUrl too.
fn ids(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    let mut without: Vec<Place> = Vec::new();
    let mut undeclared: Vec<Place> = Vec::new();
    for bundle in [Some(NodeId::ROOT), cx.parts.document].into_iter().flatten() {
        for (_, resource) in resources(tree, bundle) {
            let (kind, meta) = (tree.resource_type(resource).unwrap_or_default(), tree.child(resource, "meta"));
            let place = |unless| Place { at: At::Name(resource), label: kind.to_owned(), unless };
            // That header and document have one, every message is asked for.
            let is_asked = Some(resource) == cx.parts.header || Some(resource) == cx.parts.document;
            if tree.child(resource, "id").is_none() && !is_asked {
                without.push(place(vec![Unless::ReportedBefore(resource)]));
            }
            if meta.is_none_or(|meta| tree.child(meta, "profile").is_none()) && kind != "Binary" {
                let within = meta.map(Unless::ReportedWithin);
                undeclared.push(place([Unless::ReportedBefore(resource)].into_iter().chain(within).collect()));
            }
        }
    }
    if let Some(finding) = one_for_all(&GPC_ID, without, "Every resource of a GP Connect message has an id", "an id") {
        cx.say(finding);
    }
    let message = "Every resource of a GP Connect message declares its profile";
    if let Some(finding) = one_for_all(&GPC_META, undeclared, message, "meta.profile") {
        // The wrapper's own are reported together; with them, it is one fault.
        cx.say(finding.unless(Unless::Rule(&GPC_META)));
    }
}

fn one_for_all(rule: &'static Rule, resources: Vec<Place>, message: &str, expected: &str) -> Option<Diagnostic> {
    let first = resources.first()?.at;
    let words = |details: &mut Details, kinds: &[String]| details.found = Some(format!("none on {}", shown(&kinds.join(", "))));
    Some(Diagnostic::new(rule, first, message).expected(expected).at_each(resources, words))
}

/// The second version has receivers refuse what is restricted; the first knew N and R.
fn confidentiality(cx: &mut Cx<'_>, local: Option<&str>) {
    let Some(node) = cx.parts.composition.and_then(|composition| cx.tree.child(composition, "confidentiality")) else { return };
    let value = cx.tree.value(node).unwrap_or_default();
    let finding = match (value, local) {
        ("N", _) | (_, None) => return,
        ("R", Some("None")) => {
            let message = "Since version 2 a receiver should refuse a restricted document with 20009";
            Cx::at(&GPC_COMPOSITION, node, message).weighing(Severity::Warning).expected("N")
        }
        ("R", _) => return,
        _ => Cx::at(&GPC_COMPOSITION, node, "The confidentiality of a Send Document is normal or restricted").expected("N or R"),
    };
    cx.say(finding.found(shown(value)).unless_reported(node));
}

/// The document of a consultation report.
fn consultation_report(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(composition) = parts.composition else { return };
    let value = |name: &str| tree.child(composition, name).and_then(|node| Some((node, tree.value(node)?)));
    for (name, expected) in [("status", "final"), ("title", "Consultation report")] {
        if let Some((node, found)) = value(name)
            && found != expected
        {
            let message = format!("The {name} of a consultation report is fixed");
            cx.say(Cx::at(&GPC_COMPOSITION, node, &message).expected(expected).found(shown(found)).unless_reported(node));
        }
    }
    let codings = tree.child(composition, "type").into_iter().flat_map(|concept| tree.children_named(concept, "coding"));
    let codes: Vec<NodeId> = codings.filter_map(|coding| tree.child(coding, "code")).collect();
    let right = codes.iter().any(|&code| tree.value(code) == Some("371531000"));
    if let Some(&code) = codes.first().filter(|_| !right) {
        let finding = Cx::at(&GPC_COMPOSITION, code, "A consultation report is of the type report of clinical encounter");
        cx.say(finding.expected("371531000").found(shown(tree.value(code).unwrap_or_default())).unless_reported(code));
    }
    let missing: Vec<&str> =
        ["subject", "author", "custodian", "confidentiality"].into_iter().filter(|name| tree.child(composition, name).is_none()).collect();
    if !missing.is_empty() {
        let finding = Diagnostic::new(
            &GPC_COMPOSITION,
            At::Name(composition),
            "Composition must have the values that GP Connect fixes for a consultation report",
        );
        let finding = finding.expected("confidentiality, subject, author and custodian").found(format!("no {}", missing.join(", no ")));
        cx.say(finding.unless_reported(composition));
    }
    sections(cx, composition);
    people(cx);
}

/// One section for each file, the report first.
fn sections(cx: &mut Cx<'_>, composition: NodeId) {
    let (tree, parts) = (cx.tree, cx.parts);
    let mut binaries = 0;
    for section in tree.children_named(composition, "section") {
        let entries: Vec<NodeId> = tree.children_named(section, "entry").collect();
        let of_binaries = entries
            .iter()
            .filter(|&&entry| parts.target(tree, entry).is_some_and(|resource| tree.resource_type(resource) == Some("Binary")));
        let count = of_binaries.count();
        binaries += count;
        if count != 1 {
            let finding = Diagnostic::new(&GPC_SECTIONS, At::Name(section), "A section of a consultation report holds one file");
            let mut finding = finding.expected("one entry, which is a Binary").found(format!("files: {count}, entries: {}", entries.len()));
            finding = finding.unless_reported(section);
            for entry in entries {
                finding = finding.unless(Unless::ReportedWithin(entry));
                let reported = [tree.child(entry, "reference"), parts.target(tree, entry)].into_iter().flatten();
                finding = reported.fold(finding, Diagnostic::unless_reported);
            }
            cx.say(finding);
        }
    }
    if binaries == 0 && tree.child(composition, "section").is_none() {
        let finding = Diagnostic::new(&GPC_SECTIONS, At::Name(composition), "A consultation report holds at least its report as a file");
        cx.say(finding.expected("a section with a Binary").found("no section").unless_reported(composition));
    }
}

/// Who wrote, who keeps, and who is written about.
fn people(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(document) = parts.document else { return };
    let all: Vec<NodeId> = resources(tree, document).map(|(_, resource)| resource).collect();
    for resource in all {
        let has_identifier =
            |system: &str| tree.children_named(resource, "identifier").any(|i| tree.child_value(i, "system") == Some(system));
        let official = tree.children_named(resource, "name").filter(|&name| tree.child_value(name, "use") == Some("official")).count();
        let has_phone = || tree.children_named(resource, "telecom").any(|telecom| tree.child_value(telecom, "system") == Some("phone"));
        // Name of the element that holds it; whether it is there; what it is.
        let expected: &[(&str, bool, &str)] = match tree.resource_type(resource) {
            Some("Organization") => &[
                ("identifier", has_identifier("https://fhir.nhs.uk/Id/ods-organization-code"), "ODS code"),
                ("name", tree.child(resource, "name").is_some(), "name"),
                ("telecom", has_phone(), "telephone"),
            ],
            Some("Practitioner") => &[
                ("identifier", has_identifier("https://fhir.nhs.uk/Id/sds-user-id"), "SDS user id"),
                ("name", official == 1, "one official name"),
            ],
            Some("Patient") => &[
                ("identifier", has_identifier("https://fhir.nhs.uk/Id/nhs-number"), "NHS number"),
                ("name", official == 1, "one official name"),
                ("birthDate", tree.child(resource, "birthDate").is_some(), "birth date"),
            ],
            _ => continue,
        };
        let of_element = |name: &str| tree.children_named(resource, name).map(Unless::ReportedWithin).collect();
        let missing = expected.iter().filter(|(_, there, _)| !there);
        let missing: Vec<Place> = missing
            .map(|&(element, _, name)| Place { at: At::Name(resource), label: name.to_owned(), unless: of_element(element) })
            .collect();
        if !missing.is_empty() {
            let kind = tree.resource_type(resource).unwrap_or_default();
            let all: Vec<&str> = expected.iter().map(|&(_, _, name)| name).collect();
            let message = format!("The {kind} of a consultation report has all of this");
            let finding = Diagnostic::new(&GPC_PEOPLE, At::Name(resource), message).expected(all.join(", "));
            let words = |details: &mut Details, names: &[String]| details.found = Some(format!("missing: {}", names.join(", ")));
            cx.say(finding.unless_reported(resource).at_each(missing, words));
        }
    }
}
