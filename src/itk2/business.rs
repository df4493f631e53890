//! Business responses: an HL7 version 3 message, held to what acknowledges. Its other content is not checked.

use super::cx::Cx;
use super::form::is_uuid;
use super::links::CORE;
use super::view::{elements, value};
use crate::diagnostic::rule;
use crate::syntax::tree::NodeId;

rule! {
    STRUCTURE = Error "structure" "ITK2-B1";
    title: "Wrong structure of the business response",
    why: "A business response must have an id, a time, the interaction it answers, what it acknowledges, sender and receiver, and the act, in this order.",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    RESULT = Error "value" "ITK2-B2";
    title: "Result and details contradict each other",
    why: "AA accepts the message, so there must be no error. AE and AR must say what was wrong.",
    wrong: "typeCode=\"AE\" without acknowledgementDetail",
    right: "typeCode=\"AE\" with acknowledgementDetail typeCode=\"ER\"",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    ANSWERED = Error "value" "ITK2-B3";
    title: "Tracking id of the message is missing or not a UUID",
    why: "conveyingTransmission/id/root must be the tracking id of the message being answered. Without it the sender cannot match the response to a message.",
    right: "<conveyingTransmission><id root=\"0A6F0F1E-52B6-4C0E-9A5B-6C7D8E9F0A1B\"/></conveyingTransmission>",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    PARTIES = Error "value" "ITK2-B4";
    title: "Business response without one sender and one receiver",
    why: "One communication function must be the sender (SND) and the other the receiver (RCV). The tabular view and the templates disagree on which is which, so either is accepted.",
    link: CORE,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let Some(response) = cx.view.business else { return };
    structure(cx, response);
    parties(cx, response);
    if let Some(acknowledged) = cx.tree.child(response, "acknowledgedBy3") {
        result(cx, response, acknowledged);
        answered(cx, acknowledged);
    }
}

fn structure(cx: &mut Cx<'_>, response: NodeId) {
    const REQUIRED: [&str; 7] =
        ["id", "creationTime", "interactionId", "acknowledgedBy3", "communicationFunction1", "communicationFunction", "controlActEvent1"];
    let tree = cx.tree;
    for name in REQUIRED {
        let mut all = tree.children_named(response, name);
        if all.next().is_none() {
            cx.missing(&STRUCTURE, response, name, format!("BusinessResponseMessage must have {name}"));
        } else if let Some(second) = all.next() {
            cx.at_name(&STRUCTURE, second, format!("{name} is repeated: at most 1 is allowed in BusinessResponseMessage"));
        }
    }
    // The sources agree on the beginning alone.
    let mut last = 0;
    for child in elements(tree, response) {
        let place = REQUIRED[..3].iter().position(|name| *name == tree.name(child)).unwrap_or(3);
        if place < last {
            let before = if last == 3 { "all others".to_owned() } else { REQUIRED[last].to_owned() };
            cx.at_name(&STRUCTURE, child, format!("{} must come before {before}", REQUIRED[place]));
            return;
        }
        last = place;
    }
}

fn parties(cx: &mut Cx<'_>, response: NodeId) {
    let tree = cx.tree;
    let node = |name| tree.child(response, name).and_then(|function| tree.child(function, "@typeCode"));
    let (Some(first), Some(second)) = (node("communicationFunction1"), node("communicationFunction")) else { return };
    let words = (tree.value(first).unwrap_or_default().trim(), tree.value(second).unwrap_or_default().trim());
    if !matches!(words, ("SND", "RCV") | ("RCV", "SND")) {
        let wrong = if matches!(words.0, "SND" | "RCV") { second } else { first };
        let message = "One communication function must be SND and the other RCV";
        cx.at_value(&PARTIES, wrong, message).expected = Some("SND and RCV".to_owned());
    }
}

fn result(cx: &mut Cx<'_>, response: NodeId, acknowledged: NodeId) {
    let tree = cx.tree;
    let Some(node) = tree.child(acknowledged, "@typeCode") else {
        cx.missing(&RESULT, acknowledged, "@typeCode", "acknowledgedBy3 must have typeCode: AA, AE or AR");
        return;
    };
    let Some(code) = super::view::usable(tree, node) else { return };
    let of_type = |parent: NodeId, name: &str, word: &str| {
        tree.children_named(parent, name).any(|child| value(tree, Some(child), "@typeCode") == Some(word))
    };
    let has_error = of_type(acknowledged, "acknowledgementDetail", "ER")
        || of_type(response, "acknowledgedBy2", "AE")
        || of_type(response, "acknowledgedBy2", "AR");
    let has_reason = tree.child(response, "controlActEvent1").is_some_and(|act| has_issue(cx, act))
        || tree.children_named(response, "acknowledgedBy2").any(|payload| has_issue(cx, payload));
    match code {
        "AA" | "CA" if has_error => {
            cx.at_value(&RESULT, node, "typeCode AA accepts the message, but the response has an error");
        }
        "AE" | "AR" if !has_error && !has_reason => {
            cx.at_value(&RESULT, node, "A response with typeCode AE or AR must say what was wrong").expected =
                Some("acknowledgementDetail, or a reason with a detectedIssueEvent".to_owned());
        }
        "AA" | "AE" | "AR" | "CA" | "CE" | "CR" => {}
        _ => {
            cx.at_value(&RESULT, node, "typeCode must be AA, AE or AR").expected = Some("AA, AE or AR".to_owned());
        }
    }
}

/// A reason with a detected issue, here or a few elements below.
fn has_issue(cx: &Cx<'_>, node: NodeId) -> bool {
    let mut open = vec![(node, 0)];
    while let Some((node, depth)) = open.pop() {
        if cx.tree.name(node) == "detectedIssueEvent" {
            return true;
        }
        if depth < 4 {
            open.extend(elements(cx.tree, node).map(|child| (child, depth + 1)));
        }
    }
    false
}

fn answered(cx: &mut Cx<'_>, acknowledged: NodeId) {
    let tree = cx.tree;
    let transmission = tree.child(acknowledged, "conveyingTransmission");
    let root = transmission.and_then(|transmission| tree.child(transmission, "id")).and_then(|id| tree.child(id, "@root"));
    match root {
        None => {
            let message = "acknowledgedBy3 must have conveyingTransmission with the tracking id of the message";
            cx.missing(&ANSWERED, acknowledged, "conveyingTransmission", message);
        }
        Some(root) => {
            if super::view::usable(tree, root).is_some_and(|id| !is_uuid(id)) {
                cx.at_value(&ANSWERED, root, "The tracking id of the message being answered must be a UUID");
            }
        }
    }
}
