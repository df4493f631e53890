//! Fixes: problems for which exactly one value or name is right.

use crate::report::{Edit, Fix, Issue, Report};

/// A problem and its fix.
#[derive(Clone, Copy, Debug)]
pub struct Fixable<'r> {
    /// The problem.
    pub issue: &'r Issue,
    /// Its fix.
    pub fix: &'r Fix,
}

/// Returns the fixes of a report, ordered by place. Edits do not overlap. Waived problems are not fixed.
pub fn fixes(report: &Report) -> Vec<Fixable<'_>> {
    let unwaived = report.issues.iter().filter(|issue| issue.waived.is_none());
    let mut fixes: Vec<Fixable<'_>> = unwaived.filter_map(|issue| Some(Fixable { issue, fix: issue.fix.as_ref()? })).collect();
    fixes.sort_by_key(|fixable| fixable.fix.edits.first().map(|edit| (edit.start, edit.end)));
    let mut taken: Vec<(u32, u32)> = Vec::new();
    fixes.retain(|fixable| {
        let edits = &fixable.fix.edits;
        // Edits are sorted, and those of one element surround those within: neighbours are compared alone.
        let is_free = |edit: &Edit| {
            let at = taken.partition_point(|&(start, _)| start < edit.start);
            let before = at.checked_sub(1).is_none_or(|before| taken[before].1 <= edit.start);
            before && taken.get(at).is_none_or(|&(start, _)| edit.end <= start)
        };
        let all = edits.iter().all(is_free);
        if all {
            for edit in edits {
                let at = taken.partition_point(|&(start, _)| start < edit.start);
                taken.insert(at, (edit.start, edit.end));
            }
        }
        all
    });
    fixes
}

/// Applies fixes that [`fixes`] returned for the report on this text.
pub fn fixed(text: &str, fixes: &[Fixable<'_>]) -> String {
    let mut edits: Vec<&Edit> = fixes.iter().flat_map(|fixable| &fixable.fix.edits).collect();
    edits.sort_by_key(|edit| edit.start);
    let mut out = String::with_capacity(text.len());
    let mut at = Walk::new(text);
    let mut from = 0;
    for edit in edits {
        let (start, end) = (at.byte(edit.start), at.byte(edit.end));
        out.push_str(&text[from..start]);
        out.push_str(&edit.text);
        from = end;
    }
    out.push_str(&text[from..]);
    out
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

    /// The text with its fixes, and for each of them whether it needs a look.
    fn after(text: &str) -> (String, Vec<bool>) {
        let report = Validator::new().validate(text, &Options::default());
        let fixes = fixes(&report);
        (fixed(text, &fixes), fixes.iter().map(|fixable| fixable.fix.needs_a_look).collect())
    }

    #[test]
    fn white_space_around_a_value_goes() {
        let text = "<Patient xmlns=\"http://hl7.org/fhir\">\u{1f600}<birthDate value=\" 1990-01-01 \"/></Patient>";
        let text = &text.replace('\u{1f600}', "<!-- \u{1f600} -->");
        let (text, looks) = after(text);
        assert!(text.ends_with("<!-- \u{1f600} --><birthDate value=\"1990-01-01\"/></Patient>"), "{text}");
        assert_eq!(looks, [false]);
    }

    #[test]
    fn a_display_is_put_right_and_wants_a_look() {
        let text = r#"{"resourceType": "Patient", "maritalStatus": {"coding": [{"system": "http://hl7.org/fhir/v3/MaritalStatus", "code": "M", "display": "Wed"}]}}"#;
        let (text, looks) = after(text);
        assert!(text.contains(r#""display": "Married""#), "{text}");
        assert_eq!(looks, [true]);
        assert!(after(&text).1.is_empty());
    }

    #[test]
    fn a_misspelt_element_gets_its_name_in_both_tags() {
        let text =
            "<Patient xmlns=\"http://hl7.org/fhir\"><nmae><famliy value=\"Zebedee\"/></nmae ><decesedBoolean value=\"true\"/></Patient>";
        let (text, looks) = after(text);
        assert!(text.contains("<name><famliy value=\"Zebedee\"/></name ><deceasedBoolean value=\"true\"/>"), "{text}");
        assert_eq!(looks, [true, true]);
        let (text, _) = after(&text);
        assert!(text.contains("<family value=\"Zebedee\"/>"), "{text}");
        let json = r#"{"resourceType": "Patient", "brithDate": "1990-01-01", "deceased": false}"#;
        assert_eq!(after(json).0, r#"{"resourceType": "Patient", "birthDate": "1990-01-01", "deceasedBoolean": false}"#);
    }

    #[test]
    fn a_code_in_capitals_is_put_right() {
        let text = "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"Female\"/></Patient>";
        assert_eq!(after(text).0, text.replace("Female", "female"));
    }

    #[test]
    fn a_uri_is_put_right_wherever_it_is_wrong() {
        let coding = r#"{"system": "https://snomed.info/sct", "code": "271649006"}"#;
        let text = format!(r#"{{"resourceType": "Basic", "code": {{"coding": [{coding}, {coding}, {coding}]}}}}"#);
        assert_eq!(after(&text), (text.replace("https:", "http:"), vec![true]));
    }

    #[test]
    fn what_is_not_known_for_certain_stays() {
        let twin = r#"{"resourceType": "Patient", "brithDate": "1990-01-01", "_brithDate": {"id": "a"}}"#;
        for text in [r#"{"resourceType": "Patient", "gender": "m", "birthDate": "yesterday"}"#, twin, "<Patient", "{}", ""] {
            assert!(after(text).1.is_empty(), "{text}");
        }
    }
}
