//! What the definitions say of an instance, one file for each kind of constraint.
//!
//! A node is checked once against its base type and against a set of *overlays*: the profiles that its
//! resource declares, the profile on its type, the slice it fell into, its extension's definition.

mod attachment;
mod belonging;
mod binding;
mod bundle;
mod cardinality;
mod coding;
mod contained;
mod context;
mod definition_url;
mod discriminated;
mod discriminator;
mod duplicate_id;
mod extension;
mod form;
mod full_url;
mod home;
mod identifier;
mod implicit_rules;
mod index;
mod inherited;
mod invariant;
mod keeping;
mod likeness;
mod links;
mod loinc;
mod look;
mod names;
mod narrative;
mod near_code;
mod observer;
mod other_releases;
mod outcome;
mod overlay;
mod path;
mod placeholder;
mod primitive;
mod profiles;
mod quantity;
mod questionnaire;
mod questionnaires;
mod reference;
pub(crate) mod requested;
pub(crate) mod rules;
mod sampled_data;
mod sink;
mod slicing;
mod snomed;
mod sub_extension;
mod system_uri;
mod systems;
mod target;
mod trial;
mod types;
mod ucum;
mod unknown;
mod uri;
mod value;
mod walk;
mod wording;

pub(crate) use attachment::decoded;
pub(crate) use coding::same_display;
pub(crate) use identifier::is_nhs_number;
pub(crate) use index::{Index, Target};
pub(crate) use loinc::{SYSTEM as LOINC, is_loinc_code};
pub(crate) use look::{references, watched};
pub(crate) use narrative::{narrative_attributes, narrative_elements, runs_script};
pub(crate) use observer::{Observer, Visit};
pub(crate) use outcome::{Outcome, Unchecked};
pub(crate) use overlay::Overlay;
pub(crate) use placeholder::is_placeholder;
pub(crate) use primitive::{is_id, is_instant};
pub(crate) use snomed::{SYSTEM as SNOMED, is_snomed_code, is_snomed_id};
pub(crate) use sub_extension::names_of_parts;
pub(crate) use systems::{meant as system_meant, of_oid};
pub(crate) use ucum::without_annotations;
pub(crate) use uri::{before_uuid, is_lower_uuid};

use std::rc::Rc;

use context::Context;
use sink::Sink;

use crate::definitions::Definitions;
use crate::syntax::Limits;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::Typed;

/// Checks a message. Resources that declare no profile are held to those `assumed` of them. Beside what it found it gives
/// what the walk learned of the tree.
pub(crate) fn check<'a>(
    tree: &'a Tree<'a>,
    definitions: &'a Definitions,
    limits: Limits,
    index: Rc<Index<'a>>,
    assumed: &[(NodeId, String)],
    observer: Option<&'a dyn Observer>,
) -> (Outcome, Typed<'a>) {
    let mut cx = Context::new(tree, definitions, limits, index, walk::as_profile);
    cx.assume(assumed);
    cx.observer = observer;
    if !tree.is_empty() {
        walk::resource(&mut cx, NodeId::ROOT, 0);
        if let Some(observer) = observer {
            observer.phase("invariants", &cx.sink.findings);
        }
        invariant::check(&mut cx);
        reference::believed(&mut cx);
        duplicate_id::check(&mut cx);
        placeholder::check(&mut cx);
    }
    let Sink { findings, unchecked, is_full, .. } = cx.sink;
    let unchecked = unchecked.into_iter().map(|(_, unchecked)| unchecked).collect();
    (Outcome { findings, unchecked, is_full, ..Outcome::default() }, cx.typed)
}

/// What the walk learns of a tree.
pub(crate) fn typed<'a>(tree: &'a Tree<'a>, definitions: &'a Definitions, limits: Limits) -> Typed<'a> {
    check(tree, definitions, limits, Rc::new(Index::of(tree)), &[], None).1
}
