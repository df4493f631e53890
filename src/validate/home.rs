//! Where an element belongs that its parent does not define: in an element that is missing, in one further away, around the
//! parent, or under the name of one that is required and missing.

use super::belonging::{accepts, children_of, find};
use super::context::Context;
use super::primitive::is_written_right;
use crate::definitions::model::{Kind, Strength};
use crate::definitions::shape::{Child, Primitive, ShapeId};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

/// Names that so many types have that only a required element tells where one belongs.
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

/// Parts of data types, which say little where they are alone.
const PARTS: [&str; 10] = ["code", "display", "period", "reference", "status", "system", "type", "url", "use", "value"];

/// A child that the type does not define, and the one before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stranger {
    pub(super) node: NodeId,
    pub(super) before: Option<NodeId>,
}

/// The places where the items, the counts and the overlays of the parent begin.
pub(super) struct Paired {
    pub(super) items: usize,
    pub(super) counts: usize,
    pub(super) overlays: usize,
}

/// A parent with the elements of its type, and what it has of them.
pub(super) struct Room<'s> {
    pub(super) parent: NodeId,
    pub(super) shape: &'s [Child],
    /// For each element how many there are, and the first.
    counts: Vec<u32>,
    first: Vec<Option<NodeId>>,
    /// Elements that the type or a profile requires, and that are missing.
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

    /// Whether the parent has none of the elements of its type.
    pub(super) fn is_bare(&self) -> bool {
        self.counts.iter().all(|&count| count == 0)
    }

    /// Whether there are more of an element than its type allows.
    pub(super) fn is_surplus(&self, place: usize) -> bool {
        self.counts[place] > self.shape[place].max
    }
}

/// Where an element belongs.
pub(super) enum Home {
    /// In another child of its parent, as the element of this name.
    Beside(NodeId, Symbol),
    /// In the element around its parent, as the element of this name.
    Around(NodeId, Symbol),
    /// In an element of its parent that is missing, by its place.
    Within(usize),
    /// It was meant to be this one, which is required and missing.
    Renamed(Symbol),
    Unknown,
}

impl Room<'_> {
    /// What an element is called in an element of the parent, if it may be there.
    fn element_in(&self, cx: &Context<'_>, place: usize, node: NodeId) -> Option<Symbol> {
        let child = &self.shape[place];
        // A Narrative has a status, an extension a url: neither is meant by those names elsewhere.
        let is_narrative = cx.definitions.text(child.name) == "text" && cx.tree.name(node) != "div";
        let is_extension = child.name == cx.words.extension || child.name == cx.words.modifier_extension;
        let below = children_of(cx, child, None).filter(|_| !is_narrative && !child.choice && !is_extension)?;
        let (within, _) = find(cx, below, cx.tree.node(node).name, 0)?;
        accepts(cx, &below[within], node).then(|| below[within].name)
    }

    /// Whether an element may be in a missing element of the parent.
    pub(super) fn may_have(&self, cx: &Context<'_>, place: usize, node: NodeId) -> bool {
        self.element_in(cx, place, node).is_some()
    }

    /// The elements that a part of a data type may have been lost from, with the part that follows it, where they are few: those that are
    /// missing, or may repeat.
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

    /// Whether an element has the exact name of one in a single element of the parent.
    pub(super) fn is_within_one(&self, cx: &Context<'_>, node: NodeId) -> bool {
        !GENERIC.contains(&cx.tree.name(node)) && (0..self.shape.len()).filter(|&place| self.may_have(cx, place, node)).take(2).count() == 1
    }

    /// Whether an element stands where another would: behind all that come before that, and before all that come behind it.
    fn is_in_place_of(&self, cx: &Context<'_>, Stranger { node, before }: Stranger, place: usize) -> bool {
        let place_of = |sibling: NodeId| find(cx, self.shape, cx.tree.node(sibling).name, 0).map(|(place, _)| place);
        let is_behind = before.and_then(place_of).is_none_or(|before| before <= place);
        is_behind && cx.tree.next(node).and_then(place_of).is_none_or(|behind| place <= behind)
    }
}

/// Finds the home of an element, if there is only one. `taken` says of which missing elements others have been told already.
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
    // JSON has no order; a mere text is too little to go by without one.
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
            // Another item of what may repeat.
            Some(_) if room.shape[place].max > 1 => Home::Within(place),
            Some(_) => Home::Unknown,
        },
        _ => Home::Unknown,
    }
}

/// The element around the parent, if it may have a child of this name and has none. A part of many types may have been lost with another
/// part, unless it is required or stands in a value.
fn around(cx: &Context<'_>, parent: NodeId, name: Symbol, is_part: bool) -> Option<Home> {
    let around = cx.around.last().filter(|around| cx.tree.parent(parent) == Some(around.node))?;
    let shape = cx.definitions.shape(around.shape);
    let (place, _) = find(cx, shape, name, 0)?;
    let in_value = cx.tree.value(parent).is_some();
    let is_its_own = !is_part || shape[place].min > 0 || in_value || is_coding(cx, around.node);
    let is_lacking = cx.counts[around.counts + place] == 0 && is_its_own;
    is_lacking.then(|| Home::Around(around.node, shape[place].name))
}

/// Of the parts of a Coding none is required, though all belong together.
fn is_coding(cx: &Context<'_>, node: NodeId) -> bool {
    cx.typed.type_of(node).is_some_and(|code| code == cx.words.coding || code == cx.words.identifier || cx.words.quantities.contains(&code))
}

/// Whether an element has the name of a resource type.
pub(super) fn is_resource(cx: &Context<'_>, node: NodeId) -> bool {
    let code = cx.definitions.symbol(cx.tree.name(node));
    let definition = code.and_then(|code| cx.definitions.type_definition(code)).map(|(_, definition)| definition);
    definition.is_some_and(|definition| definition.kind == Kind::Resource)
}

/// Whether an element could stand for another under a wrong name: a value that only such an element would have, or elements of which
/// the other has each.
fn fits(cx: &Context<'_>, node: NodeId, child: &Child) -> bool {
    if child.choice {
        return false;
    }
    let Some(code) = cx.definitions.type_codes(child).next() else { return false };
    if let Some(kind) = cx.definitions.type_info(code).primitive {
        let Some(value) = cx.tree.value(node) else { return false };
        return match kind {
            // Any text is a string: only that the type itself requires one tells.
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

/// Whether a value is neither a number, a boolean nor a date.
fn is_text(value: &str) -> bool {
    let others = [Primitive::Decimal, Primitive::Boolean, Primitive::DateTime, Primitive::Time];
    !others.into_iter().any(|kind| is_written_right(kind, value))
}
