//! The response codes: what each means, and the three codes that a response with it carries.

use serde::Serialize;

use crate::definitions::Definitions;
use crate::diagnostic::Severity;

/// Stands for the id of a message whose id could not be read.
pub(crate) const UNREADABLE: &str = "UNREADABLE-IN-ORIGINAL-MESSAGE";

/// Code system of the response codes.
pub(crate) const SYSTEM: &str = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-ResponseCodes-1";

const CODES_PAGE: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_response_codes.html";
const EXAMPLES_PAGE: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_response_examples.html";

/// What the guide's table says of a code, but for its display, which the CodeSystem has.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: &'static str,
    pub(crate) positive: bool,
    pub(crate) severity: Severity,
    /// Allowed issue codes, the usual one first.
    pub(crate) issues: &'static [&'static str],
    pub(crate) when: &'static str,
}

const HEADER: &[&str] = &["invalid", "structure", "required", "value", "processing", "code-invalid", "extension"];
const PAYLOAD: &[&str] = &[
    "structure",
    "invalid",
    "required",
    "value",
    "invariant",
    "processing",
    "not-supported",
    "code-invalid",
    "extension",
    "business-rule",
];

macro_rules! outcomes {
    ($($code:literal $sign:tt $severity:ident $issues:expr, $when:literal;)*) => {
        /// All codes, in their order.
        pub(crate) static OUTCOMES: &[Outcome] = &[$(Outcome {
            code: $code, positive: sign!($sign), severity: Severity::$severity, issues: $issues, when: $when,
        }),*];
    };
}
macro_rules! sign {
    (+) => {
        true
    };
    (-) => {
        false
    };
}

outcomes! {
    "10001" - Fatal &["processing"], "The handling specification has a fault that no other code names";
    "10002" - Fatal &["processing"], "InfAckRequested cannot be read, or has a wrong value";
    "10003" - Fatal &["processing"], "BusAckRequested cannot be read, or has a wrong value";
    "10004" - Fatal &["processing"], "MessageDefinition cannot be read, or names a message that the receiver does not know";
    "10005" - Fatal &["processing"], "MessageDefinition names a version that the receiver does not support";
    "10007" - Fatal &["processing"], "SenderReference cannot be read, or has a value that is not supported";
    "10008" - Fatal &["processing"], "The handling keys do not keep the rules of the payload's domain";
    "10009" - Fatal &["processing"], "The message cannot be read";
    "10010" - Fatal &["processing"], "RecipientType cannot be read, or has a wrong value";
    "20001" - Fatal &["not-found"], "The person whom the header names as receiver is not known";
    "20002" - Fatal &["not-found"], "The organisation that the header names as receiver is not known";
    "20003" - Fatal &["not-found"], "The sender is not known; not for messages that MESH routes by patient";
    "20004" - Fatal &["security"], "An attachment is of a type that the domain has not approved";
    "20005" - Fatal &["security"], "An attachment is of a type that the receiver cannot use";
    "20006" - Fatal HEADER, "The Bundle, its MessageHeader or a resource of the header is wrong";
    "20007" - Fatal &["duplicate"], "The same message was processed before";
    "20008" - Fatal &["duplicate"], "The same document was processed before";
    "20009" - Fatal PAYLOAD, "The payload is wrong";
    "20010" - Fatal &["not-found"], "The organisation for which the payload is meant is not served here";
    "20011" - Fatal &["not-found"], "The person for whom the payload is meant is not served here";
    "20012" - Fatal &["security"], "The receiver takes no messages from this sender; not for messages that MESH routes by patient";
    "20013" + Information &["informational"], "The message was processed; what it asks for may still be refused";
    "20014" - Fatal &["processing"], "A document could not take the place of an earlier one; neither is to be relied upon";
    "20015" - Fatal &["processing"], "The message is too large; 5 MB is the recommended most";
    "30001" + Information &["informational"], "The patient is known here";
    "30002" - Fatal &["not-found"], "The patient is not known here";
    "30003" - Fatal &["business-rule"], "The patient is no longer here; also where a death or a deduction was six months ago or more";
    "30004" + Information &["informational"], "The patient was known here and died less than six months ago";
    "30005" + Information &["informational"], "The referral is open";
    "30006" + Information &["informational"], "The referral is completed";
    "30007" - Warning &["informational"], "The referral goes back to the GP";
    "30008" + Information &["informational"], "The patient was told to see the GP; not urgent";
    "30009" + Information &["informational"], "The patient was sent to urgent care, 111 or a GP out of hours";
    "30010" + Information &["informational"], "The patient was sent to an emergency department or 999";
    "30011" + Information &["informational"], "The patient was told of another place to go to";
    "30012" - Warning &["informational"], "The patient could not be reached in at least three attempts";
    "30013" + Information &["informational"], "The referral was closed: the service is not needed";
    "30014" - Information &["informational"], "The referral was closed: the service was not accepted";
    "30015" - Information &["duplicate"], "The referral was closed: there is another like it";
    "30016" + Information &["informational"], "The referral is accepted";
    "30017" - Warning &["informational"], "The referral is refused";
    "30018" - Warning &["informational"], "The patient did not come";
    "30019" + Information &["informational"], "The registration is accepted";
    "30020" - Warning &["informational"], "The registration waits: the practice is to be called";
    "30021" - Warning &["informational"], "The registration is refused: the patient is registered already";
    "30022" - Warning &["informational"], "The registration is refused: the practice is full";
    "30023" - Warning &["informational"], "The registration is refused: the patient lives outside the area";
    "30024" - Warning &["informational"], "The registration is refused: this practice removed the patient before";
    "30025" - Warning &["informational"], "The registration is refused: another practice removed the patient before";
}

/// Which layer a code answers for: its first digit says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 1xxxx and 2xxxx: the message as such.
    Infrastructure,
    /// 3xxxx: what is asked for.
    Business,
}

impl Level {
    /// The level of a code, known or not.
    pub fn of(code: &str) -> Option<Level> {
        match code.as_bytes() {
            [b'1' | b'2', _, _, _, _] => Some(Level::Infrastructure),
            [b'3', _, _, _, _] => Some(Level::Business),
            _ => None,
        }
    }

    /// In a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Level::Infrastructure => "infrastructure",
            Level::Business => "business",
        }
    }
}

impl Outcome {
    pub(crate) fn level(&self) -> Level {
        Level::of(self.code).unwrap_or(Level::Infrastructure)
    }

    /// MessageHeader.response.code.
    pub(crate) fn response(&self) -> &'static str {
        if self.positive { "ok" } else { "fatal-error" }
    }

    /// OperationOutcome.issue.severity.
    pub(crate) fn severity(&self) -> &'static str {
        match self.severity {
            Severity::Fatal => "fatal",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
        }
    }
}

/// The table's line of a code.
pub(crate) fn outcome(code: &str) -> Option<&'static Outcome> {
    OUTCOMES.binary_search_by(|outcome| outcome.code.cmp(code)).ok().map(|at| &OUTCOMES[at])
}

/// A code's display as the CodeSystem has it.
pub(crate) fn display<'a>(definitions: &'a Definitions, code: &str) -> Option<&'a str> {
    definitions.concept(SYSTEM, code)??
}

/// A response code, with all that is published of it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResponseCode {
    /// Five digits.
    pub code: &'static str,
    /// As the CodeSystem has it.
    pub display: String,
    /// Infrastructure or business.
    pub level: Level,
    /// Nothing went wrong.
    pub positive: bool,
    /// MessageHeader.response.code.
    pub response_code: &'static str,
    /// OperationOutcome.issue.severity.
    pub severity: &'static str,
    /// Allowed OperationOutcome.issue.code, the usual one first.
    pub issue_codes: &'static [&'static str],
    /// What the guide asks of receivers: `MUST` or `SHOULD`.
    pub support: &'static str,
    /// When to send it.
    pub when: &'static str,
    /// Where that stands.
    pub source: &'static str,
}

/// All response codes.
pub fn response_codes(definitions: &Definitions) -> Vec<ResponseCode> {
    let code = |outcome: &'static Outcome| ResponseCode {
        code: outcome.code,
        display: display(definitions, outcome.code).unwrap_or_default().to_owned(),
        level: outcome.level(),
        positive: outcome.positive,
        response_code: outcome.response(),
        severity: outcome.severity(),
        issue_codes: outcome.issues,
        support: if outcome.level() == Level::Business || outcome.code == "10001" { "MUST" } else { "SHOULD" },
        when: outcome.when,
        source: if outcome.code == "20015" { EXAMPLES_PAGE } else { CODES_PAGE },
    };
    OUTCOMES.iter().map(code).collect()
}
