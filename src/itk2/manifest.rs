//! Manifest and payloads: how many, which belongs to which, and what each item says of its payload.

use std::collections::{HashMap, HashSet};

use super::cx::Cx;
use super::form::{self, is_upper_uuid, uuid_of};
use super::handling::TWICE;
use super::links::{CORE, SCHEMA, TESTS};
use super::names::{HL7_V3, ITK, LOCALISATION};
use super::profiles;
use super::recognise::payload as payload_kind;
use super::view::{elements, usable, value};
use crate::diagnostic::{At, Diagnostic, Severity, rule};
use crate::syntax::tree::{NodeId, form as written};

rule! {
    COUNT = Error "value" "ITK2-E6";
    title: "Count does not match the number of items",
    why: "The manifest and the payloads each state how many items they have, and the two numbers must be the same.",
    wrong: "<itk:manifest count=\"2\"> with one manifestitem",
    right: "<itk:manifest count=\"1\"> with one manifestitem",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    IDS = Error "value" "ITK2-E7";
    title: "Manifest and payloads have different ids",
    why: "A manifest item describes the payload with the same id. A receiver that cannot find that payload refuses the message.",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    ID_FORM = Warning "value" "ITK2-E8";
    title: "Payload id is not a UUID",
    why: "The message definitions prefer uuid_ followed by a UUID in upper case, so that no two payloads share an id.",
    wrong: "id=\"p1\"",
    right: "id=\"uuid_7B1D2C3E-4F50-4A61-8B72-9C83AD94BE05\"",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    MIME_TYPE = Warning "value" "ITK2-E9";
    title: "MIME type does not match the service",
    why: "Services carry XML as text/xml. Services whose name ends in PH carry HL7 version 2 as text/plain. SendDocument and BroadcastDocument may carry anything.",
    wrong: "mimetype=\"application/xml\"",
    right: "mimetype=\"text/xml\"",
    response: "DE0007",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    PROFILE = Error "value" "ITK2-E10";
    title: "Profile missing or from another interaction",
    why: "The profile states what the payload conforms to. Each interaction carries documents with certain profiles, and a CDA document states its message type.",
    right: "profileid=\"urn:nhs-en:profile:dischargeReport-v6-1\"",
    response: "DE0007",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    OPAQUE = Information "informational" "ITK2-E11";
    title: "Payload not inspected",
    why: "A payload that is in base64, compressed or encrypted is not checked.",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    CONTENT = Error "value" "ITK2-E16";
    title: "Payload does not match its manifest item",
    why: "base64 states whether the payload is base64 text. If it is not, a text/xml payload must be an element.",
    wrong: "base64=\"true\" with <ClinicalDocument> as payload",
    right: "no base64 with <ClinicalDocument> as payload",
    response: "DE0012",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    ORDER = Information "informational" "ITK2-E7-order";
    title: "Manifest and payloads in different order",
    why: "The ids show which item describes which payload. The NHS 111 adaptor compares them by position instead.",
    link: TESTS,
    traits: [MESSAGING],
}

/// Ids of items or payloads, each with its node, as far as they can be read.
struct Ids<'a> {
    all: Vec<(&'a str, NodeId)>,
    known: HashSet<&'a str>,
    repeated: usize,
}

impl<'a> Ids<'a> {
    fn of(cx: &Cx<'a>, nodes: &[NodeId]) -> Ids<'a> {
        let id = |&node: &NodeId| {
            let id = cx.tree.child(node, "@id")?;
            Some((usable(cx.tree, id)?, id))
        };
        let all: Vec<(&str, NodeId)> = nodes.iter().filter_map(id).collect();
        let known: HashSet<&str> = all.iter().map(|(id, _)| *id).collect();
        let repeated = all.len() - known.len();
        Ids { all, known, repeated }
    }
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let view = cx.view;
    if view.envelope.is_none() {
        return;
    }
    let (items, payloads) = (Ids::of(cx, &view.items), Ids::of(cx, &view.payloads));
    repeated(cx, &items, "manifestitem");
    repeated(cx, &payloads, "payload");
    let lacking = ids(cx, &items, &payloads);
    counts(cx, lacking);
    id_forms(cx, &items, &payloads);
    let places: HashMap<&str, NodeId> =
        view.items.iter().rev().filter_map(|&item| Some((value(cx.tree, Some(item), "@id")?, item))).collect();
    for &payload in &view.payloads {
        let item = value(cx.tree, Some(payload), "@id").and_then(|id| places.get(id).copied());
        // One alone describes the other, whatever the ids say.
        let is_alone = view.items.len() == 1 && view.payloads.len() == 1;
        let item = item.or_else(|| is_alone.then(|| view.items.first().copied()).flatten());
        if let Some(item) = item {
            content(cx, item, payload);
        }
    }
    interaction(cx, &places);
}

fn repeated(cx: &mut Cx<'_>, ids: &Ids<'_>, name: &str) {
    let mut seen = HashSet::new();
    for &(id, node) in &ids.all {
        if !seen.insert(id) {
            cx.at_value(&TWICE, node, format!("The id is repeated; each {name} must have an id of its own"));
        }
    }
}

/// Ids on one side alone. How many payloads and how many items are lacking.
fn ids(cx: &mut Cx<'_>, items: &Ids<'_>, payloads: &Ids<'_>) -> (usize, usize) {
    let view = cx.view;
    // Where an id is missing altogether, that has been said.
    if items.all.len() < view.items.len() || payloads.all.len() < view.payloads.len() || view.items.is_empty() || view.payloads.is_empty() {
        return (0, 0);
    }
    let alone = |these: &Ids<'_>, others: &Ids<'_>| -> Vec<NodeId> {
        these.all.iter().filter(|(id, _)| !others.known.contains(id)).map(|&(_, node)| node).collect()
    };
    let (of_items, of_payloads) = (alone(items, payloads), alone(payloads, items));
    let pairs = of_items.len().min(of_payloads.len());
    for (&item, &payload) in of_items.iter().zip(&of_payloads) {
        let is_case = cx.tree.value(item).zip(cx.tree.value(payload)).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
        let message = if is_case {
            "The id must be the same in manifestitem and payload; they differ only in case"
        } else {
            "The id must be the same in manifestitem and payload; no payload has this id"
        };
        let expected = crate::diagnostic::shown(cx.tree.value(payload).unwrap_or_default());
        cx.at_value(&IDS, item, message).expected = Some(format!("{expected}, the id of the payload"));
    }
    // An id that is repeated on the other side stands for the one that is lacking there.
    let (lacking_payloads, lacking_items) = (of_items.len() - pairs, of_payloads.len() - pairs);
    if payloads.repeated == 0 {
        for &item in &of_items[pairs..] {
            cx.at_value(&IDS, item, "manifestitem must have a payload with the same id; there is none");
        }
    }
    if items.repeated == 0 {
        for &payload in &of_payloads[pairs..] {
            cx.at_value(&IDS, payload, "payload must have a manifestitem with the same id; there is none");
        }
    }
    let is_same_set = of_items.is_empty() && of_payloads.is_empty() && items.repeated + payloads.repeated == 0;
    if is_same_set && let Some((&(_, node), _)) = payloads.all.iter().zip(&items.all).find(|(payload, item)| payload.0 != item.0) {
        let message = "The payloads are in a different order from the manifest; their ids show which belong together";
        cx.at_value(&ORDER, node, message);
    }
    (lacking_payloads, lacking_items)
}

fn counts(cx: &mut Cx<'_>, (lacking_payloads, lacking_items): (usize, usize)) {
    let view = cx.view;
    let mut right = 0;
    if both_wrong(cx) {
        return;
    }
    let sides = [
        (view.manifest, view.items.len(), lacking_items, "manifest", "manifestitem"),
        (view.payloads_element, view.payloads.len(), lacking_payloads, "payloads", "payload"),
    ];
    for (parent, number, lacking, name, child) in sides {
        let Some(node) = parent.and_then(|parent| cx.tree.child(parent, "@count")) else { continue };
        let Some(count) = usable(cx.tree, node).and_then(form::integer) else { continue };
        // Without any, or where one is lacking that the count has, that is the fault.
        if number == 0 || lacking > 0 && count == (number + lacking) as i64 {
            continue;
        }
        if count == number as i64 {
            right += 1;
            continue;
        }
        let message = format!("{name}/count must be the number of {child} elements, which is {number}");
        cx.at_value(&COUNT, node, message).expected = Some(number.to_string());
    }
    let is_told = cx.findings.iter().any(|finding| finding.rule == &IDS || finding.rule == &TWICE);
    if right == 2
        && view.items.len() != view.payloads.len()
        && !is_told
        && let Some(node) = view.payloads_element.and_then(|payloads| cx.tree.child(payloads, "@count"))
    {
        let message = "manifest and payloads must have the same count";
        cx.at_value(&COUNT, node, message).expected = Some(view.items.len().to_string());
    }
}

/// Both counts are the same wrong number: one fault. `true` where that was said.
fn both_wrong(cx: &mut Cx<'_>) -> bool {
    let view = cx.view;
    let node = |parent: Option<NodeId>| parent.and_then(|parent| cx.tree.child(parent, "@count"));
    let (Some(of_manifest), Some(of_payloads)) = (node(view.manifest), node(view.payloads_element)) else { return false };
    let count = |node| usable(cx.tree, node).and_then(form::integer);
    let number = view.payloads.len();
    let is_one = number > 0 && number == view.items.len() && count(of_manifest) == count(of_payloads);
    if !is_one || count(of_manifest).is_none_or(|count| count == number as i64) {
        return false;
    }
    let message = format!("count of manifest and payloads must be the number of payloads, which is {number}");
    cx.at_value(&COUNT, of_manifest, message).expected = Some(number.to_string());
    true
}

fn id_forms(cx: &mut Cx<'_>, items: &Ids<'_>, payloads: &Ids<'_>) {
    // The same id is told once; where the two differ, that is said.
    for &(id, node) in &items.all {
        if payloads.known.contains(id) && !uuid_of(id).is_some_and(is_upper_uuid) && crate::syntax::is_xml_name(id) {
            let message = match uuid_of(id) {
                Some(_) => "The id should have its UUID in upper case, in manifestitem and payload",
                None => "The id should be uuid_ followed by a UUID in upper case, in manifestitem and payload",
            };
            cx.at_value(&ID_FORM, node, message).expected = Some("uuid_ followed by a UUID in upper case".to_owned());
        }
    }
}

/// What an item says of its payload.
fn content(cx: &mut Cx<'_>, item: NodeId, payload: NodeId) {
    let (view, tree) = (cx.view, cx.tree);
    let [base64, compressed, encrypted] = ["@base64", "@compressed", "@encrypted"].map(|name| view.flag(item, name));
    let (element, text) = (elements(tree, payload).next(), tree.value(payload).map(str::trim));
    let mime = value(tree, Some(item), "@mimetype");
    let is_xml = mime.is_some_and(is_text_xml);
    let told = cx.findings.len();
    if let Some(element) = element.filter(|_| base64) {
        let message = "base64 is true, but the payload is an element; leave base64 out, or encode the payload";
        cx.at_name(&CONTENT, element, message);
    } else if base64 && text.is_some_and(|text| !form::is_base64(text) && !form::is_placeholder(text)) {
        let finding = Diagnostic::new(&CONTENT, At::Value(payload), "base64 is true, but the payload is not base64");
        cx.say(
            finding.expected("letters, digits, + and /, in groups of four").found("other characters, or a length that base64 cannot have"),
        );
    } else if !base64 && !compressed && !encrypted && is_xml && element.is_none() && text.is_some() && !tree.has(payload, written::STRAY) {
        let message = "The payload is text, but its manifestitem says XML without base64; write the XML itself, or set base64";
        let finding = Diagnostic::new(&CONTENT, At::Value(payload), message);
        cx.say(finding.expected("an element").found("text"));
    }
    if told < cx.findings.len() {
        return;
    }
    if (base64 || compressed || encrypted) && (element.is_some() || text.is_some()) {
        let flags: Vec<&str> = [(base64, "base64"), (compressed, "compressed"), (encrypted, "encrypted")]
            .into_iter()
            .filter_map(|(is, name)| is.then_some(name))
            .collect();
        let (_, kind) = payload_kind(view, payload, Some(item));
        let message = format!("The payload is {}, so its content was not checked", flags.join(" and "));
        let finding = Diagnostic::new(&OPAQUE, At::Name(payload), message).found(kind);
        cx.say(finding);
    }
    mime_type(cx, item, encrypted);
    missing_profile(cx, item, payload);
}

/// `text/xml`, with parameters or without.
fn is_text_xml(mime: &str) -> bool {
    mime.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("text/xml")
}

fn mime_type(cx: &mut Cx<'_>, item: NodeId, encrypted: bool) {
    let service = cx.view.service_name().unwrap_or_default();
    if encrypted || ["SendDocument", "BroadcastDocument"].iter().any(|free| service.starts_with(free)) {
        return;
    }
    let Some(node) = cx.tree.child(item, "@mimetype") else { return };
    let Some(mime) = usable(cx.tree, node) else { return };
    let is_pipes = service.trim_end_matches("Response").ends_with("PH");
    let expected = if is_pipes { "text/plain" } else { "text/xml" };
    if !mime.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(expected) {
        cx.at_value(&MIME_TYPE, node, "mimetype should match this service").expected = Some(expected.to_owned());
    }
}

fn missing_profile(cx: &mut Cx<'_>, item: NodeId, payload: NodeId) {
    if cx.tree.child(item, "@profileid").is_some() {
        return;
    }
    let is_document = elements(cx.tree, payload).next().is_some_and(|content| cx.tree.namespace(content) == Some(HL7_V3));
    // In another namespace of attributes it is misspelt, and told as such.
    let is_own = |attribute: NodeId| cx.tree.namespace(attribute) == Some(ITK);
    if is_document && !cx.tree.children(item).any(is_own) {
        let message = "manifestitem should have profileid, which states what the document or message conforms to";
        cx.missing(&PROFILE, item, "@profileid", message).severity = Severity::Warning;
    }
}

/// Profiles against the interaction, and against the message type of CDA.
fn interaction(cx: &mut Cx<'_>, places: &HashMap<&str, NodeId>) {
    let (view, tree) = (cx.view, cx.tree);
    let profiles: Vec<(NodeId, &str)> = view
        .items
        .iter()
        .filter_map(|&item| {
            let node = tree.child(item, "@profileid")?;
            Some((node, usable(tree, node)?))
        })
        .collect();
    if let Some(interaction) = view.interaction()
        && let Some(&(node, _)) = profiles.first()
        && profiles.iter().all(|(_, profile)| profiles::contradicts_interaction(profile, interaction))
    {
        let expected = profiles::expected(interaction).unwrap_or_default();
        cx.at_value(&PROFILE, node, "profileid and interaction contradict each other; one of the two must change").expected =
            Some(expected);
        return;
    }
    for &payload in &view.payloads {
        let Some(item) = value(tree, Some(payload), "@id").and_then(|id| places.get(id).copied()) else { continue };
        let Some(node) = tree.child(item, "@profileid") else { continue };
        let Some(expected) = usable(tree, node)
            .zip(message_type(cx, payload))
            .and_then(|(profile, message_type)| profiles::contradicts_type(profile, message_type))
        else {
            continue;
        };
        let message = "profileid and the messageType of the CDA document contradict each other; one of the two must change";
        cx.at_value(&PROFILE, node, message).expected = Some(expected);
    }
}

/// `npfitlc:messageType` of the CDA document in a payload.
pub(super) fn message_type<'a>(cx: &Cx<'a>, payload: NodeId) -> Option<&'a str> {
    let document = elements(cx.tree, payload).next().filter(|&content| cx.tree.name(content) == "ClinicalDocument")?;
    let of_type = cx.tree.children_named(document, "messageType").find(|&node| cx.tree.namespace(node) == Some(LOCALISATION))?;
    value(cx.tree, Some(of_type), "@extension")
}
