//! Conversion between the types of FHIRPath.

use std::borrow::Cow;

use super::ast::PartId;
use super::context::{Cx, Items, Outcome, Scope};
use super::decimal::Decimal;
use super::moment::{Calendar, Moment};
use super::quantity::Quantity;
use super::value::truth;
use super::value::{Value, maybe};

pub(super) type Conversion = for<'a> fn(Value<'a>) -> Option<Value<'a>>;

/// `toX()`, or `convertsToX()` where the question is only whether it can be. The one argument is a unit, and only a
/// quantity that has the unit already is converted to it.
pub(super) fn run<'a>(
    cx: &mut Cx<'_, 'a>,
    scope: Scope<'_, 'a>,
    input: &[Value<'a>],
    arguments: &'a [PartId],
    conversion: Conversion,
    ask: bool,
) -> Outcome<Items<'a>> {
    let unit = match arguments.first() {
        Some(&unit) => {
            let unit = cx.evaluate(scope, unit)?;
            cx.string(&unit)?
        }
        None => None,
    };
    let Some(item) = cx.singleton(input)? else { return Ok(Vec::new()) };
    let value = conversion(cx.system(item)).filter(|value| match (value, &unit) {
        (Value::Quantity(quantity), Some(unit)) => quantity.unit == *unit,
        _ => true,
    });
    if ask { truth(Some(value.is_some())) } else { Ok(maybe(value)) }
}

pub(super) fn to_boolean(value: Value<'_>) -> Option<Value<'_>> {
    let is = match &value {
        Value::Boolean(value) => *value,
        Value::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" | "1.0" => true,
            "false" | "f" | "no" | "n" | "0" | "0.0" => false,
            _ => return None,
        },
        value => {
            let number = value.decimal()?.trimmed();
            match (number.mantissa(), number.scale) {
                (0, _) => false,
                (1, 0) => true,
                _ => return None,
            }
        }
    };
    Some(Value::Boolean(is))
}

pub(super) fn to_integer(value: Value<'_>) -> Option<Value<'_>> {
    match value {
        Value::Integer(_) => Some(value),
        Value::Boolean(value) => Some(Value::Integer(value.into())),
        Value::Text(text) => text.parse::<i32>().ok().map(|value| Value::Integer(value.into())),
        _ => None,
    }
}

pub(super) fn to_decimal(value: Value<'_>) -> Option<Value<'_>> {
    match value {
        Value::Decimal(_) => Some(value),
        Value::Integer(value) => Some(Value::Decimal(value.into())),
        Value::Boolean(value) => Some(Value::Decimal(i64::from(value).into())),
        Value::Text(text) => Decimal::parse(&text).map(Value::Decimal),
        _ => None,
    }
}

pub(super) fn to_string(value: Value<'_>) -> Option<Value<'_>> {
    value.write().map(Value::Text)
}

fn to_moment(value: Value<'_>, calendar: Calendar) -> Option<Value<'_>> {
    let moment = match value {
        Value::Moment(moment) if moment.calendar == calendar => moment,
        // A date and time gives its date, a date is a date and time of which no more is known.
        Value::Moment(moment) if moment.is_dated() && calendar != Calendar::Time => {
            let text = moment.write();
            let end = if calendar == Calendar::Date { text.find('T').unwrap_or(text.len()) } else { text.len() };
            Moment::parse(&text[..end], calendar)?
        }
        Value::Text(text) => Moment::parse(&text, calendar)?,
        _ => return None,
    };
    Some(Value::Moment(moment))
}

pub(super) fn to_date(value: Value<'_>) -> Option<Value<'_>> {
    to_moment(value, Calendar::Date)
}

pub(super) fn to_date_time(value: Value<'_>) -> Option<Value<'_>> {
    to_moment(value, Calendar::DateTime)
}

pub(super) fn to_time(value: Value<'_>) -> Option<Value<'_>> {
    to_moment(value, Calendar::Time)
}

pub(super) fn to_quantity(value: Value<'_>) -> Option<Value<'_>> {
    let quantity = match value {
        Value::Quantity(_) => return Some(value),
        Value::Text(text) => {
            let quantity = Quantity::parse(&text)?;
            Quantity { value: quantity.value, unit: Cow::Owned(quantity.unit.into_owned()), word: quantity.word }
        }
        value => match to_decimal(value)? {
            Value::Decimal(value) => Quantity::new(value, Cow::Borrowed("1")),
            _ => return None,
        },
    };
    Some(Value::Quantity(Box::new(quantity)))
}

/// `type()`
pub(super) fn types<'a>(cx: &mut Cx<'_, 'a>, input: &[Value<'a>]) -> Outcome<Items<'a>> {
    let mut out = Vec::new();
    for item in input {
        let typed = cx.env.typed;
        match item {
            Value::Node(node) => {
                out.extend(typed.type_of(*node).map(|code| Value::Type(false, Cow::Borrowed(typed.definitions.text(code)))));
            }
            item => out.extend(item.system_type().map(|name| Value::Type(true, Cow::Borrowed(name)))),
        }
    }
    Ok(out)
}
