//! The message as an arena of nodes, the same whether it was written as XML or as JSON.
//!
//! A node is an element or an attribute. A resource inside `entry.resource` or `contained` is one node: its
//! name is that of the containing element, its [`Tree::resource_type`] that of the resource.

use std::borrow::Cow;

use crate::diagnostic::At;
pub use crate::source::NodeId;
use crate::source::Span;
use crate::syntax::intern::{Interner, Symbol};

const NONE: u32 = u32::MAX;

/// How a node was written, where the format leaves a choice.
pub(crate) mod form {
    /// An item of a JSON array.
    pub(crate) const IN_ARRAY: u16 = 1;
    /// A single JSON value where an array was possible.
    pub(crate) const SINGLE: u16 = 1 << 1;
    /// An XML attribute.
    pub(crate) const ATTRIBUTE: u16 = 1 << 2;
    /// A JSON string.
    pub(crate) const STRING: u16 = 1 << 3;
    /// A JSON number.
    pub(crate) const NUMBER: u16 = 1 << 4;
    /// `true` or `false` in JSON.
    pub(crate) const BOOLEAN: u16 = 1 << 5;
    /// The value holds escapes; what it means stands in the tree's own buffer.
    pub(crate) const ESCAPED: u16 = 1 << 6;
    /// Has a primitive value.
    pub(crate) const VALUE: u16 = 1 << 7;
    /// Is a resource.
    pub(crate) const RESOURCE: u16 = 1 << 8;
    /// The text broke inside this node: nothing can be said of what is missing.
    pub(crate) const INCOMPLETE: u16 = 1 << 9;
    /// The name of a JSON node is quoted at its start.
    pub(crate) const KEYED: u16 = 1 << 10;
    /// What stands here cannot be FHIR, such as `[]`, `null` or `value=""`: its content cannot be checked,
    /// and of what it lacks nothing can be said.
    pub(crate) const UNREADABLE: u16 = 1 << 11;
    /// A JSON object.
    pub(crate) const OBJECT: u16 = 1 << 12;
    /// The content is in the wrong form: text between tags, or an attribute that FHIR does not define.
    pub(crate) const STRAY: u16 = 1 << 13;
    /// Start tag and end tag differ in a letter.
    pub(crate) const TAGS_DIFFER: u16 = 1 << 14;
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) name: Symbol,
    pub(crate) parent: u32,
    pub(crate) first: u32,
    pub(crate) next: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The value's place in the text; or, with `ESCAPED`, an index into `escapes`.
    pub(crate) value_start: u32,
    /// The value's end; for a resource, which has no value, the symbol of its type.
    pub(crate) value_end: u32,
    pub(crate) form: u16,
}

#[derive(Clone, Copy, Debug)]
struct Escape {
    written: Span,
    meant: Span,
}

/// Everything that was read. See the [module](self).
#[derive(Debug)]
pub struct Tree<'t> {
    pub(crate) text: Cow<'t, str>,
    pub(crate) names: Interner,
    pub(crate) nodes: Vec<Node>,
    /// The last child of each open node while reading; afterwards of no meaning.
    last: Vec<u32>,
    escapes: Vec<Escape>,
    meant: String,
    /// Of plain XML: for each node the symbol of its namespace, and 1 more; 0 for none. Empty for FHIR.
    namespaces: Vec<u32>,
    /// The order of elements carries meaning, as it does in XML.
    pub(crate) ordered: bool,
}

impl<'t> Tree<'t> {
    pub(crate) fn new(text: &'t str, ordered: bool) -> Tree<'t> {
        // One node for each 24 bytes is what messages come to; growing later costs a copy.
        let nodes = text.len() / 24 + 16;
        Tree {
            text: Cow::Borrowed(text),
            names: Interner::with_capacity(128, 2048),
            nodes: Vec::with_capacity(nodes),
            last: Vec::with_capacity(nodes),
            escapes: Vec::new(),
            meant: String::new(),
            namespaces: Vec::new(),
            ordered,
        }
    }

    /// A tree of a text that is not read.
    pub(crate) fn unread(text: &'t str) -> Tree<'t> {
        Tree { text: Cow::Borrowed(text), ..Tree::new("", false) }
    }

    /// The same nodes in another copy of the text.
    pub(crate) fn with_text(self, text: Cow<'_, str>) -> Tree<'_> {
        let Tree { text: _, names, nodes, last, escapes, meant, namespaces, ordered } = self;
        Tree { text, names, nodes, last, escapes, meant, namespaces, ordered }
    }

    /// How many nodes were read.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Nothing could be read.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(crate) fn has(&self, id: NodeId, form: u16) -> bool {
        self.node(id).form & form != 0
    }

    /// The element's name.
    pub fn name(&self, id: NodeId) -> &str {
        self.names.text(self.node(id).name)
    }

    /// The namespace of an element or attribute of plain XML.
    pub fn namespace(&self, id: NodeId) -> Option<&str> {
        let symbol = self.namespaces.get(id.0 as usize)?.checked_sub(1)?;
        Some(self.names.text(Symbol(symbol)))
    }

    /// The type of the resource that this node is.
    pub fn resource_type(&self, id: NodeId) -> Option<&str> {
        self.resource_symbol(id).map(|symbol| self.names.text(symbol))
    }

    pub(crate) fn resource_symbol(&self, id: NodeId) -> Option<Symbol> {
        let node = self.node(id);
        (node.form & form::RESOURCE != 0).then_some(Symbol(node.value_end))
    }

    /// The primitive value, with escapes resolved.
    pub fn value(&self, id: NodeId) -> Option<&str> {
        let node = self.node(id);
        if node.form & form::VALUE == 0 {
            return None;
        }
        Some(if node.form & form::ESCAPED != 0 {
            let meant = self.escapes[node.value_start as usize].meant;
            &self.meant[meant.start as usize..meant.end as usize]
        } else {
            &self.text[node.value_start as usize..node.value_end as usize]
        })
    }

    /// The span of the value, or of the name if the node has no value.
    pub fn value_span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        if node.form & form::VALUE == 0 {
            return self.name_span(id);
        }
        if node.form & form::ESCAPED != 0 {
            self.escapes[node.value_start as usize].written
        } else {
            Span { start: node.value_start, end: node.value_end }
        }
    }

    /// The whole node.
    pub fn span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        Span { start: node.start, end: node.end }
    }

    /// The whole node as it is written.
    pub(crate) fn written(&self, id: NodeId) -> &str {
        let node = self.node(id);
        &self.text[node.start as usize..node.end as usize]
    }

    /// Returns the stretch of the text where a finding is.
    pub fn span_of(&self, at: At) -> Span {
        match at {
            At::Span(span) | At::Within(_, span) => span,
            At::Name(node) => self.name_span(node),
            At::Value(node) => self.value_span(node),
        }
    }

    /// The name of the node as written; an item of an array has none and gives its first character.
    pub fn name_span(&self, id: NodeId) -> Span {
        let node = self.node(id);
        let start = node.start as usize;
        let rest = &self.text[start..node.end as usize];
        let length = if node.form & form::KEYED != 0 {
            rest[1..].find('"').map_or(rest.len(), |at| at + 2)
        } else if node.form & form::ATTRIBUTE != 0 {
            rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len())
        } else if let Some(rest) = rest.strip_prefix('<') {
            let name = rest.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
            return Span::new(start + 1, start + 1 + name);
        } else if rest.starts_with(['{', '[']) {
            1
        } else {
            rest.len()
        };
        Span::new(start, start + length)
    }

    /// The node that contains this one.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.node(id).parent;
        (parent != NONE).then_some(NodeId(parent))
    }

    /// The next child of the same parent.
    pub(crate) fn next(&self, id: NodeId) -> Option<NodeId> {
        let next = self.node(id).next;
        (next != NONE).then_some(NodeId(next))
    }

    /// Child nodes, in the order of the text.
    pub fn children(&self, id: NodeId) -> Children<'_> {
        Children { nodes: &self.nodes, next: self.node(id).first }
    }

    /// The first child of a name.
    pub fn child(&self, id: NodeId, name: &str) -> Option<NodeId> {
        let symbol = self.name_below(id, name)?;
        self.children(id).find(|&child| self.node(child).name == symbol)
    }

    /// Returns the symbol of a name, or `None` if the node has no children: checking that first avoids most lookups.
    fn name_below(&self, id: NodeId, name: &str) -> Option<Symbol> {
        let is_filled = self.nodes.get(id.0 as usize).is_some_and(|node| node.first != NONE);
        if is_filled { self.names.find(name) } else { None }
    }

    /// Children of a name.
    pub fn children_named<'a>(&'a self, id: NodeId, name: &str) -> impl Iterator<Item = NodeId> + 'a {
        let symbol = self.name_below(id, name);
        self.children(id).filter(move |&child| Some(self.node(child).name) == symbol)
    }

    /// The value of the first child of a name.
    pub fn child_value(&self, id: NodeId, name: &str) -> Option<&str> {
        self.child(id, name).and_then(|child| self.value(child))
    }

    // Building, for the readers.

    pub(crate) fn add(&mut self, parent: Option<NodeId>, name: Symbol, start: usize, form: u16) -> NodeId {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node {
            name,
            parent: parent.map_or(NONE, |p| p.0),
            first: NONE,
            next: NONE,
            start: start as u32,
            end: start as u32,
            value_start: 0,
            value_end: 0,
            form,
        });
        self.last.push(NONE);
        if let Some(parent) = parent {
            let last = self.last[parent.0 as usize];
            if last == NONE {
                self.nodes[parent.0 as usize].first = id;
            } else {
                self.nodes[last as usize].next = id;
            }
            self.last[parent.0 as usize] = id;
        }
        NodeId(id)
    }

    pub(crate) fn set_namespace(&mut self, id: NodeId, namespace: Option<&str>) {
        let symbol = namespace.map_or(0, |namespace| self.names.intern(namespace).0 + 1);
        self.namespaces.resize(self.nodes.len(), 0);
        self.namespaces[id.0 as usize] = symbol;
    }

    pub(crate) fn mark(&mut self, id: NodeId, form: u16) {
        self.nodes[id.0 as usize].form |= form;
    }

    pub(crate) fn set_end(&mut self, id: NodeId, end: usize) {
        self.nodes[id.0 as usize].end = end as u32;
    }

    /// Takes away the attributes of a node and its value; gives the places of what was there.
    pub(crate) fn take_attributes(&mut self, id: NodeId) -> Vec<Span> {
        let mut places = Vec::new();
        if self.has(id, form::VALUE) {
            places.push(self.value_span(id));
            self.nodes[id.0 as usize].form &= !(form::VALUE | form::ESCAPED);
        }
        // They come before all elements.
        let mut first = self.node(id).first;
        while first != NONE && self.nodes[first as usize].form & form::ATTRIBUTE != 0 {
            places.push(self.name_span(NodeId(first)));
            first = self.nodes[first as usize].next;
        }
        self.nodes[id.0 as usize].first = first;
        if first == NONE {
            self.last[id.0 as usize] = NONE;
        }
        places
    }

    /// Makes a node a resource; where it begins moves to where the resource does.
    pub(crate) fn set_resource(&mut self, id: NodeId, resource_type: Symbol, start: Option<usize>) {
        let node = &mut self.nodes[id.0 as usize];
        node.form |= form::RESOURCE;
        node.form &= !form::VALUE;
        node.value_end = resource_type.0;
        if let Some(start) = start {
            node.start = start as u32;
        }
    }

    pub(crate) fn set_value(&mut self, id: NodeId, written: Span, meant: Option<&str>) {
        let node = &mut self.nodes[id.0 as usize];
        node.form |= form::VALUE;
        if let Some(meant) = meant {
            let start = self.meant.len();
            self.meant.push_str(meant);
            node.form |= form::ESCAPED;
            node.value_start = self.escapes.len() as u32;
            self.escapes.push(Escape { written, meant: Span::new(start, self.meant.len()) });
        } else {
            node.value_start = written.start;
            node.value_end = written.end;
        }
    }
}

/// Child nodes, in the order of the text.
#[derive(Clone, Debug)]
pub struct Children<'a> {
    nodes: &'a [Node],
    next: u32,
}

impl Iterator for Children<'_> {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        if self.next == NONE {
            return None;
        }
        let id = NodeId(self.next);
        self.next = self.nodes[self.next as usize].next;
        Some(id)
    }
}
