//! Where an element belongs that its parent does not define: in an element that is missing, in one further away, around the
//! parent, or under the name of one that is required and missing.

use super::belonging::{children_of, find};
use super::context::Context;
use crate::definitions::model::Kind;
use crate::definitions::shape::{Child, ShapeId};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

/// Names that so many types have that only a required element tells where one belongs.
const GENERIC: [&str; 19] = [
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
    /// In an element of its parent that is missing.
    Within(Symbol),
    /// It was meant to be this one, which is required and missing.
    Renamed(Symbol),
    Unknown,
}

/// Finds the home of an element, if there is only one. `taken` says of which missing elements others have been told already.
pub(super) fn home_of(cx: &Context<'_>, room: &Room<'_>, child: NodeId, taken: &dyn Fn(Symbol) -> bool) -> Home {
    let (name, text) = (cx.tree.node(child).name, cx.tree.name(child));
    if matches!(text, "extension" | "modifierExtension" | "id") {
        return Home::Unknown;
    }
    let holds = |place: usize| {
        let child = &room.shape[place];
        // A Narrative has a status, an extension a url: neither is meant by those names elsewhere.
        let is_narrative = cx.definitions.text(child.name) == "text" && text != "div";
        let below = children_of(cx, child, None).filter(|_| !is_narrative && !child.choice && child.name != cx.words.extension)?;
        find(cx, below, name, 0).map(|(within, _)| below[within].name)
    };
    let mut of_lacking = room.lacking.iter().copied().filter(|&place| holds(place).is_some());
    if let (Some(place), None) = (of_lacking.next(), of_lacking.next()) {
        return Home::Within(room.shape[place].name);
    }
    if let Some(home) = around(cx, room.parent, name) {
        return home;
    }
    let mut named_so = room.lacking.iter().copied().filter(|&place| !taken(room.shape[place].name) && fits(cx, child, &room.shape[place]));
    if let (Some(place), None) = (named_so.next(), named_so.next()) {
        return Home::Renamed(room.shape[place].name);
    }
    if GENERIC.contains(&text) {
        return Home::Unknown;
    }
    let mut homes = (0..room.shape.len()).filter_map(|place| holds(place).map(|element| (place, element)));
    match (homes.next(), homes.next()) {
        (Some((place, element)), None) => match room.first[place] {
            None => Home::Within(room.shape[place].name),
            Some(home) if room.counts[place] == 1 && cx.tree.child(home, cx.definitions.text(element)).is_none() => {
                Home::Beside(home, element)
            }
            // Another item of what may repeat.
            Some(_) if room.shape[place].max > 1 => Home::Within(room.shape[place].name),
            Some(_) => Home::Unknown,
        },
        _ => Home::Unknown,
    }
}

/// The element around the parent, if it may have a child of this name and has none.
fn around(cx: &Context<'_>, parent: NodeId, name: Symbol) -> Option<Home> {
    let around = cx.around.last().filter(|around| cx.tree.parent(parent) == Some(around.node))?;
    let shape = cx.definitions.shape(around.shape);
    let (place, _) = find(cx, shape, name, 0)?;
    (cx.counts[around.counts + place] == 0).then(|| Home::Around(around.node, shape[place].name))
}

/// Whether an element has the name of a resource type.
pub(super) fn is_resource(cx: &Context<'_>, node: NodeId) -> bool {
    let code = cx.definitions.symbol(cx.tree.name(node));
    let definition = code.and_then(|code| cx.definitions.type_definition(code)).map(|(_, definition)| definition);
    definition.is_some_and(|definition| definition.kind == Kind::Resource)
}

/// Whether an element could stand for another under a wrong name: a value for a value, and nothing in it that the other has not.
fn fits(cx: &Context<'_>, node: NodeId, child: &Child) -> bool {
    if child.choice {
        return false;
    }
    let definition = cx.definitions.structure(child.definition);
    cx.definitions.type_codes(child).next().is_some_and(|code| {
        if cx.definitions.type_info(code).primitive.is_some() {
            return cx.tree.value(node).is_some();
        }
        let is_backbone = code == cx.words.backbone_element || code == cx.words.element;
        let shape = if is_backbone {
            definition.map(|_| ShapeId { definition: child.definition, element: child.element })
        } else {
            cx.definitions.type_shape(code)
        };
        let Some(shape) = shape.map(|shape| cx.definitions.shape(shape)).filter(|_| cx.tree.value(node).is_none()) else { return false };
        let mut names = cx.tree.children(node).map(|below| cx.tree.node(below).name).peekable();
        names.peek().is_some() && names.all(|name| find(cx, shape, name, 0).is_some())
    })
}
