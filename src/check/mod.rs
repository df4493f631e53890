//! What the definitions say of an instance, one file for each kind of constraint.
//!
//! A node is checked once against its base type and against a set of *overlays*: the profiles that its
//! resource declares, the profile on its type, the slice it fell into, its extension's definition.

mod binding;
mod bundle;
mod cardinality;
mod coding;
mod conforms;
mod contained;
mod discriminator;
mod extension;
mod form;
mod index;
mod inherited;
mod invariant;
mod look;
mod names;
mod narrative;
mod primitive;
mod reference;
mod resource;
pub(crate) mod rules;
mod slicing;
mod types;
mod value;
mod walk;

pub(crate) use coding::{is_nhs_number, is_snomed_id, same_display};
pub(crate) use primitive::{is_id, is_instant, is_lower_uuid};

use std::rc::Rc;

use crate::definitions::Definitions;
use crate::definitions::model::{Definition, Element};
use crate::definitions::shape::Words;
use crate::finding::{At, Finding, Rule};
use crate::hash::{NumberMap, TextMap};
use crate::intern::Symbol;
use crate::progress::Watch;
use crate::read::Limits;
use crate::tree::{NodeId, Tree};
use crate::typed::Typed;
pub(crate) use index::{ACROSS, Index, Target};
pub(crate) use look::{look, survey};
use names::Names;

/// Something that could not be checked.
#[derive(Clone, Debug)]
pub(crate) struct Unchecked {
    /// Stable word for the kind of reason.
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) node: NodeId,
    pub(crate) count: u32,
}

/// What a check found.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) findings: Vec<Finding>,
    pub(crate) unchecked: Vec<Unchecked>,
}

/// An element of a profile that a node is held to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overlay<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) element: u32,
}

impl<'a> Overlay<'a> {
    fn root(definition: &'a Definition) -> Overlay<'a> {
        Overlay { definition, element: 0 }
    }

    pub(crate) fn get(self) -> &'a Element {
        &self.definition.elements[self.element as usize]
    }

    fn same(self, other: Overlay<'_>) -> bool {
        self.element == other.element && std::ptr::eq(self.definition, other.definition)
    }
}

/// A child of the node that is being looked at, paired with what its base type says of it.
#[derive(Clone, Copy, Debug)]
struct Item {
    node: NodeId,
    /// Place among the base type's children.
    child: u32,
    /// The type, where the name says it (`valueString`); otherwise that of the element.
    type_code: Option<Symbol>,
}

/// How often a child of the base type stands in a node.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    items: u32,
    /// That it stands there too often or too seldom has been reported.
    reported: bool,
    /// The finding of a name that is likely a misspelling of its own, by its place among the findings.
    misspelt: Option<u32>,
}

/// What something that was not checked is about, so that it is told once.
#[derive(Clone, Copy, Debug)]
enum About {
    /// A canonical URL that the definitions know of.
    Symbol(Symbol),
    /// An element of a definition.
    Element(Symbol, u32),
    /// A text of the message.
    Text(u32),
}

impl About {
    /// All of it in 56 bits: an element's place takes no more than 24, and other numbers no more than 30.
    fn key(self) -> u64 {
        match self {
            About::Symbol(symbol) => u64::from(symbol.0) << 24,
            About::Element(symbol, element) => 1 << 54 | u64::from(symbol.0) << 24 | u64::from(element),
            About::Text(text) => 2 << 54 | u64::from(text) << 24,
        }
    }
}

/// Everything that a rule may look at, and where it reports.
pub(crate) struct Check<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) definitions: &'a Definitions,
    pub(crate) words: Words,
    names: Names,
    limits: Limits,
    full: bool,
    outcome: Outcome,
    /// Overlays of the nodes on the way from the root to the one that is looked at.
    overlays: Vec<Overlay<'a>>,
    items: Vec<Item>,
    counts: Vec<Count>,
    /// Overlays of items, before they are sorted by item.
    pending: Vec<(u32, Overlay<'a>)>,
    typed: Typed<'a>,
    /// Constraints to evaluate when the message has been walked.
    constraints: Vec<invariant::Pending<'a>>,
    index: Rc<Index<'a>>,
    /// Complex values of profiles, by their text.
    values: (NumberMap, Vec<Rc<Tree<'a>>>),
    /// Whether a node keeps a profile that it does not declare, and if not, the first reason.
    conforming: (NumberMap, Vec<(bool, Option<String>)>),
    /// The reason of the latest no.
    why_not: Option<String>,
    /// While something is looked at in silence: its place in `conforming`.
    asked: Option<u32>,
    /// Constraints that decide whether it keeps its profile after all, by that place.
    deciding: Vec<(u32, invariant::Pending<'a>)>,
    /// References that were believed as long as those constraints hold.
    believed: Vec<reference::Believed<'a>>,
    /// What of such a look could not be checked, by the same place and by what it is about.
    doubts: Vec<(u32, u64, Unchecked)>,
    /// Findings about targets, by target and profile.
    wrong_targets: NumberMap,
    /// Places in `outcome.unchecked`.
    told: NumberMap,
    /// Reasons why something was not checked.
    reasons: TextMap<'static>,
    texts: TextMap<'a>,
    /// Looking whether something keeps a profile: findings will be dropped.
    silent: bool,
    /// Profiles of resources that declare none.
    assumed: Vec<(NodeId, Symbol)>,
    /// A node that somebody asks about, and what it is held to.
    watched: Option<NodeId>,
    held: Option<look::Held<'a>>,
    /// Somebody wants to know how far this has come.
    watch: Option<&'a Watch<'a>>,
}

/// Checks a message. Resources that declare no profile are held to those `assumed` of them. Beside what it found it gives
/// what the walk learned of the tree.
pub(crate) fn check<'a>(
    tree: &'a Tree<'a>,
    definitions: &'a Definitions,
    limits: Limits,
    index: Rc<Index<'a>>,
    assumed: &[(NodeId, String)],
    watch: Option<&'a Watch<'a>>,
) -> (Outcome, Typed<'a>) {
    let mut cx = Check::new(tree, definitions, limits, index);
    cx.assume(assumed);
    cx.watch = watch;
    if !tree.is_empty() {
        resource::check(&mut cx, NodeId::ROOT, 0);
        if let Some(watch) = watch {
            watch.phase("invariants", &cx.outcome.findings);
        }
        invariant::check(&mut cx);
        reference::believed(&mut cx);
    }
    (cx.outcome, cx.typed)
}

/// What the walk learns of a tree.
pub(crate) fn typed<'a>(tree: &'a Tree<'a>, definitions: &'a Definitions, limits: Limits) -> Typed<'a> {
    check(tree, definitions, limits, Rc::new(Index::of(tree)), &[], None).1
}

impl<'a> Check<'a> {
    fn new(tree: &'a Tree<'a>, definitions: &'a Definitions, limits: Limits, index: Rc<Index<'a>>) -> Check<'a> {
        Check {
            tree,
            definitions,
            words: definitions.words(),
            names: Names::of(tree, definitions),
            limits,
            full: false,
            outcome: Outcome::default(),
            overlays: Vec::new(),
            items: Vec::new(),
            counts: Vec::new(),
            pending: Vec::new(),
            typed: Typed::new(tree, definitions),
            constraints: Vec::new(),
            index,
            values: Default::default(),
            conforming: Default::default(),
            why_not: None,
            asked: None,
            deciding: Vec::new(),
            believed: Vec::new(),
            doubts: Vec::new(),
            wrong_targets: NumberMap::default(),
            told: NumberMap::default(),
            reasons: TextMap::default(),
            texts: TextMap::default(),
            silent: false,
            assumed: Vec::new(),
            watched: None,
            held: None,
            watch: None,
        }
    }

    /// Resources that declare no profile are held to these.
    fn assume(&mut self, assumed: &[(NodeId, String)]) {
        self.assumed = assumed.iter().filter_map(|(node, url)| Some((*node, self.definitions.symbol(url)?))).collect();
    }

    fn report(&mut self, finding: Finding) {
        if self.silent {
            return self.outcome.findings.push(finding);
        }
        if self.full {
            return;
        }
        if self.outcome.findings.len() >= self.limits.issues {
            self.full = true;
            let wanted = format!("at most {} findings", self.limits.issues);
            let message = "There are more findings than the limit; the rest is not listed";
            self.outcome.findings.push(Finding::new(&crate::read::rules::LIMIT_ISSUES, finding.at, message).wanted(wanted).found("more"));
            return;
        }
        self.outcome.findings.push(finding);
    }

    /// A finding of a rule at a place; more is added with `wanted` and `found`, and told with `report`.
    fn finding(&self, rule: &'static Rule, at: At, message: impl Into<String>) -> Finding {
        Finding::new(rule, at, message)
    }

    /// Something that could not be checked. Told once for each thing that it is `about`; the message is only
    /// made the first time.
    fn unchecked(&mut self, reason: &'static str, about: About, node: NodeId, message: impl FnOnce(&Check<'a>) -> String) {
        let key = about.key() | u64::from(self.reasons.number(reason)) << 56;
        if self.silent {
            if let Some(place) = self.asked {
                let message = message(self);
                self.doubts.push((place, key, Unchecked { reason, message, node, count: 1 }));
            }
            return;
        }
        let known = self.told.or_insert(key, self.outcome.unchecked.len() as u32);
        if let Some(known) = self.outcome.unchecked.get_mut(known as usize) {
            known.count += 1;
            return;
        }
        let message = message(self);
        self.outcome.unchecked.push(Unchecked { reason, message, node, count: 1 });
    }

    /// The same of something that was put into words before, unless it has been told where it stands.
    fn tell(&mut self, key: u64, doubt: Unchecked) {
        let place = self.outcome.unchecked.len() as u32;
        if self.told.or_insert(key, place) == place {
            self.outcome.unchecked.push(doubt);
        }
    }

    /// What a text of the message stands for, as something that may be told of.
    fn about(&mut self, text: &'a str) -> About {
        About::Text(self.texts.number(text))
    }

    /// A profile's URL with its version, as a canonical reference names it.
    fn canonical(&self, definition: &Definition) -> String {
        let url = self.definitions.text(definition.url);
        match definition.version {
            Some(version) => format!("{url}|{}", self.definitions.text(version)),
            None => url.to_owned(),
        }
    }

    /// The name of a child of a base type, as a message names it: `value[x]`.
    fn element_name(&self, name: Symbol, choice: bool) -> String {
        let name = self.definitions.text(name);
        if choice { format!("{name}[x]") } else { name.to_owned() }
    }

    /// Something of this node has been reported that leaves nothing more to say of its content.
    fn is_reported(&self, node: NodeId) -> bool {
        self.tree.has(node, crate::tree::form::REPORTED)
    }
}
