//! Which extension this is, where it may stand, and that it holds a value or extensions (ext-1).

use super::context::Context;
use super::definition_url;
use super::discriminator::has_url;
use super::outcome::About;
use super::overlay::Overlay;
use super::path::within_resource;
use super::profiles::push;
use super::sub_extension;
use crate::definitions::errata::used_on;
use crate::definitions::model::Definition;
use crate::diagnostic::{At, Subject, rule, shown};
use crate::near::is_near;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, form};

const EXTENSION: &str = "https://hl7.org/fhir/STU3/extensibility.html#Extension";

rule! {
    EXTENSION_URL = Error "value" "extension-url";
    title: "Extension url not absolute",
    why: "The url identifies what an extension means. Only extensions inside another extension have short names.",
    wrong: r#"url="verified""#,
    right: r#"url="https://fhir.hl7.org.uk/STU3/StructureDefinition/…""#,
    link: EXTENSION,
}

rule! {
    EXTENSION_CONTEXT = Error "structure" "extension-context";
    title: "Extension not allowed here",
    why: "An extension is defined for certain elements. Receivers do not read it elsewhere.",
    link: "https://hl7.org/fhir/STU3/defining-extensions.html#context",
}

rule! {
    MODIFIER_UNKNOWN = Error "extension" "modifier-unknown";
    title: "Unknown modifier extension",
    why: "A modifier may turn a statement into its opposite, so a receiver that does not know it must reject the message.",
    link: "https://hl7.org/fhir/STU3/extensibility.html#modifierExtension",
}

rule! {
    EXTENSION_MODIFIER = Error "structure" "extension-modifier";
    title: "Extension under the wrong name",
    why: "An extension that changes the meaning must be a modifierExtension, so that no receiver overlooks it. Any other must be an extension.",
    link: "https://hl7.org/fhir/STU3/extensibility.html#modifierExtension",
}

rule! {
    EXT_1 = Error "invariant" "ext-1";
    title: "Extension with both a value and extensions, or with neither",
    why: "An extension has either a value or extensions inside it.",
    wrong: r#"<extension url="…"/>"#,
    right: r#"<extension url="…"><valueString value="…"/></extension>"#,
    link: EXTENSION,
    traits: [ABSENCE, GIVES_WAY_TO_CONTENT],
}

/// Adds the extension's definition to the overlays of its node.
pub(super) fn check(cx: &mut Context<'_>, parent: NodeId, node: NodeId, overlays: usize) {
    let Some(at) = cx.tree.child(node, "url") else { return };
    let Some(url) = cx.tree.value(at) else { return };
    // A number is no url, which is told where its type is looked at.
    if cx.is_unreadable(at) || cx.tree.has(at, form::NUMBER | form::BOOLEAN) {
        return;
    }
    if !url.contains(':') {
        // Within an extension a part is named by a word of its own; elsewhere that names nothing.
        let within = matches!(cx.tree.name(parent), "extension" | "modifierExtension");
        if !within {
            let finding = match part_of(cx, parent, url) {
                Some(around) => cx
                    .finding(&EXTENSION_URL, At::Value(at), format!("{} must be inside extension {around}, not beside it", shown(url)))
                    .expected(format!("{} in {around}", shown(url))),
                None => cx
                    .finding(&EXTENSION_URL, At::Value(at), "The url of an extension must be absolute")
                    .expected("an absolute URL; a short name only inside an extension"),
            };
            cx.report(finding.about(Subject::Stray(url.to_owned())).found(shown(url)));
        } else {
            sub_extension::check(cx, parent, at, url);
        }
        return;
    }
    let definitions = cx.definitions;
    let known = definitions.symbol(url.trim()).and_then(|url| definitions.structure_by_url(url));
    match known.filter(|definition| definition.type_code == cx.words.extension_type && definition.constraint) {
        Some(definition) => {
            context(cx, parent, at, definition, overlays);
            modifier(cx, node, definition);
            push(cx, Overlay::root(definition), overlays);
        }
        None if cx.tree.name(node) == "modifierExtension" => {
            let finding = cx
                .finding(&MODIFIER_UNKNOWN, At::Value(at), "The modifier extension is unknown; receivers must reject it")
                .expected("a known modifier extension")
                .found(shown(url));
            cx.report(finding);
        }
        None => {
            let about = cx.about(url);
            cx.unchecked("unknown-extension", about, at, |_| {
                format!("The extension {} is unknown; its content was not checked", shown(url))
            });
            definition_url::check(cx, at, url);
        }
    }
}

/// Returns the name of a sibling extension whose definition has a part with this short url.
fn part_of(cx: &Context<'_>, parent: NodeId, url: &str) -> Option<String> {
    const MOST: usize = 8;
    let mut beside = cx.tree.children_named(parent, "extension").take(MOST);
    let around = beside.find(|&other| sub_extension::names_of_parts(cx.definitions, cx.tree, other).contains(&url))?;
    cx.tree.child_value(around, "url").map(|url| shown(url.rsplit('/').next().unwrap_or(url)))
}

/// Holds either a value or extensions. Looked at last: a missing part that a profile names is the better finding.
pub(super) fn value_or_parts(cx: &mut Context<'_>, node: NodeId) {
    if cx.tree.has(node, form::INCOMPLETE) || cx.is_unreadable(node) {
        return;
    }
    let (mut value, mut parts, mut stranger) = (false, false, false);
    for child in cx.tree.children(node) {
        match cx.tree.name(child) {
            "extension" => parts = true,
            "url" | "id" => {}
            // An unknown element is reported by itself, as a misspelt value.
            name => {
                let stem = name.split(|c: char| c.is_ascii_uppercase()).next().unwrap_or_default();
                value |= name.starts_with("value") || is_near("value", stem);
                stranger = true;
            }
        }
    }
    let (message, found) = match (value, parts) {
        (true, true) => ("An extension must have a value or extensions, not both", "both"),
        (false, false) if !stranger => ("An extension must have a value or extensions", "neither"),
        _ => return,
    };
    let finding = cx.finding(&EXT_1, At::Name(node), message).expected("a value[x], or extensions").found(found);
    cx.report(finding);
}

/// One that changes the meaning of what holds it stands where no reader may pass it by, and only such a one does.
fn modifier(cx: &mut Context<'_>, node: NodeId, definition: &Definition) {
    let name = cx.tree.name(node);
    let (expected, message) = match definition.root().modifier {
        true => ("modifierExtension", "The extension changes the meaning; it must be a modifierExtension"),
        false => ("extension", "The extension does not change the meaning; it must not be a modifierExtension"),
    };
    if name == expected {
        return;
    }
    let subject = Subject::Stray(cx.definitions.text(definition.url).to_owned());
    let finding = cx.finding(&EXTENSION_MODIFIER, At::Name(node), message).about(subject).expected(expected).found(name);
    let finding = finding.by(Some(cx.canonical(definition)));
    cx.report(finding);
}

/// Whether the definition allows the extension at this place. Overlays of its node are those from `overlays` on.
fn context(cx: &mut Context<'_>, parent: NodeId, at: NodeId, definition: &Definition, overlays: usize) {
    if definition.contexts.is_empty() {
        return;
    }
    let kind = definition.context_type.map_or("", |kind| cx.definitions.text(kind));
    // HL7's cqif extensions write two contexts as one: `Element,Resource`.
    let contexts: Vec<&str> = definition.contexts.iter().flat_map(|&c| cx.definitions.text(c).split(',')).map(str::trim).collect();
    let allowed = in_value_of_definition(cx, parent)
        || match kind {
            "extension" => {
                // `url#part` names an extension within an extension.
                let (url, above) = (cx.tree.child_value(parent, "url"), cx.tree.parent(parent));
                let outer = above.and_then(|above| cx.tree.child_value(above, "url"));
                contexts.iter().any(|context| match context.split_once('#') {
                    Some((context, part)) => url == Some(part) && outer == Some(context),
                    None => url == Some(context),
                })
            }
            "resource" | "datatype" => contexts.iter().any(|context| stands_in(cx, parent, context)),
            _ => true,
        };
    if allowed {
        return;
    }
    let url = cx.definitions.text(definition.url);
    if matches!(kind, "resource" | "datatype")
        && let Some(unknown) = contexts.iter().find(|context| !is_of_known_type(cx, context))
    {
        // What the type became in this version, or was before, is not known, so this may be the place that was meant.
        return cx.unchecked("extension-context-unknown", About::Symbol(definition.url), at, |_| {
            format!("The extension {url} is for {unknown}, which STU3 does not define; its context was not checked")
        });
    }
    if let Some(named) = cx.overlays[overlays..].iter().copied().find(|&overlay| names_extension(cx, overlay, definition)) {
        // Profile and extension contradict each other, and the message is at fault for neither.
        return cx.unchecked("profile-defect", About::Element(named.definition.url, named.element), at, |cx| {
            let profile = cx.canonical(named.definition);
            format!("{profile} is defective: it uses extension {url} where the definition of the extension does not allow it")
        });
    }
    if let Some(type_name) = used_on(url)
        && cx.typed.type_of(parent).is_some_and(|code| cx.definitions.text(code) == type_name)
    {
        return cx.unchecked("profile-defect", About::Symbol(definition.url), at, |_| {
            format!("Extension {url} is defective: published profiles use it on {type_name}, but its definition does not allow that")
        });
    }
    let place = within_resource(cx, parent);
    let message = format!("Extension {} is not allowed on {place}", url.rsplit('/').next().unwrap_or(url));
    let subject = Subject::Stray(url.to_owned());
    let finding = cx.finding(&EXTENSION_CONTEXT, At::Value(at), message).about(subject);
    let finding = finding.expected(contexts.join(" or ")).found(shown(&place));
    let finding = finding.by(Some(cx.canonical(definition)));
    cx.report(finding);
}

/// Whether the type that a context begins with is one of STU3.
fn is_of_known_type(cx: &Context<'_>, context: &str) -> bool {
    let name = context.split('.').next().unwrap_or_default();
    matches!(name, "*" | "Any") || cx.definitions.symbol(name).is_some_and(|code| cx.definitions.type_definition(code).is_some())
}

/// Whether an element of a profile allows this very extension: by the profile on its type, or by its fixed url.
fn names_extension(cx: &Context<'_>, overlay: Overlay<'_>, extension: &Definition) -> bool {
    // The root is the extension's own definition.
    overlay.element != 0 && overlay.get().max != Some(0) && has_url(cx.definitions, overlay, cx.definitions.text(extension.url))
}

/// Part of a value that a definition gives to an element: where that element stands, nothing here tells.
fn in_value_of_definition(cx: &Context<'_>, node: NodeId) -> bool {
    let mut at = node;
    while let Some(parent) = cx.tree.parent(at) {
        let name = cx.typed.element(at).map_or("", |name| cx.definitions.text(name));
        let holder = cx.typed.type_of(parent).map_or("", |code| cx.definitions.text(code));
        if holder == "ElementDefinition" && matches!(name, "fixed" | "pattern" | "defaultValue") {
            return true;
        }
        at = parent;
    }
    false
}

fn stands_in(cx: &Context<'_>, parent: NodeId, context: &str) -> bool {
    // HL7's own definitions write `Any` as well.
    if matches!(context, "*" | "Element" | "Any") {
        return true;
    }
    // The type, or one that it builds on. "A context of string" is no id or code, though those build on it.
    let mut type_code = cx.typed.type_of(parent);
    let primitive = type_code.is_some_and(|code| cx.definitions.type_info(code).primitive.is_some());
    while let Some(code) = type_code {
        if cx.definitions.text(code) == context {
            return true;
        }
        type_code = base_type(cx, code).filter(|&base| !primitive || base == cx.words.element);
    }
    // The element, by its path from the resource or from the data type that it is part of.
    let expected: Vec<&str> = context.split('.').collect();
    let same_path = |path: Vec<(&str, &str)>| {
        path.len() == expected.len() && expected.iter().zip(path).all(|(expected, part)| same_part(expected, part))
    };
    if by_content(cx, parent).is_some_and(same_path) {
        return true;
    }
    let mut node = Some(parent);
    let mut parts: Vec<(&str, &str)> = Vec::new();
    while let Some(at) = node {
        let type_name = cx.typed.type_of(at).map_or("", |code| cx.definitions.text(code));
        if expected.len() == parts.len() + 1
            && expected[0] == type_name
            && expected[1..].iter().rev().zip(&parts).all(|(w, &p)| same_part(w, p))
        {
            return true;
        }
        if cx.tree.resource_type(at).is_some() {
            break;
        }
        let written = cx.tree.name(at);
        parts.push((cx.typed.element(at).map_or(written, |name| cx.definitions.text(name)), written));
        node = cx.tree.parent(at);
    }
    false
}

/// The path of an element, where the content of another stands in it: `Questionnaire.item` for an item of an item. Each part
/// as the element and as it is written.
fn by_content<'a>(cx: &Context<'a>, node: NodeId) -> Option<Vec<(&'a str, &'a str)>> {
    let mut way = Vec::new();
    let mut at = node;
    while cx.tree.resource_type(at).is_none() {
        way.push((cx.definitions.text(cx.typed.element(at)?), cx.tree.name(at)));
        at = cx.tree.parent(at)?;
    }
    let (_, definition) = cx.definitions.symbol(cx.tree.resource_type(at)?).and_then(|code| cx.definitions.type_definition(code))?;
    let resource = cx.definitions.text(definition.type_code);
    let mut path = vec![(resource, resource)];
    for &part in way.iter().rev() {
        path.push(part);
        let names: Vec<&str> = path.iter().map(|&(element, _)| element).collect();
        // Within a data type the resource says nothing more.
        let Some(element) = cx.definitions.element_by_path(definition, &names.join(".")) else { continue };
        if let Some(content) = definition.elements[element as usize].content {
            path = cx.definitions.text(content).trim_start_matches('#').split('.').map(|part| (part, part)).collect();
        }
    }
    Some(path)
}

/// `value[x]` in a context stands for the element `value` of whatever type, and `valueQuantity` for one of that type.
fn same_part(expected: &str, (part, written): (&str, &str)) -> bool {
    expected == written || expected.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest == "[x]")
}

fn base_type(cx: &Context<'_>, code: Symbol) -> Option<Symbol> {
    let (_, definition) = cx.definitions.type_definition(code)?;
    let base = cx.definitions.structure_by_url(definition.base?)?;
    Some(base.type_code)
}
