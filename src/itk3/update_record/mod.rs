//! What the guide of GP Connect Update Record asks of its document.

pub(crate) mod composition;
pub(crate) mod entries;
pub(crate) mod observations;
pub(crate) mod references;

use super::cx::Cx;
use super::gp_connect::is_of_another_event;
use super::recognise::Kind;

pub(super) fn check(cx: &mut Cx<'_>) {
    if cx.parts.event != Some("ITK014M") || cx.parts.kind != Kind::SendPayload || is_of_another_event(cx) {
        return;
    }
    let Some(document) = cx.parts.document else { return };
    references::check(cx);
    entries::check(cx, document);
    composition::check(cx, document);
    observations::check(cx, document);
}
