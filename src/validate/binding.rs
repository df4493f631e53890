//! Codes and the value sets that elements are bound to.

use super::context::Context;
use super::outcome::About;
use super::overlay::Overlay;
use super::{near_code, systems};
use crate::definitions::model::{Binding, Definition, Include, Strength};
use crate::definitions::shape::Primitive;
use crate::definitions::terminology::Membership;
use crate::diagnostic::{At, Rule, rule, shown};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, form};

const BINDING: &str = "https://hl7.org/fhir/STU3/terminologies.html#strength";

rule! {
    BINDING_REQUIRED = Error "code-invalid" "binding-required";
    title: "Code outside a required value set",
    why: "The code must be from the value set. Receivers do not understand any other.",
    link: BINDING,
    traits: [OF_CODE, FAILS_INVARIANTS],
}

rule! {
    BINDING_EXTENSIBLE = Warning "code-invalid" "binding-extensible";
    title: "Code outside an extensible value set",
    why: "A code from the value set must be used if one fits; another is allowed only if none does.",
    link: BINDING,
    traits: [OF_CODE],
}

rule! {
    BINDING_PREFERRED = Information "code-invalid" "binding-preferred";
    title: "Code outside a preferred value set",
    why: "The value set is recommended. Other codes are allowed.",
    link: BINDING,
    traits: [OF_CODE],
}

/// MIME types: any that is written as one.
const MIME: &str = "http://www.rfc-editor.org/bcp/bcp13.txt";
const LANGUAGES: &str = "http://hl7.org/fhir/ValueSet/all-languages";

/// A code with the system that it is of, and where it stands.
struct Code<'a> {
    node: NodeId,
    system: Option<&'a str>,
    code: &'a str,
}

/// Checks the codes of a node against the bindings of its base element and its overlays, the strongest once.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId, base: Overlay<'_>, overlays: usize) {
    // "Codes, strings and uris": of a choice, a boolean or a date is bound by nothing.
    if let Some(kind) = cx.typed.type_of(node).and_then(|code| cx.definitions.type_info(code).primitive)
        && !matches!(
            kind,
            Primitive::Code | Primitive::String | Primitive::Uri | Primitive::Id | Primitive::Oid | Primitive::Uuid | Primitive::Markdown
        )
    {
        return;
    }
    let mut reported = asks_for_code(cx, overlays) && codes(cx, node).is_empty();
    // That a code lacks its system has its own finding where a profile asks for the system.
    let asks_for_system = asks_for_system(cx, node, overlays);
    // A profile may choose another set where the base does not require one: then the profile's counts.
    let binding = |overlay: &Overlay<'_>| overlay.get().binding.map(|b| overlay.definition.bindings[b as usize]);
    let narrowed = cx.overlays[overlays..]
        .iter()
        .any(|overlay| binding(overlay).is_some_and(|b| b.value_set.is_some()) || chooses_for_coding(cx, overlay));
    let inherited = binding(&base).and_then(|b| b.value_set);
    let required = base.get().binding.is_some_and(|b| base.definition.bindings[b as usize].strength == Strength::Required);
    if required || !narrowed {
        bound(cx, node, base, None, false, asks_for_system, &mut reported);
    }
    for at in overlays..cx.overlays.len() {
        let overlay = cx.overlays[at];
        // One that is only made stronger keeps its set.
        bound(cx, node, overlay, inherited, true, asks_for_system, &mut reported);
    }
}

/// Whether a profile chooses a value set for a Coding of a CodeableConcept, as Care Connect does for codes of SNOMED CT.
fn chooses_for_coding(cx: &Context<'_>, overlay: &Overlay<'_>) -> bool {
    let definition = overlay.definition;
    let mut children = definition.children(overlay.element).map(|child| &definition.elements[child as usize]);
    let chosen = |b: u32| definition.bindings[b as usize].value_set.is_some();
    children.any(|e| e.binding.is_some_and(chosen) && cx.definitions.text(e.name) == "coding")
}

/// A missing code is a finding of its own if a code is required.
fn asks_for_code(cx: &Context<'_>, overlays: usize) -> bool {
    cx.overlays[overlays..].iter().any(|overlay| {
        let elements = overlay.definition.children(overlay.element).map(|child| &overlay.definition.elements[child as usize]);
        elements.into_iter().any(|e| e.min.is_some_and(|min| min > 0) && matches!(cx.definitions.text(e.name), "code" | "coding"))
    })
}

/// Whether a profile asks for the system of a Coding, or of every Coding of a CodeableConcept.
pub(super) fn asks_for_system(cx: &Context<'_>, node: NodeId, overlays: usize) -> bool {
    let of_concept = cx.typed.type_of(node) == Some(cx.words.codeable_concept);
    let asks = |definition: &Definition, coding: u32| {
        let mut parts = definition.children(coding).map(|part| &definition.elements[part as usize]);
        parts.any(|e| e.min.is_some_and(|min| min > 0) && cx.definitions.text(e.name) == "system")
    };
    cx.overlays[overlays..].iter().any(|overlay| {
        let definition = overlay.definition;
        // A slice may be one that the Coding does not belong to.
        let is_coding = |&child: &u32| {
            let element = &definition.elements[child as usize];
            element.slice.is_none() && cx.definitions.text(element.name) == "coding"
        };
        match of_concept {
            true => definition.children(overlay.element).filter(is_coding).any(|coding| asks(definition, coding)),
            false => asks(definition, overlay.element),
        }
    })
}

fn bound(
    cx: &mut Context<'_>,
    node: NodeId,
    overlay: Overlay<'_>,
    inherited: Option<Symbol>,
    by_profile: bool,
    asks_for_system: bool,
    reported: &mut bool,
) {
    let Some(binding) = overlay.get().binding.map(|b| overlay.definition.bindings[b as usize]) else { return };
    let Binding { strength, value_set, max_value_set } = binding;
    let value_set = value_set.or(inherited);
    if max_value_set.is_none() && value_set.is_none() {
        return;
    }
    let profile = by_profile.then_some(overlay.definition);
    for (set, strength) in [(max_value_set, Strength::Required), (value_set, strength)] {
        if let Some(set) = set
            && !*reported
        {
            *reported = against(cx, node, set, strength, profile, asks_for_system);
        }
    }
}

/// `true` where a finding says that the set has no such code.
fn against(
    cx: &mut Context<'_>,
    node: NodeId,
    set: Symbol,
    strength: Strength,
    profile: Option<&Definition>,
    asks_for_system: bool,
) -> bool {
    if strength == Strength::Example {
        return false;
    }
    let url = cx.definitions.text(set);
    let name = last_part(url);
    let codes = codes(cx, node);
    // That a boolean or a number is no code has its own finding.
    if codes.iter().any(|code| cx.tree.has(code.node, form::BOOLEAN | form::NUMBER)) {
        return false;
    }
    let Some(first) = codes.first() else {
        // A concept in words alone keeps every binding but a required one.
        let has_words = cx.tree.child(node, "text").is_some();
        let coded = has_words || cx.tree.children(node).any(|child| matches!(cx.tree.name(child), "coding" | "display" | "system"));
        if strength == Strength::Required && coded && !cx.is_unreadable(node) && cx.definitions.value_set(set).is_some() {
            let rule = &BINDING_REQUIRED;
            let message = format!("{} must have a code from value set {name}", cx.tree.name(node));
            let finding = cx.finding(rule, At::Name(node), message).expected(format!("a code from {url}")).found(if has_words {
                "text only"
            } else {
                "no code"
            });
            cx.report(finding.by(profile.map(|profile| cx.canonical(profile))));
            return true;
        }
        return false;
    };
    // White space around a code is reported where the code is; what it then is of is plain when that is mended.
    let is_code = |code: &Code<'_>| code.node != node || cx.typed.type_of(node).is_some_and(|kind| cx.definitions.text(kind) == "code");
    if codes.iter().any(|code| code.code.trim() != code.code && is_code(code)) {
        return false;
    }
    if let Some(right) = form_only(url, first.code, cx.tree.name(node) == "format") {
        if !right {
            let message = format!("{} must be a valid code of {url}", cx.tree.name(node));
            let expected = if url == MIME { "a MIME type such as application/pdf" } else { "a language tag such as en-GB" };
            let finding = cx.finding(&BINDING_REQUIRED, At::Value(first.node), message).expected(expected).found(shown(first.code));
            cx.report(finding.by(profile.map(|profile| cx.canonical(profile))));
        } else if url == MIME {
            cx.unchecked("value-set-not-listed", About::Symbol(set), node, |_| "MIME types: only the format was checked".to_owned());
        }
        return !right;
    }
    // What a value set includes are codes of systems: a code of none is in no set.
    let is_coded = cx.typed.type_of(node).is_some_and(|kind| kind == cx.words.coding || kind == cx.words.codeable_concept);
    let needs_system = strength == Strength::Required && is_coded && cx.definitions.value_set(set).is_some();
    let (mut inside, mut unknown) = (false, false);
    for code in &codes {
        if needs_system && code.system.is_none() {
            continue;
        }
        match cx.definitions.membership(set, code.system, code.code) {
            Some(Membership::Inside) => inside = true,
            Some(Membership::Unknown) | None => unknown = true,
            Some(Membership::Outside) => unknown |= is_of_another_version(cx, code),
        }
    }
    if inside {
        return false;
    }
    if unknown {
        if strength != Strength::Preferred {
            cx.unchecked("value-set-not-listed", About::Symbol(set), node, |_| {
                format!("Value set {url} cannot be expanded offline; its codes were not checked")
            });
        }
        return false;
    }
    // Nobody can be asked to prefer codes that cannot be listed: what a national system has instead may be as good.
    if strength == Strength::Preferred && cx.definitions.value_set(set).is_some_and(|(_, set)| !set.open.is_empty()) {
        return false;
    }
    // R4 moved its code systems to other URIs; what has one of them is no code outside the set that is merely recommended.
    let of_r4 = |code: &Code<'_>| code.system.is_some_and(|system| system.starts_with("http://terminology.hl7.org/CodeSystem/"));
    if strength == Strength::Preferred && codes.iter().any(of_r4) {
        return false;
    }
    // What the system itself does not have is reported there, with the better words.
    let unknown_to_system = |code: &Code<'_>| code.system.is_some_and(|system| cx.definitions.concept(system, code.code) == Some(None));
    if strength != Strength::Required && codes.iter().all(unknown_to_system) {
        return false;
    }
    let rule: &'static Rule = match strength {
        Strength::Required => &BINDING_REQUIRED,
        Strength::Extensible => &BINDING_EXTENSIBLE,
        _ => &BINDING_PREFERRED,
    };
    let without: Vec<&Code<'_>> = codes.iter().filter(|code| needs_system && code.system.is_none()).collect();
    let meant = without.iter().find_map(|code| Some((*code, system_of(cx, set, code)?)));
    // Where another Coding has a system, and the set knows no code without one, what is wrong is not the missing system.
    if meant.is_some() || without.len() == codes.len() {
        if asks_for_system {
            return true;
        }
        let expected = meant.map_or_else(|| expected(cx, set), |(_, system)| format!("the system {system}"));
        let message = format!("{} must have a code with its system, from value set {name}", cx.tree.name(node));
        let at = At::Value(meant.map_or(first, |(code, _)| code).node);
        let finding = cx.finding(rule, at, message).expected(expected).found("no system");
        cx.report(finding.by(profile.map(|profile| cx.canonical(profile))));
        return true;
    }
    if let Some(code) = codes.first().filter(|_| codes.len() == 1)
        && let Some((at, system)) = misspelt_system(cx, set, code)
    {
        // Otherwise the rule system-uri reports it.
        if strength == Strength::Required {
            let finding = cx.finding(rule, At::Value(at), format!("system must be {system} for value set {name}"));
            let finding = finding.expected(system).found(shown(code.system.unwrap_or_default())).perhaps_put_right_by(system);
            cx.report(finding.by(profile.map(|profile| cx.canonical(profile))));
        }
        return strength == Strength::Required;
    }
    if let Some((at, system)) = codes.iter().find_map(|code| other_system(cx, set, code)) {
        let message =
            format!("The system of {} does not match value set {name}, which has this code in another system", cx.tree.name(node));
        let found = shown(cx.tree.value(at).unwrap_or_default());
        let finding = cx.finding(rule, At::Value(at), message).expected(format!("the system {system}")).found(found);
        let finding = finding.perhaps_put_right_by(system);
        cx.report(finding.by(profile.map(|profile| cx.canonical(profile))));
        return strength == Strength::Required;
    }
    let found: Vec<String> = codes.iter().map(|code| pair(code.system, code.code)).collect();
    let message = match strength {
        Strength::Required => format!("{} must have a code from value set {name}", cx.tree.name(node)),
        Strength::Extensible => format!("{} should have a code from value set {name} if one fits", cx.tree.name(node)),
        _ => format!("{} has a code outside value set {name}, which is preferred", cx.tree.name(node)),
    };
    let finding = cx.finding(rule, At::Value(first.node), message).found(shown(&found.join(", ")));
    let finding = match (in_another_case(cx, set, first.code), near_code::of_set(cx, set, first.code)) {
        (Some(code), _) => finding.expected_exactly(code),
        (None, Some(near)) => finding.expected(nearest_or(near, &expected(cx, set))).perhaps_put_right_by(near),
        (None, None) => finding.expected(expected(cx, set)),
    };
    cx.report(finding.by(profile.map(|profile| cx.canonical(profile))));
    strength == Strength::Required
}

/// The code is of a version of its system that is not listed here, and unknown to the one that is.
fn is_of_another_version(cx: &Context<'_>, code: &Code<'_>) -> bool {
    let (Some(system), Some(coding)) = (code.system, cx.tree.parent(code.node)) else { return false };
    cx.definitions.concept(system, code.code) == Some(None) && names_another_version(cx, coding, system)
}

/// A Coding names a version of its system that is not the one listed here.
pub(super) fn names_another_version(cx: &Context<'_>, coding: NodeId, system: &str) -> bool {
    let listed = cx.definitions.symbol(system).and_then(|system| cx.definitions.code_system(system)).and_then(|system| system.version);
    match (cx.tree.child_value(coding, "version"), listed) {
        (Some(named), Some(listed)) => named != cx.definitions.text(listed),
        _ => false,
    }
}

/// The set has the code, but of another system: where the wrong one stands, and the right one.
fn other_system<'a>(cx: &Context<'a>, set: Symbol, code: &Code<'a>) -> Option<(NodeId, &'a str)> {
    code.system?;
    let right = system_of(cx, set, code)?;
    let at = cx.tree.child(cx.tree.parent(code.node)?, "system")?;
    Some((at, right))
}

/// Returns the node of a misspelt system and the right system, if the value set may contain the code in that system.
fn misspelt_system<'a>(cx: &Context<'a>, set: Symbol, code: &Code<'a>) -> Option<(NodeId, &'a str)> {
    let meant = systems::meant(cx.definitions, code.system?)?;
    let at = cx.tree.child(cx.tree.parent(code.node)?, "system")?;
    let may_have = !matches!(cx.definitions.membership(set, Some(meant), code.code), Some(Membership::Outside));
    may_have.then_some((at, meant))
}

/// The first system from which a set includes a code of this text.
fn system_of<'a>(cx: &Context<'a>, set: Symbol, code: &Code<'_>) -> Option<&'a str> {
    let definitions = cx.definitions;
    let known = definitions.symbol(code.code)?;
    let (_, set) = definitions.value_set(set)?;
    let has = |include: &&Include| {
        let whole = || definitions.code_system(include.system).is_some_and(|s| s.concepts.iter().any(|concept| concept.0 == known));
        include.codes.contains(&known) || include.all && whole()
    };
    Some(definitions.text(set.includes.iter().find(has)?.system))
}

/// What a value set is called in a sentence: the last part of its URL.
fn last_part(url: &str) -> &str {
    url.rsplit(['/', '#']).next().filter(|name| !name.is_empty()).unwrap_or(url)
}

fn pair(system: Option<&str>, code: &str) -> String {
    match system {
        // The code first: what is long is cut at its end.
        Some(system) => format!("{code} in {system}"),
        None => code.to_owned(),
    }
}

/// The code of a set that differs only in case.
fn in_another_case<'a>(cx: &Context<'a>, set: Symbol, code: &str) -> Option<&'a str> {
    let definitions = cx.definitions;
    let (_, known) = definitions.value_set(set)?;
    definitions.codes_of(known).map(|(_, known)| definitions.text(known)).find(|known| known.eq_ignore_ascii_case(code))
}

/// The codes of a small set; the name of a large one.
fn expected(cx: &Context<'_>, set: Symbol) -> String {
    let few = cx.definitions.value_set(set).and_then(|(_, known)| cx.definitions.few_codes(known, 12));
    match few.filter(|codes| !codes.is_empty()) {
        Some(codes) => format!("one of {}", codes.join(", ")),
        None => format!("a code from {}", cx.definitions.text(set)),
    }
}

/// Puts the suggested code before the expected text, unless all codes are listed there.
pub(super) fn nearest_or(near: &str, expected: &str) -> String {
    match expected.strip_prefix("a ") {
        Some(code) => [near, ", or another ", code].concat(),
        None => expected.to_owned(),
    }
}

/// Sets of which only the form can be checked: whether the code has it.
fn form_only(set: &str, code: &str, formats: bool) -> Option<bool> {
    match set {
        // Of formats, the base allows short names as well.
        MIME => Some(is_mime_type(code) || matches!(code, "xml" | "json" | "ttl") && formats),
        LANGUAGES => Some(is_language_tag(code)),
        _ => None,
    }
}

/// `type/subtype` and perhaps parameters.
fn is_mime_type(code: &str) -> bool {
    let essence = code.split(';').next().unwrap_or_default().trim_end();
    let token = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    essence.split_once('/').is_some_and(|(kind, rest)| token(kind) && token(rest))
}

/// BCP 47, by its form: a language of 2 to 8 letters, then parts of 1 to 8 letters and digits.
fn is_language_tag(code: &str) -> bool {
    let mut parts = code.split('-');
    let first =
        parts.next().is_some_and(|p| ((2..=8).contains(&p.len()) || matches!(p, "i" | "x")) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    first && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Codes of a primitive, a Coding, a CodeableConcept or a Quantity.
fn codes<'a>(cx: &Context<'a>, node: NodeId) -> Vec<Code<'a>> {
    let tree = cx.tree;
    if let Some(code) = tree.value(node) {
        return vec![Code { node, system: None, code }];
    }
    let one = |holder: NodeId| {
        let code = tree.child(holder, "code")?;
        let text = tree.value(code).filter(|text| !text.is_empty())?;
        Some(Code { node: code, system: tree.child_value(holder, "system").filter(|s| !s.is_empty()), code: text })
    };
    let mut codes: Vec<Code<'a>> = tree.children_named(node, "coding").filter_map(one).collect();
    if codes.is_empty() {
        codes.extend(one(node));
    }
    codes
}

/// Whether a node has a code of a value set, or `None` if that cannot be decided.
pub(super) fn contains_code(cx: &Context<'_>, node: NodeId, set: Symbol) -> Option<bool> {
    let mut answer = Some(false);
    for code in codes(cx, node) {
        match cx.definitions.membership(set, code.system, code.code) {
            Some(Membership::Inside) => return Some(true),
            Some(Membership::Outside) => {}
            Some(Membership::Unknown) | None => answer = None,
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mime_types_and_language_tags_are_known_by_their_form() {
        for right in ["application/pdf", "text/plain; charset=utf-8", "application/vnd.ms-excel", "image/svg+xml"] {
            assert!(is_mime_type(right), "{right}");
        }
        for wrong in ["pdf", "", "application/", "/pdf", "a b/c", "application/x/y"] {
            assert!(!is_mime_type(wrong), "{wrong}");
        }
        for right in ["en", "en-GB", "zh-Hans-CN", "i-klingon"] {
            assert!(is_language_tag(right), "{right}");
        }
        for wrong in ["", "e n", "en_GB", "english-language-tagthatistoolong", "123"] {
            assert!(!is_language_tag(wrong), "{wrong}");
        }
    }
}
