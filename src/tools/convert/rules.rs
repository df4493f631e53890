//! Why a resource is not converted. No check applies this rule: it is in no registry and in no report.

use crate::diagnostic::rule;

rule! {
    NOT_CONVERTIBLE = Error "not-supported" "not-convertible";
    title: "Content that the other format cannot hold",
    why: "XML and JSON must contain the same information. Content that one of them cannot represent would be lost.",
    link: "https://hl7.org/fhir/STU3/json.html#xml",
}
