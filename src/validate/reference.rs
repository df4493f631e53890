//! Whether references lead somewhere, and to what. Each Bundle is its own scope; a nested one does not see its outer one.

use super::context::Context;
use super::full_url;
use super::index::{Target, scope, type_and_id, type_stated};
use super::outcome::About;
use super::overlay::Overlay;
use super::path::within_resource;
use super::target::{is_resource, type_of_target};
use super::trial::{Believed, Keeps, TrialId};
use crate::definitions::model::TypeRef;
use crate::definitions::split_version;
use crate::diagnostic::{At, Subject, rule, shown};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

const RESOLVE: &str = "https://hl7.org/fhir/STU3/bundle.html#references";
const REFERENCE: &str = "https://hl7.org/fhir/STU3/references.html";

rule! {
    REFERENCE_UNRESOLVED = Error "not-found" "reference-unresolved";
    title: "Reference to something that is not in the message",
    why: "The target must be in the Bundle: the receiver has nowhere else to look.",
    right: "exactly a fullUrl of this Bundle",
    link: RESOLVE,
    traits: [ABSENCE, OF_REFERENCE],
}

rule! {
    REFERENCE_RELATIVE = Warning "value" "reference-relative";
    title: "Relative reference where the fullUrl is a URN",
    why: "A relative reference is completed from the fullUrl of its own entry, which must be a URL. A URN cannot complete it.",
    wrong: "Patient/0d2b3c4e-…",
    right: "urn:uuid:…, exactly as in the entry’s fullUrl",
    link: RESOLVE,
    traits: [OF_REFERENCE],
}

rule! {
    REFERENCE_AMBIGUOUS = Warning "multiple-matches" "reference-ambiguous";
    title: "Reference to several entries",
    why: "Two entries have the same fullUrl, with different versions. Nobody knows which one the reference means.",
    right: "a fullUrl of one entry, or the fullUrl with /_history/ and the version",
    link: RESOLVE,
    traits: [OF_REFERENCE],
}

rule! {
    REFERENCE_TYPE = Error "structure" "reference-type";
    title: "Reference to another resource type",
    why: "The definition lists the resource types that may be referenced.",
    link: REFERENCE,
    traits: [FAILS_INVARIANTS, OF_REFERENCE],
}

rule! {
    REFERENCE_PROFILE = Error "structure" "reference-profile";
    title: "Reference to a resource that does not conform",
    why: "The definition requires the referenced resource to conform to a profile.",
    link: REFERENCE,
    traits: [OF_REFERENCE],
}

rule! {
    REFERENCE_AGGREGATION = Error "structure" "reference-aggregation";
    title: "Reference target in the wrong place",
    why: "The profile says whether the target must be contained, in the Bundle or elsewhere.",
    link: REFERENCE,
    traits: [OF_REFERENCE],
}

/// Checks a Reference: its target, and the target's type and profile.
pub(super) fn check<'a>(cx: &mut Context<'a>, node: NodeId, base: Overlay<'a>, overlays: usize) {
    let Some(at) = cx.tree.child(node, "reference") else { return };
    let Some(value) = cx.tree.value(at) else { return };
    if cx.is_unreadable(at) || value.is_empty() {
        return;
    }
    if value.trim() != value {
        let finding = cx.finding(&REFERENCE_UNRESOLVED, At::Value(at), "reference must not begin or end with white space");
        return cx.report(
            finding
                .about(Subject::Padded)
                .expected("the same without white space around it")
                .put_right_by(value.trim())
                .found(shown(value)),
        );
    }
    let target = cx.index.resolve(cx.tree, node, value);
    match target {
        Target::Inside(_) => {}
        Target::Unread => return,
        Target::Outside if is_no_url(value) => {
            let message = "reference must be a URL, relative or absolute";
            let finding = cx.finding(&REFERENCE_UNRESOLVED, At::Value(at), message);
            cx.report(finding.expected("a URL such as Practitioner/1; a name is a display").found(shown(value)));
            return;
        }
        Target::Outside if of_no_type(cx, value) => {
            let message = "The reference must begin with a resource type";
            let finding = cx.finding(&REFERENCE_UNRESOLVED, At::Value(at), message);
            cx.report(finding.expected("a resource type and an id, such as Practitioner/1").found(shown(value)));
            return;
        }
        Target::Outside if !belongs_to_document(cx, node) => outside(cx, at, value),
        Target::Outside | Target::Nowhere(_) | Target::Across(_) => {
            let message = match target {
                Target::Nowhere(message) => message,
                Target::Outside if is_of_other_version(cx, node, value) => {
                    "The version in the reference must match meta.versionId of the entry"
                }
                Target::Across(_) => "The reference must match a fullUrl in its own Bundle; the target is in another Bundle",
                _ => "The reference of the Composition must match an entry of the document",
            };
            let expected =
                if value.starts_with('#') { "the id of a contained resource" } else { "the fullUrl of an entry of the same Bundle" };
            let in_another_case = cx.index.in_another_case(cx.tree, node, value).map(str::to_owned);
            let message = match in_another_case {
                Some(_) => "The reference must match the fullUrl exactly; only the case of its letters differs",
                None => message,
            };
            let meant = in_another_case.or_else(|| cx.index.with_another_prefix(cx.tree, node, value));
            let finding = match meant {
                Some(meant) => {
                    cx.finding(&REFERENCE_UNRESOLVED, At::Value(at), message).expected(shown(&meant)).perhaps_put_right_by(meant)
                }
                None => cx.finding(&REFERENCE_UNRESOLVED, At::Value(at), message).expected(expected),
            };
            let finding = finding.found(shown(value));
            let subject = match (nowhere(cx, node, value), target) {
                (Subject::Nowhere(..), Target::Across(found)) => Subject::Across(found),
                // Each has its own fix, so they are reported separately.
                (Subject::Nowhere(..), _) if finding.remedy.is_some() => Subject::Element,
                (subject, _) => subject,
            };
            cx.report(finding.about(subject));
            return;
        }
    }
    if let Target::Inside(found) = target {
        relative_to_urn(cx, at, value, found);
        ambiguous(cx, node, at, value);
    }
    if let Some(wrong) = wrong_type(cx, value, target, base) {
        return of_wrong_type(cx, at, target, wrong, base, overlays);
    }
    for place in overlays..cx.overlays.len() {
        let overlay = cx.overlays[place];
        if let Some(wrong) = wrong_type(cx, value, target, overlay) {
            if !contradicts(cx, overlay, base) {
                return of_wrong_type(cx, at, target, wrong, overlay, place);
            }
            cx.unchecked("profile-defect", About::Element(overlay.definition.url, overlay.element), at, |cx| {
                let (profile, name) = (cx.canonical(overlay.definition), cx.definitions.text(overlay.get().name));
                format!("{profile} is defective: STU3 allows none of its reference targets for {name}; the targets were not checked")
            });
            continue;
        }
        if !allowed_profile(cx, at, target, overlay) || !aggregated(cx, at, value, target, overlay) {
            return;
        }
    }
}

/// What a reference that leads nowhere is about: an entry that lacks its name or has another, where there is one.
fn nowhere<'a>(cx: &mut Context<'a>, node: NodeId, value: &'a str) -> Subject {
    if let Some(full_url) = cx.index.renamed(cx.tree, node, value) {
        cx.renamed.insert(full_url);
        return Subject::Renamed(full_url);
    }
    if let Some(misspelt) = cx.index.misspelt(cx.tree, node, value) {
        return Subject::Unresolved(cx.texts.number(value), misspelt);
    }
    match cx.index.unnamed(cx.tree, node, value) {
        Some(unnamed) => Subject::Unresolved(cx.texts.number(value), unnamed),
        None => {
            let bundle = || scope(cx.tree, node).map(|(bundle, _)| bundle);
            let around = || std::iter::successors(Some(node), |&node| cx.tree.parent(node));
            let holder = || around().find(|&node| cx.tree.resource_type(node).is_some());
            let within = if value.starts_with('#') { holder() } else { bundle() };
            Subject::Nowhere(cx.texts.number(value), within.unwrap_or(NodeId::ROOT))
        }
    }
}

/// Warns of a relative reference that only type and id lead to its target. Where the fullUrl of its own entry is not RESTful,
/// "no resolution is possible and the reference has no defined meaning within this specification" (bundle.html#references).
fn relative_to_urn(cx: &mut Context<'_>, at: NodeId, value: &str, target: NodeId) {
    let tree = cx.tree;
    if value.contains(':') || value.starts_with('#') {
        return;
    }
    let Some((bundle, entry)) = scope(tree, at) else { return };
    // A server gives what is sent to it new ids, and knows relative references by them.
    if matches!(tree.child_value(bundle, "type"), Some("batch" | "transaction" | "batch-response" | "transaction-response")) {
        return;
    }
    // An entry without fullUrl is reported where it stands.
    let full_url = |entry: NodeId| tree.child_value(entry, "fullUrl").filter(|url| !url.is_empty());
    let (Some(own), Some(expected)) = (full_url(entry), tree.parent(target).and_then(full_url)) else { return };
    if expected == value || !own.starts_with("urn:") {
        return;
    }
    let message = "reference should be the fullUrl of its target: a URN cannot complete a relative reference";
    let form =
        if expected.starts_with("urn:uuid:") { "urn:uuid:…, exactly as in the entry's fullUrl" } else { "the fullUrl of the entry" };
    let finding = cx.finding(&REFERENCE_RELATIVE, At::Value(at), message).about(Subject::Relative).expected(form).found(shown(value));
    cx.report(finding);
}

/// Several entries with one fullUrl and one version are an error of the entries; of different versions it is "ambiguous
/// which is correct" (bundle.html#references).
fn ambiguous(cx: &mut Context<'_>, node: NodeId, at: NodeId, value: &str) {
    if cx.index.is_ambiguous(cx.tree, node, value) {
        let finding = cx
            .finding(&REFERENCE_AMBIGUOUS, At::Value(at), "reference is ambiguous: several entries have this fullUrl")
            .expected("the fullUrl of one entry")
            .found(shown(value));
        cx.report(finding);
    }
}

/// A relative reference begins with the type of a resource.
fn of_no_type(cx: &Context<'_>, value: &str) -> bool {
    let names_none = || type_and_id(value).is_some_and(|(kind, _)| !is_resource(cx, kind));
    !value.contains([':', '?']) && (value.starts_with('/') || names_none())
}

/// Returns whether a reference is plain words instead of a URL.
fn is_no_url(value: &str) -> bool {
    !value.contains([':', '#', '?', '/']) || value.contains(char::is_whitespace)
}

fn outside<'a>(cx: &mut Context<'a>, at: NodeId, value: &'a str) {
    full_url::uuid(cx, at, value);
    let (url, _) = split_version(value);
    // A definition that is known here is no resource that has to travel along.
    let is_known = cx.definitions.symbol(url).is_some_and(|url| cx.definitions.is_definition(url));
    if !is_known && cx.definitions.questionnaire(value).is_none() && cx.questionnaires.by_url(cx.tree, value).is_none() {
        let about = cx.about(value);
        cx.unchecked("external-reference", about, at, |_| format!("{} is outside the message; the target was not checked", shown(value)));
    }
}

/// Whether an entry has the fullUrl of a reference to one version, and another version.
fn is_of_other_version(cx: &Context<'_>, node: NodeId, value: &str) -> bool {
    let url = value.split_once("/_history/").map(|(url, _)| url);
    url.is_some_and(|url| matches!(cx.index.resolve(cx.tree, node, url), Target::Inside(_)))
}

/// What a document's Composition refers to at these elements is part of the document, wherever else it may be found.
fn belongs_to_document(cx: &Context<'_>, node: NodeId) -> bool {
    let tree = cx.tree;
    let Some(parent) = tree.parent(node) else { return false };
    let listed = match tree.name(node) {
        "subject" | "encounter" | "author" | "custodian" => tree.resource_type(parent) == Some("Composition"),
        "party" => tree.name(parent) == "attester",
        "detail" => tree.name(parent) == "event",
        "entry" => tree.name(parent) == "section",
        _ => false,
    };
    let mut resource = parent;
    while listed && tree.resource_type(resource).is_none() {
        let Some(above) = tree.parent(resource) else { return false };
        resource = above;
    }
    let bundle = tree.parent(resource).and_then(|entry| tree.parent(entry));
    listed
        && tree.resource_type(resource) == Some("Composition")
        && bundle.is_some_and(|b| tree.resource_type(b) == Some("Bundle") && tree.child_value(b, "type") == Some("document"))
}

/// The Reference types of an element that restrict their targets; empty if one of them allows any target.
fn reference_types<'a>(reference: Symbol, overlay: Overlay<'a>) -> impl Iterator<Item = &'a TypeRef> {
    let types = overlay.definition.types(overlay.get());
    let any = types.iter().any(|t| t.code == reference && t.targets.is_empty());
    types.iter().filter(move |t| t.code == reference && !any)
}

/// The types of resources that an element allows its references to lead to; empty if all are.
fn types_of_targets<'a>(cx: &Context<'a>, overlay: Overlay<'a>) -> Vec<&'a str> {
    let mut types: Vec<&str> = Vec::new();
    for &url in reference_types(cx.words.reference, overlay).flat_map(|t| overlay.definition.symbols(&t.targets)) {
        match type_of_target(cx, url) {
            Some(kind) if !matches!(kind, "Resource" | "DomainResource") => types.push(kind),
            _ => return Vec::new(),
        }
    }
    types
}

/// The type of a reference's target, which the element does not allow, and the types that it does allow.
struct WrongType<'a> {
    actual: &'a str,
    allowed: Vec<&'a str>,
}

/// Returns the target's type, and the allowed ones, if the element does not allow it.
fn wrong_type<'a>(cx: &Context<'a>, value: &'a str, target: Target, overlay: Overlay<'a>) -> Option<WrongType<'a>> {
    let actual = match target {
        Target::Inside(node) => cx.tree.resource_type(node),
        _ => type_stated(value).filter(|kind| is_resource(cx, kind)),
    }?;
    let mut allowed: Vec<&str> = Vec::new();
    for type_ref in reference_types(cx.words.reference, overlay) {
        for &url in overlay.definition.symbols(&type_ref.targets) {
            let code = type_of_target(cx, url)?;
            if code == actual || matches!(code, "Resource" | "DomainResource") {
                return None;
            }
            if !allowed.contains(&code) {
                allowed.push(code);
            }
        }
    }
    (!allowed.is_empty()).then_some(WrongType { actual, allowed })
}

/// Reports a target of the wrong type. The expected types are those that the profiles from `more` on allow as well.
fn of_wrong_type<'a>(cx: &mut Context<'a>, at: NodeId, target: Target, wrong: WrongType<'a>, overlay: Overlay<'a>, more: usize) {
    let WrongType { actual, allowed: mut expected } = wrong;
    for &narrower in &cx.overlays[more..] {
        let types = types_of_targets(cx, narrower);
        if expected.iter().any(|kind| types.contains(kind)) {
            expected.retain(|kind| types.contains(kind));
        }
    }
    let message = format!("reference must not refer to {}: this type is not allowed", shown(actual));
    let finding = cx.finding(&REFERENCE_TYPE, At::Value(at), message).expected(expected.join(" or ")).found(shown(actual));
    let finding = match target {
        Target::Inside(node) => finding.about(Subject::TargetType(node, expected.iter().map(|&kind| kind.to_owned()).collect())),
        _ => finding,
    };
    let profile = overlay.definition.constraint.then(|| cx.canonical(overlay.definition));
    cx.report(finding.by(profile));
}

/// Whether a profile allows no type of target that the base element allows, so that no reference could conform to both.
fn contradicts(cx: &Context<'_>, overlay: Overlay<'_>, base: Overlay<'_>) -> bool {
    // The types of targets, or `None` if any is allowed, or a target profile is not known, which may be of any type.
    let types = |overlay: Overlay<'_>| -> Option<Vec<&str>> {
        let targets = reference_types(cx.words.reference, overlay).flat_map(|t| overlay.definition.symbols(&t.targets));
        let types: Option<Vec<&str>> = targets.map(|&url| type_of_target(cx, url)).collect();
        types.filter(|types| !types.is_empty() && !types.iter().any(|kind| matches!(*kind, "Resource" | "DomainResource")))
    };
    let Some(narrowed) = types(overlay) else { return false };
    types(base).is_some_and(|allowed| !narrowed.iter().any(|kind| allowed.contains(kind)))
}

/// The target keeps one of the profiles: by what it declares, else by looking.
fn allowed_profile<'a>(cx: &mut Context<'a>, at: NodeId, target: Target, overlay: Overlay<'a>) -> bool {
    let Target::Inside(node) = target else { return true };
    let mut expected: Vec<Symbol> = Vec::new();
    let mut kept: Vec<TrialId> = Vec::new();
    let (mut why, mut cause) = (None, None);
    for type_ref in reference_types(cx.words.reference, overlay) {
        for &url in overlay.definition.symbols(&type_ref.targets) {
            match cx.keeps(node, url) {
                Keeps::Yes => return true,
                Keeps::Tried(trial) if cx.trial(trial).keeps() => {
                    // What is looked at is a trial itself, which ends here.
                    if cx.is_trying() {
                        return true;
                    }
                    kept.push(trial);
                }
                Keeps::Tried(trial) => {
                    expected.push(url);
                    why.clone_from(&cx.trial(trial).why_not);
                    cause = cx.trial(trial).cause;
                }
                Keeps::No => expected.push(url),
                Keeps::Unknown => {
                    cx.unchecked("unknown-target-profile", About::Symbol(url), at, |cx| {
                        let url = cx.definitions.text(url);
                        format!("The profile {url} is unknown; reference targets were not checked against it")
                    });
                    return true;
                }
            }
        }
    }
    if !kept.is_empty() {
        cx.believed.push(Believed { at, target: node, overlay, kept });
        return true;
    }
    if expected.is_empty() {
        return true;
    }
    of_other_profile(cx, at, (node, cause), &expected, why, overlay);
    false
}

/// A wrong target is one fault, however many references point to it: the finding lists the others.
fn of_other_profile(
    cx: &mut Context<'_>,
    at: NodeId,
    (target, cause): (NodeId, Option<NodeId>),
    expected: &[Symbol],
    why: Option<String>,
    overlay: Overlay<'_>,
) {
    let holder = cx.tree.parent(at).map(|reference| within_resource(cx, reference)).unwrap_or_default();
    let names: Vec<&str> = expected.iter().map(|&url| cx.definitions.text(url)).collect();
    let kind = cx.tree.resource_type(target).unwrap_or_default();
    let message = format!("{holder}: the referenced {} does not conform to the required profile", shown(kind));
    let found = why.unwrap_or_else(|| "another profile".to_owned());
    let finding = cx.finding(&REFERENCE_PROFILE, At::Value(at), message).expected(names.join(" or ")).found(found);
    let subject = expected.first().map_or(Subject::Element, |url| Subject::Target(target, url.0, cause));
    let finding = finding.about(subject).into_consequence(format!("{holder} refers to it as well"));
    let profile = Some(cx.canonical(overlay.definition));
    cx.report(finding.by(profile));
}

/// Reports the references whose targets failed a constraint of every profile that they were believed to keep. What of the
/// profile that is kept could not be checked is told.
pub(super) fn believed(cx: &mut Context<'_>) {
    let mut kept_by_some = vec![false; cx.trials.1.len()];
    for Believed { at, target, overlay, kept } in std::mem::take(&mut cx.believed) {
        if let Some(&trial) = kept.iter().find(|&&trial| cx.trial(trial).keeps()) {
            kept_by_some[trial.0 as usize] = true;
            continue;
        }
        let why = kept.first().and_then(|&trial| cx.trial(trial).why_not.clone());
        let cause = kept.first().and_then(|&trial| cx.trial(trial).cause);
        let targets = reference_types(cx.words.reference, overlay).flat_map(|t| overlay.definition.symbols(&t.targets).to_vec());
        let kind = cx.tree.resource_type(target);
        let expected: Vec<Symbol> = targets.filter(|&url| type_of_target(cx, url) == kind).collect();
        of_other_profile(cx, at, (target, cause), &expected, why, overlay);
    }
    for (place, kept) in kept_by_some.into_iter().enumerate() {
        let undecided = if kept { std::mem::take(&mut cx.trials.1[place].undecided) } else { Vec::new() };
        undecided.into_iter().for_each(|one| cx.tell(one));
    }
}

/// Contained, bundled or elsewhere, where the profile says which, for all types of target or for each.
fn aggregated<'a>(cx: &mut Context<'a>, at: NodeId, value: &str, target: Target, overlay: Overlay<'a>) -> bool {
    let kind = match target {
        Target::Inside(node) => cx.tree.resource_type(node),
        _ => type_stated(value),
    };
    let mut modes: Vec<&str> = Vec::new();
    for type_ref in overlay.definition.types(overlay.get()).iter().filter(|t| t.code == cx.words.reference) {
        let targets = overlay.definition.symbols(&type_ref.targets);
        let of_kind = |&url: &Symbol| kind.is_none() || type_of_target(cx, url).is_none_or(|code| Some(code) == kind || code == "Resource");
        if !targets.is_empty() && !targets.iter().any(of_kind) {
            continue;
        }
        if type_ref.aggregation.is_empty() {
            return true;
        }
        modes.extend(overlay.definition.symbols(&type_ref.aggregation).iter().map(|&mode| cx.definitions.text(mode)));
    }
    let actual: &[&str] = match target {
        _ if value.starts_with('#') => &["contained"],
        Target::Inside(_) => &["bundled", "referenced"],
        _ => &["referenced"],
    };
    if modes.is_empty() || actual.iter().any(|mode| modes.contains(mode)) {
        return true;
    }
    let finding = cx
        .finding(&REFERENCE_AGGREGATION, At::Value(at), "The reference target is in the wrong place")
        .expected(modes.join(" or "))
        .found(actual[0]);
    let profile = Some(cx.canonical(overlay.definition));
    cx.report(finding.by(profile));
    false
}
