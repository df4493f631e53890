//! Quantities: a decimal and a unit.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::decimal::Decimal;

/// A decimal and its unit.
#[derive(Clone, Debug)]
pub(crate) struct Quantity<'a> {
    pub(super) value: Decimal,
    /// A UCUM code, a calendar word as `days`, or another system's URL, `|` and code.
    pub(super) unit: Cow<'a, str>,
    /// The unit is a calendar word, which is written without quotes.
    pub(super) word: bool,
}

/// Units of time that are fractions or multiples of each other: names, and how many of the smallest they are. Years
/// and months of the calendar are not UCUM's `a` and `mo`, which have a fixed length.
const TIMES: [(&str, &str, i64); 6] = [
    ("ms", "millisecond", 1),
    ("s", "second", 1000),
    ("min", "minute", 60_000),
    ("h", "hour", 3_600_000),
    ("d", "day", 86_400_000),
    ("wk", "week", 604_800_000),
];
const MONTHS: [(&str, i64); 2] = [("month", 1), ("year", 12)];

/// What a calendar word counts in, and how many of them: months, or milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    Months(i64),
    Milliseconds(i64),
}

/// What a word of the calendar stands for.
pub(super) fn calendar_unit(word: &str) -> Option<Span> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    if let Some((_, months)) = MONTHS.iter().find(|(name, _)| *name == singular) {
        return Some(Span::Months(*months));
    }
    TIMES.iter().find(|(_, name, _)| *name == singular).map(|(_, _, ms)| Span::Milliseconds(*ms))
}

impl<'a> Quantity<'a> {
    pub(super) fn new(value: Decimal, unit: Cow<'a, str>) -> Quantity<'a> {
        Quantity { value, unit, word: false }
    }

    /// The span of time that one of the unit is, by the calendar or by UCUM.
    pub(super) fn span(&self) -> Option<Span> {
        let exact = TIMES.iter().find(|(code, _, _)| *code == self.unit).map(|(_, _, ms)| Span::Milliseconds(*ms));
        exact.or_else(|| calendar_unit(&self.unit))
    }

    /// Order, or `None` if the units are not known to be of one kind.
    pub(super) fn compare(&self, other: &Quantity<'_>) -> Option<Ordering> {
        let dimensionless = |unit: &str| unit.is_empty() || unit == "1";
        if self.unit == other.unit || dimensionless(&self.unit) && dimensionless(&other.unit) {
            return self.value.compare(other.value);
        }
        let (a, b) = match (self.span()?, other.span()?) {
            (Span::Months(a), Span::Months(b)) | (Span::Milliseconds(a), Span::Milliseconds(b)) => (a, b),
            _ => return None,
        };
        self.value.multiply(a.into())?.compare(other.value.multiply(b.into())?)
    }

    /// `4 days`, `4 'mg'`, `4`.
    pub(super) fn parse(text: &'a str) -> Option<Quantity<'a>> {
        let text = text.trim();
        let end = text.find(|c: char| c.is_whitespace() || c == '\'').unwrap_or(text.len());
        let value = Decimal::parse(&text[..end])?;
        let unit = text[end..].trim_start();
        if unit.is_empty() {
            return Some(Quantity::new(value, Cow::Borrowed("1")));
        }
        if let Some(code) = unit.strip_prefix('\'') {
            let code = code.strip_suffix('\'').filter(|code| !code.contains('\''))?;
            return Some(Quantity::new(value, Cow::Borrowed(code)));
        }
        calendar_unit(unit)?;
        Some(Quantity { value, unit: Cow::Borrowed(unit), word: true })
    }

    pub(super) fn write(&self) -> String {
        let mut out = self.value.write();
        out.push(' ');
        if self.word {
            out.push_str(&self.unit);
        } else {
            out.push('\'');
            out.push_str(&self.unit);
            out.push('\'');
        }
        out
    }
}
