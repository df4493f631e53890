//! Queries over the findings so far, used to fold a finding under an earlier one.

use super::{AROUND_HOME, Seen};
use crate::definitions::split_version;
use crate::diagnostic::{Diagnostic, Severity, Subject, Traits, Unless};
use crate::resolve::about::{is_of_form, is_told_by, keeps_out, url_lacking};
use crate::syntax::tree::NodeId;

/// Limit on the misplaced copies of one extension that are considered: the sender controls their number.
const MOST_STRAYS: usize = 32;

impl Seen<'_> {
    /// All listed findings that match a condition.
    pub(in crate::resolve) fn all(&self, is: impl Fn(&Diagnostic) -> bool) -> Vec<usize> {
        (0..self.findings.len()).filter(|&place| self.folded[place].is_none() && is(&self.findings[place])).collect()
    }

    /// The latest finding at a node that matches a condition.
    pub(in crate::resolve) fn of_node(&self, node: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        self.latest(self.by_node.get(&node), is)
    }

    /// All listed findings at a node that match a condition.
    pub(in crate::resolve) fn all_of_node(&self, node: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Vec<usize> {
        let places = self.by_node.get(&node).into_iter().flatten().copied();
        places.filter(|&place| self.folded[place].is_none() && is(&self.findings[place])).collect()
    }

    /// The latest finding at a child of a node that matches a condition.
    pub(in crate::resolve) fn of_child(&self, parent: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        self.latest(self.by_parent.get(&parent), is)
    }

    /// All listed findings at the children of a node that match a condition.
    pub(in crate::resolve) fn all_of_child(&self, parent: NodeId, is: impl Fn(&Diagnostic) -> bool) -> Vec<usize> {
        let places = self.by_parent.get(&parent).into_iter().flatten().copied();
        places.filter(|&place| self.folded[place].is_none() && is(&self.findings[place])).collect()
    }

    /// The findings from reading at or below a node that have not been folded.
    pub(in crate::resolve) fn notation_within(&self, node: NodeId) -> Vec<usize> {
        let behind = std::iter::successors(Some(node), |&node| self.tree.parent(node)).find_map(|node| self.tree.next(node));
        let end = behind.unwrap_or(NodeId(self.tree.len() as u32));
        let places = self.of_notation.range((node, 0)..(end.max(node), 0)).map(|&(_, place)| place);
        places.filter(|&place| self.folded[place].is_none()).collect()
    }

    /// The latest finding at exactly the same place.
    pub(in crate::resolve) fn at_place(&self, finding: &Diagnostic, is: impl Fn(&Diagnostic) -> bool) -> Option<usize> {
        self.of_node(finding.at.node()?, |other| other.at == finding.at && is(other))
    }

    /// The first finding about a target and a profile it should conform to.
    pub(in crate::resolve) fn of_target(&self, node: NodeId, profile: u32) -> Option<usize> {
        self.targets.get(&(node, profile)).copied()
    }

    /// The finding that an unresolved reference was folded under, if it is at another node.
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

    /// All findings about references whose target fails because of a node.
    pub(in crate::resolve) fn of_cause(&self, cause: NodeId) -> Vec<usize> {
        self.by_cause.get(&cause).cloned().unwrap_or_default()
    }

    /// The finding about a misplaced extension that a slice lacks.
    pub(in crate::resolve) fn stray(&self, finding: &Diagnostic) -> Option<usize> {
        let places = self.strays.get(url_lacking(finding)?)?;
        places.iter().take(MOST_STRAYS).copied().find(|&stray| self.is_of_stray(finding, &self.findings[stray]))
    }

    /// Findings about slices that lack a misplaced extension.
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

    /// Returns whether the slice and the extension are in the same branch of the tree.
    fn is_of_stray(&self, slice: &Diagnostic, stray: &Diagnostic) -> bool {
        let (Some(lacking), Some(node)) = (slice.at.node(), stray.at.node()) else { return false };
        let extension = if self.tree.name(node) == "url" { self.tree.parent(node) } else { Some(node) };
        let Some(holder) = extension.and_then(|extension| self.tree.parent(extension)) else { return false };
        let is_above =
            |above: NodeId, below: NodeId| std::iter::successors(Some(below), |&node| self.tree.parent(node)).any(|node| node == above);
        is_above(lacking, holder) || is_above(holder, lacking)
    }

    /// The finding that a node or one of its ancestors must be removed.
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

    /// The finding that a node or one of its ancestors is a copy.
    pub(in crate::resolve) fn copy(&self, node: NodeId) -> Option<usize> {
        if self.copies.is_empty() {
            return None;
        }
        std::iter::successors(Some(node), |&node| self.tree.parent(node)).find_map(|node| self.copies.get(&node).copied())
    }

    /// Findings about items that would match their slice if the value of a node had no spaces around it.
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

    /// Findings about slices that an item misses because of the value of a node or of an ancestor.
    pub(in crate::resolve) fn kept_out_by(&self, node: NodeId) -> Vec<usize> {
        if self.by_kept_out.is_empty() {
            return Vec::new();
        }
        const AROUND: usize = 3;
        let around = std::iter::successors(Some(node), |&node| self.tree.parent(node)).take(AROUND);
        around.filter_map(|node| self.by_kept_out.get(&node)).flatten().copied().collect()
    }

    /// The latest finding about a slice that an item misses because of the value of a node.
    pub(in crate::resolve) fn kept_out(&self, node: NodeId) -> Option<usize> {
        self.by_kept_out.get(&node).and_then(|places| places.last()).copied()
    }

    /// The finding about the slice that an item is nearest to.
    pub(in crate::resolve) fn of_item(&self, item: NodeId) -> Option<usize> {
        self.by_item.get(&item).copied()
    }

    /// Returns findings about items around a node that match no slice because an element is missing.
    pub(in crate::resolve) fn items_around(&self, home: NodeId, element: &str) -> Vec<usize> {
        let around = std::iter::successors(self.tree.parent(home), |&node| self.tree.parent(node)).take(AROUND_HOME);
        let is_told_by = |&place: &usize| self.folded[place].is_none() && is_told_by(&self.findings[place], element);
        around.filter_map(|item| self.of_item(item)).filter(is_told_by).collect()
    }

    /// Findings about the code next to a part of a Coding, about the part, the Coding and its CodeableConcept.
    pub(in crate::resolve) fn codes_around(&self, part: NodeId) -> Vec<usize> {
        let mut codes = self.all_of_node(part, |other| other.rule.is(Traits::OF_CODE));
        codes.extend(self.tree.parent(part).map(|coding| self.codes_of(coding)).unwrap_or_default());
        codes.dedup();
        codes
    }

    /// Findings about the code of a Coding, the Coding and its CodeableConcept.
    pub(in crate::resolve) fn codes_of(&self, coding: NodeId) -> Vec<usize> {
        let around = std::iter::successors(Some(coding), |&node| self.tree.parent(node)).take(2);
        let nodes = self.tree.child(coding, "code").into_iter().chain(around);
        nodes.flat_map(|node| self.all_of_node(node, |other| other.rule.is(Traits::OF_CODE))).collect()
    }

    /// The first error at or below a node, if it is about the format of a value or a name.
    pub(in crate::resolve) fn form_within(&self, node: NodeId) -> Option<usize> {
        self.wrong.get(&node).copied().filter(|&place| is_of_form(&self.findings[place]))
    }

    /// The first error at or below a node, if it may keep an item out of its slice.
    pub(in crate::resolve) fn keeping_out(&self, node: NodeId) -> Option<usize> {
        self.wrong.get(&node).copied().filter(|&place| keeps_out(&self.findings[place]))
    }

    /// The finding about a misplaced element that belongs here, optionally by name.
    pub(in crate::resolve) fn misplaced(&self, home: NodeId, name: Option<&str>) -> Option<usize> {
        let is_it = |other: &Diagnostic| match &other.subject {
            Subject::Misplaced(element, _) => name.is_none_or(|name| name == element),
            _ => false,
        };
        self.latest(self.by_home.get(&home), is_it)
    }

    /// Returns the finding about a missing child that is in the wrong place or has the wrong name.
    pub(in crate::resolve) fn astray(&self, home: NodeId, name: &str) -> Option<usize> {
        let is_meant = |other: &Diagnostic| match &other.subject {
            Subject::Unknown(Some(meant)) | Subject::Inside(meant) => meant == name,
            _ => false,
        };
        self.misplaced(home, Some(name)).or_else(|| self.of_child(home, is_meant))
    }

    /// Returns the finding about a misplaced element that belongs inside a node, up to a few levels down.
    pub(in crate::resolve) fn misplaced_within(&self, around: NodeId, is_meant: impl Fn(&str) -> bool) -> Option<usize> {
        let is_it = |other: &Diagnostic| matches!(&other.subject, Subject::Misplaced(element, _) if is_meant(element));
        self.latest(self.by_home_within.get(&around), is_it)
    }

    /// The finding about a repeated element next to a sibling that lacks an element of that name.
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

    /// References that would resolve if the entry had its fullUrl. Only those with the same text: an entry has one fullUrl.
    pub(in crate::resolve) fn of_nameless(&self, node: NodeId) -> Vec<usize> {
        let places = self.by_nameless.get(&node).cloned().unwrap_or_default();
        let text = |place: &usize| match self.findings[*place].subject {
            Subject::Unresolved(text, _) => Some(text),
            _ => None,
        };
        let first = places.first().and_then(text);
        places.into_iter().filter(|place| text(place) == first).collect()
    }

    /// The first reference to a resource that is out of reach in another Bundle.
    pub(in crate::resolve) fn across(&self, resource: NodeId) -> Option<usize> {
        self.across.get(&resource).copied()
    }

    /// The first unresolved reference with the same target.
    pub(in crate::resolve) fn nowhere(&self, finding: &Diagnostic) -> Option<usize> {
        let Subject::Nowhere(text, within) = finding.subject else { return None };
        self.nowhere.get(&(text, within)).copied()
    }

    /// The finding that the value of a node is an unfilled placeholder.
    pub(in crate::resolve) fn placeholder(&self, node: NodeId) -> Option<usize> {
        self.placeholders.get(&node).copied()
    }

    /// The reference that should point to a resource of this type but points to another.
    pub(in crate::resolve) fn reference_for(&self, kind: &str) -> Option<usize> {
        self.references_for.get(kind).copied()
    }

    /// All findings about the type of a reference target.
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
            Unless::Missing(name) => return self.missing.get(name).copied(),
            Unless::Astray(home, name) => return self.astray(home, name),
        };
        heaviest.filter(|(other, _)| *other <= severity).map(|(_, place)| *place)
    }

    /// The finding that makes an invariant fail: an element used by the invariant is missing, misnamed or wrong.
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
            // Invariants name the element that holds a reference, not `reference` itself.
            (_, Some(at)) if other.rule.is(Traits::OF_REFERENCE) => self.tree.parent(at).is_some_and(|at| speaks_of(self.tree.name(at))),
            (_, Some(at)) => speaks_of(self.tree.name(at)),
            (_, None) => false,
        })
    }
}
