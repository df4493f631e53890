//! To which element of a type a child belongs by its name, and where else it may belong.

use super::context::Context;
use crate::definitions::model::Strength;
use crate::definitions::shape::{Child, ShapeId};
use crate::definitions::terminology::Membership;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, form};

/// The place of a name among the children of a type, and the type that a choice's name tells.
pub(super) fn find(cx: &Context<'_>, shape: &[Child], name: Symbol, cursor: usize) -> Option<(usize, Option<Symbol>)> {
    let name = cx.names.get(name);
    let places = || (cursor..shape.len()).chain(0..cursor);
    if let Some(symbol) = name.symbol
        && let Some(place) = places().find(|&i| shape[i].name == symbol && !shape[i].choice)
    {
        return Some((place, None));
    }
    for choice in &name.choices {
        if let Some(place) = places().find(|&i| shape[i].choice && shape[i].name == choice.stem) {
            return Some((place, Some(choice.type_code)));
        }
    }
    None
}

/// The element just before or after one that does not belong here, which may have a child of its name and lacks it, and what the
/// child is called there. No others are looked at: there may be very many of them, and of misplaced ones, too.
pub(super) fn home_beside(cx: &Context<'_>, child: NodeId, before: Option<NodeId>, shape: &[Child]) -> Option<(NodeId, Symbol)> {
    let name = cx.tree.node(child).name;
    let home = |sibling: NodeId| -> Option<(NodeId, &[Child], usize)> {
        let (place, type_code) = find(cx, shape, cx.tree.node(sibling).name, 0)?;
        let below = children_of(cx, &shape[place], type_code).filter(|_| cx.tree.value(sibling).is_none())?;
        let (place, _) = find(cx, below, name, 0).filter(|&(place, _)| accepts(cx, &below[place], child))?;
        let has = cx.tree.children(sibling).any(|other| find(cx, below, cx.tree.node(other).name, 0).is_some_and(|found| found.0 == place));
        (!has).then_some((sibling, below, place))
    };
    let place_of = |below: &[Child], node: Option<NodeId>| Some(find(cx, below, cx.tree.node(node?).name, 0)?.0);
    // The url of an extension is an attribute, which has no place among the elements.
    let elements = |node: NodeId| cx.tree.children(node).filter(|&child| !cx.tree.has(child, form::ATTRIBUTE));
    let (before, after) = (before.and_then(home), cx.tree.next(child).and_then(home));
    // In XML its place in there tells at which end it was lost.
    let was_first =
        |&(node, below, place): &(NodeId, &[Child], usize)| place_of(below, elements(node).next()).is_none_or(|first| place <= first);
    let was_last =
        |&(node, below, place): &(NodeId, &[Child], usize)| place_of(below, elements(node).last()).is_none_or(|last| last <= place);
    let home = after.filter(was_first).or(before.filter(was_last)).or(after).or(before)?;
    Some((home.0, home.1[home.2].name))
}

/// What may stand in a child of a type.
pub(super) fn children_of<'a>(cx: &Context<'a>, child: &Child, type_code: Option<Symbol>) -> Option<&'a [Child]> {
    let definition = cx.definitions.structure(child.definition)?;
    let element = &definition.elements[child.element as usize];
    let code = type_code.or_else(|| definition.types(element).first().map(|only| only.code))?;
    let shape = if code == cx.words.backbone_element || code == cx.words.element {
        ShapeId { definition: child.definition, element: child.element }
    } else {
        cx.definitions.type_shape(code)?
    };
    Some(cx.definitions.shape(shape))
}

/// Returns whether an element may have the value of a node: a code must be in the required value set.
pub(super) fn accepts(cx: &Context<'_>, child: &Child, node: NodeId) -> bool {
    let Some(value) = cx.tree.value(node) else { return true };
    let definition = cx.definitions.structure(child.definition);
    let binding =
        definition.and_then(|definition| Some(definition.bindings[definition.elements[child.element as usize].binding? as usize]));
    let set = binding.filter(|binding| binding.strength == Strength::Required).and_then(|binding| binding.value_set);
    set.is_none_or(|set| !matches!(cx.definitions.membership(set, None, value), Some(Membership::Outside)))
}
