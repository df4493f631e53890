//! FHIRPath: the expressions that definitions give for what a message has to hold.
//!
//! An expression is parsed once and evaluated over the nodes of a [`Typed`] tree. Nothing of an evaluation is kept:
//! its cost is bounded by the size of the message, and it never fails but says that something is [`Unknown`].

mod compare;
#[cfg(test)]
mod conformance;
mod context;
mod convert;
mod decimal;
mod evaluate;
mod functions;
#[cfg(test)]
mod invariants;
mod math;
mod navigate;
mod operators;
mod pattern;
mod quantity;
mod sets;
mod strings;
#[cfg(test)]
mod tests;
mod value;

/// Which of two dates, times or instants is earlier, by what both say, or `None` if that does not tell.
pub(crate) fn order(one: &str, other: &str) -> Option<std::cmp::Ordering> {
    let both = |calendar| Some((moment::Moment::parse(one, calendar)?, moment::Moment::parse(other, calendar)?));
    let (one, other) = both(moment::Calendar::DateTime).or_else(|| both(moment::Calendar::Time))?;
    one.compare(&other)
}

/// Whether one instant is before another; not where either cannot be read, or they cannot be compared.
pub(crate) fn is_earlier(one: &str, other: &str) -> bool {
    let moment = |text| moment::Moment::parse(text, moment::Calendar::DateTime);
    let (Some(one), Some(other)) = (moment(one), moment(other)) else { return false };
    one.compare(&other) == Some(std::cmp::Ordering::Less)
}

pub(crate) use crate::syntax::fhirpath::Expression;
use crate::syntax::fhirpath::{ast, moment};
use context::{Cx, Scope};
pub(crate) use value::Value;

use crate::syntax::tree::NodeId;
use crate::typed::Typed;

/// What lies outside the tree.
pub(crate) trait World {
    /// The resource in the message that a Reference, or a uri, names.
    fn resolve(&self, node: NodeId) -> Option<NodeId>;
    /// Whether a code is in a value set, or `None` if that cannot be decided.
    fn member_of(&self, node: NodeId, value_set: &str) -> Option<bool>;
    /// Whether a node conforms to a profile, or `None` if that cannot be decided.
    fn conforms_to(&self, node: NodeId, profile: &str) -> Option<bool>;
}

/// What an expression is evaluated in.
#[derive(Clone, Copy)]
pub(crate) struct Env<'a> {
    /// The message.
    pub(crate) typed: &'a Typed<'a>,
    /// `%resource`
    pub(crate) resource: NodeId,
    /// `%context`
    pub(crate) context: NodeId,
    /// `%extension`: in what an extension asks of its context, itself.
    pub(crate) extension: NodeId,
    /// What lies outside the tree.
    pub(crate) world: &'a dyn World,
}

/// Why nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// A function that is not supported here.
    Unsupported,
    /// The present time, which the core does not know.
    Clock,
    /// What a reference names is not in the message, and would matter.
    Outside,
    /// Whether a code is in a value set.
    ValueSet,
    /// Whether something conforms to a profile.
    Profile,
    /// Values are not exact enough to be compared, or in units that are not compared here.
    Undecided,
    /// The expression asks for something that FHIRPath does not define for the values it meets.
    Fault(&'static str),
    /// Evaluation would cost more than the size of the message allows.
    TooCostly,
}

const BUG: Unknown = Unknown::Fault("an operator in the wrong place");

impl Unknown {
    /// The reason, in words.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Unknown::Unsupported => "it uses a function that is not supported here",
            Unknown::Clock => "it depends on the present time",
            Unknown::Outside => "it depends on a resource that is not in the message",
            Unknown::ValueSet => "it depends on a value set that cannot be enumerated here",
            Unknown::Profile => "it depends on a profile that is not known here",
            Unknown::Undecided => "the values are not exact enough, or not in the same unit, to be compared",
            Unknown::Fault(reason) => reason,
            Unknown::TooCostly => "it would take too long for a message of this size",
        }
    }
}

/// What an expression gives for a node.
///
/// # Errors
/// Where it cannot be evaluated.
#[cfg_attr(not(test), expect(dead_code, reason = "an invariant needs no more than holds"))]
pub(crate) fn evaluate<'a>(env: &Env<'a>, focus: NodeId, expression: &'a Expression) -> Result<Vec<Value<'a>>, Unknown> {
    run(&mut Cx::new(env, expression, evaluate::part), focus)
}

fn run<'a>(cx: &mut Cx<'_, 'a>, focus: NodeId) -> Result<Vec<Value<'a>>, Unknown> {
    let this = [Value::Node(focus)];
    cx.evaluate(Scope { this: &this, index: None, total: &[] }, cx.expression.root)
}

/// Whether an invariant holds for a node.
///
/// An empty result is a failure: STU3 says that a constraint "must evaluate to true when run on the element", the
/// reference implementation takes an empty result as false too, and com-1 or mad-2 (`reasonNotGiven.empty() or
/// notGiven = true`) could not refuse anything otherwise, because comparing an absent element gives empty. A single item
/// that is no boolean counts as true, which `code.empty() or system` (qty-3) needs. Of several items one true is enough:
/// ele-1 is written with a union for "or".
///
/// Where a failure may come of dates that are not exact enough to be compared (2026 and 2026-11 in per-1), of units or of
/// values that are no values of their type, it is no failure but unknown.
///
/// # Errors
/// Where it cannot be evaluated.
pub(crate) fn holds(env: &Env<'_>, focus: NodeId, expression: &Expression) -> Result<bool, Unknown> {
    let mut cx = Cx::new(env, expression, evaluate::part);
    let items = run(&mut cx, focus)?;
    let mut booleans = true;
    let mut holds = false;
    for item in &items {
        match cx.system(item) {
            Value::Boolean(value) => holds |= value,
            Value::Outside(_) => return Err(Unknown::Outside),
            _ => booleans = false,
        }
    }
    let holds =
        if items.len() == 1 || booleans { holds || !booleans } else { return Err(Unknown::Fault("several items where one was expected")) };
    if !holds && cx.undecided { Err(Unknown::Undecided) } else { Ok(holds) }
}
