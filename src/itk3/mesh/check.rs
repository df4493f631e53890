//! The checks of MESH metadata: alone, and against the message that it travels with.

use super::explain::explain;
use super::read::{Field, Metadata};
use super::rules::{ADDRESS, FIELD, FROM, LIMIT, LOCAL_ID, REPORT, SUBJECT, VERSION, WORKFLOW};
use super::workflows;
use crate::diagnostic::{At, Diagnostic, Rule, Severity, shown};
use crate::itk3::people::nhs_number_in;
use crate::near::is_near;
use crate::validate::is_nhs_number;

/// What is known of the message beside the metadata.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside<'a> {
    pub(crate) event: Option<&'a str>,
    pub(crate) is_response: bool,
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) number: Option<String>,
    pub(crate) family: Option<String>,
    /// The sender's ODS codes. Empty if it has none, for example if the sender is a person.
    pub(crate) senders: Vec<&'a str>,
}

/// Names of the fields of a control file, in the order of the published ones.
const ORDER: [&str; 14] = [
    "version",
    "addresstype",
    "messagetype",
    "from",
    "to",
    "subject",
    "localid",
    "dtsid",
    "partnerid",
    "compress",
    "encrypted",
    "workflowid",
    "processid",
    "datachecksum",
];
/// The most letters of each header.
const LIMITS: [(&str, usize); 6] =
    [("to", 100), ("workflowid", 300), ("subject", 500), ("localid", 300), ("filename", 300), ("checksum", 100)];

/// Everything there is to say, each with the field that it is about.
pub(crate) fn findings(metadata: &Metadata, beside: Option<&Beside<'_>>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    report(metadata, &mut found);
    for field in &metadata.fields {
        limits(field, &mut found);
        if metadata.is_control {
            values(field, &mut found);
        }
    }
    repeated(metadata, &mut found);
    // A report of MESH has no message of its own.
    if is_report(metadata) {
        return found;
    }
    workflow(metadata, beside, &mut found);
    address(metadata, &mut found);
    from(metadata, beside, &mut found);
    local_id(metadata, beside, &mut found);
    subject(metadata, beside, &mut found);
    order(metadata, &mut found);
    found
}

fn say(rule: &'static Rule, field: &Field, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(rule, At::Span(field.span), message)
}

fn missing(metadata: &Metadata, rule: &'static Rule, message: &str) -> Option<Diagnostic> {
    let first = metadata.fields.first()?;
    Some(Diagnostic::new(rule, At::Span(first.span), message).found("none"))
}

pub(super) fn is_report(metadata: &Metadata) -> bool {
    metadata.value("messagetype").is_some_and(|kind| kind.eq_ignore_ascii_case("report"))
}

/// Returns the field with an error: the status code, or the status if the code does not say.
fn error(metadata: &Metadata) -> Option<&Field> {
    let code = metadata.get("statuscode").filter(|field| !matches!(field.value.trim(), "" | "00"));
    code.or_else(|| metadata.get("status").filter(|field| field.value.trim().eq_ignore_ascii_case("error")))
}

/// Returns the error code of a MESH report.
pub(super) fn error_code(metadata: &Metadata) -> Option<&str> {
    error(metadata).map(|field| field.value.trim())
}

/// A report says why a message did not arrive.
fn report(metadata: &Metadata, found: &mut Vec<Diagnostic>) {
    let Some(field) = error(metadata) else { return };
    let finding = match explain(&field.value) {
        Some(code) => {
            say(&REPORT, field, format!("MESH reports {}: {}", code.code, code.means)).expected(format!("look at {}", code.look_at))
        }
        None => say(&REPORT, field, "MESH reports an error that is not in the published list").expected("00"),
    };
    found.push(finding.found(shown(field.value.trim())));
}

fn limits(field: &Field, found: &mut Vec<Diagnostic>) {
    let most = LIMITS.iter().find(|(key, _)| *key == field.key).map(|(_, most)| *most);
    let length = field.value.chars().count();
    if let Some(most) = most.filter(|most| length > *most) {
        let finding = say(&LIMIT, field, format!("{} must be at most {most} characters long", shown(&field.name)));
        found.push(finding.expected(format!("at most {most} characters")).found(length.to_string()));
    } else if field.value.chars().any(char::is_control) {
        found.push(say(&LIMIT, field, format!("{} must not contain control characters", shown(&field.name))).expected("one line of text"));
    }
}

/// Reports a field that is given twice with different values: MESH and the receiver may use different ones.
fn repeated(metadata: &Metadata, found: &mut Vec<Diagnostic>) {
    for key in ORDER {
        let mut same = metadata.fields.iter().filter(|field| field.key == key);
        let Some(first) = same.next() else { continue };
        if let Some(other) = same.find(|field| field.value.trim() != first.value.trim()) {
            let finding = say(&FIELD, other, format!("{} must not have a second value", shown(&other.name)));
            found.push(finding.expected(shown(first.value.trim())).found(shown(other.value.trim())));
        }
    }
}

fn values(field: &Field, found: &mut Vec<Diagnostic>) {
    let allowed: &[&str] = match field.key.as_str() {
        "messagetype" => &["Data", "Report"],
        "addresstype" => &["DTS", "ALL"],
        "compress" | "encrypted" | "iscompressed" | "allowchunking" => &["Y", "N"],
        "version" if !field.value.trim().is_empty() && field.value.trim() != "1.0" => {
            let is_number = field.value.trim().bytes().all(|byte| byte.is_ascii_digit());
            let message = if is_number { "Version is used for the version of the document" } else { "Version is usually 1.0" };
            found.push(say(&VERSION, field, message).expected("1.0, or the version of the document").found(shown(&field.value)));
            return;
        }
        _ => return,
    };
    let value = field.value.trim();
    if !value.is_empty() && !allowed.iter().any(|known| known.eq_ignore_ascii_case(value)) {
        let message = format!("{} must be {}", shown(&field.name), allowed.join(" or "));
        found.push(say(&FIELD, field, message).expected(allowed.join(" or ")).found(shown(value)));
    }
}

fn workflow(metadata: &Metadata, beside: Option<&Beside<'_>>, found: &mut Vec<Diagnostic>) {
    let Some(field) = metadata.get("workflowid").filter(|field| !field.value.trim().is_empty()) else {
        found.extend(missing(metadata, &WORKFLOW, "WorkflowId must be present").map(|finding| finding.expected("a workflow id")));
        return;
    };
    let value = field.value.trim();
    let bare = value.strip_suffix("_ACK").unwrap_or(value);
    let of_event = beside.and_then(|beside| beside.event).map(workflows::of_event).unwrap_or_default();
    let is_response = beside.is_some_and(|beside| beside.is_response);
    if is_response && !value.ends_with("_ACK") {
        let finding = say(&WORKFLOW, field, "WorkflowId of a response must end in _ACK");
        found.push(finding.expected(format!("{}_ACK", shown(value))).found(shown(value)));
    } else if beside.is_some() && !is_response && (value.ends_with("_ACK") || !of_event.is_empty() && !of_event.contains(&bare)) {
        let event = beside.and_then(|beside| beside.event).unwrap_or_default();
        let finding = say(&WORKFLOW, field, "WorkflowId must be the one for the event");
        let expected = if of_event.is_empty() { bare.to_owned() } else { of_event.join(" or ") };
        found.push(finding.expected(format!("{} for {}", shown(&expected), shown(event))).found(shown(value)));
    } else if !workflows::is_known(value) {
        let finding = say(&WORKFLOW, field, "WorkflowId should be a published one").weighing(Severity::Warning);
        let expected = workflows::nearest(value).map_or_else(|| "a published workflow id".to_owned(), |near| format!("perhaps {near}"));
        found.push(finding.expected(expected).found(shown(value)));
    }
}

/// `GPPROVIDER_<NHS number>_<birth date>_<surname>`; any other address is a mailbox.
fn address(metadata: &Metadata, found: &mut Vec<Diagnostic>) {
    let form = "GPPROVIDER_<NHS number>_<birth date>_<surname>";
    let Some(field) = metadata.get("to").filter(|field| !field.value.trim().is_empty()) else {
        found.extend(
            missing(metadata, &ADDRESS, "The address must be present").map(|finding| finding.expected("a mailbox, or the patient")),
        );
        return;
    };
    let value = field.value.trim();
    let tokens: Vec<&str> = value.splitn(4, '_').collect();
    if !value.starts_with("GPPROVIDER") {
        // Four parts, or an NHS number, show that the address of a patient was meant.
        if tokens.len() == 4 && (is_near(&tokens[0].to_ascii_uppercase(), "GPPROVIDER") || is_nhs_number(tokens[1])) {
            found.push(
                say(&ADDRESS, field, "The address of a patient’s practice must begin with GPPROVIDER_").expected(form).found(tokens[0]),
            );
        } else if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            let finding = say(&ADDRESS, field, "The recipient must be a MESH mailbox id, or the patient");
            found.push(finding.expected("a mailbox id such as X26OT001").found(shown(value)));
        }
        return;
    }
    let ["GPPROVIDER", number, birth, family] = tokens.as_slice() else {
        found.push(say(&ADDRESS, field, "The address must have four parts").expected(form).found(format!("{} parts", tokens.len())));
        return;
    };
    let mut wrong = Vec::new();
    if !is_nhs_number(number) {
        wrong.push("NHS number");
    }
    if !is_date(birth) {
        wrong.push("birth date");
    }
    if family.trim().is_empty() {
        wrong.push("surname");
    }
    if !wrong.is_empty() {
        let message = format!("The address must have a valid {}", wrong.join(" and a valid "));
        found.push(say(&ADDRESS, field, message).expected(form).found(format!("wrong {}", wrong.join(", "))));
    }
}

/// Two orders are published: day first, and year first.
fn is_date(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let is = |year: Option<u32>, month: Option<u32>, day: Option<u32>| {
        let (Some(year), Some(month), Some(day)) = (year, month, day) else { return false };
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => 0,
        };
        (1850..=2200).contains(&year) && (1..=days).contains(&day)
    };
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits && (is(part(0, 4), part(4, 6), part(6, 8)) || is(part(4, 8), part(2, 4), part(0, 2)))
}

fn from(metadata: &Metadata, beside: Option<&Beside<'_>>, found: &mut Vec<Diagnostic>) {
    let Some(field) = metadata.get("from").filter(|field| !field.value.trim().is_empty()) else {
        found.extend(missing(metadata, &FROM, "The sender’s mailbox must be present").map(|finding| finding.expected("a mailbox id")));
        return;
    };
    let value = field.value.trim();
    if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        let finding = say(&FROM, field, "The sender must be a MESH mailbox id");
        found.push(finding.expected("a mailbox id such as X26OT001").found(shown(value)));
    } else if let Some(endpoint) = beside.and_then(|beside| beside.endpoint).filter(|endpoint| !endpoint.eq_ignore_ascii_case(value)) {
        let message = "The sender should be the mailbox of MessageHeader.source.endpoint";
        found.push(say(&FROM, field, message).weighing(Severity::Warning).expected(shown(endpoint)).found(shown(value)));
    }
}

/// GP Connect and pharmacy ask for the ODS code of the sender; nobody wants a patient in it.
fn local_id(metadata: &Metadata, beside: Option<&Beside<'_>>, found: &mut Vec<Diagnostic>) {
    let workflow = metadata.value("workflowid").unwrap_or_default();
    let asks = ["GPCONNECT", "GPFED", "DIGMED", "DIGIMED", "DF_"].iter().any(|start| workflow.starts_with(start));
    let field = metadata.get("localid");
    let Some(field) = field.filter(|field| !field.value.trim().is_empty()) else {
        if asks {
            let message = "LocalId must contain the ODS code of the sender";
            let at = field.or(metadata.fields.first());
            found.extend(at.map(|field| say(&LOCAL_ID, field, message).expected("an ODS code").found("none")));
        }
        return;
    };
    let family = beside.and_then(|beside| beside.family.as_deref()).filter(|family| family.chars().count() >= 3);
    let has_name = family.is_some_and(|family| field.value.to_lowercase().contains(&family.to_lowercase()));
    if nhs_number_in(&field.value, true) || has_name {
        let finding = say(&LOCAL_ID, field, "LocalId must not contain patient data");
        found.push(finding.expected("an id without personal data").found("an NHS number or a name"));
        return;
    }
    let senders = beside.map_or(&[][..], |beside| beside.senders.as_slice());
    let local = field.value.trim().to_ascii_uppercase();
    // A site code begins with the code of its organisation.
    let names =
        |code: &&str| local.contains(&code.to_ascii_uppercase()) || local.len() >= 3 && code.to_ascii_uppercase().starts_with(&local);
    if asks && !senders.is_empty() && !senders.iter().any(names) {
        let finding = say(&LOCAL_ID, field, "LocalId must contain the ODS code of the sender");
        found.push(finding.expected(shown(senders[0])).found(shown(&field.value)));
    }
}

/// Where the Subject names a patient, it is the one of the message: by number, and by name in the published form
/// `<title> for <patient>, NHS Number: <number>, …`. Other forms are in use, the guide's own example among them.
fn subject(metadata: &Metadata, beside: Option<&Beside<'_>>, found: &mut Vec<Diagnostic>) {
    let (Some(field), Some(beside)) = (metadata.get("subject"), beside) else { return };
    let digits: String = field.value.chars().filter(char::is_ascii_digit).collect();
    if nhs_number_in(&field.value, false) && beside.number.as_deref().is_some_and(|number| !digits.contains(number)) {
        let finding = say(&SUBJECT, field, "Subject has a different NHS number from the Patient of the message");
        found.push(finding.expected("the NHS number of the Patient").found("another"));
        return;
    }
    let value = field.value.to_lowercase();
    let name = value.split_once(", nhs number").and_then(|(before, _)| before.split_once(" for ")).map(|(_, name)| name);
    let family = beside.family.as_deref().map(str::to_lowercase).filter(|family| !family.trim().is_empty());
    if let (Some(name), Some(family)) = (name, family)
        && !name.contains(&family)
    {
        let finding = say(&SUBJECT, field, "Subject names a different patient from the Patient of the message");
        found.push(finding.expected("the name of the Patient").found("another"));
    }
}

/// The published control files have one order; the client is not known to need it.
fn order(metadata: &Metadata, found: &mut Vec<Diagnostic>) {
    let places: Vec<(usize, &Field)> =
        metadata.fields.iter().filter_map(|field| Some((ORDER.iter().position(|key| *key == field.key)?, field))).collect();
    if let Some(pair) = places.windows(2).find(|pair| pair[0].0 > pair[1].0).filter(|_| metadata.is_control) {
        let finding = say(&FIELD, pair[1].1, "The published control files have a different order").weighing(Severity::Information);
        found.push(finding.expected(format!("{} before {}", shown(&pair[1].1.name), shown(&pair[0].1.name))).found("after it"));
    }
}
