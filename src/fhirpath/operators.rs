//! Operators between collections.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::ast::{Operator, PartId};
use super::context::{Cx, Items, Outcome, Scope};
use super::decimal::Decimal;
use super::quantity::{Quantity, Span};
use super::value::{Value, maybe, one};
use super::{BUG, Unknown};

fn boolean<'a>(value: Option<bool>) -> Items<'a> {
    maybe(value.map(Value::Boolean))
}

impl<'a> Cx<'_, 'a> {
    /// Logic with three values. Where one side cannot be said and the other decides alone, it decides.
    pub(super) fn logic(&mut self, scope: Scope<'_, 'a>, operator: Operator, left: PartId, right: PartId) -> Outcome<Option<bool>> {
        let first = self.operand(scope, left);
        let deciding = match operator {
            Operator::And | Operator::Implies => Some(false),
            Operator::Or => Some(true),
            _ => None,
        };
        match first {
            Ok(Some(value)) if Some(value) == deciding => return Ok(Some(operator != Operator::And)),
            Err(Unknown::TooCostly) => return Err(Unknown::TooCostly),
            _ => {}
        }
        let second = self.operand(scope, right);
        match (operator, &second) {
            (Operator::And, Ok(Some(false))) => return Ok(Some(false)),
            (Operator::Or | Operator::Implies, Ok(Some(true))) => return Ok(Some(true)),
            _ => {}
        }
        let (first, second) = (first?, second?);
        Ok(match operator {
            Operator::And => first.zip(second).map(|(a, b)| a && b),
            Operator::Or => first.zip(second).map(|(a, b)| a || b),
            Operator::Xor => first.zip(second).map(|(a, b)| a != b),
            _ => first.zip(second).map(|(a, b)| !a || b),
        })
    }

    fn operand(&mut self, scope: Scope<'_, 'a>, id: PartId) -> Outcome<Option<bool>> {
        let items = self.evaluate(scope, id)?;
        self.boolean(&items)
    }

    /// All operators that look at both sides.
    pub(super) fn operate(&mut self, operator: Operator, left: Items<'a>, right: Items<'a>) -> Outcome<Items<'a>> {
        Ok(match operator {
            Operator::Equal => boolean(self.equal(&left, &right)?),
            Operator::NotEqual => boolean(self.equal(&left, &right)?.map(|equal| !equal)),
            Operator::Equivalent => boolean(Some(self.equivalent(&left, &right)?)),
            Operator::NotEquivalent => boolean(Some(!self.equivalent(&left, &right)?)),
            Operator::Union => super::sets::union(self, left, right)?,
            Operator::In => boolean(self.membership(&left, &right)?),
            Operator::Contains => boolean(self.membership(&right, &left)?),
            Operator::Concatenate => {
                let (a, b) = (self.string(&left)?.unwrap_or_default(), self.string(&right)?.unwrap_or_default());
                one(Value::Text(Cow::Owned([a, b].concat())))
            }
            _ => {
                let (Some(a), Some(b)) = (self.singleton(&left)?, self.singleton(&right)?) else { return Ok(Vec::new()) };
                if matches!(operator, Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual) {
                    let order = self.order(a, b)?;
                    return Ok(boolean(order.map(|order| match operator {
                        Operator::Less => order == Ordering::Less,
                        Operator::LessOrEqual => order != Ordering::Greater,
                        Operator::Greater => order == Ordering::Greater,
                        _ => order != Ordering::Less,
                    })));
                }
                let (a, b) = (self.system(a), self.system(b));
                maybe(arithmetic(operator, &a, &b)?)
            }
        })
    }

    /// "If the left operand is a collection with a single item, this operator returns true if the item is in the right
    /// operand using equality semantics."
    fn membership(&mut self, item: &[Value<'a>], all: &[Value<'a>]) -> Outcome<Option<bool>> {
        let Some(item) = self.singleton(item)? else { return Ok(None) };
        for other in all {
            if self.equal_items(item, other)? == Some(true) {
                return Ok(Some(true));
            }
        }
        Ok(Some(false))
    }

    pub(super) fn negative(&mut self, items: &[Value<'a>]) -> Outcome<Items<'a>> {
        let Some(item) = self.singleton(items)? else { return Ok(Vec::new()) };
        Ok(one(match self.system(item) {
            Value::Integer(value) => Value::Integer(value.wrapping_neg()),
            Value::Decimal(value) => Value::Decimal(value.negative()),
            Value::Quantity(mut quantity) => {
                quantity.value = quantity.value.negative();
                Value::Quantity(quantity)
            }
            _ => return Err(Unknown::Fault("a number was expected after the sign")),
        }))
    }
}

/// `+ - * / div mod` of two values; empty where the result is no number of FHIRPath.
fn arithmetic<'a>(operator: Operator, left: &Value<'a>, right: &Value<'a>) -> Outcome<Option<Value<'a>>> {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) if operator == Operator::Add => Ok(Some(Value::Text(Cow::Owned([&**a, &**b].concat())))),
        (Value::Moment(moment), Value::Quantity(quantity)) if matches!(operator, Operator::Add | Operator::Subtract) => {
            let (months, milliseconds) = duration(quantity, operator == Operator::Subtract)?;
            Ok(moment.plus(months, milliseconds).map(Value::Moment))
        }
        (Value::Quantity(a), Value::Quantity(b)) => quantities(operator, a, b),
        (Value::Quantity(a), b) | (b, Value::Quantity(a)) if operator == Operator::Multiply => match b.decimal() {
            Some(b) => Ok(a.value.multiply(b).map(|value| Value::Quantity(Box::new(Quantity { value, ..(**a).clone() })))),
            None => Err(Unknown::Fault("these values cannot be multiplied")),
        },
        _ => match (left.decimal(), right.decimal()) {
            (Some(a), Some(b)) => {
                let whole = matches!((left, right), (Value::Integer(_), Value::Integer(_)));
                Ok(number(operator, a, b)?.and_then(|result| wrap(result, whole && operator != Operator::Divide)))
            }
            _ => Err(Unknown::Fault("these types of value cannot be combined arithmetically")),
        },
    }
}

fn number(operator: Operator, a: Decimal, b: Decimal) -> Outcome<Option<Decimal>> {
    Ok(match operator {
        Operator::Add => a.add(b),
        Operator::Subtract => a.add(b.negative()),
        Operator::Multiply => a.multiply(b),
        Operator::Divide => a.divide(b),
        Operator::Div => a.div(b).map(|whole| Decimal::new(whole, 0)),
        Operator::Mod => a.remainder(b),
        _ => return Err(BUG),
    })
}

/// Integers have 32 bits; "operations that cause arithmetic overflow or underflow will result in empty".
pub(super) fn wrap<'a>(value: Decimal, whole: bool) -> Option<Value<'a>> {
    if !whole {
        return Some(Value::Decimal(value));
    }
    i32::try_from(value.truncate()).ok().map(|value| Value::Integer(value.into()))
}

/// Months and milliseconds of a quantity of time.
fn duration(quantity: &Quantity<'_>, negative: bool) -> Outcome<(i64, i64)> {
    let sign = if negative { -1 } else { 1 };
    let (span, unit) = match quantity.span() {
        Some(Span::Months(unit)) => (Decimal::new(quantity.value.truncate(), 0), unit),
        // "For precisions above seconds, the decimal portion of the time-valued quantity is ignored."
        Some(Span::Milliseconds(unit)) if unit > 1000 => (Decimal::new(quantity.value.truncate(), 0), unit),
        Some(Span::Milliseconds(unit)) => (quantity.value, unit),
        None => return Err(Unknown::Fault("a date and a quantity that is not a time cannot be added")),
    };
    let amount = span.multiply(unit.into()).and_then(|amount| i64::try_from(amount.truncate()).ok());
    let amount = amount.filter(|amount| amount.unsigned_abs() < 1 << 50).ok_or(Unknown::Fault("a span of time is too long"))?;
    Ok(match quantity.span() {
        Some(Span::Months(_)) => (sign * amount, 0),
        _ => (0, sign * amount),
    })
}

fn quantities<'a>(operator: Operator, a: &Quantity<'a>, b: &Quantity<'a>) -> Outcome<Option<Value<'a>>> {
    let plain = |unit: &str| unit.is_empty() || unit == "1";
    let unit = match operator {
        Operator::Add | Operator::Subtract if a.unit == b.unit => a.unit.clone(),
        Operator::Divide if a.unit == b.unit => Cow::Borrowed("1"),
        Operator::Multiply | Operator::Divide if plain(&b.unit) => a.unit.clone(),
        Operator::Multiply if plain(&a.unit) => b.unit.clone(),
        _ => return Err(Unknown::Undecided),
    };
    let word = a.word && a.unit == unit;
    Ok(number(operator, a.value, b.value)?.map(|value| Value::Quantity(Box::new(Quantity { value, unit, word }))))
}
