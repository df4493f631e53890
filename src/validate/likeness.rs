//! Which slice an item was meant for, judged by fixed values other than the discriminator: a section with the title of a slice probably
//! belongs to that slice, even if its code is wrong.

use super::context::Context;
use super::overlay::Overlay;
use super::value::equals;
use crate::syntax::tree::NodeId;

/// Returns how many of the fixed values of a slice's direct children an item has.
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

/// A surplus item: its slice has more items than the profile allows.
pub(super) struct Surplus {
    /// The index of the slice.
    pub(super) slice: usize,
    pub(super) item: NodeId,
    pub(super) max: u32,
    /// The index of the empty slice that the item resembles more, if any.
    pub(super) meant: Option<usize>,
}

/// Returns one surplus item for each slice with too many items: the item least like its slice, or the first beyond the maximum if all are
/// equally alike. `members` holds indices into the items of the walk.
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
