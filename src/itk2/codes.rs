//! Error codes of the distribution envelope, which code a finding earns, and what a receiver would answer.

use super::names::{ACK, INF_ACK};
use super::view::View;
use crate::diagnostic::{Diagnostic, Severity};
use crate::itk3::recognise::Kind;
use crate::itk3::{Asked, Earned, SuggestedCode, Suggestion};
use crate::syntax::tree::{NodeId, Tree};

/// A code that an ITK 2 reply can have.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorCode {
    /// `DE0001` to `DE0012`; or `1000`, `2100`, `2200` or `3000`, of faults and of ITK 2.1.
    pub code: &'static str,
    /// As its vocabulary has it.
    pub display: &'static str,
    /// When a receiver sends it.
    pub when: &'static str,
    /// The sender may send the message again as it is.
    pub retry: bool,
}

const fn of(code: &'static str, display: &'static str, when: &'static str) -> ErrorCode {
    ErrorCode { code, display, when, retry: false }
}

/// The codes of ITK 2.2 for a distribution envelope that cannot be processed.
pub static DISTRIBUTION_ENVELOPE_ERRORS: [ErrorCode; 12] = [
    of("DE0001", "Distribution Envelope Processing Error", "The envelope has an error that no other code covers"),
    of("DE0002", "Distribution Envelope Header Processing Error", "The tracking id, the service or the order of the header is wrong"),
    of("DE0003", "Distribution Envelope Address List Processing Error", "A recipient address is wrong"),
    of("DE0004", "Distribution Envelope Audit Identity Processing Error", "The audit identity as a whole is missing or wrong"),
    of("DE0005", "Distribution Envelope Id Processing Error", "An id in the audit identity is wrong"),
    of("DE0006", "Distribution Envelope Manifest Processing Error", "The manifest or its count is wrong"),
    of("DE0007", "Distribution Envelope Manifest Item Processing Error", "The id, type or profile of a manifest item is wrong"),
    of("DE0008", "Distribution Envelope Sender Address Processing Error", "The sender address is missing or wrong"),
    of("DE0009", "Distribution Envelope Handling Specifications Processing Error", "The handling specification as a whole is wrong"),
    of("DE0010", "Distribution Envelope Spec Processing Error", "A handling key or its value is wrong"),
    of("DE0011", "Distribution Envelope Payloads Processing Error", "The payloads or their count are wrong"),
    of("DE0012", "Distribution Envelope Payload Processing Error", "A payload or its id is wrong"),
];

/// The codes of faults, which ITK 2.1 uses in acknowledgements too.
pub static TOOLKIT_ERRORS: [ErrorCode; 4] = [
    of("1000", "Invalid Message", "The structure or content of the message is not recognised, or wrong"),
    ErrorCode {
        retry: true,
        ..of("2100", "Processing Error (recoverable)", "The message could not be processed now; it may be sent again")
    },
    of("2200", "Processing Error (not recoverable)", "The message could not be processed, and sending it again would not help"),
    of("3000", "Access Denied", "The sender may not use the service"),
];

/// One of either list.
pub(crate) fn find(code: &str) -> Option<&'static ErrorCode> {
    DISTRIBUTION_ENVELOPE_ERRORS.iter().chain(&TOOLKIT_ERRORS).find(|known| known.code == code)
}

/// The display of a code of the distribution envelope.
pub(crate) fn display(code: &str) -> Option<&'static str> {
    DISTRIBUTION_ENVELOPE_ERRORS.iter().find(|known| known.code == code).map(|known| known.display)
}

/// The text is the display of the code; the vocabulary prints one without a space, and both are accepted.
pub(crate) fn is_display(code: &str, text: &str) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = words(text).replace("EnvelopeManifest", "Envelope Manifest");
    display(code).is_some_and(|display| display == text)
}

/// The code that a finding earns: its rule's, or that of the part it is in.
pub(crate) fn earned(tree: &Tree<'_>, finding: &Diagnostic) -> Option<Earned> {
    let by_place = || {
        let node = finding.at.node()?;
        let mut inside = std::iter::successors(Some(node), |&node| tree.parent(node));
        let is_envelope = |node: &NodeId| tree.name(*node) == "DistributionEnvelope";
        inside.clone().find(is_envelope)?;
        inside.find_map(|node| of_element(tree, node))
    };
    // Responses are not refused with a code.
    if finding.rule.id.starts_with("ITK2-A") || finding.rule.id.starts_with("ITK2-B") || finding.rule.id.starts_with("ITK2-F") {
        return None;
    }
    let is_repeated_key = finding.rule == &super::handling::TWICE && finding.at.node().is_some_and(|node| tree.name(node) == "@key");
    let code = if is_repeated_key {
        Some("DE0009")
    } else if finding.severity == Severity::Fatal {
        Some("1000")
    } else {
        // What is not of the envelope is of SOAP, or of a response alone.
        let of_soap = || (tree.name(NodeId::ROOT) == "Envelope").then_some("1000");
        finding.rule.response.or_else(by_place).or_else(of_soap)
    };
    Some(Earned::of(code?, finding.severity <= Severity::Error))
}

fn of_element(tree: &Tree<'_>, node: NodeId) -> Option<&'static str> {
    Some(match tree.name(node) {
        "payload" => "DE0012",
        "payloads" => "DE0011",
        "spec" => "DE0010",
        "handlingSpecification" => "DE0009",
        "senderAddress" => "DE0008",
        "manifestitem" => "DE0007",
        "manifest" => "DE0006",
        "id" if tree.parent(node).is_some_and(|parent| tree.name(parent) == "auditIdentity") => "DE0005",
        "auditIdentity" => "DE0004",
        "address" | "addresslist" => "DE0003",
        "header" => "DE0002",
        "DistributionEnvelope" => "DE0001",
        _ => return None,
    })
}

/// What a receiver would answer, where there is something to answer.
pub(crate) fn suggestion(tree: &Tree<'_>, kind: Kind, earned: &[Option<Earned>]) -> Option<Suggestion> {
    let view = View::of(tree);
    view.envelope?;
    let mut codes: Vec<SuggestedCode> = Vec::new();
    for (place, earned) in earned.iter().enumerate().filter_map(|(place, earned)| Some((place, earned.filter(|earned| earned.refuses())?)))
    {
        match codes.iter_mut().find(|known| known.code == earned.code) {
            Some(known) => known.issues.push(place as u32),
            None => {
                let Some(code) = find(earned.code) else { continue };
                let (display, because, issues) = (code.display.to_owned(), code.when, vec![place as u32]);
                codes.push(SuggestedCode { code: code.code, display, because, issues });
            }
        }
    }
    // A part before the whole, and the envelope before SOAP.
    codes.sort_by_key(|code| rank(code.code));
    let is_negative = !codes.is_empty();
    if codes.is_empty() {
        let because = "No problem was found that would prevent the message from being processed";
        codes.push(SuggestedCode { code: "OK", display: "OK".to_owned(), because, issues: Vec::new() });
    }
    let asked = |keys: &[&str]| {
        let all: Vec<bool> = keys.iter().filter_map(|key| view.asks(key)).collect();
        (!all.is_empty()).then(|| all.contains(&true))
    };
    Some(Suggestion {
        codes,
        infrastructure: infrastructure(kind, asked(&[INF_ACK])),
        business: business(kind, asked(&[ACK]), is_negative),
    })
}

fn rank(code: &str) -> (u8, &str) {
    let whole = match code {
        "DE0001" => 2,
        "DE0002" => 1,
        _ if code.starts_with("DE") => 0,
        _ => 3,
    };
    (whole, code)
}

fn infrastructure(kind: Kind, asked: Option<bool>) -> Asked {
    match (kind, asked) {
        (Kind::Itk2Infrastructure | Kind::Itk2BareInfrastructure, _) => {
            Asked { asked, reply: false, because: "An infrastructure response is never acknowledged" }
        }
        (_, Some(true)) => Asked { asked, reply: true, because: "infackrequested is true" },
        (_, Some(false)) => Asked { asked, reply: false, because: "infackrequested is false" },
        (_, None) => Asked { asked, reply: false, because: "infackrequested is missing, so no acknowledgement is requested" },
    }
}

fn business(kind: Kind, asked: Option<bool>, is_negative: bool) -> Asked {
    match (kind, asked) {
        (Kind::Itk2Infrastructure | Kind::Itk2Business | Kind::Itk2BareInfrastructure | Kind::Itk2BareBusiness, _) => {
            Asked { asked, reply: false, because: "A response is never answered with a business response" }
        }
        _ if is_negative => Asked { asked, reply: false, because: "After a negative infrastructure response, nothing more is sent" },
        (_, Some(true)) => Asked { asked, reply: true, because: "ackrequested is true" },
        (_, Some(false)) => Asked { asked, reply: false, because: "ackrequested is false" },
        (_, None) => Asked { asked, reply: false, because: "ackrequested is missing" },
    }
}
