//! What the guides of GP Connect ask of responses: the same in each, under ids of its own. `reply` applies them, since it knows
//! the message that is answered.

use super::guide::Guide;
use crate::diagnostic::{Rule, rule};
use crate::itk3::links::{GP_CONNECT, SEND_DOCUMENT, UPDATE_RECORD};

/// The rules of one guide.
pub(crate) struct OfResponses {
    pub(crate) reference: &'static Rule,
    pub(crate) further: &'static Rule,
    pub(crate) responder: &'static Rule,
    pub(crate) diagnostics: &'static Rule,
}

static FIRST: OfResponses =
    OfResponses { reference: &ECHO_1, further: &FURTHER_1, responder: &RESPONDER_1, diagnostics: &crate::itk3::response::DIAGNOSTICS };
static SECOND: OfResponses = OfResponses { reference: &ECHO_2, further: &FURTHER_2, responder: &RESPONDER_2, diagnostics: &DIAGNOSTICS_2 };
static UPDATE: OfResponses =
    OfResponses { reference: &ECHO_UR, further: &FURTHER_UR, responder: &RESPONDER_UR, diagnostics: &DIAGNOSTICS_UR };

/// The rules of the guide that a message follows.
pub(crate) fn of(guide: Guide) -> &'static OfResponses {
    match guide {
        Guide::First(_) => &FIRST,
        Guide::Second => &SECOND,
        Guide::UpdateRecord => &UPDATE,
    }
}

rule! {
    ECHO_1 = Error "business-rule" "GPCM-SD-CS-056";
    title: "SenderReference differs from the message’s (Send Document 1)",
    why: "A response must return the SenderReference of the message unchanged.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    FURTHER_1 = Error "business-rule" "GPCM-SD-CS-055";
    title: "Response requests a further response (Send Document 1)",
    why: "A GP Connect response must not request any further response.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    RESPONDER_1 = Error "business-rule" "GPCM-SD-CS-057";
    title: "Sender of a response is not an Organization (Send Document 1)",
    why: "The sender of a GP Connect response must be an Organization.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    ECHO_2 = Error "business-rule" "send-document-response-reference";
    title: "SenderReference differs from the message’s (Send Document 2)",
    why: "A response must return the SenderReference of the message unchanged.",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    FURTHER_2 = Error "business-rule" "send-document-response-inf-ack";
    title: "Response requests a further response (Send Document 2)",
    why: "A GP Connect response must not request any further response.",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    RESPONDER_2 = Error "business-rule" "send-document-response-sender";
    title: "Sender of a response is not an Organization (Send Document 2)",
    why: "The sender of a GP Connect response must be an Organization.",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    DIAGNOSTICS_2 = Error "required" "send-document-response-diagnostics";
    title: "Negative response without diagnostics (Send Document 2)",
    why: "diagnostics tells the sender what to correct.",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    ECHO_UR = Error "business-rule" "update-record-response-reference";
    title: "SenderReference differs from the message’s (Update Record)",
    why: "A response must return the SenderReference of the message unchanged.",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    FURTHER_UR = Error "business-rule" "update-record-response-inf-ack";
    title: "Response requests a further response (Update Record)",
    why: "A GP Connect response must not request any further response.",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    RESPONDER_UR = Error "business-rule" "update-record-response-sender";
    title: "Sender of a response is not an Organization (Update Record)",
    why: "The sender of a GP Connect response must be an Organization.",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    DIAGNOSTICS_UR = Error "required" "update-record-response-diagnostics";
    title: "Negative response without diagnostics (Update Record)",
    why: "diagnostics tells the sender what to correct.",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}
