//! What an expression gives: nodes of the message, and values that were worked out.

use std::borrow::Cow;

use super::decimal::Decimal;
use super::evaluate::Cx;
use super::moment::{Calendar, Moment};
use super::quantity::Quantity;
use crate::definitions::shape::Primitive;
use crate::syntax::intern::Symbol;
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
        let Some(wanted) = definitions.symbol(name) else { return false };
        let mut at = code;
        // No type of FHIR is further than this from the root; a circle of definitions ends here.
        for _ in 0..16 {
            if at == wanted {
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
