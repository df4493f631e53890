//! The parts of a message, found once: header, handling keys, sender, payload, outcome.

use std::rc::Rc;

use super::flows::{self, Flow};
use super::recognise::Kind;
use crate::definitions::split_version;
use crate::syntax::Format;
use crate::syntax::tree::{NodeId, Tree};
use crate::validate::{Index, Target};

pub(crate) const HANDLING: &str = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-2";
pub(crate) const HANDLING_V1: &str = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-1";
pub(crate) const PROFILES: &str = "https://fhir.nhs.uk/STU3/StructureDefinition/";

/// The generations of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Era {
    V1,
    Transitional,
    Current,
}

impl Era {
    pub(crate) fn id(self) -> &'static str {
        match self {
            Era::V1 => "v1",
            Era::Transitional => "transitional",
            Era::Current => "current",
        }
    }
}

/// The keys of the handling specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    BusAckRequested,
    InfAckRequested,
    RecipientType,
    MessageDefinition,
    SenderReference,
    LocalExtension,
}

/// The keys, their urls, and the response code that each earns when it is wrong.
pub(crate) const KEYS: [(Key, &str, &str); 6] = [
    (Key::BusAckRequested, "BusAckRequested", "10003"),
    (Key::InfAckRequested, "InfAckRequested", "10002"),
    (Key::RecipientType, "RecipientType", "10010"),
    (Key::MessageDefinition, "MessageDefinition", "10004"),
    (Key::SenderReference, "SenderReference", "10007"),
    (Key::LocalExtension, "LocalExtension", "10001"),
];

/// See the [module](self). Every part may be missing.
#[derive(Debug, Default)]
pub(crate) struct Parts<'a> {
    pub(crate) kind: Kind,
    pub(crate) era: Option<Era>,
    pub(crate) header: Option<NodeId>,
    /// The extension with the handling keys.
    pub(crate) handling: Option<NodeId>,
    keys: [Option<NodeId>; 6],
    pub(crate) event: Option<&'a str>,
    pub(crate) flow: Option<&'static Flow>,
    pub(crate) sender: Option<NodeId>,
    pub(crate) receiver: Option<NodeId>,
    /// MessageHeader.response.
    pub(crate) response: Option<NodeId>,
    pub(crate) outcome: Option<NodeId>,
    /// What MessageHeader.focus leads to.
    pub(crate) focus: Option<NodeId>,
    /// The document: what the message carries, or the text itself.
    pub(crate) document: Option<NodeId>,
    pub(crate) composition: Option<NodeId>,
    pub(crate) index: Rc<Index<'a>>,
}

/// Resources of a Bundle with their entries.
pub(crate) fn resources<'a>(tree: &'a Tree<'_>, bundle: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + 'a {
    tree.children_named(bundle, "entry").filter_map(|entry| {
        let resource = tree.child(entry, "resource").filter(|&resource| tree.resource_type(resource).is_some())?;
        Some((entry, resource))
    })
}

/// The value of an extension: its `value[x]`.
pub(crate) fn extension_value(tree: &Tree<'_>, extension: NodeId) -> Option<NodeId> {
    tree.children(extension).find(|&child| tree.name(child).starts_with("value"))
}

/// Extensions of a url.
pub(crate) fn extensions<'a>(tree: &'a Tree<'_>, node: NodeId, url: &'a str) -> impl Iterator<Item = NodeId> + 'a {
    tree.children_named(node, "extension").filter(move |&extension| tree.child_value(extension, "url") == Some(url))
}

/// Profiles that a resource declares.
pub(crate) fn profiles<'a>(tree: &'a Tree<'_>, resource: NodeId) -> impl Iterator<Item = &'a str> + 'a {
    let meta = tree.child(resource, "meta");
    meta.into_iter().flat_map(|meta| tree.children_named(meta, "profile")).filter_map(|profile| tree.value(profile)).map(str::trim)
}

pub(crate) const MESSAGE_BUNDLE: &str = "ITK-Message-Bundle-1";
/// The profile of the document inside the message.
pub(crate) const DOCUMENT_BUNDLE: &str = "ITK-Document-Bundle-1";

/// Returns whether a URL is that of an ITK3 profile, in whatever version.
pub(crate) fn is_profile(url: &str, name: &str) -> bool {
    split_version(url).0.strip_prefix(PROFILES) == Some(name)
}

/// Whether a header declares a profile of this name, in whatever version.
fn declares(tree: &Tree<'_>, resource: NodeId, name: &str) -> bool {
    profiles(tree, resource).any(|profile| profile.split('|').next().is_some_and(|url| url.rsplit('/').next() == Some(name)))
}

/// Names of the header profile of a generation, and of the other one.
pub(crate) fn header_profiles(era: Option<Era>) -> (&'static str, &'static str) {
    if era == Some(Era::V1) { ("ITK-MessageHeader-1", "ITK-MessageHeader-2") } else { ("ITK-MessageHeader-2", "ITK-MessageHeader-1") }
}

/// Returns a handling extension with the url of the first generation but the keys of the current one.
pub(crate) fn renamed_handling(tree: &Tree<'_>, header: NodeId) -> Option<NodeId> {
    let is_current = |part: NodeId| tree.child_value(part, "url").is_some_and(|url| KEYS.iter().any(|(_, key, _)| *key == url));
    extensions(tree, header, HANDLING_V1)
        .find(|&handling| tree.children_named(handling, "extension").filter(|&part| is_current(part)).count() > 1)
}

/// A header with handling keys of both generations, or with the keys of one and the profile of the other.
pub(crate) fn is_of_both(tree: &Tree<'_>, header: NodeId) -> bool {
    let has = |url| extensions(tree, header, url).next().is_some();
    let (first, second) = (declares(tree, header, "ITK-MessageHeader-1"), declares(tree, header, "ITK-MessageHeader-2"));
    match (has(HANDLING_V1), has(HANDLING)) {
        (true, true) => true,
        (true, false) => second && !first,
        (false, true) => first && !second,
        (false, false) => false,
    }
}

impl<'a> Parts<'a> {
    /// Of a text that is no message.
    pub(crate) fn of_kind(kind: Kind) -> Parts<'a> {
        Parts { kind, ..Parts::default() }
    }

    /// Finds the parts of a tree.
    pub(crate) fn of(text: &str, tree: &'a Tree<'a>) -> Parts<'a> {
        let mut parts = Parts::default();
        if tree.is_empty() {
            parts.kind = match Format::of(text) {
                _ if text.trim().is_empty() => Kind::Empty,
                Format::Xml => Kind::Xml,
                Format::Json => Kind::Json,
                Format::Unknown => Kind::Text,
            };
            return parts;
        }
        let root = NodeId::ROOT;
        parts.index = Rc::new(Index::of(tree));
        match tree.resource_type(root) {
            None => {
                parts.kind = if tree.ordered { Kind::Xml } else { Kind::Json };
                return parts;
            }
            Some("Bundle") => {}
            Some(_) => {
                parts.kind = Kind::Resource;
                return parts;
            }
        }
        parts.header = resources(tree, root).map(|(_, resource)| resource).find(|&r| tree.resource_type(r) == Some("MessageHeader"));
        match parts.header {
            Some(header) => parts.read_header(tree, header),
            None if tree.child_value(root, "type") == Some("document") => {
                parts.kind = Kind::Document;
                parts.document = Some(root);
            }
            // It says that it is a message; that its header is missing is said by the base specification.
            None if profiles(tree, root).any(|profile| profile.ends_with("/ITK-Message-Bundle-1")) => {
                parts.kind = Kind::SendPayload;
                parts.era = Some(Era::Current);
            }
            None => parts.kind = Kind::Bundle,
        }
        if let Some(document) = parts.document {
            let first = resources(tree, document).map(|(_, resource)| resource).find(|&r| tree.resource_type(r) == Some("Composition"));
            parts.composition = first;
            // Without a header, the document says which flow it is made for.
            if parts.header.is_none() {
                parts.flow = first.and_then(|composition| profiles(tree, composition).find_map(flows::of_composition));
            }
        }
        parts
    }

    fn read_header(&mut self, tree: &'a Tree<'a>, header: NodeId) {
        self.handling = extensions(tree, header, HANDLING).next().or_else(|| renamed_handling(tree, header));
        if let Some(handling) = self.handling {
            for (place, (_, url, _)) in KEYS.iter().enumerate() {
                self.keys[place] = extensions(tree, handling, url).next();
            }
        }
        let event = tree.child(header, "event");
        self.event = event.and_then(|event| tree.child_value(event, "code"));
        self.flow = self.event.and_then(flows::of_event);
        let follow = |name: &str| tree.child(header, name).and_then(|reference| self.target(tree, reference));
        (self.sender, self.receiver, self.focus) = (follow("sender"), follow("receiver"), follow("focus"));
        self.response = tree.child(header, "response");
        let details = self.response.and_then(|response| tree.child(response, "details"));
        self.outcome = details.and_then(|details| self.target(tree, details)).or_else(|| {
            let of_response = |&resource: &NodeId| self.response.is_some() && tree.resource_type(resource) == Some("OperationOutcome");
            resources(tree, NodeId::ROOT).map(|(_, resource)| resource).find(of_response)
        });
        let is_bundle = |&resource: &NodeId| tree.resource_type(resource) == Some("Bundle");
        let nested = self.focus.filter(is_bundle).or_else(|| resources(tree, NodeId::ROOT).map(|(_, r)| r).find(is_bundle));
        self.document = nested.filter(|&bundle| tree.child_value(bundle, "type") == Some("document"));
        self.era = self.find_era(tree, header);
        self.kind = self.find_kind(tree);
    }

    fn find_era(&self, tree: &Tree<'_>, header: NodeId) -> Option<Era> {
        let declares = |name: &str| declares(tree, header, name);
        let of_first = extensions(tree, header, HANDLING_V1).find(|&handling| self.handling != Some(handling));
        let is_first = match (of_first, self.handling) {
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(_), Some(_)) => declares("ITK-MessageHeader-1") && !declares("ITK-MessageHeader-2"),
            (None, None) => declares("ITK-MessageHeader-1"),
        };
        if is_first {
            return Some(Era::V1);
        }
        let itk3_event = || {
            let system = tree.child(header, "event").and_then(|event| tree.child_value(event, "system"));
            system.is_some_and(|system| system.contains("/ITK-MessageEvent-"))
        };
        let old_event = matches!(self.event, Some("ITK001M" | "ITK002M"));
        let Some(handling) = self.handling else {
            let era = if old_event { Era::Transitional } else { Era::Current };
            let wrapped = || profiles(tree, NodeId::ROOT).any(|profile| profile.ends_with("/ITK-Message-Bundle-1"));
            return (declares("ITK-MessageHeader-2") || itk3_event() || wrapped()).then_some(era);
        };
        let priority = extensions(tree, handling, "Priority").next().is_some();
        // The keys came with guide 2.5.0, when Priority went.
        let before = self.key(Key::SenderReference).is_none() && self.key(Key::LocalExtension).is_none();
        Some(if priority || before || old_event { Era::Transitional } else { Era::Current })
    }

    fn find_kind(&self, tree: &Tree<'_>) -> Kind {
        if self.era.is_none() {
            return Kind::EventMessage;
        }
        // If the event is that of a payload and there is a focus but no outcome, the response element itself is the mistake.
        let has_outcome = self.outcome.is_some_and(|outcome| tree.resource_type(outcome) == Some("OperationOutcome"));
        let is_stray = self.flow.is_some() && self.focus.is_some() && !has_outcome;
        let answers = self.response.is_some() && !is_stray || self.is_of_response_event();
        if !answers {
            return Kind::SendPayload;
        }
        let levels: Vec<_> = self.outcome_codes(tree).filter_map(|(_, code)| super::codes::Level::of(tree.value(code)?)).collect();
        match levels.first() {
            Some(super::codes::Level::Infrastructure) => Kind::InfrastructureResponse,
            Some(super::codes::Level::Business) => Kind::BusinessResponse,
            None => match self.event {
                // Two pages of the guide disagree on which is which; the published messages have it so.
                Some("ITK001M" | "ITK001") => Kind::InfrastructureResponse,
                Some("ITK002M" | "ITK002") => Kind::BusinessResponse,
                _ => Kind::Response,
            },
        }
    }

    /// The resource that a Reference leads to within its Bundle.
    pub(crate) fn target(&self, tree: &Tree<'_>, reference: NodeId) -> Option<NodeId> {
        let at = tree.child(reference, "reference")?;
        match self.index.resolve(tree, reference, tree.value(at)?) {
            Target::Inside(found) => Some(found),
            _ => None,
        }
    }

    /// Returns whether the event is a response event, in any generation.
    pub(crate) fn is_of_response_event(&self) -> bool {
        matches!(self.event, Some("ITK008M" | "ITK001M" | "ITK002M" | "ITK001" | "ITK002"))
    }

    /// The extension of a key.
    pub(crate) fn key(&self, key: Key) -> Option<NodeId> {
        KEYS.iter().position(|(known, _, _)| *known == key).and_then(|place| self.keys[place])
    }

    /// The node that holds a key's value.
    pub(crate) fn key_node(&self, tree: &Tree<'_>, key: Key) -> Option<NodeId> {
        self.key(key).and_then(|extension| extension_value(tree, extension))
    }

    /// A key's value where it is a primitive, or what its Reference or Coding says.
    pub(crate) fn key_value<'t>(&self, tree: &'t Tree<'_>, key: Key) -> Option<&'t str> {
        let value = self.key_node(tree, key)?;
        tree.value(value).or_else(|| tree.child_value(value, "reference")).or_else(|| tree.child_value(value, "code"))
    }

    /// A flag, where it can be read.
    pub(crate) fn flag(&self, tree: &Tree<'_>, key: Key) -> Option<bool> {
        let value = self.key_node(tree, key).filter(|&value| tree.name(value) == "valueBoolean")?;
        match tree.value(value) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        }
    }

    /// Whether a v1 message asks for something: the value of a key of its handling extensions.
    pub(crate) fn flag_v1(&self, tree: &Tree<'_>, key: &str) -> Option<bool> {
        let header = self.header?;
        let handling = extensions(tree, header, HANDLING_V1).find(|&handling| {
            let concept = extensions(tree, handling, "Key").next().and_then(|key| extension_value(tree, key));
            concept.is_some_and(|concept| tree.children_named(concept, "coding").any(|c| tree.child_value(c, "code") == Some(key)))
        })?;
        let value = extensions(tree, handling, "Value").next().and_then(|value| extension_value(tree, value))?;
        if tree.name(value) != "valueBoolean" {
            return None;
        }
        tree.value(value).map(|value| value == "true")
    }

    /// Coded outcomes of a response: the issue, and the code's node.
    pub(crate) fn outcome_codes<'t>(&self, tree: &'t Tree<'_>) -> impl Iterator<Item = (NodeId, NodeId)> + 't {
        let issues = self.outcome.into_iter().flat_map(|outcome| tree.children_named(outcome, "issue"));
        issues.filter_map(|issue| {
            let coding = tree.child(issue, "details").and_then(|details| tree.child(details, "coding"))?;
            Some((issue, tree.child(coding, "code")?))
        })
    }

    /// A document of the NHS without a message around it: a resource of it declares a profile of the NHS or of HL7 UK, or has an
    /// identifier of theirs. Of another's documents the guides say nothing.
    pub(crate) fn is_bare_document(&self, tree: &Tree<'_>) -> bool {
        let is_uk = |url: &str| url.starts_with("https://fhir.nhs.uk/") || url.starts_with("https://fhir.hl7.org.uk/");
        let Some(document) = self.document.filter(|_| self.kind == Kind::Document) else { return false };
        let is_of_nhs = |resource: NodeId| {
            let mut identifiers = tree.children_named(resource, "identifier");
            profiles(tree, resource).any(is_uk) || identifiers.any(|one| tree.child_value(one, "system").is_some_and(is_uk))
        };
        is_of_nhs(document) || resources(tree, document).any(|(_, resource)| is_of_nhs(resource))
    }

    /// The message goes to a patient's practice by GP Connect.
    pub(crate) fn is_gp_connect(&self) -> bool {
        matches!(self.event, Some("ITK007C" | "ITK014M"))
    }
}
