//! Profiles that a caller asks for, beside those that the message declares.

use std::fmt::{self, Display, Formatter};

use crate::definitions::encode::kind;
use crate::definitions::{Definitions, split_version};
use crate::near::nearest;
use crate::syntax::tree::{NodeId, Tree};
use crate::validate::{Outcome, Unchecked};

/// Where a name without the rest of its URL is looked for.
const BASES: [&str; 3] = [
    "https://fhir.nhs.uk/STU3/StructureDefinition/",
    "https://fhir.hl7.org.uk/STU3/StructureDefinition/",
    "http://hl7.org/fhir/StructureDefinition/",
];

/// A profile that a caller asks for and no definition has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProfile {
    /// As it was asked for.
    pub name: String,
    /// The one that is likely meant.
    pub nearest: Option<String>,
}

impl Display for UnknownProfile {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "unknown profile {}", self.name)?;
        self.nearest.iter().try_for_each(|nearest| write!(out, "; did you mean {nearest}?"))
    }
}

impl std::error::Error for UnknownProfile {}

/// Whether a name stands for a profile that is not loaded.
pub(crate) fn is_awaited(definitions: &Definitions, name: &str) -> bool {
    std::iter::once("").chain(BASES).any(|base| definitions.awaits(&[base, name.trim()].concat()))
}

/// The URL of the profile that a URL, with or without a version, or the last part of one stands for.
pub(crate) fn find(definitions: &Definitions, name: &str) -> Option<String> {
    let unversioned = split_version(name.trim()).0;
    let is_known = |url: &String| definitions.structure_named(url).is_some();
    let found = std::iter::once("").chain(BASES).map(|base| [base, unversioned].concat()).find(is_known);
    found.or_else(|| definitions.added_structure(unversioned))
}

/// What is likely meant by a name that stands for no profile: a URL where that is one, and otherwise the last part of one.
pub(crate) fn unknown(definitions: &Definitions, name: &str) -> UnknownProfile {
    let unversioned = split_version(name.trim()).0;
    let urls = definitions.entries().filter(|(kind, _)| *kind == kind::STRUCTURE).map(|(_, url)| definitions.text(url));
    let names = urls.map(|url| if unversioned.contains('/') { url } else { url.rsplit('/').next().unwrap_or(url) });
    UnknownProfile { name: name.to_owned(), nearest: nearest(names, unversioned).map(str::to_owned) }
}

/// Adds the profiles that are of the root's type to those it is held to; of the others it is said that they were not checked.
pub(crate) fn add(
    tree: &Tree<'_>,
    definitions: &Definitions,
    expected: &[String],
    assumed: &mut Vec<(NodeId, String)>,
    outcome: &mut Outcome,
) {
    if tree.is_empty() {
        return;
    }
    let root = tree.resource_type(NodeId::ROOT).unwrap_or_default();
    for name in expected {
        let unversioned = split_version(name.trim()).0;
        let found = find(definitions, name).and_then(|url| Some((definitions.structure_named(&url)?, url)));
        let message = match found {
            Some((definition, url)) if definitions.text(definition.type_code) == root => {
                assumed.push((NodeId::ROOT, url));
                continue;
            }
            Some((definition, _)) => {
                let kind = definitions.text(definition.type_code);
                format!("The profile {unversioned} is for {kind}, so it was not applied")
            }
            None => format!("The profile {unversioned} is unknown, so it was not applied"),
        };
        outcome.unchecked.push(Unchecked { reason: "unknown-profile", message, node: NodeId::ROOT, count: 1 });
    }
}
