//! What an ITK 2 message is, for the report: from whom to whom, by which service, and what it carries.

use serde::Serialize;

use super::form;
use super::names::{HL7_V3, LOCALISATION};
use super::recognise::payload as payload_kind;
use super::view::{View, elements, usable, value};
use crate::syntax::tree::{NodeId, Tree};

/// An address or identity, as the message has it.
#[derive(Clone, Debug, Serialize)]
pub struct Address {
    /// Its URI.
    pub uri: String,
    /// The OID of its kind, where the message says it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// A payload and what the manifest says of it.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
    /// A stable word for what it is, for example `cda`.
    pub kind: &'static str,
    /// The same in words.
    pub title: &'static str,
    /// Its id in the envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub itk_payload_id: Option<String>,
    /// Its profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<String>,
    /// Its MIME type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mimetype: Option<String>,
    /// The message type of a CDA document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_type: Option<String>,
    /// base64 is true.
    pub base64: bool,
    /// compressed is true.
    pub compressed: bool,
    /// encrypted is true.
    pub encrypted: bool,
}

/// A handling key and its value.
#[derive(Clone, Debug, Serialize)]
pub struct Spec {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// What a response answers, and how.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// `infrastructure`, `business`, `answer` or `fault`.
    pub level: &'static str,
    /// `OK`, `Warning`, `Failure`; `AA`, `AE`, `AR`; of a fault its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Tracking id, or MessageID, of the message that is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// Error codes.
    pub codes: Vec<String>,
}

/// What an ITK 2 text is.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Itk2 {
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// The tracking id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_id: Option<String>,
    /// The interaction of the handling specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interaction: Option<String>,
    /// wsa:MessageID of SOAP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The sender address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_address: Option<Address>,
    /// The recipients.
    pub to_address: Vec<Address>,
    /// The audit identities.
    pub audit_identities: Vec<Address>,
    /// The handling keys.
    pub handling_specifications: Vec<Spec>,
    /// The payloads.
    pub payloads: Vec<Payload>,
    /// It answers something.
    pub is_response: bool,
    /// What it answers, and how.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
}

impl Itk2 {
    pub(crate) fn of(tree: &Tree<'_>) -> Itk2 {
        let view = View::of(tree);
        let text = |value: Option<&str>| value.map(str::to_owned);
        let list = |name: &str, child: &str| -> Vec<Address> {
            let parent = view.header.and_then(|header| tree.child(header, name));
            parent.into_iter().flat_map(|parent| tree.children_named(parent, child)).filter_map(|node| address(tree, node)).collect()
        };
        let items: std::collections::HashMap<&str, NodeId> =
            view.items.iter().rev().filter_map(|&item| Some((value(tree, Some(item), "@id")?, item))).collect();
        let spec = |&spec: &NodeId| {
            let text = |name| tree.child_value(spec, name).unwrap_or_default().to_owned();
            Spec { key: text("@key"), value: text("@value") }
        };
        let response = response(&view);
        Itk2 {
            service_id: text(view.service()),
            tracking_id: text(view.tracking_id()),
            interaction: text(view.interaction()),
            message_id: text(view.soap_value("MessageID")),
            from_address: view.sender_address().and_then(|node| address(tree, node)),
            to_address: list("addresslist", "address"),
            audit_identities: list("auditIdentity", "id"),
            handling_specifications: view.specs.iter().map(spec).collect(),
            payloads: view
                .payloads
                .iter()
                .map(|&payload| {
                    let item = value(tree, Some(payload), "@id").and_then(|id| items.get(id).copied());
                    self::payload(&view, payload, item)
                })
                .collect(),
            is_response: response.is_some(),
            response,
        }
    }
}

fn address(tree: &Tree<'_>, node: NodeId) -> Option<Address> {
    let text = |name| tree.child_value(node, name).map(str::to_owned);
    Some(Address { uri: text("@uri")?, kind: text("@type") })
}

fn payload(view: &View<'_>, payload: NodeId, item: Option<NodeId>) -> Payload {
    let tree = view.tree;
    let text = |node: Option<NodeId>, name: &str| value(tree, node, name).map(str::to_owned);
    let flag = |name| value(tree, item, name).and_then(form::boolean) == Some(true);
    let (kind, title) = payload_kind(view, payload, item);
    let document = elements(tree, payload).next().filter(|&content| tree.namespace(content) == Some(HL7_V3));
    let message_type =
        document.and_then(|document| tree.children_named(document, "messageType").find(|&node| tree.namespace(node) == Some(LOCALISATION)));
    Payload {
        kind,
        title,
        itk_payload_id: text(Some(payload), "@id"),
        profile_id: text(item, "@profileid"),
        mimetype: text(item, "@mimetype"),
        message_type: text(message_type, "@extension"),
        base64: flag("@base64"),
        compressed: flag("@compressed"),
        encrypted: flag("@encrypted"),
    }
}

/// What a response says.
fn response(view: &View<'_>) -> Option<Response> {
    let tree = view.tree;
    let text = |value: Option<&str>| value.map(str::to_owned);
    let code = |info: NodeId| tree.child(info, "ErrorCode").and_then(|code| usable(tree, code)).map(str::to_owned);
    if let Some(response) = view.infrastructure {
        let errors = tree.child(response, "errors");
        let infos = errors.into_iter().flat_map(|errors| tree.children_named(errors, "errorInfo"));
        return Some(Response {
            level: "infrastructure",
            result: text(value(tree, Some(response), "@result")),
            conversation_id: text(value(tree, Some(response), "@trackingIdRef")),
            codes: infos.filter_map(code).collect(),
        });
    }
    if let Some(response) = view.business {
        let acknowledged = tree.child(response, "acknowledgedBy3");
        let details = acknowledged.into_iter().flat_map(|node| tree.children_named(node, "acknowledgementDetail"));
        return Some(Response {
            level: "business",
            result: text(value(tree, acknowledged, "@typeCode")),
            conversation_id: text(view.answered()),
            codes: details.filter_map(|detail| value(tree, tree.child(detail, "code"), "@code")).map(str::to_owned).collect(),
        });
    }
    let of_soap = || text(view.soap_value("RelatesTo"));
    if view.fault.is_some() || view.error_info.is_some() {
        let result = view.fault.and_then(|fault| usable(tree, tree.child(fault, "faultcode")?));
        let result = result.map(|code| code.rsplit(':').next().unwrap_or(code).to_owned());
        let codes = view.error_info.and_then(code).into_iter().collect();
        return Some(Response { level: "fault", result, conversation_id: of_soap(), codes });
    }
    view.answer.map(|_| Response { level: "answer", result: None, conversation_id: of_soap(), codes: Vec::new() })
}
