//! Identifiers whose form shows a misprint, and those that are URIs.

use super::context::Context;
use super::outcome::About;
use super::system_uri;
use super::uri::{is_absolute, is_lower_uuid, is_oid};
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    NHS_NUMBER = Warning "value" "nhs-number";
    title: "Not a valid NHS number",
    why: "The last digit of an NHS number is computed from the nine before it. A mistyped number might identify another person.",
    right: "ten digits without spaces",
    link: "https://www.datadictionary.nhs.uk/attributes/nhs_number.html",
}

rule! {
    ODS_FORM = Warning "value" "ods-form";
    title: "Not in the format of an ODS code",
    why: "ODS codes consist of capital letters and digits.",
    wrong: "rxx-01",
    right: "RXX01",
    link: "https://fhir.nhs.uk/Id/ods-organization-code",
}

rule! {
    IDENTIFIER_URI = Warning "value" "identifier-uri";
    title: "Identifier value and system do not match",
    why: "An identifier that is a URI must have the system urn:ietf:rfc:3986, and only a URI may have that system.",
    wrong: r#"<system value="urn:ietf:rfc:3986"/><value value="2.16.840.1.113883"/>"#,
    right: r#"<system value="urn:ietf:rfc:3986"/><value value="urn:oid:2.16.840.1.113883"/>"#,
    link: "https://hl7.org/fhir/STU3/datatypes-definitions.html#Identifier.value",
    traits: [GIVES_WAY],
}

const URI: &str = "urn:ietf:rfc:3986";
const NHS_NUMBERS: &str = "https://fhir.nhs.uk/Id/nhs-number";
const ODS: [&str; 2] = ["https://fhir.nhs.uk/Id/ods-organization-code", "https://fhir.nhs.uk/Id/ods-site-code"];

/// An Identifier of a system whose values have a form.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId) {
    let tree = cx.tree;
    let system = tree.child_value(node, "system").unwrap_or_default();
    let value = tree.child(node, "value").and_then(|at| Some((at, tree.value(at).filter(|value| !value.is_empty())?)));
    let Some((at, value)) = value else {
        system_uri::check(cx, node, system);
        return;
    };
    uri(cx, node, at, value);
    if system == NHS_NUMBERS {
        if !is_nhs_number(value) {
            let finding = cx
                .finding(&NHS_NUMBER, At::Value(at), why_no_nhs_number(value))
                .expected("ten digits without spaces, with the right check digit")
                .found(shown(value));
            cx.report(finding);
        }
    } else if ODS.contains(&system) {
        let right = (3..=12).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if right {
            cx.unchecked("code-system-not-listed", About::Symbol(cx.words.identifier), at, |_| {
                "ODS codes: only the format was checked".to_owned()
            });
        } else {
            let finding = cx
                .finding(&ODS_FORM, At::Value(at), "Not in the format of an ODS code")
                .expected("3 to 12 capital letters and digits")
                .found(shown(value));
            cx.report(finding);
        }
    } else {
        system_uri::check(cx, node, system);
    }
}

/// "If the value is a full URI, then the system SHALL be urn:ietf:rfc:3986" (datatypes-definitions.html#Identifier.value).
fn uri(cx: &mut Context<'_>, node: NodeId, at: NodeId, value: &str) {
    let tree = cx.tree;
    let system_at = tree.child(node, "system");
    let system = system_at.and_then(|at| tree.value(at)).unwrap_or_default();
    // The NHS publishes the systems of its identifiers below /Id/.
    let swapped = system_at.filter(|_| !system.is_empty() && !is_absolute(system) && value.contains("/Id/"));
    let is_uri = ["http://", "https://", "urn:"].iter().any(|scheme| value.starts_with(scheme));
    let finding = if system == URI && !is_absolute(value) {
        let expected = if is_oid(value) {
            "urn:oid: before the OID"
        } else if is_lower_uuid(&value.to_ascii_lowercase()) {
            "urn:uuid: before the UUID"
        } else {
            "an absolute URI, or another system"
        };
        cx.finding(&IDENTIFIER_URI, At::Value(at), "value should be a URI if the system is urn:ietf:rfc:3986").expected(expected)
    } else if is_uri && let Some(system) = swapped {
        let message = "system and value should be the other way round: the URI belongs in system";
        let finding = cx.finding(&IDENTIFIER_URI, At::Value(system), message).expected(["the system ", &shown(value)].concat());
        return cx.report(finding.found(shown(tree.value(system).unwrap_or_default())));
    } else if system != URI && is_uri {
        let message = "system should be urn:ietf:rfc:3986 if the value is a full URI";
        cx.finding(&IDENTIFIER_URI, At::Value(at), message).expected(["the system ", URI].concat())
    } else {
        return;
    };
    cx.report(finding.found(shown(value)));
}

/// What is wrong with an NHS number: how it is written comes before what it says.
fn why_no_nhs_number(value: &str) -> &'static str {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if value.chars().any(|c| c.is_whitespace() || c == '-') && digits.len() == 10 {
        "NHS number should be written without spaces or hyphens"
    } else if digits.len() != value.len() {
        "Not a valid NHS number: it must consist of digits"
    } else if digits.len() != 10 {
        "Not a valid NHS number: wrong length"
    } else {
        "Not a valid NHS number: wrong check digit"
    }
}

/// Modulus 11 over the ten digits of an NHS number.
pub(crate) fn is_nhs_number(value: &str) -> bool {
    if value.len() != 10 || !value.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = value.bytes().take(9).zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = match 11 - sum % 11 {
        11 => 0,
        other => other,
    };
    check == u32::from(value.as_bytes()[9] - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_shows_misprints() {
        for right in ["9990548609", "9449305552"] {
            assert!(is_nhs_number(right), "{right}");
        }
        for wrong in ["9990548608", "999054860", "99905486O9", ""] {
            assert!(!is_nhs_number(wrong), "{wrong}");
        }
    }
}
