//! The structure of the envelope and of what answers it, as tables: which elements, in which order, how often, and which attributes.
//! The content of a payload is left out, as it has schemas of its own.

use super::cx::Cx;
use super::form;
use super::links::SCHEMA;
use super::names::{INSTANCE, ITK, XML};
use super::view::{attributes, elements};
use crate::diagnostic::{At, Diagnostic, Subject, rule, shown};
use crate::near::is_near;
use crate::syntax::tree::{NodeId, form as written};

rule! {
    STRUCTURE = Error "structure" "ITK2-E1";
    title: "Wrong structure of the distribution envelope",
    why: "The schema defines which elements and attributes are allowed, how often and in which order. A receiver that validates messages refuses anything else.",
    wrong: "<itk:senderAddress …/><itk:manifest count=\"1\">…",
    right: "<itk:manifest count=\"1\">…</itk:manifest><itk:senderAddress …/>",
    link: SCHEMA,
    traits: [MESSAGING],
}

/// What an attribute holds.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Type {
    Text,
    /// Has a rule of its own.
    Ruled,
    Boolean,
    Integer,
    /// `xsd:ID`.
    Id,
    /// `xsd:IDREF`, which is wrong wherever the id is.
    IdRef,
    Uuid,
    DateTime,
    Result,
}

pub(super) struct Attribute {
    name: &'static str,
    is_required: bool,
    kind: Type,
}

pub(super) struct Child {
    element: &'static Element,
    least: u32,
    most: u32,
}

pub(super) struct Element {
    name: &'static str,
    attributes: &'static [Attribute],
    children: &'static [Child],
    content: Content,
    /// Further attributes of the envelope's own namespace are allowed.
    is_open: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Content {
    /// Elements alone.
    Elements,
    Text,
    /// Text and one element of any namespace.
    Payload,
}

const MANY: u32 = u32::MAX;

const fn required(name: &'static str, kind: Type) -> Attribute {
    Attribute { name, is_required: true, kind }
}

const fn optional(name: &'static str, kind: Type) -> Attribute {
    Attribute { name, is_required: false, kind }
}

const fn child(element: &'static Element, least: u32, most: u32) -> Child {
    Child { element, least, most }
}

const fn of(name: &'static str, attributes: &'static [Attribute], children: &'static [Child]) -> Element {
    Element { name, attributes, children, content: Content::Elements, is_open: false }
}

const fn text(name: &'static str, attributes: &'static [Attribute]) -> Element {
    Element { name, attributes, children: &[], content: Content::Text, is_open: false }
}

static ADDRESS: Element = of("address", &[required("@uri", Type::Text), optional("@type", Type::Text)], &[]);
static SENDER_ADDRESS: Element = of("senderAddress", &[required("@uri", Type::Text), optional("@type", Type::Text)], &[]);
static ID: Element = of("id", &[required("@uri", Type::Text), optional("@type", Type::Text)], &[]);
static ADDRESS_LIST: Element = of("addresslist", &[], &[child(&ADDRESS, 1, MANY)]);
static AUDIT_IDENTITY: Element = of("auditIdentity", &[], &[child(&ID, 1, 4)]);
static MANIFEST_ITEM: Element = Element {
    name: "manifestitem",
    attributes: &[
        required("@id", Type::IdRef),
        required("@mimetype", Type::Text),
        optional("@profileid", Type::Text),
        optional("@metadata", Type::Boolean),
        optional("@compressed", Type::Boolean),
        optional("@base64", Type::Boolean),
        optional("@encrypted", Type::Boolean),
    ],
    children: &[],
    content: Content::Elements,
    is_open: true,
};
static MANIFEST: Element = of("manifest", &[required("@count", Type::Integer)], &[child(&MANIFEST_ITEM, 1, MANY)]);
static SPEC: Element = of("spec", &[required("@key", Type::Text), required("@value", Type::Text)], &[]);
static HANDLING: Element = of("handlingSpecification", &[], &[child(&SPEC, 1, MANY)]);
static HEADER: Element = of(
    "header",
    &[required("@trackingid", Type::Ruled), required("@service", Type::Text)],
    &[
        child(&ADDRESS_LIST, 0, 1),
        child(&AUDIT_IDENTITY, 0, 1),
        child(&MANIFEST, 1, 1),
        child(&SENDER_ADDRESS, 0, 1),
        child(&HANDLING, 0, 1),
    ],
);
static PAYLOAD: Element = Element {
    name: "payload",
    attributes: &[required("@id", Type::Id), optional("@filename", Type::Text)],
    children: &[],
    content: Content::Payload,
    is_open: false,
};
static PAYLOADS: Element = of("payloads", &[required("@count", Type::Integer)], &[child(&PAYLOAD, 1, MANY)]);
static ENVELOPE: Element = of("DistributionEnvelope", &[], &[child(&HEADER, 1, 1), child(&PAYLOADS, 1, 1)]);

static ERROR_ID: Element = text("ErrorID", &[]);
static ERROR_CODE: Element = text("ErrorCode", &[optional("@codeSystem", Type::Text)]);
static ERROR_TEXT: Element = text("ErrorText", &[]);
static DIAGNOSTIC_TEXT: Element = text("ErrorDiagnosticText", &[]);
// What is missing of an error has a rule of its own.
static ERROR_INFO: Element =
    of("errorInfo", &[], &[child(&ERROR_ID, 0, 1), child(&ERROR_CODE, 0, 1), child(&ERROR_TEXT, 0, 1), child(&DIAGNOSTIC_TEXT, 0, 1)]);
static ERRORS: Element = of("errors", &[], &[child(&ERROR_INFO, 0, MANY)]);
static REPORTING_IDENTITY: Element = of("reportingIdentity", &[], &[child(&ID, 0, 4)]);
static INFRASTRUCTURE: Element = of(
    "InfrastructureResponse",
    &[
        required("@result", Type::Result),
        optional("@timestamp", Type::DateTime),
        required("@trackingIdRef", Type::Uuid),
        required("@serviceRef", Type::Text),
    ],
    &[child(&REPORTING_IDENTITY, 0, 1), child(&ERRORS, 0, 1)],
);

/// Holds the envelope, and the infrastructure response in it or alone, to the tables.
pub(super) fn check(cx: &mut Cx<'_>) {
    let view = cx.view;
    if let Some(envelope) = view.envelope {
        element(cx, envelope, &ENVELOPE);
    }
    if let Some(response) = view.infrastructure {
        element(cx, response, &INFRASTRUCTURE);
    }
    let is_known = view.soap.is_some() || view.error_info.is_some() || view.answer.is_some() || view.business.is_some();
    if view.envelope.is_none() && view.infrastructure.is_none() && !is_known && !cx.tree.is_empty() {
        let message = "An ITK 2 text must begin with DistributionEnvelope, or with the SOAP Envelope around it";
        let found = shown(cx.tree.name(NodeId::ROOT));
        let finding = Diagnostic::new(&STRUCTURE, At::Name(NodeId::ROOT), message);
        cx.say(finding.expected("DistributionEnvelope").found(found));
    }
}

fn element(cx: &mut Cx<'_>, node: NodeId, table: &'static Element) {
    namespace(cx, node, table);
    attributes_of(cx, node, table);
    let tree = cx.tree;
    let has_text = tree.value(node).is_some() || tree.has(node, written::STRAY);
    match table.content {
        Content::Elements => {
            if has_text {
                let message = format!("{} must not contain text between its elements", table.name);
                cx.at_name(&STRUCTURE, node, message);
            }
            children_of(cx, node, table);
        }
        Content::Text => {
            if let Some(inner) = elements(tree, node).next() {
                let message = format!("{} must contain only text, without elements", table.name);
                cx.at_name(&STRUCTURE, inner, message);
            }
        }
        Content::Payload => {
            if let Some(second) = elements(tree, node).nth(1) {
                let message = "A payload must contain at most one element; give each its own payload and manifestitem";
                cx.at_name(&STRUCTURE, second, message);
            }
        }
    }
}

/// Elements of the envelope are qualified.
fn namespace(cx: &mut Cx<'_>, node: NodeId, table: &'static Element) {
    let found = cx.tree.namespace(node).unwrap_or_default().to_owned();
    if found == ITK || !cx.namespaces_reported.insert(found.clone()) {
        return;
    }
    let message = format!("{} must be in the namespace {ITK}", table.name);
    let finding = Diagnostic::new(&STRUCTURE, At::Name(node), message).expected(ITK);
    cx.say(finding.found(if found.is_empty() { "no namespace".to_owned() } else { shown(&found) }));
}

fn attributes_of(cx: &mut Cx<'_>, node: NodeId, table: &'static Element) {
    let tree = cx.tree;
    for attribute in attributes(tree, node) {
        let name = tree.name(attribute);
        let known = table.attributes.iter().find(|known| known.name == name);
        match (tree.namespace(attribute), known) {
            (None, Some(known)) => type_of(cx, attribute, known),
            (Some(INSTANCE | XML), _) => {}
            (Some(ITK), None) if table.is_open => {}
            (Some(ITK), Some(known)) => {
                let message = format!("{} must be written without a prefix", bare(known.name));
                let finding = Diagnostic::new(&STRUCTURE, At::Name(attribute), message);
                cx.say(finding.about(Subject::Unknown(Some(known.name.to_owned()))));
            }
            (_, known) => {
                let meant = known.or_else(|| table.attributes.iter().find(|known| is_near(bare(known.name), bare(name))));
                let message = match meant {
                    Some(meant) => format!("The attribute is unknown in {}; write {}", table.name, bare(meant.name)),
                    None => format!("The attribute is unknown in {}", table.name),
                };
                let finding = Diagnostic::new(&STRUCTURE, At::Name(attribute), message);
                let finding = finding.found(shown(bare(name))).about(Subject::Unknown(meant.map(|meant| meant.name.to_owned())));
                cx.say(match meant {
                    Some(meant) => finding.expected(bare(meant.name)),
                    None => finding,
                });
            }
        }
    }
    for expected in table.attributes.iter().filter(|attribute| attribute.is_required) {
        if tree.child(node, expected.name).is_none() {
            let name = bare(expected.name);
            let message = format!("{} must have the attribute {name}", table.name);
            cx.missing(&STRUCTURE, node, expected.name, message).consequence = Some(format!("{name} is missing"));
        }
    }
}

/// The name of an attribute without the sign before it.
fn bare(name: &str) -> &str {
    name.trim_start_matches('@')
}

/// The value of an attribute. One that is empty or a placeholder is told as such.
fn type_of(cx: &mut Cx<'_>, attribute: NodeId, known: &Attribute) {
    let Some(value) = super::view::usable(cx.tree, attribute) else { return };
    let (is_right, expected) = match known.kind {
        Type::Text | Type::Ruled | Type::IdRef => return,
        Type::Boolean => (form::boolean(value).is_some(), "true or false"),
        Type::Integer => (form::integer(value).is_some(), "a whole number"),
        Type::Id => (crate::syntax::is_xml_name(value), "a letter or _ first, for example uuid_ before a UUID"),
        Type::Uuid => (form::is_uuid(value), "a UUID"),
        Type::DateTime => (form::moment(value).is_some(), "a date and time such as 2026-11-20T10:00:05Z"),
        Type::Result => (matches!(value, "OK" | "Warning" | "Failure"), "OK, Warning or Failure"),
    };
    if is_right {
        return;
    }
    let name = bare(known.name);
    let message = match known.kind {
        Type::Id if form::is_uuid(value) => {
            "id must not begin with a digit; write uuid_ before the UUID, here and in the manifest".to_owned()
        }
        Type::Id => "id must begin with a letter or _, and must not contain spaces or colons".to_owned(),
        _ => format!("{name} must be {}", expected.split(" such as ").next().unwrap_or(expected)),
    };
    cx.at_value(&STRUCTURE, attribute, message).expected = Some(expected.to_owned());
}

fn children_of(cx: &mut Cx<'_>, node: NodeId, table: &'static Element) {
    let tree = cx.tree;
    let mut counts = vec![0_u32; table.children.len()];
    // The last element in the order of the schema, and its place there.
    let mut last: Option<(usize, NodeId)> = None;
    let mut is_order_told = false;
    for inner in elements(tree, node) {
        let name = tree.name(inner);
        let Some(place) = table.children.iter().position(|child| child.element.name == name) else {
            unknown_child(cx, inner, table);
            continue;
        };
        let expected = &table.children[place];
        counts[place] += 1;
        if counts[place] == expected.most.saturating_add(1) {
            let message = match expected.most {
                1 => format!("{} is repeated: at most 1 is allowed in {}", expected.element.name, table.name),
                most => format!("{} is repeated too often: at most {most} are allowed in {}", expected.element.name, table.name),
            };
            cx.at_name(&STRUCTURE, inner, message);
        }
        match last {
            Some((before, early)) if place < before && counts[place] <= expected.most => {
                if !is_order_told {
                    let message = format!("{} must come after {}", table.children[before].element.name, expected.element.name);
                    let order: Vec<&str> = table.children.iter().map(|child| child.element.name).collect();
                    // The order is the parent's.
                    let finding = Diagnostic::new(&STRUCTURE, At::Within(node, tree.name_span(early)), message);
                    cx.say(finding.expected(order.join(", ")));
                    is_order_told = true;
                }
            }
            _ => last = Some((place, inner)),
        }
        element(cx, inner, expected.element);
    }
    for (expected, count) in table.children.iter().zip(counts) {
        if count < expected.least {
            let name = expected.element.name;
            let message = format!("{} must have {name}", table.name);
            cx.missing(&STRUCTURE, node, name, message).consequence = Some(format!("{name} is missing"));
        }
    }
}

fn unknown_child(cx: &mut Cx<'_>, inner: NodeId, table: &'static Element) {
    let name = cx.tree.name(inner);
    let meant = table.children.iter().map(|child| child.element.name).find(|known| is_near(known, name));
    let message = match meant {
        Some("handlingSpecification") if name == "handlingSpecifications" => {
            "The element must be handlingSpecification, without the final s that some published pages print".to_owned()
        }
        Some(meant) => format!("The element is unknown in {}; write {meant}", table.name),
        None => format!("The element is unknown in {}", table.name),
    };
    let finding = Diagnostic::new(&STRUCTURE, At::Name(inner), message).found(shown(name));
    let finding = finding.about(Subject::Unknown(meant.map(str::to_owned)));
    cx.say(match meant {
        Some(meant) => finding.expected(meant),
        None => finding,
    });
}
