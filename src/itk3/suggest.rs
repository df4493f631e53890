//! Which response codes a report leads to, and which responses the sender wants.

use serde::Serialize;

use super::codes;
use super::recognise::Kind;
use super::view::{Era, HANDLING, HANDLING_V1, KEYS, Key, Parts};
use crate::definitions::Definitions;
use crate::diagnostic::{Diagnostic, Rule, Severity, Traits};
use crate::syntax::tree::{NodeId, Tree};
use crate::validate::rules::{RESOURCE_UNKNOWN, SLICE_MIN};

/// A code that a receiver would send, and why.
#[derive(Clone, Debug, Serialize)]
pub struct SuggestedCode {
    /// Five digits.
    pub code: &'static str,
    /// As the CodeSystem has it.
    pub display: String,
    /// One plain sentence.
    pub because: &'static str,
    /// Indices into the report's issues.
    pub issues: Vec<u32>,
}

/// Whether a response of a level is asked for, and whether it is to be sent now.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// The flag, where it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<bool>,
    /// Such a response is to be sent.
    pub reply: bool,
    /// One plain sentence.
    pub because: &'static str,
}

/// What a receiver would answer.
#[derive(Clone, Debug, Serialize)]
pub struct Suggestion {
    /// The most specific first; one response carries one code. Without a fault: 20013.
    pub codes: Vec<SuggestedCode>,
    /// The infrastructure response.
    pub infrastructure: Asked,
    /// The business response.
    pub business: Asked,
}

/// The response code that a finding earns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Earned {
    pub(crate) code: &'static str,
    /// A receiver would refuse the message for it.
    refuses: bool,
}

impl Earned {
    pub(crate) fn of(code: &'static str, refuses: bool) -> Earned {
        Earned { code, refuses }
    }

    /// A receiver would refuse the message for it.
    pub(crate) fn refuses(self) -> bool {
        self.refuses
    }
}

/// The response code that a finding earns, by its rule or by the part of the message it is in.
pub(crate) fn earned(tree: &Tree<'_>, parts: &Parts<'_>, finding: &Diagnostic) -> Option<Earned> {
    let code = code_of(tree, parts, finding.rule, finding.at.node())?;
    Some(Earned { code, refuses: finding.severity <= Severity::Error || is_of_unknown_event(tree, parts, finding) })
}

fn code_of(tree: &Tree<'_>, parts: &Parts<'_>, rule: &Rule, at: Option<NodeId>) -> Option<&'static str> {
    // A text of which the kind cannot be told was meant as a message by someone who sent it.
    let unread = tree.is_empty() || rule.severity == Severity::Fatal && !rule.is(Traits::BOUND);
    if rule.response.is_some() {
        return rule.response;
    }
    if rule.is(Traits::MESSAGING) && at.is_none() || super::mesh::rules::is_of_mesh(rule) {
        return None;
    }
    if unread {
        return Some("10009");
    }
    if matches!(parts.kind, Kind::Xml | Kind::Json | Kind::Text | Kind::Empty) || *rule == RESOURCE_UNKNOWN && at == Some(NodeId::ROOT) {
        return Some("10009");
    }
    if !parts.kind.is_itk3() {
        return None;
    }
    if rule.is(Traits::OF_WRAPPER) {
        // Without a header the message has no id that a response could refer to.
        return Some(if parts.header.is_some() { "20006" } else { "10009" });
    }
    let Some(node) = at else { return Some("20006") };
    // What is missing from the header is reported where it should be: a slice there is the handling extension.
    if Some(node) == parts.header && *rule == SLICE_MIN {
        return Some("10001");
    }
    let mut at = Some(node);
    let mut above = None;
    while let Some(node) = at {
        if Some(node) == parts.handling {
            let key = above.and_then(|above| KEYS.iter().find(|(key, _, _)| parts.key(*key) == Some(above)));
            return Some(key.map_or("10001", |(_, _, code)| code));
        }
        // The first generation had codes of its own for the same; the reply has them. Of the current one there is one too many.
        if matches!(tree.child_value(node, "url"), Some(HANDLING_V1 | HANDLING)) {
            return Some("10001");
        }
        if Some(node) == parts.header {
            // Where it stands says nothing of what it is.
            let in_event = above.is_some_and(|above| tree.name(above) == "event") && !rule.is(Traits::OF_ORDER);
            return Some(if in_event { "10004" } else { "20006" });
        }
        if [parts.sender, parts.receiver, parts.outcome].contains(&Some(node)) || node == NodeId::ROOT {
            return Some("20006");
        }
        // An entry of the message itself: its resource was none of the above.
        if tree.parent(node) == Some(NodeId::ROOT) && tree.name(node) == "entry" {
            let of_payload = above.is_some_and(|above| tree.name(above) == "resource" && !is_of_header(tree, parts, above));
            return Some(if of_payload { "20009" } else { "20006" });
        }
        above = Some(node);
        at = tree.parent(node);
    }
    Some("20009")
}

/// Organisations and people beside a payload Bundle belong to the header, named there or not.
fn is_of_header(tree: &Tree<'_>, parts: &Parts<'_>, resource: NodeId) -> bool {
    let beside_bundle = parts.focus.is_some_and(|focus| focus != resource && tree.resource_type(focus) == Some("Bundle"));
    match tree.resource_type(resource) {
        Some("MessageHeader") => true,
        Some("Organization" | "Practitioner" | "PractitionerRole") => beside_bundle || parts.kind.is_response(),
        _ => false,
    }
}

/// The lower, the more specific: what cannot be read, one key, all keys, the header, the payload.
fn rank(code: &str) -> u8 {
    match code {
        "10009" => 0,
        "10001" => 2,
        _ if code.starts_with('1') => 1,
        "20009" => 5,
        "20006" => 4,
        _ => 3,
    }
}

/// Of the findings of a report, by what each earns.
pub(crate) fn suggestion(tree: &Tree<'_>, parts: &Parts<'_>, definitions: &Definitions, earned: &[Option<Earned>]) -> Option<Suggestion> {
    let refusals = || earned.iter().enumerate().filter_map(|(place, earned)| Some((place, earned.filter(|earned| earned.refuses)?.code)));
    let unread = refusals().any(|(_, code)| code == "10009");
    if !parts.kind.is_itk3() && !unread || parts.kind.is_mesh() {
        return None;
    }
    let mut codes: Vec<SuggestedCode> = Vec::new();
    for (place, code) in refusals() {
        match codes.iter_mut().find(|known| known.code == code) {
            Some(known) => known.issues.push(place as u32),
            None => codes.push(SuggestedCode {
                code,
                display: codes::display(definitions, code).unwrap_or_default().to_owned(),
                because: codes::outcome(code).map_or("", |outcome| outcome.when),
                issues: vec![place as u32],
            }),
        }
    }
    codes.sort_by(|a, b| (rank(a.code), a.code).cmp(&(rank(b.code), b.code)));
    let negative = !codes.is_empty();
    if !negative {
        codes.push(SuggestedCode {
            code: "20013",
            display: codes::display(definitions, "20013").unwrap_or_default().to_owned(),
            because: "No problem was found that would prevent the message from being processed",
            issues: Vec::new(),
        });
    }
    let flag = |key, old| if parts.era == Some(Era::V1) { parts.flag_v1(tree, old) } else { parts.flag(tree, key) };
    Some(Suggestion {
        infrastructure: infrastructure(parts, flag(Key::InfAckRequested, "INFACK"), unread),
        business: business(parts, flag(Key::BusAckRequested, "BUSACK"), negative),
        codes,
    })
}

/// Whether a finding says that the event is not one of ITK3's. The value set of events may be extended, so this is no error;
/// but a receiver cannot process a message of which it knows no flow.
fn is_of_unknown_event(tree: &Tree<'_>, parts: &Parts<'_>, finding: &Diagnostic) -> bool {
    let unknown = parts.kind == Kind::SendPayload && parts.era != Some(Era::V1) && parts.event.is_some() && parts.flow.is_none();
    let event = parts.header.and_then(|header| tree.child(header, "event"));
    let mut around = std::iter::successors(finding.at.node(), |&node| tree.parent(node));
    unknown && finding.rule.is(Traits::OF_CODE) && event.is_some_and(|event| around.any(|node| node == event))
}

fn infrastructure(parts: &Parts<'_>, asked: Option<bool>, unread: bool) -> Asked {
    if parts.kind == Kind::InfrastructureResponse {
        return Asked { asked, reply: false, because: "An infrastructure response is never answered" };
    }
    match asked {
        _ if unread => Asked { asked, reply: true, because: "A message that cannot be read is always answered, whatever it requests" },
        Some(true) => Asked { asked, reply: true, because: "InfAckRequested is true" },
        Some(false) => Asked { asked, reply: false, because: "InfAckRequested is false" },
        None if parts.era == Some(Era::V1) => {
            Asked { asked, reply: false, because: "In the first generation, a response is sent only if it is requested" }
        }
        None => Asked { asked, reply: true, because: "InfAckRequested cannot be read, so a response is sent wherever possible" },
    }
}

fn business(parts: &Parts<'_>, asked: Option<bool>, negative: bool) -> Asked {
    if parts.kind.is_response() {
        return Asked { asked, reply: false, because: "A response is never answered with a business response" };
    }
    match asked {
        _ if negative => Asked { asked, reply: false, because: "After a negative infrastructure response, nothing more is sent" },
        Some(true) => Asked { asked, reply: true, because: "BusAckRequested is true" },
        Some(false) => Asked { asked, reply: false, because: "BusAckRequested is false" },
        None => Asked { asked, reply: false, because: "BusAckRequested cannot be read" },
    }
}
