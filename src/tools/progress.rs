//! How far a check has come, for whoever watches it.

use std::cell::Cell;

use serde::Serialize;

use crate::diagnostic::{At, Diagnostic, Severity};
use crate::document::Document;
use crate::report::{Counts, Report};
use crate::source::Lines;
use crate::syntax::tree::{NodeId, Tree};
use crate::validate::{Observer, Visit};
use crate::validator::Options;

/// Of the first findings so many are told while the check still runs.
const FIRST: usize = 20;
/// So often entries are told of, at the most.
const TIMES: u32 = 100;

/// What a check is at.
#[derive(Debug, Serialize)]
pub struct Progress<'a> {
    /// `reading`, `entries`, `invariants`, `rules` or `report`, in this order.
    pub phase: &'static str,
    /// Entries that have been looked at; 0 in the other phases.
    pub done: u32,
    /// Entries of Bundles, inner ones included; in the phase `reading` bytes of the text; otherwise 0.
    pub total: u32,
    /// Findings so far.
    pub counts: Counts,
    /// The first of them, in the order in which they were made.
    pub first: &'a [Glimpse],
}

/// A finding before there is a report.
#[derive(Clone, Debug, Serialize)]
pub struct Glimpse {
    /// Id of the rule.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// One plain sentence.
    pub message: String,
    /// Line, from 1.
    pub line: u32,
}

/// Tells one caller how far a check has come.
pub(crate) struct Watch<'a> {
    tell: &'a dyn Fn(&Progress<'_>),
    lines: Lines<'a>,
    tree: &'a Tree<'a>,
    /// What reading found.
    read: (Counts, Vec<Glimpse>),
    entries: u32,
    done: Cell<u32>,
}

/// An entry of a Bundle: the message or a Bundle within it.
fn is_entry(tree: &Tree<'_>, node: NodeId) -> bool {
    tree.name(node) == "entry" && tree.parent(node).is_some_and(|parent| tree.resource_type(parent) == Some("Bundle"))
}

/// Before there is a tree.
pub(crate) fn begin(tell: &dyn Fn(&Progress<'_>), bytes: usize) {
    tell(&Progress { phase: "reading", done: 0, total: bytes as u32, counts: Counts::default(), first: &[] });
}

impl<'a> Watch<'a> {
    pub(crate) fn new(tell: &'a dyn Fn(&Progress<'_>), text: &'a str, tree: &'a Tree<'a>, read: &[Diagnostic]) -> Watch<'a> {
        let entries = (0..tree.len() as u32).filter(|&node| is_entry(tree, NodeId(node))).count() as u32;
        let mut watch = Watch { tell, lines: Lines::new(text), tree, read: Default::default(), entries, done: Cell::new(0) };
        watch.read = watch.with(read);
        watch
    }

    fn say(&self, phase: &'static str, done: u32, total: u32, findings: &[Diagnostic]) {
        let (counts, first) = self.with(findings);
        (self.tell)(&Progress { phase, done, total, counts, first: &first });
    }

    /// What reading found, and these.
    fn with(&self, findings: &[Diagnostic]) -> (Counts, Vec<Glimpse>) {
        let (mut counts, mut first) = self.read.clone();
        findings.iter().for_each(|finding| counts.add(finding.severity));
        let room = FIRST.saturating_sub(first.len());
        first.extend(findings.iter().take(room).map(|finding| self.glimpse(finding)));
        (counts, first)
    }

    fn glimpse(&self, finding: &Diagnostic) -> Glimpse {
        let at: At = finding.at;
        let line = self.lines.position(self.tree.span_of(at).start).line;
        Glimpse { rule: finding.rule.id, severity: finding.severity, message: finding.message.clone(), line }
    }
}

impl Observer for Watch<'_> {
    /// Tells of entries.
    fn visit(&self, visit: &Visit<'_>) {
        if !is_entry(self.tree, visit.node) {
            return;
        }
        let done = self.done.replace(self.done.get() + 1);
        if done.is_multiple_of(self.entries.div_ceil(TIMES).max(1)) {
            self.say("entries", done, self.entries, visit.findings);
        }
    }

    fn phase(&self, phase: &'static str, findings: &[Diagnostic]) {
        self.say(phase, 0, 0, findings);
    }
}

impl Document<'_> {
    /// Checks it, and tells `watch` how far the check has come: at entries of a Bundle, a hundred times at the most, and before
    /// each of what follows.
    pub fn validate_watched(&self, options: &Options, watch: &dyn Fn(&Progress<'_>)) -> Report {
        let watch = Watch::new(watch, self.text(), &self.reading.tree, &self.reading.findings);
        self.validate_observed(options, Some(&watch))
    }
}
