//! A message and the responses to it: what they say together, and what its sender should do now.

mod itk2;
mod pair;
mod picture;
mod state;

use serde::Serialize;

use crate::document::Document;
use crate::itk3::codes::{self, Level};
use crate::itk3::mesh::MeshReport;
use crate::itk3::recognise::Kind;
use crate::itk3::view::{Era, Key, Parts};
use crate::report::{Issue, Report, issue};
use crate::source::Lines;
use crate::syntax::tree::Tree;
use crate::typed::Paths;
use crate::validator::Options;

pub use state::State;

/// One response within a conversation.
#[derive(Clone, Debug, Serialize)]
pub struct Reviewed {
    /// Its own report.
    pub report: Report,
    /// It answers the message.
    pub answers: bool,
    /// Place of the response that it answers instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// Infrastructure or business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Its response code, or the code of a MESH error report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the code means, as the CodeSystem has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
    /// Whether it accepts the message. `None` if its code is not an ITK3 response code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub positive: Option<bool>,
    /// Findings that need the message beside the response; their places are in the response.
    pub issues: Vec<Issue>,
}

impl Reviewed {
    /// Returns whether this comes from MESH and not from the receiver.
    pub fn is_mesh_report(&self) -> bool {
        matches!(self.report.message.kind, "mesh-control" | "mesh-headers")
    }
}

/// The state of the transaction, with the reports of all its parts.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    /// Complete, waiting, failed, unconfirmed or unknown.
    pub state: State,
    /// The state in words.
    pub title: &'static str,
    /// Why.
    pub why: &'static str,
    /// What has not come yet.
    pub waiting_for: Vec<&'static str>,
    /// What the sender should do now.
    pub next: Vec<&'static str>,
    /// The message's own report.
    pub message: Report,
    /// The responses, in the order in which they were given.
    pub responses: Vec<Reviewed>,
}

/// What is known of a response before it is held against the others.
pub(super) struct Response<'a> {
    tree: &'a Tree<'a>,
    parts: &'a Parts<'a>,
    level: Option<Level>,
    code: Option<&'a str>,
    positive: Option<bool>,
    /// response.code is negative, but the response code is positive.
    contradicts_itself: bool,
    /// The MESH report, if it is one.
    mesh: Option<MeshReport>,
    answers: bool,
    to: Option<usize>,
}

impl<'a> Response<'a> {
    fn of(tree: &'a Tree<'a>, parts: &'a Parts<'a>) -> Response<'a> {
        let all: Vec<&str> = parts.outcome_codes(tree).filter_map(|(_, node)| tree.value(node)).collect();
        let is_negative = |code: &&str| codes::outcome(code).is_some_and(|outcome| !outcome.positive);
        // Where a response says yes and no, it is the no that counts.
        let code = all.iter().copied().find(|code| is_negative(code)).or(all.first().copied());
        let of_header = parts.response.and_then(|response| tree.child_value(response, "code"));
        let says_no = of_header.is_some_and(|code| code != "ok") || code.as_ref().is_some_and(is_negative);
        let is_of_system = |node| tree.parent(node).is_some_and(|coding| tree.child_value(coding, "system") == Some(codes::SYSTEM));
        let is_known = parts.is_of_response_event() && parts.outcome_codes(tree).all(|(_, node)| is_of_system(node));
        let positive = match code.and_then(codes::outcome) {
            _ if says_no => Some(false),
            // The first generation had other codes, and none for success.
            _ if parts.era == Some(Era::V1) => of_header.map(|_| true),
            outcome => outcome.filter(|_| is_known).map(|outcome| outcome.positive),
        };
        let of_kind = match parts.kind {
            Kind::InfrastructureResponse => Some(Level::Infrastructure),
            Kind::BusinessResponse => Some(Level::Business),
            // An unknown code is none of the business ones: something could not be done with the message.
            Kind::Response if says_no => Some(Level::Infrastructure),
            _ => None,
        };
        Response {
            tree,
            parts,
            level: code.and_then(Level::of).or(of_kind),
            code,
            positive,
            contradicts_itself: says_no && code.and_then(codes::outcome).is_some_and(|outcome| outcome.positive),
            mesh: None,
            answers: false,
            to: None,
        }
    }

    /// MessageHeader.id of the message that it says it answers.
    fn identifier(&self) -> Option<&'a str> {
        self.parts.response.and_then(|response| self.tree.child_value(response, "identifier"))
    }

    fn id(&self) -> Option<&'a str> {
        self.parts.header.and_then(|header| self.tree.child_value(header, "id"))
    }

    fn is_positive(&self) -> bool {
        self.positive == Some(true)
    }

    /// Returns whether this is a MESH error report that may be about another message.
    fn is_doubtful(&self) -> bool {
        !self.answers && self.mesh.as_ref().is_some_and(|report| report.is_error)
    }

    fn asks_for_more(&self) -> bool {
        self.flag(Key::InfAckRequested) == Some(true)
    }

    /// A flag of the handling keys, in the words of the message's generation.
    fn flag(&self, key: Key) -> Option<bool> {
        let old = if key == Key::BusAckRequested { "BUSACK" } else { "INFACK" };
        // What the first generation does not ask for is not to be done.
        if self.parts.era == Some(Era::V1) {
            Some(self.parts.flag_v1(self.tree, old) == Some(true))
        } else {
            self.parts.flag(self.tree, key)
        }
    }
}

impl Document<'_> {
    /// Holds responses against the message that they answer, in the order in which they came.
    pub fn review(&self, responses: &[Document<'_>], options: &Options) -> Conversation {
        if self.reading.itk2.is_some() {
            return itk2::review(self, responses, options);
        }
        let (parts, of_responses) = (self.reading.parts(), responses.iter().map(|response| response.reading.parts()));
        let of_responses: Vec<Parts<'_>> = of_responses.collect();
        let sent = Response::of(&self.reading.tree, &parts);
        let received = responses.iter().zip(&of_responses).map(|(response, parts)| Response::of(&response.reading.tree, parts));
        let mut received: Vec<Response<'_>> = received.collect();
        let mailbox = parts.header.and_then(|header| self.reading.tree.child(header, "source"));
        let mailbox = mailbox.and_then(|source| self.reading.tree.child_value(source, "endpoint"));
        for (response, document) in received.iter_mut().zip(responses).filter(|(response, _)| response.parts.kind.is_mesh()) {
            response.mesh = MeshReport::of(document.text());
            let report = response.mesh.as_ref();
            response.positive = report.filter(|report| report.is_error).map(|_| false);
            response.answers =
                report.is_some_and(|report| report.is_error && report.concerns(sent.id(), parts.event, mailbox, &options.context));
        }
        pair::pair(&sent, &mut received);
        let findings = pair::findings(&sent, &received, &self.validator.definitions, &options.context);
        let verdict = state::verdict(&sent, &received);
        let reviewed = received.iter().zip(findings).zip(responses).map(|((response, findings), document)| {
            let report = document.validate(options);
            let (lines, typed) = (Lines::new(document.text()), document.typed());
            let mut paths = Paths::new(&typed);
            let mesh = response.mesh.as_ref();
            let of_code = response.code.and_then(|code| codes::display(&self.validator.definitions, code));
            Reviewed {
                report,
                answers: response.answers,
                to: response.to.map(|to| to as u32),
                level: response.level,
                code: response.code.or(mesh.map(|report| &*report.code)).map(str::to_owned),
                display: of_code.or(mesh.and_then(|report| report.means)).map(str::to_owned),
                positive: response.positive,
                issues: findings.into_iter().map(|finding| issue(response.tree, &mut paths, &lines, finding)).collect(),
            }
        });
        Conversation {
            state: verdict.state,
            title: verdict.title,
            why: verdict.why,
            waiting_for: verdict.waiting_for,
            next: verdict.next,
            responses: reviewed.collect(),
            message: self.validate(options),
        }
    }
}
