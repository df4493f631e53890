//! Which resource this is, and which profiles it declares.

use super::{Check, Overlay, bundle, contained, invariant, rules, walk};
use crate::definitions::model::Kind;
use crate::definitions::shape::ShapeId;
use crate::definitions::split_version;
use crate::diagnostic::{At, shown};
use crate::syntax::tree::{NodeId, form};

/// Checks a resource against its type and its profiles; overlays from `overlays` on hold for it already.
pub(super) fn check(cx: &mut Check<'_>, node: NodeId, overlays: usize) {
    let Some(name) = cx.tree.resource_type(node) else {
        if !cx.is_reported(node) {
            let finding = cx
                .finding(&rules::RESOURCE_EXPECTED, At::Name(node), "There is no resource here")
                .wanted("a resource such as Bundle; in JSON it has a resourceType, in XML its own element");
            let found = if cx.tree.ordered { format!("<{}>", cx.tree.name(node)) } else { "an object without resourceType".to_owned() };
            cx.report(finding.found(found));
        }
        return;
    };
    let known = cx.definitions.symbol(name).and_then(|code| cx.definitions.type_definition(code));
    let Some((id, definition)) = known.filter(|(_, d)| d.kind == Kind::Resource && !d.is_abstract) else {
        let message = format!("STU3 has no resource {}; it was not checked", shown(name));
        let finding = cx.finding(&rules::RESOURCE_UNKNOWN, At::Name(node), message).wanted("a resource of FHIR STU3").found(shown(name));
        cx.report(finding);
        return;
    };
    // A resource that needs nothing, such as Parameters, may be empty: ele-1 is no rule of resources.
    let shape = ShapeId { definition: id, element: 0 };
    if cx.tree.children(node).next().is_none() && cx.definitions.shape(shape).iter().any(|child| child.min > 0) {
        if !cx.is_reported(node) && !cx.tree.has(node, form::INCOMPLETE) {
            let finding = cx
                .finding(&rules::EMPTY_ELEMENT, At::Name(node), format!("The {} is empty", shown(name)))
                .wanted("a resource with content, or no resource")
                .found("nothing");
            cx.report(finding);
        }
        return;
    }
    let type_code = definition.type_code;
    cx.typed.set_type(node, type_code);
    declared_profiles(cx, node, overlays);
    cx.visit(node, Overlay::root(definition), type_code, overlays);
    invariant::note(cx, node, None, type_code, overlays);
    walk::children(cx, node, shape, overlays);
    contained::check(cx, node);
    if type_code == cx.words.bundle {
        bundle::check(cx, node);
    }
    cx.overlays.truncate(overlays);
}

fn declared_profiles(cx: &mut Check<'_>, node: NodeId, overlays: usize) {
    let (tree, definitions) = (cx.tree, cx.definitions);
    for place in 0..cx.assumed.len() {
        let (of, url) = cx.assumed[place];
        if of == node
            && let Some(assumed) = definitions.structure_by_url(url)
            && assumed.constraint
        {
            push(cx, Overlay::root(assumed), overlays);
        }
    }
    let Some(meta) = tree.child(node, "meta") else { return };
    for declared in tree.children_named(meta, "profile") {
        let Some(written) = tree.value(declared) else { continue };
        // White space around a URL is reported where the value is; the profile meant is plain enough.
        let definitions = cx.definitions;
        let Some(definition) = definitions.structure_named(written.trim()) else {
            let about = cx.about(written);
            cx.unchecked("unknown-profile", about, declared, |_| {
                format!("The profile {} is not known here, so nothing was checked against it", shown(written.trim()))
            });
            continue;
        };
        let wanted = definitions.text(definition.type_code);
        let actual = tree.resource_type(node).unwrap_or_default();
        let any = !definition.constraint && matches!(wanted, "Resource" | "DomainResource");
        if wanted != actual && !any {
            let message = format!("The declared profile is for {wanted}, and this is {}", shown(actual));
            let finding = cx.finding(&rules::PROFILE_TYPE, At::Value(declared), message);
            cx.report(finding.wanted(format!("a profile of {}", shown(actual))).found(shown(written)));
            continue;
        }
        if let (Some(version), Some(known)) = (split_version(written.trim()).1, definition.version)
            && version != definitions.text(known)
        {
            let about = cx.about(written);
            cx.unchecked("profile-version", about, declared, |cx| {
                let known = cx.canonical(definition);
                format!("{} is not known here in this version; the message was checked against {known}", shown(written.trim()))
            });
        }
        if definition.constraint {
            push(cx, Overlay::root(definition), overlays);
        }
    }
}

/// Adds an overlay of the node unless it holds already.
pub(super) fn push<'a>(cx: &mut Check<'a>, overlay: Overlay<'a>, from: usize) {
    if !cx.overlays[from..].iter().any(|known| known.same(overlay)) {
        cx.overlays.push(overlay);
        push_base(cx, overlay, from);
    }
}

/// A profile of a profile holds to both.
fn push_base<'a>(cx: &mut Check<'a>, overlay: Overlay<'a>, from: usize) {
    if overlay.element == 0
        && let Some(base) = overlay.definition.base.and_then(|base| cx.definitions.structure_by_url(base))
        && base.constraint
    {
        push(cx, Overlay::root(base), from);
    }
}
