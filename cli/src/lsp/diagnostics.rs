//! Findings as an editor shows them, and what was not checked.

use gen_lsp_types::{Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Message, Range, Uri};
use itk3_validator::report::{Issue, NotChecked, Report, Severity};

use super::client::Client;
use super::text::range;

/// Most findings that are shown of a document. Of more, their number is.
const MOST: usize = 1000;

pub(super) const SOURCE: &str = "itk3-validator";

pub(super) fn diagnostics(report: &Report, uri: &str, client: Client) -> Vec<Diagnostic> {
    let issues: Vec<&Issue> = report.issues.iter().filter(|issue| issue.waived.is_none()).collect();
    let mut found: Vec<Diagnostic> = issues.iter().take(MOST).map(|issue| diagnostic(issue, uri, client)).collect();
    if issues.len() > MOST {
        let message = format!("{} more findings are not shown; itk3-validator lists them all", issues.len() - MOST);
        found.insert(0, plain(Range::default(), "more", message));
    }
    found.extend(report.not_checked.iter().take(MOST).map(not_checked));
    found
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Fatal | Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Information => DiagnosticSeverity::Information,
    }
}

fn diagnostic(issue: &Issue, uri: &str, client: Client) -> Diagnostic {
    let range = range(&issue.place);
    let mut message = issue.message.clone();
    for (word, said) in [("Expected", &issue.expected), ("Found", &issue.found)] {
        if let Some(said) = said {
            message = format!("{message}\n{word}: {said}");
        }
    }
    let mut more: Vec<String> = issue.consequences.iter().map(|sentence| ["Because of it: ", sentence].concat()).collect();
    more.extend(issue.profile.iter().map(|profile| ["Profile: ", profile].concat()));
    more.extend(issue.response.iter().map(|code| ["Response code: ", code].concat()));
    let mut related = None;
    if client.related_information {
        let at = |message: String| DiagnosticRelatedInformation { location: Location { uri: Uri(uri.to_owned()), range }, message };
        related = Some(more.into_iter().map(at).collect::<Vec<_>>()).filter(|related| !related.is_empty());
    } else {
        message = more.iter().fold(message, |message, sentence| format!("{message}\n{sentence}"));
    }
    Diagnostic {
        severity: Some(severity(issue.severity)),
        code_description: (!issue.link.is_empty()).then(|| CodeDescription { href: Uri(issue.link.clone()) }),
        related_information: related,
        ..plain(range, &issue.rule, message)
    }
}

fn not_checked(one: &NotChecked) -> Diagnostic {
    let times = if one.count > 1 { format!(" ({} times)", one.count) } else { String::new() };
    plain(range(&one.place), &["not-checked:", one.reason].concat(), format!("Not checked: {}{times}", one.message))
}

fn plain(range: Range, code: &str, message: String) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(DiagnosticSeverity::Information),
        code: Some(Code::String(code.to_owned())),
        source: Some(SOURCE.to_owned()),
        message: Message::String(message),
        ..Default::default()
    }
}
