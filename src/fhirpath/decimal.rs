//! Decimals as FHIR has them: exact, never binary floating point.

use std::cmp::Ordering;

/// A number with a fixed count of digits after the point. Two halves rather than an `i128`, which would ask for
/// sixteen-byte alignment of every value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    high: i64,
    low: u64,
    pub(super) scale: u8,
}

/// Digits after the point at most.
const SCALE: u8 = 28;

/// Kept as one function: a checked product of this width is long wherever it is inlined.
#[inline(never)]
fn times(a: i128, b: i128) -> Option<i128> {
    a.checked_mul(b)
}

#[inline(never)]
pub(super) fn power_of_ten(exponent: u8) -> Option<i128> {
    let mut power = 1_i128;
    for _ in 0..exponent {
        power = times(power, 10)?;
    }
    Some(power)
}

impl Decimal {
    pub(super) fn new(mantissa: i128, scale: u8) -> Decimal {
        Decimal { high: (mantissa >> 64) as i64, low: mantissa as u64, scale }
    }

    pub(super) fn mantissa(self) -> i128 {
        i128::from(self.high) << 64 | i128::from(self.low)
    }

    /// Reads `-12.50`; an exponent is FHIR's since R4, and harmless.
    #[inline(never)]
    pub(super) fn parse(text: &str) -> Option<Decimal> {
        let (text, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i8>().ok()?),
            None => (text, 0),
        };
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        if whole.is_empty() || fraction.is_empty() {
            return None;
        }
        let fraction = if digits.len() == whole.len() { "" } else { fraction };
        let mut mantissa = 0_i128;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            mantissa = times(mantissa, 10)?.checked_add(i128::from(byte - b'0'))?;
        }
        if text.starts_with('-') {
            mantissa = -mantissa;
        }
        let scale = i32::try_from(fraction.len()).ok()? - i32::from(exponent);
        if scale < 0 {
            return Some(Decimal::new(times(mantissa, power_of_ten(u8::try_from(-scale).ok()?)?)?, 0));
        }
        u8::try_from(scale).ok().filter(|&scale| scale <= SCALE).map(|scale| Decimal::new(mantissa, scale))
    }

    /// Both numbers with the same count of digits after the point.
    #[inline(never)]
    fn align(self, other: Decimal) -> Option<(i128, i128, u8)> {
        let scale = self.scale.max(other.scale);
        let raise = |d: Decimal| times(d.mantissa(), power_of_ten(scale - d.scale)?);
        Some((raise(self)?, raise(other)?, scale))
    }

    /// Order, or `None` if the numbers are too far apart in size to be put side by side.
    #[inline(never)]
    pub(super) fn compare(self, other: Decimal) -> Option<Ordering> {
        self.align(other).map(|(a, b, _)| a.cmp(&b))
    }

    #[inline(never)]
    pub(super) fn add(self, other: Decimal) -> Option<Decimal> {
        let (a, b, scale) = self.align(other)?;
        Some(Decimal::new(a.checked_add(b)?, scale))
    }

    pub(super) fn negative(self) -> Decimal {
        Decimal::new(self.mantissa().wrapping_neg(), self.scale)
    }

    #[inline(never)]
    pub(super) fn multiply(self, other: Decimal) -> Option<Decimal> {
        let product = Decimal::new(times(self.mantissa(), other.mantissa())?, self.scale + other.scale);
        Some(if product.scale > SCALE { product.round(SCALE) } else { product })
    }

    /// The quotient, to sixteen digits after the point where it does not end before.
    pub(super) fn divide(self, other: Decimal) -> Option<Decimal> {
        let (a, b, _) = self.align(other)?;
        if b == 0 {
            return None;
        }
        let digits = 17;
        let quotient = times(a, power_of_ten(digits)?)?.checked_div(b)?;
        Some(Decimal::new(quotient, digits).round(digits - 1).trimmed())
    }

    /// Whole part of the quotient.
    pub(super) fn div(self, other: Decimal) -> Option<i128> {
        let (a, b, _) = self.align(other)?;
        a.checked_div(b)
    }

    pub(super) fn remainder(self, other: Decimal) -> Option<Decimal> {
        let (a, b, scale) = self.align(other)?;
        Some(Decimal::new(a.checked_rem(b)?, scale))
    }

    /// To a count of digits after the point, halves away from zero.
    #[inline(never)]
    pub(super) fn round(self, scale: u8) -> Decimal {
        if scale >= self.scale {
            return self;
        }
        let Some(unit) = power_of_ten(self.scale - scale) else { return Decimal::new(0, scale) };
        let mantissa = self.mantissa();
        let half = if mantissa < 0 { -(unit / 2) } else { unit / 2 };
        Decimal::new(mantissa.saturating_add(half) / unit, scale)
    }

    /// The whole number next towards negative infinity.
    pub(super) fn floor(self) -> i128 {
        power_of_ten(self.scale).map_or(0, |unit| self.mantissa().div_euclid(unit))
    }

    pub(super) fn truncate(self) -> i128 {
        power_of_ten(self.scale).map_or(0, |unit| self.mantissa() / unit)
    }

    /// Without zeros at the end.
    #[inline(never)]
    pub(super) fn trimmed(self) -> Decimal {
        let (mut mantissa, mut scale) = (self.mantissa(), self.scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal::new(mantissa, scale)
    }

    #[inline(never)]
    pub(super) fn to_f64(self) -> f64 {
        self.mantissa() as f64 / power_of_ten(self.scale).unwrap_or(1) as f64
    }

    /// To eight digits after the point, which is what FHIRPath asks of decimals.
    pub(super) fn from_f64(number: f64) -> Option<Decimal> {
        let scaled = number * 1e8;
        (scaled.abs() < 1e36).then(|| Decimal::new((scaled + if scaled < 0.0 { -0.5 } else { 0.5 }) as i128, 8).trimmed())
    }

    #[inline(never)]
    pub(super) fn write(self) -> String {
        let mantissa = self.mantissa();
        let mut digits = Vec::new();
        let mut rest = mantissa.unsigned_abs();
        while rest > 0 || digits.len() <= usize::from(self.scale) {
            if digits.len() == usize::from(self.scale) && self.scale > 0 {
                digits.push(b'.');
            }
            digits.push(b'0' + (rest % 10) as u8);
            rest /= 10;
        }
        if mantissa < 0 {
            digits.push(b'-');
        }
        digits.iter().rev().map(|&b| char::from(b)).collect()
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Decimal {
        Decimal::new(i128::from(whole), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_and_written_as_they_stand() {
        for text in ["0", "1.0", "-0.5", "12.50", "1234567890987654321.0", "0.00000001", "100"] {
            assert_eq!(Decimal::parse(text).map(Decimal::write).as_deref(), Some(text));
        }
        for text in ["", "-", "1.", ".5", "1.2.3", "a", "1 "] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
        assert_eq!(Decimal::parse("1e3").map(Decimal::write).as_deref(), Some("1000"));
    }

    #[test]
    fn division_and_rounding() {
        let d = |text: &str| Decimal::parse(text).unwrap_or(Decimal::from(-1));
        assert_eq!(d("1").divide(d("4")).map(Decimal::write).as_deref(), Some("0.25"));
        assert_eq!(d("2").divide(d("3")).map(|q| q.round(3).write()).as_deref(), Some("0.667"));
        assert!(d("1").divide(d("0")).is_none());
        assert_eq!(d("3.14159").round(3).write(), "3.142");
        assert_eq!((d("-2.1").floor(), d("-1.56").truncate()), (-3, -1));
        assert_eq!(d("2.2").remainder(d("1.8")).map(Decimal::write).as_deref(), Some("0.4"));
    }
}
