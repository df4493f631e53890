//! The header of the first generation of ITK3, of November 2017: handling keys, event, response. What its profile says and
//! these rules say in better words is taken from the profile's findings, so that one fault stays one finding.

use super::cx::Cx;
use super::links::VERSIONS;
use super::response::ok_with_error;
use super::view::{HANDLING, HANDLING_V1, extension_value, extensions, header_profiles, is_of_both, renamed_handling};
use crate::diagnostic::{At, Diagnostic, Severity, Unless, rule, shown};
use crate::near::is_near;
use crate::resolve::What;
use crate::syntax::tree::{NodeId, Tree};

rule! {
    V1_HANDLING = Error "required" "itk3-v1-handling";
    title: "First generation: handling keys missing",
    why: "The profile of the first generation requires at least one handling key.",
    response: "10001",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    V1_KEY = Warning "code-invalid" "itk3-v1-key";
    title: "First generation: unknown handling key",
    why: "Receivers act only on the keys that they know. Other keys need an agreement.",
    response: "10001",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    V1_REPEATED = Error "business-rule" "itk3-v1-key-repeated";
    title: "First generation: handling key repeated",
    why: "If a key is repeated, receivers cannot know which value applies.",
    response: "10001",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    V1_VALUE = Error "value" "itk3-v1-key-value";
    title: "First generation: wrong type of a handling key’s value",
    why: "BUSACK, INFACK and SNDO are flags; INTID is the name of an interaction.",
    response: "10001",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    V1_INTERACTION = Error "business-rule" "itk3-v1-interaction";
    title: "First generation: interaction id does not match the message",
    why: "INTID states whether a message carries a payload or acknowledges one, and at which level.",
    response: "10004",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    V1_EVENT = Error "business-rule" "itk3-v1-event";
    title: "First generation: event is neither a document type nor an acknowledgement",
    why: "In the first generation the event must be a document type with its care setting, or ITK001 or ITK002 for an acknowledgement.",
    response: "10004",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    V1_RESPONSE = Error "business-rule" "itk3-v1-response-code";
    title: "First generation: response code of the wrong level or generation",
    why: "Infrastructure responses have codes from 51001, business responses from 41001.",
    response: "20006",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    V1_OUTCOME = Information "informational" "itk3-v1-outcome";
    title: "First generation: OperationOutcome in a positive infrastructure response",
    why: "In the first generation, response.code ok is enough.",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    V1_BOTH = Error "business-rule" "itk3-generations";
    title: "Header with parts of both generations of ITK3",
    why: "The two generations of ITK3 have different headers. A receiver reads one or the other.",
    response: "10001",
    link: VERSIONS,
    traits: [MESSAGING],
}

const SNOMED: &str = "http://snomed.info/sct";
const CARE_SETTING: &str = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-CareSettingType-1";
/// Events of version 0.0.1, and of 0.0.2 a week later.
const EVENTS: &str = "https://fhir.nhs.uk/STU3/ITK-MessageEvent-1";
const EVENTS_AFTER: &str = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-1";
const CODES_AFTER: [&str; 6] = ["ITK001M", "ITK002M", "ITK003D", "ITK004D", "ITK005D", "ITK006D"];
const KEYS: [&str; 9] = ["BUSACK", "INFACK", "INTID", "PID", "SNDO", "SNDREC", "SNDSRVC", "FHIRVER", "SNDREF"];
/// Keys that are flags.
const FLAGS: [&str; 3] = ["BUSACK", "INFACK", "SNDO"];
const PAYLOAD: &str = "RSP-ITK-Send-Message-Payload-1";
const INFRASTRUCTURE: &str = "RSP-ITK-Infrastructure-Acknowledgement-Response-1";
const BUSINESS: &str = "RSP-ITK-Business-Acknowledgement-Response-1";

/// An interaction id that is a fixed word of the guide.
pub(crate) fn is_interaction(value: &str) -> bool {
    [PAYLOAD, INFRASTRUCTURE, BUSINESS].contains(&value)
}

/// A handling key: its extension, the node of its code, its value.
struct Key<'t> {
    extension: NodeId,
    code_node: NodeId,
    code: &'t str,
    value: Option<NodeId>,
}

fn keys<'t>(tree: &'t Tree<'_>, header: NodeId) -> Vec<Key<'t>> {
    let part = |extension, name| extensions(tree, extension, name).next().and_then(|part| extension_value(tree, part));
    let key = |extension: NodeId| {
        let coding = tree.children_named(part(extension, "Key")?, "coding").find(|&coding| tree.child_value(coding, "code").is_some())?;
        let code_node = tree.child(coding, "code")?;
        Some(Key { extension, code_node, code: tree.value(code_node)?, value: part(extension, "Value") })
    };
    extensions(tree, header, HANDLING_V1).filter_map(key).collect()
}

/// A header has the keys of one generation, and the profile of the same.
pub(super) fn both(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    if let Some((header, handling)) = cx.parts.header.and_then(|header| Some((header, renamed_handling(tree, header)?))) {
        cx.supersede(header, What::SliceToldBy(HANDLING));
        cx.supersede(handling, What::Profile("Extension-ITK-MessageHandling-1"));
        let url = tree.child(handling, "url").unwrap_or(handling);
        let message = "url must be that of Extension-ITK-MessageHandling-2: the handling keys are of the current generation";
        return cx.say(Cx::at(&V1_BOTH, url, message).expected_exactly(HANDLING).found(HANDLING_V1));
    }
    let Some(header) = cx.parts.header.filter(|&header| is_of_both(tree, header)) else { return };
    let (own, other) = header_profiles(cx.parts.era);
    cx.supersede(header, What::Profile(other));
    let (expected, foreign) = if own == "ITK-MessageHeader-1" {
        ("Extension-ITK-MessageHandling-1", HANDLING)
    } else {
        ("Extension-ITK-MessageHandling-2", HANDLING_V1)
    };
    let declared = tree.child(header, "meta").and_then(|meta| tree.child(meta, "profile"));
    // Keys of both generations occur, or the keys do not match the profile.
    let (node, found) = match extensions(tree, header, foreign).next() {
        Some(extension) => (extension, "handling keys of both generations".to_owned()),
        None => (declared.unwrap_or(header), shown(declared.and_then(|node| tree.value(node)).unwrap_or_default())),
    };
    let message = "MessageHeader must have profile and handling keys of one generation of ITK3";
    cx.say(Diagnostic::new(&V1_BOTH, At::Name(node), message).expected(format!("{own} with {expected}")).found(found));
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let Some(header) = cx.parts.header else { return };
    let keys = keys(cx.tree, header);
    supersede(cx, header, &keys);
    handling(cx, header, &keys);
    interaction(cx, header, &keys);
    event(cx, header);
    response(cx);
}

/// Which keys there are, version 0.0.1 does not say in full, and others may be agreed; of keys and event the rules below say
/// what the slices of the profile say as well.
fn supersede(cx: &mut Cx<'_>, header: NodeId, keys: &[Key<'_>]) {
    let event = cx.tree.child(header, "event");
    [Some(header), event].into_iter().flatten().for_each(|node| cx.supersede(node, What::Slices));
    for key in keys {
        let Some(coding) = cx.tree.parent(key.code_node) else { continue };
        std::iter::once(coding).chain(cx.tree.children(coding)).for_each(|node| cx.supersede(node, What::CodesToPrefer));
    }
}

/// The name of the code system of handling keys.
pub(super) const KEY_SYSTEM: &str = "ITK-HandlingKey-1";

/// Reports a misspelt system of a key. Two systems are published; local systems are allowed.
fn key_system(cx: &mut Cx<'_>, key: &Key<'_>) {
    const SYSTEMS: [&str; 2] = ["https://fhir.nhs.uk/STU3/ITK-HandlingKey-1", "https://fhir.nhs.uk/STU3/CodeSystem/ITK-HandlingKey-1"];
    let tree = cx.tree;
    let system = tree.parent(key.code_node).and_then(|coding| tree.child(coding, "system"));
    let Some((at, system)) = system.and_then(|at| Some((at, tree.value(at)?))) else { return };
    let is_meant = system.rsplit('/').next().is_some_and(|last| is_near(KEY_SYSTEM, last));
    if SYSTEMS.contains(&system) || !is_meant {
        return;
    }
    let right = if system.contains("/CodeSystem/") { SYSTEMS[1] } else { SYSTEMS[0] };
    let finding = Cx::at(&V1_KEY, at, "The system of a handling key should be the published URI").expected(right);
    cx.say(finding.perhaps_put_right_by(right).found(shown(system)).unless_reported(at));
}

fn handling(cx: &mut Cx<'_>, header: NodeId, keys: &[Key<'_>]) {
    let tree = cx.tree;
    if extensions(tree, header, HANDLING_V1).next().is_none() {
        let finding = Diagnostic::new(&V1_HANDLING, At::Name(header), "MessageHeader must have at least one handling key");
        cx.say(finding.expected("extension Extension-ITK-MessageHandling-1").found("none"));
    }
    for (place, key) in keys.iter().enumerate() {
        let within = Unless::ReportedWithin(key.extension);
        if !KEYS.contains(&key.code) {
            let near = KEYS.iter().find(|known| is_near(known, key.code));
            let finding = match near {
                Some(near) => Cx::at(&V1_KEY, key.code_node, "Handling key should be spelt as in ITK-HandlingKey-1").expected(*near),
                None => Cx::at(&V1_KEY, key.code_node, "Handling key is not one of ITK-HandlingKey-1; local agreements may add keys")
                    .weighing(Severity::Information)
                    .expected(KEYS.join(", ")),
            };
            cx.say(finding.found(shown(key.code)).unless(within));
        }
        key_system(cx, key);
        let expected = if FLAGS.contains(&key.code) { "valueBoolean" } else { "valueString" };
        if let Some(value) = key.value
            && (FLAGS.contains(&key.code) || key.code == "INTID")
            && tree.name(value) != expected
        {
            let message = if expected == "valueBoolean" {
                "Handling keys BUSACK, INFACK and SNDO must have a boolean value"
            } else {
                "Handling key INTID must have a string value"
            };
            let finding = Diagnostic::new(&V1_VALUE, At::Name(value), message).expected(expected).found(shown(tree.name(value)));
            cx.say(finding.unless(within));
        }
        let value = |key: &Key<'_>| key.value.map(|value| (tree.name(value), tree.value(value)));
        if let Some(first) = keys[..place].iter().find(|other| other.code == key.code) {
            let differs = value(first) != value(key);
            let (message, severity) = if differs {
                ("Handling key is repeated with another value: only one is allowed", Severity::Error)
            } else {
                ("Handling key is repeated: one is enough", Severity::Warning)
            };
            let finding = Cx::at(&V1_REPEATED, key.code_node, message).weighing(severity);
            cx.say(finding.expected("each key at most once").found(shown(key.code)).unless(within));
        }
    }
}

/// INTID says which kind of message it is, and so do event and response.
fn interaction(cx: &mut Cx<'_>, header: NodeId, keys: &[Key<'_>]) {
    let tree = cx.tree;
    let Some(value) = keys.iter().find(|key| key.code == "INTID").and_then(|key| key.value) else {
        return;
    };
    let Some(found) = tree.value(value) else { return };
    let expected = match cx.parts.event {
        Some("ITK001" | "ITK001M") => INFRASTRUCTURE,
        Some("ITK002" | "ITK002M") => BUSINESS,
        _ => "",
    };
    let finding = if cx.parts.response.is_some() && !expected.is_empty() && found != expected {
        Cx::at(&V1_INTERACTION, value, "INTID of a response must be the acknowledgement of its event").expected(expected)
    } else if cx.parts.response.is_none() && tree.child(header, "focus").is_some() && [INFRASTRUCTURE, BUSINESS].contains(&found) {
        let message = "INTID of a message with a payload must not be an acknowledgement";
        Cx::at(&V1_INTERACTION, value, message).expected(PAYLOAD)
    } else {
        return;
    };
    cx.say(finding.found(shown(found)).unless_reported(value));
}

/// The event is a document type with its care setting, or one of the events of acknowledgements.
fn event(cx: &mut Cx<'_>, header: NodeId) {
    let tree = cx.tree;
    let Some(event) = tree.child(header, "event") else { return };
    let code = tree.child(event, "code");
    let value = code.and_then(|code| tree.value(code)).unwrap_or_default();
    let finding = match tree.child_value(event, "system") {
        Some(SNOMED) if extensions(tree, event, CARE_SETTING).next().is_none() => {
            let message = "event must have the extension CareSettingType when it is a document type";
            Diagnostic::new(&V1_EVENT, At::Name(event), message).expected("Extension-ITK-CareSettingType-1").found("none")
        }
        Some(SNOMED | EVENTS) => return,
        Some(EVENTS_AFTER) if CODES_AFTER.contains(&value) => {
            let message = "The event code is from version 0.0.2 of the code system, published a week after the first";
            let finding = Cx::at(&V1_EVENT, code.unwrap_or(event), message).weighing(Severity::Information);
            finding.expected("ITK001, ITK002 or a document type in version 0.0.1").found(shown(value))
        }
        system => {
            let message = "event must be a SNOMED CT document type, or an event of ITK-MessageEvent-1";
            let found = if system == Some(EVENTS_AFTER) { value } else { system.unwrap_or("no system") };
            Diagnostic::new(&V1_EVENT, At::Name(event), message).expected(format!("{SNOMED} or {EVENTS}")).found(shown(found))
        }
    };
    cx.say(finding.unless_reported(event));
}

/// A response has the codes of its level.
fn response(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(response) = parts.response else { return };
    let infrastructure = match parts.event {
        Some("ITK001" | "ITK001M") => true,
        Some("ITK002" | "ITK002M") => false,
        _ => return,
    };
    let code = tree.child(response, "code");
    for issue in parts.outcome.into_iter().flat_map(|outcome| tree.children_named(outcome, "issue")) {
        ok_with_error(cx, issue, code);
    }
    let codes: Vec<NodeId> = parts.outcome_codes(tree).map(|(_, code)| code).collect();
    for code in codes {
        let value = tree.value(code).unwrap_or_default();
        let finding = if !infrastructure && !value.starts_with("410") {
            let finding = Cx::at(&V1_RESPONSE, code, "A business response must have a code of its level");
            finding.expected("41001, 41002 or 41022")
        } else if infrastructure && value.starts_with("410") {
            let finding = Cx::at(&V1_RESPONSE, code, "An infrastructure response must have a code of its level");
            finding.expected("one of 51001 to 51012")
        } else if value.starts_with("RC") || value == "51013" {
            let message = "Response code should be one published in November 2017: this code is from the second generation";
            Cx::at(&V1_RESPONSE, code, message).weighing(Severity::Warning).expected("51005 for an error of the handling specification")
        } else {
            continue;
        };
        let coding = tree.parent(code).unwrap_or(code);
        cx.say(finding.found(shown(value)).unless(Unless::ReportedWithin(coding)));
    }
    if let Some(outcome) = parts.outcome
        && infrastructure
        && tree.child_value(response, "code") == Some("ok")
    {
        let message = "A positive infrastructure response has no OperationOutcome in the first generation";
        let finding = Diagnostic::new(&V1_OUTCOME, At::Name(outcome), message);
        cx.say(finding.expected("response.code ok alone").found("OperationOutcome").unless_reported(outcome));
    }
}
