//! The wrapper and its header: what no profile says of them.

use super::composition;
use super::cx::Cx;
use super::gp_connect::Guide;
use super::links::{CODES, HARNESS, RESPONSES, SENDERS, VERSIONS};
use super::look::without_profile;
use super::recognise::Kind;
use super::view::{DOCUMENT_BUNDLE, Era, MESSAGE_BUNDLE, PROFILES, is_profile, profiles, resources};
use crate::definitions::split_version;
use crate::diagnostic::{At, Details, Diagnostic, Place, Severity, Subject, Unless, rule, shown};
use crate::resolve::What;
use crate::syntax::tree::NodeId;
use crate::validate::is_lower_uuid;

const HANDLING: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_hand_spec.html";
const RECEIVERS: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_rec_req.html";
const BUNDLES: &str = "https://nhsconnect.github.io/ITK3-FHIR-Messaging-Distribution/explore_bundle_type.html";

rule! {
    DECLARED_PROFILE = Warning "structure" "itk3-declared-profile";
    title: "ITK3 profile not declared",
    why: "meta.profile says which ITK3 profile a resource conforms to. Receivers use it to choose how to process the resource.",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    HEADER_ID = Error "required" "itk3-header-id";
    title: "MessageHeader.id missing",
    why: "Responses identify the message by the id of its MessageHeader.",
    response: "20006",
    link: RESPONSES,
    traits: [MESSAGING],
}

rule! {
    UUID_FORM = Warning "value" "itk3-uuid-form";
    title: "Not a lower-case UUID",
    why: "UUIDs are compared character by character and must be written in lower case.",
    wrong: "urn:uuid:0D2B3C4E-5F60-4718-92A3-B4C5D6E7F809",
    right: "urn:uuid:0d2b3c4e-5f60-4718-92a3-b4c5d6e7f809",
    link: "https://hl7.org/fhir/STU3/datatypes.html#uuid",
    traits: [MESSAGING],
}

rule! {
    SENDER = Error "not-found" "GP-GFR-18-sender";
    title: "Sender not in the message",
    why: "The sender of the MessageHeader must be an entry of the message.",
    response: "20006",
    link: HARNESS,
    traits: [MESSAGING],
}

rule! {
    PARTY_PROFILE = Warning "structure" "itk3-header-profile";
    title: "Sender or receiver in the header declares another profile",
    why: "Organisations and people in the header have profiles of their own, which are stricter than those for the payload.",
    wrong: "CareConnect-GPC-Organization-1",
    right: "CareConnect-ITK-Header-Organization-1",
    response: "20006",
    link: HANDLING,
    traits: [MESSAGING],
}

rule! {
    RECEIVER = Error "not-found" "FHIR-RR-01";
    title: "Receiver not in the message",
    why: "If the MessageHeader names a receiver, it must be an entry of the message.",
    response: "20006",
    link: RECEIVERS,
    traits: [MESSAGING],
}

rule! {
    ENDPOINT = Warning "value" "itk3-source-endpoint";
    title: "source.endpoint is not a MESH mailbox",
    why: "Responses are sent to the MESH mailbox in source.endpoint.",
    right: r#"<endpoint value="X26HC001"/>"#,
    response: "20006",
    link: HANDLING,
    traits: [MESSAGING],
}

rule! {
    FOCUS = Error "required" "itk3-focus";
    title: "Payload missing",
    why: "A Send Payload message must carry a payload, and its focus must refer to it.",
    response: "20006",
    link: BUNDLES,
    traits: [MESSAGING],
}

rule! {
    LOOSE = Error "structure" "itk3-payload-kind";
    title: "More than one kind of payload",
    why: "A message must carry one payload of one kind.",
    response: "20009",
    link: BUNDLES,
    traits: [MESSAGING],
}

rule! {
    DOCUMENTS = Error "structure" "FHIR-PAY-01";
    title: "More than one document",
    why: "A message must carry one document. Send a second one in a message of its own.",
    response: "20009",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    SIZE = Warning "too-long" "itk3-message-size";
    title: "Message larger than 5 MB",
    why: "A receiver may reject a message larger than 5 MB. MESH accepts at most 100 MB in one request.",
    response: "20015",
    link: CODES,
    traits: [MESSAGING],
}

rule! {
    SEEN_MESSAGE = Error "duplicate" "itk3-message-received-before";
    title: "Message received before",
    why: "A message is processed once. This one has the id of a message that was already received.",
    response: "20007",
    link: CODES,
    traits: [MESSAGING],
}

rule! {
    SEEN_DOCUMENT = Error "duplicate" "FHIR-RR-05";
    title: "Document received before",
    why: "A document is filed once. This one has the id of a document that was already received.",
    response: "20008",
    link: RECEIVERS,
    traits: [MESSAGING],
}

rule! {
    RESPONSE_PROFILE = Error "structure" "GP-GFR-18-outcome";
    title: "OperationOutcome does not declare its profile",
    why: "The OperationOutcome of a response must declare the ITK3 profile.",
    response: "20006",
    link: HARNESS,
    traits: [MESSAGING],
}

/// Profiles of payloads that require what the header's forbid.
const OF_PAYLOAD: [&str; 2] = ["CareConnect-GPC-Organization-1", "CareConnect-GPC-Practitioner-1"];
/// The recommended most of a message.
const MOST_BYTES: usize = 5_000_000;
/// What MESH takes in one request.
const MOST_OF_MESH: usize = 100_000_000;

pub(super) fn check(cx: &mut Cx<'_>) {
    let Some(header) = cx.parts.header else { return };
    declared_profiles(cx, header);
    if cx.tree.child(header, "id").is_none() {
        let message = "MessageHeader.id is missing; responses identify the message by it";
        cx.say(
            Diagnostic::new(&HEADER_ID, At::Name(header), message)
                .expected("an id that is never used again")
                .found("no id")
                .unless_reported(header),
        );
    }
    uuids(cx);
    parties(cx, header);
    party_profiles(cx, header);
    endpoint(cx, header);
    payload(cx, header);
    received(cx, header);
    let bytes = cx.tree.text.len();
    if let Some((message, expected)) = too_large(bytes) {
        let found = format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10);
        cx.say(Cx::at(&SIZE, header, message).expected(expected).found(found));
    }
}

/// What there is to say of the size of a message, and what is expected.
fn too_large(bytes: usize) -> Option<(&'static str, &'static str)> {
    if bytes > MOST_OF_MESH {
        return Some(("Message is larger than 100 MB: MESH accepts it only in chunks, and receivers reject it", "at most 5 MB"));
    }
    (bytes > MOST_BYTES).then_some(("Message should be at most 5 MB: a receiver may reject a larger one", "at most 5 MB"))
}

/// The profile that a part of the wrapper is to declare.
fn expected_profile(cx: &Cx<'_>, resource: NodeId) -> Option<&'static str> {
    let parts = cx.parts;
    Some(match cx.tree.resource_type(resource)? {
        "Bundle" if resource == NodeId::ROOT => "ITK-Message-Bundle-1",
        "Bundle" if parts.document == Some(resource) => "ITK-Document-Bundle-1",
        "MessageHeader" => "ITK-MessageHeader-2",
        "Organization" if parts.sender == Some(resource) || parts.receiver == Some(resource) => "CareConnect-ITK-Header-Organization-1",
        "Practitioner" if parts.sender == Some(resource) || parts.receiver == Some(resource) => "CareConnect-ITK-Header-Practitioner-1",
        "OperationOutcome" if parts.outcome == Some(resource) => "ITK-Response-OperationOutcome-1",
        _ => return None,
    })
}

/// One finding for all parts of the wrapper that declare no profile: they were left out for one reason.
fn declared_profiles(cx: &mut Cx<'_>, header: NodeId) {
    let tree = cx.tree;
    let of_event = composition::undeclared(tree, cx.parts, cx.definitions);
    let composition = of_event.filter(|(.., declared)| declared.is_none()).map(|(composition, ..)| composition);
    let of_wrapper = [Some(NodeId::ROOT), Some(header), cx.parts.sender, cx.parts.receiver, cx.parts.document, composition];
    let mut missing: Vec<Place> = Vec::new();
    for resource in of_wrapper.into_iter().flatten() {
        let (at, meta) = (At::Name(resource), tree.child(resource, "meta"));
        if missing.iter().any(|place| place.at == at) || meta.is_some_and(|meta| tree.child(meta, "profile").is_some()) {
            continue;
        }
        let of_event = of_event.filter(|(composition, ..)| *composition == resource).map(|(_, name, _)| name);
        let Some(name) = of_event.or_else(|| expected_profile(cx, resource)) else { continue };
        let unless = [Unless::Reported(resource)].into_iter().chain(without_profile(resource, meta)).collect();
        missing.push(Place { at, label: name.to_owned(), unless });
    }
    if let Some(first) = missing.first().map(|place| place.at) {
        // GP Connect has a requirement of its own for this.
        let of_send_document = Guide::of(cx).filter(|guide| *guide != Guide::UpdateRecord);
        let rule = of_send_document.map_or(&DECLARED_PROFILE, super::gp_connect::metadata::meta);
        let message = "Some resources declare no meta.profile; they were checked against the expected ITK3 profiles";
        let words = |details: &mut Details, names: &[String]| details.expected = Some(names.join(", "));
        cx.say(Diagnostic::new(rule, first, message).found("no meta.profile").at_each(missing, words));
    }
    // One that is nearly an ITK profile's is a misprint; of others nothing is known.
    for resource in [NodeId::ROOT, header] {
        let Some(name) = expected_profile(cx, resource) else { continue };
        let declared: Vec<NodeId> =
            tree.child(resource, "meta").into_iter().flat_map(|meta| tree.children_named(meta, "profile")).collect();
        let url_of = |&node: &NodeId| tree.value(node).map_or("", |url| split_version(url.trim()).0);
        let like = |node: &&NodeId| url_of(node).rsplit('/').next().is_some_and(|name| name.contains("ITK"));
        if declared.iter().any(|node| cx.definitions.structure_named(url_of(node)).is_some()) {
            continue;
        }
        if let Some(&node) = declared.iter().find(like) {
            let message = "meta.profile is not a known ITK profile; the resource was checked against the expected one";
            cx.say(Cx::at(&DECLARED_PROFILE, node, message).expected(name).found(shown(url_of(&node))));
        }
    }
    document_as_message(cx);
    if let Some(outcome) = cx.parts.outcome
        && cx.parts.era == Some(Era::Current)
        && tree.resource_type(outcome) == Some("OperationOutcome")
        && !profiles(tree, outcome).any(|profile| is_profile(profile, "ITK-Response-OperationOutcome-1"))
    {
        let finding = Diagnostic::new(
            &RESPONSE_PROFILE,
            At::Name(outcome),
            "OperationOutcome of a response must declare ITK-Response-OperationOutcome-1",
        );
        let found = profiles(tree, outcome).next().map_or_else(|| "no meta.profile".to_owned(), shown);
        let mut finding = finding.expected(format!("{PROFILES}ITK-Response-OperationOutcome-1")).found(found).unless_reported(outcome);
        if let Some(meta) = tree.child(outcome, "meta") {
            finding = finding.unless(Unless::ReportedWithin(meta));
        }
        // One that declares another profile may be wrong by that already.
        if profiles(tree, outcome).next().is_some() {
            finding = finding.unless(Unless::WrongWithin(outcome));
        }
        cx.say(finding);
    }
}

/// Reports a document that declares the message profile, and a message that declares the document profile. Following that profile
/// would break either.
fn document_as_message(cx: &mut Cx<'_>) {
    let document = cx.parts.document.filter(|&document| document != NodeId::ROOT);
    let of_document = document.map(|document| {
        let message = "The document must declare ITK-Document-Bundle-1: ITK-Message-Bundle-1 is for the message around it";
        (document, MESSAGE_BUNDLE, DOCUMENT_BUNDLE, message)
    });
    let message = "The message must declare ITK-Message-Bundle-1: ITK-Document-Bundle-1 is for the document inside it";
    let of_message = (NodeId::ROOT, DOCUMENT_BUNDLE, MESSAGE_BUNDLE, message);
    for (bundle, wrong, right, message) in of_document.into_iter().chain([of_message]) {
        let tree = cx.tree;
        let mut declared = tree.child(bundle, "meta").into_iter().flat_map(|meta| tree.children_named(meta, "profile"));
        let Some(node) = declared.find(|&node| tree.value(node).is_some_and(|url| is_profile(url, wrong))) else { continue };
        cx.supersede(bundle, What::Profile(wrong));
        let right = [PROFILES, right].concat();
        let finding = Cx::at(&DECLARED_PROFILE, node, message).weighing(Severity::Error).expected(&*right).perhaps_put_right_by(right);
        cx.say(finding.found(wrong));
    }
}

/// One finding for all: they were made in one way.
fn uuids(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    let mut wrong: Vec<Place> = Vec::new();
    for bundle in [Some(NodeId::ROOT), cx.parts.document.filter(|&d| d != NodeId::ROOT)].into_iter().flatten() {
        for (entry, _) in resources(tree, bundle) {
            if let Some(node) = tree.child(entry, "fullUrl")
                && let Some(uuid) = tree.value(node).and_then(|url| url.strip_prefix("urn:uuid:"))
                && !is_lower_uuid(uuid)
            {
                wrong.push(Place { at: At::Value(node), label: shown(uuid), unless: vec![Unless::Reported(node)] });
            }
        }
    }
    identifiers_of_uuids(cx, !wrong.is_empty());
    let Some(first) = wrong.first().map(|place| place.at) else { return };
    let words = |details: &mut Details, uuids: &[String]| {
        let others = uuids.len() - 1;
        details.found = Some(if others == 0 { uuids[0].clone() } else { format!("{}, and {others} more like it", uuids[0]) });
    };
    let finding = Diagnostic::new(&UUID_FORM, first, "urn:uuid: should be followed by a UUID in lower case");
    cx.say(finding.expected("such as urn:uuid:3f2b8a52-7d1c-4e8f-9a06-5b1d2c3e4f60").at_each(wrong, words));
}

/// Identifiers of the Bundles whose system says that they are UUIDs. Where fullUrls are in capitals, too, that is said of those.
fn identifiers_of_uuids(cx: &mut Cx<'_>, is_said: bool) {
    let tree = cx.tree;
    for bundle in [Some(NodeId::ROOT), cx.parts.document.filter(|&d| d != NodeId::ROOT)].into_iter().flatten() {
        let Some(identifier) = tree.child(bundle, "identifier") else { continue };
        let is_of_uuids = tree.child_value(identifier, "system").is_some_and(|system| system.ends_with("tools.ietf.org/html/rfc4122"));
        let Some(node) = tree.child(identifier, "value").filter(|_| is_of_uuids) else { continue };
        let value = tree.value(node).unwrap_or_default();
        let uuid = value.strip_prefix("urn:uuid:").unwrap_or(value);
        let is_in_capitals = is_lower_uuid(&uuid.to_ascii_lowercase());
        if value.is_empty() || is_lower_uuid(uuid) || is_said && is_in_capitals {
            continue;
        }
        let finding = Cx::at(&UUID_FORM, node, "identifier.value should be a lower-case UUID: its system is for UUIDs");
        cx.say(finding.expected("such as 3f2b8a52-7d1c-4e8f-9a06-5b1d2c3e4f60").found(shown(value)).unless_reported(node));
    }
}

/// Sender and receiver travel in the message.
fn parties(cx: &mut Cx<'_>, header: NodeId) {
    let tree = cx.tree;
    for (name, found, rule) in [("sender", cx.parts.sender, &SENDER), ("receiver", cx.parts.receiver, &RECEIVER)] {
        let Some(node) = tree.child(header, name).and_then(|reference| tree.child(reference, "reference")) else { continue };
        if found.is_none() && tree.value(node).is_some_and(|value| !value.is_empty()) {
            let message = format!("{name} must refer to an entry of the message");
            let finding = Cx::at(rule, node, &message).expected("the fullUrl of an Organization or a Practitioner of this Bundle");
            cx.say(finding.found(shown(tree.value(node).unwrap_or_default())).unless_reported(node));
        }
    }
}

/// What belongs to the payload's profile is not asked of the header, where it may even be forbidden.
fn party_profiles(cx: &mut Cx<'_>, header: NodeId) {
    let tree = cx.tree;
    for (name, party) in [("sender", cx.parts.sender), ("receiver", cx.parts.receiver)] {
        let Some((party, expected)) = party.and_then(|party| Some((party, expected_profile(cx, party)?))) else { continue };
        let last = |url: &str| split_version(url.trim()).0.rsplit('/').next().unwrap_or_default().to_owned();
        let declared: Vec<NodeId> = tree.child(party, "meta").into_iter().flat_map(|meta| tree.children_named(meta, "profile")).collect();
        let names: Vec<String> = declared.iter().filter_map(|&node| tree.value(node)).map(last).collect();
        let of_payload = |name: &String| OF_PAYLOAD.iter().find(|known| *known == name);
        if names.iter().any(|name| name == expected) {
            continue;
        }
        let Some((&node, known)) = declared.iter().zip(&names).find_map(|(node, name)| Some((node, of_payload(name)?))) else { continue };
        cx.supersede(party, What::Profile(known));
        let message = format!("{name} should declare {expected}: {known} is for the payload");
        let finding = Cx::at(&PARTY_PROFILE, node, &message)
            .expected(format!("{PROFILES}{expected}"))
            .perhaps_put_right_by(format!("{PROFILES}{expected}"))
            .found(shown(known));
        let reference = tree.child(header, name).and_then(|party| tree.child(party, "reference"));
        cx.say(reference.into_iter().chain([node]).fold(finding, Diagnostic::unless_reported));
    }
}

fn endpoint(cx: &mut Cx<'_>, header: NodeId) {
    let Some(node) = cx.tree.child(header, "source").and_then(|source| cx.tree.child(source, "endpoint")) else { return };
    let Some(value) = cx.tree.value(node) else { return };
    if !value.is_empty() && value.len() <= 100 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return;
    }
    let message = if value.starts_with("urn:nhs-uk:addressing:") {
        "source.endpoint should be the sender's MESH mailbox: this form of address is from the first generation"
    } else {
        "source.endpoint should be the sender's MESH mailbox, to which responses are sent"
    };
    cx.say(Cx::at(&ENDPOINT, node, message).expected("a MESH mailbox id such as X26OT001").found(shown(value)).unless_reported(node));
}

/// A Send Payload carries a payload, of one kind, and at most one document.
fn payload(cx: &mut Cx<'_>, header: NodeId) {
    let (tree, parts) = (cx.tree, cx.parts);
    if parts.kind != Kind::SendPayload {
        return;
    }
    let focus = tree.child(header, "focus");
    let of_header = |&(_, resource): &(NodeId, NodeId)| {
        let kind = tree.resource_type(resource).unwrap_or_default();
        kind == "MessageHeader" || Some(resource) == parts.sender || Some(resource) == parts.receiver
    };
    let others: Vec<NodeId> = resources(tree, NodeId::ROOT).filter(|entry| !of_header(entry)).map(|(_, resource)| resource).collect();
    let reference = focus.and_then(|focus| tree.child(focus, "reference"));
    if let (Some(node), None) = (reference, parts.focus) {
        if tree.value(node).is_some_and(|value| !value.is_empty()) {
            let finding = Cx::at(&FOCUS, node, "focus must refer to an entry of the message");
            let found = shown(tree.value(node).unwrap_or_default());
            cx.say(finding.expected("the fullUrl of an entry of this Bundle").found(found).unless_reported(node));
        }
    } else if focus.is_none() && !others.is_empty() {
        let message = "MessageHeader has no focus: the profile allows that, but release note 2.1.0 of the guide requires one";
        let finding = Diagnostic::new(&FOCUS, At::Name(header), message).weighing(Severity::Information);
        cx.say(finding.expected("a focus with the fullUrl of the payload").found("no focus").unless_reported(header));
    } else if focus.is_none() && others.is_empty() {
        let finding = Diagnostic::new(&FOCUS, At::Name(header), "MessageHeader must have a focus, and the message a payload");
        cx.say(finding.expected("a payload in the Bundle, and a focus that refers to it").found("a header alone").unless_reported(header));
    }
    let is_document =
        |&&resource: &&NodeId| tree.resource_type(resource) == Some("Bundle") && tree.child_value(resource, "type") == Some("document");
    if let Some(&second) = others.iter().filter(is_document).nth(1) {
        let finding = Diagnostic::new(
            &DOCUMENTS,
            At::Name(second),
            "A message must carry only one document: send the second in a message of its own",
        );
        let count = others.iter().filter(is_document).count();
        cx.say(finding.expected("one Bundle of type document").found(count.to_string()));
    }
    if let Some(bundle) = parts.focus.filter(|&focus| tree.resource_type(focus) == Some("Bundle")) {
        // Organisations and people beside the payload belong to the header, needed or not.
        let of_people = |kind: &str| matches!(kind, "Organization" | "Practitioner" | "PractitionerRole" | "Bundle");
        let loose: Vec<NodeId> =
            others.iter().copied().filter(|&r| r != bundle && !of_people(tree.resource_type(r).unwrap_or_default())).collect();
        if let Some(&first) = loose.first() {
            let message = "Resource must be within the payload Bundle, not beside it";
            let finding = Diagnostic::new(&LOOSE, At::Name(first), message)
                .about(Subject::BesidePayload)
                .expected("the whole payload within the Bundle that focus refers to");
            let kinds: Vec<&str> = loose.iter().filter_map(|&r| tree.resource_type(r)).collect();
            cx.say(finding.found(shown(&kinds.join(", "))));
        }
    }
    composition::check(cx);
}

/// What was received before is not processed again.
fn received(cx: &mut Cx<'_>, header: NodeId) {
    let tree = cx.tree;
    let known = |id: Option<&str>| id.is_some_and(|id| cx.context.received.iter().any(|known| known == id));
    let identifier = tree.child(NodeId::ROOT, "identifier").and_then(|identifier| tree.child(identifier, "value"));
    let of_message = [tree.child(header, "id"), identifier].into_iter().flatten().find(|&node| known(tree.value(node)));
    let document = cx.parts.document.and_then(|document| tree.child(document, "id"));
    let of_document = document.filter(|&node| known(tree.value(node)));
    for (rule, node, message) in [
        (&SEEN_MESSAGE, of_message, "The id of the message must be new: it was received before"),
        (&SEEN_DOCUMENT, of_document, "The id of the document must be new: it was received before"),
    ] {
        if let Some(node) = node {
            let found = shown(tree.value(node).unwrap_or_default());
            cx.say(Cx::at(rule, node, message).expected("an id that was never used").found(found).weighing(Severity::Error));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_too_large_for_receivers_before_it_is_for_mesh() {
        assert_eq!(too_large(5_000_000), None);
        assert!(too_large(5_000_001).is_some_and(|(message, _)| message.contains("5 MB") && !message.contains("100 MB")));
        assert!(too_large(100_000_000).is_some_and(|(message, _)| !message.contains("100 MB")));
        assert!(too_large(100_000_001).is_some_and(|(message, _)| message.contains("100 MB")));
    }
}
