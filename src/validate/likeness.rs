//! How much an item is like a slice besides what tells the slices apart: a section with the title of a slice was meant for that slice,
//! whatever its code.

use super::context::Context;
use super::overlay::Overlay;
use super::value::equals;
use crate::syntax::tree::NodeId;

/// Returns how many of the values that a slice fixes in its own children an item has.
pub(super) fn fixed_kept(cx: &mut Context<'_>, item: NodeId, slice: Overlay<'_>) -> usize {
    let definition = slice.definition;
    let mut kept = 0;
    for child in definition.children(slice.element) {
        let element = &definition.elements[child as usize];
        let Some(fixed) = element.fixed else { continue };
        let Some(node) = cx.tree.child(item, cx.definitions.text(element.name)) else { continue };
        let expected = cx.expected(definition.values[fixed as usize]);
        kept += usize::from(equals(cx.tree, node, &expected));
    }
    kept
}

/// An item of a slice that has more of them than it may.
pub(super) struct Surplus {
    /// The slice, by its place among all.
    pub(super) slice: usize,
    pub(super) item: NodeId,
    pub(super) max: u32,
    /// The slice without items that it is more like, if there is one.
    pub(super) meant: Option<usize>,
}

/// Returns for each slice with too many items, given as places among the items of the walk, the one that is least like it, or else the first beyond what is allowed.
pub(super) fn surplus<'a>(cx: &mut Context<'a>, slices: &[Overlay<'a>], members: &[Vec<usize>]) -> Vec<Surplus> {
    let mut all = Vec::new();
    for (place, (&slice, items)) in slices.iter().zip(members).enumerate() {
        let Some(max) = slice.get().max.filter(|&max| items.len() > max as usize) else { continue };
        let beyond = cx.items[items[max as usize]].node;
        let mut least = (fixed_kept(cx, beyond, slice), beyond);
        for &at in items {
            let item = cx.items[at].node;
            let kept = fixed_kept(cx, item, slice);
            if kept < least.0 {
                least = (kept, item);
            }
        }
        let (mut most, item) = least;
        let mut meant = None;
        for (other, &slice) in slices.iter().enumerate().filter(|(other, _)| members[*other].is_empty()) {
            let kept = fixed_kept(cx, item, slice);
            if kept > most {
                (most, meant) = (kept, Some(other));
            }
        }
        all.push(Surplus { slice: place, item, max, meant });
    }
    all
}
