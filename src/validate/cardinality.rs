//! How many of each element: of the base type, and of each profile.

use super::belonging::{children_of, find, home_beside};
use super::context::Context;
use super::overlay::Overlay;
use super::wording::article;
use crate::definitions::model::Kind;
use crate::definitions::shape::Child;
use crate::diagnostic::{At, Subject, rule};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, form};

const CARDINALITY: &str = "https://hl7.org/fhir/STU3/conformance-rules.html#cardinality";

rule! {
    MIN = Error "required" "min";
    title: "Required element missing",
    why: "The definition requires the element, and receivers rely on it.",
    link: CARDINALITY,
    traits: [ABSENCE, FAILS_INVARIANTS],
}

rule! {
    MAX = Error "structure" "max";
    title: "Element repeated too often",
    why: "The definition limits how often the element may occur. Receivers may read only the first.",
    wrong: r#"<gender value="female"/><gender value="male"/>"#,
    right: r#"<gender value="female"/>"#,
    link: CARDINALITY,
    traits: [AMONG_SIBLINGS, FAILS_INVARIANTS, MUST_GO],
}

rule! {
    FORBIDDEN = Error "structure" "forbidden";
    title: "Element not allowed by the profile",
    why: "The profile sets the maximum of this element to 0. If the information is needed, it belongs in another element or an extension.",
    link: CARDINALITY,
    traits: [MUST_GO, AMONG_SIBLINGS, FAILS_INVARIANTS],
}

fn times(count: u32) -> String {
    if count == 0 { "none".to_owned() } else { count.to_string() }
}

/// The base type's own bounds. Items and counts are those from the given places on.
pub(super) fn base(cx: &mut Context<'_>, node: NodeId, shape: &[Child], items: usize, counts: usize) {
    for (place, child) in shape.iter().enumerate() {
        let count = cx.counts[counts + place];
        if count < child.min {
            missing(cx, node, child, child.min, count, None);
        } else if count > child.max {
            let Some(surplus) = nth(cx, items, place, child.max) else { continue };
            if let Some((home, element)) = cx.moved.get(&surplus).copied() {
                let name = cx.tree.name(surplus).to_owned();
                super::unknown::misplaced(cx, surplus, home, element, &name);
                continue;
            }
            let name = cx.element_name(child.name, child.choice);
            let finding = cx
                .finding(
                    &MAX,
                    At::Name(surplus),
                    format!("{name} is repeated: at most {} {} allowed", child.max, if child.max == 1 { "is" } else { "are" }),
                )
                .about(repeated(cx, child))
                .expected(format!("at most {} {name}", child.max))
                .found(count.to_string());
            cx.report(finding);
        }
    }
}

/// The item of a child that is one too many.
fn nth(cx: &Context<'_>, items: usize, place: usize, max: u32) -> Option<NodeId> {
    cx.items[items..].iter().filter(|item| item.child as usize == place).nth(max as usize).map(|item| item.node)
}

/// Returns the sibling that requires the forbidden element and lacks it.
fn home(cx: &Context<'_>, node: NodeId, child: NodeId, shape: &[Child]) -> Option<(NodeId, Symbol)> {
    let before = cx.tree.children(node).take_while(|&other| other != child).last();
    home_beside(cx, child, before, shape).filter(|&(home, element)| is_required(cx, home, element, shape))
}

fn is_required(cx: &Context<'_>, home: NodeId, element: Symbol, shape: &[Child]) -> bool {
    let of_home = find(cx, shape, cx.tree.node(home).name, 0);
    let below = of_home.and_then(|(place, type_code)| children_of(cx, &shape[place], type_code));
    // ext-1 requires a value.
    below.is_some_and(|below| below.iter().any(|child| child.name == element && (child.min > 0 || child.name == cx.words.value)))
}

fn missing(cx: &mut Context<'_>, node: NodeId, child: &Child, min: u32, count: u32, profile: Option<String>) {
    if cx.tree.has(node, form::INCOMPLETE) || cx.is_unreadable(node) || cx.keyed.contains(&node) {
        return;
    }
    let name = cx.element_name(child.name, child.choice);
    let element = cx.definitions.text(child.name).to_owned();
    let message = if count == 0 { format!("{name} is missing") } else { format!("{name} must occur at least {min} times") };
    let finding = cx.finding(&MIN, At::Name(node), message).about(Subject::Missing { element, items: count });
    let finding = finding.expected(format!("at least {min} {name}")).found(times(count));
    cx.report(finding.into_consequence(format!("{name} is missing")).by(profile));
}

fn repeated(cx: &Context<'_>, child: &Child) -> Subject {
    Subject::Repeated(cx.definitions.text(child.name).to_owned())
}

/// Bounds of a profile, where they are narrower than the base type's.
pub(super) fn profile(cx: &mut Context<'_>, node: NodeId, overlay: Overlay<'_>, shape: &[Child], items: usize, counts: usize) {
    let definition = overlay.definition;
    for element in definition.children(overlay.element) {
        let element = &definition.elements[element as usize];
        if element.slice.is_some() || (element.min.is_none() && element.max.is_none()) {
            continue;
        }
        let Some(place) = shape.iter().position(|child| child.name == element.name) else { continue };
        let child = &shape[place];
        let count = cx.counts[counts + place];
        if let Some(min) = element.min.filter(|&min| count < min) {
            let profile = Some(cx.canonical(definition));
            missing(cx, node, child, min, count, profile);
        } else if let Some(max) = element.max.filter(|&max| count > max) {
            let Some(surplus) = nth(cx, items, place, max) else { continue };
            let name = cx.element_name(child.name, child.choice);
            let home = if max == 0 { home(cx, node, surplus, shape) } else { None };
            if let Some((home, element)) = home {
                let (name, of) = (cx.tree.name(surplus), cx.tree.name(home));
                let subject = Subject::Misplaced(cx.definitions.text(element).to_owned(), home);
                let finding = cx
                    .finding(&FORBIDDEN, At::Name(surplus), format!("{name} must be inside {of}, not beside it"))
                    .about(subject)
                    .expected(format!("{name} in {of}"))
                    .found(format!("{name} beside {of}"));
                cx.report(finding.by(Some(cx.canonical(definition))));
                continue;
            }
            let finding = if max == 0 {
                let by = match cx.definitions.text(definition.url).strip_prefix("http://hl7.org/fhir/StructureDefinition/") {
                    // Constrained data types such as SimpleQuantity.
                    Some(of_type) if definition.kind == Kind::Complex && of_type.starts_with(|c: char| c.is_ascii_uppercase()) => {
                        format!("in {}", article(of_type))
                    }
                    _ => "by the profile".to_owned(),
                };
                cx.finding(&FORBIDDEN, At::Name(surplus), format!("{name} is not allowed {by}")).expected(format!("no {name}"))
            } else {
                cx.finding(&MAX, At::Name(surplus), format!("{name} is repeated: the profile allows at most {max}"))
                    .expected(format!("at most {max} {name}"))
            };
            let finding = finding.about(repeated(cx, child)).found(count.to_string()).by(Some(cx.canonical(definition)));
            cx.report(finding);
        }
    }
}
