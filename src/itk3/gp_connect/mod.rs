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
use super::recognise::Kind;

pub(super) fn check(cx: &mut Cx<'_>) {
    let Some(guide) = Guide::of(cx).filter(|_| cx.parts.kind == Kind::SendPayload) else { return };
    header::check(cx, guide);
    composition::check(cx, guide);
    if guide == Guide::UpdateRecord {
        return;
    }
    sections::check(cx, guide);
    people::check(cx, guide);
    // Last: one finding for many resources says nothing of the first of them.
    metadata::check(cx, guide);
}
