//! The pretend receiver: the responses that the simulator of the NHS's test harness would send to a message.

use serde::Serialize;

use super::types::{Acknowledgement, AcknowledgementOptions, Organization, Responder};
use crate::document::Document;
use crate::itk3::harness::{INVALID, Simulation, simulate};

/// How many UUIDs a response may use.
const IDS: usize = 6;

/// What the simulator would answer, with the responses.
#[derive(Clone, Debug, Serialize)]
pub struct Simulated {
    /// What decides, and which responses follow.
    #[serde(flatten)]
    pub simulation: Simulation,
    /// The responses that could be built, in the order in which they are sent. The code of one that is invalid on purpose is
    /// that of the response which it is made from.
    pub replies: Vec<Acknowledgement>,
}

impl Document<'_> {
    /// Answers the message as the simulator of the NHS's ITK3 Test Harness would: by a given name that is a code, a known
    /// NHS number, and the flags. Nothing where the message is none of ITK3.
    ///
    /// The responses conform, as the simulator's own do not. Where the responder is not given, an organisation of NHS England
    /// answers. `options.ids` are six for each of two responses.
    pub fn simulate(&self, responder: &Responder, options: &AcknowledgementOptions) -> Option<Simulated> {
        let parts = self.reading.parts();
        let event = parts.event.filter(|_| parts.kind.is_itk3())?;
        let simulation = simulate(&self.reading.tree, event)?;
        let responder = with_defaults(responder);
        let build = |(place, code): (usize, &str)| {
            let ids = options.ids.iter().skip(place * IDS).cloned().collect();
            // What the simulator sends it sends, whatever was asked for.
            let options = AcknowledgementOptions { ids, even_unasked: true, ..options.clone() };
            let outcome = if code == INVALID { "10001" } else { code };
            let reply = self.acknowledge(outcome, &responder, &options);
            if code == INVALID { spoiled(reply) } else { reply }
        };
        // A code that was withdrawn has no response.
        let codes = simulation.responses.iter().map(|response| response.code).filter(|code| *code != "10006");
        let replies = codes.enumerate().map(build).collect();
        Some(Simulated { simulation, replies })
    }
}

fn with_defaults(responder: &Responder) -> Responder {
    let mut responder = responder.clone();
    if responder.organization.is_none() && responder.practitioner.is_none() {
        responder.organization = Some(Organization { ods: "X26".to_owned(), ..Organization::default() });
    }
    if responder.endpoint.is_empty() {
        "X26OT001".clone_into(&mut responder.endpoint);
    }
    responder
}

/// A response with values that nobody has: those of the simulator's invalid one.
fn spoiled(mut reply: Acknowledgement) -> Acknowledgement {
    let Some(text) = &mut reply.text else { return reply };
    // From the end, since what stands before may repeat the message's SenderReference.
    let values = [
        ("Handling Specification Error", "Invalid Infrastructure Acknowledgement"),
        ("10001", "INVALIDVALUE"),
        ("processing", "INVALIDTEXT"),
        ("fatal", "INVALIDTEXT"),
        ("fatal-error", "INVALIDTEXT"),
    ];
    for (value, spoiled) in values {
        let quoted = ["\"", value, "\""].concat();
        if let Some(at) = text.rfind(&quoted) {
            text.replace_range(at + 1..at + 1 + value.len(), spoiled);
        }
    }
    // It was of the response before.
    reply.report = None;
    reply
}
