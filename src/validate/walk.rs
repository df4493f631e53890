//! Pairs the children of a node with the elements of its type, and goes down.

use std::collections::HashSet;

use super::belonging::{find, home_beside};
use super::context::{Context, Item};
use super::links::FORMATS;
use super::overlay::Overlay;
use super::{
    attachment, binding, bundle, cardinality, coding, contained, extension, form, full_url, identifier, implicit_rules, invariant,
    narrative, primitive, profiles, quantity, questionnaire, r4, reference, slicing, types, value,
};
use crate::definitions::model::{Definition, Kind, NO_ELEMENT};
use crate::definitions::shape::{Child, Primitive, ShapeId};
use crate::diagnostic::{At, Subject, rule, shown};
use crate::near::is_near;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, form as written};

const XML: &str = "https://hl7.org/fhir/STU3/xml.html";

rule! {
    RESOURCE_EXPECTED = Error "structure" "resource-expected";
    title: "Resource missing",
    why: "The element must contain a resource, named by its element in XML or its resourceType in JSON.",
    wrong: "<resource/>",
    right: "<resource><Patient>…</Patient></resource>",
    link: FORMATS,
    traits: [ABSENCE],
}

rule! {
    RESOURCE_UNKNOWN = Error "structure" "resource-unknown";
    title: "Unknown resource type",
    why: "The type is misspelt, or belongs to another version of FHIR.",
    wrong: "<Pateint>",
    right: "<Patient>",
    link: "https://hl7.org/fhir/STU3/resourcelist.html",
    traits: [TYPE_UNKNOWN],
}

rule! {
    UNKNOWN_ELEMENT = Error "structure" "element-unknown";
    title: "Unknown element",
    why: "The type does not define this element, so receivers ignore or reject it. It may be misspelt or belong to another version of FHIR.",
    wrong: r#"<birthdate value="1970-03-28"/>"#,
    right: r#"<birthDate value="1970-03-28"/>"#,
    link: FORMATS,
    traits: [FAILS_INVARIANTS, AMONG_SIBLINGS],
}

rule! {
    ORDER = Error "structure" "element-order";
    title: "Elements out of order",
    why: "In XML, elements must come in the order of the definition; schema validation rejects any other. JSON has no order.",
    wrong: r#"<birthDate value="1970-03-28"/><gender value="female"/>"#,
    right: r#"<gender value="female"/><birthDate value="1970-03-28"/>"#,
    link: XML,
    traits: [AMONG_SIBLINGS, OF_ORDER, OF_NOTATION],
}

/// Checks everything below a node. Its overlays are those from `overlays` on.
pub(super) fn children(cx: &mut Context<'_>, node: NodeId, shape: ShapeId, overlays: usize) {
    let definitions = cx.definitions;
    let shape = definitions.shape(shape);
    let (items, counts, pending) = (cx.items.len(), cx.counts.len(), cx.pending.len());
    pair(cx, node, shape);
    let overlays_end = cx.overlays.len();

    cardinality::base(cx, node, shape, items, counts);
    for at in overlays..overlays_end {
        let overlay = cx.overlays[at];
        cardinality::profile(cx, node, overlay, shape, items, counts);
        slicing::check(cx, node, overlay, shape, items);
    }
    by_item(&mut cx.pending, pending);

    let items_end = cx.items.len();
    let mut next = pending;
    for at in items..items_end {
        let item = cx.items[at];
        while next < cx.pending.len() && cx.pending[next].0 as usize == at {
            cx.overlays.push(cx.pending[next].1);
            next += 1;
        }
        let child = &shape[item.child as usize];
        form::array(cx, item.node, child, cx.counts[counts + item.child as usize] == 1);
        element(cx, node, item, child, overlays_end);
        cx.overlays.truncate(overlays_end);
    }
    cx.items.truncate(items);
    cx.counts.truncate(counts);
    cx.pending.truncate(pending);
}

/// Brings overlays together by item, each item's in the order in which they came. They come in a few rising runs.
fn by_item(pending: &mut Vec<(u32, Overlay<'_>)>, from: usize) {
    let rising = |pair: &[(u32, Overlay<'_>)]| pair[0].0 <= pair[1].0;
    if pending[from..].windows(2).all(rising) {
        return;
    }
    let mut tail = pending.split_off(from);
    tail.sort_by_key(|pending| pending.0);
    pending.append(&mut tail);
}

/// Fills `items` and `counts`; reports children that the type does not have, and order.
fn pair(cx: &mut Context<'_>, node: NodeId, shape: &[Child]) {
    let counts = cx.counts.len();
    cx.counts.resize(counts + shape.len(), 0);
    let items = cx.items.len();
    let (mut cursor, mut disordered) = (0, false);
    let mut last = None;
    let mut strangers = HashSet::new();
    for child in cx.tree.children(node) {
        let before = last.replace(child);
        let Some((place, type_code)) = find(cx, shape, cx.tree.node(child).name, cursor) else {
            unknown(cx, node, child, before, shape, &mut strangers);
            continue;
        };
        if cx.tree.ordered && !cx.tree.has(child, written::ATTRIBUTE) {
            disordered |= place < cursor;
            cursor = cursor.max(place);
        } else if !cx.tree.ordered {
            cursor = place;
        }
        cx.counts[counts + place] += 1;
        cx.typed.set_element(child, shape[place].name, shape[place].max > 1);
        cx.items.push(Item { node: child, child: place as u32, type_code });
    }
    if disordered {
        out_of_order(cx, shape, items);
    }
}

/// Reports the fewest elements that have to move so that the rest is in order.
fn out_of_order(cx: &mut Context<'_>, shape: &[Child], items: usize) {
    let in_order = |item: &&Item| !cx.tree.has(item.node, written::ATTRIBUTE);
    let items: Vec<(NodeId, u32)> = cx.items[items..].iter().filter(in_order).map(|item| (item.node, item.child)).collect();
    let kept = longest_rising(&items.iter().map(|&(_, place)| place).collect::<Vec<_>>());
    // Those that stay never fall, so that neighbours among them are found without a look at each.
    let in_place: Vec<u32> = items.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(&(_, place), _)| place).collect();
    let mut highest = None;
    let mut before = None;
    for (at, &(node, place)) in items.iter().enumerate() {
        if kept[at] {
            highest = Some(place);
            before = None;
            continue;
        }
        // Several of a name that stand together are moved together.
        if before.replace(place) == Some(place) {
            continue;
        }
        let late = highest.is_some_and(|highest| place < highest);
        let other = match late {
            true => in_place.get(in_place.partition_point(|&other| other <= place)),
            false => in_place[..in_place.partition_point(|&other| other < place)].last(),
        };
        let Some(other) = other.map(|&other| &shape[other as usize]) else { continue };
        let (name, other) = (cx.tree.name(node).to_owned(), cx.element_name(other.name, other.choice));
        let (right, wrong) = if late { ("before", "after") } else { ("after", "before") };
        let finding = cx
            .finding(&ORDER, At::Name(node), format!("{name} must come {right} {other}: XML elements are ordered"))
            .expected(format!("{name} {right} {other}"))
            .found(format!("{name} {wrong} {other}"));
        cx.report(finding);
    }
}

/// Which of some places belong to the longest run of them that never falls; of several, the one that begins first.
fn longest_rising(places: &[u32]) -> Vec<bool> {
    // From the last to the first. For each length the run of it that begins highest, by the index of its beginning; for each
    // index the one behind it.
    let (mut begins, mut behind): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), vec![None; places.len()]);
    for (at, &place) in places.iter().enumerate().rev() {
        let length = begins.partition_point(|&begin| places[begin] >= place);
        behind[at] = length.checked_sub(1).map(|shorter| begins[shorter]);
        match begins.get_mut(length) {
            Some(begin) => *begin = at,
            None => begins.push(at),
        }
    }
    let mut kept = vec![false; places.len()];
    let mut next = begins.last().copied();
    while let Some(at) = next {
        kept[at] = true;
        next = behind[at];
    }
    kept
}

/// One finding for all of a name: `strangers` are those that have been told.
fn unknown(cx: &mut Context<'_>, parent: NodeId, child: NodeId, before: Option<NodeId>, shape: &[Child], strangers: &mut HashSet<Symbol>) {
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
    let renamed = r4::element(&holder, &name).filter(|old| shape.iter().any(|child| cx.definitions.text(child.name) == *old));
    let choice_meant = |c: &Child| cx.definitions.choice_names(c).find(|known| is_near(known, &name));
    let near = shape.iter().position(|c| {
        if let Some(renamed) = renamed {
            return cx.definitions.text(c.name) == renamed;
        }
        let typed = name.strip_prefix(cx.definitions.text(c.name)).filter(|_| c.choice);
        let of_choice = typed.is_some_and(|code| code.is_empty() || code.starts_with(|c: char| c.is_ascii_uppercase()));
        of_choice || choice_meant(c).is_some() || is_near(&cx.element_name(c.name, c.choice), &name)
    });
    let finding = match choice {
        Some(choice) => cx
            .finding(&UNKNOWN_ELEMENT, At::Name(child), format!("{name} must include its type in its name"))
            .expected(choice_names(cx, choice)),
        None => cx.finding(&UNKNOWN_ELEMENT, At::Name(child), format!("{name} is unknown in {holder}")),
    };
    let meant = near.map(|place| &shape[place]);
    let right_choice = meant.filter(|_| renamed.is_none()).and_then(choice_meant);
    let home = if meant.is_none() || choice.is_some() { home_beside(cx, child, before, shape) } else { None };
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
    let finding = match (choice, meant) {
        (None, Some(child)) if renamed.is_some() => {
            let old = cx.element_name(child.name, child.choice);
            finding.expected(format!("{old}, which FHIR R4 renamed to {name}"))
        }
        (None, Some(child)) => finding.expected(cx.element_name(child.name, child.choice)),
        _ => finding,
    };
    let right = match (choice, meant) {
        (Some(choice), _) => named_by_value(cx, child, choice),
        (None, Some(child)) if renamed.is_some() || cx.definitions.text(child.name) == name => None,
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

/// The only required element of a backbone element that holds a Reference, where `reference` stands beside it: R4 left it out in
/// some, such as `requester`.
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

/// Checks one child. The overlays of the item are those from `overlays` on.
fn element(cx: &mut Context<'_>, parent: NodeId, item: Item, child: &Child, overlays: usize) {
    let definitions = cx.definitions;
    let node = item.node;
    if cx.is_unreadable(node) && !cx.tree.has(node, written::OBJECT) {
        return;
    }
    let Some(definition) = definitions.structure(child.definition) else { return };
    let base = Overlay { definition, element: child.element };
    let Some(code) = types::check(cx, item, child, base, overlays) else { return };

    cx.typed.set_type(node, code);
    if code == cx.words.resource {
        if cx.tree.resource_type(node).is_some() && !types::resource(cx, node, overlays) {
            return;
        }
        return resource(cx, node, overlays);
    }
    if cx.tree.resource_type(node).is_some() {
        return types::resource_unexpected(cx, node);
    }
    types::push_profiles(cx, node, code, base, overlays);
    cx.visit(node, base, code, overlays);
    if code == cx.words.extension_type {
        extension::check(cx, parent, node, overlays);
    }
    invariant::note(cx, node, Some(base), code, overlays);
    if let Some(kind) = definitions.type_info(code).primitive {
        if kind == Primitive::Xhtml {
            return narrative::check(cx, node);
        }
        if primitive::check(cx, node, kind) {
            binding::check(cx, node, base, overlays);
            value::check(cx, node, overlays);
        } else if cx.tree.value(node).is_none() && cx.tree.children(node).next().is_some() && !cx.tree.has(node, written::OBJECT) {
            // The extension explains the missing value, but a value that the profile fixes is still missing.
            value::check(cx, node, overlays);
        }
        if cx.tree.has(node, written::OBJECT) {
            return;
        }
        let asked = cx.overlays[overlays..].iter().any(|overlay| overlay.get().first != NO_ELEMENT);
        if (asked || cx.tree.children(node).next().is_some())
            && let Some(shape) = definitions.type_shape(cx.words.element)
        {
            children(cx, node, shape, overlays);
        }
        return;
    }
    if !form::complex(cx, node) {
        return;
    }
    binding::check(cx, node, base, overlays);
    value::check(cx, node, overlays);
    if code == cx.words.reference {
        reference::check(cx, node, base, overlays);
    } else if code == cx.words.coding {
        coding::check(cx, node, overlays);
    } else if code == cx.words.identifier {
        identifier::check(cx, node);
    } else if cx.words.quantities.contains(&code) {
        quantity::check(cx, node);
    } else if code == cx.words.attachment {
        attachment::check(cx, node);
    }
    let shape = if code == cx.words.backbone_element || code == cx.words.element {
        Some(ShapeId { definition: child.definition, element: child.element })
    } else {
        definitions.type_shape(code)
    };
    if let Some(shape) = shape {
        children(cx, node, shape, overlays);
    }
    if code == cx.words.extension_type {
        extension::value_or_parts(cx, node);
    }
}

/// Checks a resource against its type and its profiles; overlays from `overlays` on hold for it already.
pub(super) fn resource(cx: &mut Context<'_>, node: NodeId, overlays: usize) {
    let Some(name) = cx.tree.resource_type(node) else {
        if !cx.is_unreadable(node) {
            let finding = cx
                .finding(&RESOURCE_EXPECTED, At::Name(node), "The resource is missing")
                .expected("a resource: an element such as <Bundle> in XML, an object with resourceType in JSON");
            let found = if cx.tree.ordered { format!("<{}>", cx.tree.name(node)) } else { "an object without resourceType".to_owned() };
            cx.report(finding.found(found));
        }
        return;
    };
    let known = cx.definitions.symbol(name).and_then(|code| cx.definitions.type_definition(code));
    let Some((id, definition)) = known.filter(|(_, d)| d.kind == Kind::Resource && !d.is_abstract) else {
        let message = format!("{} is not an STU3 resource type; its content was not checked", shown(name));
        let finding = cx.finding(&RESOURCE_UNKNOWN, At::Name(node), message);
        let finding = finding
            .expected(resource_type_meant(cx, name).or_else(|| r4::resource_type(name)).unwrap_or("a resource type of FHIR STU3"))
            .found(shown(name));
        cx.report(finding);
        return;
    };
    // A resource that needs nothing, such as Parameters, may be empty: ele-1 is no rule of resources.
    let shape = ShapeId { definition: id, element: 0 };
    if cx.tree.children(node).next().is_none() && cx.definitions.shape(shape).iter().any(|child| child.min > 0) {
        if !cx.is_unreadable(node) && !cx.tree.has(node, written::INCOMPLETE) {
            let finding = cx
                .finding(&super::form::EMPTY_ELEMENT, At::Name(node), format!("{} must not be empty", shown(name)))
                .expected("a resource with content, or no resource")
                .found("nothing");
            cx.report(finding);
        }
        return;
    }
    let type_code = definition.type_code;
    cx.typed.set_type(node, type_code);
    profiles::declared(cx, node, overlays);
    cx.visit(node, Overlay::root(definition), type_code, overlays);
    invariant::note(cx, node, None, type_code, overlays);
    if type_code == cx.words.bundle {
        full_url::duplicates(cx, node);
    }
    children(cx, node, shape, overlays);
    implicit_rules::check(cx, node);
    contained::check(cx, node);
    if type_code == cx.words.bundle {
        bundle::check(cx, node);
    }
    questionnaire::check(cx, node);
    not_checked(cx, node, name);
    cx.overlays.truncate(overlays);
}

/// Resources that define something: what that means is not checked.
const DEFINITIONS: &[&str] = &[
    "ActivityDefinition",
    "CapabilityStatement",
    "CodeSystem",
    "CompartmentDefinition",
    "ConceptMap",
    "DataElement",
    "ExpansionProfile",
    "GraphDefinition",
    "ImplementationGuide",
    "Library",
    "Measure",
    "MessageDefinition",
    "NamingSystem",
    "OperationDefinition",
    "PlanDefinition",
    "SearchParameter",
    "ServiceDefinition",
    "StructureDefinition",
    "StructureMap",
    "TestScript",
    "ValueSet",
];

/// Content that is beyond what a profile says of it.
fn not_checked<'a>(cx: &mut Context<'a>, node: NodeId, name: &'a str) {
    if name == "Binary" {
        attachment::not_read(cx, node);
    } else if DEFINITIONS.contains(&name) {
        let about = cx.about(name);
        cx.unchecked("definition-content", about, node, |_| format!("{name}: only its form was checked, not what it defines"));
    }
}

/// The resource type that a misspelt one is nearly.
fn resource_type_meant<'a>(cx: &Context<'a>, name: &str) -> Option<&'a str> {
    let system = cx.definitions.symbol("http://hl7.org/fhir/resource-types")?;
    let mut types = cx.definitions.code_system(system)?.concepts.iter().map(|concept| cx.definitions.text(concept.0));
    types.find(|known| is_near(known, name))
}

/// Holds a node to a profile, and what is below it: a walk within the walk.
pub(super) fn as_profile<'a>(cx: &mut Context<'a>, node: NodeId, profile: &'a Definition, shape: ShapeId) {
    let overlays = cx.overlays.len();
    profiles::push(cx, Overlay::root(profile), overlays);
    invariant::note(cx, node, None, profile.type_code, overlays);
    children(cx, node, shape, overlays);
    cx.overlays.truncate(overlays);
}
