//! What a message is, for the report: who sends what to whom, and what the sender asks for.

use serde::Serialize;

use super::card::Card;
use super::recognise::Kind;
use super::view::{Key, Parts, extension_value, extensions};
use crate::itk2::Itk2;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::Paths;

/// A Coding.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Code {
    /// Coding.system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Coding.code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Coding.display.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<String>,
}

/// An identifier.
#[derive(Clone, Debug, Serialize)]
pub struct Identifier {
    /// Identifier.system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Identifier.value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A sender or a receiver.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// `Organization` or `Practitioner`.
    pub resource_type: String,
    /// Its identifiers.
    pub identifiers: Vec<Identifier>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A flow of messages, such as Transfer of Care.
#[derive(Clone, Debug, Serialize)]
pub struct Domain {
    /// A stable word.
    pub id: &'static str,
    /// In words.
    pub title: &'static str,
}

/// The keys of the handling specification, as far as they can be read.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Handling {
    /// The sender wants a business response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bus_ack_requested: Option<bool>,
    /// The sender wants an infrastructure response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inf_ack_requested: Option<bool>,
    /// `FA` for action, `FI` for information.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_type: Option<String>,
    /// URL of the MessageDefinition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_definition: Option<String>,
    /// What the sender calls the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_reference: Option<String>,
    /// Local agreements.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_extension: Option<String>,
}

/// A file within the message.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// Its MIME type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Its size when decoded.
    pub bytes: u32,
    /// FHIRPath of the resource or element that holds it.
    pub path: String,
}

/// What a response answers, and how.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Answer {
    /// MessageHeader.id of the message that is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// `ok`, `transient-error` or `fatal-error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Response codes, one for each issue.
    pub outcomes: Vec<Code>,
}

/// What a text is in ITK3's terms.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// A stable word for what it is, for example `send-payload`.
    pub kind: &'static str,
    /// The same in words.
    pub title: &'static str,
    /// What was therefore not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'static str>,
    /// Generation of the guide: `v1`, `transitional` or `current`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub era: Option<&'static str>,
    /// The flow that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// MessageHeader.event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Code>,
    /// MessageHeader.id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Bundle.identifier.value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// MessageHeader.timestamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The handling keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handling: Option<Handling>,
    /// Who sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<Party>,
    /// Who is to receive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receiver: Option<Party>,
    /// MessageHeader.source.endpoint, the sender's mailbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Type of what MessageHeader.focus names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<String>,
    /// Composition.type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_type: Option<Code>,
    /// Files within.
    pub attachments: Vec<Attachment>,
    /// Of a response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Answer>,
    /// What is first to know of it, in the same names for every generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    /// Of a message of ITK 2: what it has in the terms of that generation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub itk2: Option<Itk2>,
}

impl Message {
    /// Of a kind, with nothing known of its content.
    pub(crate) fn of_kind(kind: Kind) -> Message {
        let (id, title) = kind.words();
        Message { kind: id, title, note: kind.note(), ..Message::default() }
    }

    pub(crate) fn of(tree: &Tree<'_>, parts: &Parts<'_>, paths: &mut Paths<'_>) -> Message {
        let mut message = Message::of_kind(parts.kind);
        if tree.is_empty() {
            return message;
        }
        if parts.kind.is_itk2() {
            let itk2 = Itk2::of(tree);
            message.card = Some(Card::of_itk2(&itk2));
            message.itk2 = Some(itk2);
            return message;
        }
        let text = |node: NodeId, name: &str| tree.child_value(node, name).map(str::to_owned);
        message.card = Card::of(tree, parts);
        message.era = parts.era.map(super::view::Era::id);
        message.domain = parts.flow.filter(|_| parts.kind.is_itk3()).map(|flow| Domain { id: flow.id, title: flow.title });
        message.identifier = tree.child(NodeId::ROOT, "identifier").and_then(|identifier| text(identifier, "value"));
        if let Some(header) = parts.header {
            message.event = tree.child(header, "event").map(|event| code(tree, event));
            message.id = text(header, "id");
            message.timestamp = text(header, "timestamp");
            message.source = tree.child(header, "source").and_then(|source| text(source, "endpoint"));
            message.handling = handling(tree, parts);
            message.sender = parts.sender.map(|resource| party(tree, resource));
            message.receiver = parts.receiver.map(|resource| party(tree, resource));
            message.focus = parts.focus.map(|resource| match (tree.resource_type(resource), tree.child_value(resource, "type")) {
                (Some("Bundle"), Some(kind)) => format!("Bundle ({kind})"),
                (kind, _) => kind.unwrap_or_default().to_owned(),
            });
        }
        message.document_type = parts.composition.and_then(|composition| {
            let concept = tree.child(composition, "type")?;
            Some(code(tree, tree.child(concept, "coding")?))
        });
        attachments(tree, &mut |holder, content_type, data| {
            message.attachments.push(Attachment {
                content_type: content_type.map(str::to_owned),
                bytes: decoded_size(data),
                path: paths.path(holder),
            });
        });
        message.response = parts.response.map(|response| Answer {
            identifier: text(response, "identifier"),
            code: text(response, "code"),
            outcomes: parts.outcome_codes(tree).filter_map(|(_, node)| Some(code(tree, tree.parent(node)?))).collect(),
        });
        message
    }
}

fn code(tree: &Tree<'_>, coding: NodeId) -> Code {
    let text = |name: &str| tree.child_value(coding, name).map(str::to_owned);
    Code { system: text("system"), code: text("code"), display: text("display") }
}

fn handling(tree: &Tree<'_>, parts: &Parts<'_>) -> Option<Handling> {
    if parts.era == Some(super::view::Era::V1) {
        return Some(Handling {
            bus_ack_requested: parts.flag_v1(tree, "BUSACK"),
            inf_ack_requested: parts.flag_v1(tree, "INFACK"),
            ..Handling::default()
        });
    }
    parts.handling?;
    let text = |key| parts.key_value(tree, key).map(str::to_owned);
    Some(Handling {
        bus_ack_requested: parts.flag(tree, Key::BusAckRequested),
        inf_ack_requested: parts.flag(tree, Key::InfAckRequested),
        recipient_type: text(Key::RecipientType),
        message_definition: text(Key::MessageDefinition),
        sender_reference: text(Key::SenderReference),
        local_extension: text(Key::LocalExtension),
    })
}

fn party(tree: &Tree<'_>, resource: NodeId) -> Party {
    let text = |node: NodeId, name: &str| tree.child_value(node, name).map(str::to_owned);
    let identifiers = tree.children_named(resource, "identifier");
    let name = tree.child(resource, "name").and_then(|name| {
        tree.value(name).map(str::to_owned).or_else(|| text(name, "text")).or_else(|| {
            let parts = ["prefix", "given", "family"].map(|part| tree.child_value(name, part).unwrap_or_default());
            let whole = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            (!whole.is_empty()).then_some(whole)
        })
    });
    Party {
        resource_type: tree.resource_type(resource).unwrap_or_default().to_owned(),
        identifiers: identifiers.map(|i| Identifier { system: text(i, "system"), value: text(i, "value") }).collect(),
        name,
    }
}

/// Calls for each file, wherever it stands: what holds it, its type, its base64. A Binary and an Attachment both say their
/// type.
pub(crate) fn attachments<'t>(tree: &'t Tree<'_>, each: &mut impl FnMut(NodeId, Option<&'t str>, &'t str)) {
    let Some(name) = (!tree.is_empty()).then(|| tree.names.find("contentType")).flatten() else { return };
    for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.node(node).name == name) {
        let Some(holder) = tree.parent(node) else { continue };
        let data = if tree.resource_type(holder) == Some("Binary") { "content" } else { "data" };
        if let Some(data) = tree.child_value(holder, data) {
            each(holder, tree.value(node), data);
        }
    }
}

/// Bytes that a base64 text stands for.
pub(crate) fn decoded_size(base64: &str) -> u32 {
    let letters = base64.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').count();
    (letters * 3 / 4) as u32
}

/// The verification status of an NHS number: the code of the extension on its identifier.
pub(crate) fn verification<'t>(tree: &'t Tree<'_>, identifier: NodeId) -> Option<&'t str> {
    const URLS: [&str; 3] = [
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1",
        "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-NHSNumberVerificationStatus-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-NHSNumberVerificationStatus-1",
    ];
    let extension = URLS.iter().find_map(|url| extensions(tree, identifier, url).next())?;
    let concept = extension_value(tree, extension)?;
    tree.children_named(concept, "coding").find_map(|coding| tree.child_value(coding, "code"))
}
