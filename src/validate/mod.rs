//! What the definitions say of an instance, one file for each kind of constraint.
//!
//! A node is checked once against its base type and against a set of *overlays*: the profiles that its
//! resource declares, the profile on its type, the slice it fell into, its extension's definition.

mod binding;
mod bundle;
mod cardinality;
mod coding;
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
mod observer;
mod primitive;
mod reference;
pub(crate) mod requested;
mod resource;
pub(crate) mod rules;
mod sink;
mod slicing;
mod trial;
mod types;
mod value;
mod walk;

pub(crate) use coding::{is_nhs_number, is_snomed_id, same_display};
pub(crate) use narrative::{narrative_attributes, narrative_elements};
pub(crate) use primitive::{is_id, is_instant, is_lower_uuid};

use std::rc::Rc;

use crate::definitions::Definitions;
use crate::definitions::model::{Definition, Element};
use crate::definitions::shape::Words;
use crate::diagnostic::{At, Finding, Rule};
use crate::hash::{NumberMap, TextMap};
use crate::resolve::Notes;
use crate::syntax::Limits;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::Typed;
pub(crate) use index::{Index, Target};
pub(crate) use look::{survey, walk};
use names::Names;
pub(crate) use observer::{Observer, Visit};
use sink::Sink;
use trial::{Trial, TrialId};

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
    /// What messaging knows better.
    pub(crate) notes: Notes,
    /// There was no room for all findings.
    pub(crate) is_full: bool,
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
    sink: Sink<'a>,
    /// Overlays of the nodes on the way from the root to the one that is looked at.
    overlays: Vec<Overlay<'a>>,
    items: Vec<Item>,
    /// How often each child of the base type stands in a node.
    counts: Vec<u32>,
    /// Overlays of items, before they are sorted by item.
    pending: Vec<(u32, Overlay<'a>)>,
    typed: Typed<'a>,
    index: Rc<Index<'a>>,
    /// Complex values of profiles, by their text.
    values: (NumberMap, Vec<Rc<Tree<'a>>>),
    /// Trials, by node and profile, and those that are being made.
    trials: (NumberMap, Vec<Trial<'a>>),
    trying: Vec<TrialId>,
    /// References whose targets kept their profiles in a trial.
    believed: Vec<reference::Believed<'a>>,
    /// Reasons why something was not checked.
    reasons: TextMap<'static>,
    texts: TextMap<'a>,
    /// Profiles of resources that declare none.
    assumed: Vec<(NodeId, Symbol)>,
    observer: Option<&'a dyn Observer>,
}

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
    let mut cx = Check::new(tree, definitions, limits, index);
    cx.assume(assumed);
    cx.observer = observer;
    if !tree.is_empty() {
        resource::check(&mut cx, NodeId::ROOT, 0);
        if let Some(observer) = observer {
            observer.phase("invariants", &cx.sink.findings);
        }
        invariant::check(&mut cx);
        reference::believed(&mut cx);
    }
    let Sink { findings, unchecked, is_full, .. } = cx.sink;
    let unchecked = unchecked.into_iter().map(|(_, unchecked)| unchecked).collect();
    (Outcome { findings, unchecked, is_full, ..Outcome::default() }, cx.typed)
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
            sink: Sink::default(),
            overlays: Vec::new(),
            items: Vec::new(),
            counts: Vec::new(),
            pending: Vec::new(),
            typed: Typed::new(tree, definitions),
            index,
            values: Default::default(),
            trials: Default::default(),
            trying: Vec::new(),
            believed: Vec::new(),
            reasons: TextMap::default(),
            texts: TextMap::default(),
            assumed: Vec::new(),
            observer: None,
        }
    }

    /// Resources that declare no profile are held to these.
    fn assume(&mut self, assumed: &[(NodeId, String)]) {
        self.assumed = assumed.iter().filter_map(|(node, url)| Some((*node, self.definitions.symbol(url)?))).collect();
    }

    fn report(&mut self, finding: Finding) {
        // What goes away with other findings does not count against the limit; how much of it is kept has a bound of its own.
        self.sink.report(finding, self.limits.unresolved());
    }

    /// The walk comes to a node, whose overlays are those from `overlays` on.
    fn visit(&self, node: NodeId, base: Overlay<'a>, type_code: Symbol, overlays: usize) {
        if let Some(observer) = self.observer.filter(|_| !self.is_trying()) {
            observer.visit(&Visit { node, type_code, base, overlays: &self.overlays[overlays..], findings: &self.sink.findings });
        }
    }

    /// A finding of a rule at a place; more is added with `wanted` and `found`, and told with `report`.
    fn finding(&self, rule: &'static Rule, at: At, message: impl Into<String>) -> Finding {
        Finding::new(rule, at, message)
    }

    /// Something that could not be checked. Told once for each thing that it is `about`; the message is only
    /// made the first time.
    fn unchecked(&mut self, reason: &'static str, about: About, node: NodeId, message: impl FnOnce(&Check<'a>) -> String) {
        let key = about.key() | u64::from(self.reasons.number(reason)) << 56;
        if !self.sink.again(key) {
            let message = message(self);
            self.sink.add_unchecked(key, Unchecked { reason, message, node, count: 1 });
        }
    }

    /// The same of something that was put into words before, unless it has been told where it stands.
    fn tell(&mut self, (key, unchecked): (u64, Unchecked)) {
        if !self.sink.knows(key) {
            self.sink.add_unchecked(key, unchecked);
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
        self.tree.has(node, crate::syntax::tree::form::REPORTED)
    }
}
