//! One evaluation: what it looks at, what it has spent, and what it takes a value for.

use std::borrow::Cow;

use super::decimal::Decimal;
use super::quantity::Quantity;
use super::value::Value;
use super::{Env, Unknown};
use crate::definitions::shape::Primitive;
use crate::syntax::fhirpath::ast::{Expression, PartId};
use crate::syntax::fhirpath::moment::{Calendar, Moment};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

pub(super) type Outcome<T> = Result<T, Unknown>;
pub(super) type Items<'a> = Vec<Value<'a>>;

/// One evaluation: what it looks at, and what it has spent.
pub(super) struct Cx<'e, 'a> {
    pub(super) env: &'e Env<'a>,
    pub(super) expression: &'a Expression,
    steps: u32,
    /// Something came out empty because a value is not exact enough, or not what its type asks.
    pub(super) undecided: bool,
    remembered: Vec<(PartId, Items<'a>)>,
    /// Evaluates a part that is not remembered. Functions ask for parts, and parts call functions.
    part: Evaluate,
}

/// See [`Cx::part`].
pub(super) type Evaluate = for<'e, 's, 'a> fn(&mut Cx<'e, 'a>, Scope<'s, 'a>, PartId) -> Outcome<Items<'a>>;

/// What the names of a criterion refer to.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s, 'a> {
    pub(super) this: &'s [Value<'a>],
    pub(super) index: Option<usize>,
    pub(super) total: &'s [Value<'a>],
}

/// Steps for each node of the message, and for the smallest.
const STEPS_PER_NODE: u32 = 64;
const STEPS: u32 = 50_000;

impl<'e, 'a> Cx<'e, 'a> {
    pub(super) fn new(env: &'e Env<'a>, expression: &'a Expression, part: Evaluate) -> Cx<'e, 'a> {
        let nodes = u32::try_from(env.typed.tree.len()).unwrap_or(u32::MAX);
        let steps = nodes.saturating_mul(STEPS_PER_NODE).saturating_add(STEPS);
        Cx { env, expression, steps, undecided: false, remembered: Vec::new(), part }
    }

    /// Counts work; one evaluation may not cost more than a multiple of the message's size.
    pub(super) fn step(&mut self, cost: usize) -> Outcome<()> {
        let left = u32::try_from(cost).ok().and_then(|cost| self.steps.checked_sub(cost));
        self.steps = left.ok_or(Unknown::TooCostly)?;
        Ok(())
    }

    pub(super) fn evaluate(&mut self, scope: Scope<'_, 'a>, id: PartId) -> Outcome<Items<'a>> {
        let fixed = self.expression.fixed.contains(&id);
        if fixed && let Some((_, items)) = self.remembered.iter().find(|(part, _)| *part == id) {
            let items = items.clone();
            self.pay(&items)?;
            return Ok(items);
        }
        let items = (self.part)(self, scope, id)?;
        self.pay(&items)?;
        if fixed {
            self.remembered.push((id, items.clone()));
        }
        Ok(items)
    }

    /// What was made takes room: doubling a list or a text a few dozen times would take all there is.
    fn pay(&mut self, items: &[Value<'a>]) -> Outcome<()> {
        let mut cost = items.len();
        for item in items {
            if let Value::Text(Cow::Owned(text)) = item {
                cost += text.len() / 4;
            }
        }
        self.step(cost / 4)
    }

    /// The only item of a collection.
    pub(super) fn singleton<'i>(&self, items: &'i [Value<'a>]) -> Outcome<Option<&'i Value<'a>>> {
        match items {
            [] => Ok(None),
            [Value::Outside(_)] => Err(Unknown::Outside),
            [item] => Ok(Some(item)),
            _ => Err(Unknown::Fault("several items where one was expected")),
        }
    }

    /// "IF the collection contains a single node AND the expected input type is Boolean THEN the collection evaluates to
    /// true": any other value than a boolean counts as true.
    pub(super) fn boolean(&mut self, items: &[Value<'a>]) -> Outcome<Option<bool>> {
        let Some(item) = self.singleton(items)? else { return Ok(None) };
        Ok(Some(!matches!(self.system(item), Value::Boolean(false))))
    }

    pub(super) fn integer(&mut self, items: &[Value<'a>]) -> Outcome<Option<i64>> {
        let Some(item) = self.singleton(items)? else { return Ok(None) };
        match self.system(item) {
            Value::Integer(value) => Ok(Some(value)),
            _ => Err(Unknown::Fault("an integer was expected")),
        }
    }

    pub(super) fn string(&mut self, items: &[Value<'a>]) -> Outcome<Option<Cow<'a, str>>> {
        let Some(item) = self.singleton(items)? else { return Ok(None) };
        match self.system(item) {
            Value::Text(text) => Ok(Some(text)),
            // Of a primitive node its text: dates and numbers are strings to many published expressions.
            value if matches!(item, Value::Node(_)) && !matches!(value, Value::Node(_)) => Ok(value.write()),
            _ => Err(Unknown::Fault("a string was expected")),
        }
    }
}

impl<'a> Cx<'_, 'a> {
    /// The primitive that a node holds, or the quantity that it is; other values are what they are.
    pub(super) fn system(&mut self, value: &Value<'a>) -> Value<'a> {
        let Value::Node(node) = *value else { return value.clone() };
        self.node_value(node).unwrap_or_else(|| value.clone())
    }

    fn node_value(&mut self, node: NodeId) -> Option<Value<'a>> {
        let typed = self.env.typed;
        let Some(text) = typed.tree.value(node) else { return self.quantity(node) };
        let primitive = typed.type_of(node).and_then(|code| typed.definitions.type_info(code).primitive);
        let value = match primitive {
            Some(Primitive::Boolean) => match text {
                "true" => Some(Value::Boolean(true)),
                "false" => Some(Value::Boolean(false)),
                _ => None,
            },
            Some(Primitive::Integer | Primitive::PositiveInt | Primitive::UnsignedInt) => text.parse().ok().map(Value::Integer),
            Some(Primitive::Decimal) => Decimal::parse(text).map(Value::Decimal),
            Some(Primitive::Date) => Moment::parse(text, Calendar::Date).map(Value::Moment),
            Some(Primitive::DateTime | Primitive::Instant) => Moment::parse(text, Calendar::DateTime).map(Value::Moment),
            Some(Primitive::Time) => Moment::parse(text, Calendar::Time).map(Value::Moment),
            _ => Some(Value::Text(Cow::Borrowed(text))),
        };
        // A value that is not written as its type asks is reported where it stands; what follows from it for
        // an invariant is nobody's to say.
        self.undecided |= value.is_none();
        Some(value.unwrap_or(Value::Text(Cow::Borrowed(text))))
    }

    fn quantity(&mut self, node: NodeId) -> Option<Value<'a>> {
        let typed = self.env.typed;
        if !self.is_a(typed.type_of(node)?, "Quantity") {
            return None;
        }
        let tree = typed.tree;
        let value = Decimal::parse(tree.child_value(node, "value")?)?;
        let unit = match (tree.child_value(node, "system"), tree.child_value(node, "code")) {
            (Some("http://unitsofmeasure.org"), Some(code)) => Cow::Borrowed(code),
            (Some(system), Some(code)) => Cow::Owned([system, "|", code].concat()),
            (_, code) => Cow::Borrowed(code.or(tree.child_value(node, "unit")).unwrap_or_default()),
        };
        // "< 5 mg" is no number of milligrams.
        self.undecided |= tree.child(node, "comparator").is_some();
        Some(Value::Quantity(Box::new(Quantity::new(value, unit))))
    }

    /// The type is the one of that name, or is derived from it.
    pub(super) fn is_a(&self, code: Symbol, name: &str) -> bool {
        let definitions = self.env.typed.definitions;
        let Some(expected) = definitions.symbol(name) else { return false };
        let mut at = code;
        // No type of FHIR is further than this from the root; a circle of definitions ends here.
        for _ in 0..16 {
            if at == expected {
                return true;
            }
            let base = definitions.type_info(at).definition.and_then(|id| definitions.structure(id)).and_then(|d| d.base);
            let next = base.and_then(|url| definitions.text(url).rsplit('/').next()).and_then(|name| definitions.symbol(name));
            match next {
                Some(next) if next != at => at = next,
                _ => return false,
            }
        }
        false
    }
}
