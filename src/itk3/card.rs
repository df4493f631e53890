//! The message card: what is first to know of a message, in the names of the ITK API's message properties, whatever its
//! generation.

use serde::Serialize;

use super::view::{Era, KEYS, Key, Parts, profiles};
use crate::itk2::Itk2;
use crate::syntax::tree::{NodeId, Tree};

/// A handling key and its value.
#[derive(Clone, Debug, Serialize)]
pub struct Property {
    /// The key.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// What is first to know of a message, in the names of the properties of the ITK API.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// Code of the event; in ITK 2 the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// The sender's mailbox; in ITK 2 the sender address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_address: Option<String>,
    /// Identifiers of the receiver that the header names; in ITK 2 the addresses. Without any, the carrier finds the way.
    pub to_addresses: Vec<String>,
    /// Identifiers of the sender; in ITK 2 the audit identities.
    pub audit_identities: Vec<String>,
    /// MessageHeader.id; in ITK 2 the tracking id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_id: Option<String>,
    /// Id of the document; in ITK 2 of the first payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_payload_id: Option<String>,
    /// Of a response: the message that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// Profile of the document; in ITK 2 of the first payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<String>,
    /// The handling keys, in the order of the guide.
    pub handling_specifications: Vec<Property>,
    /// The responses that the sender asks for: `infrastructure`, `business`.
    pub asks_for: Vec<&'static str>,
}

impl Card {
    /// Of a message with a header.
    pub(super) fn of(tree: &Tree<'_>, parts: &Parts<'_>) -> Option<Card> {
        let header = parts.header.filter(|_| parts.kind.is_itk3())?;
        let text = |node: NodeId, name: &str| tree.child_value(node, name).map(str::to_owned);
        let of = |name: &str, child: &str| tree.child(header, name).and_then(|node| text(node, child));
        let is_first = parts.era == Some(Era::V1);
        let flag = |key, old| if is_first { parts.flag_v1(tree, old) } else { parts.flag(tree, key) };
        let flags = [("infrastructure", flag(Key::InfAckRequested, "INFACK")), ("business", flag(Key::BusAckRequested, "BUSACK"))];
        let key = |&(key, url, _): &(Key, &str, &str)| {
            let value = parts.key_value(tree, key)?;
            Some(Property { key: url.to_owned(), value: value.to_owned() })
        };
        Some(Card {
            service_id: parts.event.map(str::to_owned),
            from_address: of("source", "endpoint"),
            to_addresses: identifiers(tree, parts.receiver),
            audit_identities: identifiers(tree, parts.sender),
            tracking_id: text(header, "id"),
            business_payload_id: parts.document.and_then(|document| text(document, "id")),
            conversation_id: of("response", "identifier"),
            profile_id: parts.composition.and_then(|composition| profiles(tree, composition).next()).map(str::to_owned),
            handling_specifications: KEYS.iter().filter_map(key).collect(),
            asks_for: flags.into_iter().filter(|(_, asked)| *asked == Some(true)).map(|(level, _)| level).collect(),
        })
    }

    /// Of a message of ITK 2.
    pub(super) fn of_itk2(itk2: &Itk2) -> Card {
        let asks = |suffix: &str| itk2.handling_specifications.iter().any(|spec| spec.key.ends_with(suffix) && spec.value == "true");
        let first = itk2.payloads.first();
        let levels = [("infrastructure", asks(":infackrequested")), ("business", asks(":ackrequested"))];
        Card {
            service_id: itk2.service_id.clone(),
            from_address: itk2.from_address.as_ref().map(|address| address.uri.clone()),
            to_addresses: itk2.to_address.iter().map(|address| address.uri.clone()).collect(),
            audit_identities: itk2.audit_identities.iter().map(|identity| identity.uri.clone()).collect(),
            tracking_id: itk2.tracking_id.clone(),
            business_payload_id: first.and_then(|payload| payload.itk_payload_id.clone()),
            conversation_id: itk2.response.as_ref().and_then(|response| response.conversation_id.clone()),
            profile_id: first.and_then(|payload| payload.profile_id.clone()),
            handling_specifications: itk2
                .handling_specifications
                .iter()
                .map(|spec| Property { key: spec.key.clone(), value: spec.value.clone() })
                .collect(),
            asks_for: levels.into_iter().filter(|(_, asked)| *asked).map(|(level, _)| level).collect(),
        }
    }
}

/// Identifiers of a party: system and value, as a token of FHIR has them.
fn identifiers(tree: &Tree<'_>, party: Option<NodeId>) -> Vec<String> {
    let all = party.into_iter().flat_map(|party| tree.children_named(party, "identifier"));
    let token = |identifier: NodeId| {
        let value = tree.child_value(identifier, "value")?;
        Some(match tree.child_value(identifier, "system") {
            Some(system) => format!("{system}|{value}"),
            None => value.to_owned(),
        })
    };
    all.filter_map(token).collect()
}
