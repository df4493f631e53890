//! Reports as SARIF 2.1.0, which code hosts show beside the lines. No value of the message is quoted.

use std::borrow::Cow;

use serde::Serialize;

use super::{Issue, Place, Report, Severity, bare, rules};

/// What is known of the tool.
const INFORMATION: &str = "https://www.npmjs.com/package/itk3-validator";

/// Results, rules and files so far.
#[derive(Debug, Default)]
pub(super) struct Sarif {
    rules: Vec<Rule>,
    artifacts: Vec<Artifact>,
    results: Vec<Result>,
    notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    column_kind: &'static str,
    artifacts: &'a [Artifact],
    results: &'a [Result],
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: &'a [Rule],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    tool_execution_notifications: &'a [Notification],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: Cow<'static, str>,
    short_description: Text,
    full_description: Text,
    help_uri: String,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Debug, Serialize)]
struct Text {
    text: Cow<'static, str>,
}

#[derive(Debug, Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Artifact {
    location: ArtifactLocation,
    length: u32,
    roles: [&'static str; 1],
}

#[derive(Clone, Debug, Serialize)]
struct ArtifactLocation {
    uri: String,
    index: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Result {
    rule_id: Cow<'static, str>,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
}

/// Something that was not checked.
#[derive(Debug, Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
    locations: [Location; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Debug, Serialize)]
struct Fingerprints {
    #[serde(rename = "itk3/v1")]
    v1: String,
}

#[derive(Debug, Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

impl Sarif {
    pub(super) fn add(&mut self, report: &Report, name: &str, shown: &dyn Fn(&Issue) -> bool) {
        let artifact = ArtifactLocation { uri: uri(name), index: self.artifacts.len() };
        for issue in report.issues.iter().filter(|issue| shown(issue)) {
            let rule = self.rules.iter().position(|known| known.id == issue.rule).unwrap_or_else(|| {
                self.rules.push(rule(issue));
                self.rules.len() - 1
            });
            self.results.push(result(issue, rule, &artifact));
        }
        self.notifications.extend(report.note().map(|note| Notification::of(note, "", Place::default(), &artifact)));
        self.notifications.extend(
            report
                .not_checked
                .iter()
                .map(|not| Notification::of(["Not checked: ", not.without_target()].concat(), &not.path, not.place, &artifact)),
        );
        self.artifacts.push(Artifact { location: artifact, length: report.summary.bytes, roles: ["analysisTarget"] });
    }

    pub(super) fn finish(self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let driver =
            Driver { name: "itk3-validator", version, semantic_version: version, information_uri: INFORMATION, rules: &self.rules };
        let run = Run {
            tool: Tool { driver },
            invocations: [Invocation { execution_successful: true, tool_execution_notifications: &self.notifications }],
            column_kind: "utf16CodeUnits",
            artifacts: &self.artifacts,
            results: &self.results,
        };
        let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
        serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
    }
}

fn rule(issue: &Issue) -> Rule {
    // An invariant has no title of its own, but the reason that all have.
    let known = rules::rule(&issue.rule);
    let title = known.map_or_else(|| Cow::Owned(issue.message.clone()), |rule| Cow::Borrowed(rule.title));
    let why = known.or_else(|| rules::rule("invariant")).map_or("", |rule| rule.why);
    let mut markdown = why.to_owned();
    for (label, example) in [("Wrong", known.and_then(|rule| rule.wrong)), ("Right", known.and_then(|rule| rule.right))] {
        if let Some(example) = example {
            markdown.push_str(&format!("\n\n{label}: `{example}`"));
        }
    }
    markdown.push_str(&format!("\n\n[Read the rule]({})", issue.link));
    Rule {
        id: issue.rule.clone(),
        short_description: Text { text: title },
        full_description: Text { text: Cow::Borrowed(why) },
        help_uri: rules::page(&issue.rule).unwrap_or_else(|| issue.link.clone()),
        help: Help { text: format!("{why} Read the rule: {}", issue.link), markdown },
        default_configuration: Configuration { level: level(issue.severity) },
    }
}

fn result(issue: &Issue, rule: usize, artifact: &ArtifactLocation) -> Result {
    let expected = issue.expected.as_ref().map(|expected| [". Expected: ", expected].concat()).unwrap_or_default();
    Result {
        rule_id: issue.rule.clone(),
        rule_index: rule,
        level: level(issue.severity),
        message: Text { text: Cow::Owned([&issue.message, expected.as_str()].concat()) },
        locations: [Location::of(&issue.path, issue.place, artifact)],
        partial_fingerprints: Fingerprints { v1: fingerprint(&[&artifact.uri, &issue.rule, &issue.path]) },
        suppressions: issue
            .waived
            .iter()
            .map(|reason| Suppression { kind: "external", status: "accepted", justification: reason.clone() })
            .collect(),
    }
}

impl Notification {
    fn of(message: String, path: &str, place: Place, artifact: &ArtifactLocation) -> Notification {
        Notification { level: "note", message: Text { text: Cow::Owned(message) }, locations: [Location::of(path, place, artifact)] }
    }
}

impl Location {
    fn of(path: &str, place: Place, artifact: &ArtifactLocation) -> Location {
        let (start_line, start_column) = (place.line.max(1), place.column.max(1));
        let end_line = place.end_line.max(start_line);
        // A region that holds nothing would not be shown.
        let end_column = place.end_column.max(if end_line == start_line { start_column + 1 } else { 1 });
        let element = |path: &str| LogicalLocation { fully_qualified_name: path.to_owned(), kind: "element" };
        Location {
            physical_location: PhysicalLocation {
                artifact_location: artifact.clone(),
                region: Region { start_line, start_column, end_line, end_column },
            },
            logical_locations: if path.is_empty() { Vec::new() } else { vec![element(path)] },
        }
    }
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
    let name = bare(name);
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
pub(super) fn fingerprint(parts: &[&str]) -> String {
    // FNV-1a.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    format!("{hash:016x}")
}
