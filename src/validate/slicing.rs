//! Puts repeats into slices, counts them, and says of one that fits nowhere which slice is nearest.

use std::cmp::Reverse;

use super::context::Context;
use super::discriminator::{By, Difference, Fit, asked, fit};
use super::inherited;
use super::likeness::{Surplus, fixed_kept, surplus};
use super::outcome::About;
use super::overlay::Overlay;
use super::sub_extension;
use crate::definitions::model::{Definition, SlicingRules};
use crate::definitions::shape::Child;
use crate::diagnostic::{At, Subject, rule, shown};
use crate::syntax::tree::{NodeId, form};

const SLICING: &str = "https://hl7.org/fhir/STU3/profiling.html#slicing";

rule! {
    SLICE_MIN = Error "required" "slice-min";
    title: "Required slice missing",
    why: "The profile names the items that this element must have, and one of them is missing.",
    link: SLICING,
    traits: [ABSENCE, OF_SLICES],
}

rule! {
    SLICE_MAX = Error "structure" "slice-max";
    title: "Slice repeated too often",
    why: "The profile limits how often this kind of item may occur.",
    link: SLICING,
    traits: [AMONG_SIBLINGS],
}

rule! {
    SLICE_CLOSED = Error "structure" "slice-closed";
    title: "Item that matches no slice",
    why: "The profile lists every kind of item that is allowed, and this item matches none of them.",
    link: SLICING,
    traits: [AMONG_SIBLINGS, FITS_NO_SLICE, OF_SLICES],
}

rule! {
    SLICE_ORDER = Error "structure" "slice-order";
    title: "Slices out of order",
    why: "The profile defines the order of its slices.",
    link: SLICING,
    traits: [AMONG_SIBLINGS],
}

/// Slices of one element of an overlay.
struct Group<'a> {
    /// The element without slice name, which may say how slices are told apart.
    owner: Overlay<'a>,
    slices: Vec<Overlay<'a>>,
}

/// Assigns the items of a node to the elements and slices of an overlay.
pub(super) fn check<'a>(cx: &mut Context<'a>, node: NodeId, overlay: Overlay<'a>, shape: &[Child], items: usize) {
    let definition = overlay.definition;
    let mut next = definition.elements[overlay.element as usize].first;
    let mut groups: Vec<Group<'a>> = Vec::new();
    while next != 0 {
        let element = &definition.elements[next as usize];
        let this = Overlay { definition, element: next };
        next = element.next;
        if element.slice.is_none() {
            for at in items..cx.items.len() {
                if shape[cx.items[at].child as usize].name == element.name {
                    cx.pending.push((at as u32, this));
                }
            }
            if element.slicing.is_some() {
                groups.push(Group { owner: this, slices: Vec::new() });
            }
            continue;
        }
        match groups.iter_mut().find(|group| group.owner.get().name == element.name) {
            Some(group) => group.slices.push(this),
            None => groups.push(Group { owner: this, slices: vec![this] }),
        }
    }
    for group in groups {
        let group_items: Vec<usize> =
            (items..cx.items.len()).filter(|&at| shape[cx.items[at].child as usize].name == group.owner.get().name).collect();
        slice(cx, node, group.owner, &group.slices, "", &group_items);
    }
}

/// The part of a slice's name that tells it from those around it: `b` of the re-slice `a/b`.
fn name_below<'n>(name: &'n str, above: &str) -> Option<&'n str> {
    let rest = name.strip_prefix(above)?;
    (!rest.is_empty() && !rest.contains('/')).then_some(rest)
}

fn slice<'a>(cx: &mut Context<'a>, node: NodeId, owner: Overlay<'a>, all: &[Overlay<'a>], above: &str, items: &[usize]) {
    let name_of = |cx: &Context<'a>, slice: Overlay<'a>| slice.get().slice.map_or("", |name| cx.definitions.text(name));
    let slices: Vec<Overlay<'a>> = all.iter().copied().filter(|&slice| name_below(name_of(cx, slice), above).is_some()).collect();
    if slices.is_empty() {
        return;
    }
    let said_by = |owner: Overlay<'a>| {
        let slicing = owner.get().slicing.map(|s| &owner.definition.slicings[s as usize]);
        slicing.filter(|s| !s.by.is_empty()).map(|slicing| (owner.definition, slicing))
    };
    let said = said_by(owner);
    // How slices are told apart may stand in a profile that this one builds on, and so may slices.
    let told = said.or_else(|| inherited::without_slice(cx, owner).into_iter().find_map(said_by));
    let name = owner.get().name;
    let by = match told {
        Some((definition, slicing)) => By::Said(definition, slicing),
        None if name == cx.words.extension || name == cx.words.modifier_extension => By::Url,
        None if owner.get().choice => By::Type,
        None => {
            let about = About::Element(owner.definition.url, owner.element);
            return cx.unchecked("slicing-unsaid", about, node, |cx| {
                let profile = cx.canonical(owner.definition);
                format!("{profile} does not define how its slices of {} differ; they were not checked", cx.definitions.text(name))
            });
        }
    };
    let (rules, ordered) = said.map_or((SlicingRules::Open, false), |(_, s)| (s.rules, s.ordered));
    let older = if rules == SlicingRules::Closed && above.is_empty() { inherited::slices(cx, owner) } else { Vec::new() };
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); slices.len()];
    // Slices of which it cannot be said how many items they have.
    let mut uncounted = vec![false; slices.len()];
    let (mut last, mut stranger) = (0, None);
    let mut strangers: Vec<usize> = Vec::new();
    for &at in items {
        let item = cx.items[at];
        let (mut place, mut undecided) = (None, false);
        for (i, &slice) in slices.iter().enumerate() {
            let Fit { differences, unsaid, undecided: perhaps, .. } = fit(cx, item, slice, &by, false);
            if perhaps && differences.is_empty() {
                undecided = true;
                uncounted[i] = true;
                continue;
            }
            if unsaid {
                uncounted[i] = true;
                let about = About::Element(slice.definition.url, slice.element);
                cx.unchecked("slicing-unsaid", about, item.node, |cx| {
                    let profile = cx.canonical(slice.definition);
                    format!(
                        "{profile} does not define what distinguishes its slice {}; it was not checked",
                        slice.get().slice.map_or("", |name| cx.definitions.text(name))
                    )
                });
                continue;
            }
            if differences.is_empty() {
                place = Some(i);
                break;
            }
        }
        match place {
            Some(i) => {
                members[i].push(at);
                cx.pending.push((at as u32, slices[i]));
                if ordered && i < last || rules == SlicingRules::OpenAtEnd && stranger.is_some() {
                    order(cx, item.node, owner.definition, name_of(cx, slices[i]), ordered && i < last);
                    stranger = None;
                }
                last = last.max(i);
            }
            None if undecided => {
                let about = About::Element(owner.definition.url, owner.element);
                cx.unchecked("slice-undecided", about, item.node, |cx| {
                    let (profile, name) = (cx.canonical(owner.definition), cx.definitions.text(name));
                    format!("The slices of {name} depend on content outside the message; {profile} was not checked for them")
                });
            }
            None if older.iter().any(|&slice| fit(cx, item, slice, &by, false).differences.is_empty()) => {}
            // An unreadable item is reported elsewhere.
            None if cx.is_unreadable(item.node)
                && cx.tree.has(item.node, form::IN_ARRAY)
                && cx.tree.children(item.node).next().is_none() =>
            {
                uncounted.fill(true);
            }
            None => {
                stranger = Some(at);
                strangers.push(at);
            }
        }
    }
    // Nobody asks what strangers are like where they may stand and no slice misses an item.
    let missed = |(slice, members): (&Overlay<'_>, &Vec<usize>)| slice.get().min.is_some_and(|min| (members.len() as u32) < min);
    if rules != SlicingRules::Closed && !slices.iter().zip(&members).any(missed) {
        strangers.clear();
    }
    // One that has all its items was not meant, as long as there is another.
    let full: Vec<bool> =
        slices.iter().zip(&members).map(|(slice, members)| slice.get().max.is_some_and(|max| members.len() as u32 >= max)).collect();
    let nearest: Vec<Near> = strangers.iter().filter_map(|&at| nearest(cx, at, &slices, &full, &by)).collect();
    if rules == SlicingRules::Closed {
        for (at, i, differences) in &nearest {
            // The slice that it was meant to be may be missing for it: that is no other fault.
            let slice = slices[*i].get();
            let missing = slice.min.is_some_and(|min| (members[*i].len() as u32) < min);
            let missing = missing.then(|| format!("{} {} is missing", cx.definitions.text(name), shown(name_of(cx, slices[*i]))));
            closed(cx, cx.items[*at].node, slices[*i], differences, missing);
        }
    }
    // An extension whose url is missing may be the one that is looked for.
    let nameless = (name == cx.words.extension || name == cx.words.modifier_extension)
        && items.iter().any(|&at| cx.tree.child(cx.items[at].node, "url").is_none());
    let surpluses = surplus(cx, &slices, &members);
    for surplus in &surpluses {
        too_many(cx, surplus, &slices, &by, members[surplus.slice].len());
    }
    for (i, &slice) in slices.iter().enumerate() {
        // Looking for what was meant is dear: only where an item is missing.
        let lacks = members[i].is_empty() && slice.get().min.is_some_and(|min| min > 0);
        let misspelt = lacks && items.iter().any(|&at| sub_extension::is_meant(cx, cx.items[at].node, slice));
        let is_meant = surpluses.iter().any(|surplus| surplus.meant == Some(i));
        let explained = nameless
            || misspelt
            || uncounted[i]
            || is_meant
            || rules == SlicingRules::Closed && nearest.iter().any(|(_, near, _)| *near == i);
        let is_missed = !explained && lacks;
        let near = if is_missed { nearest_item(cx, &strangers, slice, &by) } else { None };
        too_few(cx, node, slice, &by, members[i].len(), explained, near);
        // Where a name has more parts, it is a slice of a slice.
        if all.len() > slices.len() {
            let inner = format!("{}/", name_of(cx, slice));
            self::slice(cx, node, slice, all, &inner, &members[i]);
        }
    }
}

/// An item that fits nowhere, the place of the slice that it is nearest to, and what keeps it out.
type Near = (usize, usize, Vec<Difference>);

fn nearest<'a>(cx: &mut Context<'a>, at: usize, slices: &[Overlay<'a>], full: &[bool], by: &By<'a>) -> Option<Near> {
    let mut best: Option<(Distance, Near)> = None;
    let all_full = full.iter().all(|&full| full);
    for (i, &slice) in slices.iter().enumerate().filter(|(i, _)| all_full || !full[*i]) {
        let Fit { differences, unsaid, .. } = fit(cx, cx.items[at], slice, by, true);
        if unsaid {
            continue;
        }
        let distance = distance(cx, cx.items[at].node, slice, &differences);
        if best.as_ref().is_none_or(|(known, _)| distance < *known) {
            best = Some((distance, (at, i, differences)));
        }
    }
    best.map(|(_, near)| near)
}

/// Of items that fit nowhere, the one that is nearest to a slice, and what keeps it out.
fn nearest_item<'a>(cx: &mut Context<'a>, strangers: &[usize], slice: Overlay<'a>, by: &By<'a>) -> Option<(NodeId, Vec<Difference>)> {
    let mut best: Option<(Distance, (NodeId, Vec<Difference>))> = None;
    for &at in strangers.iter().take(MOST_STRANGERS) {
        let item = cx.items[at];
        let Fit { differences, unsaid, .. } = fit(cx, item, slice, by, true);
        if unsaid {
            continue;
        }
        let distance = distance(cx, item.node, slice, &differences);
        if best.as_ref().is_none_or(|(known, _)| distance < *known) {
            best = Some((distance, (item.node, differences)));
        }
    }
    best.map(|(_, near)| near)
}

/// More are not compared with each slice that is missing: a sender chooses how many there are.
const MOST_STRANGERS: usize = 100;

/// The distance between an item and a slice; the smallest is the nearest.
type Distance = (usize, Reverse<usize>, usize);

/// Compares the number of differences first, then how many other fixed values match (such as the title), then how similar the texts are.
fn distance(cx: &mut Context<'_>, item: NodeId, slice: Overlay<'_>, differences: &[Difference]) -> Distance {
    let unlike = differences.iter().map(|d| {
        let found = d.found.as_deref().unwrap_or("");
        d.expected.len().max(found.len()).saturating_sub(common(&d.expected, found))
    });
    (differences.len(), Reverse(fixed_kept(cx, item, slice)), unlike.sum())
}

/// How much two texts share at their beginnings and ends.
fn common(expected: &str, found: &str) -> usize {
    let start = expected.bytes().zip(found.bytes()).take_while(|(a, b)| a == b).count();
    let end = expected.bytes().rev().zip(found.bytes().rev()).take_while(|(a, b)| a == b).count();
    start + end
}

fn said(differences: &[Difference]) -> (String, String) {
    // What is asked of the item itself needs no path.
    let at = |d: &Difference, text: String| if d.path == "$this" { text } else { format!("{} = {text}", d.path) };
    let expected: Vec<String> = differences.iter().map(|d| at(d, shown(&d.expected))).collect();
    let found: Vec<String> = differences.iter().map(|d| at(d, d.found.as_deref().map_or("nothing".to_owned(), shown))).collect();
    (expected.join(", "), found.join(", "))
}

fn closed(cx: &mut Context<'_>, node: NodeId, nearest: Overlay<'_>, differences: &[Difference], missing: Option<String>) {
    let (expected, found) = said(differences);
    let (name, slice) = (cx.tree.name(node), nearest.get().slice.map_or("", |s| cx.definitions.text(s)));
    let finding = cx
        .finding(&SLICE_CLOSED, At::Name(node), format!("{name} does not match any slice of the profile, and others are not allowed"))
        .expected(format!("nearest slice {slice}: {expected}"))
        .found(found);
    let told_by = differences.iter().map(|d| (d.path.clone(), d.expected.clone())).collect();
    let cause = cause(differences);
    let subject = Subject::Slice { element: slice.to_owned(), items: 1, bound: 0, told_by, item: Some(node), cause };
    let mut finding = finding.about(subject).by(Some(cx.canonical(nearest.definition)));
    finding.consequences.extend(missing);
    cx.report(finding);
}

fn order(cx: &mut Context<'_>, node: NodeId, definition: &Definition, slice: &str, among_slices: bool) {
    let name = cx.tree.name(node);
    let (message, expected) = if among_slices {
        (format!("{name} is out of order: slice {slice} must come earlier"), "slices in the order of the profile")
    } else {
        (
            format!("{name} is out of order: slice {slice} must come before items that match no slice"),
            "items that match no slice at the end",
        )
    };
    let finding = cx.finding(&SLICE_ORDER, At::Name(node), message).expected(expected).found(slice);
    let finding = finding.by(Some(cx.canonical(definition)));
    cx.report(finding);
}

/// The value that keeps an item out of a slice, where it is one alone.
fn cause(differences: &[Difference]) -> Option<NodeId> {
    match differences {
        [only] => only.node,
        _ => None,
    }
}

/// An item among those of its name: `section[2]`.
fn place(cx: &Context<'_>, item: NodeId) -> String {
    let name = cx.tree.name(item);
    let siblings = cx.tree.parent(item).into_iter().flat_map(|parent| cx.tree.children_named(parent, name));
    let before = siblings.take_while(|&sibling| sibling != item).count();
    format!("{name}[{before}]")
}

/// Reports a surplus item. If it resembles an empty slice, the finding suggests that slice.
fn too_many<'a>(cx: &mut Context<'a>, surplus: &Surplus, slices: &[Overlay<'a>], by: &By<'a>, count: usize) {
    let &Surplus { slice, item, max, meant } = surplus;
    let slice = slices[slice];
    let element = slice.get();
    let name = cx.element_name(element.name, element.choice);
    let slice_name = |cx: &Context<'a>, slice: Overlay<'a>| shown(slice.get().slice.map_or("", |name| cx.definitions.text(name)));
    let message = format!("{name} {} is repeated: the profile allows at most {max}", slice_name(cx, slice));
    let subject = Subject::Slice {
        element: cx.definitions.text(element.name).to_owned(),
        items: count as u32,
        bound: max,
        told_by: Vec::new(),
        item: None,
        cause: None,
    };
    let finding = cx.finding(&SLICE_MAX, At::Name(item), message).about(subject).found(count.to_string());
    let mut finding = finding.by(Some(cx.canonical(slice.definition)));
    match meant.map(|meant| slices[meant]) {
        None => finding = finding.expected(format!("at most {max}")),
        Some(meant) => {
            let asked = asked(cx, meant, by);
            finding = finding.expected(format!("at most {max}; nearest slice {}: {}", slice_name(cx, meant), said(&asked).0));
            if meant.get().min.is_some_and(|min| min > 0) {
                finding.consequences.push(format!("{name} {} is missing", slice_name(cx, meant)));
            }
        }
    }
    cx.report(finding);
}

/// Reports a slice with fewer items than the profile requires.
fn too_few<'a>(
    cx: &mut Context<'a>,
    node: NodeId,
    slice: Overlay<'a>,
    by: &By<'a>,
    count: usize,
    explained: bool,
    near: Option<(NodeId, Vec<Difference>)>,
) {
    let element = slice.get();
    let Some(min) = element.min.filter(|&min| count < min as usize) else { return };
    if explained || cx.tree.has(node, form::INCOMPLETE) || cx.is_unreadable(node) {
        return;
    }
    let name = cx.element_name(element.name, element.choice);
    let slice_name = element.slice.map_or("", |name| cx.definitions.text(name));
    let asked = asked(cx, slice, by);
    let told = if asked.is_empty() { String::new() } else { format!(" with {}", said(&asked).0) };
    let found = match &near {
        Some((item, differences)) if count == 0 => format!("none; the nearest, {}, has {}", place(cx, *item), said(differences).1),
        _ if count == 0 => "none".to_owned(),
        _ => count.to_string(),
    };
    let message = format!("{name} {} is missing", shown(slice_name));
    let near = near.filter(|_| count == 0);
    let subject = Subject::Slice {
        element: cx.definitions.text(element.name).to_owned(),
        items: count as u32,
        bound: min,
        told_by: asked.into_iter().map(|d| (d.path, d.expected)).collect(),
        cause: near.as_ref().and_then(|(_, differences)| cause(differences)),
        item: near.map(|(item, _)| item),
    };
    let finding = cx.finding(&SLICE_MIN, At::Name(node), message).about(subject);
    let finding = finding.into_consequence(format!("{name} {} is missing", shown(slice_name)));
    let finding = finding.expected(format!("at least {min}{told}")).found(found);
    let finding = finding.by(Some(cx.canonical(slice.definition)));
    cx.report(finding);
}
