//! Which profiles a resource is held to: those that it declares, and those that are assumed of it.

use super::context::Context;
use super::definition_url;
use super::overlay::Overlay;
use crate::definitions::model::Definition;
use crate::definitions::split_version;
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::NodeId;

const PROFILE: &str = "https://hl7.org/fhir/STU3/resource.html#meta";

rule! {
    PROFILE_TYPE = Error "structure" "profile-type";
    title: "Declared profile of another resource type",
    why: "A profile constrains one resource type. It cannot apply to any other.",
    link: PROFILE,
}

/// Adds the overlays of the profiles; those from `overlays` on hold already.
pub(super) fn declared(cx: &mut Context<'_>, node: NodeId, overlays: usize) {
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
        let named = definitions.structure_named(written.trim());
        let of_type = |meant: &&Definition| Some(definitions.text(meant.type_code)) == tree.resource_type(node);
        let meant = if named.is_none() { definition_url::check(cx, declared, written).filter(of_type) } else { None };
        if named.is_none() {
            let about = cx.about(written);
            cx.unchecked("unknown-profile", about, declared, |cx| match meant {
                // A slip of the hand is reported; what the profile asks for is checked all the same.
                Some(meant) => {
                    format!("The profile {} is unknown; {} was applied in its place", shown(written.trim()), cx.canonical(meant))
                }
                None => format!("The profile {} is unknown, so it was not applied", shown(written.trim())),
            });
        }
        let Some(definition) = named.or(meant) else { continue };
        let expected = definitions.text(definition.type_code);
        let actual = tree.resource_type(node).unwrap_or_default();
        let any = !definition.constraint && matches!(expected, "Resource" | "DomainResource");
        if expected != actual && !any {
            let message = format!("meta.profile must name a profile of {}, not of {expected}", shown(actual));
            let finding = cx.finding(&PROFILE_TYPE, At::Value(declared), message);
            cx.report(finding.expected(format!("a profile of {}", shown(actual))).found(shown(written)));
            continue;
        }
        if let (Some(version), Some(known)) = (split_version(written.trim()).1, definition.version)
            && version != definitions.text(known)
        {
            let about = cx.about(written);
            cx.unchecked("profile-version", about, declared, |cx| {
                let known = cx.canonical(definition);
                format!("{} is unknown in this version; the message was checked against {known}", shown(written.trim()))
            });
        }
        if definition.constraint {
            push(cx, Overlay::root(definition), overlays);
        }
    }
}

/// Adds an overlay of the node unless it holds already.
pub(super) fn push<'a>(cx: &mut Context<'a>, overlay: Overlay<'a>, from: usize) {
    if !cx.overlays[from..].iter().any(|known| known.same(overlay)) {
        cx.overlays.push(overlay);
        push_base(cx, overlay, from);
    }
}

/// A profile of a profile holds to both.
fn push_base<'a>(cx: &mut Context<'a>, overlay: Overlay<'a>, from: usize) {
    if overlay.element == 0
        && let Some(base) = overlay.definition.base.and_then(|base| cx.definitions.structure_by_url(base))
        && base.constraint
    {
        push(cx, Overlay::root(base), from);
    }
}
