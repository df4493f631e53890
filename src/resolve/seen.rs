//! The findings that have been gone through, and how others find them.

use std::collections::{HashMap, HashSet};

use rustc_hash::FxBuildHasher;

use super::about::{is_error, is_of_form, is_of_surplus, keeps_out, url_lacking};
use super::{Folded, GivenWay, Resolved};
use crate::definitions::split_version;
use crate::diagnostic::{At, Diagnostic, Severity, Subject, Traits, Unless};
use crate::syntax::tree::{NodeId, Tree};

/// So many are looked at for one extension: a sender decides how often the same is in a wrong place.
const MOST_STRAYS: usize = 32;

type Map<K, V> = HashMap<K, V, FxBuildHasher>;

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
    /// The first reference to a resource of a wrong type, by each type that would be right.
    references_for: HashMap<String, usize>,
    /// Findings about a reference's target, by where it does not conform.
    by_cause: Map<NodeId, Vec<usize>>,
    /// Findings of slices, by the value that keeps an item out.
    by_kept_out: Map<NodeId, Vec<usize>>,
    /// The first finding of a slice that an item is nearest to, by the item.
    by_item: Map<NodeId, usize>,
    /// References that lead nowhere, by the entry that lacks its name, or whose name is another.
    by_nameless: Map<NodeId, Vec<usize>>,
    /// Findings of misplaced elements, by the element that lacks them.
    by_home: Map<NodeId, Vec<usize>>,
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
    /// The first of each rule.
    rules: Map<&'static str, usize>,
    /// What has been told as a consequence of a finding.
    told: HashSet<(usize, &'static str, At, Subject), FxBuildHasher>,
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
            by_home: Map::default(),
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
            told: HashSet::default(),
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
            Subject::Target(node, profile, cause) => {
                self.targets.entry((*node, *profile)).or_insert(place);
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
            Subject::Misplaced(_, home) => self.by_home.entry(*home).or_default().push(place),
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
        if !listed {
            return;
        }
        if finding.rule.is(Traits::MUST_GO) {
            self.must_go.entry(node).or_insert(place);
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
    pub(super) fn finish(self) -> Resolved {
        let mut places = Vec::with_capacity(self.findings.len());
        let mut listed = 0;
        for folded in &self.folded {
            places.push(listed);
            listed += usize::from(folded.is_none());
        }
        let roots: Vec<Option<usize>> = (0..self.folded.len()).map(|place| self.root(place)).collect();
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

    /// All that are listed and that a condition holds for.
    pub(super) fn all(&self, is: impl Fn(&Diagnostic) -> bool) -> Vec<usize> {
        (0..self.findings.len()).filter(|&place| self.folded[place].is_none() && is(&self.findings[place])).collect()
    }

    /// The latest at a node.
    pub(super) fn of_node(&self, node: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        self.latest(self.by_node.get(&node), is)
    }

    /// All that are listed at a node.
    pub(super) fn all_of_node(&self, node: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Vec<usize> {
        let places = self.by_node.get(&node).into_iter().flatten().copied();
        places.filter(|&place| self.folded[place].is_none() && is(&self.findings[place])).collect()
    }

    /// The latest at a child of a node.
    pub(super) fn of_child(&self, parent: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        self.latest(self.by_parent.get(&parent), is)
    }

    /// The latest at the very place of a finding.
    pub(super) fn at_place(&self, finding: &Diagnostic, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        self.of_node(finding.at.node()?, |other| other.at == finding.at && is(other))
    }

    /// The first about a target that should conform to a profile.
    pub(super) fn of_target(&self, node: NodeId, profile: u32) -> Option<usize> {
        self.targets.get(&(node, profile)).copied()
    }

    /// The finding by which a reference at a node leads nowhere, where that stands elsewhere.
    pub(super) fn folded_reference(&self, node: NodeId) -> Option<usize> {
        let places = self.by_node.get(&node)?.iter().copied();
        let of_reference = |&place: &usize| self.findings[place].rule.is(Traits::OF_REFERENCE.and(Traits::ABSENCE));
        let mut elsewhere = places.filter(of_reference).filter_map(|place| self.root(place).filter(|&root| root != place));
        elsewhere.find(|&root| self.findings[root].at.node() != Some(node))
    }

    /// Returns the first finding about a reference whose target does not conform because of a node.
    pub(super) fn first_of_cause(&self, cause: NodeId) -> Option<usize> {
        self.by_cause.get(&cause)?.first().copied()
    }

    /// All about a reference whose target does not conform because of a node.
    pub(super) fn of_cause(&self, cause: NodeId) -> Vec<usize> {
        self.by_cause.get(&cause).cloned().unwrap_or_default()
    }

    /// The finding of an extension in a wrong place that a slice around it, or within what it stands on, lacks.
    pub(super) fn stray(&self, finding: &Diagnostic) -> Option<usize> {
        let places = self.strays.get(url_lacking(finding)?)?;
        places.iter().take(MOST_STRAYS).copied().find(|&stray| self.is_of_stray(finding, &self.findings[stray]))
    }

    /// Findings of slices that lack an extension which is in a wrong place.
    pub(super) fn slices_of_stray(&self, stray: &Diagnostic) -> Vec<usize> {
        let Subject::Stray(url) = &stray.subject else { return Vec::new() };
        let places = self.lacking_url.get(url).into_iter().flatten().take(MOST_STRAYS).copied();
        places.filter(|&slice| self.is_of_stray(&self.findings[slice], stray)).collect()
    }

    /// Returns the listed findings about sections that come from a profile the resource should not declare.
    pub(super) fn sections_of_other_profile(&self, finding: &Diagnostic) -> Vec<usize> {
        let (Subject::OtherProfile(resource), Some(declared)) = (&finding.subject, finding.at.node()) else { return Vec::new() };
        let url = self.tree.value(declared).map_or("", |url| split_version(url.trim()).0);
        let is_within = |node: NodeId| std::iter::successors(Some(node), |&node| self.tree.parent(node)).any(|node| node == *resource);
        let is_one = |place: &usize| {
            let other = &self.findings[*place];
            // A missing section is reported at the Composition; a section that matches no slice is reported at the section.
            let at_section = other.at.node().is_some_and(|node| self.tree.name(node) == "section");
            let is_of_sections = matches!(&other.subject, Subject::Slice { element, .. } if element == "section" || at_section);
            let by_it = other.profile.as_deref().is_some_and(|profile| split_version(profile).0 == url);
            self.folded[*place].is_none() && is_of_sections && by_it && other.at.node().is_some_and(is_within)
        };
        (0..self.findings.len()).filter(is_one).collect()
    }

    /// One of the two stands in the other's parent, however deep.
    fn is_of_stray(&self, slice: &Diagnostic, stray: &Diagnostic) -> bool {
        let (Some(lacking), Some(node)) = (slice.at.node(), stray.at.node()) else { return false };
        let extension = if self.tree.name(node) == "url" { self.tree.parent(node) } else { Some(node) };
        let Some(holder) = extension.and_then(|extension| self.tree.parent(extension)) else { return false };
        let is_above =
            |above: NodeId, below: NodeId| std::iter::successors(Some(below), |&node| self.tree.parent(node)).any(|node| node == above);
        is_above(lacking, holder) || is_above(holder, lacking)
    }

    /// The finding by which a node, or one around it, must go.
    pub(super) fn must_go(&self, node: NodeId) -> Option<usize> {
        if self.must_go.is_empty() {
            return None;
        }
        std::iter::successors(Some(node), |&node| self.tree.parent(node)).find_map(|node| self.must_go.get(&node).copied())
    }

    /// Returns the finding about the surplus item that contains a node.
    pub(super) fn surplus(&self, node: NodeId) -> Option<usize> {
        if self.surplus.is_empty() {
            return None;
        }
        std::iter::successors(Some(node), |&node| self.tree.parent(node)).find_map(|node| self.surplus.get(&node).copied())
    }

    /// The finding by which a node, or one around it, is a copy of another.
    pub(super) fn copy(&self, node: NodeId) -> Option<usize> {
        if self.copies.is_empty() {
            return None;
        }
        std::iter::successors(Some(node), |&node| self.tree.parent(node)).find_map(|node| self.copies.get(&node).copied())
    }

    /// Findings of items around a node that would fit their slice if the value of the node had no spaces around it.
    pub(super) fn slices_without_spaces(&self, node: NodeId) -> Vec<usize> {
        const AROUND: usize = 4;
        let Some(value) = self.tree.value(node).map(str::trim) else { return Vec::new() };
        let meant = |finding: &Diagnostic| match &finding.subject {
            Subject::Slice { told_by, .. } => finding.rule.is(Traits::FITS_NO_SLICE) && told_by.len() == 1 && told_by[0].1 == value,
            _ => false,
        };
        let around = std::iter::successors(self.tree.parent(node), |&node| self.tree.parent(node)).take(AROUND);
        around.flat_map(|node| self.all_of_node(node, meant)).collect()
    }

    /// Findings of slices that the value of a node, or of one around it, keeps an item out of.
    pub(super) fn kept_out_by(&self, node: NodeId) -> Vec<usize> {
        if self.by_kept_out.is_empty() {
            return Vec::new();
        }
        const AROUND: usize = 3;
        let around = std::iter::successors(Some(node), |&node| self.tree.parent(node)).take(AROUND);
        around.filter_map(|node| self.by_kept_out.get(&node)).flatten().copied().collect()
    }

    /// The latest finding of a slice that the value of a node keeps an item out of.
    pub(super) fn kept_out(&self, node: NodeId) -> Option<usize> {
        self.by_kept_out.get(&node).and_then(|places| places.last()).copied()
    }

    /// The finding of a slice that an item is nearest to.
    pub(super) fn of_item(&self, item: NodeId) -> Option<usize> {
        self.by_item.get(&item).copied()
    }

    /// What is said of a code beside a part of its Coding, of the part, and of the Coding and the concept around it.
    pub(super) fn codes_around(&self, part: NodeId) -> Vec<usize> {
        let mut codes = self.all_of_node(part, |other| other.rule.is(Traits::OF_CODE));
        codes.extend(self.tree.parent(part).map(|coding| self.codes_of(coding)).unwrap_or_default());
        codes.dedup();
        codes
    }

    /// What is said of the code of a Coding, of the Coding, and of the concept around it.
    pub(super) fn codes_of(&self, coding: NodeId) -> Vec<usize> {
        let around = std::iter::successors(Some(coding), |&node| self.tree.parent(node)).take(2);
        let nodes = self.tree.child(coding, "code").into_iter().chain(around);
        nodes.flat_map(|node| self.all_of_node(node, |other| other.rule.is(Traits::OF_CODE))).collect()
    }

    /// The first error at or within a node, where that is about how a value is written, or a name.
    pub(super) fn form_within(&self, node: NodeId) -> Option<usize> {
        self.wrong.get(&node).copied().filter(|&place| is_of_form(&self.findings[place]))
    }

    /// The first error at or within a node, where that may keep an item out of its slice.
    pub(super) fn keeping_out(&self, node: NodeId) -> Option<usize> {
        self.wrong.get(&node).copied().filter(|&place| keeps_out(&self.findings[place]))
    }

    /// The finding of an element that stands elsewhere and is lacking here, by its name where that is known.
    pub(super) fn misplaced(&self, home: NodeId, name: Option<&str>) -> Option<usize> {
        let is_it = |other: &Diagnostic| match &other.subject {
            Subject::Misplaced(element, _) => name.is_none_or(|name| name == element),
            _ => false,
        };
        self.latest(self.by_home.get(&home), is_it)
    }

    /// References that would lead to an entry if that had its name: those of one text, since it has one name.
    pub(super) fn of_nameless(&self, node: NodeId) -> Vec<usize> {
        let places = self.by_nameless.get(&node).cloned().unwrap_or_default();
        let text = |place: &usize| match self.findings[*place].subject {
            Subject::Unresolved(text, _) => Some(text),
            _ => None,
        };
        let first = places.first().and_then(text);
        places.into_iter().filter(|place| text(place) == first).collect()
    }

    /// The finding by which the value of a node was never filled in.
    pub(super) fn placeholder(&self, node: NodeId) -> Option<usize> {
        self.placeholders.get(&node).copied()
    }

    /// The reference that leads to another resource, and would rightly lead to one of this type.
    pub(super) fn reference_for(&self, kind: &str) -> Option<usize> {
        self.references_for.get(kind).copied()
    }

    /// All about the type of a reference's target.
    pub(super) fn of_type(&self, target: NodeId) -> Vec<usize> {
        self.of_type.get(&target).cloned().unwrap_or_default()
    }

    fn latest(&self, places: Option<&Vec<usize>>, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        places?.iter().rev().copied().find(|&place| is(&self.findings[place]))
    }

    /// Returns the finding that a rule defers to, if it is at least as severe. A less severe one must not hide an error.
    pub(super) fn reported(&self, unless: Unless, severity: Severity) -> Option<usize> {
        let heaviest = match unless {
            Unless::Reported(node) => self.reported.get(&node),
            Unless::ReportedBefore(node) => self.reported_before.get(&node),
            Unless::ReportedWithin(node) => self.within.get(&node),
            Unless::WrongWithin(node) => return self.wrong.get(&node).copied(),
            Unless::Rule(rule) => return self.rules.get(rule.id).copied(),
        };
        heaviest.filter(|(other, _)| *other <= severity).map(|(_, place)| *place)
    }

    /// The finding that an invariant fails because of: about an element of which the invariant speaks, that is missing, has
    /// another name or is not what it should be.
    pub(super) fn cause_of_invariant(&self, finding: &Diagnostic) -> Option<usize> {
        let (Some(node), Subject::Invariant { expression, .. }) = (finding.at.node(), &finding.subject) else { return None };
        let speaks_of = |name: &str| expression.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name);
        self.latest(self.near.get(&node), |other| match (&other.subject, other.at.node()) {
            (Subject::Missing { element, .. } | Subject::Unknown(Some(element)) | Subject::Misplaced(element, _), _) => speaks_of(element),
            (Subject::Unknown(None), _) => true,
            (_, Some(at)) if at == node => other.rule.is(Traits::ABSENCE),
            // Of a reference an invariant speaks by the element that holds it.
            (_, Some(at)) if other.rule.is(Traits::OF_REFERENCE) => self.tree.parent(at).is_some_and(|at| speaks_of(self.tree.name(at))),
            (_, Some(at)) => speaks_of(self.tree.name(at)),
            (_, None) => false,
        })
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
