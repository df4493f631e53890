//! Walks an expression.

use std::borrow::Cow;

use super::ast::{Expression, Operator, Part, PartId};
use super::decimal::Decimal;
use super::functions::FUNCTIONS;
use super::moment::Moment;
use super::quantity::{self, Quantity};
use super::value::{Value, maybe, one};
use super::{Env, Unknown};
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
}

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
    pub(super) fn new(env: &'e Env<'a>, expression: &'a Expression) -> Cx<'e, 'a> {
        let nodes = u32::try_from(env.typed.tree.len()).unwrap_or(u32::MAX);
        let steps = nodes.saturating_mul(STEPS_PER_NODE).saturating_add(STEPS);
        Cx { env, expression, steps, undecided: false, remembered: Vec::new() }
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
        let items = self.part(scope, id)?;
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

    fn part(&mut self, scope: Scope<'_, 'a>, id: PartId) -> Outcome<Items<'a>> {
        self.step(1)?;
        let expression = self.expression;
        Ok(match expression.part(id) {
            Part::Empty => Vec::new(),
            Part::Boolean(value) => one(Value::Boolean(value)),
            Part::Integer(value) => one(Value::Integer(value.into())),
            Part::Decimal(text) => {
                one(Value::Decimal(Decimal::parse(expression.text(text)).ok_or(Unknown::Fault("a number is too large"))?))
            }
            Part::Text(text) => one(Value::Text(Cow::Borrowed(expression.text(text)))),
            Part::Moment(text) => maybe(Moment::parse_literal(expression.text(text)).map(Value::Moment)),
            Part::Quantity { number, unit } => {
                let value = Decimal::parse(expression.text(number)).ok_or(Unknown::Fault("a number is too large"))?;
                let unit = Cow::Borrowed(expression.text(unit));
                // The grammar tells `4 'days'` from `4 days` by the quotes only; no UCUM code is such a word.
                let word = quantity::calendar_unit(&unit).is_some();
                one(Value::Quantity(Box::new(Quantity { value, unit, word })))
            }
            Part::This => scope.this.to_vec(),
            Part::Index => maybe(scope.index.map(|index| Value::Integer(index as i64))),
            Part::Total => scope.total.to_vec(),
            Part::Constant(name) => one(self.constant(expression.text(name))?),
            Part::Name(name) => self.name(scope, name)?,
            Part::Member(on, name) => {
                let input = self.evaluate(scope, on)?;
                self.members(&input, name)?
            }
            Part::Call { on, function, arguments, count, .. } => {
                let function = FUNCTIONS.get(usize::from(function)).ok_or(Unknown::Unsupported)?;
                let at = usize::from(arguments);
                let arguments = &expression.arguments[at..at + usize::from(count)];
                let input = match on {
                    Some(on) => self.evaluate(scope, on)?,
                    None => scope.this.to_vec(),
                };
                function.run(self, scope, input, arguments)?
            }
            Part::Item(on, index) => {
                let mut input = self.evaluate(scope, on)?;
                let index = self.evaluate(scope, index)?;
                match self.integer(&index)? {
                    Some(index) if (0..input.len() as i64).contains(&index) => one(input.swap_remove(index as usize)),
                    _ => Vec::new(),
                }
            }
            Part::Negative(operand) => {
                let operand = self.evaluate(scope, operand)?;
                self.negative(&operand)?
            }
            Part::Positive(operand) => {
                let operand = self.evaluate(scope, operand)?;
                self.negative(&operand)?;
                operand
            }
            Part::Operation(operator, left, right) => self.operation(scope, operator, left, right)?,
        })
    }

    fn operation(&mut self, scope: Scope<'_, 'a>, operator: Operator, left: PartId, right: PartId) -> Outcome<Items<'a>> {
        if matches!(operator, Operator::And | Operator::Or | Operator::Xor | Operator::Implies) {
            let result = self.logic(scope, operator, left, right)?;
            return Ok(maybe(result.map(Value::Boolean)));
        }
        let left = self.evaluate(scope, left)?;
        if matches!(operator, Operator::Is | Operator::As) {
            return self.of_type(left, right, operator);
        }
        let right = self.evaluate(scope, right)?;
        self.operate(operator, left, right)
    }

    fn constant(&self, name: &str) -> Outcome<Value<'a>> {
        const VALUE_SET: &str = "http://hl7.org/fhir/ValueSet/";
        const EXTENSION: &str = "http://hl7.org/fhir/StructureDefinition/";
        let text = match name {
            "resource" => return Ok(Value::Node(self.env.resource)),
            "context" => return Ok(Value::Node(self.env.context)),
            "extension" => return Ok(Value::Node(self.env.extension)),
            "rootResource" => return Ok(Value::Node(self.root_resource())),
            "ucum" => Cow::Borrowed("http://unitsofmeasure.org"),
            "sct" => Cow::Borrowed("http://snomed.info/sct"),
            "loinc" => Cow::Borrowed("http://loinc.org"),
            _ => match (name.strip_prefix("vs-"), name.strip_prefix("ext-")) {
                (Some(set), _) => Cow::Owned([VALUE_SET, set].concat()),
                (_, Some(extension)) => Cow::Owned([EXTENSION, extension].concat()),
                _ => return Err(Unknown::Fault("a constant that has no value here")),
            },
        };
        Ok(Value::Text(text))
    }

    /// The resource that holds a contained one; another resource is its own root.
    fn root_resource(&self) -> NodeId {
        let tree = self.env.typed.tree;
        let resource = self.env.resource;
        match tree.parent(resource) {
            Some(parent) if tree.name(resource) == "contained" => parent,
            _ => resource,
        }
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
