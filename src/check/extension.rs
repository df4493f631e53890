//! Which extension this is.

use super::resource::push;
use super::{Check, Overlay, rules};
use crate::finding::{At, shown};
use crate::tree::NodeId;

/// Adds the extension's definition to the overlays of its node.
pub(super) fn check(cx: &mut Check<'_>, parent: NodeId, node: NodeId, overlays: usize) {
    let Some(at) = cx.tree.child(node, "url") else { return };
    let Some(url) = cx.tree.value(at) else { return };
    if cx.is_reported(at) {
        return;
    }
    if !url.contains(':') {
        // Within an extension a part is named by a word of its own; elsewhere that names nothing.
        let within = matches!(cx.tree.name(parent), "extension" | "modifierExtension");
        if !within {
            let finding = cx
                .finding(&rules::EXTENSION_URL, At::Value(at), "The url of an extension is absolute")
                .wanted("an absolute URL; a bare name only within an extension")
                .found(shown(url));
            cx.report(finding);
        }
        return;
    }
    let definitions = cx.definitions;
    let known = definitions.symbol(url.trim()).and_then(|url| definitions.structure_by_url(url));
    match known.filter(|definition| definition.type_code == cx.words.extension_type && definition.constraint) {
        Some(definition) => push(cx, Overlay::root(definition), overlays),
        None => {
            let message = format!("The extension {} is not known here, so its content was not checked", shown(url));
            cx.unchecked("unknown-extension", at, message);
        }
    }
}
