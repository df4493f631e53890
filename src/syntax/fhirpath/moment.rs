//! Dates, times, and dates with times, each as exact as it was written.

use std::cmp::Ordering;

/// Which of the three types a moment has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Calendar {
    Date,
    DateTime,
    Time,
}

/// How many of the fields are there.
pub(crate) const YEAR: u8 = 1;
pub(crate) const DAY: u8 = 3;
const HOUR: u8 = 4;
const SECOND: u8 = 6;

/// A partial date or time. A time has no date, and its fields count from the hour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) calendar: Calendar,
    /// Fields that are there: year 1, month 2, day 3, hour 4, minute 5, second 6.
    pub(crate) precision: u8,
    year: i32,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    /// Digits of the second's fraction as written.
    digits: u8,
    nanos: u32,
    /// Minutes east of Greenwich.
    zone: Option<i16>,
}

const NOTHING: Moment = Moment {
    calendar: Calendar::Date,
    precision: 0,
    year: 0,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    digits: 0,
    nanos: 0,
    zone: None,
};

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Reader<'_> {
    fn number(&mut self, digits: usize, least: u32, most: u32) -> Option<u32> {
        let field = self.bytes.get(self.at..self.at + digits)?;
        if !field.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let number = field.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
        if !(least..=most).contains(&number) {
            return None;
        }
        self.at += digits;
        Some(number)
    }

    fn sign(&mut self, sign: u8) -> bool {
        let there = self.bytes.get(self.at) == Some(&sign);
        self.at += usize::from(there);
        there
    }

    /// A field that follows a sign; where no such field follows, nothing was read.
    fn field(&mut self, sign: u8, least: u32, most: u32) -> Option<u8> {
        let before = self.at;
        let field = if self.sign(sign) { self.number(2, least, most) } else { None };
        if field.is_none() {
            self.at = before;
        }
        field.map(|f| f as u8)
    }

    fn date(&mut self, moment: &mut Moment) -> Option<()> {
        moment.year = self.number(4, 0, 9999)? as i32;
        moment.precision = YEAR;
        if let Some(month) = self.field(b'-', 1, 12) {
            (moment.month, moment.precision) = (month, 2);
            if let Some(day) = self.field(b'-', 1, u32::from(days_in(moment.year, month))) {
                (moment.day, moment.precision) = (day, DAY);
            }
        }
        Some(())
    }

    fn time(&mut self, moment: &mut Moment) -> Option<()> {
        moment.hour = self.number(2, 0, 23)? as u8;
        moment.precision = HOUR;
        if let Some(minute) = self.field(b':', 0, 59) {
            (moment.minute, moment.precision) = (minute, 5);
            if let Some(second) = self.field(b':', 0, 60) {
                (moment.second, moment.precision) = (second, SECOND);
                self.fraction(moment);
            }
        }
        Some(())
    }

    fn fraction(&mut self, moment: &mut Moment) {
        if self.bytes.get(self.at) != Some(&b'.') || !self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            return;
        }
        self.at += 1;
        let mut unit = 100_000_000;
        while let Some(digit) = self.bytes.get(self.at).filter(|b| b.is_ascii_digit()) {
            moment.nanos += u32::from(digit - b'0') * unit;
            unit /= 10;
            moment.digits = moment.digits.saturating_add(1).min(9);
            self.at += 1;
        }
    }

    fn zone(&mut self) -> Option<i16> {
        let before = self.at;
        if self.sign(b'Z') {
            return Some(0);
        }
        let west = match self.bytes.get(self.at) {
            Some(b'-') => true,
            Some(b'+') => false,
            _ => return None,
        };
        self.at += 1;
        let minutes = self.number(2, 0, 14).and_then(|hours| Some(hours as i16 * 60 + i16::from(self.field(b':', 0, 59)?)));
        if minutes.is_none() {
            self.at = before;
        }
        minutes.map(|m| if west { -m } else { m })
    }
}

/// Reads as much of a text as is a date, a date and time, or `T` and a time; and says how long that is.
fn read(text: &str) -> Option<(Moment, usize)> {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    let mut moment = NOTHING;
    if reader.sign(b'T') {
        moment.calendar = Calendar::Time;
        reader.time(&mut moment)?;
        return Some((moment, reader.at));
    }
    reader.date(&mut moment)?;
    if reader.sign(b'T') {
        moment.calendar = Calendar::DateTime;
        // `@2015T` is a date and time of which only the year is known.
        if moment.precision == DAY && reader.time(&mut moment).is_some() {
            moment.zone = reader.zone();
        }
    }
    Some((moment, reader.at))
}

/// The length of a literal, without its `@`.
pub(crate) fn literal(text: &str) -> Option<usize> {
    read(text).map(|(_, length)| length)
}

impl Moment {
    /// A whole text; one that says less than the type allows is of that type all the same.
    pub(crate) fn parse(text: &str, calendar: Calendar) -> Option<Moment> {
        if calendar == Calendar::Time {
            let mut reader = Reader { bytes: text.strip_prefix('T').unwrap_or(text).as_bytes(), at: 0 };
            let mut moment = Moment { calendar, ..NOTHING };
            reader.time(&mut moment)?;
            return (reader.at == reader.bytes.len()).then_some(moment);
        }
        let (moment, length) = read(text)?;
        if length != text.len() || moment.calendar == Calendar::Time || calendar == Calendar::Date && moment.calendar != calendar {
            return None;
        }
        Some(Moment { calendar, ..moment })
    }

    pub(crate) fn parse_literal(text: &str) -> Option<Moment> {
        read(text).filter(|(_, length)| *length == text.len()).map(|(moment, _)| moment)
    }

    /// Fields from the largest on, in Greenwich where the zone is known.
    fn fields(&self) -> [i64; 6] {
        let m = if self.precision >= HOUR && self.zone.is_some_and(|zone| zone != 0) { self.in_greenwich() } else { *self };
        let second = i64::from(m.second) * 1_000_000_000 + i64::from(m.nanos);
        [i64::from(m.year), i64::from(m.month), i64::from(m.day), i64::from(m.hour), i64::from(m.minute), second]
    }

    fn in_greenwich(&self) -> Moment {
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute) - i64::from(self.zone.unwrap_or(0));
        let (year, month, day) = date_of(day_number(self.year, self.month, self.day) + minutes.div_euclid(1440));
        let minutes = minutes.rem_euclid(1440);
        Moment { year, month, day, hour: (minutes / 60) as u8, minute: (minutes % 60) as u8, zone: Some(0), ..*self }
    }

    /// Order by the fields that both have; `None` where one is more exact and the rest is equal, or where only one
    /// says its zone. Seconds and their fraction count as one field.
    pub(crate) fn compare(&self, other: &Moment) -> Option<Ordering> {
        let timed = self.precision >= HOUR && other.precision >= HOUR && self.calendar != Calendar::Time;
        if timed && self.zone.is_some() != other.zone.is_some() {
            return None;
        }
        // Without a time of day a value is compared as written: it cannot be moved to another time zone.
        let (a, b) = if timed {
            (self.fields(), other.fields())
        } else {
            (Moment { zone: None, ..*self }.fields(), Moment { zone: None, ..*other }.fields())
        };
        let common = usize::from(self.precision.min(other.precision));
        for (x, y) in a.iter().zip(&b).take(common) {
            if x != y {
                return Some(x.cmp(y));
            }
        }
        (self.precision == other.precision).then_some(Ordering::Equal)
    }

    pub(crate) fn is_dated(&self) -> bool {
        self.calendar != Calendar::Time
    }

    /// Numbers that are equal for equal moments.
    pub(crate) fn key(&self) -> u64 {
        let fields = self.fields();
        fields.iter().take(usize::from(self.precision.min(DAY))).fold(0, |key, &field| key * 512 + field as u64)
    }

    /// A moment some milliseconds, or months, later. Units finer than the precision count in whole units of it:
    /// "the operation is performed by converting the time-based quantity to the highest precision".
    pub(crate) fn plus(&self, months: i64, milliseconds: i64) -> Option<Moment> {
        let mut moment = *self;
        if moment.calendar != Calendar::Time {
            let whole_months = months + if moment.precision < DAY { milliseconds / (30 * 86_400_000) } else { 0 };
            let month = i64::from(moment.year) * 12 + i64::from(moment.month) - 1 + whole_months;
            moment.year = i32::try_from(month.div_euclid(12)).ok()?;
            moment.month = (month.rem_euclid(12) + 1) as u8;
            moment.day = moment.day.min(days_in(moment.year, moment.month));
            if moment.precision < DAY {
                return (0..=9999).contains(&moment.year).then_some(moment);
            }
        }
        let step = match moment.precision {
            DAY => 86_400_000,
            HOUR => 3_600_000,
            5 => 60_000,
            _ => 1,
        };
        let time = i64::from(moment.hour) * 3_600_000 + i64::from(moment.minute) * 60_000 + i64::from(moment.second) * 1000;
        let time = time + i64::from(moment.nanos / 1_000_000) + milliseconds / step * step;
        if moment.calendar != Calendar::Time {
            let days = day_number(moment.year, moment.month, moment.day).checked_add(time.div_euclid(86_400_000))?;
            (moment.year, moment.month, moment.day) = date_of(days);
        }
        let time = time.rem_euclid(86_400_000);
        moment.hour = (time / 3_600_000) as u8;
        moment.minute = (time / 60_000 % 60) as u8;
        moment.second = (time / 1000 % 60) as u8;
        moment.nanos = (time % 1000) as u32 * 1_000_000 + moment.nanos % 1_000_000;
        if moment.nanos > 0 {
            moment.digits = moment.digits.max(3);
        }
        (0..=9999).contains(&moment.year).then_some(moment)
    }

    pub(crate) fn write(&self) -> String {
        let mut out = String::new();
        let mut push = |sign: &str, number: u32, digits: u32| {
            out.push_str(sign);
            for place in (0..digits).rev() {
                out.push(char::from(b'0' + (number / 10_u32.pow(place) % 10) as u8));
            }
        };
        if self.calendar != Calendar::Time {
            push("", self.year.unsigned_abs(), 4);
            for (field, at) in [(self.month, 2), (self.day, DAY)] {
                if self.precision >= at {
                    push("-", u32::from(field), 2);
                }
            }
        }
        for (sign, field, at) in [("T", self.hour, HOUR), (":", self.minute, 5), (":", self.second, SECOND)] {
            if self.precision >= at {
                let sign = if self.calendar == Calendar::Time && at == HOUR { "" } else { sign };
                push(sign, u32::from(field), 2);
            }
        }
        if self.precision == SECOND && self.digits > 0 {
            push(".", self.nanos / 10_u32.pow(9 - u32::from(self.digits)), u32::from(self.digits));
        }
        match self.zone {
            None => {}
            Some(0) => out.push('Z'),
            Some(zone) => {
                push(if zone < 0 { "-" } else { "+" }, u32::from(zone.unsigned_abs()) / 60, 2);
                push(":", u32::from(zone.unsigned_abs()) % 60, 2);
            }
        }
        out
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1 March of year 0, in the proleptic Gregorian calendar: with March first, leap days come last.
fn day_number(year: i32, month: u8, day: u8) -> i64 {
    let shifted = i64::from(month + 9) % 12;
    let year = i64::from(year) - i64::from(month < 3);
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (shifted * 306 + 5) / 10 + i64::from(day) - 1
}

fn date_of(number: i64) -> (i32, u8, u8) {
    let era = number.div_euclid(146_097);
    let day = number.rem_euclid(146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let shifted = (5 * day + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + i64::from(month < 3);
    (i32::try_from(year).unwrap_or(-1), month as u8, (day - (153 * shifted + 2) / 5 + 1) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::parse_literal(text).unwrap_or(NOTHING)
    }

    #[test]
    fn moments_are_written_as_they_were_read() {
        for text in ["2015", "2015-02", "2015-02-04", "2015-02-04T14", "2015-02-04T14:34:28.120+10:00", "2015-02-04T14:34:28Z"] {
            assert_eq!(moment(text).write(), text);
        }
        assert_eq!(moment("T14:34").write(), "14:34");
        for text in ["15", "2015-13", "2015-02-30", "2015-02-04T25", "2015-02-04X", "T14:34:28Z"] {
            assert!(Moment::parse_literal(text).is_none(), "{text}");
        }
    }

    #[test]
    fn every_day_has_a_number() {
        let mut number = day_number(1582, 12, 31);
        for (year, month) in (1583..2101).flat_map(|y| (1..=12).map(move |m| (y, m))) {
            for day in 1..=days_in(year, month) {
                number += 1;
                assert_eq!((day_number(year, month, day), date_of(number)), (number, (year, month, day)));
            }
        }
    }

    #[test]
    fn more_exact_is_not_more() {
        assert_eq!(moment("2018-03").compare(&moment("2018-03-01")), None);
        assert_eq!(moment("2018-03").compare(&moment("2018-04-01")), Some(Ordering::Less));
        assert_eq!(moment("2018-03-01T10:00:00+01:00").compare(&moment("2018-03-01T09:00:00Z")), Some(Ordering::Equal));
        assert_eq!(moment("2018-03-01T10:00:00").compare(&moment("2018-03-01T09:00:00Z")), None);
    }

    #[test]
    fn months_keep_the_day_where_they_can() {
        assert_eq!(moment("2024-01-31").plus(1, 0).map(|m| m.write()).as_deref(), Some("2024-02-29"));
        assert_eq!(moment("2024-12").plus(1, 0).map(|m| m.write()).as_deref(), Some("2025-01"));
        assert_eq!(moment("9999-12-31").plus(0, 86_400_000).map(|m| m.write()), None);
    }
}
