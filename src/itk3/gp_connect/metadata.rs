//! Every resource of a GP Connect message has an id and says which profile it conforms to.

use super::guide::Guide;
use crate::diagnostic::{At, Details, Diagnostic, Place, Rule, Unless, rule, shown};
use crate::itk3::cx::Cx;
use crate::itk3::links::{GP_CONNECT, SEND_DOCUMENT};
use crate::itk3::look::without_profile;
use crate::itk3::view::resources;
use crate::syntax::tree::NodeId;

rule! {
    META_1 = Error "required" "GPCM-SD-027-v1";
    title: "Resource without meta.profile (Send Document 1)",
    why: "GP Connect requires every resource to declare its profile.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    META_2 = Error "required" "GPCM-SD-108";
    title: "Resource without meta.profile (Send Document 2)",
    why: "GP Connect requires every resource to declare its profile.",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    ID_1 = Error "required" "GPCM-SD-028-v1";
    title: "Resource without id (Send Document 1)",
    why: "GP Connect requires every resource to have an id.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

/// The rule for a resource that declares no profile.
pub(crate) fn meta(guide: Guide) -> &'static Rule {
    guide.rule(&META_1, &META_2, &META_2)
}

/// The id of an entry's resource is mostly a UUID in its fullUrl too.
pub(super) fn check(cx: &mut Cx<'_>, guide: Guide) {
    let tree = cx.tree;
    let mut without: Vec<Place> = Vec::new();
    let mut undeclared: Vec<Place> = Vec::new();
    for bundle in [Some(NodeId::ROOT), cx.parts.document].into_iter().flatten() {
        for (_, resource) in resources(tree, bundle) {
            let (kind, of_resource) = (tree.resource_type(resource).unwrap_or_default(), tree.child(resource, "meta"));
            let place = |unless| Place { at: At::Name(resource), label: kind.to_owned(), unless };
            // That header and document have one, every message is asked for.
            let is_asked = Some(resource) == cx.parts.header || Some(resource) == cx.parts.document;
            if tree.child(resource, "id").is_none() && !is_asked {
                without.push(place(vec![Unless::ReportedBefore(resource)]));
            }
            if of_resource.is_none_or(|meta| tree.child(meta, "profile").is_none()) && kind != "Binary" {
                let unless = [Unless::ReportedBefore(resource)].into_iter().chain(without_profile(resource, of_resource));
                undeclared.push(place(unless.collect()));
            }
        }
    }
    // Version 2 asks for no id, and its generic example has a Binary without one.
    let message = "Resources of a GP Connect message must have an id";
    if let Some(finding) = one_for_all(&ID_1, without, message, "an id").filter(|_| guide != Guide::Second) {
        cx.say(finding);
    }
    let rule = meta(guide);
    let message = "Resources of a GP Connect message must declare their profile in meta.profile";
    if let Some(finding) = one_for_all(rule, undeclared, message, "meta.profile") {
        // The wrapper's own are reported together; with them, it is one fault.
        cx.say(finding.unless(Unless::Rule(rule)));
    }
}

fn one_for_all(rule: &'static Rule, resources: Vec<Place>, message: &str, expected: &str) -> Option<Diagnostic> {
    let first = resources.first()?.at;
    let words = |details: &mut Details, kinds: &[String]| details.found = Some(format!("none on {}", shown(&kinds.join(", "))));
    Some(Diagnostic::new(rule, first, message).expected(expected).at_each(resources, words))
}
