//! Why a resource is not converted. No check applies this rule: it stands in no list of rules and in no report.

use crate::diagnostic::{Rule, Severity, Traits};

pub(crate) static NOT_CONVERTIBLE: Rule = Rule {
    id: "not-convertible",
    severity: Severity::Error,
    code: "not-supported",
    title: "Content that the other format cannot hold",
    link: "https://hl7.org/fhir/STU3/json.html#xml",
    response: None,
    traits: Traits::NONE,
};
