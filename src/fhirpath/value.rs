//! What an expression gives: nodes of the message, and values that were worked out.

use std::borrow::Cow;

use super::decimal::Decimal;
use super::moment::{Calendar, Moment};
use super::quantity::Quantity;
use crate::syntax::tree::NodeId;

/// An item of a collection.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    /// A node of the message: an element or a resource.
    Node(NodeId),
    /// What a reference names outside the message; the node is the reference.
    Outside(NodeId),
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A decimal.
    Decimal(Decimal),
    /// A string.
    Text(Cow<'a, str>),
    /// A date, a date and time, or a time.
    Moment(Moment),
    /// A quantity.
    Quantity(Box<Quantity<'a>>),
    /// What `type()` gives: whether the type is FHIRPath's own, and its name.
    Type(bool, Cow<'a, str>),
}

/// A collection of at most one item. One function, because making a list is long wherever it is inlined.
#[inline(never)]
pub(super) fn maybe(value: Option<Value<'_>>) -> Vec<Value<'_>> {
    value.into_iter().collect()
}

/// A collection of one item.
pub(super) fn one(value: Value<'_>) -> Vec<Value<'_>> {
    maybe(Some(value))
}

impl<'a> Value<'a> {
    /// The name of the type that FHIRPath itself gives to a value.
    pub(super) fn system_type(&self) -> Option<&'static str> {
        Some(match self {
            Value::Node(_) | Value::Outside(_) | Value::Type(..) => return None,
            Value::Boolean(_) => "Boolean",
            Value::Integer(_) => "Integer",
            Value::Decimal(_) => "Decimal",
            Value::Text(_) => "String",
            Value::Moment(moment) => match moment.calendar {
                Calendar::Date => "Date",
                Calendar::DateTime => "DateTime",
                Calendar::Time => "Time",
            },
            Value::Quantity(_) => "Quantity",
        })
    }

    pub(super) fn decimal(&self) -> Option<Decimal> {
        match self {
            Value::Integer(whole) => Some(Decimal::from(*whole)),
            Value::Decimal(decimal) => Some(*decimal),
            _ => None,
        }
    }

    /// As `toString()` writes it; a node must have been converted before.
    pub(super) fn write(&self) -> Option<Cow<'a, str>> {
        Some(match self {
            Value::Boolean(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Value::Integer(whole) => Cow::Owned(Decimal::from(*whole).write()),
            Value::Decimal(decimal) => Cow::Owned(decimal.write()),
            Value::Text(text) => text.clone(),
            Value::Moment(moment) => Cow::Owned(moment.write()),
            Value::Quantity(quantity) => Cow::Owned(quantity.write()),
            Value::Node(_) | Value::Outside(_) | Value::Type(..) => return None,
        })
    }
}

/// A boolean as a collection.
pub(super) fn truth<'a>(value: Option<bool>) -> Result<Vec<Value<'a>>, super::Unknown> {
    Ok(maybe(value.map(Value::Boolean)))
}
