//! How many of each element: of the base type, and of each profile.

use super::{Check, Overlay, rules};
use crate::definitions::shape::Child;
use crate::finding::At;
use crate::tree::{NodeId, form};

fn times(count: u32) -> String {
    if count == 0 { "none".to_owned() } else { count.to_string() }
}

/// The base type's own bounds. Items and counts are those from the given places on.
pub(super) fn base(cx: &mut Check<'_>, node: NodeId, shape: &[Child], items: usize, counts: usize) {
    for (place, child) in shape.iter().enumerate() {
        let count = cx.counts[counts + place].items;
        if count < child.min {
            if std::mem::replace(&mut cx.counts[counts + place].reported, true) {
                continue;
            }
            missing(cx, node, child, child.min, count, None);
        } else if count > child.max {
            cx.counts[counts + place].reported = true;
            let Some(surplus) = nth(cx, items, place, child.max) else { continue };
            let name = cx.element_name(child.name, child.choice);
            let finding = cx
                .finding(&rules::MAX, At::Name(surplus), format!("{name} stands here {count} times, and at most {} may", child.max))
                .wanted(format!("at most {} {name}", child.max))
                .found(count.to_string());
            cx.report(finding);
        }
    }
}

/// The item of a child that is one too many.
fn nth(cx: &Check<'_>, items: usize, place: usize, max: u32) -> Option<NodeId> {
    cx.items[items..].iter().filter(|item| item.child as usize == place).nth(max as usize).map(|item| item.node)
}

fn missing(cx: &mut Check<'_>, node: NodeId, child: &Child, min: u32, count: u32, profile: Option<String>) {
    if cx.tree.has(node, form::INCOMPLETE) || cx.is_reported(node) {
        return;
    }
    let name = cx.element_name(child.name, child.choice);
    let message = if count == 0 { format!("{name} is missing") } else { format!("{name} stands here too seldom") };
    let finding = cx.finding(&rules::MIN, At::Name(node), message).wanted(format!("at least {min} {name}")).found(times(count));
    cx.report(finding.by(profile));
}

/// Adds to a finding what goes away with it. Its place is that in the list, which ends where there are too many findings.
pub(super) fn follows(cx: &mut Check<'_>, finding: u32, consequence: String) {
    if let Some(finding) = cx.outcome.findings.get_mut(finding as usize).filter(|finding| finding.rule == &rules::UNKNOWN_ELEMENT) {
        finding.leads_to(consequence);
    }
}

/// Bounds of a profile, where they are narrower than the base type's.
pub(super) fn profile(cx: &mut Check<'_>, node: NodeId, overlay: Overlay<'_>, shape: &[Child], items: usize, counts: usize) {
    let definition = overlay.definition;
    for element in definition.children(overlay.element) {
        let element = &definition.elements[element as usize];
        if element.slice.is_some() || (element.min.is_none() && element.max.is_none()) {
            continue;
        }
        let Some(place) = shape.iter().position(|child| child.name == element.name) else { continue };
        let child = &shape[place];
        let known = &mut cx.counts[counts + place];
        // The base type, or another profile of the same node, has reported it: one cause, one finding.
        if known.reported {
            let missed = known.items < element.min.unwrap_or(0);
            if let Some(finding) = known.misspelt.filter(|_| missed) {
                let name = cx.element_name(child.name, child.choice);
                follows(cx, finding, format!("{name} is missing"));
            }
            continue;
        }
        let count = known.items;
        if let Some(min) = element.min.filter(|&min| count < min) {
            known.reported = true;
            let profile = Some(cx.canonical(definition));
            missing(cx, node, child, min, count, profile);
        } else if let Some(max) = element.max.filter(|&max| count > max) {
            known.reported = true;
            let Some(surplus) = nth(cx, items, place, max) else { continue };
            let name = cx.element_name(child.name, child.choice);
            let finding = if max == 0 {
                cx.finding(&rules::FORBIDDEN, At::Name(surplus), format!("The profile forbids {name}")).wanted(format!("no {name}"))
            } else {
                cx.finding(&rules::MAX, At::Name(surplus), format!("{name} stands here {count} times, and the profile allows {max}"))
                    .wanted(format!("at most {max} {name}"))
            };
            let finding = finding.found(count.to_string()).by(Some(cx.canonical(definition)));
            cx.report(finding);
        }
    }
}
