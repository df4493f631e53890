//! What the simulator answers. It looks at triggers in a fixed order, and the first that holds decides; what the checks of the
//! harness found plays no part in it.

use super::look::Seen;
use super::triggers::{BOTH, BUSINESS, INFRASTRUCTURE, Lists, NUMBERS, NUMBERS_OF_INTEGRATION, OF_MEDICINES, ORGANIZATION, PEOPLE};
use super::{INVALID, SimulatedResponse, Simulation, Trigger};
use crate::itk3::codes::Level;
use crate::syntax::tree::Tree;

/// How the rules of events differ.
struct Rules {
    /// Given names of Patients count, too.
    patients: bool,
    /// Of Digital Medicines and pathology: fewer triggers, and other numbers.
    medicines: bool,
}

const CARE: [&str; 4] = ["ITK003D", "ITK004D", "ITK005D", "ITK006D"];
const MEDICINES: [&str; 3] = ["ITK009D", "ITK010D", "ITK012M"];

const TEMPLATES: &str = "The simulator’s own responses omit BusAckRequested, MessageDefinition, SenderReference and LocalExtension; the profile requires them, so these responses have them";
const UNKNOWN_EVENT: &str = "The public configuration has no rule for this event; the rules of similar events were used";
const SIGN_OF_30004: &str =
    "The simulator sends 30004 as a negative response; the guide lists it as positive, so this response is positive";
const ISSUE_OF_30003: &str =
    "The simulator sends 30003 on its own with the issue code fatal, which FHIR does not define; this response has business-rule";
const WITHDRAWN: &str = "Guide 2.5.0 withdrew 10006, so no response with this code is built";
const ON_PURPOSE: &str = "This response is invalid on purpose: senders must detect it";
const FURTHER: &str =
    "The simulator’s business response requests an infrastructure response, which GP Connect does not allow; this response does not";

/// What the simulator answers to an ITK3 message of an event; nothing is known of events of former generations.
pub(crate) fn simulate(tree: &Tree<'_>, event: &str) -> Option<Simulation> {
    let is_current = event.len() == 7 && event.starts_with("ITK") && !matches!(event, "ITK001M" | "ITK002M");
    is_current.then(|| of_current(tree, event))
}

fn of_current(tree: &Tree<'_>, event: &str) -> Simulation {
    let seen = Seen { tree };
    let mut simulation = match event {
        "ITK008M" => response(seen),
        _ => {
            let is_gp_connect = matches!(event, "ITK007C" | "ITK014M");
            payload(seen, &Rules { patients: is_gp_connect, medicines: MEDICINES.contains(&event) })
        }
    };
    let codes: Vec<&str> = simulation.responses.iter().map(|response| response.code).collect();
    let has_rule = event == "ITK007C" || event == "ITK008M" || CARE.contains(&event) || MEDICINES.contains(&event);
    let is_business = codes.iter().any(|code| Level::of(code) == Some(Level::Business));
    let notes = [
        (!has_rule, UNKNOWN_EVENT),
        (codes.contains(&"10006"), WITHDRAWN),
        (codes.contains(&INVALID), ON_PURPOSE),
        (codes.contains(&"30004"), SIGN_OF_30004),
        (codes == ["30003"], ISSUE_OF_30003),
        (is_business && matches!(event, "ITK007C" | "ITK014M"), FURTHER),
        (!codes.is_empty(), TEMPLATES),
    ];
    simulation.notes = notes.into_iter().filter(|(applies, _)| *applies).map(|(_, note)| note).collect();
    simulation
}

fn decided(trigger: Trigger, because: impl Into<String>, codes: &[&'static str]) -> Simulation {
    let response = |&code: &&'static str| SimulatedResponse { level: Level::of(code).unwrap_or(Level::Infrastructure), code };
    Simulation { trigger, because: because.into(), responses: codes.iter().map(response).collect(), notes: Vec::new() }
}

/// The handling keys without which it answers at once.
fn keys(seen: Seen<'_>, with_reference: bool) -> Option<Simulation> {
    let code = if !seen.has_handling() {
        ("10001", "The handling specification is missing")
    } else if !seen.has_flag("InfAckRequested", false) {
        ("10002", "InfAckRequested is neither true nor false")
    } else if !seen.has_flag("BusAckRequested", false) {
        ("10003", "BusAckRequested is neither true nor false")
    } else if with_reference && !seen.has_sender_reference() {
        ("10007", "SenderReference contains no letter, digit or underscore")
    } else {
        return None;
    };
    Some(decided(Trigger::HandlingKey, code.1, &[code.0]))
}

fn payload(seen: Seen<'_>, rules: &Rules) -> Simulation {
    let mut codes = &INFRASTRUCTURE[..];
    if rules.medicines {
        codes = &INFRASTRUCTURE[..OF_MEDICINES];
    } else {
        if seen.has_given("Practitioner", "noresponse") {
            return decided(Trigger::GivenName, "A Practitioner has the given name noresponse", &[]);
        }
        if let Some(decided) = keys(seen, true) {
            return decided;
        }
    }
    if let Some(decided) = of_names(seen, "Practitioner", codes) {
        return decided;
    }
    if let Some(decided) = receiver(seen).filter(|_| !rules.medicines) {
        return decided;
    }
    if let Some(decided) = of_names(seen, "Patient", codes).filter(|_| rules.patients) {
        return decided;
    }
    numbers(seen, if rules.medicines { NUMBERS_OF_INTEGRATION } else { NUMBERS }).unwrap_or_else(|| flags(seen, rules))
}

/// A given name that is the code of an infrastructure response.
fn of_names(seen: Seen<'_>, kind: &str, codes: &[&'static str]) -> Option<Simulation> {
    let code = [INVALID].iter().chain(codes).find(|code| seen.has_given(kind, code))?;
    Some(decided(Trigger::GivenName, format!("A {kind} has the given name {code}"), &[*code]))
}

/// A receiver in the header that it does not know.
fn receiver(seen: Seen<'_>) -> Option<Simulation> {
    let ods = "https://fhir.nhs.uk/Id/ods-organization-code";
    if let Some(organization) = seen.receiver("Organization")
        && !seen.identifiers(organization, ods).any(|code| code == ORGANIZATION)
    {
        let because = format!("The receiver is not {ORGANIZATION}, the only organisation that the simulator knows");
        return Some(decided(Trigger::Receiver, because, &["20002"]));
    }
    let person = seen.receiver("Practitioner")?;
    let is_known = seen.identifiers(person, "https://fhir.nhs.uk/Id/sds-user-id").any(|id| PEOPLE.contains(&id));
    (!is_known).then(|| decided(Trigger::Receiver, "The receiver is a person whom the simulator does not know", &["20001"]))
}

/// An NHS number of a list: with InfAckRequested both responses, without it the business response, whatever BusAckRequested is.
fn numbers(seen: Seen<'_>, lists: Lists) -> Option<Simulation> {
    lists.iter().find_map(|&(code, list)| {
        let found = seen.patient_numbers().find(|number| list.contains(number))?;
        let because = if found.len() == 10 {
            format!("An identifier of the Patient is in the simulator’s list of NHS numbers for {code}")
        } else {
            format!("An identifier of the Patient is part of an NHS number in the simulator’s list for {code}")
        };
        if seen.flag("InfAckRequested", true, true) {
            return Some(decided(Trigger::NhsNumber, because, &["20013", code]));
        }
        seen.flag("InfAckRequested", false, true).then(|| decided(Trigger::NhsNumber, because, &[code]))
    })
}

fn flags(seen: Seen<'_>, rules: &Rules) -> Simulation {
    let (inf, bus) = ("InfAckRequested", "BusAckRequested");
    let is = |key, value| seen.flag(key, value, true);
    if is(inf, false) && is(bus, false) {
        return decided(Trigger::Flags, "InfAckRequested and BusAckRequested are false", &[]);
    }
    let kinds: &[&str] = if rules.patients { &["Practitioner", "Patient"] } else { &["Practitioner"] };
    let given = |names: &'static [&'static str]| {
        kinds.iter().find_map(|&kind| Some((kind, names.iter().position(|name| seen.has_given(kind, name))?)))
    };
    let most = if rules.medicines { 3 } else { 4 };
    if let Some((kind, place)) = given(&BOTH[..most]) {
        return decided(Trigger::GivenName, format!("A {kind} has the given name {}", BOTH[place]), &["20013", BUSINESS[place]]);
    }
    if is(inf, true) && is(bus, false) {
        return decided(Trigger::Flags, "InfAckRequested is true, BusAckRequested false", &["20013"]);
    }
    if is(inf, false) && is(bus, true) {
        return decided(Trigger::Flags, "InfAckRequested is false, BusAckRequested true", &["30001"]);
    }
    if !(seen.has_flag(inf, true) && seen.has_flag(bus, true)) {
        return decided(Trigger::HandlingKey, "InfAckRequested or BusAckRequested is neither true nor false", &["10002"]);
    }
    if let Some((kind, place)) = given(&BUSINESS[..most]) {
        return decided(Trigger::GivenName, format!("A {kind} has the given name {}", BUSINESS[place]), &[BUSINESS[place]]);
    }
    decided(Trigger::Flags, "InfAckRequested and BusAckRequested are true", &["20013", "30001"])
}

fn response(seen: Seen<'_>) -> Simulation {
    if let Some(decided) = keys(seen, false) {
        return decided;
    }
    let tree = seen.tree;
    let issues = seen.resources("OperationOutcome").flat_map(|outcome| tree.children_named(outcome, "issue"));
    let details = issues.flat_map(|issue| tree.children_named(issue, "details"));
    let codings = details.flat_map(|details| tree.children_named(details, "coding"));
    let is_business = codings.filter_map(|coding| tree.child_value(coding, "code")).any(|code| matches!(code, "30001" | "30002" | "30003"));
    match (is_business, seen.flag("InfAckRequested", true, true)) {
        (true, true) => {
            decided(Trigger::Response, "The message is a business response that requests an infrastructure response", &["20013"])
        }
        (true, false) => decided(Trigger::Response, "The message is a business response that requests nothing", &[]),
        _ => decided(Trigger::Response, "The message is a response that the simulator does not answer", &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{self, Limits};

    /// A message with these flags, given names of a Practitioner and a Patient, and identifier of the Patient.
    fn message(inf: &str, bus: &str, practitioner: &str, patient: &str, number: &str) -> String {
        format!(
            r#"{{"resourceType":"Bundle","type":"message","entry":[{{"resource":{{"resourceType":"MessageHeader","extension":[{{
            "url":"https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2","extension":[
            {{"url":"BusAckRequested","valueBoolean":{bus}}},{{"url":"InfAckRequested","valueBoolean":{inf}}},
            {{"url":"SenderReference","valueString":"None"}}]}}]}}}},
            {{"resource":{{"resourceType":"Practitioner","name":[{{"given":["{practitioner}"]}}]}}}},
            {{"resource":{{"resourceType":"Bundle","entry":[{{"resource":{{"resourceType":"Patient","identifier":[{{"value":"{number}"}}],
            "name":[{{"given":["{patient}"]}}]}}}}]}}}}]}}"#
        )
    }

    fn answers(event: &str, message: &str) -> String {
        let (tree, _) = syntax::read(message, Limits::default());
        let codes: Vec<&str> = of_current(&tree, event).responses.iter().map(|response| response.code).collect();
        codes.join(" ")
    }

    #[test]
    fn triggers_are_tried_in_the_order_of_the_configuration() {
        let table = [
            // Flags alone.
            ("ITK003D", "true", "true", "Ann", "Bo", "1", "20013 30001"),
            ("ITK003D", "true", "false", "Ann", "Bo", "99999", "20013"),
            ("ITK003D", "false", "true", "Ann", "Bo", "99999", "30001"),
            ("ITK003D", "false", "false", "Ann", "Bo", "99999", ""),
            // Given names of practitioners; of patients in Send Document alone.
            ("ITK003D", "true", "true", "20004", "Bo", "99999", "20004"),
            ("ITK003D", "true", "true", "Ann", "20004", "99999", "20013 30001"),
            ("ITK007C", "true", "true", "Ann", "20004", "99999", "20004"),
            ("ITK007C", "false", "false", "20004", "Bo", "99999", "20004"),
            ("ITK003D", "true", "true", "noresponse", "Bo", "99999", ""),
            ("ITK009D", "true", "true", "noresponse", "Bo", "99999", "20013 30001"),
            ("ITK009D", "true", "true", "20015", "Bo", "99999", "20013 30001"),
            ("ITK003D", "true", "true", "invrep", "Bo", "99999", "invrep"),
            // A name for a business response counts after the flags, one for both before them.
            ("ITK003D", "true", "true", "30003", "Bo", "99999", "30003"),
            ("ITK003D", "true", "false", "30003", "Bo", "99999", "20013"),
            ("ITK003D", "true", "false", "IB003", "Bo", "99999", "20013 30003"),
            ("ITK003D", "false", "false", "IB003", "Bo", "99999", ""),
            // NHS numbers of its lists, whatever BusAckRequested is.
            ("ITK003D", "true", "false", "Ann", "Bo", "9657702178", "20013 30002"),
            ("ITK003D", "false", "false", "Ann", "Bo", "9657702178", "30002"),
            ("ITK003D", "true", "true", "Ann", "Bo", "9657702445", "20013 30004"),
            ("ITK009D", "true", "true", "Ann", "Bo", "9657702178", "20013 30001"),
            ("ITK009D", "true", "true", "Ann", "Bo", "9686477209", "20013 30003"),
            // Keys that cannot be read.
            ("ITK003D", "null", "true", "20004", "Bo", "99999", "10002"),
            ("ITK003D", "true", "\"yes\"", "20004", "Bo", "99999", "10003"),
            ("ITK009D", "true", "\"yes\"", "Ann", "Bo", "99999", "10002"),
        ];
        for (event, inf, bus, practitioner, patient, number, expected) in table {
            // "1" is part of a listed number, as the expression has it.
            let number = if number == "1" { "9657702003" } else { number };
            let found = answers(event, &message(inf, bus, practitioner, patient, number));
            assert_eq!(found, expected, "{event} {inf} {bus} {practitioner} {patient} {number}");
        }
    }

    #[test]
    fn part_of_a_listed_number_is_found_as_well() {
        let (text, limits) = (message("true", "false", "Ann", "Bo", "7702402"), Limits::default());
        let simulation = of_current(&syntax::read(&text, limits).0, "ITK004D");
        assert_eq!(simulation.responses.iter().map(|response| response.code).collect::<Vec<_>>(), ["20013", "30003"]);
        assert!(simulation.because.contains("part of"), "{}", simulation.because);
    }

    #[test]
    fn an_event_without_a_rule_is_said_to_have_none() {
        let text = message("true", "true", "Ann", "Bo", "99999");
        let notes = |event| of_current(&syntax::read(&text, Limits::default()).0, event).notes;
        assert!(notes("ITK014M").contains(&UNKNOWN_EVENT));
        assert!(!notes("ITK007C").contains(&UNKNOWN_EVENT));
        assert!(simulate(&syntax::read(&text, Limits::default()).0, "ITK001M").is_none());
    }
}
