//! Whether references lead somewhere. Each Bundle is its own scope; a nested one does not see its outer one.

use super::bundle::{Entries, Index, type_and_id};
use super::{Check, rules};
use crate::finding::{At, shown};
use crate::tree::NodeId;

pub(super) fn check<'a>(cx: &mut Check<'a>, index: &Index<'a>) {
    for node in std::mem::take(&mut cx.references) {
        let Some(at) = cx.tree.child(node, "reference") else { continue };
        let Some(value) = cx.tree.value(at) else { continue };
        if cx.is_reported(at) || value.is_empty() {
            continue;
        }
        resolve(cx, index, node, at, value);
    }
}

fn resolve<'a>(cx: &mut Check<'a>, index: &Index<'a>, node: NodeId, at: NodeId, value: &'a str) {
    if let Some(id) = value.strip_prefix('#') {
        return contained(cx, node, at, id);
    }
    let scope = scope(cx, node);
    let entries = scope.and_then(|(bundle, _)| index.get(&bundle));
    if entries.is_some_and(|entries| entries.by_url.contains_key(value)) {
        return;
    }
    let local = value.starts_with("urn:uuid:") || value.starts_with("urn:oid:");
    let absolute = !local && value.contains(':');
    if absolute {
        let url = value.split('|').next().unwrap_or(value);
        // A definition that is known here is no resource that has to travel along.
        if !cx.definitions.symbol(url).is_some_and(|url| cx.definitions.is_definition(url)) {
            cx.unchecked("external-reference", at, format!("{} is outside the message, so its target was not checked", shown(value)));
        }
        return;
    }
    let Some((bundle, entry)) = scope else {
        if local {
            unresolved(cx, at, value, "There is no Bundle in which this reference could be found");
        } else {
            cx.unchecked("external-reference", at, format!("{} is outside this resource, so its target was not checked", shown(value)));
        }
        return;
    };
    let Some(entries) = entries else { return };
    if !local && relative(cx, entries, entry, at, value) {
        return;
    }
    // Messages hold a Bundle or two; for a text made of thousands the better words are not worth the time.
    let elsewhere = index.len() <= 16 && index.iter().any(|(&other, entries)| other != bundle && entries.by_url.contains_key(value));
    let message = if elsewhere {
        "The target is in another Bundle of this message; a reference does not reach across"
    } else {
        "No entry of this Bundle is the target of this reference"
    };
    unresolved(cx, at, value, message);
}

/// A relative reference: against the base of its entry's own fullUrl, else by type and id. `true` where
/// nothing more is to be said.
fn relative(cx: &mut Check<'_>, entries: &Entries<'_>, entry: NodeId, at: NodeId, value: &str) -> bool {
    let target = value.split("/_history/").next().unwrap_or(value);
    let base = cx.tree.child_value(entry, "fullUrl").and_then(base_of);
    if let Some(base) = base
        && entries.by_url.contains_key(format!("{base}{target}").as_str())
    {
        return true;
    }
    if type_and_id(target).is_some_and(|key| entries.by_type_and_id.contains_key(&key)) {
        return true;
    }
    if base.is_some() && type_and_id(target).is_some() {
        let message = format!("{} is not in this Bundle; it may be where its entry came from, which was not checked", shown(value));
        cx.unchecked("external-reference", at, message);
        return true;
    }
    false
}

/// `http://example.org/fhir/` of `http://example.org/fhir/Patient/1`.
fn base_of(full_url: &str) -> Option<&str> {
    let (kind, id) = type_and_id(full_url)?;
    full_url.starts_with("http").then(|| full_url.split("/_history/").next().unwrap_or(full_url))?.strip_suffix(&format!("{kind}/{id}"))
}

/// The Bundle that a node stands in, and its entry there.
fn scope(cx: &Check<'_>, node: NodeId) -> Option<(NodeId, NodeId)> {
    let mut at = node;
    while let Some(parent) = cx.tree.parent(at) {
        if cx.tree.resource_type(parent) == Some("Bundle") {
            return Some((parent, at));
        }
        at = parent;
    }
    None
}

/// `#id`: a resource contained in the resource that is not contained itself.
fn contained(cx: &mut Check<'_>, node: NodeId, at: NodeId, id: &str) {
    let tree = cx.tree;
    let mut holder = node;
    while let Some(parent) = tree.parent(holder) {
        holder = parent;
        if tree.resource_type(holder).is_some() && tree.name(holder) != "contained" {
            break;
        }
    }
    let found = id.is_empty() || tree.children_named(holder, "contained").any(|resource| tree.child_value(resource, "id") == Some(id));
    if !found {
        let value = format!("#{id}");
        unresolved(cx, at, &value, "No contained resource of this resource has this id");
    }
}

fn unresolved(cx: &mut Check<'_>, at: NodeId, value: &str, message: &str) {
    let wanted = if value.starts_with('#') { "the id of a contained resource" } else { "the fullUrl of an entry of the same Bundle" };
    let finding = cx.finding(&rules::REFERENCE_UNRESOLVED, At::Value(at), message).wanted(wanted).found(shown(value));
    cx.report(finding);
}
