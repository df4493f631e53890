//! How a finding finds the earlier ones that it goes away with.

use super::Seen;
use crate::definitions::split_version;
use crate::diagnostic::{Diagnostic, Severity, Subject, Traits, Unless};
use crate::resolve::about::{is_of_form, keeps_out, url_lacking};
use crate::syntax::tree::NodeId;

/// So many are looked at for one extension: a sender decides how often the same is in a wrong place.
const MOST_STRAYS: usize = 32;

impl Seen<'_> {
    /// All that are listed and that a condition holds for.
    pub(in crate::resolve) fn all(&self, is: impl Fn(&Diagnostic) -> bool) -> Vec<usize> {
        (0..self.findings.len()).filter(|&place| self.folded[place].is_none() && is(&self.findings[place])).collect()
    }

    /// The latest at a node.
    pub(in crate::resolve) fn of_node(&self, node: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        self.latest(self.by_node.get(&node), is)
    }

    /// All that are listed at a node.
    pub(in crate::resolve) fn all_of_node(&self, node: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Vec<usize> {
        let places = self.by_node.get(&node).into_iter().flatten().copied();
        places.filter(|&place| self.folded[place].is_none() && is(&self.findings[place])).collect()
    }

    /// The latest at a child of a node.
    pub(in crate::resolve) fn of_child(&self, parent: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        self.latest(self.by_parent.get(&parent), is)
    }

    /// What reading has found at a node or within it, and not listed yet as another's.
    pub(in crate::resolve) fn notation_within(&self, node: NodeId) -> Vec<usize> {
        let behind = std::iter::successors(Some(node), |&node| self.tree.parent(node)).find_map(|node| self.tree.next(node));
        let end = behind.unwrap_or(NodeId(self.tree.len() as u32));
        let places = self.of_notation.range((node, 0)..(end.max(node), 0)).map(|&(_, place)| place);
        places.filter(|&place| self.folded[place].is_none()).collect()
    }

    /// The latest at the very place of a finding.
    pub(in crate::resolve) fn at_place(&self, finding: &Diagnostic, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        self.of_node(finding.at.node()?, |other| other.at == finding.at && is(other))
    }

    /// The first about a target that should conform to a profile.
    pub(in crate::resolve) fn of_target(&self, node: NodeId, profile: u32) -> Option<usize> {
        self.targets.get(&(node, profile)).copied()
    }

    /// The finding by which a reference at a node leads nowhere, where that stands elsewhere.
    pub(in crate::resolve) fn folded_reference(&self, node: NodeId) -> Option<usize> {
        let places = self.by_node.get(&node)?.iter().copied();
        let of_reference = |&place: &usize| self.findings[place].rule.is(Traits::OF_REFERENCE.and(Traits::ABSENCE));
        let mut elsewhere = places.filter(of_reference).filter_map(|place| self.root(place).filter(|&root| root != place));
        elsewhere.find(|&root| self.findings[root].at.node() != Some(node))
    }

    /// Returns the first finding about a reference whose target does not conform because of a node.
    pub(in crate::resolve) fn first_of_cause(&self, cause: NodeId) -> Option<usize> {
        self.by_cause.get(&cause)?.first().copied()
    }

    /// All about a reference whose target does not conform because of a node.
    pub(in crate::resolve) fn of_cause(&self, cause: NodeId) -> Vec<usize> {
        self.by_cause.get(&cause).cloned().unwrap_or_default()
    }

    /// The finding of an extension in a wrong place that a slice around it, or within what it stands on, lacks.
    pub(in crate::resolve) fn stray(&self, finding: &Diagnostic) -> Option<usize> {
        let places = self.strays.get(url_lacking(finding)?)?;
        places.iter().take(MOST_STRAYS).copied().find(|&stray| self.is_of_stray(finding, &self.findings[stray]))
    }

    /// Findings of slices that lack an extension which is in a wrong place.
    pub(in crate::resolve) fn slices_of_stray(&self, stray: &Diagnostic) -> Vec<usize> {
        let Subject::Stray(url) = &stray.subject else { return Vec::new() };
        let places = self.lacking_url.get(url).into_iter().flatten().take(MOST_STRAYS).copied();
        places.filter(|&slice| self.is_of_stray(&self.findings[slice], stray)).collect()
    }

    /// Returns the listed findings that come from a profile the resource should not declare.
    pub(in crate::resolve) fn of_other_profile(&self, finding: &Diagnostic) -> Vec<usize> {
        let (Subject::OtherProfile(resource), Some(declared)) = (&finding.subject, finding.at.node()) else { return Vec::new() };
        let url = self.tree.value(declared).map_or("", |url| split_version(url.trim()).0);
        let is_within = |node: NodeId| std::iter::successors(Some(node), |&node| self.tree.parent(node)).any(|node| node == *resource);
        let is_one = |place: &usize| {
            let other = &self.findings[*place];
            let by_it = other.profile.as_deref().is_some_and(|profile| split_version(profile).0 == url);
            self.folded[*place].is_none() && by_it && other.at.node().is_some_and(is_within)
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
    pub(in crate::resolve) fn must_go(&self, node: NodeId) -> Option<usize> {
        if self.must_go.is_empty() {
            return None;
        }
        std::iter::successors(Some(node), |&node| self.tree.parent(node)).find_map(|node| self.must_go.get(&node).copied())
    }

    /// Returns the finding about the surplus item that contains a node.
    pub(in crate::resolve) fn surplus(&self, node: NodeId) -> Option<usize> {
        if self.surplus.is_empty() {
            return None;
        }
        std::iter::successors(Some(node), |&node| self.tree.parent(node)).find_map(|node| self.surplus.get(&node).copied())
    }

    /// The finding by which a node, or one around it, is a copy of another.
    pub(in crate::resolve) fn copy(&self, node: NodeId) -> Option<usize> {
        if self.copies.is_empty() {
            return None;
        }
        std::iter::successors(Some(node), |&node| self.tree.parent(node)).find_map(|node| self.copies.get(&node).copied())
    }

    /// Findings of items around a node that would fit their slice if the value of the node had no spaces around it.
    pub(in crate::resolve) fn slices_without_spaces(&self, node: NodeId) -> Vec<usize> {
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
    pub(in crate::resolve) fn kept_out_by(&self, node: NodeId) -> Vec<usize> {
        if self.by_kept_out.is_empty() {
            return Vec::new();
        }
        const AROUND: usize = 3;
        let around = std::iter::successors(Some(node), |&node| self.tree.parent(node)).take(AROUND);
        around.filter_map(|node| self.by_kept_out.get(&node)).flatten().copied().collect()
    }

    /// The latest finding of a slice that the value of a node keeps an item out of.
    pub(in crate::resolve) fn kept_out(&self, node: NodeId) -> Option<usize> {
        self.by_kept_out.get(&node).and_then(|places| places.last()).copied()
    }

    /// The finding of a slice that an item is nearest to.
    pub(in crate::resolve) fn of_item(&self, item: NodeId) -> Option<usize> {
        self.by_item.get(&item).copied()
    }

    /// What is said of a code beside a part of its Coding, of the part, and of the Coding and the concept around it.
    pub(in crate::resolve) fn codes_around(&self, part: NodeId) -> Vec<usize> {
        let mut codes = self.all_of_node(part, |other| other.rule.is(Traits::OF_CODE));
        codes.extend(self.tree.parent(part).map(|coding| self.codes_of(coding)).unwrap_or_default());
        codes.dedup();
        codes
    }

    /// What is said of the code of a Coding, of the Coding, and of the concept around it.
    pub(in crate::resolve) fn codes_of(&self, coding: NodeId) -> Vec<usize> {
        let around = std::iter::successors(Some(coding), |&node| self.tree.parent(node)).take(2);
        let nodes = self.tree.child(coding, "code").into_iter().chain(around);
        nodes.flat_map(|node| self.all_of_node(node, |other| other.rule.is(Traits::OF_CODE))).collect()
    }

    /// The first error at or within a node, where that is about how a value is written, or a name.
    pub(in crate::resolve) fn form_within(&self, node: NodeId) -> Option<usize> {
        self.wrong.get(&node).copied().filter(|&place| is_of_form(&self.findings[place]))
    }

    /// The first error at or within a node, where that may keep an item out of its slice.
    pub(in crate::resolve) fn keeping_out(&self, node: NodeId) -> Option<usize> {
        self.wrong.get(&node).copied().filter(|&place| keeps_out(&self.findings[place]))
    }

    /// The finding of an element that stands elsewhere and is lacking here, by its name where that is known.
    pub(in crate::resolve) fn misplaced(&self, home: NodeId, name: Option<&str>) -> Option<usize> {
        let is_it = |other: &Diagnostic| match &other.subject {
            Subject::Misplaced(element, _) => name.is_none_or(|name| name == element),
            _ => false,
        };
        self.latest(self.by_home.get(&home), is_it)
    }

    /// The finding of an element that is there too often, beside one that lacks an element of that name.
    pub(in crate::resolve) fn repeated_beside(&self, home: NodeId, name: &str) -> Option<usize> {
        const MOST_BETWEEN: usize = 8;
        let parent = self.tree.parent(home)?;
        let between = |from: NodeId, to: NodeId| {
            let mut on = std::iter::successors(self.tree.next(from), |&node| self.tree.next(node)).take(MOST_BETWEEN);
            let is_lost =
                |node: NodeId| self.of_node(node, |other| matches!(other.subject, Subject::Misplaced(_, other) if other == home)).is_some();
            on.find(|&node| node == to || !is_lost(node)) == Some(to)
        };
        let is_it = |other: &Diagnostic| match (&other.subject, other.at.node()) {
            (Subject::Repeated(element), Some(node)) => element == name && (between(node, home) || between(home, node)),
            _ => false,
        };
        self.of_child(parent, is_it)
    }

    /// References that would lead to an entry if that had its name: those of one text, since it has one name.
    pub(in crate::resolve) fn of_nameless(&self, node: NodeId) -> Vec<usize> {
        let places = self.by_nameless.get(&node).cloned().unwrap_or_default();
        let text = |place: &usize| match self.findings[*place].subject {
            Subject::Unresolved(text, _) => Some(text),
            _ => None,
        };
        let first = places.first().and_then(text);
        places.into_iter().filter(|place| text(place) == first).collect()
    }

    /// The first reference that cannot reach a resource, since that is in another Bundle.
    pub(in crate::resolve) fn across(&self, resource: NodeId) -> Option<usize> {
        self.across.get(&resource).copied()
    }

    /// The first reference to the same resource, where it leads nowhere.
    pub(in crate::resolve) fn nowhere(&self, finding: &Diagnostic) -> Option<usize> {
        let Subject::Nowhere(text, within) = finding.subject else { return None };
        self.nowhere.get(&(text, within)).copied()
    }

    /// The finding by which the value of a node was never filled in.
    pub(in crate::resolve) fn placeholder(&self, node: NodeId) -> Option<usize> {
        self.placeholders.get(&node).copied()
    }

    /// The reference that leads to another resource, and would rightly lead to one of this type.
    pub(in crate::resolve) fn reference_for(&self, kind: &str) -> Option<usize> {
        self.references_for.get(kind).copied()
    }

    /// All about the type of a reference's target.
    pub(in crate::resolve) fn of_type(&self, target: NodeId) -> Vec<usize> {
        self.of_type.get(&target).cloned().unwrap_or_default()
    }

    fn latest(&self, places: Option<&Vec<usize>>, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        places?.iter().rev().copied().find(|&place| is(&self.findings[place]))
    }

    /// Returns the finding that a rule defers to, if it is at least as severe. A less severe one must not hide an error.
    pub(in crate::resolve) fn reported(&self, unless: Unless, severity: Severity) -> Option<usize> {
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
    pub(in crate::resolve) fn cause_of_invariant(&self, finding: &Diagnostic) -> Option<usize> {
        let (Some(node), Subject::Invariant { expression, .. }) = (finding.at.node(), &finding.subject) else { return None };
        let speaks_of = |name: &str| expression.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name);
        self.latest(self.near.get(&node), |other| match (&other.subject, other.at.node()) {
            (
                Subject::Missing { element, .. }
                | Subject::Unknown(Some(element))
                | Subject::Inside(element)
                | Subject::Misplaced(element, _),
                _,
            ) => speaks_of(element),
            (Subject::Unknown(None), _) => true,
            (_, Some(at)) if at == node => other.rule.is(Traits::ABSENCE) || other.rule.is(Traits::OF_FORM),
            // Of a reference an invariant speaks by the element that holds it.
            (_, Some(at)) if other.rule.is(Traits::OF_REFERENCE) => self.tree.parent(at).is_some_and(|at| speaks_of(self.tree.name(at))),
            (_, Some(at)) => speaks_of(self.tree.name(at)),
            (_, None) => false,
        })
    }
}
