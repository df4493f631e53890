//! Functions on numbers.

use super::Unknown;
use super::ast::PartId;
use super::context::{Cx, Items, Outcome, Scope};
use super::decimal::Decimal;
use super::operators::wrap;
use super::value::{Value, maybe};

const NUMBER: Unknown = Unknown::Fault("a number was expected");

impl<'a> Cx<'_, 'a> {
    fn number(&mut self, items: &[Value<'a>]) -> Outcome<Option<Value<'a>>> {
        let Some(item) = self.singleton(items)? else { return Ok(None) };
        match self.system(item) {
            value @ (Value::Integer(_) | Value::Decimal(_) | Value::Quantity(_)) => Ok(Some(value)),
            _ => Err(NUMBER),
        }
    }

    fn decimal(&mut self, items: &[Value<'a>]) -> Outcome<Option<Decimal>> {
        self.number(items)?.map(|value| value.decimal().ok_or(NUMBER)).transpose()
    }

    fn decimal_argument(&mut self, scope: Scope<'_, 'a>, argument: PartId) -> Outcome<Option<Decimal>> {
        let value = self.evaluate(scope, argument)?;
        self.decimal(&value)
    }
}

pub(super) fn abs<'a>(cx: &mut Cx<'_, 'a>, _: Scope<'_, 'a>, input: Items<'a>, _: &'a [PartId]) -> Outcome<Items<'a>> {
    let negative = |decimal: Decimal| decimal.mantissa() < 0;
    Ok(maybe(cx.number(&input)?.map(|value| match value {
        Value::Integer(value) => Value::Integer(value.wrapping_abs()),
        Value::Decimal(value) if negative(value) => Value::Decimal(value.negative()),
        Value::Quantity(mut quantity) if negative(quantity.value) => {
            quantity.value = quantity.value.negative();
            Value::Quantity(quantity)
        }
        value => value,
    })))
}

/// Functions that make an integer.
pub(super) fn whole<'a>(cx: &mut Cx<'_, 'a>, input: &[Value<'a>], run: fn(Decimal) -> i128) -> Outcome<Items<'a>> {
    Ok(maybe(cx.decimal(input)?.and_then(|value| wrap(Decimal::new(run(value), 0), true))))
}

pub(super) fn round<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let scale = match arguments.first() {
        Some(&scale) => {
            let scale = cx.evaluate(scope, scale)?;
            cx.integer(&scale)?.unwrap_or(0)
        }
        None => 0,
    };
    let scale = u8::try_from(scale).map_err(|_| Unknown::Fault("rounding takes a precision of zero or more"))?;
    Ok(maybe(cx.decimal(&input)?.map(|value| Value::Decimal(value.round(scale)))))
}

fn result<'a>(number: f64) -> Items<'a> {
    if number.is_finite() { maybe(Decimal::from_f64(number).map(Value::Decimal)) } else { Vec::new() }
}

/// Functions whose results are no decimals but near to some: eight digits after the point are kept.
pub(super) fn real<'a>(cx: &mut Cx<'_, 'a>, input: &[Value<'a>], run: fn(f64) -> f64) -> Outcome<Items<'a>> {
    Ok(cx.decimal(input)?.map_or_else(Vec::new, |value| result(run(value.to_f64()))))
}

/// e to a power, by its series; the library's own would be larger than this module's other functions together.
pub(super) fn exp(x: f64) -> f64 {
    if !(-700.0..700.0).contains(&x) {
        return if x < 0.0 { 0.0 } else { f64::INFINITY };
    }
    // With the argument below one in 1024, few terms are enough; squaring ten times undoes the division.
    let x = x / 1024.0;
    let (mut sum, mut term) = (1.0, 1.0);
    for i in 1..12 {
        term *= x / f64::from(i);
        sum += term;
    }
    for _ in 0..10 {
        sum *= sum;
    }
    sum
}

/// The natural logarithm.
pub(super) fn ln(x: f64) -> f64 {
    if x <= 0.0 {
        return f64::NAN;
    }
    let (mut x, mut twos) = (x, 0.0);
    while x > 1.5 {
        x /= 2.0;
        twos += 1.0;
    }
    while x < 0.75 {
        x *= 2.0;
        twos -= 1.0;
    }
    // ln x = 2 artanh((x - 1) / (x + 1)), whose series is short this near to one.
    let y = (x - 1.0) / (x + 1.0);
    let (mut sum, mut term) = (0.0, y);
    for i in 0..24 {
        sum += term / f64::from(2 * i + 1);
        term *= y * y;
    }
    2.0 * sum + twos * std::f64::consts::LN_2
}

pub(super) fn log<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let (value, base) = (cx.decimal(&input)?, cx.decimal_argument(scope, arguments[0])?);
    Ok(value.zip(base).map_or_else(Vec::new, |(value, base)| result(ln(value.to_f64()) / ln(base.to_f64()))))
}

pub(super) fn power<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let whole = matches!(cx.number(&input)?, Some(Value::Integer(_)));
    let (value, exponent) = (cx.decimal(&input)?, cx.decimal_argument(scope, arguments[0])?);
    let Some((value, exponent)) = value.zip(exponent) else { return Ok(Vec::new()) };
    let exponent = exponent.trimmed();
    if exponent.scale == 0 && (0..=128).contains(&exponent.mantissa()) {
        let mut product = Some(Decimal::from(1));
        for _ in 0..exponent.mantissa() {
            product = product.and_then(|product| product.multiply(value));
        }
        return Ok(maybe(product.and_then(|product| wrap(product, whole))));
    }
    Ok(result(exp(exponent.to_f64() * ln(value.to_f64()))))
}

#[cfg(test)]
mod tests {
    #[test]
    fn exp_and_ln_are_near_enough() {
        for x in [0.001, 0.5, 1.0, 2.0, 10.0, 123.456] {
            assert!((super::ln(x) - f64::ln(x)).abs() < 1e-12, "ln {x}");
            assert!((super::exp(x / 10.0) / f64::exp(x / 10.0) - 1.0).abs() < 1e-11, "exp {x}");
        }
        assert!(super::ln(-1.0).is_nan() && super::exp(f64::NAN).is_infinite());
    }
}
