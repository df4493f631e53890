//! The same element in the profiles that a profile builds on: what a differential does not repeat holds all the same.

use super::context::Context;
use super::overlay::Overlay;
use crate::definitions::model::Definition;

/// Longest chain of profiles that is followed: a circle of them has no end.
const MOST: usize = 16;

/// The profiles that a profile builds on, nearest first.
pub(super) fn bases<'a>(cx: &Context<'a>, definition: &'a Definition) -> impl Iterator<Item = &'a Definition> {
    let definitions = cx.definitions;
    let above =
        move |definition: &&'a Definition| definition.base.and_then(|url| definitions.structure_by_url(url)).filter(|d| d.constraint);
    std::iter::successors(above(&definition), above).take(MOST)
}

/// The same element, of the same slice, in the profiles that its own builds on.
pub(super) fn same_slice<'a>(cx: &Context<'a>, overlay: Overlay<'a>) -> Vec<Overlay<'a>> {
    found(cx, overlay, true)
}

/// The element of which an element is a slice, in the same profiles.
pub(super) fn without_slice<'a>(cx: &Context<'a>, overlay: Overlay<'a>) -> Vec<Overlay<'a>> {
    found(cx, overlay, false)
}

/// All slices that the same profiles make of an element.
pub(super) fn slices<'a>(cx: &Context<'a>, overlay: Overlay<'a>) -> Vec<Overlay<'a>> {
    let name = overlay.get().name;
    let mut slices = Vec::new();
    for base in bases(cx, overlay.definition) {
        let Some(parent) = parent(overlay).and_then(|parent| descend(base, parent, true)) else { continue };
        let children = base.children(parent).map(|element| Overlay { definition: base, element });
        slices.extend(children.filter(|child| child.get().name == name && child.get().slice.is_some()));
    }
    slices
}

fn found<'a>(cx: &Context<'a>, overlay: Overlay<'a>, sliced: bool) -> Vec<Overlay<'a>> {
    let bases = bases(cx, overlay.definition);
    bases.filter_map(|base| descend(base, overlay, sliced).map(|element| Overlay { definition: base, element })).collect()
}

fn parent(overlay: Overlay<'_>) -> Option<Overlay<'_>> {
    (overlay.element != 0).then(|| Overlay { element: overlay.get().parent, ..overlay })
}

/// The place of an element in another definition, found from the root by names and slices.
fn descend(base: &Definition, overlay: Overlay<'_>, sliced: bool) -> Option<u32> {
    let Some(above) = parent(overlay) else { return Some(0) };
    let parent = descend(base, above, true)?;
    let (name, slice) = (overlay.get().name, overlay.get().slice.filter(|_| sliced));
    base.children(parent).find(|&child| {
        let element = &base.elements[child as usize];
        element.name == name && element.slice == slice
    })
}
