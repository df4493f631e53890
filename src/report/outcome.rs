//! A report as an STU3 OperationOutcome. It names places and rules, and quotes no value of the message.

use serde::Serialize;

use super::xml::attribute;
use super::{Issue, NotChecked, Report};

/// Code system of this validator's rule ids.
const RULES: &str = "urn:itk3-validator:rule";

struct Row<'a> {
    severity: &'static str,
    code: &'static str,
    rule: Option<&'a str>,
    text: String,
    diagnostics: Option<String>,
    path: String,
}

fn rows(report: &Report) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = report.issues.iter().map(issue).collect();
    // Where a reference leads may say whom the message is about: these are told together, without their values.
    let (outside, others): (Vec<_>, Vec<_>) = report.not_checked.iter().partition(|not| not.reason == "external-reference");
    rows.extend(others.into_iter().map(|not| not_checked(not, &not.message, not.count)));
    if let Some(first) = outside.first() {
        let count = outside.iter().map(|not| not.count).sum();
        rows.push(not_checked(first, "targets of references that lead outside the message", count));
    }
    let is_clean = rows.is_empty();
    if let Some(text) = report.note() {
        let (severity, code) = ("information", "informational");
        rows.push(Row { severity, code, rule: Some("itk3-rules"), text, diagnostics: None, path: String::new() });
    }
    if is_clean {
        rows.push(Row {
            severity: "information",
            code: "informational",
            rule: None,
            text: match report.header_unknown {
                false => "The message conforms to everything that was checked".to_owned(),
                true => report.verdict.to_owned(),
            },
            diagnostics: None,
            path: String::new(),
        });
    }
    rows
}

fn issue(issue: &Issue) -> Row<'_> {
    let mut diagnostics = format!("Line {}, column {}.", issue.place.line, issue.place.column);
    if let Some(expected) = &issue.expected {
        diagnostics.push_str(&format!(" Expected: {expected}."));
    }
    if let Some(profile) = &issue.profile {
        diagnostics.push_str(&format!(" Profile: {profile}."));
    }
    diagnostics.push_str(&format!(" See {}", issue.link));
    Row {
        severity: issue.severity.word(),
        code: issue.code,
        rule: Some(&issue.rule),
        text: issue.message.clone(),
        diagnostics: Some(diagnostics),
        path: issue.path.clone(),
    }
}

fn not_checked<'a>(not: &'a NotChecked, message: &str, count: u32) -> Row<'a> {
    Row {
        severity: "information",
        code: "not-supported",
        rule: Some(not.reason),
        text: format!("Not checked: {message}"),
        diagnostics: Some(format!("Line {}, column {}. {count} in all", not.place.line, not.place.column)),
        path: not.path.clone(),
    }
}

/// The OperationOutcome in XML or, where `xml` is false, JSON.
pub fn operation_outcome(report: &Report, xml: bool) -> String {
    let rows = rows(report);
    if xml { to_xml(&rows) } else { to_json(&rows) }
}

fn to_json(rows: &[Row<'_>]) -> String {
    let issues = rows.iter().map(|row| OutcomeIssue {
        severity: row.severity,
        code: row.code,
        details: Details { coding: row.rule.map(|code| [Coding { system: RULES, code }]), text: &row.text },
        diagnostics: row.diagnostics.as_deref(),
        expression: (!row.path.is_empty()).then_some([&row.path]),
    });
    // An issue a line.
    let issues: Vec<String> = issues.map(|issue| serde_json::to_string(&issue).unwrap_or_default()).collect();
    format!("{{\n  \"resourceType\": \"OperationOutcome\",\n  \"issue\": [\n    {}\n  ]\n}}\n", issues.join(",\n    "))
}

#[derive(Serialize)]
struct OutcomeIssue<'a> {
    severity: &'a str,
    code: &'a str,
    details: Details<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expression: Option<[&'a str; 1]>,
}

#[derive(Serialize)]
struct Details<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    coding: Option<[Coding<'a>; 1]>,
    text: &'a str,
}

#[derive(Serialize)]
struct Coding<'a> {
    system: &'a str,
    code: &'a str,
}

fn to_xml(rows: &[Row<'_>]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OperationOutcome xmlns=\"http://hl7.org/fhir\">\n");
    for row in rows {
        out.push_str("  <issue>\n");
        element(&mut out, 4, "severity", row.severity);
        element(&mut out, 4, "code", row.code);
        out.push_str("    <details>\n");
        if let Some(rule) = row.rule {
            out.push_str("      <coding>\n");
            element(&mut out, 8, "system", RULES);
            element(&mut out, 8, "code", rule);
            out.push_str("      </coding>\n");
        }
        element(&mut out, 6, "text", &row.text);
        out.push_str("    </details>\n");
        if let Some(diagnostics) = &row.diagnostics {
            element(&mut out, 4, "diagnostics", diagnostics);
        }
        if !row.path.is_empty() {
            element(&mut out, 4, "expression", &row.path);
        }
        out.push_str("  </issue>\n");
    }
    out.push_str("</OperationOutcome>\n");
    out
}

fn element(out: &mut String, indent: usize, name: &str, value: &str) {
    out.push_str(&" ".repeat(indent));
    out.push('<');
    out.push_str(name);
    out.push_str(" value=\"");
    attribute(out, value);
    out.push_str("\"/>\n");
}
