//! Fixed values of profiles.

use super::{Check, rules};
use crate::finding::{At, Finding, shown};
use crate::tree::NodeId;

/// A primitive with a fixed value has just that one.
pub(super) fn check(cx: &mut Check<'_>, node: NodeId, overlays: usize) {
    for at in overlays..cx.overlays.len() {
        let overlay = cx.overlays[at];
        let Some(fixed) = overlay.get().fixed else { continue };
        let Some(value) = cx.tree.value(node) else { continue };
        let wanted = cx.definitions.text(overlay.definition.values[fixed as usize].value);
        if value == wanted {
            continue;
        }
        let finding = cx
            .finding(&rules::FIXED, At::Value(node), format!("{} has one value here, and this is another", cx.tree.name(node)))
            .wanted(wanted)
            .found(shown(value));
        let finding = Finding { profile: Some(cx.canonical(overlay.definition)), ..finding };
        cx.report(finding);
        return;
    }
}
