//! Everything that a rule may look at, and where it reports.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::discriminated::Discriminated;
use super::index::Index;
use super::names::Names;
use super::observer::{Observer, Visit};
use super::outcome::{About, Unchecked};
use super::overlay::Overlay;
use super::questionnaires::Questionnaires;
use super::sink::Sink;
use super::trial::{Believed, Trial, TrialId};
use crate::definitions::Definitions;
use crate::definitions::model::Definition;
use crate::definitions::shape::{ShapeId, Words};
use crate::diagnostic::{At, Diagnostic, Rule};
use crate::hash::{NumberMap, TextMap};
use crate::syntax::Limits;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, Tree, form};
use crate::typed::Typed;

/// A child of the node that is being looked at, paired with what its base type says of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) node: NodeId,
    /// Place among the base type's children.
    pub(super) child: u32,
    /// The type, where the name says it (`valueString`); otherwise that of the element.
    pub(super) type_code: Option<Symbol>,
}

/// An ancestor of the current node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    pub(super) node: NodeId,
    pub(super) shape: ShapeId,
    /// Where its counts start.
    pub(super) counts: usize,
}

/// Holds a node to a profile. A trial walks so, and is made while the message is walked.
pub(super) type Walk<'a> = fn(&mut Context<'a>, NodeId, &'a Definition, ShapeId);

/// Everything that a rule may look at, and where it reports.
pub(crate) struct Context<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) definitions: &'a Definitions,
    pub(crate) words: Words,
    pub(super) names: Names,
    pub(super) limits: Limits,
    pub(super) sink: Sink<'a>,
    /// Overlays of the nodes on the way from the root to the one that is looked at.
    pub(super) overlays: Vec<Overlay<'a>>,
    pub(super) items: Vec<Item>,
    /// The ancestors of the current node, from the root down.
    pub(super) around: Vec<Around>,
    /// How often each child of the base type stands in a node.
    pub(super) counts: Vec<u32>,
    /// Overlays of items, before they are sorted by item.
    pub(super) pending: Vec<(u32, Overlay<'a>)>,
    pub(super) typed: Typed<'a>,
    pub(super) index: Rc<Index<'a>>,
    pub(super) discriminated: Discriminated<'a>,
    /// Complex values of profiles, by their text.
    pub(super) values: (NumberMap, Vec<Rc<Tree<'a>>>),
    /// Trials, by node and profile, and those that are being made.
    pub(super) trials: (NumberMap, Vec<Trial<'a>>),
    pub(super) trying: Vec<TrialId>,
    /// References whose targets kept their profiles in a trial.
    pub(super) believed: Vec<Believed<'a>>,
    /// Reasons why something was not checked.
    pub(super) reasons: TextMap<'static>,
    pub(super) texts: TextMap<'a>,
    /// Profiles of resources that declare none.
    pub(super) assumed: Vec<(NodeId, Symbol)>,
    pub(super) observer: Option<&'a dyn Observer>,
    /// Surplus elements that belong in a sibling: that sibling, and their name in it.
    pub(super) moved: HashMap<NodeId, (NodeId, Symbol)>,
    /// JSON objects that map keys to items instead of being arrays. Missing elements in them are not reported.
    pub(super) keyed: HashSet<NodeId>,
    /// fullUrls that references name by the ids of their resources.
    pub(super) renamed: HashSet<NodeId>,
    /// fullUrls that another entry has, which is reported.
    pub(super) copies: HashSet<NodeId>,
    /// Questionnaires of the message, each read once.
    pub(super) questionnaires: Questionnaires<'a>,
    pub(super) walk: Walk<'a>,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        tree: &'a Tree<'a>,
        definitions: &'a Definitions,
        limits: Limits,
        index: Rc<Index<'a>>,
        walk: Walk<'a>,
    ) -> Context<'a> {
        Context {
            tree,
            definitions,
            words: definitions.words(),
            names: Names::of(tree, definitions),
            limits,
            sink: Sink::default(),
            overlays: Vec::new(),
            items: Vec::new(),
            around: Vec::new(),
            counts: Vec::new(),
            pending: Vec::new(),
            typed: Typed::new(tree, definitions),
            index,
            discriminated: Discriminated::default(),
            values: Default::default(),
            trials: Default::default(),
            trying: Vec::new(),
            believed: Vec::new(),
            reasons: TextMap::default(),
            texts: TextMap::default(),
            assumed: Vec::new(),
            observer: None,
            moved: HashMap::new(),
            keyed: HashSet::new(),
            renamed: HashSet::new(),
            copies: HashSet::new(),
            questionnaires: Questionnaires::default(),
            walk,
        }
    }

    /// Resources that declare no profile are held to these.
    pub(super) fn assume(&mut self, assumed: &[(NodeId, String)]) {
        self.assumed = assumed.iter().filter_map(|(node, url)| Some((*node, self.definitions.symbol(url)?))).collect();
    }

    pub(super) fn report(&mut self, finding: Diagnostic) {
        // What goes away with other findings does not count against the limit; how much of it is kept has a bound of its own.
        self.sink.report(finding, self.limits.unresolved());
    }

    /// The walk comes to a node, whose overlays are those from `overlays` on.
    pub(super) fn visit(&self, node: NodeId, base: Overlay<'a>, type_code: Symbol, overlays: usize) {
        if let Some(observer) = self.observer.filter(|_| !self.is_trying()) {
            observer.visit(&Visit { node, type_code, base, overlays: &self.overlays[overlays..], findings: &self.sink.findings });
        }
    }

    /// A finding of a rule at a place; more is added with `expected` and `found`, and told with `report`.
    pub(super) fn finding(&self, rule: &'static Rule, at: At, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(rule, at, message)
    }

    /// Something that could not be checked. Told once for each thing that it is `about`; the message is only
    /// made the first time.
    pub(super) fn unchecked(&mut self, reason: &'static str, about: About, node: NodeId, message: impl FnOnce(&Context<'a>) -> String) {
        let key = about.key() | u64::from(self.reasons.number(reason)) << 56;
        if !self.sink.again(key) {
            let message = message(self);
            self.sink.add_unchecked(key, Unchecked { reason, message, node, count: 1 });
        }
    }

    /// Adds an entry that was made earlier, unless one with the same key is listed.
    pub(super) fn tell(&mut self, (key, unchecked): (u64, Unchecked)) {
        if !self.sink.knows(key) {
            self.sink.add_unchecked(key, unchecked);
        }
    }

    /// What a text of the message stands for, as something that may be told of.
    pub(super) fn about(&mut self, text: &'a str) -> About {
        About::Text(self.texts.number(text))
    }

    /// A profile's URL with its version, as a canonical reference names it.
    pub(super) fn canonical(&self, definition: &Definition) -> String {
        let url = self.definitions.text(definition.url);
        match definition.version {
            Some(version) => format!("{url}|{}", self.definitions.text(version)),
            None => url.to_owned(),
        }
    }

    /// The name of a child of a base type, as a message names it: `value[x]`.
    pub(super) fn element_name(&self, name: Symbol, choice: bool) -> String {
        let name = self.definitions.text(name);
        if choice { format!("{name}[x]") } else { name.to_owned() }
    }

    /// What stands at a node is nothing that FHIR could hold, so its content is not checked.
    pub(super) fn is_unreadable(&self, node: NodeId) -> bool {
        self.tree.has(node, form::UNREADABLE)
    }
}
