//! What a reference leads to, and of which type that is.

use super::context::Context;
use super::index::{Target, type_stated};
use crate::definitions::model::Kind;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

const BASE: &str = "http://hl7.org/fhir/StructureDefinition/";

/// The type of the target that a Reference states itself: `Practitioner/1`.
pub(super) fn type_told<'a>(cx: &Context<'a>, node: NodeId) -> Option<&'a str> {
    let value = cx.tree.child_value(node, "reference")?;
    type_stated(value).filter(|kind| is_resource(cx, kind))
}

pub(super) fn is_resource(cx: &Context<'_>, kind: &str) -> bool {
    let known = cx.definitions.symbol(kind).and_then(|code| cx.definitions.type_definition(code));
    known.is_some_and(|(_, definition)| definition.kind == Kind::Resource && !definition.is_abstract)
}

/// The resource type that a target profile is of, or `None` if the profile is not known.
pub(super) fn type_of_target<'a>(cx: &Context<'a>, url: Symbol) -> Option<&'a str> {
    match cx.definitions.structure_by_url(url) {
        Some(definition) => Some(cx.definitions.text(definition.type_code)),
        None => cx.definitions.text(url).strip_prefix(BASE),
    }
}

impl Context<'_> {
    /// The resource of the message that a Reference, or a uri, leads to.
    pub(super) fn resolve(&self, node: NodeId) -> Option<NodeId> {
        let value = self.tree.child_value(node, "reference").or_else(|| self.tree.value(node))?;
        match self.index.resolve(self.tree, node, value) {
            Target::Inside(found) => Some(found),
            _ => None,
        }
    }
}
