//! Reports as SARIF 2.1.0, which code hosts show beside the lines. No value of the message is quoted.

use super::rules;
use super::{Issue, Report, Severity};
use crate::json::{member, string};

/// Results and rules of the files so far.
#[derive(Debug, Default)]
pub(super) struct Sarif {
    /// Ids of the rules that were not kept, in the order in which they came up.
    known: Vec<String>,
    rules: String,
    results: String,
}

impl Sarif {
    pub(super) fn add(&mut self, report: &Report, name: &str, shown: &dyn Fn(&Issue) -> bool) {
        let uri = uri(name);
        for issue in report.issues.iter().filter(|issue| shown(issue)) {
            let rule = self.known.iter().position(|known| *known == issue.rule).unwrap_or_else(|| {
                self.rule(issue);
                self.known.len() - 1
            });
            self.result(issue, rule, &uri);
        }
    }

    fn rule(&mut self, issue: &Issue) {
        // An invariant has no title of its own.
        let title = rules::all().find(|rule| rule.id == issue.rule).map_or(issue.message.as_str(), |rule| rule.title);
        let out = &mut self.rules;
        out.push_str(if self.known.is_empty() { "\n          {" } else { ",\n          {" });
        member(out, "id", &issue.rule);
        for name in ["shortDescription", "fullDescription"] {
            text(out, name, title);
        }
        member(out, "helpUri", &issue.link);
        text(out, "help", &["Read the rule: ", &issue.link].concat());
        out.push_str(", \"defaultConfiguration\": {");
        member(out, "level", level(issue.severity));
        out.push_str("}}");
        self.known.push(issue.rule.clone().into_owned());
    }

    fn result(&mut self, issue: &Issue, rule: usize, uri: &str) {
        let out = &mut self.results;
        out.push_str(if out.is_empty() { "\n        {" } else { ",\n        {" });
        member(out, "ruleId", &issue.rule);
        out.push_str(&format!(", \"ruleIndex\": {rule}"));
        member(out, "level", level(issue.severity));
        let expected = issue.expected.as_ref().map(|expected| [". Expected: ", expected].concat()).unwrap_or_default();
        text(out, "message", &[&issue.message, expected.as_str()].concat());
        out.push_str(", \"locations\": [{\"physicalLocation\": {\"artifactLocation\": {");
        member(out, "uri", uri);
        let place = issue.place;
        out.push_str(&format!(
            "}}, \"region\": {{\"startLine\": {}, \"startColumn\": {}, \"endLine\": {}, \"endColumn\": {}}}}}",
            place.line,
            place.column,
            place.end_line,
            // A region that holds nothing would not be shown.
            place.end_column.max(if place.end_line == place.line { place.column + 1 } else { 1 }),
        ));
        if !issue.path.is_empty() {
            out.push_str(", \"logicalLocations\": [{");
            member(out, "fullyQualifiedName", &issue.path);
            member(out, "kind", "element");
            out.push_str("}]");
        }
        out.push_str("}], \"partialFingerprints\": {");
        member(out, "itk3/v1", &fingerprint(&[uri, &issue.rule, &issue.path]));
        out.push('}');
        if let Some(reason) = &issue.waived {
            out.push_str(", \"suppressions\": [{\"kind\": \"external\", \"status\": \"accepted\"");
            member(out, "justification", reason);
            out.push_str("}]");
        }
        out.push('}');
    }

    pub(super) fn finish(self) -> String {
        let mut out = String::from("{\n  ");
        member(&mut out, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        out.push_str(",\n  \"version\": \"2.1.0\",\n  \"runs\": [\n    {\n      \"tool\": {\"driver\": {");
        member(&mut out, "name", "itk3-validator");
        member(&mut out, "version", env!("CARGO_PKG_VERSION"));
        member(&mut out, "semanticVersion", env!("CARGO_PKG_VERSION"));
        out.push_str(", \"rules\": [");
        out.push_str(&self.rules);
        out.push_str("]}},\n      \"columnKind\": \"utf16CodeUnits\",\n      \"results\": [");
        out.push_str(&self.results);
        out.push_str("]\n    }\n  ]\n}\n");
        out
    }
}

fn text(out: &mut String, name: &str, text: &str) {
    out.push_str(", ");
    string(out, name);
    out.push_str(": {");
    member(out, "text", text);
    out.push('}');
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal | Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "note",
    }
}

/// A path as a reference within the repository, or as the address of a file where it is absolute.
fn uri(name: &str) -> String {
    let name = if name == "-" { "stdin" } else { name.trim_start_matches("./") };
    let mut out = String::from(if name.starts_with('/') { "file://" } else { "" });
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            out.push(char::from(byte));
        } else if byte == b'\\' {
            out.push('/');
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The same for the same rule at the same element of the same file, wherever its line has moved to.
fn fingerprint(parts: &[&str]) -> String {
    // FNV-1a.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    format!("{hash:016x}")
}
