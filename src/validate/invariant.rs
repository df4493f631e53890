//! FHIRPath constraints of types and profiles, evaluated when the whole message has been walked.

use super::binding;
use super::context::Context;
use super::outcome::About;
use super::overlay::Overlay;
use super::path::within_resource;
use super::sink::Pending;
use crate::definitions::constraints::Parsed;
use crate::definitions::import::CONTEXT_INVARIANT;
use crate::definitions::model::Constraint;
use crate::diagnostic::{At, Severity, Subject, rule};
use crate::fhirpath::{self, Env, Expression, Unknown, World};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

rule! {
    INVARIANT = Error "invariant" "invariant";
    title: "Invariant not met",
    why: "The definition gives a condition that every instance must meet. “Expected” shows it in FHIRPath.",
    link: "https://hl7.org/fhir/STU3/conformance-rules.html#constraints",
    traits: [ABSENCE],
}

/// Notes the constraints of an element, of the type of a node, and of its overlays from `overlays` on.
pub(super) fn note<'a>(cx: &mut Context<'a>, node: NodeId, base: Option<Overlay<'a>>, code: Symbol, overlays: usize) {
    if cx.is_unreadable(node) {
        return;
    }
    if cx.is_trying() {
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
            cx.sink.constraints.push(Pending { node, definition, constraint });
        }
    }
    for at in overlays..cx.overlays.len() {
        let overlay = cx.overlays[at];
        of_element(cx, node, overlay);
    }
}

/// Notes what the profiles ask that a node is looked at for; types and extensions have been noted where they stand.
fn decide(cx: &mut Context<'_>, node: NodeId, overlays: usize) {
    for at in overlays..cx.overlays.len() {
        let overlay = cx.overlays[at];
        let definition = overlay.definition;
        if !definition.constraint || definition.type_code == cx.words.extension_type {
            continue;
        }
        let constraints = definition.constraints(overlay.get()).iter().filter(|c| !c.warning && !cx.definitions.is_native(c.key));
        cx.sink.constraints.extend(constraints.map(|&constraint| Pending { node, definition, constraint }));
    }
}

/// Lets the constraints decide of which profiles it is not known yet that they are not kept.
fn decide_trials(cx: &mut Context<'_>) {
    for place in 0..cx.trials.1.len() {
        for one in std::mem::take(&mut cx.trials.1[place].constraints) {
            if !cx.trials.1[place].keeps() {
                break;
            }
            let parsed = cx.definitions.expression(one.constraint.expression);
            let kept = match parsed.as_ref() {
                Ok(expression) => answer(cx, one, expression).ok(),
                Err(_) => None,
            };
            match kept {
                Some(true) => {}
                Some(false) => {
                    let key = cx.definitions.text(one.constraint.key);
                    let words = crate::definitions::wording::of(key);
                    let what = words.map_or_else(|| format!("the invariant {key} is not met"), |words| format!("{key}: {words}"));
                    cx.trials.1[place].cause = Some(one.node);
                    cx.trials.1[place].why_not = Some(format!("{}: {what}", within_resource(cx, one.node)));
                }
                None => {
                    let outer = std::mem::take(&mut cx.sink);
                    not_evaluated(cx, one.node, one.constraint, "it needs content that is neither in the message nor in the definitions");
                    let inner = std::mem::replace(&mut cx.sink, outer);
                    cx.trials.1[place].undecided.extend(inner.unchecked);
                }
            }
        }
    }
}

fn of_element<'a>(cx: &mut Context<'a>, node: NodeId, overlay: Overlay<'a>) {
    let definition = overlay.definition;
    for &constraint in definition.constraints(overlay.get()) {
        if !cx.definitions.is_native(constraint.key) {
            cx.sink.constraints.push(Pending { node, definition, constraint });
        }
    }
}

/// Evaluates what was noted.
pub(super) fn check(cx: &mut Context<'_>) {
    decide_trials(cx);
    let pending = std::mem::take(&mut cx.sink.constraints);
    let definitions = cx.definitions;
    for (place, one) in pending.iter().enumerate() {
        if cx.keyed.contains(&one.node) {
            continue;
        }
        // A profile's snapshot repeats what its base says. Another expression of the same key is another invariant.
        let before = || pending[..place].iter().rev().take_while(|p| p.node == one.node).filter(|p| p.constraint.key == one.constraint.key);
        if before().any(|p| p.constraint.expression == one.constraint.expression) {
            continue;
        }
        evaluate(cx, *one, &definitions.expression(one.constraint.expression));
    }
}

fn evaluate(cx: &mut Context<'_>, pending: Pending<'_>, parsed: &Parsed) {
    let Pending { node, definition, constraint } = pending;
    let key = cx.definitions.text(constraint.key);
    if cx.definitions.text(constraint.expression).is_empty() {
        return not_evaluated(cx, node, constraint, "its definition gives no FHIRPath expression");
    }
    let expression = match parsed {
        Ok(expression) => expression,
        Err(error) => {
            let why = format!("it cannot be read at character {}: {} is expected there", error.at, error.expected);
            return not_evaluated(cx, node, constraint, &why);
        }
    };
    match answer(cx, pending, expression) {
        Ok(true) => {}
        Err(unknown) => not_evaluated(cx, node, constraint, unknown.reason()),
        Ok(false) => {
            let text = cx.definitions.text(constraint.expression);
            let words = crate::definitions::wording::of(key);
            let message = words.map_or_else(|| format!("The invariant {key} is not met"), str::to_owned);
            let severity = if constraint.warning { Severity::Warning } else { Severity::Error };
            let consequence = words.map_or_else(|| format!("{key} is not met"), |words| format!("{key}: {words}"));
            let finding = cx.finding(&INVARIANT, At::Name(node), message).expected(text).into_consequence(consequence);
            // What an extension asks of its context has one key for all.
            let one_key = (key != CONTEXT_INVARIANT).then(|| key.to_owned());
            let finding = finding.about(Subject::Invariant { expression: text.to_owned(), key: one_key });
            let profile = definition.constraint.then(|| cx.canonical(definition));
            let mut finding = finding.by(profile).weighing(severity);
            finding.key = Some(key.to_owned());
            cx.report(finding);
        }
    }
}

fn answer(cx: &Context<'_>, pending: Pending<'_>, expression: &Expression) -> Result<bool, Unknown> {
    let node = pending.node;
    // What an extension asks of its context, the element that holds it is asked.
    let of_context = cx.definitions.text(pending.constraint.key) == CONTEXT_INVARIANT;
    let focus = if of_context { cx.tree.parent(node).unwrap_or(node) } else { node };
    let resource = container(cx, node);
    let env = Env { typed: &cx.typed, resource, context: focus, extension: node, world: &Message { cx } };
    fhirpath::holds(&env, focus, expression)
}

fn not_evaluated(cx: &mut Context<'_>, node: NodeId, constraint: Constraint, why: &str) {
    let about = if cx.definitions.text(constraint.expression).is_empty() { constraint.key } else { constraint.expression };
    cx.unchecked("invariant-not-evaluated", About::Symbol(about), node, |cx| {
        format!("The invariant {} was not evaluated: {why}", cx.definitions.text(constraint.key))
    });
}

/// `%resource`: the resource that a node stands in, and of contained ones the one that contains them.
fn container(cx: &Context<'_>, node: NodeId) -> NodeId {
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
    cx: &'c Context<'a>,
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
        let expected = self.cx.definitions.text(definition.type_code);
        if self.cx.tree.resource_type(node).is_some_and(|actual| actual != expected) {
            return Some(false);
        }
        // Whether a profile is kept that is not declared was only looked at where a reference or a slice asked.
        if !definition.constraint || self.cx.declares(node, profile) {
            return Some(true);
        }
        Some(self.cx.trial(self.cx.tried(node, url)?).keeps())
    }
}
