//! Puts repeats into slices and counts them. In this form: extensions, by their url.

use super::{Check, Overlay, rules};
use crate::definitions::model::Definition;
use crate::definitions::shape::Child;
use crate::finding::{At, Finding, shown};
use crate::intern::Symbol;
use crate::tree::{NodeId, form};

/// Assigns the items of a node to the slices of an overlay; every other item and element pair as they are.
pub(super) fn check<'a>(cx: &mut Check<'a>, node: NodeId, overlay: Overlay<'a>, shape: &[Child], items: usize) {
    let definition = overlay.definition;
    for index in definition.children(overlay.element) {
        let element = &definition.elements[index as usize];
        let this = Overlay { definition, element: index };
        if element.slice.is_none() {
            for at in items..cx.items.len() {
                if shape[cx.items[at].child as usize].name == element.name {
                    cx.pending.push((at as u32, this));
                }
            }
            continue;
        }
        if element.name != cx.words.extension && element.name != cx.words.modifier_extension {
            continue;
        }
        let Some(url) = slice_url(cx, definition, index) else { continue };
        let mut count = 0;
        let mut surplus = None;
        for at in items..cx.items.len() {
            let item = cx.items[at];
            let fits = shape[item.child as usize].name == element.name
                && cx.tree.child_value(item.node, "url").is_some_and(|value| value.trim() == cx.definitions.text(url));
            if fits {
                count += 1;
                cx.pending.push((at as u32, this));
                if Some(count) == element.max.and_then(|max| max.checked_add(1)) {
                    surplus = Some(item.node);
                }
            }
        }
        report(cx, node, this, url, count, surplus);
    }
}

fn report(cx: &mut Check<'_>, node: NodeId, slice: Overlay<'_>, url: Symbol, count: u32, surplus: Option<NodeId>) {
    let element = slice.get();
    let name = element.slice.map_or("", |slice| cx.definitions.text(slice));
    let url = cx.definitions.text(url);
    let finding = if let (Some(surplus), Some(max)) = (surplus, element.max) {
        cx.finding(&rules::SLICE_MAX, At::Name(surplus), format!("The extension {} stands here {count} times", shown(name)))
            .wanted(format!("at most {max} with url {url}"))
    } else if element.min.is_some_and(|min| count < min) && !cx.tree.has(node, form::INCOMPLETE) && !cx.is_reported(node) {
        cx.finding(&rules::SLICE_MIN, At::Name(node), format!("The extension {} is missing", shown(name)))
            .wanted(format!("at least {} with url {url}", element.min.unwrap_or(1)))
    } else {
        return;
    };
    let found = if count == 0 { "none".to_owned() } else { count.to_string() };
    let finding = Finding { profile: Some(cx.canonical(slice.definition)), ..finding.found(found) };
    cx.report(finding);
}

/// The url that tells this slice: fixed in the slice itself, or that of the extension it is of.
fn slice_url(cx: &Check<'_>, definition: &Definition, slice: u32) -> Option<Symbol> {
    let own = definition.children(slice).map(|child| &definition.elements[child as usize]).find(|child| child.name == cx.words.url);
    if let Some(fixed) = own.and_then(|url| url.fixed) {
        return Some(definition.values[fixed as usize].value);
    }
    let types = definition.types(&definition.elements[slice as usize]);
    let profile = types.iter().find_map(|t| definition.symbols(&t.profiles).first())?;
    Some(*profile)
}
