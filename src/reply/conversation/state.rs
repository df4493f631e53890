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

pub(super) fn verdict(sent: &Response<'_>, received: &[Response<'_>]) -> Verdict {
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
    let positive = |response: &Response<'_>| response.is_positive();
    let mut verdict = of_answers(infrastructure.map(positive), business.map(positive), wants_infrastructure, wants_business);
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
    if received.iter().any(|response| !response.answers && response.to.is_none()) {
        verdict.next.push("Find the messages that the other responses answer: they do not belong to this message");
    }
    verdict
}

/// Of the responses of each level, each by whether it is positive.
pub(super) fn of_answers(
    infrastructure: Option<bool>,
    business: Option<bool>,
    wants_infrastructure: bool,
    wants_business: bool,
) -> Verdict {
    let done = |state, title, why, next: &[&'static str]| Verdict { state, title, why, waiting_for: Vec::new(), next: next.to_vec() };
    let is_refused = infrastructure == Some(false);
    if is_refused && business == Some(true) {
        return done(
            State::Failed,
            "Failed: the responses contradict each other",
            "The infrastructure response rejects the message, but the business response accepts it",
            &["Ask the receiver which of the two is right", "Treat the message as not processed until then"],
        );
    }
    if is_refused {
        return done(
            State::Failed,
            "Failed: infrastructure",
            "The infrastructure response is negative: the message was not processed",
            &["Correct what the response names, and send the message again with new ids", "Expect no further response to this message"],
        );
    }
    if business == Some(false) {
        return done(
            State::Failed,
            "Failed: business",
            "The message was processed, but its request was refused",
            &["Let a person decide how else to deliver the document"],
        );
    }
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
        return Verdict {
            state: State::Waiting,
            title: "Waiting for the infrastructure response",
            why,
            waiting_for,
            next: vec![
                "Wait for the agreed time; if no response has arrived by then, treat the message as failed",
                "Check the mailbox for a MESH error report",
            ],
        };
    }
    if wants_business && business.is_none() {
        return Verdict {
            state: State::Waiting,
            title: "Waiting for the business response",
            why: "The message was processed, but the requested business response is still outstanding",
            waiting_for: vec![BUSINESS],
            next: vec!["Wait for the agreed time; if no response has arrived by then, treat the message as failed"],
        };
    }
    if infrastructure.is_none() && business.is_none() {
        return done(
            State::Unconfirmed,
            "Sent, unconfirmed",
            "The message requests no response, and none has arrived",
            &["Rely on the MESH reports: they say whether the message was delivered, not whether it was read"],
        );
    }
    done(State::Complete, "Complete", "Every requested response has arrived, and each is positive", &[])
}
