//! SOAP faults of the toolkit.

use super::cx::Cx;
use super::form::is_uuid;
use super::links::{ADDRESSING, SCHEMA, SOAP};
use super::names::{FAULT_ACTIONS, ITK, TOOLKIT_ERRORS};
use super::view::{elements, usable};
use crate::diagnostic::{Severity, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    FAULT_CODE = Warning "value" "ITK2-F1";
    title: "Fault code not defined by SOAP 1.1",
    why: "The fault code should be VersionMismatch, MustUnderstand, Client or Server, with the prefix of the SOAP namespace.",
    wrong: "<faultcode>soap:Sender</faultcode>",
    right: "<faultcode>soap:Client</faultcode>",
    link: SOAP,
    traits: [MESSAGING],
}

rule! {
    ERROR_CODE = Error "value" "ITK2-F2";
    title: "Unknown error code of the toolkit",
    why: "The code tells the sender whether to try again. 1000 is an invalid message, 2100 may be sent again, 2200 may not, 3000 is access denied.",
    wrong: "<itk:ErrorCode>1001</itk:ErrorCode>",
    right: "<itk:ErrorCode>1000</itk:ErrorCode>",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    FAULT_ACTION = Error "value" "ITK2-F3";
    title: "wsa:Action is not a fault action",
    why: "The action identifies a fault, so that the sender does not mistake it for an answer.",
    right: "<wsa:Action>http://www.w3.org/2005/08/addressing/soap/fault</wsa:Action>",
    link: ADDRESSING,
    traits: [MESSAGING],
}

rule! {
    ERROR_INFO = Error "required" "ITK2-F4";
    title: "Fault without ToolkitErrorInfo",
    why: "A Client or Server fault must have ToolkitErrorInfo in its detail, with an ErrorID, an ErrorCode and an ErrorText.",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    FAULT_STRING = Error "required" "ITK2-F5";
    title: "Fault without faultstring",
    why: "SOAP 1.1 requires faultstring, an explanation that people can read.",
    right: "<faultstring>The message is invalid</faultstring>",
    link: SOAP,
    traits: [MESSAGING],
}

rule! {
    FAULT_ACTOR = Warning "value" "ITK2-F6";
    title: "faultactor is not an http address",
    why: "faultactor is optional. If present, it should be the address of the system that found the fault.",
    right: "<faultactor>http://receiver.example/itk</faultactor>",
    link: SOAP,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let view = cx.view;
    if let Some(fault) = view.fault {
        self::fault(cx, fault);
    } else if let Some(info) = view.error_info {
        error_info(cx, info);
    }
}

fn fault(cx: &mut Cx<'_>, fault: NodeId) {
    let tree = cx.tree;
    // SOAP 1.2 writes faults otherwise, which is told of its version.
    if tree.namespace(NodeId::ROOT) != Some(super::names::SOAP) && tree.child(fault, "Code").is_some() {
        return;
    }
    action(cx);
    let code = tree.child(fault, "faultcode");
    let word = code.and_then(|code| usable(tree, code)).map(|code| code.rsplit([':', '}']).next().unwrap_or(code));
    match (code, word) {
        (Some(code), Some(word)) => {
            if !matches!(word.split('.').next(), Some("VersionMismatch" | "MustUnderstand" | "Client" | "Server")) {
                let message = "faultcode should be VersionMismatch, MustUnderstand, Client or Server";
                cx.at_value(&FAULT_CODE, code, message).expected = Some("soap:Client or soap:Server".to_owned());
            }
        }
        _ => {
            cx.missing(&FAULT_CODE, fault, "faultcode", "A fault must have faultcode").severity = Severity::Error;
        }
    }
    if tree.child(fault, "faultstring").is_none_or(|text| tree.value(text).is_none()) {
        cx.missing(&FAULT_STRING, fault, "faultstring", "A fault must have faultstring, an explanation that people can read");
    }
    if let Some(actor) = tree.child(fault, "faultactor")
        && usable(tree, actor).is_some_and(|actor| !actor.starts_with("http://") && !actor.starts_with("https://"))
    {
        cx.at_value(&FAULT_ACTOR, actor, "faultactor should be an address that begins with http");
    }
    match cx.view.error_info {
        Some(info) => error_info(cx, info),
        None if matches!(word, Some("Client" | "Server")) => {
            let message = "A Client or Server fault must have detail with ToolkitErrorInfo";
            cx.missing(&ERROR_INFO, fault, "detail", message);
        }
        None => {}
    }
}

fn action(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    let Some(header) = cx.view.soap.and_then(|soap| soap.header) else { return };
    let expected = FAULT_ACTIONS.join(" or ");
    match tree.child(header, "Action") {
        Some(node) => {
            if usable(tree, node).is_some_and(|action| !FAULT_ACTIONS.contains(&action)) {
                cx.at_value(&FAULT_ACTION, node, "wsa:Action of a fault must be the fault action of WS-Addressing").expected =
                    Some(expected);
            }
        }
        None => {
            let finding = cx.missing(&FAULT_ACTION, header, "Action", "A fault should have wsa:Action, which identifies it as a fault");
            finding.severity = Severity::Warning;
            finding.expected = Some(expected);
        }
    }
}

fn error_info(cx: &mut Cx<'_>, info: NodeId) {
    let tree = cx.tree;
    if !cx.view.is_itk(info) {
        let found = shown(tree.namespace(info).unwrap_or("no namespace"));
        let finding = cx.at_name(&ERROR_INFO, info, format!("ToolkitErrorInfo must be in the namespace {ITK}"));
        finding.expected = Some(ITK.to_owned());
        finding.found = Some(found);
    }
    order(cx, info);
    for name in ["ErrorID", "ErrorCode", "ErrorText"] {
        if tree.child(info, name).is_none_or(|node| tree.value(node).is_none()) {
            cx.missing(&ERROR_INFO, info, name, format!("ToolkitErrorInfo must have {name}"));
        }
    }
    if let Some(id) = tree.child(info, "ErrorID")
        && usable(tree, id).is_some_and(|id| !is_uuid(id.trim_start_matches("urn:uuid:")))
    {
        let message = "ErrorID is not a UUID: the schema allows any URI, but the NHS test tool expects a UUID";
        cx.at_value(&ERROR_INFO, id, message).severity = Severity::Information;
    }
    let Some(code) = tree.child(info, "ErrorCode") else { return };
    let system = super::view::value(tree, Some(code), "@codeSystem").unwrap_or(TOOLKIT_ERRORS);
    if system == TOOLKIT_ERRORS && usable(tree, code).is_some_and(|code| !matches!(code, "1000" | "2100" | "2200" | "3000")) {
        let message = "ErrorCode must be 1000, 2100, 2200 or 3000";
        cx.at_value(&ERROR_CODE, code, message).expected = Some("1000, 2100, 2200 or 3000".to_owned());
    }
}

/// The schema fixes the order of the error's elements.
fn order(cx: &mut Cx<'_>, info: NodeId) {
    const ORDER: [&str; 4] = ["ErrorID", "ErrorCode", "ErrorText", "ErrorDiagnosticText"];
    let tree = cx.tree;
    let mut last = 0;
    for child in elements(tree, info) {
        let Some(place) = ORDER.iter().position(|name| *name == tree.name(child)) else { continue };
        if place < last {
            let message = format!("{} must come before {}", ORDER[place], ORDER[last]);
            cx.at_name(&ERROR_INFO, child, message).expected = Some(ORDER.join(", "));
            return;
        }
        last = place;
    }
}
