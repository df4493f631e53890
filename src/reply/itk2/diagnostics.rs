//! What a reply says of the faults: rules and places, never values.

use crate::diagnostic::Severity;
use crate::report::{Issue, Report};

/// Longer diagnostics help nobody.
const MOST: usize = 20;

/// Names of ITK 2 and SOAP that a path may have; any other comes from the message and may say anything.
const NAMES: [&str; 52] = [
    "DistributionEnvelope",
    "header",
    "addresslist",
    "address",
    "auditIdentity",
    "id",
    "manifest",
    "manifestitem",
    "senderAddress",
    "handlingSpecification",
    "spec",
    "payloads",
    "payload",
    "InfrastructureResponse",
    "reportingIdentity",
    "errors",
    "errorInfo",
    "ErrorID",
    "ErrorCode",
    "ErrorText",
    "ErrorDiagnosticText",
    "BusinessResponseMessage",
    "acknowledgedBy3",
    "communicationFunction1",
    "communicationFunction",
    "Envelope",
    "Header",
    "Body",
    "MessageID",
    "Action",
    "To",
    "From",
    "ReplyTo",
    "Address",
    "Security",
    "Timestamp",
    "Created",
    "Expires",
    "UsernameToken",
    "ReferenceProperties",
    "@trackingid",
    "@service",
    "@uri",
    "@type",
    "@count",
    "@id",
    "@mimetype",
    "@profileid",
    "@base64",
    "@key",
    "@value",
    "@filename",
];

/// Errors by rule and place, those of a code first.
pub(super) fn text(report: &Report, code: &str) -> Option<String> {
    let errors = || report.issues.iter().filter(|issue| issue.severity <= Severity::Error);
    let about = errors().filter(|issue| issue.response == Some(code));
    let others = errors().filter(|issue| issue.response != Some(code));
    let all: Vec<&Issue> = about.chain(others).collect();
    if all.is_empty() {
        return None;
    }
    let mut lines: Vec<String> = all.iter().take(MOST).map(|issue| line(issue)).collect();
    if all.len() > MOST {
        lines.push(format!("and {} more", all.len() - MOST));
    }
    Some(lines.join("; "))
}

fn line(issue: &Issue) -> String {
    let is_known = |part: &&str| NAMES.contains(&part.split('[').next().unwrap_or_default());
    let path = issue.path.split('.').take_while(is_known).collect::<Vec<_>>().join(".");
    if path.is_empty() { format!("{} at line {}", issue.rule, issue.place.line) } else { format!("{} at {path}", issue.rule) }
}
