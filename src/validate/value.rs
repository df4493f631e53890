//! Fixed values, patterns, bounds and lengths of profiles.

use std::cmp::Ordering;
use std::rc::Rc;

use super::context::Context;
use super::links::ELEMENT;
use super::outcome::About;
use super::overlay::Overlay;
use crate::definitions::model::Value;
use crate::definitions::shape::Primitive;
use crate::diagnostic::{At, Diagnostic, rule, shown};
use crate::syntax::tree::{NodeId, Tree};
use crate::syntax::{Limits, read};

rule! {
    PATTERN = Error "value" "pattern";
    title: "Value does not match the pattern",
    why: "The profile requires these values. Further values are allowed.",
    link: ELEMENT,
    traits: [OF_VALUE],
}

rule! {
    MAX_LENGTH = Error "value" "max-length";
    title: "Value too long",
    why: "The profile limits the length, so that the value fits the receivers’ fields.",
    link: ELEMENT,
    traits: [OF_VALUE],
}

rule! {
    RANGE = Error "value" "range";
    title: "Value out of range",
    why: "The profile limits the value.",
    link: ELEMENT,
    traits: [OF_VALUE],
}

rule! {
    FIXED = Error "value" "fixed";
    title: "Value differs from the fixed value",
    why: "The profile allows only this exact value.",
    link: ELEMENT,
    traits: [FAILS_INVARIANTS, OF_VALUE],
}

/// What a profile's value amounts to: text, or a tree of its own.
#[derive(Clone)]
pub(super) enum Expected<'a> {
    Text(&'a str),
    Tree(Rc<Tree<'a>>),
}

impl Expected<'_> {
    /// As a message shows it.
    pub(super) fn shown(&self) -> String {
        match self {
            Expected::Text(text) => (*text).to_owned(),
            Expected::Tree(tree) => shown(&tree.text),
        }
    }
}

/// Checks the value of a node against what its overlays say of it.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId, overlays: usize) {
    for at in overlays..cx.overlays.len() {
        let overlay = cx.overlays[at];
        let element = overlay.get();
        let bounds = element.min_value.is_some() || element.max_value.is_some() || element.max_length.is_some();
        if element.fixed.is_none() && element.pattern.is_none() && !bounds {
            continue;
        }
        let finding = if let Some(value) = element.fixed {
            fixed(cx, node, overlay.definition.values[value as usize])
        } else if let Some(value) = element.pattern {
            pattern(cx, node, overlay.definition.values[value as usize])
        } else {
            None
        };
        let finding = finding.or_else(|| if bounds { bound(cx, node, overlay) } else { None });
        if let Some(finding) = finding {
            let finding = finding.by(Some(cx.canonical(overlay.definition)));
            cx.report(finding);
            return;
        }
    }
}

fn fixed(cx: &mut Context<'_>, node: NodeId, value: Value) -> Option<Diagnostic> {
    let expected = cx.expected(value);
    if equals(cx.tree, node, &expected) {
        return None;
    }
    let name = cx.tree.name(node);
    let finding = cx.finding(&FIXED, At::Value(node), fixed_words(name, &expected));
    let finding = finding.expected(expected.shown()).found(found(cx, node, &expected));
    Some(if let Expected::Text(text) = expected { finding.put_right_by(text) } else { finding })
}

/// What a fixed value requires. The value itself is named where it is a short text: it is a fact of the profile.
fn fixed_words(name: &str, expected: &Expected<'_>) -> String {
    match expected {
        Expected::Text(text) if text.len() <= 60 => format!("{name} must be \"{text}\", the value fixed by the profile"),
        _ => format!("{name} must have the value fixed by the profile"),
    }
}

/// What was found instead, for a message.
fn found(cx: &Context<'_>, node: NodeId, expected: &Expected<'_>) -> String {
    match (cx.tree.value(node), expected) {
        (Some(value), Expected::Text(text)) if value == *text => format!("{} and more", shown(value)),
        (Some(value), _) => shown(value),
        (None, Expected::Text(_)) => "no value".to_owned(),
        (None, Expected::Tree(_)) => "other content".to_owned(),
    }
}

fn pattern(cx: &mut Context<'_>, node: NodeId, value: Value) -> Option<Diagnostic> {
    let expected = cx.expected(value);
    if contains(cx.tree, node, &expected) {
        return None;
    }
    let name = cx.tree.name(node);
    let finding = cx.finding(&PATTERN, At::Value(node), format!("{name} does not match the pattern of the profile"));
    Some(finding.expected(expected.shown()).found(found(cx, node, &expected)))
}

fn bound(cx: &mut Context<'_>, node: NodeId, overlay: Overlay<'_>) -> Option<Diagnostic> {
    let element = overlay.get();
    let Some(value) = cx.tree.value(node) else { return quantity_bound(cx, node, overlay) };
    if let Some(most) = element.max_length
        && value.chars().count() > most as usize
    {
        let message = format!("{} must be at most {most} characters long", cx.tree.name(node));
        let found = format!("{} characters", value.chars().count());
        return Some(cx.finding(&MAX_LENGTH, At::Value(node), message).expected(format!("at most {most} characters")).found(found));
    }
    let limit = |place: Option<u32>| place.map(|place| cx.definitions.text(overlay.definition.values[place as usize].value));
    for (limit, least) in [(limit(element.min_value), true), (limit(element.max_value), false)] {
        let Some(limit) = limit else { continue };
        let beyond = match compare(value, limit) {
            Some(order) => order == if least { Ordering::Less } else { Ordering::Greater },
            None => {
                incomparable(cx, node, overlay);
                false
            }
        };
        if beyond {
            let expected = format!("at {} {limit}", if least { "least" } else { "most" });
            let message = format!("{} must be {expected}", cx.tree.name(node));
            return Some(cx.finding(&RANGE, At::Value(node), message).expected(expected).found(shown(value)));
        }
    }
    None
}

/// A bound that a value cannot be held to, which is told once for each element of a profile.
fn incomparable(cx: &mut Context<'_>, node: NodeId, overlay: Overlay<'_>) {
    let about = About::Element(overlay.definition.url, overlay.element);
    cx.unchecked("bound-undecided", about, node, |cx| {
        let profile = cx.canonical(overlay.definition);
        format!("{} cannot be compared with the limit in {profile}; the limit was not checked", cx.tree.name(node))
    });
}

/// How a value that is only a bound itself stands to a bound, or `None` if that cannot be decided. `beyond` is what breaks the bound.
fn with_comparator(order: Ordering, comparator: Option<&str>, beyond: Ordering) -> Option<Ordering> {
    let towards = match comparator {
        Some("<" | "<=") => Ordering::Less,
        Some(">" | ">=") => Ordering::Greater,
        _ => return Some(order),
    };
    let strict = matches!(comparator, Some("<" | ">"));
    match (order, towards == beyond) {
        // Whatever it is, it is further in the same direction.
        (order, true) if order == beyond || strict && order == Ordering::Equal => Some(beyond),
        (order, false) if order != beyond => Some(order),
        _ => None,
    }
}

/// A Quantity against one of the same unit; between units it cannot be said.
fn quantity_bound(cx: &mut Context<'_>, node: NodeId, overlay: Overlay<'_>) -> Option<Diagnostic> {
    let element = overlay.get();
    for (limit, least) in [(element.min_value, true), (element.max_value, false)] {
        let Some(limit) = limit else { continue };
        let Expected::Tree(limit) = cx.expected(overlay.definition.values[limit as usize]) else { continue };
        let tree = cx.tree;
        let same = |name| tree.child_value(node, name) == limit.child_value(NodeId::ROOT, name);
        let Some(at) = tree.child(node, "value") else {
            // A Period or a Range is no single value that could be compared.
            if tree.child(node, "code").is_none() && tree.child(node, "unit").is_none() {
                incomparable(cx, node, overlay);
            }
            continue;
        };
        let (Some(value), Some(bound)) = (tree.value(at), limit.child_value(NodeId::ROOT, "value")) else { continue };
        let beyond = if least { Ordering::Less } else { Ordering::Greater };
        let coded = limit.child(NodeId::ROOT, "code").is_some();
        let of_one_unit = if coded { same("system") && same("code") } else { same("unit") };
        let order = compare(value, bound).filter(|_| !limit.is_empty() && of_one_unit);
        let order = order.and_then(|order| with_comparator(order, tree.child_value(node, "comparator"), beyond));
        if order.is_none() {
            incomparable(cx, node, overlay);
        }
        if order == Some(beyond) {
            let unit = tree.child_value(node, "unit").or(tree.child_value(node, "code")).unwrap_or_default();
            let expected = format!("at {} {bound} {unit}", if least { "least" } else { "most" });
            let message = format!("{} must be {expected}", tree.name(node));
            return Some(cx.finding(&RANGE, At::Value(at), message).expected(expected.trim_end()).found(shown(value)));
        }
    }
    None
}

/// Numbers by size; dates and times by what they have in common. Nothing where it cannot be said.
fn compare(value: &str, limit: &str) -> Option<Ordering> {
    if is_number(value) && is_number(limit) {
        return Some(compare_numbers(value, limit));
    }
    crate::fhirpath::order(value, limit)
}

fn is_number(text: &str) -> bool {
    crate::validate::primitive::is_written_right(Primitive::Decimal, text)
}

/// Decimals as they are written: by sign, then by whole part, then by fraction.
fn compare_numbers(a: &str, b: &str) -> Ordering {
    fn parts(text: &str) -> (bool, &str, &str) {
        let digits = text.trim_start_matches('-');
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        (text.starts_with('-') && !(whole.is_empty() && fraction.is_empty()), whole, fraction)
    }
    let ((minus_a, whole_a, fraction_a), (minus_b, whole_b, fraction_b)) = (parts(a), parts(b));
    if minus_a != minus_b {
        return minus_b.cmp(&minus_a);
    }
    let order = (whole_a.len(), whole_a, fraction_a).cmp(&(whole_b.len(), whole_b, fraction_b));
    if minus_a { order.reverse() } else { order }
}

/// The same value, and nothing more.
pub(super) fn equals(tree: &Tree<'_>, node: NodeId, expected: &Expected<'_>) -> bool {
    match expected {
        // "Missing elements must also be missing": an extension is more than the value.
        Expected::Text(text) => tree.value(node) == Some(text) && tree.children(node).all(|child| tree.name(child) == "id"),
        Expected::Tree(other) => !other.is_empty() && same(tree, node, other, NodeId::ROOT),
    }
}

/// The value, and perhaps more.
pub(super) fn contains(tree: &Tree<'_>, node: NodeId, expected: &Expected<'_>) -> bool {
    match expected {
        Expected::Text(text) => tree.value(node) == Some(text),
        Expected::Tree(other) => !other.is_empty() && holds(tree, node, other, NodeId::ROOT),
    }
}

fn same(a: &Tree<'_>, x: NodeId, b: &Tree<'_>, y: NodeId) -> bool {
    let (mut left, mut right) = (sorted(a, x), sorted(b, y));
    a.value(x) == b.value(y)
        && left.len() == right.len()
        && left.drain(..).zip(right.drain(..)).all(|(i, j)| a.name(i) == b.name(j) && same(a, i, b, j))
}

/// Children by name, those of one name in their order: JSON's members have none.
fn sorted(tree: &Tree<'_>, node: NodeId) -> Vec<NodeId> {
    let mut children: Vec<NodeId> = tree.children(node).collect();
    children.sort_by_key(|&child| tree.name(child));
    children
}

/// Everything that `y` has is somewhere in `x`.
fn holds(a: &Tree<'_>, x: NodeId, b: &Tree<'_>, y: NodeId) -> bool {
    (b.value(y).is_none() || a.value(x) == b.value(y))
        && b.children(y).all(|j| a.children(x).any(|i| a.name(i) == b.name(j) && holds(a, i, b, j)))
}

impl<'a> Context<'a> {
    /// A profile's value; one of a complex type is read once.
    pub(super) fn expected(&mut self, value: Value) -> Expected<'a> {
        let text = self.definitions.text(value.value);
        if self.definitions.type_info(value.type_code).primitive.is_some() {
            return Expected::Text(text);
        }
        let place = self.values.0.or_insert(u64::from(value.value.0), self.values.1.len() as u32) as usize;
        if place == self.values.1.len() {
            self.values.1.push(Rc::new(read(text, Limits::default()).0));
        }
        Expected::Tree(Rc::clone(&self.values.1[place]))
    }
}

#[cfg(test)]
mod tests {
    use Ordering::*;

    use super::*;

    #[test]
    fn numbers_compare_as_numbers() {
        for (a, b, order) in [
            ("10", "9", Greater),
            ("-10", "-9", Less),
            ("0.5", "0.50", Equal),
            ("-0", "0", Equal),
            ("1.05", "1.5", Less),
            ("-1", "0.1", Less),
            ("100.01", "100", Greater),
        ] {
            assert_eq!(compare(a, b), Some(order), "{a} {b}");
        }
        assert_eq!(compare("2026-11-20", "2026-11-21"), Some(Less));
        assert_eq!(compare("2026", "2026-11-21"), None);
        assert_eq!(compare("2027", "2026-11-21"), Some(Greater));
        assert_eq!(compare("2018-01-01T00:30:00+01:00", "2018-01-01T00:00:00+00:00"), Some(Less));
        assert_eq!(compare("10:00:01.5", "10:00:01"), Some(Greater));
    }
}
