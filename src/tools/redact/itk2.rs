//! A message of ITK 2 without what it says of people: words of the toolkit stay, and ids, addresses and identities keep their form.

use super::dates::Dates;
use super::mask::{Part, mask_xml_from};
use super::names::Names;
use super::stand_in::{class, uuid};
use super::vocabulary::{ITK2_NAMES, is_mime_type};
use crate::itk2::codes;
use crate::itk2::form::{is_placeholder, moment, uuid_of};
use crate::itk2::handling::meant;
use crate::itk2::names::{
    ADDRESSING, ANONYMOUS, ASYNCHRONOUS, FAULT_ACTIONS, GENERIC_SERVICES, IDENTITY, INFRASTRUCTURE_INTERACTION, INTERACTION, ITK, KEYS,
    SERVICE, SERVICES,
};
use crate::itk2::profiles::is_published;
use crate::itk2::recognise::captured;
use crate::itk2::view::soap_action;
use crate::syntax::tree::{NodeId, Tree};

/// Words that say what happened, and nothing of whom.
const WORDS: &[&str] = &[
    "true",
    "false",
    "yes",
    "no",
    "TRUE",
    "FALSE",
    "OK",
    "Warning",
    "Failure",
    "AA",
    "AE",
    "AR",
    "CA",
    "CE",
    "CR",
    "SND",
    "RCV",
    "ER",
    "ENT",
    "INSTANCE",
    "CACT",
    "EVN",
    "NA",
    "VersionMismatch",
    "MustUnderstand",
    "Client",
    "Server",
];

pub(super) fn redact(tree: &Tree<'_>, begin: usize, mut names: Names<'_>) -> String {
    let text: &str = &tree.text;
    let nodes = nodes(tree);
    for (node, _) in nodes.iter().filter(|(_, is_own)| *is_own) {
        names.add_misspelt(tree.name(*node).trim_start_matches('@'), ITK2_NAMES);
    }
    let own = nodes.iter().filter(|(_, is_own)| *is_own).filter_map(|(node, _)| tree.value(*node));
    let dates = Dates::of(own.map(str::trim).filter(|value| moment(value).is_some()));
    let part = |&(node, is_own): &(NodeId, bool)| {
        let value = tree.value(node)?;
        // Of another standard ids stay ids, and nothing else is known.
        if !is_own && uuid_of(value).is_none() && !is_published(value) {
            return None;
        }
        let span = tree.value_span(node);
        // Of what is escaped, control characters alone are written as they were.
        let is_escaped = text[span.start as usize..span.end as usize] != *value && !value.contains(char::is_control);
        if is_escaped || value.contains(['&', '<', '"']) {
            return None;
        }
        Some(Part { span, written: Some(with_references(&replaced(value, &dates)?)) })
    };
    let mut parts: Vec<Part> = nodes.iter().filter_map(part).collect();
    parts.sort_by_key(|part| part.span.start);
    before(text, begin, &dates) + &mask_xml_from(text, begin, &parts, &names)
}

/// HTTP or MIME around other XML. By its first word it is known.
pub(super) fn redact_capture(text: &str, names: &Names<'_>) -> String {
    let Some(begin) = captured(text) else { return class(text) };
    let headers = class(&text[..begin]);
    let start = text.len() - text.trim_start_matches('\u{feff}').trim_start().len();
    let line = text[start..begin].lines().next().unwrap_or_default();
    let first = match line.find("HTTP/") {
        // A method stays, or the version of an answer; the address between goes.
        Some(at) => {
            let word = line.find(' ').filter(|&word| word < at).unwrap_or(0);
            [&line[..word], &class(&line[word..at]), "HTTP/", &class(&line[at + 5..])].concat()
        }
        None => line.split_once(':').map_or_else(|| class(line), |(name, rest)| [name, ":", &class(rest)].concat()),
    };
    let behind: String = headers.chars().skip(text[..start + line.len()].chars().count()).collect();
    [&text[..start], &first, &behind, &mask_xml_from(text, begin, &[], names)].concat()
}

/// Control characters as references.
fn with_references(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// All nodes, and whether each belongs to ITK 2 or SOAP: payloads of other standards do not.
fn nodes(tree: &Tree<'_>) -> Vec<(NodeId, bool)> {
    let mut all = Vec::with_capacity(tree.len());
    let mut open = if tree.is_empty() { Vec::new() } else { vec![(NodeId::ROOT, true)] };
    while let Some((node, is_own)) = open.pop() {
        all.push((node, is_own));
        let is_payload = tree.name(node) == "payload";
        open.extend(tree.children(node).map(|child| {
            let name = tree.name(child);
            let is_response = matches!(name, "InfrastructureResponse" | "BusinessResponseMessage");
            (child, is_own && (!is_payload || name.starts_with('@') || is_response))
        }));
    }
    all
}

/// Headers of HTTP or MIME: of these the service alone says what the rules look at.
fn before(text: &str, begin: usize, dates: &Dates) -> String {
    if begin <= '\u{feff}'.len_utf8() {
        return text[..begin].to_owned();
    }
    match soap_action(text, begin) {
        Some((action, span)) => {
            let (start, end) = (span.start as usize, span.end as usize);
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let name = if text[line..start].contains('"') { "SOAPAction: \"" } else { "SOAPAction: " };
            let action = replaced(action, dates).unwrap_or_else(|| class(action));
            [&class(&text[..line]), name, &action, &class(&text[end..begin])].concat()
        }
        None => class(&text[..begin]),
    }
}

/// What takes the place of a value; nothing where it is masked letter by letter.
fn replaced(value: &str, dates: &Dates) -> Option<String> {
    let trimmed = value.trim();
    let start = value.len() - value.trim_start().len();
    let around = |new: String| [&value[..start], &new, &value[start + trimmed.len()..]].concat();
    if is_kept(trimmed) {
        return Some(value.to_owned());
    }
    if let Some(id) = uuid_of(trimmed) {
        let prefix = &trimmed[..trimmed.len() - id.len()];
        return Some(around([prefix, &same_start(id, uuid(id)?)].concat()));
    }
    if let Some(id) = trimmed.strip_prefix("OK:").and_then(uuid_of) {
        return Some(around(["OK:", &same_start(id, uuid(id)?)].concat()));
    }
    if moment(trimmed).is_some() {
        return dates.replaced(trimmed).map(around);
    }
    if let Some(name) = trimmed.strip_prefix("soap:").filter(|name| WORDS.contains(name)) {
        return Some(around(["soap:", name].concat()));
    }
    const PREFIXES: [&str; 8] = ["http://", "https://", ADDRESSING, IDENTITY, INTERACTION, SERVICE, ITK, "urn:nhs-en:profile:"];
    let prefix = PREFIXES.into_iter().find(|prefix| trimmed.starts_with(prefix))?;
    let rest = &trimmed[prefix.len()..];
    let (scheme, rest) =
        rest.strip_prefix("ods").filter(|rest| rest.starts_with(':') || rest.is_empty()).map_or(("", rest), |rest| ("ods", rest));
    Some(around([prefix, scheme, &class(rest)].concat()))
}

/// A digit at the beginning stays one, and a letter a letter: no XML id begins with a digit.
fn same_start(old: &str, new: String) -> String {
    let starts_with_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    if starts_with_digit(old) == starts_with_digit(&new) || new.is_empty() {
        return new;
    }
    let is_lower = new.bytes().any(|byte| byte.is_ascii_lowercase());
    let first = if starts_with_digit(old) {
        "7"
    } else if is_lower {
        "b"
    } else {
        "B"
    };
    first.to_owned() + &new[1..]
}

/// A type of content, in whatever case, alone or with its encoding.
fn is_mime(value: &str) -> bool {
    let (kind, rest) = value.split_once(';').unwrap_or((value, "charset="));
    is_mime_type(&kind.trim().to_ascii_lowercase()) && rest.trim().starts_with("charset=") && rest.len() < 20
}

/// A word of the toolkit.
fn is_kept(value: &str) -> bool {
    let is_oid = ["2.16.840.1.113883.", "1.2.826.0.1285."].iter().any(|root| value.starts_with(root));
    let is_oid = is_oid && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_count = value.len() <= 2 && value.bytes().all(|byte| byte.is_ascii_digit());
    let service = value.strip_prefix(SERVICE).unwrap_or(value);
    let service = service.strip_suffix("Response").unwrap_or(service);
    let is_version = |version: &str| version.len() <= 8 && version.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    let name = service.rsplit_once("-v").filter(|(_, version)| is_version(version)).map_or(service, |(name, _)| name);
    value.is_empty()
        || is_oid
        || is_count
        || is_placeholder(value) && value.len() < 20
        || WORDS.contains(&value)
        || KEYS.contains(&value)
        || FAULT_ACTIONS.contains(&value)
        || value == ANONYMOUS
        || value == INFRASTRUCTURE_INTERACTION
        || SERVICES.contains(&name)
        || ASYNCHRONOUS.iter().any(|known| name.strip_prefix(known).is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphabetic())))
        || meant(value).is_some()
        || GENERIC_SERVICES.contains(&name)
        || is_mime(value)
        || is_published(value)
        || codes::find(value).is_some()
        || codes::DISTRIBUTION_ENVELOPE_ERRORS.iter().any(|code| codes::is_display(code.code, value))
}
