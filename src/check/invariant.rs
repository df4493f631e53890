//! FHIRPath constraints of types and profiles, evaluated when the whole message has been walked.

use super::extension::path_within_resource;
use super::{About, Check, Overlay, binding, rules};
use crate::definitions::constraints::Parsed;
use crate::definitions::import::CONTEXT_INVARIANT;
use crate::definitions::model::{Constraint, Definition};
use crate::fhirpath::{self, Env, Expression, Unknown, World};
use crate::finding::{At, Finding, Severity};
use crate::hash::NumberMap;
use crate::intern::Symbol;
use crate::tree::NodeId;

/// A constraint that a node has to keep.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending<'a> {
    node: NodeId,
    definition: &'a Definition,
    constraint: Constraint,
}

/// Notes the constraints of an element, of the type of a node, and of its overlays from `overlays` on.
pub(super) fn note<'a>(cx: &mut Check<'a>, node: NodeId, base: Option<Overlay<'a>>, code: Symbol, overlays: usize) {
    if cx.is_reported(node) {
        return;
    }
    if cx.silent {
        return decide(cx, node, overlays);
    }
    let definitions = cx.definitions;
    if let Some(base) = base {
        of_element(cx, node, base);
        // "Content rules" of a section hold of a section within a section.
        let path = base.get().content.map(|path| definitions.text(path).trim_start_matches('#'));
        if let Some(element) = path.and_then(|path| definitions.element_by_path(base.definition, path)) {
            of_element(cx, node, Overlay { element, ..base });
        }
    }
    for &(id, constraint) in definitions.type_constraints(code) {
        if let Some(definition) = definitions.structure(id) {
            cx.constraints.push(Pending { node, definition, constraint });
        }
    }
    for at in overlays..cx.overlays.len() {
        let overlay = cx.overlays[at];
        of_element(cx, node, overlay);
    }
}

/// Notes what the profiles ask that a node is looked at for; types and extensions have been noted where they stand.
fn decide(cx: &mut Check<'_>, node: NodeId, overlays: usize) {
    let Some(place) = cx.asked else { return };
    for at in overlays..cx.overlays.len() {
        let overlay = cx.overlays[at];
        let definition = overlay.definition;
        if !definition.constraint || definition.type_code == cx.words.extension_type {
            continue;
        }
        let constraints = definition.constraints(overlay.get()).iter().filter(|c| !c.warning && !cx.definitions.is_native(c.key));
        cx.deciding.extend(constraints.map(|&constraint| (place, Pending { node, definition, constraint })));
    }
}

/// Whether what was looked at in silence keeps its profile's constraints as well.
fn decided(cx: &mut Check<'_>) {
    for (place, one) in std::mem::take(&mut cx.deciding) {
        if !cx.conforming.1[place as usize].0 {
            continue;
        }
        let parsed = cx.definitions.expression(one.constraint.expression);
        let kept = match parsed.as_ref() {
            Ok(expression) => answer(cx, one, expression).ok(),
            Err(_) => None,
        };
        let Some(kept) = kept else {
            (cx.silent, cx.asked) = (true, Some(place));
            not_evaluated(cx, one.node, one.constraint, "it asks for something that is not known here");
            (cx.silent, cx.asked) = (false, None);
            continue;
        };
        if !kept {
            let key = cx.definitions.text(one.constraint.key);
            let words = crate::definitions::wording::of(key);
            let what = words.map_or_else(|| format!("the invariant {key} does not hold"), |words| format!("{key}: {words}"));
            let why = format!("{}: {what}", path_within_resource(cx, one.node));
            cx.conforming.1[place as usize] = (false, Some(why));
        }
    }
}

fn of_element<'a>(cx: &mut Check<'a>, node: NodeId, overlay: Overlay<'a>) {
    let definition = overlay.definition;
    for &constraint in definition.constraints(overlay.get()) {
        if !cx.definitions.is_native(constraint.key) {
            cx.constraints.push(Pending { node, definition, constraint });
        }
    }
}

/// Evaluates what was noted.
pub(super) fn check(cx: &mut Check<'_>) {
    decided(cx);
    let pending = std::mem::take(&mut cx.constraints);
    let definitions = cx.definitions;
    let near = Near::of(cx);
    for (place, one) in pending.iter().enumerate() {
        // A profile's snapshot repeats what its base says. Another expression of the same key is another invariant.
        let before = || pending[..place].iter().rev().take_while(|p| p.node == one.node).filter(|p| p.constraint.key == one.constraint.key);
        if before().any(|p| p.constraint.expression == one.constraint.expression) {
            continue;
        }
        // Where both fail there is but one thing to mend.
        let told = |f: &Finding| f.at == At::Name(one.node) && f.key.as_deref() == Some(definitions.text(one.constraint.key));
        let of_context = definitions.text(one.constraint.key) == CONTEXT_INVARIANT;
        if !of_context && before().next().is_some() && cx.outcome.findings.iter().rev().take(16).any(told) {
            continue;
        }
        evaluate(cx, &near, *one, &definitions.expression(one.constraint.expression));
    }
}

fn evaluate(cx: &mut Check<'_>, near: &Near, pending: Pending<'_>, parsed: &Parsed) {
    let Pending { node, definition, constraint } = pending;
    let key = cx.definitions.text(constraint.key);
    if cx.definitions.text(constraint.expression).is_empty() {
        return not_evaluated(cx, node, constraint, "its definition gives no FHIRPath expression");
    }
    let expression = match parsed {
        Ok(expression) => expression,
        Err(error) => {
            let why = format!("it cannot be read at character {}: {} is wanted there", error.at, error.wanted);
            return not_evaluated(cx, node, constraint, &why);
        }
    };
    match answer(cx, pending, expression) {
        Ok(true) => {}
        Err(unknown) => not_evaluated(cx, node, constraint, unknown.reason()),
        Ok(false) => {
            let text = cx.definitions.text(constraint.expression);
            let words = crate::definitions::wording::of(key);
            if let Some(cause) = cause(cx, near, node, text) {
                let consequence = words.map_or_else(|| format!("{key} does not hold"), |words| format!("{key}: {words}"));
                return cx.outcome.findings[cause].leads_to(consequence);
            }
            let message = words.map_or_else(|| format!("The invariant {key} does not hold"), str::to_owned);
            let severity = if constraint.warning { Severity::Warning } else { Severity::Error };
            let finding = cx.finding(&rules::INVARIANT, At::Name(node), message).wanted(text);
            let profile = definition.constraint.then(|| cx.canonical(definition));
            let mut finding = finding.by(profile).weighing(severity);
            finding.key = Some(key.to_owned());
            cx.report(finding);
        }
    }
}

fn answer(cx: &Check<'_>, pending: Pending<'_>, expression: &Expression) -> Result<bool, Unknown> {
    let node = pending.node;
    // What an extension asks of its context, the element that holds it is asked.
    let of_context = cx.definitions.text(pending.constraint.key) == CONTEXT_INVARIANT;
    let focus = if of_context { cx.tree.parent(node).unwrap_or(node) } else { node };
    let resource = container(cx, node);
    let env = Env { typed: &cx.typed, resource, context: focus, extension: node, world: &Message { cx } };
    fhirpath::holds(&env, focus, expression)
}

/// Findings that an invariant may fail because of, by the nodes that they are close to: their own, and the two around it.
struct Near {
    /// Place in `links` + 1 of a node's first.
    heads: NumberMap,
    /// A finding, and the next link of the same node.
    links: Vec<(u32, u32)>,
}

impl Near {
    fn of(cx: &Check<'_>) -> Near {
        let mut near = Near { heads: NumberMap::default(), links: Vec::new() };
        for (place, finding) in cx.outcome.findings.iter().enumerate() {
            if finding.severity > Severity::Error || !FOLLOWED.contains(&finding.rule.id) {
                continue;
            }
            let mut node = finding.at.node();
            for _ in 0..3 {
                let Some(at) = node else { break };
                let link = near.links.len() as u32 + 1;
                let after = near.heads.insert(u64::from(at.0), link).unwrap_or_default();
                near.links.push((place as u32, after));
                node = cx.tree.parent(at);
            }
        }
        near
    }
}

const FOLLOWED: [&str; 9] =
    ["min", "max", "element-unknown", "binding-required", "fixed", "lexical", "json-type", "forbidden", "element-empty"];

/// The finding that an invariant fails because of: about an element that is missing or has another name, or the value of
/// one, of which the invariant speaks.
fn cause(cx: &Check<'_>, near: &Near, node: NodeId, expression: &str) -> Option<usize> {
    let speaks_of = |name: &str| expression.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name);
    let mut next = near.heads.get(u64::from(node.0)).unwrap_or_default();
    while let Some(&(place, after)) = (next as usize).checked_sub(1).and_then(|link| near.links.get(link)) {
        next = after;
        let finding = &cx.outcome.findings[place as usize];
        let wanted = finding.wanted.as_deref().and_then(|wanted| wanted.rsplit(' ').next()).unwrap_or_default();
        let named = match (finding.rule.id, finding.at.node()) {
            ("element-empty", Some(at)) if at == node => return Some(place as usize),
            ("min" | "element-unknown", _) => wanted.trim_end_matches("[x]"),
            (_, Some(at)) if at != node => cx.tree.name(at),
            _ => continue,
        };
        if speaks_of(named) {
            return Some(place as usize);
        }
    }
    None
}

fn not_evaluated(cx: &mut Check<'_>, node: NodeId, constraint: Constraint, why: &str) {
    let about = if cx.definitions.text(constraint.expression).is_empty() { constraint.key } else { constraint.expression };
    cx.unchecked("invariant-not-evaluated", About::Symbol(about), node, |cx| {
        format!("The invariant {} was not evaluated: {why}", cx.definitions.text(constraint.key))
    });
}

/// `%resource`: the resource that a node stands in, and of contained ones the one that contains them.
fn container(cx: &Check<'_>, node: NodeId) -> NodeId {
    let mut at = node;
    loop {
        if cx.tree.resource_type(at).is_some() && cx.tree.name(at) != "contained" {
            return at;
        }
        match cx.tree.parent(at) {
            Some(parent) => at = parent,
            None => return at,
        }
    }
}

/// What expressions may ask of the message and the definitions.
struct Message<'c, 'a> {
    cx: &'c Check<'a>,
}

impl World for Message<'_, '_> {
    fn resolve(&self, node: NodeId) -> Option<NodeId> {
        self.cx.resolve(node)
    }

    fn member_of(&self, node: NodeId, value_set: &str) -> Option<bool> {
        let set = self.cx.definitions.symbol(value_set)?;
        binding::contains_code(self.cx, node, set)
    }

    fn conforms_to(&self, node: NodeId, profile: &str) -> Option<bool> {
        let url = self.cx.definitions.symbol(profile)?;
        let definition = self.cx.definitions.structure_by_url(url)?;
        let wanted = self.cx.definitions.text(definition.type_code);
        if self.cx.tree.resource_type(node).is_some_and(|actual| actual != wanted) {
            return Some(false);
        }
        // Whether a profile is kept that is not declared was only looked at where a reference or a slice asked.
        if !definition.constraint || self.cx.declares(node, profile) {
            return Some(true);
        }
        let place = self.cx.conforming.0.get(super::conforms::key(node, url))?;
        Some(self.cx.conforming.1[place as usize].0)
    }
}
