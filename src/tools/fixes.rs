//! What can be put right without asking anybody: where the right value is known, and is one value.

use crate::report::{Issue, Report};

/// A stretch of the text, and what should stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Id of the rule that is kept then.
    pub rule: String,
    /// Offset of the first UTF-16 code unit.
    pub start: u32,
    /// Offset after the last one.
    pub end: u32,
    /// What should stand there, escaped as the format has it.
    pub text: String,
    /// Whoever reads the message should decide: the value may be wrong because another one is.
    pub needs_a_look: bool,
}

/// The fixes of a report on a text, in the order of their places, none within another.
pub fn fixes(report: &Report, text: &str) -> Vec<Fix> {
    let is_xml = report.summary.format == "xml";
    let mut fixes: Vec<Fix> = report.issues.iter().filter_map(|issue| fix(issue, text, is_xml)).collect();
    fixes.sort_by_key(|fix| (fix.start, fix.end));
    let mut last = 0;
    fixes.retain(|fix| {
        let is_free = fix.start >= last;
        last = if is_free { fix.end } else { last };
        is_free
    });
    fixes
}

/// The text with its fixes.
pub fn fixed(text: &str, fixes: &[Fix]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = Walk::new(text);
    let mut from = 0;
    for fix in fixes {
        let (start, end) = (at.byte(fix.start), at.byte(fix.end));
        out.push_str(&text[from..start]);
        out.push_str(&fix.text);
        from = end;
    }
    out.push_str(&text[from..]);
    out
}

/// A message cuts longer values short, and so does not say them.
const CUT: char = '…';

/// Rules of the guides that leave one value: it is what they expect.
const ONE_VALUE: &[&str] = &[
    "FHIR-SR-06",
    "GPCM-SD-CS-043",
    "GPCM-SD-CS-044",
    "GPCM-SD-CS-045",
    "GPCM-SD-040",
    "GPCM-SD-041",
    "GPCM-SD-044",
    "GP-GFR-19",
    "GPCM-SD-CS-055",
    "definition-url",
    "send-document-response-inf-ack",
    "update-record-bus-ack",
    "update-record-inf-ack",
    "update-record-local-extension",
    "update-record-response-inf-ack",
];

fn fix(issue: &Issue, text: &str, is_xml: bool) -> Option<Fix> {
    if issue.waived.is_some() {
        return None;
    }
    let mut at = Walk::new(text);
    let (start, end) = (at.byte(issue.place.start), at.byte(issue.place.end));
    let written = &text[start..end];
    // A place that is more than a value is none of ours.
    if written.contains(['<', '>', '{', '}', '\n']) {
        return None;
    }
    let value = match &*issue.rule {
        "display" => issue.expected.as_deref()?,
        // An object or a list is more than a value.
        "fixed" if issue.found.as_deref() == Some(written) => issue.expected.as_deref().filter(|value| !value.starts_with(['{', '[']))?,
        rule if ONE_VALUE.contains(&rule) && issue.found.as_deref() == Some(written) => issue.expected.as_deref()?,
        "lexical" => Some(written.trim()).filter(|trimmed| !trimmed.is_empty())?,
        _ => return None,
    };
    if value.is_empty() || value.ends_with(CUT) || value == written {
        return None;
    }
    // What is left of a value stands as it was written.
    let text = if &*issue.rule == "lexical" { value.to_owned() } else { escaped(value, is_xml) };
    let needs_a_look = matches!(&*issue.rule, "display" | "definition-url");
    Some(Fix { rule: issue.rule.to_string(), start: issue.place.start, end: issue.place.end, text, needs_a_look })
}

/// A value as it is written in a message.
fn escaped(value: &str, is_xml: bool) -> String {
    let mut out = String::new();
    if is_xml {
        crate::report::attribute(&mut out, value);
        // Either quote may stand around it.
        return out.replace('\'', "&apos;");
    }
    crate::json::string(&mut out, value);
    out[1..out.len() - 1].to_owned()
}

/// Bytes of UTF-16 offsets that only grow.
struct Walk<'t> {
    text: &'t str,
    byte: usize,
    units: u32,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str) -> Walk<'t> {
        Walk { text, byte: 0, units: 0 }
    }

    fn byte(&mut self, offset: u32) -> usize {
        let mut rest = self.text[self.byte..].chars();
        while self.units < offset {
            let Some(c) = rest.next() else { break };
            self.units += c.len_utf16() as u32;
            self.byte += c.len_utf8();
        }
        self.byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, Validator};

    fn after(text: &str) -> (String, Vec<Fix>) {
        let report = Validator::new().validate(text, &Options::default());
        let fixes = fixes(&report, text);
        (fixed(text, &fixes), fixes)
    }

    #[test]
    fn white_space_around_a_value_goes() {
        let text = "<Patient xmlns=\"http://hl7.org/fhir\">\u{1f600}<birthDate value=\" 1990-01-01 \"/></Patient>";
        let text = &text.replace('\u{1f600}', "<!-- \u{1f600} -->");
        let (text, fixes) = after(text);
        assert!(text.ends_with("<!-- \u{1f600} --><birthDate value=\"1990-01-01\"/></Patient>"), "{text}");
        assert_eq!(fixes.len(), 1);
        assert!(!fixes[0].needs_a_look);
    }

    #[test]
    fn a_display_is_put_right_and_wants_a_look() {
        let text = r#"{"resourceType": "Patient", "maritalStatus": {"coding": [{"system": "http://hl7.org/fhir/v3/MaritalStatus", "code": "M", "display": "Wed"}]}}"#;
        let (text, fixes) = after(text);
        assert!(text.contains(r#""display": "Married""#), "{text}");
        assert!(fixes[0].needs_a_look);
        assert_eq!(after(&text).1, []);
    }

    #[test]
    fn what_is_not_known_for_certain_stays() {
        for text in [r#"{"resourceType": "Patient", "gender": "mael", "birthDate": "yesterday"}"#, "<Patient", "{}", ""] {
            assert_eq!(after(text).1, [], "{text}");
        }
    }
}
