//! Walks an expression.

use std::borrow::Cow;

use super::Unknown;
use super::ast::{Operator, Part, PartId};
use super::context::{Cx, Items, Outcome, Scope};
use super::decimal::Decimal;
use super::functions::FUNCTIONS;
use super::moment::Moment;
use super::quantity::{self, Quantity};
use super::value::{Value, maybe, one};
use crate::syntax::tree::NodeId;

/// What a part of the expression comes to.
pub(super) fn part<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, id: PartId) -> Outcome<Items<'a>> {
    cx.of_part(scope, id)
}

impl<'a> Cx<'_, 'a> {
    fn of_part(&mut self, scope: Scope<'_, 'a>, id: PartId) -> Outcome<Items<'a>> {
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
}
