//! The handling keys and the parties of a GP Connect message. Each guide has its own ids for the same requirements.

use super::guide::{Document, Guide};
use crate::diagnostic::{At, Diagnostic, Severity, rule, shown};
use crate::itk3::cx::Cx;
use crate::itk3::links::{GP_CONNECT, SEND_DOCUMENT, UPDATE_RECORD};
use crate::itk3::view::Key;

rule! {
    RECIPIENT = Error "business-rule" "GPCM-SD-CS-043";
    title: "RecipientType not allowed by GP Connect",
    why: "A consultation report is sent to its recipient for action.",
    wrong: r#"<code value="FI"/>"#,
    right: r#"<code value="FA"/>"#,
    response: "10010",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    BUS_ACK_1 = Error "business-rule" "GPCM-SD-CS-044";
    title: "Business response not requested (Send Document 1)",
    why: "A GP Connect message must request the business response: BusAckRequested is true.",
    wrong: r#"<valueBoolean value="false"/>"#,
    right: r#"<valueBoolean value="true"/>"#,
    response: "10008",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    BUS_ACK_2 = Error "business-rule" "GPCM-SD-040";
    title: "Business response not requested (Send Document 2)",
    why: "A GP Connect message must request the business response: BusAckRequested is true.",
    wrong: r#"<valueBoolean value="false"/>"#,
    right: r#"<valueBoolean value="true"/>"#,
    response: "10008",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    BUS_ACK_UR = Error "business-rule" "update-record-bus-ack";
    title: "Business response not requested (Update Record)",
    why: "An Update Record message must request the business response: BusAckRequested is true.",
    wrong: r#"<valueBoolean value="false"/>"#,
    right: r#"<valueBoolean value="true"/>"#,
    response: "10008",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    INF_ACK_1 = Error "business-rule" "GPCM-SD-CS-045";
    title: "Infrastructure response not requested (Send Document 1)",
    why: "A GP Connect message must request the infrastructure response: InfAckRequested is true.",
    wrong: r#"<valueBoolean value="false"/>"#,
    right: r#"<valueBoolean value="true"/>"#,
    response: "10008",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    INF_ACK_2 = Error "business-rule" "GPCM-SD-041";
    title: "Infrastructure response not requested (Send Document 2)",
    why: "A GP Connect message must request the infrastructure response: InfAckRequested is true.",
    wrong: r#"<valueBoolean value="false"/>"#,
    right: r#"<valueBoolean value="true"/>"#,
    response: "10008",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    INF_ACK_UR = Error "business-rule" "update-record-inf-ack";
    title: "Infrastructure response not requested (Update Record)",
    why: "An Update Record message must request the infrastructure response: InfAckRequested is true.",
    wrong: r#"<valueBoolean value="false"/>"#,
    right: r#"<valueBoolean value="true"/>"#,
    response: "10008",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    REFERENCE_1 = Error "business-rule" "GPCM-SD-CS-046";
    title: "SenderReference does not identify the encounter",
    why: "SenderReference must identify the encounter that the message is about. The response returns it.",
    response: "10007",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    REFERENCE_2 = Error "business-rule" "GPCM-SD-042";
    title: "SenderReference does not identify the activity (Send Document 2)",
    why: "SenderReference must identify the activity that the message is about. The response returns it.",
    response: "10007",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    REFERENCE_UR = Error "business-rule" "update-record-sender-reference";
    title: "SenderReference does not identify the activity (Update Record)",
    why: "SenderReference must identify the activity that the message is about. The response returns it.",
    response: "10007",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    LOCAL_1 = Error "business-rule" "GPCM-SD-CS-048";
    title: "Unknown LocalExtension (Send Document 1)",
    why: "LocalExtension names the kind of document in version 1 of Send Document.",
    right: r#"<valueString value="SendDocument-ConsultationReport"/>"#,
    response: "10008",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    LOCAL_2 = Error "business-rule" "GPCM-SD-044";
    title: "LocalExtension is not None (Send Document 2)",
    why: "Version 2 of Send Document does not use LocalExtension: it must be None.",
    right: r#"<valueString value="None"/>"#,
    response: "10008",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    LOCAL_UR = Error "business-rule" "update-record-local-extension";
    title: "LocalExtension is not None (Update Record)",
    why: "Update Record does not use LocalExtension: it must be None.",
    right: r#"<valueString value="None"/>"#,
    response: "10008",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    SENDER_1 = Error "business-rule" "GPCM-SD-CS-049";
    title: "Sender is not an Organization (Send Document 1)",
    why: "The sender of a GP Connect message must be an Organization.",
    response: "20006",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    SENDER_2 = Error "business-rule" "GPCM-SD-045";
    title: "Sender is not an Organization (Send Document 2)",
    why: "The sender of a GP Connect message must be an Organization.",
    response: "20006",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    SENDER_UR = Error "business-rule" "update-record-sender";
    title: "Sender is not an Organization (Update Record)",
    why: "The sender of an Update Record message must be an Organization.",
    response: "20006",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    RECEIVER_1 = Error "business-rule" "GPCM-SD-CS-053";
    title: "Receiver not allowed (Send Document 1)",
    why: "A GP Connect message names no receiver: MESH finds the practice of the patient.",
    response: "20006",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    RECEIVER_2 = Warning "business-rule" "GPCM-SD-049";
    title: "Receiver present (Send Document 2)",
    why: "A GP Connect message should name no receiver: MESH finds the practice of the patient.",
    response: "20006",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    RECEIVER_UR = Information "informational" "update-record-receiver";
    title: "Receiver present (Update Record)",
    why: "One page of the guide asks for a receiver, another leaves it to MESH to find the practice.",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

/// LocalExtension of the first version, in small letters.
const DOCUMENTS: [&str; 6] = [
    "senddocument-consultationreport",
    "senddocument-federatedconsultationreport",
    "senddocument-onlineconsultationreport",
    "senddocument-generic",
    "senddocument-patientregistration",
    SUMMARY,
];
/// What the examples of guides 1.3.0 to 1.6.0 have. Requirement GPCM-SD-CS-048 of the same guides has another value.
const SUMMARY: &str = "senddocument-consultationsummary";

pub(super) fn check(cx: &mut Cx<'_>, guide: Guide) {
    flags(cx, guide);
    local_extension(cx, guide);
    recipient(cx, guide);
    sender_reference(cx, guide);
    parties(cx, guide);
}

fn flags(cx: &mut Cx<'_>, guide: Guide) {
    let keys = [
        (Key::BusAckRequested, guide.rule(&BUS_ACK_1, &BUS_ACK_2, &BUS_ACK_UR), "BusAckRequested must be true"),
        (Key::InfAckRequested, guide.rule(&INF_ACK_1, &INF_ACK_2, &INF_ACK_UR), "InfAckRequested must be true"),
    ];
    for (key, rule, message) in keys {
        if cx.parts.flag(cx.tree, key) == Some(false)
            && let Some(node) = cx.parts.key_node(cx.tree, key)
        {
            cx.say(Cx::at(rule, node, message).expected_exactly("true").found("false"));
        }
    }
}

fn local_extension(cx: &mut Cx<'_>, guide: Guide) {
    let Some(node) = cx.parts.key_node(cx.tree, Key::LocalExtension) else { return };
    let Some(local) = cx.tree.value(node) else { return };
    let plain = local.to_ascii_lowercase();
    let finding = match guide {
        Guide::First(_) if plain == SUMMARY => {
            let message = "LocalExtension: the examples write ConsultationSummary, requirement GPCM-SD-CS-048 ConsultationReport";
            let finding = Cx::at(&LOCAL_1, node, message).weighing(Severity::Information);
            finding.expected("SendDocument-ConsultationReport, or SendDocument-ConsultationSummary")
        }
        Guide::First(_) if DOCUMENTS.contains(&plain.as_str()) => return,
        Guide::First(_) => {
            let message = "LocalExtension must be one of the document names of Send Document 1";
            Cx::at(&LOCAL_1, node, message).expected("SendDocument-ConsultationReport, or another name of version 1")
        }
        // The conformance list of version 2 prints NONE; the handling rules tell.
        Guide::Second if matches!(plain.trim(), "none" | "null" | "n/a" | "na" | "nil") => return,
        Guide::Second => {
            let message = "LocalExtension must be None, or a document name of Send Document 1";
            Cx::at(&LOCAL_2, node, message).expected_exactly("None")
        }
        Guide::UpdateRecord if local == "None" => return,
        Guide::UpdateRecord if plain == "none" => {
            let message = "LocalExtension should be exactly None";
            Cx::at(&LOCAL_UR, node, message).weighing(Severity::Warning).expected_exactly("None")
        }
        Guide::UpdateRecord => Cx::at(&LOCAL_UR, node, "LocalExtension must be None").expected_exactly("None"),
    };
    cx.say(finding.found(shown(local)).unless_reported(node));
}

fn recipient(cx: &mut Cx<'_>, guide: Guide) {
    let Some(node) = cx.parts.key_node(cx.tree, Key::RecipientType) else { return };
    let Some(code) = cx.tree.child(node, "code").filter(|&code| cx.tree.value(code) == Some("FI")) else { return };
    if guide == Guide::First(Document::ConsultationReport) {
        let message = "RecipientType must be FA: a consultation report is sent for action";
        cx.say(Cx::at(&RECIPIENT, code, message).expected_exactly("FA").found("FI"));
    }
}

fn sender_reference(cx: &mut Cx<'_>, guide: Guide) {
    let Some(node) = cx.parts.key_node(cx.tree, Key::SenderReference) else { return };
    let Some(value) = cx.tree.value(node).filter(|value| value.eq_ignore_ascii_case("None")) else { return };
    let message = "SenderReference must be the sender's id of the encounter or the activity";
    let rule = guide.rule(&REFERENCE_1, &REFERENCE_2, &REFERENCE_UR);
    cx.say(Cx::at(rule, node, message).expected("an id of the sender").found(shown(value)));
}

fn parties(cx: &mut Cx<'_>, guide: Guide) {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(header) = parts.header else { return };
    let kind = parts.sender.and_then(|sender| tree.resource_type(sender)).filter(|&kind| kind != "Organization");
    if let (Some(node), Some(kind)) = (tree.child(header, "sender"), kind) {
        let rule = guide.rule(&SENDER_1, &SENDER_2, &SENDER_UR);
        let finding = Diagnostic::new(rule, At::Name(node), "sender must be an Organization");
        let within = tree.child(node, "reference").into_iter().chain([node]);
        cx.say(within.fold(finding.expected("Organization").found(shown(kind)), Diagnostic::unless_reported));
    }
    if let Some(receiver) = tree.child(header, "receiver") {
        let rule = guide.rule(&RECEIVER_1, &RECEIVER_2, &RECEIVER_UR);
        let (message, expected) = match guide {
            Guide::First(_) => ("receiver must be left out: MESH finds the practice by the patient", "no receiver"),
            Guide::Second => ("receiver should be left out: MESH finds the practice by the patient", "no receiver"),
            Guide::UpdateRecord => {
                let message = "receiver: the header page asks for one, but the MESH page says that MESH finds the practice";
                (message, "a receiver, or none")
            }
        };
        let finding = Diagnostic::new(rule, At::Name(receiver), message);
        cx.say(finding.expected(expected).found("receiver").unless_reported(receiver));
    }
}
