//! What the responses come to for the sender of the message.

use serde::Serialize;

use super::Response;
use crate::itk3::codes::Level;
use crate::itk3::recognise::Kind;
use crate::itk3::view::Key;

/// The state of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// All that was asked for has come, and it is good.
    Complete,
    /// Something that was asked for has not come.
    Waiting,
    /// Somebody said no.
    Failed,
    /// Nothing was asked for, and nothing has come.
    Unconfirmed,
    /// The first text is not a message that could be answered.
    Unknown,
}

pub(super) struct Verdict {
    pub(super) state: State,
    pub(super) title: &'static str,
    pub(super) why: &'static str,
    pub(super) waiting_for: Vec<&'static str>,
    pub(super) next: Vec<&'static str>,
}

const INFRASTRUCTURE: &str = "infrastructure response";
const BUSINESS: &str = "business response";
const ASK: [&str; 2] = ["Ask the receiver which of the two is right", "Treat the message as not processed until then"];

pub(super) const DOUBTFUL: &str = "Find the message that the MESH error report is about: it is probably not this one";

/// Returns whether a level has both positive and negative responses.
pub(super) fn contradict(answers: &[(Option<Level>, Option<bool>)]) -> bool {
    [Level::Infrastructure, Level::Business].into_iter().any(|level| {
        let has = |positive| answers.contains(&(Some(level), Some(positive)));
        has(true) && has(false)
    })
}

/// How messages and responses are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Mesh,
    /// The web service of ITK 2.
    WebService,
}

impl Verdict {
    fn new(state: State, title: &'static str, why: &'static str, next: &[&'static str]) -> Verdict {
        Verdict { state, title, why, waiting_for: Vec::new(), next: next.to_vec() }
    }

    /// For a text that is not a message.
    pub(super) fn of_no_message() -> Verdict {
        Verdict::new(
            State::Unknown,
            "Not a message",
            "The first text is not a message that could be answered",
            &["Give the message that was sent first, then its responses"],
        )
    }

    /// For a response that was given before its message.
    pub(super) fn of_disorder() -> Verdict {
        Verdict::new(
            State::Unknown,
            "Not in order",
            "The first text is a response to a message that is given after it",
            &["Give the message that was sent first, then its responses"],
        )
    }

    /// For a response that contradicts itself.
    pub(super) fn of_contradiction(why: &'static str) -> Verdict {
        Verdict::new(State::Failed, "Failed: a response contradicts itself", why, &ASK)
    }

    /// For positive and negative responses of the same level.
    pub(super) fn of_both() -> Verdict {
        let why = "Two responses of the same level answer the message: one is positive, the other negative";
        Verdict::new(State::Failed, "Failed: the responses contradict each other", why, &ASK)
    }

    /// For a message that MESH did not deliver.
    pub(super) fn of_undelivered() -> Verdict {
        Verdict::new(
            State::Failed,
            "Failed: not delivered",
            "MESH reports an error: the receiver does not have the message",
            &["Correct what the MESH error report names, and send the message again", "Expect no response to this message"],
        )
    }

    /// Adds what to do about texts that do not belong to the conversation.
    pub(super) fn name_strays(&mut self, is_response: bool) {
        self.next.push(if is_response {
            "Find the messages that the other responses answer: they do not belong to this message"
        } else {
            "Look at the texts that are not responses: they were not counted"
        });
    }
}

pub(super) fn verdict(sent: &Response<'_>, received: &[Response<'_>]) -> Verdict {
    if received.iter().any(|other| sent.identifier().is_some_and(|identifier| super::pair::is_id_of(other.id(), identifier))) {
        return Verdict::of_disorder();
    }
    let has_answer = received.iter().any(|response| response.answers && response.mesh.is_none());
    if !has_answer && !sent.parts.kind.is_itk3() && sent.parts.kind != Kind::EventMessage {
        return Verdict::of_no_message();
    }
    let mut verdict = of_responses(sent, received);
    // An answered message was delivered.
    let is_returned = received.iter().any(|response| response.answers && response.mesh.is_some());
    if is_returned && !has_answer {
        verdict = Verdict::of_undelivered();
    }
    if is_returned && has_answer || received.iter().any(Response::is_doubtful) {
        verdict.next.push(DOUBTFUL);
    }
    let is_stray = |response: &&Response<'_>| !response.answers && response.to.is_none() && !response.parts.kind.is_mesh();
    for is_response in [true, false] {
        if received.iter().filter(is_stray).any(|response| response.identifier().is_some() == is_response) {
            verdict.name_strays(is_response);
        }
    }
    verdict
}

fn of_responses(sent: &Response<'_>, received: &[Response<'_>]) -> Verdict {
    // Only the receiver knows what a response means that is neither positive nor negative.
    let answers = || received.iter().filter(|response| response.answers && response.positive.is_some());
    // A no counts, however many say yes.
    let of_level = |level| {
        let mut all = answers().filter(move |response| response.level == Some(level));
        let first = all.clone().next();
        all.find(|response| !response.is_positive()).or(first)
    };
    let (infrastructure, business) = (of_level(Level::Infrastructure), of_level(Level::Business));
    let flag = |key| sent.flag(key);
    // A flag that cannot be read is answered wherever possible.
    let wants_infrastructure = flag(Key::InfAckRequested) != Some(false) && sent.parts.kind.is_itk3();
    // A response asks for an infrastructure response at most.
    let wants_business = flag(Key::BusAckRequested) == Some(true) && sent.parts.kind == Kind::SendPayload;
    if [infrastructure, business].into_iter().flatten().any(|response| response.contradicts_itself) {
        return Verdict::of_contradiction("response.code is an error, but the code of its OperationOutcome is positive");
    }
    if contradict(&answers().map(|response| (response.level, response.positive)).collect::<Vec<_>>()) {
        return Verdict::of_both();
    }
    let answers = [infrastructure, business].map(|answer| answer.map(Response::is_positive));
    let mut verdict = of_answers(answers, [wants_infrastructure, wants_business], Transport::Mesh);
    let is_unclear = received.iter().any(|response| response.answers && response.positive.is_none());
    if is_unclear && verdict.state != State::Failed {
        verdict.next.insert(0, "Ask the receiver what its response means");
        if matches!(verdict.state, State::Waiting | State::Unconfirmed) {
            verdict.why = "A response has arrived, but its code, the system of the code or its event is not that of an ITK3 response";
        }
    }
    let processed = infrastructure.is_none_or(Response::is_positive);
    if let Some(business) = business.filter(|business| processed && business.asks_for_more()) {
        let done = received.iter().any(|other| other.to.is_some_and(|to| std::ptr::eq(&received[to], business)));
        if !done && !sent.parts.is_gp_connect() {
            verdict.next.push("Answer the business response with an infrastructure response: it requests one");
        }
    }
    verdict
}

/// Returns the verdict from the infrastructure and business response: whether each is positive, and whether it was requested.
pub(super) fn of_answers(positive: [Option<bool>; 2], wanted: [bool; 2], transport: Transport) -> Verdict {
    let ([infrastructure, business], [wants_infrastructure, wants_business]) = (positive, wanted);
    let is_refused = infrastructure == Some(false);
    if is_refused && business == Some(true) {
        return Verdict::new(
            State::Failed,
            "Failed: the responses contradict each other",
            "The infrastructure response rejects the message, but the business response accepts it",
            &ASK,
        );
    }
    if is_refused {
        return Verdict::new(
            State::Failed,
            "Failed: infrastructure",
            "The infrastructure response is negative: the message was not processed",
            &["Correct what the response names, and send the message again with new ids", "Expect no further response to this message"],
        );
    }
    if business == Some(false) {
        return Verdict::new(
            State::Failed,
            "Failed: business",
            "The message was processed, but its request was refused",
            &["Let a person decide how else to deliver the document"],
        );
    }
    const WAIT: &str = "Wait for the agreed time; if no response has arrived by then, treat the message as failed";
    if wants_infrastructure && infrastructure.is_none() {
        let mut waiting_for = vec![INFRASTRUCTURE];
        if wants_business && business.is_none() {
            waiting_for.push(BUSINESS);
        }
        let why = if business.is_some() {
            "The business response is positive and arrived before the infrastructure response"
        } else {
            "The requested infrastructure response is still outstanding"
        };
        let check = match transport {
            Transport::Mesh => "Check the mailbox for a MESH error report",
            Transport::WebService => "Check what the web service answered to the request",
        };
        let title = "Waiting for the infrastructure response";
        return Verdict { waiting_for, ..Verdict::new(State::Waiting, title, why, &[WAIT, check]) };
    }
    if wants_business && business.is_none() {
        let why = "The message was processed, but the requested business response is still outstanding";
        let title = "Waiting for the business response";
        return Verdict { waiting_for: vec![BUSINESS], ..Verdict::new(State::Waiting, title, why, &[WAIT]) };
    }
    if infrastructure.is_none() && business.is_none() {
        let rely = match transport {
            Transport::Mesh => "Rely on the MESH reports: they say whether the message was delivered, not whether it was read",
            Transport::WebService => {
                "Rely on the answer over the connection: it says whether the message was taken, not whether it was read"
            }
        };
        let why = "The message requests no response, and none has arrived";
        return Verdict::new(State::Unconfirmed, "Sent, unconfirmed", why, &[rely]);
    }
    Verdict::new(State::Complete, "Complete", "Every requested response has arrived, and each is positive", &[])
}
