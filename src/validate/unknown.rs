//! Elements that a type does not define: what each was most likely meant to be.

use std::collections::HashSet;

use super::belonging::{find, home_beside};
use super::context::Context;
use super::home::{GENERIC, Home, Paired, Room, Stranger, home_of, is_part, is_resource};
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

/// What earlier strangers of the same parent were reported as.
#[derive(Default)]
struct Told {
    names: HashSet<Symbol>,
    /// Missing elements that were suggested for an earlier stranger.
    homes: HashSet<Symbol>,
    /// Whether an element of another type was reported.
    is_of_other_type: bool,
    /// The last stranger that belongs in a sibling, and that sibling.
    beside: Option<(NodeId, NodeId)>,
    /// The last stranger that belongs in a missing element, and the index of that element.
    within: Option<(NodeId, usize)>,
}

/// Reports children that the type does not define, once per name.
pub(super) fn check(cx: &mut Context<'_>, parent: NodeId, shape: &[Child], paired: &Paired, strangers: &[Stranger]) {
    // What stands in an element that is not closed may belong behind it.
    if cx.tree.has(parent, written::INCOMPLETE) {
        return;
    }
    let room = Room::of(cx, parent, shape, paired);
    // A map from keys to items instead of an array. The missing array is reported.
    let is_key = |name: &str| name.starts_with(|c: char| c.is_ascii_digit()) || name.contains([':', '/']);
    if room.is_bare() && cx.tree.has(parent, written::SINGLE) && strangers.iter().all(|stranger| is_key(cx.tree.name(stranger.node))) {
        cx.keyed.insert(parent);
        return;
    }
    let mut told = Told::default();
    for &stranger in strangers {
        one(cx, &room, stranger, &mut told);
    }
}

fn one(cx: &mut Context<'_>, room: &Room<'_>, stranger: Stranger, told: &mut Told) {
    let (Stranger { node: child, before }, parent, shape) = (stranger, room.parent, room.shape);
    if cx.is_unreadable(child) && cx.tree.children(child).next().is_none() && !cx.tree.has(child, written::VALUE) {
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
    if level(cx, parent, child, shape, is_primitive) || resource(cx, parent, child) {
        return;
    }
    let name = shown(cx.tree.name(child));
    let holder = holder_of(cx, parent);
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
    // An exact match inside another element is better evidence than a similar name here.
    let near = near.filter(|_| renamed.is_some() || choice.is_some() || !room.is_within_one(cx, child));
    let near = near.or_else(|| if renamed.is_none() { begun_with(cx, shape, &name) } else { None });
    let near = near.filter(|_| elsewhere.is_none_or(|elsewhere| elsewhere.stu3.is_some()));
    let value = if near.is_none() { value_of_extension(cx, parent, shape) } else { None };
    let is_part_of_value = value.is_some() && is_part(&name);
    let near = near.or(value);
    let finding = match choice {
        None if is_part_of_value => {
            cx.finding(&UNKNOWN_ELEMENT, At::Name(child), format!("{name} must be inside the value[x] of {holder}"))
        }
        Some(choice) => cx
            .finding(&UNKNOWN_ELEMENT, At::Name(child), format!("{name} must include its type in its name"))
            .expected(choice_names(cx, choice)),
        None => cx.finding(&UNKNOWN_ELEMENT, At::Name(child), format!("{name} is unknown in {holder}")),
    };
    let meant = near.map(|place| &shape[place]);
    let right_choice = meant.filter(|_| elsewhere.is_none()).and_then(choice_meant);
    if (elsewhere.is_none() && meant.is_none() || choice.is_some()) && belongs_elsewhere(cx, room, stranger, choice.is_none(), told) {
        return;
    }
    // If no child is known, the content is of another type: that is one fault.
    let is_of_other_type = is_part_of_value || room.is_bare() && meant.is_none() && choice.is_none() && elsewhere.is_none();
    if is_of_other_type && std::mem::replace(&mut told.is_of_other_type, true) || !told.names.insert(cx.tree.node(child).name) {
        return;
    }
    let finding = match is_of_other_type.then(|| names_of(cx, shape)).flatten() {
        Some(names) => finding.expected(names),
        None => finding,
    };
    let finding = finding.about(match stray_url(cx, child) {
        Some(url) if meant.is_none() => Subject::Stray(url),
        _ => Subject::Unknown(meant.map(|child| cx.definitions.text(child.name).to_owned())),
    });
    let finding = match (choice, elsewhere, meant) {
        _ if is_part_of_value => finding.expected(match &*name {
            "reference" => "valueReference around it",
            "coding" => "valueCodeableConcept around it",
            _ => "a value[x] around it, such as valueCoding",
        }),
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

/// Reports an element that is misplaced, or that stands for a missing one. Returns whether it did.
fn belongs_elsewhere(cx: &mut Context<'_>, room: &Room<'_>, stranger: Stranger, anywhere: bool, told: &mut Told) -> bool {
    let Stranger { node: child, before } = stranger;
    let name = shown(cx.tree.name(child));
    // A stranger right after a misplaced one may belong in the same sibling.
    let with = told.beside.filter(|&(last, _)| Some(last) == before).map(|(_, home)| home);
    // Or in the same missing element.
    if let Some((_, place)) = told.within.filter(|&(last, place)| Some(last) == before && room.may_have(cx, place, child)) {
        told.within = Some((child, place));
        return true;
    }
    // Extensions are allowed almost everywhere, so their name gives no clue.
    let is_extension = matches!(cx.tree.name(child), "extension" | "modifierExtension");
    let beside = if is_extension { None } else { home_beside(cx, child, with.or(before), room.shape) };
    if let Some((home, element)) = beside {
        told.beside = Some((child, home));
        surplus_after(cx, room, child, home);
        misplaced(cx, child, home, element, &name);
        return true;
    }
    if !anywhere || told.names.contains(&cx.tree.node(child).name) {
        return false;
    }
    let holder = holder_of(cx, room.parent);
    let unknown = |cx: &Context<'_>, message: String| cx.finding(&UNKNOWN_ELEMENT, At::Name(child), message);
    let finding = match home_of(cx, room, stranger, &|element| told.homes.contains(&element)) {
        Home::Unknown => {
            let Some(places) = room.may_have_held(cx, child) else { return false };
            told.within = Some((child, places[0]));
            let names: Vec<&str> = places.iter().map(|&place| cx.definitions.text(room.shape[place].name)).collect();
            let finding = unknown(cx, format!("{name} is unknown in {holder}")).about(Subject::Unknown(None));
            finding.expected(format!("{name} in {}", names.join(" or "))).found(name)
        }
        Home::Beside(home, element) => {
            told.names.insert(cx.tree.node(child).name);
            misplaced(cx, child, home, element, &name);
            return true;
        }
        Home::Around(home, element) => {
            let subject = Subject::Misplaced(cx.definitions.text(element).to_owned(), home);
            let finding = unknown(cx, format!("{name} must be beside {holder}, not inside it")).about(subject);
            finding.expected(format!("{name} beside {holder}")).found(format!("{name} in {holder}"))
        }
        Home::Within(place) => {
            told.within = Some((child, place));
            let element = room.shape[place].name;
            // Report only the first one that belongs in a missing element.
            if !told.homes.insert(element) {
                return true;
            }
            let of = cx.definitions.text(element);
            let finding = unknown(cx, format!("{name} must be inside {of}")).about(Subject::Inside(of.to_owned()));
            finding.expected(format!("{name} in {of}")).found(format!("{name} in {holder}, without {of}"))
        }
        Home::Renamed(element) => {
            told.homes.insert(element);
            let meant = cx.definitions.text(element).to_owned();
            let finding = unknown(cx, format!("{name} is unknown in {holder}")).about(Subject::Unknown(Some(meant.clone())));
            finding.expected(format!("{meant}, which is missing")).perhaps_put_right_by(meant).found(name)
        }
    };
    told.names.insert(cx.tree.node(child).name);
    cx.report(finding);
    true
}

/// Returns the name of a parent for messages: the type if it is a resource.
fn holder_of(cx: &Context<'_>, parent: NodeId) -> String {
    cx.tree.resource_type(parent).unwrap_or(cx.tree.name(parent)).to_owned()
}

/// Reports a resource in an element that cannot contain one. Returns whether it did.
fn resource(cx: &mut Context<'_>, parent: NodeId, child: NodeId) -> bool {
    if !is_resource(cx, child) {
        return false;
    }
    let name = shown(cx.tree.name(child));
    let (message, expected, subject) = if cx.typed.type_of(parent) == Some(cx.words.bundle) {
        let message = format!("{name} must be inside an entry and its resource");
        (message, format!("<entry><fullUrl/><resource><{name}>"), Subject::Inside("entry".to_owned()))
    } else {
        let message = format!("{name} is a resource: it must be in an entry of its own");
        (message, "an entry of its own, and a reference to it".to_owned(), Subject::Unknown(None))
    };
    let finding = cx.finding(&UNKNOWN_ELEMENT, At::Name(child), message).about(subject);
    cx.report(finding.expected(expected).found(name));
    true
}

/// Marks surplus elements right after a misplaced one that belong in the same sibling.
fn surplus_after(cx: &mut Context<'_>, room: &Room<'_>, child: NodeId, home: NodeId) {
    const MOST: usize = 8;
    let following: Vec<NodeId> = std::iter::successors(cx.tree.next(child), |&node| cx.tree.next(node)).take(MOST).collect();
    for node in following {
        let Some((place, _)) = find(cx, room.shape, cx.tree.node(node).name, 0) else { return };
        let Some((_, element)) = home_beside(cx, node, Some(home), room.shape).filter(|&(found, _)| found == home) else { return };
        if !room.is_surplus(place) {
            return;
        }
        cx.moved.insert(node, (home, element));
    }
}

/// Reports an element that belongs in a sibling.
pub(super) fn misplaced(cx: &mut Context<'_>, child: NodeId, home: NodeId, element: Symbol, name: &str) {
    let of = cx.tree.name(home);
    let subject = Subject::Misplaced(cx.definitions.text(element).to_owned(), home);
    let finding = cx.finding(&UNKNOWN_ELEMENT, At::Name(child), format!("{name} must be inside {of}, not beside it")).about(subject);
    let finding = finding.expected(format!("{name} in {of}")).found(format!("{name} beside {of}"));
    cx.report(finding.into_consequence(format!("{name} must be inside {of}, too")));
}

/// Returns the url if the child is an extension.
fn stray_url(cx: &Context<'_>, child: NodeId) -> Option<String> {
    let is_extension = matches!(cx.tree.name(child), "extension" | "modifierExtension");
    cx.tree.child_value(child, "url").filter(|_| is_extension).map(|url| url.trim().to_owned())
}

/// Returns the index of the element that a name abbreviates: `frequency` for `freq`. `frequencyMax` begins with `frequency`, so it does
/// not make this ambiguous.
fn begun_with(cx: &Context<'_>, shape: &[Child], name: &str) -> Option<usize> {
    const SHORTEST: usize = 3;
    let text = |place: usize| cx.definitions.text(shape[place].name);
    let is_short = name.len() < SHORTEST || GENERIC.contains(&name);
    let begun = || (0..shape.len()).filter(|&place| !is_short && text(place).starts_with(name));
    let shortest = begun().min_by_key(|&place| text(place).len())?;
    (!shape[shortest].choice && begun().all(|place| text(place).starts_with(text(shortest)))).then_some(shortest)
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

/// Returns the names of the elements of a type, or `None` if there are many.
fn names_of(cx: &Context<'_>, shape: &[Child]) -> Option<String> {
    const MOST: usize = 8;
    let names = shape.iter().map(|child| cx.element_name(child.name, child.choice));
    let names: Vec<String> = names.filter(|name| !matches!(&**name, "id" | "extension" | "modifierExtension")).collect();
    (!names.is_empty() && names.len() <= MOST).then(|| names.join(" or "))
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
        // The concept’s only Coding may lack this part.
        let mut codings = cx.tree.children_named(parent, "coding");
        if let (Some(coding), None, Some(element)) = (codings.next(), codings.next(), cx.definitions.symbol(name))
            && cx.tree.child(coding, name).is_none()
        {
            misplaced(cx, child, coding, element, &shown(name));
            return true;
        }
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
