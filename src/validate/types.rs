//! Which type a value has, and whether the element and its profiles allow it.

use super::context::{Context, Item};
use super::links::{ELEMENT, FORMATS};
use super::outcome::About;
use super::overlay::Overlay;
use super::profiles::push;
use super::trial::Keeps;
use super::wording::article;
use crate::definitions::model::{Definition, TypeRef};
use crate::definitions::shape::Child;
use crate::diagnostic::{At, Diagnostic, rule};
use crate::letters::capitalised;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

const CHOICE: &str = "https://hl7.org/fhir/STU3/formats.html#choice";

rule! {
    RESOURCE_UNEXPECTED = Error "structure" "resource-unexpected";
    title: "Resource where an element belongs",
    why: "Only a few elements hold resources: entry.resource, contained and parameter.resource.",
    wrong: "<subject><Patient>…</Patient></subject>",
    link: FORMATS,
}

rule! {
    TYPE = Error "structure" "type";
    title: "Type not allowed",
    why: "The element’s name says which type its value has. The definition lists the types that are allowed.",
    wrong: "valueDecimal",
    right: "valueString",
    link: CHOICE,
    traits: [MUST_GO],
}

rule! {
    TYPE_PROFILE = Error "structure" "type-profile";
    title: "Value conforms to none of the profiles on its type",
    why: "The element requires its value to conform to one of several profiles.",
    link: ELEMENT,
}

/// The type of an item, or `None` if it has none that the element allows.
pub(super) fn check(cx: &mut Context<'_>, item: Item, child: &Child, base: Overlay<'_>, overlays: usize) -> Option<Symbol> {
    let element = base.get();
    let types = base.definition.types(element);
    let code = match item.type_code {
        // An element that shares another's content has no type of its own.
        None => return Some(types.first().map_or(cx.words.backbone_element, |t| t.code)),
        Some(code) => code,
    };
    let any_type = types.iter().any(|t| cx.definitions.text(t.code) == "*");
    if !any_type && !types.iter().any(|t| t.code == code) {
        let finding = not_allowed(cx, item, child, code, types.iter().map(|t| t.code));
        cx.report(finding);
        return None;
    }
    for at in overlays..cx.overlays.len() {
        let overlay = cx.overlays[at];
        let allowed = overlay.definition.types(overlay.get());
        if !allowed.is_empty() && overlay.element != 0 && !allowed.iter().any(|t| t.code == code) {
            let finding = not_allowed(cx, item, child, code, allowed.iter().map(|t| t.code));
            let profile = Some(cx.canonical(overlay.definition));
            cx.report(finding.by(profile));
            // What the profile says of the value it expected says nothing of this one.
            cx.overlays.truncate(overlays);
            return Some(code);
        }
    }
    Some(code)
}

fn not_allowed(cx: &Context<'_>, item: Item, child: &Child, code: Symbol, allowed: impl Iterator<Item = Symbol>) -> Diagnostic {
    let name = cx.element_name(child.name, child.choice);
    let code = cx.definitions.text(code);
    let allowed: Vec<&str> = allowed.map(|code| cx.definitions.text(code)).collect();
    let expected = match allowed.as_slice() {
        [] => "no value".to_owned(),
        [only] => format!("{}{}", cx.definitions.text(child.name), capitalised(only)),
        many => format!("one of the types {}", many.join(", ")),
    };
    cx.finding(&TYPE, At::Name(item.node), format!("{name} must not be {}", article(code)))
        .expected(expected)
        .found(cx.tree.name(item.node))
}

/// A resource stands where its base type has an element: nothing of it is checked.
pub(super) fn resource_unexpected(cx: &mut Context<'_>, node: NodeId) {
    let resource = cx.tree.resource_type(node).unwrap_or_default().to_owned();
    let name = cx.tree.name(node).to_owned();
    let finding = cx
        .finding(&RESOURCE_UNEXPECTED, At::Name(node), format!("A resource is not allowed in {name}"))
        .expected("child elements, or the resource inside <resource>")
        .found(resource);
    cx.report(finding);
}

/// Holds a resource to the types and profiles that overlays put on the element it stands in. `false` where it is of
/// another type: then nothing more is to be said of it.
pub(super) fn resource(cx: &mut Context<'_>, node: NodeId, overlays: usize) -> bool {
    let Some(code) = cx.tree.resource_type(node).and_then(|name| cx.definitions.symbol(name)) else { return true };
    for at in overlays..cx.overlays.len() {
        let overlay = cx.overlays[at];
        let types = overlay.definition.types(overlay.get());
        let any = |t: &TypeRef| matches!(cx.definitions.text(t.code), "Resource" | "DomainResource" | "*");
        if types.is_empty() || overlay.element == 0 || types.iter().any(any) {
            continue;
        }
        if !types.iter().any(|t| t.code == code) {
            let names: Vec<&str> = types.iter().map(|t| cx.definitions.text(t.code)).collect();
            let message = format!("{} must be a resource type that the profile allows", cx.tree.name(node));
            let finding = cx.finding(&TYPE, At::Name(node), message).expected(names.join(" or ")).found(cx.definitions.text(code));
            let profile = Some(cx.canonical(overlay.definition));
            cx.report(finding.by(profile));
            return false;
        }
        for type_ref in types.iter().filter(|t| t.code == code) {
            if let Some(definition) = chosen(cx, node, overlay, type_ref) {
                push(cx, Overlay::root(definition), overlays);
            }
        }
    }
    true
}

/// Adds the profiles that the element or its overlays put on the type.
pub(super) fn push_profiles<'a>(cx: &mut Context<'a>, node: NodeId, code: Symbol, base: Overlay<'a>, overlays: usize) {
    let mut at = overlays;
    let mut holder = Some(base);
    loop {
        let this = match holder.take() {
            Some(base) => base,
            None if at < cx.overlays.len() => {
                at += 1;
                cx.overlays[at - 1]
            }
            None => return,
        };
        let types = this.definition.types(this.get());
        for type_ref in types.iter().filter(|t| t.code == code) {
            if let Some(definition) = chosen(cx, node, this, type_ref) {
                push(cx, Overlay::root(definition), overlays);
            }
        }
    }
}

/// The profile that the value is held to: the only one, or of several the first that it keeps.
fn chosen<'a>(cx: &mut Context<'a>, node: NodeId, overlay: Overlay<'a>, type_ref: &TypeRef) -> Option<&'a Definition> {
    let definitions = cx.definitions;
    let profiles = overlay.definition.symbols(&type_ref.profiles);
    let constraint = |url: Symbol| definitions.structure_by_url(url).filter(|d| d.type_code == type_ref.code && d.constraint);
    if let [only] = profiles {
        let url = *only;
        // That an extension is not known is told where it stands.
        if definitions.structure_by_url(url).is_none() && type_ref.code != cx.words.extension_type {
            cx.unchecked("unknown-profile", About::Symbol(url), node, |cx| {
                let url = cx.definitions.text(url);
                format!("The profile {url} is unknown, so it was not applied")
            });
        }
        return constraint(url);
    }
    let mut reasons = Vec::new();
    for &url in profiles {
        match cx.keeps(node, url) {
            Keeps::Yes => return constraint(url),
            Keeps::No => reasons.push(format!("{}: another resource type", definitions.text(url))),
            Keeps::Tried(trial) => match &cx.trial(trial).why_not {
                None => return constraint(url),
                Some(why) => reasons.push(format!("{}: {why}", definitions.text(url))),
            },
            // A profile that is not known may be the one.
            Keeps::Unknown => {
                cx.unchecked("unknown-profile", About::Symbol(url), node, |cx| {
                    let url = cx.definitions.text(url);
                    format!("The profile {url} is unknown, so it was not applied")
                });
                return None;
            }
        }
    }
    if !reasons.is_empty() {
        let names: Vec<&str> = profiles.iter().map(|&url| definitions.text(url)).collect();
        let message = format!("{} does not conform to any of the profiles allowed here", cx.tree.name(node));
        let finding = cx.finding(&TYPE_PROFILE, At::Name(node), message);
        let finding = finding.expected(names.join(" or ")).found(reasons.join("; "));
        let profile = Some(cx.canonical(overlay.definition));
        cx.report(finding.by(profile));
    }
    None
}
