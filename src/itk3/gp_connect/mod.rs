//! What GP Connect asks of its messages beyond ITK3: the header of all of them, and the documents of Send Document.

pub(crate) mod composition;
pub(crate) mod composition_rules;
pub(crate) mod guide;
pub(crate) mod header;
pub(crate) mod metadata;
pub(crate) mod people;
pub(crate) mod responses;
pub(crate) mod sections;

pub(crate) use guide::{Document, Guide};

use super::cx::Cx;
use super::flows;
use super::recognise::Kind;
use super::view::Key;
use crate::definitions::split_version;
use crate::syntax::tree::NodeId;

pub(super) fn check(cx: &mut Cx<'_>) {
    let Some(guide) = Guide::of(cx).filter(|_| cx.parts.kind == Kind::SendPayload) else { return };
    header::check(cx, guide);
    if is_of_another_event(cx) {
        let name = if guide == Guide::UpdateRecord { "Update Record" } else { "Send Document" };
        let message = format!("The event and the MessageDefinition do not match; the rules of {name} for the document were not checked");
        cx.leave_unchecked("guide-unknown", cx.parts.document.unwrap_or(NodeId::ROOT), message);
        return;
    }
    composition::check(cx, guide);
    if guide == Guide::UpdateRecord {
        return;
    }
    sections::check(cx, guide);
    people::check(cx, guide);
    // Last: one finding for many resources says nothing of the first of them.
    metadata::check(cx, guide);
}

/// Returns whether the MessageDefinition belongs to another event. That is reported; which guide the document follows is then unknown.
pub(super) fn is_of_another_event(cx: &Cx<'_>) -> bool {
    let of_definition = cx.parts.key_value(cx.tree, Key::MessageDefinition).and_then(|url| flows::of_definition(split_version(url).0));
    of_definition.is_some_and(|flow| Some(flow.event) != cx.parts.event)
}
