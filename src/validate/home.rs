//! Where an unknown element was meant to be: in a sibling, in a missing element, one level up, or, under the right name, in place of a
//! missing required element.

use super::belonging::{accepts, children_of, find};
use super::context::Context;
use super::primitive::is_written_right;
use crate::definitions::model::{Kind, Strength};
use crate::definitions::shape::{Child, Primitive, ShapeId};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

/// Names that occur in too many types to show where an element belongs.
pub(super) const GENERIC: [&str; 19] = [
    "code",
    "comment",
    "date",
    "description",
    "display",
    "identifier",
    "language",
    "name",
    "note",
    "period",
    "reference",
    "status",
    "system",
    "text",
    "title",
    "type",
    "url",
    "use",
    "value",
];

/// Elements of common data types. One of them alone says little about where it belongs.
const PARTS: [&str; 10] = ["code", "display", "period", "reference", "status", "system", "type", "url", "use", "value"];

/// Returns whether a name is an element of a common data type.
pub(super) fn is_part(name: &str) -> bool {
    PARTS.contains(&name) || name == "coding"
}

/// A child that the type does not define, and its previous sibling.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stranger {
    pub(super) node: NodeId,
    pub(super) before: Option<NodeId>,
}

/// Where the items, counts and overlays of the parent start in the context.
pub(super) struct Paired {
    pub(super) items: usize,
    pub(super) counts: usize,
    pub(super) overlays: usize,
}

/// A parent element: what its type defines, and what it contains.
pub(super) struct Room<'s> {
    pub(super) parent: NodeId,
    pub(super) shape: &'s [Child],
    /// The number of children for each element, and the first child.
    counts: Vec<u32>,
    first: Vec<Option<NodeId>>,
    /// Required elements that are missing, by index. Profiles are taken into account.
    lacking: Vec<usize>,
}

impl<'s> Room<'s> {
    pub(super) fn of(cx: &Context<'_>, parent: NodeId, shape: &'s [Child], paired: &Paired) -> Room<'s> {
        let counts = cx.counts[paired.counts..paired.counts + shape.len()].to_vec();
        let mut first = vec![None; shape.len()];
        for item in &cx.items[paired.items..] {
            first[item.child as usize].get_or_insert(item.node);
        }
        let by_profile = |child: &Child| {
            cx.overlays[paired.overlays..].iter().any(|overlay| {
                let elements = overlay.definition.children(overlay.element).map(|at| &overlay.definition.elements[at as usize]);
                elements.into_iter().any(|element| element.name == child.name && element.slice.is_none() && element.min > Some(0))
            })
        };
        let is_lacking = |&place: &usize| counts[place] == 0 && (shape[place].min > 0 || by_profile(&shape[place]));
        let lacking = (0..shape.len()).filter(is_lacking).collect();
        Room { parent, shape, counts, first, lacking }
    }

    /// Returns whether the parent contains none of the elements of its type.
    pub(super) fn is_bare(&self) -> bool {
        self.counts.iter().all(|&count| count == 0)
    }

    /// Returns whether an element occurs more often than its type allows.
    pub(super) fn is_surplus(&self, place: usize) -> bool {
        self.counts[place] > self.shape[place].max
    }
}

/// Where an element belongs.
pub(super) enum Home {
    /// In this sibling, as the element with this name.
    Beside(NodeId, Symbol),
    /// One level up, in this element, as the element with this name.
    Around(NodeId, Symbol),
    /// In a missing sibling: the index of its element.
    Within(usize),
    /// It is a required element under a wrong name; this is the right one.
    Renamed(Symbol),
    Unknown,
}

impl Room<'_> {
    /// Returns the name of a node as a child of another element of the parent, or `None` if that element cannot contain it.
    fn element_in(&self, cx: &Context<'_>, place: usize, node: NodeId) -> Option<Symbol> {
        let child = &self.shape[place];
        // Narrative.status and Extension.url are never meant by a stray status or url.
        let is_narrative = cx.definitions.text(child.name) == "text" && cx.tree.name(node) != "div";
        let is_extension = child.name == cx.words.extension || child.name == cx.words.modifier_extension;
        let below = children_of(cx, child, None).filter(|_| !is_narrative && !child.choice && !is_extension)?;
        let (within, _) = find(cx, below, cx.tree.node(node).name, 0)?;
        accepts(cx, &below[within], node).then(|| below[within].name)
    }

    /// Returns whether another element of the parent may contain a node.
    pub(super) fn may_have(&self, cx: &Context<'_>, place: usize, node: NodeId) -> bool {
        self.element_in(cx, place, node).is_some()
    }

    /// Elements that may have contained a part of a data type and the part after it: missing ones, and those that may repeat. `None` if
    /// there are too many.
    pub(super) fn may_have_held(&self, cx: &Context<'_>, node: NodeId) -> Option<Vec<usize>> {
        const MOST: usize = 4;
        let next = cx.tree.next(node).filter(|&next| find(cx, self.shape, cx.tree.node(next).name, 0).is_none());
        let held = |&place: &usize| {
            let has_room = self.counts[place] == 0 || self.shape[place].max > 1;
            has_room && self.may_have(cx, place, node) && next.is_none_or(|next| self.may_have(cx, place, next))
        };
        let is_part = PARTS.contains(&cx.tree.name(node));
        let places: Vec<usize> = (0..self.shape.len()).filter(|_| is_part).filter(held).take(MOST + 1).collect();
        (1..=MOST).contains(&places.len()).then_some(places)
    }

    /// Returns whether exactly one element of the parent has a child with the name of this node.
    pub(super) fn is_within_one(&self, cx: &Context<'_>, node: NodeId) -> bool {
        !GENERIC.contains(&cx.tree.name(node)) && (0..self.shape.len()).filter(|&place| self.may_have(cx, place, node)).take(2).count() == 1
    }

    /// Returns whether a stranger is at the position of a defined element, judged by its siblings.
    fn is_in_place_of(&self, cx: &Context<'_>, Stranger { node, before }: Stranger, place: usize) -> bool {
        let place_of = |sibling: NodeId| find(cx, self.shape, cx.tree.node(sibling).name, 0).map(|(place, _)| place);
        let is_behind = before.and_then(place_of).is_none_or(|before| before <= place);
        is_behind && cx.tree.next(node).and_then(place_of).is_none_or(|behind| place <= behind)
    }
}

/// Finds where an element was meant to be, if there is only one candidate. `taken` returns whether a missing element was already
/// suggested for another stranger.
pub(super) fn home_of(cx: &Context<'_>, room: &Room<'_>, stranger: Stranger, taken: &dyn Fn(Symbol) -> bool) -> Home {
    let child = stranger.node;
    let (name, text) = (cx.tree.node(child).name, cx.tree.name(child));
    if matches!(text, "extension" | "modifierExtension" | "id") {
        return Home::Unknown;
    }
    let mut of_lacking = room.lacking.iter().copied().filter(|&place| room.may_have(cx, place, child));
    if let (Some(place), None) = (of_lacking.next(), of_lacking.next()) {
        return Home::Within(place);
    }
    if let Some(home) = around(cx, room.parent, name, PARTS.contains(&text)) {
        return home;
    }
    // JSON has no order. A string fits almost anywhere, so it must be at the right position even there.
    let needs_place = |child: &Child| {
        cx.tree.ordered || cx.definitions.type_codes(child).next().is_some_and(|code| cx.definitions.text(code) == "string")
    };
    let is_meant = |&place: &usize| {
        let meant = &room.shape[place];
        !taken(meant.name) && (!needs_place(meant) || room.is_in_place_of(cx, stranger, place)) && fits(cx, child, meant)
    };
    let mut named_so = room.lacking.iter().copied().filter(is_meant);
    if let (Some(place), None) = (named_so.next(), named_so.next()) {
        return Home::Renamed(room.shape[place].name);
    }
    if GENERIC.contains(&text) {
        return Home::Unknown;
    }
    let mut homes = (0..room.shape.len()).filter_map(|place| room.element_in(cx, place, child).map(|element| (place, element)));
    match (homes.next(), homes.next()) {
        (Some((place, element)), None) => match room.first[place] {
            None => Home::Within(place),
            Some(home) if room.counts[place] == 1 && cx.tree.child(home, cx.definitions.text(element)).is_none() => {
                Home::Beside(home, element)
            }
            // A further item of a repeating element.
            Some(_) if room.shape[place].max > 1 => Home::Within(place),
            Some(_) => Home::Unknown,
        },
        _ => Home::Unknown,
    }
}

/// Returns the element one level up if it may have this child and lacks it. Parts of common data types count only if they are required
/// there, or are inside a primitive.
fn around(cx: &Context<'_>, parent: NodeId, name: Symbol, is_part: bool) -> Option<Home> {
    let around = cx.around.last().filter(|around| cx.tree.parent(parent) == Some(around.node))?;
    let shape = cx.definitions.shape(around.shape);
    let (place, _) = find(cx, shape, name, 0)?;
    let in_value = cx.tree.value(parent).is_some();
    let is_its_own = !is_part || shape[place].min > 0 || in_value || is_coding(cx, around.node);
    let is_lacking = cx.counts[around.counts + place] == 0 && is_its_own;
    is_lacking.then(|| Home::Around(around.node, shape[place].name))
}

/// Returns whether a node is of a type whose parts belong together although none is required.
fn is_coding(cx: &Context<'_>, node: NodeId) -> bool {
    cx.typed.type_of(node).is_some_and(|code| code == cx.words.coding || code == cx.words.identifier || cx.words.quantities.contains(&code))
}

/// Returns whether a node has the name of a resource type.
pub(super) fn is_resource(cx: &Context<'_>, node: NodeId) -> bool {
    let code = cx.definitions.symbol(cx.tree.name(node));
    let definition = code.and_then(|code| cx.definitions.type_definition(code)).map(|(_, definition)| definition);
    definition.is_some_and(|definition| definition.kind == Kind::Resource)
}

/// Returns whether a node could be the given element under a wrong name. A value must be specific to the type; child elements must all
/// be defined by it.
fn fits(cx: &Context<'_>, node: NodeId, child: &Child) -> bool {
    if child.choice {
        return false;
    }
    let Some(code) = cx.definitions.type_codes(child).next() else { return false };
    if let Some(kind) = cx.definitions.type_info(code).primitive {
        let Some(value) = cx.tree.value(node) else { return false };
        return match kind {
            // Any text is a valid string, so the base type must require the element.
            Primitive::String => child.min > 0 && is_text(value),
            Primitive::Code => is_bound(cx, child) && accepts(cx, child, node),
            Primitive::Base64Binary | Primitive::Markdown | Primitive::Uri | Primitive::Id | Primitive::Xhtml => false,
            kind => is_written_right(kind, value),
        };
    }
    let is_backbone = code == cx.words.backbone_element || code == cx.words.element;
    let shape =
        if is_backbone { Some(ShapeId { definition: child.definition, element: child.element }) } else { cx.definitions.type_shape(code) };
    let Some(shape) = shape.map(|shape| cx.definitions.shape(shape)).filter(|_| cx.tree.value(node).is_none()) else { return false };
    let mut names = cx.tree.children(node).map(|below| cx.tree.node(below).name).peekable();
    names.peek().is_some() && names.all(|name| find(cx, shape, name, 0).is_some())
}

fn is_bound(cx: &Context<'_>, child: &Child) -> bool {
    let definition = cx.definitions.structure(child.definition);
    definition.is_some_and(|definition| {
        let binding = definition.elements[child.element as usize].binding.map(|binding| definition.bindings[binding as usize]);
        binding.is_some_and(|binding| binding.strength == Strength::Required && binding.value_set.is_some())
    })
}

/// Returns whether a value is not a number, boolean, date or time.
fn is_text(value: &str) -> bool {
    let others = [Primitive::Decimal, Primitive::Boolean, Primitive::DateTime, Primitive::Time];
    !others.into_iter().any(|kind| is_written_right(kind, value))
}
