//! ITK 2, the generation before ITK3, which still runs beside it: a distribution envelope, in SOAP or alone, and what answers it.
//! What the schema and the published rules say is checked; the content of payloads is not, and signatures are not verified.

mod business;
mod card;
pub(crate) mod codes;
mod cx;
mod fault;
pub(crate) mod form;
pub(crate) mod handling;
mod identity;
mod infrastructure;
mod links;
mod manifest;
pub(crate) mod names;
pub(crate) mod profiles;
pub(crate) mod recognise;
mod reply;
pub(crate) mod rules;
mod soap;
mod structure;
mod values;
pub(crate) mod view;

use std::collections::HashSet;

use crate::diagnostic::Diagnostic;
use crate::source::Encoding;
use crate::syntax::tree::{NodeId, Tree};

pub use card::{Address, Itk2, Payload, Response, Spec};
pub use codes::{DISTRIBUTION_ENVELOPE_ERRORS, ErrorCode, TOOLKIT_ERRORS};
use cx::Cx;
pub use reply::Itk2Reply;
use view::View;

/// Payloads of other standards: of each kind how many, and the first.
pub(crate) struct Unchecked {
    pub(crate) title: &'static str,
    pub(crate) count: u32,
    pub(crate) first: NodeId,
}

/// Applies the rules of ITK 2. `begin` is where the XML begins in the text.
pub(crate) fn check(tree: &Tree<'_>, encoding: Option<Encoding>, begin: usize) -> Vec<Diagnostic> {
    if tree.is_empty() {
        return Vec::new();
    }
    let view = View::of(tree);
    let mut cx = Cx { tree, view: &view, encoding, begin, namespaces_reported: HashSet::new(), findings: Vec::new() };
    structure::check(&mut cx);
    values::check(&mut cx);
    identity::check(&mut cx);
    manifest::check(&mut cx);
    handling::check(&mut cx);
    soap::check(&mut cx);
    fault::check(&mut cx);
    infrastructure::check(&mut cx);
    business::check(&mut cx);
    cx.findings
}

/// What was not looked into: the content of payloads that belong to other standards.
pub(crate) fn unchecked(tree: &Tree<'_>) -> Vec<Unchecked> {
    let view = View::of(tree);
    let mut all: Vec<Unchecked> = Vec::new();
    for &payload in &view.payloads {
        let Some(content) = view::elements(tree, payload).next() else { continue };
        let (kind, title) = recognise::payload(&view, payload, None);
        if matches!(kind, "infrastructure-response" | "business-response") {
            continue;
        }
        match all.iter_mut().find(|known| known.title == title) {
            Some(known) => known.count += 1,
            None => all.push(Unchecked { title, count: 1, first: content }),
        }
    }
    all
}
