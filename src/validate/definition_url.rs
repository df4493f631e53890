//! URLs of profiles and extensions that are those of known definitions but for a slip of the hand.

use super::context::Context;
use crate::definitions::model::Definition;
use crate::definitions::split_version;
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    DEFINITION_URL = Warning "value" "definition-url";
    title: "Misspelt URL of a profile or extension",
    why: "A definition is found by its URL, letter by letter. Under another nobody knows it, and what it asks for is not checked.",
    wrong: "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Pateint-1",
    right: "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1",
    link: "https://hl7.org/fhir/STU3/profiling.html",
    traits: [GIVES_WAY],
}

/// Reports a URL that no definition has, where it is nearly that of one, and gives that if it is so but for one slip. One of the same
/// name may be another, of which nothing is known.
pub(super) fn check<'a>(cx: &mut Context<'a>, at: NodeId, url: &str) -> Option<&'a Definition> {
    let definitions = cx.definitions;
    let url = split_version(url.trim()).0;
    if definitions.awaits(url) {
        return None;
    }
    let slip = definitions.structure_url_near(url);
    let near = slip.or_else(|| definitions.structure_url_of_same_name(url))?;
    let finding = cx.finding(&DEFINITION_URL, At::Value(at), "The URL does not match any known definition");
    cx.report(finding.expected(near).perhaps_put_right_by(near).found(shown(url)));
    slip.and_then(|slip| definitions.structure_named(slip))
}
