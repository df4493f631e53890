//! Pairs the children of a node with the elements of its type, and goes down.

use super::belonging::find;
use super::context::{Around, Context, Item};
use super::home::{Paired, Stranger};
use super::links::FORMATS;
use super::overlay::Overlay;
use super::{
    attachment, binding, bundle, cardinality, coding, contained, extension, form, full_url, identifier, implicit_rules, invariant,
    narrative, other_releases, primitive, profiles, quantity, questionnaire, reference, sampled_data, slicing, types, unknown, value,
};
use crate::definitions::model::{Definition, Kind, NO_ELEMENT};
use crate::definitions::shape::{Child, Primitive, ShapeId};
use crate::diagnostic::{At, rule, shown};
use crate::near::is_near;
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
    ORDER = Error "structure" "element-order";
    title: "Elements out of order",
    why: "In XML, elements must come in the order of the definition; schema validation rejects any other. JSON has no order.",
    wrong: r#"<birthDate value="1970-03-28"/><gender value="female"/>"#,
    right: r#"<gender value="female"/><birthDate value="1970-03-28"/>"#,
    link: XML,
    traits: [AMONG_SIBLINGS, OF_ORDER, OF_NOTATION],
}

/// Checks everything below a node. Its overlays are those from `overlays` on.
pub(super) fn children(cx: &mut Context<'_>, node: NodeId, id: ShapeId, overlays: usize) {
    let definitions = cx.definitions;
    let shape = definitions.shape(id);
    let (items, counts, pending) = (cx.items.len(), cx.counts.len(), cx.pending.len());
    pair(cx, node, shape, overlays);
    cx.around.push(Around { node, shape: id, counts });
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
    cx.around.pop();
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
fn pair(cx: &mut Context<'_>, node: NodeId, shape: &[Child], overlays: usize) {
    let counts = cx.counts.len();
    cx.counts.resize(counts + shape.len(), 0);
    let items = cx.items.len();
    let (mut cursor, mut disordered) = (0, false);
    let mut last = None;
    let mut strangers = Vec::new();
    for child in cx.tree.children(node) {
        let before = last.replace(child);
        let Some((place, type_code)) = find(cx, shape, cx.tree.node(child).name, cursor) else {
            strangers.push(Stranger { node: child, before });
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
    if !strangers.is_empty() {
        unknown::check(cx, node, shape, &Paired { items, counts, overlays }, &strangers);
    }
    if disordered {
        out_of_order(cx, shape, items);
    }
}

/// Reports the fewest elements that have to move so that the rest is in order.
fn out_of_order(cx: &mut Context<'_>, shape: &[Child], items: usize) {
    let in_order = |item: &&Item| !cx.tree.has(item.node, written::ATTRIBUTE) && !cx.moved.contains_key(&item.node);
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
        // An array in place of one value is reported; its items are not values.
        let count = cx.around.last().map_or(0, |around| cx.counts[around.counts + item.child as usize]);
        if child.max == 1 && count > 1 && cx.tree.has(node, written::IN_ARRAY) {
            return;
        }
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
    } else if code == cx.words.sampled_data {
        sampled_data::check(cx, node);
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
            let is_type = |&child: &NodeId| !cx.tree.ordered && is_near("resourceType", cx.tree.name(child));
            if let Some(misspelt) = cx.tree.children(node).find(is_type) {
                let finding = cx.finding(&RESOURCE_EXPECTED, At::Name(misspelt), "resourceType is misspelt, so the resource has no type");
                let found = shown(cx.tree.name(misspelt));
                return cx.report(finding.expected("resourceType").perhaps_put_right_by("resourceType").found(found));
            }
            let finding = cx
                .finding(&RESOURCE_EXPECTED, At::Name(node), "The resource is missing")
                .expected("a resource: an element such as <Bundle> in XML, an object with resourceType in JSON");
            let found = match cx.tree.ordered {
                true => format!("<{}>", cx.tree.name(node)),
                false if cx.tree.has(node, written::STRING) => "a string".to_owned(),
                false => "an object without resourceType".to_owned(),
            };
            cx.report(finding.found(found));
        }
        return;
    };
    let known = cx.definitions.symbol(name).and_then(|code| cx.definitions.type_definition(code));
    let Some((id, definition)) = known.filter(|(_, d)| d.kind == Kind::Resource && !d.is_abstract) else {
        let message = format!("{} is not an STU3 resource type; its content was not checked", shown(name));
        let finding = cx.finding(&RESOURCE_UNKNOWN, At::Name(node), message);
        let finding = finding
            .expected(
                resource_type_meant(cx, name).or_else(|| other_releases::resource_type(name)).unwrap_or("a resource type of FHIR STU3"),
            )
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
    contained::within_contained(cx, node);
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
