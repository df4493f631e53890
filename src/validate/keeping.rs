//! Whether a node keeps a profile: by what it declares, else by a [trial](super::trial), which is a walk of its own.

use super::context::Context;
use super::inherited::bases;
use super::path::within_resource;
use super::sink::Sink;
use super::trial::{Keeps, Trial, TrialId};
use crate::definitions::split_version;
use crate::diagnostic::{Severity, Subject};
use crate::near::is_slip;
use crate::resolve::{Notes, resolve};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

/// A node and a profile as one key.
fn key(node: NodeId, url: Symbol) -> u64 {
    u64::from(node.0) << 32 | u64::from(url.0)
}

impl<'a> Context<'a> {
    /// Whether a node keeps a profile. What a resource declares is believed here, since it is checked where the resource
    /// stands. Everything else is tried once.
    pub(super) fn keeps(&mut self, node: NodeId, url: Symbol) -> Keeps {
        let Some(definition) = self.definitions.structure_by_url(url) else { return Keeps::Unknown };
        let expected = self.definitions.text(definition.type_code);
        if self.tree.resource_type(node).is_some_and(|actual| actual != expected) {
            return if matches!(expected, "Resource" | "DomainResource") { Keeps::Yes } else { Keeps::No };
        }
        if !definition.constraint || self.declares(node, self.definitions.text(url)) {
            return Keeps::Yes;
        }
        if let Some(known) = self.tried(node, url) {
            return Keeps::Tried(known);
        }
        // Within a trial references are believed: circles end, and the cost stays linear.
        if self.is_trying() {
            return Keeps::Yes;
        }
        let Some(shape) = self.definitions.type_shape(definition.type_code) else { return Keeps::Unknown };
        let id = TrialId(self.trials.1.len() as u32);
        self.trying.push(id);
        let outer = std::mem::take(&mut self.sink);
        self.typed.set_type(node, definition.type_code);
        (self.walk)(self, node, definition, shape);
        let inner = std::mem::replace(&mut self.sink, outer);
        self.trying.pop();
        let trial = self.judge(node, inner);
        self.trials.0.insert(key(node, url), id.0);
        self.trials.1.push(trial);
        Keeps::Tried(id)
    }

    fn judge(&self, node: NodeId, sink: Sink<'a>) -> Trial<'a> {
        let findings = resolve(self.tree, sink.findings, &Notes::default()).findings;
        // What breaks the base type or an extension's own definition is reported there, and is no matter of this profile.
        let of_profile = |profile: &String| !self.is_of_extension(profile);
        let worst = findings.iter().find(|f| f.severity <= Severity::Error && f.profile.as_ref().is_some_and(of_profile));
        let why_not = worst.map(|f| format!("{}: {}", within_resource(self, f.at.node().unwrap_or(node)), f.message));
        let cause = worst.and_then(|finding| match finding.subject {
            // A reference fails for the same reason as its target.
            Subject::Target(_, _, Some(cause)) => Some(cause),
            _ => finding.at.node(),
        });
        Trial { why_not, cause, undecided: sink.unchecked, constraints: sink.constraints }
    }

    /// The trial of a node and a profile, where there was one.
    pub(super) fn tried(&self, node: NodeId, url: Symbol) -> Option<TrialId> {
        self.trials.0.get(key(node, url)).map(TrialId)
    }

    pub(super) fn trial(&self, id: TrialId) -> &Trial<'a> {
        &self.trials.1[id.0 as usize]
    }

    /// What is looked at is a trial.
    pub(super) fn is_trying(&self) -> bool {
        !self.trying.is_empty()
    }

    /// A profile, with its version, that defines an extension.
    fn is_of_extension(&self, profile: &str) -> bool {
        self.definitions.structure_named(profile).is_some_and(|definition| definition.type_code == self.words.extension_type)
    }

    pub(super) fn declares(&self, node: NodeId, url: &str) -> bool {
        let Some(meta) = self.tree.child(node, "meta") else { return false };
        self.tree
            .children_named(meta, "profile")
            .filter_map(|profile| Some(split_version(self.tree.value(profile)?.trim()).0))
            .any(|profile| profile == url || self.builds_on(profile, url) || self.is_misspelt(profile, url))
    }

    /// Returns whether an unknown profile is a known one with a single typing error. The resource is then checked against the known one.
    fn is_misspelt(&self, profile: &str, url: &str) -> bool {
        is_slip(url, profile) && self.definitions.structure_named(profile).is_none()
    }

    /// Whether a profile derives from another, directly or through others.
    fn builds_on(&self, profile: &str, url: &str) -> bool {
        let known = self.definitions.symbol(profile).and_then(|profile| self.definitions.structure_by_url(profile));
        known.filter(|d| d.constraint).is_some_and(|d| bases(self, d).any(|base| self.definitions.text(base.url) == url))
    }
}
