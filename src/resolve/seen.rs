//! The findings processed so far, indexed for the queries of the relations.

mod lookups;

use std::collections::{BTreeSet, HashMap, HashSet};

use rustc_hash::FxBuildHasher;

use super::about::{is_error, is_of_surplus, url_lacking};
use super::{Folded, GivenWay, Resolved};
use crate::diagnostic::{At, Diagnostic, Severity, Subject, Traits};
use crate::syntax::tree::{NodeId, Tree};

type Map<K, V> = HashMap<K, V, FxBuildHasher>;

/// How many levels above the incomplete element an item of a slice may be: two for `code.coding` in a section.
const AROUND_HOME: usize = 2;

/// See the [module](self).
pub(super) struct Seen<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) findings: Vec<Diagnostic>,
    /// For each finding how it gave way, if it did.
    folded: Vec<Option<GivenWay>>,
    /// Findings by the node that they are at, and by its parent.
    by_node: Map<NodeId, Vec<usize>>,
    by_parent: Map<NodeId, Vec<usize>>,
    /// Findings that an invariant may fail because of, by their node and the two around it.
    near: Map<NodeId, Vec<usize>>,
    targets: Map<(NodeId, u32), usize>,
    /// Findings about the type of a reference's target, by that target.
    of_type: Map<NodeId, Vec<usize>>,
    /// The first reference to a wrong resource, by each type that would be right.
    references_for: HashMap<String, usize>,
    /// Findings about a reference's target, by where it does not conform.
    by_cause: Map<NodeId, Vec<usize>>,
    /// Findings of slices, by the value that keeps an item out.
    by_kept_out: Map<NodeId, Vec<usize>>,
    /// The first finding of a slice that an item is nearest to, by the item.
    by_item: Map<NodeId, usize>,
    /// References that lead nowhere, by the entry that lacks its name, or whose name is another.
    by_nameless: Map<NodeId, Vec<usize>>,
    /// The first reference to each resource in another Bundle, by that resource.
    across: Map<NodeId, usize>,
    /// The first unresolved reference, by the number of its text and the Bundle or resource searched.
    nowhere: Map<(u32, NodeId), usize>,
    /// Findings of misplaced elements, by the element that lacks them.
    by_home: Map<NodeId, Vec<usize>>,
    /// The same, by the elements around it.
    by_home_within: Map<NodeId, Vec<usize>>,
    /// Findings of extensions in a wrong place, and of slices that lack one, by the URL of the extension.
    strays: HashMap<String, Vec<usize>>,
    lacking_url: HashMap<String, Vec<usize>>,
    /// Findings of elements that must go, and of values that were never filled in, by the elements.
    must_go: Map<NodeId, usize>,
    /// Findings about surplus items of a slice, by item.
    surplus: Map<NodeId, usize>,
    placeholders: Map<NodeId, usize>,
    /// Findings of entries that are copies of others, by the entry.
    copies: Map<NodeId, usize>,
    /// Of the listed findings: the most severe at each node, the most severe at or within it, and the first error at or within it.
    reported: Map<NodeId, (Severity, usize)>,
    reported_before: Map<NodeId, (Severity, usize)>,
    within: Map<NodeId, (Severity, usize)>,
    wrong: Map<NodeId, usize>,
    /// The first of each rule, and of each missing child by its name.
    rules: Map<&'static str, usize>,
    missing: HashMap<String, usize>,
    /// What has been told as a consequence of a finding.
    told: HashSet<(usize, &'static str, At, Subject), FxBuildHasher>,
    /// Non-fatal findings from reading, by node.
    of_notation: BTreeSet<(NodeId, usize)>,
    /// The first fault by which the text could not be read to the end.
    pub(super) breaks_off: Option<usize>,
}

impl<'a> Seen<'a> {
    pub(super) fn new(tree: &'a Tree<'a>) -> Seen<'a> {
        Seen {
            tree,
            findings: Vec::new(),
            folded: Vec::new(),
            by_node: Map::default(),
            by_parent: Map::default(),
            near: Map::default(),
            targets: Map::default(),
            of_type: Map::default(),
            references_for: HashMap::new(),
            by_cause: Map::default(),
            by_kept_out: Map::default(),
            by_item: Map::default(),
            by_nameless: Map::default(),
            across: Map::default(),
            nowhere: Map::default(),
            by_home: Map::default(),
            by_home_within: Map::default(),
            strays: HashMap::new(),
            lacking_url: HashMap::new(),
            must_go: Map::default(),
            surplus: Map::default(),
            placeholders: Map::default(),
            copies: Map::default(),
            reported: Map::default(),
            reported_before: Map::default(),
            within: Map::default(),
            wrong: Map::default(),
            rules: Map::default(),
            missing: HashMap::new(),
            told: HashSet::default(),
            of_notation: BTreeSet::new(),
            breaks_off: None,
        }
    }

    /// Adds a finding; gives its place.
    pub(super) fn add(&mut self, finding: Diagnostic, given_way: Option<GivenWay>) -> usize {
        let place = self.findings.len();
        self.index(place, &finding, given_way.is_none());
        self.findings.push(finding);
        self.folded.push(None);
        if let Some(given_way) = given_way {
            self.fold(place, given_way);
        }
        place
    }

    fn index(&mut self, place: usize, finding: &Diagnostic, listed: bool) {
        if self.breaks_off.is_none() && finding.severity == Severity::Fatal && finding.rule.is(Traits::READING) {
            self.breaks_off = Some(place);
        }
        if listed {
            self.rules.entry(finding.rule.id).or_insert(place);
        }
        match &finding.subject {
            Subject::Missing { element, .. } if listed => {
                self.missing.entry(element.clone()).or_insert(place);
            }
            Subject::Target(node, profile, cause) => {
                self.targets.entry((*node, *profile)).or_insert(place);
                if let Some(kind) = self.tree.resource_type(*node).filter(|_| listed) {
                    self.references_for.entry(kind.to_owned()).or_insert(place);
                }
                if let Some(cause) = cause {
                    self.by_cause.entry(*cause).or_default().push(place);
                }
            }
            Subject::Slice { cause, item: Some(item), .. } => {
                self.by_item.entry(*item).or_insert(place);
                if let Some(cause) = cause {
                    self.by_kept_out.entry(*cause).or_default().push(place);
                }
            }
            Subject::Unresolved(_, nameless) => self.by_nameless.entry(*nameless).or_default().push(place),
            Subject::Across(resource) => {
                self.across.entry(*resource).or_insert(place);
            }
            Subject::Nowhere(text, within) if listed => {
                self.nowhere.entry((*text, *within)).or_insert(place);
            }
            Subject::Misplaced(_, home) => {
                self.by_home.entry(*home).or_default().push(place);
                for around in std::iter::successors(self.tree.parent(*home), |&node| self.tree.parent(node)).take(AROUND_HOME) {
                    self.by_home_within.entry(around).or_default().push(place);
                }
            }
            Subject::Renamed(full_url) if finding.rule.is(Traits::OF_REFERENCE) => {
                self.by_nameless.entry(*full_url).or_default().push(place)
            }
            Subject::Stray(url) => self.strays.entry(url.clone()).or_default().push(place),
            Subject::Copy(entry) => {
                self.copies.entry(*entry).or_insert(place);
            }
            Subject::Placeholders(nodes) => self.placeholders.extend(nodes.iter().map(|&node| (node, place))),
            _ => {}
        }
        if let Some(url) = url_lacking(finding) {
            self.lacking_url.entry(url.to_owned()).or_default().push(place);
        }
        if let Subject::TargetType(target, allowed) = &finding.subject {
            self.of_type.entry(*target).or_default().push(place);
            for kind in allowed.iter().filter(|_| listed) {
                if !self.references_for.contains_key(kind) {
                    self.references_for.insert(kind.clone(), place);
                }
            }
        }
        let Some(node) = finding.at.node() else { return };
        self.by_node.entry(node).or_default().push(place);
        let parent = self.tree.parent(node);
        if let Some(parent) = parent {
            self.by_parent.entry(parent).or_default().push(place);
        }
        if listed && finding.rule.is(Traits::READING) && finding.severity > Severity::Fatal {
            self.of_notation.insert((node, place));
        }
        if matches!(finding.subject, Subject::Misplaced(..)) {
            self.must_go.entry(node).or_insert(place);
        }
        if !listed {
            return;
        }
        if finding.rule.is(Traits::MUST_GO) {
            self.must_go.entry(node).or_insert(place);
        }
        // Everything after the last allowed item must go.
        if matches!(finding.subject, Subject::Repeated(_)) {
            let behind = std::iter::successors(self.tree.next(node), |&node| self.tree.next(node));
            let name = self.tree.node(node).name;
            for other in behind.filter(|&other| self.tree.node(other).name == name) {
                self.must_go.entry(other).or_insert(place);
            }
        }
        if is_of_surplus(finding) {
            self.surplus.entry(node).or_insert(place);
        }
        if finding.rule.is(Traits::FAILS_INVARIANTS) && is_error(finding) {
            for near in std::iter::successors(Some(node), |&node| self.tree.parent(node)).take(3) {
                self.near.entry(near).or_default().push(place);
            }
            if let Subject::Misplaced(_, home) = finding.subject {
                self.near.entry(home).or_default().push(place);
            }
        }
        // Notation faults do not affect the content of the element.
        if finding.rule.is(Traits::OF_NOTATION) {
            return;
        }
        let heavy = (finding.severity, place);
        put(&mut self.reported, node, heavy);
        if !finding.rule.is(Traits::MESSAGING) {
            put(&mut self.reported_before, node, heavy);
        }
        // What its parent lacks may be what a wrong name was meant to be.
        if let (Subject::Unknown(_) | Subject::Misplaced(..), Some(parent)) = (&finding.subject, parent) {
            put(&mut self.reported, parent, heavy);
            put(&mut self.reported_before, parent, heavy);
        }
        // Whatever is around a node that has been entered has been entered, too.
        let mut around = std::iter::successors(Some(node), |&node| self.tree.parent(node));
        while around.next().is_some_and(|node| put(&mut self.within, node, heavy)) {}
        if is_error(finding) {
            let mut around = std::iter::successors(Some(node), |&node| self.tree.parent(node));
            while around.next().is_some_and(|node| *self.wrong.entry(node).or_insert(place) == place) {}
        }
    }

    /// Folds a finding under another, or under what that was folded under itself.
    pub(super) fn fold(&mut self, place: usize, given_way: GivenWay) {
        if self.folded[place].is_some() || given_way.under == Some(place) {
            return;
        }
        let root = given_way.under.and_then(|under| self.root(under));
        self.folded[place] = Some(GivenWay { under: root, ..given_way });
        let finding = &mut self.findings[place];
        if let (true, Some(root), Some(words)) = (given_way.tells, root, finding.consequence.take())
            && self.told.insert((root, finding.rule.id, finding.at, finding.subject.clone()))
        {
            self.findings[root].leads_to(words);
        }
    }

    /// What is left, in the order in which it was found.
    pub(super) fn finish(mut self) -> Resolved {
        let mut places = Vec::with_capacity(self.findings.len());
        let mut listed = 0;
        for folded in &self.folded {
            places.push(listed);
            listed += usize::from(folded.is_none());
        }
        let roots: Vec<Option<usize>> = (0..self.folded.len()).map(|place| self.root(place)).collect();
        self.count_references(&roots);
        let mut resolved = Resolved::default();
        for ((finding, folded), root) in self.findings.into_iter().zip(self.folded).zip(roots) {
            match folded {
                None => resolved.findings.push(finding),
                Some(GivenWay { relation, why, .. }) => {
                    resolved.folded.push(Folded { finding, relation, why, under: root.map(|root| places[root]) });
                }
            }
        }
        resolved
    }

    /// Adds to each unresolved reference how many others have the same missing target.
    fn count_references(&mut self, roots: &[Option<usize>]) {
        let mut counts: Map<usize, usize> = Map::default();
        for (place, root) in roots.iter().enumerate() {
            if let (Some(root), Subject::Nowhere(..)) = (root.filter(|&root| root != place), &self.findings[place].subject)
                && matches!(self.findings[root].subject, Subject::Nowhere(..))
            {
                *counts.entry(root).or_default() += 1;
            }
        }
        for (root, count) in counts {
            self.findings[root].leads_to(match count {
                1 => "another reference to the same resource leads nowhere".to_owned(),
                several => format!("{several} other references to the same resource lead nowhere"),
            });
        }
    }

    /// What a finding goes away with in the end: itself, where it is listed.
    fn root(&self, place: usize) -> Option<usize> {
        let mut root = Some(place);
        while let Some(at) = root
            && let Some(GivenWay { under, .. }) = self.folded[at]
        {
            root = under;
        }
        root
    }
}

/// Enters a finding at a node unless an equally severe one is there. Returns whether it was entered.
fn put(heaviest: &mut Map<NodeId, (Severity, usize)>, node: NodeId, finding: (Severity, usize)) -> bool {
    let is_lighter = heaviest.get(&node).is_some_and(|other| other.0 <= finding.0);
    if !is_lighter {
        heaviest.insert(node, finding);
    }
    !is_lighter
}
