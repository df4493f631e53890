//! Profiles that a caller asks for, beside those that the message declares.

use crate::check::{Outcome, Unchecked};
use crate::definitions::{Definitions, split_version};
use crate::tree::{NodeId, Tree};

/// Where a name without the rest of its URL is looked for.
const BASES: [&str; 3] = [
    "https://fhir.nhs.uk/STU3/StructureDefinition/",
    "https://fhir.hl7.org.uk/STU3/StructureDefinition/",
    "http://hl7.org/fhir/StructureDefinition/",
];

/// Adds the profiles that are of the root's type to those it is held to; of the others it is said that they were not checked.
pub(crate) fn add(
    tree: &Tree<'_>,
    definitions: &Definitions,
    wanted: &[String],
    assumed: &mut Vec<(NodeId, String)>,
    outcome: &mut Outcome,
) {
    if tree.is_empty() {
        return;
    }
    let root = tree.resource_type(NodeId::ROOT).unwrap_or_default();
    for name in wanted {
        let unversioned = split_version(name.trim()).0;
        let known = |url: &str| definitions.symbol(url).and_then(|url| definitions.structure_by_url(url));
        let found = std::iter::once("").chain(BASES).find_map(|base| {
            let url = [base, unversioned].concat();
            Some((known(&url)?, url))
        });
        let found = found.or_else(|| {
            let url = definitions.added_structure(unversioned)?;
            Some((known(&url)?, url))
        });
        let message = match found {
            Some((definition, url)) if definitions.text(definition.type_code) == root => {
                assumed.push((NodeId::ROOT, url));
                continue;
            }
            Some((definition, _)) => {
                let kind = definitions.text(definition.type_code);
                format!("The profile {unversioned} is for {kind}, so nothing was checked against it")
            }
            None => format!("The profile {unversioned} is not known here, so nothing was checked against it"),
        };
        outcome.unchecked.push(Unchecked { reason: "unknown-profile", message, node: NodeId::ROOT, count: 1 });
    }
}
