//! Rules about a message and the responses to it together; `reply` applies them.

use crate::diagnostic::rule;

use super::links::{CODES, MESSAGES, RESPONSES};

rule! {
    ECHO = Warning "business-rule" "itk3-response-reference";
    title: "SenderReference differs from the message’s",
    why: "A response must return the SenderReference of the message unchanged.",
    link: RESPONSES,
    traits: [MESSAGING],
}

rule! {
    OWN_IDS = Error "duplicate" "itk3-response-own-ids";
    title: "Response repeats an id of the message",
    why: "A response is a message of its own and must have ids of its own.",
    link: RESPONSES,
    traits: [MESSAGING],
}

rule! {
    UNASKED = Warning "business-rule" "itk3-response-unasked";
    title: "Response that was not requested",
    why: "A sender expects only the responses that its handling specification requests.",
    link: CODES,
    traits: [MESSAGING],
}

rule! {
    TOO_MANY = Error "business-rule" "itk3-response-too-many";
    title: "Too many responses",
    why: "A message has at most one infrastructure response and one business response.",
    link: MESSAGES,
    traits: [MESSAGING],
}

rule! {
    TIME = Warning "value" "itk3-response-time";
    title: "Response earlier than its message",
    why: "A response must be later than its message. One of the clocks may be wrong.",
    link: RESPONSES,
    traits: [MESSAGING],
}

rule! {
    PARTIES = Warning "business-rule" "itk3-response-parties";
    title: "Response from or to another party",
    why: "A response should come from the receiver of the message and go to its sender.",
    link: RESPONSES,
    traits: [MESSAGING],
}

rule! {
    DEFINITION = Warning "business-rule" "itk3-response-definition";
    title: "Response that the MessageDefinition does not allow",
    why: "The MessageDefinition of a message lists the MessageDefinitions of its responses.",
    link: MESSAGES,
    traits: [MESSAGING],
}

rule! {
    SENDER_CODE = Warning "business-rule" "itk3-response-sender-code";
    title: "Response refuses the sender of a message that MESH routes by patient",
    why: "MESH finds the GP practice from the patient’s details. The codes 20003 and 20012 are not for messages routed in this way.",
    link: CODES,
    traits: [MESSAGING],
}
