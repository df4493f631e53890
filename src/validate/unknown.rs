//! Elements that a type does not define: what each was most likely meant to be.

use std::collections::HashSet;

use super::belonging::{find, home_beside};
use super::context::Context;
use super::links::FORMATS;
use super::other_releases;
use crate::definitions::shape::Child;
use crate::diagnostic::{At, Subject, rule, shown};
use crate::near::is_near;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, form as written};

rule! {
    UNKNOWN_ELEMENT = Error "structure" "element-unknown";
    title: "Unknown element",
    why: "The type does not define this element, so receivers ignore or reject it. It may be misspelt or belong to another version of FHIR.",
    wrong: r#"<birthdate value="1970-03-28"/>"#,
    right: r#"<birthDate value="1970-03-28"/>"#,
    link: FORMATS,
    traits: [FAILS_INVARIANTS, AMONG_SIBLINGS],
}

/// Reports a child that the type does not define, once for all children of one name; `strangers` holds the names already reported.
pub(super) fn check(
    cx: &mut Context<'_>,
    parent: NodeId,
    child: NodeId,
    before: Option<NodeId>,
    shape: &[Child],
    strangers: &mut HashSet<Symbol>,
) {
    if cx.is_unreadable(child) && cx.tree.children(child).next().is_none() && !cx.tree.has(child, written::VALUE) {
        return;
    }
    // What stands in an element that is not closed may belong behind it.
    if cx.tree.has(parent, written::INCOMPLETE) {
        return;
    }
    // A primitive has no elements: one that is there shows that another type was meant.
    let is_primitive = shape.iter().all(|child| matches!(cx.definitions.text(child.name), "id" | "extension" | "value"));
    if is_primitive && before.is_some_and(|before| find(cx, shape, cx.tree.node(before).name, 0).is_none()) {
        return;
    }
    // Of several in a row, an array in JSON, one is enough.
    if before.is_some_and(|other| cx.tree.node(other).name == cx.tree.node(child).name) {
        return;
    }
    if level(cx, parent, child, shape, is_primitive) {
        return;
    }
    let name = shown(cx.tree.name(child));
    let holder = cx.tree.resource_type(parent).unwrap_or(cx.tree.name(parent)).to_owned();
    // `value` where `value[x]` is meant deserves its own words.
    let choice = shape.iter().find(|c| c.choice && cx.definitions.text(c.name) == name.trim_end_matches("[x]"));
    let elsewhere = other_releases::element(&of_type(cx, parent), &name);
    let renamed = elsewhere.and_then(|elsewhere| elsewhere.child());
    let choice_meant = |c: &Child| cx.definitions.choice_names(c).find(|known| is_near(known, &name));
    let near = shape.iter().position(|c| {
        if let Some(renamed) = renamed {
            return cx.definitions.text(c.name) == renamed;
        }
        let typed = name.strip_prefix(cx.definitions.text(c.name)).filter(|_| c.choice);
        let of_choice = typed.is_some_and(|code| code.is_empty() || code.starts_with(|c: char| c.is_ascii_uppercase()));
        of_choice || choice_meant(c).is_some() || is_near(&cx.element_name(c.name, c.choice), &name)
    });
    let near =
        near.filter(|_| elsewhere.is_none_or(|elsewhere| elsewhere.stu3.is_some())).or_else(|| value_of_extension(cx, parent, shape));
    let finding = match choice {
        Some(choice) => cx
            .finding(&UNKNOWN_ELEMENT, At::Name(child), format!("{name} must include its type in its name"))
            .expected(choice_names(cx, choice)),
        None => cx.finding(&UNKNOWN_ELEMENT, At::Name(child), format!("{name} is unknown in {holder}")),
    };
    let meant = near.map(|place| &shape[place]);
    let right_choice = meant.filter(|_| elsewhere.is_none()).and_then(choice_meant);
    let home = if elsewhere.is_none() && meant.is_none() || choice.is_some() { home_beside(cx, child, before, shape) } else { None };
    if let Some((home, element)) = home {
        let of = cx.tree.name(home);
        let subject = Subject::Misplaced(cx.definitions.text(element).to_owned(), home);
        let finding = cx.finding(&UNKNOWN_ELEMENT, At::Name(child), format!("{name} must be inside {of}, not beside it")).about(subject);
        return cx.report(finding.expected(format!("{name} in {of}")).found(format!("{name} beside {of}")));
    }
    if !strangers.insert(cx.tree.node(child).name) {
        return;
    }
    let finding = finding.about(Subject::Unknown(meant.map(|child| cx.definitions.text(child.name).to_owned())));
    let finding = match (choice, elsewhere, meant) {
        (None, Some(elsewhere), _) => finding.expected(elsewhere.words(&name)),
        (None, None, Some(child)) => finding.expected(right_choice.clone().unwrap_or_else(|| cx.element_name(child.name, child.choice))),
        _ => finding,
    };
    let right = match (choice, meant) {
        (Some(choice), _) => named_by_value(cx, child, choice),
        (None, Some(child)) if elsewhere.is_some() || cx.definitions.text(child.name) == name => None,
        (None, Some(child)) if child.choice => right_choice,
        (None, Some(child)) => Some(cx.definitions.text(child.name).to_owned()),
        (None, None) => None,
    };
    let finding = match right {
        Some(right) => finding.perhaps_put_right_by(right),
        None => finding,
    };
    cx.report(finding.found(name));
}

/// Returns the name under which `other_releases` lists an element: a resource, a data type, or a backbone element such as
/// `Composition.section`.
fn of_type(cx: &Context<'_>, parent: NodeId) -> String {
    if let Some(resource) = cx.tree.resource_type(parent) {
        return resource.to_owned();
    }
    match cx.typed.type_of(parent) {
        Some(code) if code != cx.words.backbone_element => cx.definitions.text(code).to_owned(),
        _ => {
            let resource = std::iter::successors(Some(parent), |&node| cx.tree.parent(node)).find_map(|node| cx.tree.resource_type(node));
            format!("{}.{}", resource.unwrap_or_default(), cx.tree.name(parent))
        }
    }
}

/// Returns the place of `value[x]` if the parent is an extension without content: an unknown element there can only be its value.
fn value_of_extension(cx: &Context<'_>, parent: NodeId, shape: &[Child]) -> Option<usize> {
    let value = shape.iter().position(|child| child.choice).filter(|_| cx.typed.type_of(parent) == Some(cx.words.extension_type))?;
    let has_content = |child: NodeId| {
        let name = cx.tree.node(child).name;
        find(cx, shape, name, 0).is_some_and(|(place, _)| place == value) || cx.tree.name(child) == "extension"
    };
    (!cx.tree.children(parent).any(has_content)).then_some(value)
}

/// Returns the required element that holds the Reference, if `reference` is directly in a backbone element such as `requester`,
/// as in R4.
fn holder_of_reference(cx: &Context<'_>, parent: NodeId, name: &str, shape: &[Child]) -> Option<String> {
    if name != "reference" || cx.typed.type_of(parent) != Some(cx.words.backbone_element) {
        return None;
    }
    let is_reference = |child: &&Child| {
        let definition = cx.definitions.structure(child.definition);
        let types = definition.map(|definition| definition.types(&definition.elements[child.element as usize]));
        child.min > 0 && types.is_some_and(|types| types.iter().all(|only| only.code == cx.words.reference))
    };
    let mut holders = shape.iter().filter(is_reference);
    let holder = holders.next()?;
    holders.next().is_none().then(|| cx.definitions.text(holder.name).to_owned())
}

/// The name of a choice that lacks its type, where the value leaves one: `deceasedBoolean` for `true`.
fn named_by_value(cx: &Context<'_>, node: NodeId, choice: &Child) -> Option<String> {
    let mut names = cx.definitions.choice_names(choice);
    let is_boolean = matches!(cx.tree.value(node), Some("true" | "false"));
    if is_boolean { names.find(|name| name.ends_with("Boolean")) } else { None }
}

/// Reports a Coding's parts directly in a CodeableConcept, `coding` within a Coding, and `coding` within a plain code: the level
/// between a concept and its codes is what is left out or put in. Says whether it is one of these.
fn level(cx: &mut Context<'_>, parent: NodeId, child: NodeId, shape: &[Child], is_primitive: bool) -> bool {
    let (name, type_code) = (cx.tree.name(child), cx.typed.type_of(parent));
    let of = |code: Symbol| type_code == Some(code);
    let holder = cx.tree.name(parent).to_owned();
    let is_part = |name: &str| matches!(name, "system" | "version" | "code" | "display" | "userSelected");
    let (message, expected, subject) = if of(cx.words.codeable_concept) && is_part(name) {
        // One finding for all parts: the first is told.
        if cx.tree.children(parent).take_while(|&other| other != child).any(|other| is_part(cx.tree.name(other))) {
            return true;
        }
        let subject = Subject::Unknown(Some("coding".to_owned()));
        (format!("{name} must be inside coding: {holder} is a CodeableConcept"), "coding, with system, code and display in it", subject)
    } else if of(cx.words.coding) && name == "coding" {
        let message = format!("{holder} is a Coding: its system, code and display must be directly in it");
        (message, "system, code and display, without coding around them", Subject::Level)
    } else if let Some(of_reference) = holder_of_reference(cx, parent, name, shape) {
        let message = format!("{name} must be inside {of_reference}: {holder} became a Reference only in R4");
        (message, "an element around the reference", Subject::Unknown(Some(of_reference)))
    } else if is_primitive && name == "coding" && !shape.is_empty() {
        let message = format!("{holder} must be a plain code in STU3; R4 made it a CodeableConcept");
        (message, "the code as a value", Subject::Level)
    } else {
        return false;
    };
    let found = if matches!(subject, Subject::Level) { "coding" } else { name };
    let finding = cx.finding(&UNKNOWN_ELEMENT, At::Name(child), message).about(subject).expected(expected).found(found);
    cx.report(finding);
    true
}

/// The names that a choice may have: `deceasedBoolean or deceasedDateTime`.
fn choice_names(cx: &Context<'_>, choice: &Child) -> String {
    let mut names = String::new();
    for (i, name) in cx.definitions.choice_names(choice).enumerate() {
        if i == 6 {
            names.push_str(" or another type");
            break;
        }
        names.push_str(if i > 0 { " or " } else { "" });
        names.push_str(&name);
    }
    names
}
