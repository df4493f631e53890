//! A tree with what the walk over it learned: for each node which element it is, whether of a list, and of which type.

mod paths;

use std::borrow::Cow;

use crate::definitions::Definitions;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, Tree};
pub(crate) use paths::Paths;

const UNKNOWN: u32 = u32::MAX;
/// Beside an element's name: it is an item of a list.
const LIST: u32 = 1 << 31;

/// See the [module](self). Symbols are those of the definitions.
#[derive(Debug)]
pub(crate) struct Typed<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) definitions: &'a Definitions,
    /// Of each node.
    nodes: Cow<'a, [(u32, u32)]>,
}

/// Element name and type of each node, apart from the tree.
pub(crate) type Nodes = Vec<(u32, u32)>;

impl<'a> Typed<'a> {
    pub(crate) fn new(tree: &'a Tree<'a>, definitions: &'a Definitions) -> Typed<'a> {
        Typed { tree, definitions, nodes: Cow::Owned(vec![(UNKNOWN, UNKNOWN); tree.len()]) }
    }

    /// What was learned of the tree before.
    pub(crate) fn again(tree: &'a Tree<'a>, definitions: &'a Definitions, nodes: &'a Nodes) -> Typed<'a> {
        Typed { tree, definitions, nodes: Cow::Borrowed(nodes) }
    }

    /// What was learned, apart from the tree.
    pub(crate) fn into_nodes(self) -> Nodes {
        self.nodes.into_owned()
    }

    pub(crate) fn set_element(&mut self, node: NodeId, name: Symbol, list: bool) {
        self.nodes.to_mut()[node.0 as usize].0 = name.0 | if list { LIST } else { 0 };
    }

    pub(crate) fn set_type(&mut self, node: NodeId, code: Symbol) {
        self.nodes.to_mut()[node.0 as usize].1 = code.0;
    }

    /// The element's name without the type of a choice: `value` for `valueQuantity`. Nothing for an element
    /// that its parent's type does not have.
    pub(crate) fn element(&self, node: NodeId) -> Option<Symbol> {
        let name = self.nodes[node.0 as usize].0;
        (name != UNKNOWN).then_some(Symbol(name & !LIST))
    }

    /// The element may repeat.
    pub(crate) fn is_list(&self, node: NodeId) -> bool {
        let name = self.nodes[node.0 as usize].0;
        name != UNKNOWN && name & LIST != 0
    }

    /// The type: a primitive, a complex type, a resource; `BackboneElement` or `Element` for an element that
    /// defines its own children.
    pub(crate) fn type_of(&self, node: NodeId) -> Option<Symbol> {
        let code = self.nodes[node.0 as usize].1;
        (code != UNKNOWN).then_some(Symbol(code))
    }
}
