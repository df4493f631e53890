//! What the expressions of the configuration look at, each as they do: wherever it stands in the text.

use crate::itk3::view::extensions;
use crate::syntax::tree::{NodeId, Tree};

/// A message as the harness sees it.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) tree: &'a Tree<'a>,
}

/// Part of the URL by which it finds the handling specification of any generation.
const HANDLING: &str = "https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling";

impl<'a> Seen<'a> {
    /// All resources of a type, wherever they stand.
    pub(super) fn resources(self, kind: &str) -> impl Iterator<Item = NodeId> + use<'a> {
        let Seen { tree } = self;
        let symbol = (!tree.is_empty()).then(|| tree.names.find(kind)).flatten();
        let all = symbol.into_iter().flat_map(move |symbol| (0..tree.len() as u32).map(move |at| (NodeId(at), symbol)));
        all.filter(move |&(node, symbol)| tree.resource_symbol(node) == Some(symbol)).map(|(node, _)| node)
    }

    fn header_extensions(self) -> impl Iterator<Item = NodeId> + use<'a> {
        let Seen { tree } = self;
        self.resources("MessageHeader").flat_map(move |header| tree.children_named(header, "extension"))
    }

    /// The header has an extension whose URL contains that of the current handling specification.
    pub(super) fn has_handling(self) -> bool {
        let is_handling = |extension| self.tree.child_value(extension, "url").is_some_and(|url| url.contains(&[HANDLING, "-2"].concat()));
        self.header_extensions().any(is_handling)
    }

    /// Extensions of a key in a handling specification; `anywhere` in any extension of the header.
    pub(super) fn keys(self, key: &'static str, anywhere: bool) -> impl Iterator<Item = NodeId> + use<'a> {
        let Seen { tree } = self;
        let is_of = move |&extension: &NodeId| anywhere || tree.child_value(extension, "url").is_some_and(|url| url.contains(HANDLING));
        self.header_extensions().filter(is_of).flat_map(move |handling| extensions(tree, handling, key))
    }

    /// The flag is there, and is true or false.
    pub(super) fn has_flag(self, key: &'static str, anywhere: bool) -> bool {
        self.flag(key, true, anywhere) || self.flag(key, false, anywhere)
    }

    /// The flag has this value.
    pub(super) fn flag(self, key: &'static str, value: bool, anywhere: bool) -> bool {
        let expected = if value { "true" } else { "false" };
        self.keys(key, anywhere).any(|extension| self.tree.child_value(extension, "valueBoolean") == Some(expected))
    }

    /// The reference of the MessageDefinition.
    pub(super) fn definitions(self) -> impl Iterator<Item = &'a str> {
        let Seen { tree } = self;
        let values = self.keys("MessageDefinition", false).filter_map(move |extension| tree.child(extension, "valueReference"));
        values.filter_map(move |value| tree.child_value(value, "reference"))
    }

    /// SenderReference contains a letter, a digit or an underscore: in XPath every sign but punctuation, spaces and controls.
    pub(super) fn has_sender_reference(self) -> bool {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' | '$' | '£' | '€');
        let mut values = self.keys("SenderReference", false).filter_map(|extension| self.tree.child_value(extension, "valueString"));
        values.any(|value| value.chars().any(is_word))
    }

    /// A resource of a type in an entry has this given name.
    pub(super) fn has_given(self, kind: &str, given: &str) -> bool {
        let Seen { tree } = self;
        let in_entry = |&resource: &NodeId| tree.parent(resource).is_some_and(|parent| tree.name(parent) == "entry");
        self.resources(kind).filter(in_entry).any(|resource| {
            let mut names = tree.children_named(resource, "name");
            names.any(|name| tree.children_named(name, "given").any(|node| tree.value(node) == Some(given)))
        })
    }

    /// Values of the identifiers of every Patient. One without a value is found in every list.
    pub(super) fn patient_numbers(self) -> impl Iterator<Item = &'a str> {
        let Seen { tree } = self;
        let identifiers = self.resources("Patient").flat_map(move |patient| tree.children_named(patient, "identifier"));
        identifiers.filter_map(move |identifier| tree.child(identifier, "value")).map(move |value| tree.value(value).unwrap_or_default())
    }

    /// The resource of a type that the header names as receiver, by what stands after the last colon.
    pub(super) fn receiver(self, kind: &str) -> Option<NodeId> {
        let Seen { tree } = self;
        let mut receivers = self.resources("MessageHeader").flat_map(move |header| tree.children_named(header, "receiver"));
        let reference = receivers.find_map(|receiver| tree.child_value(receiver, "reference"))?;
        let id = reference.rsplit(':').next()?;
        self.resources(kind).find(|&resource| tree.child_value(resource, "id") == Some(id))
    }

    /// Values of identifiers of a system.
    pub(super) fn identifiers(self, resource: NodeId, system: &'a str) -> impl Iterator<Item = &'a str> {
        let Seen { tree } = self;
        let of_system = tree.children_named(resource, "identifier").filter(move |&one| tree.child_value(one, "system") == Some(system));
        of_system.filter_map(move |identifier| tree.child_value(identifier, "value"))
    }
}
