//! What the four guides of Transfer of Care ask of their documents, in a message or alone.

pub(crate) mod attachments;
pub(crate) mod entries;
pub(crate) mod guide;
pub(crate) mod headings;
pub(crate) mod metadata;
pub(crate) mod people;

pub(super) use guide::guide;
pub(crate) use metadata::{displays_of_title, is_title_of};

use super::cx::Cx;
use super::recognise::Kind;

pub(super) fn check(cx: &mut Cx<'_>) {
    if !matches!(cx.parts.kind, Kind::SendPayload | Kind::Document) {
        return;
    }
    let (Some(guide), Some(document), Some(composition)) = (guide(cx), cx.parts.document, cx.parts.composition) else { return };
    headings::check(cx, guide, composition);
    metadata::check(cx, guide, composition);
    attachments::check(cx, document, composition);
    people::check(cx, guide, document, composition);
    entries::check(cx, document);
}
