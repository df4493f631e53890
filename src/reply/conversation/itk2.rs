//! A message of ITK 2 with what came back: the answer over the connection, the infrastructure and the business response.

use super::state::{self, State, Transport, Verdict};
use super::{Conversation, Reviewed};
use crate::diagnostic::{At, Diagnostic, Severity, shown};
use crate::document::Document;
use crate::itk2::names::{ACK, INF_ACK};
use crate::itk2::rules::CORRELATION;
use crate::itk2::view::{View, usable, value};
use crate::itk3::Level;
use crate::itk3::mesh::MeshReport;
use crate::report::issue;
use crate::source::Lines;
use crate::syntax::tree::NodeId;
use crate::typed::Paths;
use crate::validator::Options;

/// What is known of a response before it is held against the others.
struct Response<'a> {
    view: View<'a>,
    level: Option<Level>,
    code: Option<&'a str>,
    positive: Option<bool>,
    /// The result is OK, but there is an error.
    contradicts_itself: bool,
    /// Where it names the message, and the name.
    named: Option<(NodeId, &'a str)>,
    /// It came over the connection of the request.
    is_answer: bool,
    /// The MESH report, if it is one.
    mesh: Option<MeshReport>,
    is_of_mesh: bool,
    answers: bool,
    to: Option<usize>,
}

impl<'a> Response<'a> {
    fn of(document: &'a Document<'_>) -> Response<'a> {
        let tree = &document.reading.tree;
        let view = View::of(tree);
        let mut response = Response {
            level: None,
            code: None,
            positive: None,
            contradicts_itself: false,
            named: None,
            is_answer: false,
            mesh: None,
            is_of_mesh: document.reading.parts().kind.is_mesh(),
            answers: false,
            to: None,
            view,
        };
        if document.reading.itk2.is_none() {
            response.mesh = response.is_of_mesh.then(|| MeshReport::of(document.text())).flatten();
            response.positive = response.mesh.as_ref().filter(|report| report.is_error).map(|_| false);
            return response;
        }
        let view = &response.view;
        let of_child = |parent: Option<NodeId>, name: &str| {
            let node = tree.child(parent?, name)?;
            Some((node, usable(tree, node)?))
        };
        let code_in = |info: Option<NodeId>| of_child(info, "ErrorCode").map(|(_, code)| code);
        if let Some(infrastructure) = view.infrastructure {
            let info = tree.child(infrastructure, "errors").and_then(|errors| tree.child(errors, "errorInfo"));
            let result = value(tree, Some(infrastructure), "@result");
            response.level = Some(Level::Infrastructure);
            response.positive = result.map(|result| matches!(result, "OK" | "Warning"));
            response.contradicts_itself = result == Some("OK") && code_in(info).is_some();
            response.code = code_in(info).or(result);
            response.named = of_child(Some(infrastructure), "@trackingIdRef");
        } else if let Some(business) = view.business {
            let acknowledged = tree.child(business, "acknowledgedBy3");
            let code = value(tree, acknowledged, "@typeCode");
            let id = acknowledged.and_then(|node| tree.child(node, "conveyingTransmission")).and_then(|node| tree.child(node, "id"));
            response.level = Some(Level::Business);
            response.positive = code.map(|code| matches!(code, "AA" | "CA"));
            response.code = code;
            response.named = of_child(id, "@root");
        } else if view.fault.is_some() || view.error_info.is_some() {
            response.level = Some(Level::Infrastructure);
            response.positive = Some(false);
            response.code = code_in(view.error_info);
            response.named = of_child(view.soap.and_then(|soap| soap.header), "RelatesTo");
            response.is_answer = true;
        } else if let Some(answer) = view.answer {
            response.positive = Some(true);
            response.code = Some("OK");
            response.named = of_child(view.soap.and_then(|soap| soap.header), "RelatesTo");
            // Its text names the request by convention alone.
            let text = usable(tree, answer).and_then(|text| text.split_once(':')).map(|(_, id)| id.trim());
            response.named = response.named.or(text.filter(|id| crate::itk2::form::uuid_of(id).is_some()).map(|id| (answer, id)));
            response.is_answer = true;
        }
        response
    }

    fn is_positive(&self) -> bool {
        self.positive == Some(true)
    }
}

fn is_same(a: Option<&str>, b: &str) -> bool {
    a.is_some_and(|a| a.eq_ignore_ascii_case(b))
}

/// Holds responses against a message of ITK 2.
pub(super) fn review(sent: &Document<'_>, responses: &[Document<'_>], options: &Options) -> Conversation {
    let message = View::of(&sent.reading.tree);
    let mut received: Vec<Response<'_>> = responses.iter().map(Response::of).collect();
    let ids: Vec<Option<String>> = received.iter().map(|response| response.view.tracking_id().map(str::to_owned)).collect();
    for (place, response) in received.iter_mut().enumerate() {
        let Some((_, named)) = response.named else {
            // Over the connection an answer need not say to what.
            response.answers = response.is_answer
                || response
                    .mesh
                    .as_ref()
                    .is_some_and(|report| report.is_error && report.concerns(message.tracking_id(), None, None, &options.context));
            continue;
        };
        let by_message = response.is_answer && is_same(message.soap_value("MessageID"), named);
        response.answers = by_message || is_same(message.tracking_id(), named);
        if !response.answers {
            response.to = (0..ids.len()).find(|&to| to != place && is_same(ids[to].as_deref(), named));
        }
    }
    let is_answered = received.iter().any(|response| response.answers && response.mesh.is_none());
    let named = Response::of(sent).named;
    let verdict = if named.is_some_and(|(_, named)| ids.iter().any(|id| is_same(id.as_deref(), named))) {
        Verdict::of_disorder()
    } else if is_answered || is_message(&message) {
        verdict(&message, &received)
    } else {
        Verdict::of_no_message()
    };
    let reviewed = received.iter().zip(responses).map(|(response, document)| {
        let (lines, typed) = (Lines::new(document.text()), document.typed());
        let mut paths = Paths::new(&typed);
        let findings = findings(&message, response);
        Reviewed {
            report: document.validate(options),
            answers: response.answers,
            to: response.to.map(|to| to as u32),
            level: response.level,
            code: response.code.or(response.mesh.as_ref().map(|report| &*report.code)).map(str::to_owned),
            display: response.mesh.as_ref().and_then(|report| report.means).map(str::to_owned),
            positive: response.positive,
            issues: findings.into_iter().map(|finding| issue(typed.tree, &mut paths, &lines, finding)).collect(),
        }
    });
    Conversation {
        state: verdict.state,
        title: verdict.title,
        why: verdict.why,
        waiting_for: verdict.waiting_for,
        next: verdict.next,
        responses: reviewed.collect(),
        message: sent.validate(options),
    }
}

/// Returns whether this can be answered: an answer over the connection cannot.
fn is_message(view: &View<'_>) -> bool {
    view.envelope.is_some() || view.infrastructure.is_some() || view.business.is_some()
}

/// What does not fit between a message and a response.
fn findings(message: &View<'_>, response: &Response<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if let Some((node, named)) = response.named.filter(|_| !response.answers && response.to.is_none()) {
        let expected = if response.is_answer { message.soap_value("MessageID") } else { message.tracking_id() };
        let what = if response.is_answer { "The MessageID" } else { "The tracking id" };
        let finding = Diagnostic::new(&CORRELATION, At::Value(node), format!("{what} must be that of the message"));
        findings.push(finding.expected(shown(expected.unwrap_or("none"))).found(shown(named)));
    }
    if !response.answers {
        return findings;
    }
    let tree = response.view.tree;
    let service = response.view.infrastructure.and_then(|node| tree.child(node, "@serviceRef"));
    if let Some((node, found, expected)) = service.and_then(|node| Some((node, usable(tree, node)?, message.service()?)))
        && found != expected
    {
        let finding = Diagnostic::new(&CORRELATION, At::Value(node), "serviceRef must be the service of the message");
        findings.push(finding.expected(shown(expected)).found(shown(found)));
    }
    let interaction = response.view.business.and_then(|node| tree.child(node, "interactionId")).and_then(|id| tree.child(id, "@extension"));
    if let Some((node, found, expected)) = interaction.and_then(|node| Some((node, usable(tree, node)?, message.interaction()?)))
        && found != expected
    {
        let message = "interactionId should be the interaction of the message";
        let finding = Diagnostic::new(&CORRELATION, At::Value(node), message).weighing(Severity::Warning);
        findings.push(finding.expected(shown(expected)).found(shown(found)));
    }
    findings
}

fn verdict(message: &View<'_>, received: &[Response<'_>]) -> Verdict {
    let answers = || received.iter().filter(|response| response.answers);
    // A no counts, however many say yes.
    let of_level = |level| {
        let mut all = answers().filter(move |response| response.level == Some(level));
        let first = all.clone().next();
        all.find(|response| !response.is_positive()).or(first)
    };
    let (infrastructure, business) = (of_level(Level::Infrastructure), of_level(Level::Business));
    let is_response = message.infrastructure.is_some() || message.business.is_some();
    let wants_infrastructure = message.asks(INF_ACK) == Some(true) && message.infrastructure.is_none();
    let wants_business = message.asks(ACK) == Some(true) && !is_response;
    let undelivered = answers().any(|response| response.mesh.is_some());
    if undelivered && infrastructure.or(business).is_none() {
        return Verdict::of_undelivered();
    }
    let is_taken = answers().any(|response| response.is_answer && response.is_positive());
    if [infrastructure, business].into_iter().flatten().any(|response| response.contradicts_itself) {
        return Verdict::of_contradiction("The result of the response is OK, but it names an error");
    }
    if state::contradict(&answers().map(|response| (response.level, response.positive)).collect::<Vec<_>>()) {
        return Verdict::of_both();
    }
    let transport = if message.soap.is_some() { Transport::WebService } else { Transport::Mesh };
    let positive = [infrastructure, business].map(|answer| answer.map(Response::is_positive));
    let mut verdict = state::of_answers(positive, [wants_infrastructure, wants_business], transport);
    if verdict.state == State::Unconfirmed && is_taken {
        verdict = Verdict {
            state: State::Complete,
            title: "Complete",
            why: "The receiver answered the request with OK, and the message requests nothing more",
            waiting_for: Vec::new(),
            next: Vec::new(),
        };
    }
    if let Some(business) = business.filter(|business| business.view.asks(INF_ACK) == Some(true)) {
        let is_done = received.iter().any(|other| other.to.is_some_and(|to| std::ptr::eq(&received[to], business)));
        if !is_done && infrastructure.is_none_or(Response::is_positive) {
            verdict.next.push("Answer the business response with an infrastructure response: it requests one");
        }
    }
    if received.iter().any(|response| !response.answers && response.mesh.as_ref().is_some_and(|report| report.is_error)) {
        verdict.next.push(state::DOUBTFUL);
    }
    for is_response in [true, false] {
        let mut strays = received.iter().filter(|response| !response.answers && response.to.is_none() && !response.is_of_mesh);
        if strays.any(|response| response.level.is_some() == is_response) {
            verdict.name_strays(is_response);
        }
    }
    verdict
}
