//! Names in XML: prefixes, namespaces, and what has to be right of every tag.

use super::{FHIR, Namespace, Open, Reader, XHTML};
use crate::diagnostic::{Subject, shown};
use crate::hash::TextMap;
use crate::source::Span;
use crate::syntax::rules;
use crate::syntax::xml_scan::starts_name;

impl<'t> Reader<'t> {
    pub(super) fn declare_namespaces(&mut self, open: &mut Open) {
        for i in 0..self.scan.attributes.len() {
            let attribute = self.scan.attributes[i];
            let name = self.scan.slice(attribute.name);
            if name == "xmlns" {
                open.default = match self.scan.slice(attribute.value) {
                    "" => Namespace::None,
                    FHIR => Namespace::Fhir,
                    XHTML => Namespace::Xhtml,
                    _ => Namespace::Other(attribute.value),
                };
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                let hidden = self.prefix_places.insert(prefix, self.prefixes.len() as u32 + 1).unwrap_or_default();
                self.prefixes.push((prefix, attribute.value, hidden));
            }
        }
    }

    pub(super) fn prefix(&self, prefix: &str) -> Option<Span> {
        let place = self.prefix_places.get(prefix)?.checked_sub(1)?;
        Some(self.prefixes[place as usize].1)
    }

    /// What has to be right of any element and its attributes: prefixes declared, no attribute twice, no
    /// reference to nothing.
    pub(super) fn check_tag(&mut self, name: Span) {
        self.check_prefix(name);
        let count = self.scan.attributes.len();
        let mut known = TextMap::default();
        for i in 0..count {
            let attribute = self.scan.attributes[i].name;
            self.check_prefix(attribute);
            if self.scan.attributes[i].escaped {
                let value = self.scan.attributes[i].value;
                self.check_references(self.scan.slice(value), value.start as usize);
            }
            if count > 1 && known.insert(self.scan.slice(attribute), 0).is_some() {
                self.scan.attributes[i].twice = true;
                let message = format!("The attribute {} is repeated and must occur once; the first was used", self.scan.slice(attribute));
                self.report(&rules::XML_SYNTAX, attribute, message, "each attribute once");
            }
        }
    }

    fn check_prefix(&mut self, name: Span) {
        let text = self.scan.slice(name);
        let Some((prefix, local)) = parts(text) else { return };
        if prefix.is_empty() || !local.starts_with(starts_name) || local.contains(':') {
            self.report(
                &rules::XML_SYNTAX,
                name,
                "The name is not valid: a colon must be between a prefix and a name",
                "one colon, with something on both sides",
            );
            self.found(shown(text));
        } else if !matches!(prefix, "xml" | "xmlns") && self.prefix(prefix).is_none() && self.prefixes_reported.insert(prefix, 0).is_none()
        {
            let message = format!("The prefix {prefix:?} is not declared");
            self.report(&rules::XML_SYNTAX, name, message, format!("xmlns:{prefix}=\"…\""));
        }
    }

    /// The namespace and the local part of an element's name.
    pub(super) fn resolve(&mut self, open: &Open, name: Span) -> (Namespace, &'t str) {
        let text = self.scan.slice(name);
        let Some((prefix, local)) = parts(text).filter(|(_, local)| !local.is_empty()) else { return (open.default, text) };
        let Some(uri) = self.prefix(prefix) else {
            return (Namespace::Fhir, local);
        };
        let namespace = match self.scan.slice(uri) {
            FHIR => Namespace::Fhir,
            XHTML => Namespace::Xhtml,
            _ => Namespace::Other(uri),
        };
        (namespace, local)
    }

    pub(super) fn check_namespace(&mut self, namespace: Namespace, is_narrative: bool, name: Span) {
        let expected = if is_narrative { XHTML } else { FHIR };
        let right = if is_narrative { namespace == Namespace::Xhtml } else { namespace == Namespace::Fhir };
        if right || (self.namespace_reported && !is_narrative) {
            return;
        }
        self.namespace_reported |= !is_narrative;
        let (message, found) = match namespace {
            Namespace::None => (format!("<{}> must have FHIR's namespace: none is declared", self.scan.slice(name)), "none".to_owned()),
            Namespace::Fhir => (format!("<{}> must be in the XHTML namespace, not in FHIR's", self.scan.slice(name)), FHIR.to_owned()),
            Namespace::Xhtml => {
                (format!("<{}> must be in FHIR's namespace, not in that of XHTML", self.scan.slice(name)), XHTML.to_owned())
            }
            Namespace::Other(uri) => (format!("<{}> must be in FHIR's namespace", self.scan.slice(name)), shown(self.scan.slice(uri))),
        };
        self.report(&rules::XML_NAMESPACE, name, message, format!("xmlns=\"{expected}\""));
        self.found(found);
        if matches!(namespace, Namespace::Other(_)) {
            self.about(Subject::Foreign);
        }
    }
}

/// A prefix and what stands behind its colon; nothing for a plain name, as nearly all are.
fn parts(name: &str) -> Option<(&str, &str)> {
    let colon = name.bytes().position(|byte| byte == b':')?;
    Some((&name[..colon], &name[colon + 1..]))
}
