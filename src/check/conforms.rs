//! Whether something keeps a profile that nobody declared for it: looked at in silence, once.

use super::extension::path_within_resource;
use super::inherited::bases;
use super::{Check, Overlay, invariant, walk};
use crate::definitions::split_version;
use crate::finding::Severity;
use crate::intern::Symbol;
use crate::tree::NodeId;

/// A node and a profile as one key.
pub(super) fn key(node: NodeId, url: Symbol) -> u64 {
    u64::from(node.0) << 32 | u64::from(url.0)
}

impl<'a> Check<'a> {
    /// Whether a node keeps a profile; nothing where the profile is not known. What a resource declares is
    /// believed here, since it is checked where the resource stands.
    pub(super) fn conforms(&mut self, node: NodeId, url: Symbol) -> Option<bool> {
        let definition = self.definitions.structure_by_url(url)?;
        let wanted = self.definitions.text(definition.type_code);
        if let Some(actual) = self.tree.resource_type(node)
            && actual != wanted
        {
            return Some(matches!(wanted, "Resource" | "DomainResource"));
        }
        if !definition.constraint || self.declares(node, self.definitions.text(url)) {
            return Some(true);
        }
        let key = key(node, url);
        if let Some(place) = self.conforming.0.get(key) {
            let known = &self.conforming.1[place as usize];
            self.why_not.clone_from(&known.1);
            return Some(known.0);
        }
        // Within a silent look, references are believed: circles end, and the cost stays linear.
        if self.silent {
            return Some(true);
        }
        let shape = self.definitions.type_shape(definition.type_code)?;
        let place = self.conforming.1.len() as u32;
        self.silent = true;
        self.asked = Some(place);
        self.typed.set_type(node, definition.type_code);
        let (findings, overlays) = (self.outcome.findings.len(), self.overlays.len());
        super::resource::push(self, Overlay::root(definition), overlays);
        invariant::note(self, node, None, definition.type_code, overlays);
        walk::children(self, node, shape, overlays);
        self.overlays.truncate(overlays);
        self.silent = false;
        self.asked = None;
        // What breaks the base type or an extension's own definition is reported there, and is no matter of this profile.
        let worst = self.outcome.findings[findings..]
            .iter()
            .find(|f| f.severity <= Severity::Error && f.profile.as_ref().is_some_and(|profile| !self.is_of_extension(profile)));
        let answer =
            (worst.is_none(), worst.map(|f| format!("{}: {}", path_within_resource(self, f.at.node().unwrap_or(node)), f.message)));
        self.outcome.findings.truncate(findings);
        self.why_not.clone_from(&answer.1);
        let keeps = answer.0;
        self.conforming.0.insert(key, place);
        self.conforming.1.push(answer);
        Some(keeps)
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
            .any(|profile| profile == url || self.builds_on(profile, url))
    }

    /// A profile is derived from another, be it by several steps.
    fn builds_on(&self, profile: &str, url: &str) -> bool {
        let known = self.definitions.symbol(profile).and_then(|profile| self.definitions.structure_by_url(profile));
        known.filter(|d| d.constraint).is_some_and(|d| bases(self, d).any(|base| self.definitions.text(base.url) == url))
    }
}
