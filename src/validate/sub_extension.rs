//! Extensions inside an extension, which have short names: each means only what the definition around it says.

use super::context::Context;
use super::discriminator::has_url;
use super::overlay::Overlay;
use crate::definitions::Definitions;
use crate::diagnostic::{At, Subject, rule, shown};
use crate::near::nearest;
use crate::syntax::tree::{NodeId, Tree};

rule! {
    SUB_EXTENSION = Error "extension" "sub-extension";
    title: "Unknown extension inside an extension",
    why: "A short url has a meaning only within the definition of the surrounding extension. Receivers ignore or reject any other.",
    wrong: r#"<extension url="prefered">"#,
    right: r#"<extension url="preferred">"#,
    link: "https://hl7.org/fhir/STU3/extensibility-definitions.html#Extension.url",
    traits: [OF_PART],
}

/// Checks the short name of an extension inside another. "The definition SHALL be a URI for the Structure Definition": a
/// slicing that is open leaves room for absolute URLs alone.
pub(super) fn check(cx: &mut Context<'_>, parent: NodeId, at: NodeId, url: &str) {
    let Some(around) = definition_of(cx.definitions, cx.tree, parent) else { return };
    let (definition, names) = (around.definition, parts(cx.definitions, around));
    if names.contains(&url) || url.is_empty() {
        return;
    }
    let outer = cx.tree.parent(parent).map(|outer| names_of_parts(cx.definitions, cx.tree, outer)).unwrap_or_default();
    if outer.contains(&url) {
        let (Some(extension), around) = (cx.tree.parent(at), shown(cx.tree.child_value(parent, "url").unwrap_or_default())) else { return };
        let message = format!("{} must be beside extension {around}, not inside it", shown(url));
        let finding = cx.finding(&SUB_EXTENSION, At::Name(extension), message).about(Subject::Stray(url.to_owned()));
        let finding = finding.expected(format!("{} beside {around}", shown(url))).found(format!("{} in {around}", shown(url)));
        return cx.report(finding.by(Some(cx.canonical(definition))));
    }
    // Where a definition names no parts, that there is one at all is the fault.
    if names.is_empty() {
        return;
    }
    let finding = cx.finding(&SUB_EXTENSION, At::Value(at), "url is unknown in the surrounding extension").found(shown(url));
    let finding = match nearest(names.iter().copied(), url) {
        Some(meant) => finding.expected(meant).perhaps_put_right_by(meant),
        None => finding.expected(["one of ", &names.join(", ")].concat()),
    };
    let finding = finding.by(Some(cx.canonical(definition)));
    cx.report(finding);
}

/// Whether an extension is likely a misspelt one of a slice: then the slice is not missing.
pub(super) fn is_meant<'a>(cx: &Context<'a>, node: NodeId, slice: Overlay<'a>) -> bool {
    let Some(url) = cx.tree.child_value(node, "url").filter(|url| !url.contains(':')) else { return false };
    if has_url(cx.definitions, slice, url) {
        return false;
    }
    let siblings = parts(cx.definitions, Overlay { definition: slice.definition, element: slice.get().parent });
    nearest(siblings, url).is_some_and(|meant| meant != url && has_url(cx.definitions, slice, meant))
}

/// The names of the parts of an extension, by its definition.
pub(crate) fn names_of_parts<'a>(definitions: &'a Definitions, tree: &Tree<'_>, extension: NodeId) -> Vec<&'a str> {
    definition_of(definitions, tree, extension).map_or_else(Vec::new, |around| parts(definitions, around))
}

/// The definition that says what is inside an extension: its own, or the part of the one around it.
fn definition_of<'a>(definitions: &'a Definitions, tree: &Tree<'_>, extension: NodeId) -> Option<Overlay<'a>> {
    let url = tree.child_value(extension, "url")?;
    if url.contains(':') {
        let definition = definitions.structure_by_url(definitions.symbol(url.trim())?)?;
        let is_extension = definition.type_code == definitions.words().extension_type && definition.constraint;
        return is_extension.then(|| Overlay::root(definition));
    }
    let around = definition_of(definitions, tree, tree.parent(extension)?)?;
    slices(definitions, around).find(|&part| has_url(definitions, part, url))
}

fn slices<'a>(definitions: &'a Definitions, around: Overlay<'a>) -> impl Iterator<Item = Overlay<'a>> {
    let extension = definitions.words().extension;
    let children = around.definition.children(around.element).map(move |element| Overlay { element, ..around });
    children.filter(move |child| child.get().name == extension && child.get().slice.is_some())
}

/// The names of the parts of an extension.
fn parts<'a>(definitions: &'a Definitions, around: Overlay<'a>) -> Vec<&'a str> {
    let definition = around.definition;
    let url_of = |part: Overlay<'a>| {
        definition.children(part.element).find_map(|child| {
            let element = &definition.elements[child as usize];
            let value = element.fixed.filter(|_| definitions.text(element.name) == "url")?;
            Some(definitions.text(definition.values[value as usize].value))
        })
    };
    slices(definitions, around).filter_map(url_of).collect()
}
