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
    "10001" - Fatal &["processing"], "The handling specification has an error that no other code covers";
    "10002" - Fatal &["processing"], "InfAckRequested is unreadable or invalid";
    "10003" - Fatal &["processing"], "BusAckRequested is unreadable or invalid";
    "10004" - Fatal &["processing"], "MessageDefinition is unreadable, or names a message type unknown to the receiver";
    "10005" - Fatal &["processing"], "MessageDefinition names a version that the receiver does not support";
    "10007" - Fatal &["processing"], "SenderReference is unreadable or unsupported";
    "10008" - Fatal &["processing"], "The handling keys break the rules of the payload's domain";
    "10009" - Fatal &["processing"], "The message cannot be read";
    "10010" - Fatal &["processing"], "RecipientType is unreadable or invalid";
    "20001" - Fatal &["not-found"], "The person named as receiver in the header is unknown";
    "20002" - Fatal &["not-found"], "The organisation named as receiver in the header is unknown";
    "20003" - Fatal &["not-found"], "The sender is unknown; not used for messages that MESH routes by patient";
    "20004" - Fatal &["security"], "An attachment has a file type not approved for the business domain";
    "20005" - Fatal &["security"], "An attachment has a file type that the receiver cannot use";
    "20006" - Fatal HEADER, "The Bundle, the MessageHeader or a resource it refers to is invalid";
    "20007" - Fatal &["duplicate"], "The same message was processed before";
    "20008" - Fatal &["duplicate"], "The same document was processed before";
    "20009" - Fatal PAYLOAD, "The payload is invalid";
    "20010" - Fatal &["not-found"], "The receiver does not serve the organisation that the payload is addressed to";
    "20011" - Fatal &["not-found"], "The receiver does not serve the person that the payload is addressed to";
    "20012" - Fatal &["security"], "The receiver does not accept messages from this sender; not used for messages that MESH routes by patient";
    "20013" + Information &["informational"], "The message was processed; a business response may still refuse it";
    "20014" - Fatal &["processing"], "A replacement document could not be applied; rely on neither version";
    "20015" - Fatal &["processing"], "The message is too large; the recommended maximum is 5 MB";
    "30001" + Information &["informational"], "The patient is known to this organisation";
    "30002" - Fatal &["not-found"], "The patient is unknown to this organisation";
    "30003" - Fatal &["business-rule"], "The patient has left this organisation, or died or was deducted at least six months ago";
    "30004" + Information &["informational"], "The patient was known to this organisation and died less than six months ago";
    "30005" + Information &["informational"], "The referral is open";
    "30006" + Information &["informational"], "The referral is completed";
    "30007" - Warning &["informational"], "The referral was returned to the GP";
    "30008" + Information &["informational"], "The patient was told to see the GP; not urgent";
    "30009" + Information &["informational"], "The patient was sent to urgent care, 111 or a GP out of hours";
    "30010" + Information &["informational"], "The patient was sent to an emergency department or 999";
    "30011" + Information &["informational"], "The patient was signposted elsewhere";
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
