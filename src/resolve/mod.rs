//! Which findings are one fault. The stages before this one append whatever they find; here, once and in one place, it is
//! decided what is said and what goes away with something else.
//!
//! Findings are gone through in the order in which they were made: reading, then definitions, then messaging. Each is held
//! against the [relations](relations), and against what its own rule asks for ([`Unless`]). What gives way is folded under the
//! finding that it goes away with: it becomes one of its consequences where it has words for that, and is not listed otherwise.
//! Decided is by rule, place and subject; no words are read.

mod about;
mod afterwards;
mod notes;
mod relations;
mod repeated;
mod seen;
#[cfg(test)]
mod tests;

use crate::diagnostic::{At, Diagnostic, words};
use crate::syntax::rules::LIMIT_ISSUES;
use crate::syntax::tree::{NodeId, Tree};
use afterwards::AFTERWARDS;
pub(crate) use notes::{Explanation, Notes, Superseded, What};
use relations::{RELATIONS, To};
use seen::Seen;

/// A finding that is not listed, and why.
#[derive(Clone, Debug)]
pub(crate) struct Folded {
    pub(crate) finding: Diagnostic,
    /// The relation by which it gave way.
    pub(crate) relation: &'static str,
    /// The same as a sentence.
    pub(crate) why: &'static str,
    /// The listed finding that it goes away with, by its place, or `None` if it is a fact of the text.
    pub(crate) under: Option<usize>,
}

/// What there is to say, and what is not said.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) folded: Vec<Folded>,
}

/// Decides what is listed of the findings of all stages.
pub(crate) fn resolve(tree: &Tree<'_>, findings: Vec<Diagnostic>, notes: &Notes) -> Resolved {
    let mut seen = Seen::new(tree);
    let superseded = notes::Index::of(notes);
    for mut finding in findings {
        let given_way = match superseded.supersedes(tree, &finding) {
            true => {
                let why = "An ITK3 rule describes the same fault more precisely";
                Some(GivenWay { relation: "said-by-messaging", why, under: None, tells: false })
            }
            false => gives_way(&seen, &mut finding),
        };
        let place = seen.add(finding, given_way);
        if given_way.is_some() {
            continue;
        }
        for relation in AFTERWARDS {
            if !(relation.to)(&seen.findings[place]) {
                continue;
            }
            let earlier = (relation.of)(&seen, place);
            for &earlier in &earlier {
                seen.fold(earlier, GivenWay { relation: relation.id, why: relation.why, under: Some(place), tells: false });
            }
            if let Some(words) = relation.tells.filter(|_| !earlier.is_empty()) {
                seen.findings[place].leads_to(words(earlier.len()));
            }
        }
    }
    repeated::fold(&mut seen);
    let mut resolved = seen.finish();
    for Explanation { node, message } in &notes.explanations {
        for finding in resolved.findings.iter_mut().filter(|finding| finding.at.node() == Some(*node)) {
            finding.message = words((*message).to_owned());
        }
    }
    resolved
}

/// By which relation a finding gives way, and to what.
#[derive(Clone, Copy, Debug)]
struct GivenWay {
    relation: &'static str,
    why: &'static str,
    /// Another finding, by its place, or `None` if it is a fact of the text.
    under: Option<usize>,
    /// It is told as a consequence of the other.
    tells: bool,
}

fn gives_way(seen: &Seen<'_>, finding: &mut Diagnostic) -> Option<GivenWay> {
    for relation in RELATIONS.iter().filter(|relation| (relation.of)(finding)) {
        match (relation.to)(seen, finding) {
            To::Nothing => {}
            To::Diagnostic(place) => {
                return Some(GivenWay { relation: relation.id, why: relation.why, under: Some(place), tells: relation.tells });
            }
            To::Text => return Some(GivenWay { relation: relation.id, why: relation.why, under: None, tells: false }),
        }
    }
    let (why, severity) = ("The element has a finding already", finding.severity);
    let reported_there = |under| Some(GivenWay { relation: "reported-there", why, under, tells: false });
    if let Some(place) = finding.unless.iter().find_map(|unless| seen.reported(*unless, severity)) {
        return reported_there(Some(place));
    }
    let group = finding.group.take()?;
    let (mut left, mut hidden) = (Vec::new(), None);
    for place in group.places {
        match place.unless.iter().find_map(|unless| seen.reported(*unless, severity)) {
            None => left.push(place),
            Some(by) => hidden = Some(by),
        }
    }
    let Some(first) = left.first() else { return reported_there(hidden) };
    finding.at = first.at;
    let labels: Vec<String> = left.into_iter().map(|place| place.label).collect();
    (group.words)(finding, &labels);
    None
}

impl From<Vec<Diagnostic>> for Resolved {
    /// Findings that stand alone.
    fn from(findings: Vec<Diagnostic>) -> Resolved {
        Resolved { findings, folded: Vec::new() }
    }
}

impl Resolved {
    /// Leaves as many as a limit allows, and says so where that is not all.
    pub(crate) fn limit(&mut self, most: usize, more: bool) {
        if self.findings.len() <= most && !more {
            return;
        }
        let at = self.findings.get(most).or(self.findings.last()).map_or(At::Name(NodeId::ROOT), |finding| finding.at);
        self.findings.truncate(most);
        let message = "The limit on findings was reached; the rest are not listed";
        let finding = Diagnostic::new(&LIMIT_ISSUES, at, message).expected(format!("at most {most} findings")).found("more");
        self.findings.push(finding);
    }
}
