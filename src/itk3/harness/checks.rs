//! The checks of the harness for each event, in its order.

use super::look::Seen;
use super::{Check, CheckResult};
use crate::itk3::view::resources;
use crate::syntax::tree::{NodeId, Tree};

/// Events that are held to the checks of Transfer of Care and Digital Medicines.
const CARE: [&str; 8] = ["ITK003D", "ITK004D", "ITK005D", "ITK006D", "ITK009D", "ITK010D", "ITK011M", "ITK013D"];
/// A MessageDefinition may be any under this address, or have one of these names in it wherever it points.
const DEFINITIONS: &str = "https://fhir.nhs.uk/STU3/MessageDefinition";
const DEFINITION_NAMES: [&str; 11] = [
    "ITK-eDischarge-MessageDefinition-4",
    "ITK-EC-eDischarge-MessageDefinition-4",
    "ITK-MH-eDischarge-MessageDefinition-4",
    "ITK-OPL-MessageDefinition-4",
    "ITK-Response-MessageDefinition-Instance-1",
    "ITK-Response-MessageDefinition-1",
    "ITK-GPConnectSendDocument-MessageDefinition-1",
    "ITK-DM-Immunization-MessageDefinition-1",
    "ITK-DM-EmergencySupply-MessageDefinition-1",
    "ITK-SendPayload-MessageDefinition-Instance-1",
    "ITK-DM-MIRC-MessageDefinition-1",
];
const RESPONSE_DEFINITION: &str = "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-Response-MessageDefinition-1";
const RESPONSE_OUTCOME: &str = "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Response-OperationOutcome-1";

/// Rules of this validator that look at the MessageDefinition, and at attachments.
const OF_DEFINITION: &[&str] = &["10004", "10005"];
const OF_ATTACHMENTS: &[&str] = &["20004", "20005"];

/// The checks of an event; none where the configuration has none for it.
pub(crate) fn checks(tree: &Tree<'_>, event: &str) -> Vec<Check> {
    let seen = Seen { tree };
    let mut found = Vec::new();
    match event {
        "ITK007C" | "ITK014M" => {
            of_stylesheets(&mut found, &[("xslt GPCUR/FHIRHeader", NOT_PUBLIC)]);
            payload(seen, true, &mut found);
            let own = if event == "ITK007C" { "xslt GPCSD/GPCSD" } else { "xslt GPCUR/GPCUR" };
            of_stylesheets(&mut found, &[(own, NOT_PUBLIC), COVID]);
        }
        "ITK008M" => {
            of_stylesheets(&mut found, &[("xslt FHIRHeader", NOT_PUBLIC), COVID, ("xslt ITKResponse", HEADING), ARTEFACTS]);
            response(seen, &mut found);
        }
        _ if CARE.contains(&event) => {
            of_stylesheets(&mut found, &[("xslt FHIRHeader", NOT_PUBLIC), COVID]);
            if event == "ITK013D" {
                of_stylesheets(&mut found, &[("xslt MIPEM_ImplementationGuide_1_2_9", "A stylesheet for minor illness referrals")]);
            }
            payload(seen, false, &mut found);
        }
        _ => {}
    }
    found
}

const NOT_PUBLIC: &str = "A stylesheet that is not public";
const HEADING: &str = "A stylesheet that prints a heading and checks nothing";
const COVID: (&str, &str) = ("xslt covid", "A stylesheet that lists vaccinations and checks nothing");
const ARTEFACTS: (&str, &str) = ("xslt ValidationArtefacts", "A stylesheet that lists specifications and checks nothing");

fn of_stylesheets(found: &mut Vec<Check>, stylesheets: &[(&'static str, &'static str)]) {
    let not_run = |&(name, test)| Check { name, test, result: CheckResult::NotRun, rules: &[], caution: "" };
    found.extend(stylesheets.iter().map(not_run));
}

/// A check with the name that it has when it passes, and when it fails.
fn check(
    found: &mut Vec<Check>,
    passes: bool,
    names: [&'static str; 2],
    test: &'static str,
    rules: &'static [&'static str],
    caution: &'static str,
) {
    let (name, result) = if passes { (names[0], CheckResult::Pass) } else { (names[1], CheckResult::Fail) };
    found.push(Check { name, test, result, rules, caution });
}

fn payload(seen: Seen<'_>, is_gp_connect: bool, found: &mut Vec<Check>) {
    of_stylesheets(found, &[("xslt ITKHeader", HEADING), ARTEFACTS]);
    check(
        found,
        seen.has_handling(),
        [
            "ITK3 ITK MessageHeader Validation - Test 10001 - Handling Specification Validated",
            "ITK3 ITK MessageHeader Validation - Test 10001 - Handling Specification Error",
        ],
        "MessageHeader has the extension Extension-ITK-MessageHandling-2",
        &["10001"],
        "The harness looks only for the extension, not for its six keys",
    );
    check(
        found,
        seen.has_flag("InfAckRequested", false),
        [
            "ITK3 ITK MessageHeader Validation - Test 10002 - Infrastructure Response Value - Processing Validated",
            "ITK3 ITK MessageHeader Validation - Test 10002 - Infrastructure Response Value - Processing Error",
        ],
        "InfAckRequested is true or false",
        &["10002"],
        "If the key is missing, this validator suggests 10001: the handling specification is incomplete",
    );
    check(
        found,
        seen.has_flag("BusAckRequested", false),
        [
            "ITK3 ITK MessageHeader Validation - Test 10003 - Business Response Value - Processing Validated",
            "ITK3 ITK MessageHeader Validation - Test 10003 - Business Response Value - Processing Error",
        ],
        "BusAckRequested is true or false",
        &["10003"],
        "If the key is missing, this validator suggests 10001: the handling specification is incomplete",
    );
    if is_gp_connect {
        check(
            found,
            seen.definitions().next().is_some(),
            [
                "ITK3 ITK MessageDefinition Validation - Test 10004 - Value present",
                "ITK3 ITK MessageDefinition Validation - Test 10004 - Value NOT present",
            ],
            "MessageDefinition has a reference",
            OF_DEFINITION,
            "The harness accepts any MessageDefinition, even one for another event",
        );
    } else {
        check(
            found,
            seen.definitions().any(is_known_definition),
            [
                "ITK3 ITK MessageHeader Validation - Test 10004 - Message Definition Value - Processing Validated",
                "ITK3 ITK MessageHeader Validation - Test 10004 - Message Definition Value - Processing Error",
            ],
            "MessageDefinition is from the NHS, or contains the name of a known one",
            OF_DEFINITION,
            "The harness accepts the MessageDefinition of any event, and refuses those of all other publishers, which may be used by agreement",
        );
    }
    check(
        found,
        seen.has_sender_reference(),
        [
            "ITK3 ITK MessageHeader Validation - Test 10007 - Sender Reference Value - Processing Validated",
            "ITK3 ITK MessageHeader Validation - Test 10007 - Sender Reference Value - Processing Error",
        ],
        "SenderReference contains a letter, a digit or an underscore",
        &["10007"],
        "If the key is missing, this validator suggests 10001: the handling specification is incomplete",
    );
    let tree = seen.tree;
    let mut files = seen.resources("Binary").map(|binary| tree.child_value(binary, "contentType")).peekable();
    let passes = is_gp_connect || files.peek().is_none() || files.any(|kind| kind == Some("application/pdf"));
    check(
        found,
        passes,
        [
            "ITK3 ITK MessageHeader Validation - Test 20004 - Approved file type included as an attachment",
            "ITK3 ITK MessageHeader Validation - Test 20004 - Non-Approved file type included as an attachment",
        ],
        if is_gp_connect { "The types of attachments: this check always passes" } else { "No attachment, or one that is a PDF" },
        OF_ATTACHMENTS,
        if is_gp_connect {
            "The expression of this check is always true, so the harness refuses no attachment"
        } else {
            "The harness is satisfied with one PDF, whatever the other attachments are; the guides allow ten types"
        },
    );
}

fn is_known_definition(url: &str) -> bool {
    url.starts_with(DEFINITIONS) && url.contains("MessageDefinition") || DEFINITION_NAMES.iter().any(|name| url.contains(name))
}

fn response(seen: Seen<'_>, found: &mut Vec<Check>) {
    let tree = seen.tree;
    check(
        found,
        seen.has_handling(),
        [
            "Generic FHIR Receiver Requirement - GP-GFR-18 - Handling Specification - Validated",
            "Generic FHIR Receiver Requirement - GP-GFR-18 - Handling Specification Error",
        ],
        "MessageHeader has the extension Extension-ITK-MessageHandling-2",
        &["10001"],
        "The harness looks only for the extension, not for its six keys",
    );
    check(
        found,
        seen.definitions().any(|url| url == RESPONSE_DEFINITION),
        [
            "Generic FHIR Receiver Requirement - GP-GFR-18 - Message Definition Value - Validated",
            "Generic FHIR Receiver Requirement - GP-GFR-18 - Message Definition Value - Error",
        ],
        "MessageDefinition is ITK-Response-MessageDefinition-1",
        &["GP-GFR-18-definition"],
        "Most published examples have ITK-Response-MessageDefinition-Instance-1, which the harness refuses; this validator warns",
    );
    check(
        found,
        seen.has_sender_reference(),
        [
            "Generic FHIR Receiver Requirement - GP-GFR-18 - Sender Reference Value - Validated",
            "Generic FHIR Receiver Requirement - GP-GFR-18 - Sender Reference Value - Error",
        ],
        "SenderReference contains a letter, a digit or an underscore",
        &["GP-GFR-18-reference"],
        "If the key is missing, this validator suggests 10001: the handling specification is incomplete",
    );
    let sender = sender(tree);
    let name = match sender {
        Some("Practitioner") => "Generic FHIR Receiver Requirement - GP-GFR-18 - Sender Resource - Practitioner",
        _ => "Generic FHIR Receiver Requirement - GP-GFR-18 - Sender Resource - Organization",
    };
    check(
        found,
        sender.is_some(),
        [name, "Generic FHIR Receiver Requirement - GP-GFR-18 - Sender Resource - Error"],
        "The sender is an Organization or a Practitioner of the message",
        &["GP-GFR-18-sender"],
        "The harness compares fullUrl and reference character by character",
    );
    let declares = |resource: NodeId| {
        let meta = tree.child(resource, "meta");
        meta.is_some_and(|meta| tree.children_named(meta, "profile").any(|profile| tree.value(profile) == Some(RESPONSE_OUTCOME)))
    };
    let entries = || (!tree.is_empty()).then_some(NodeId::ROOT).into_iter().flat_map(|root| resources(tree, root));
    let outcome = |&(_, resource): &(NodeId, NodeId)| tree.resource_type(resource) == Some("OperationOutcome");
    // The configuration gives both results this name.
    let name = "Generic FHIR Receiver Requirement - GP-GFR-18 - OperationOutcome profile Value - Validated";
    check(
        found,
        entries().filter(outcome).any(|(_, resource)| declares(resource)),
        [name, name],
        "OperationOutcome declares ITK-Response-OperationOutcome-1",
        &["GP-GFR-18-outcome"],
        "",
    );
    check(
        found,
        seen.has_flag("InfAckRequested", false),
        [
            "Generic FHIR Receiver Requirement - GP-GFR-19 - InfAckRequested flag validated",
            "Generic FHIR Receiver Requirement - GP-GFR-19 - InfAckRequested MUST be set to true or false",
        ],
        "InfAckRequested is true or false",
        &["10002"],
        "If the key is missing, this validator suggests 10001: the handling specification is incomplete",
    );
    let name = "Generic FHIR Receiver Requirement - GP-GFR-19 BusAckRequested MUST be set to false for ITK3 Responses";
    check(
        found,
        true,
        [name, name],
        "BusAckRequested is false: this check always passes",
        &["GP-GFR-19", "10003"],
        "The expression of this check never fails, not even for true",
    );
}

/// The type of the resource whose fullUrl is the sender's reference.
fn sender<'t>(tree: &'t Tree<'_>) -> Option<&'t str> {
    let root = (!tree.is_empty()).then_some(NodeId::ROOT)?;
    let headers = resources(tree, root).filter(|&(_, resource)| tree.resource_type(resource) == Some("MessageHeader"));
    let sender = headers.flat_map(|(_, header)| tree.children_named(header, "sender")).find_map(|it| tree.child_value(it, "reference"))?;
    let (_, resource) = resources(tree, root).find(|&(entry, _)| tree.child_value(entry, "fullUrl") == Some(sender))?;
    tree.resource_type(resource).filter(|kind| matches!(*kind, "Organization" | "Practitioner"))
}
