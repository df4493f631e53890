//! Dates and times keep their precision and their order, and nothing else.

/// The beginnings of all dates and times: of `2026-11-20T10:15:30Z` the year, the month, the day, the hour and so on.
pub(super) struct Dates {
    beginnings: Vec<String>,
    /// For each of them, how many of its length begin as it does but for their last part, and come before it.
    ranks: Vec<usize>,
}

/// Ends of the parts within a date with its time. A time alone is looked at as if a date stood before it.
const ENDS: [usize; 6] = [4, 7, 10, 13, 16, 19];
const NO_DATE: &str = "0000-00-00T";

impl Dates {
    pub(super) fn of<'a>(values: impl Iterator<Item = &'a str>) -> Dates {
        let mut beginnings: Vec<String> = Vec::new();
        for value in values.filter_map(|value| whole(before_christ(value).unwrap_or(value))) {
            let first = if value.starts_with(NO_DATE) { 3 } else { 0 };
            beginnings.extend(ENDS[first..].iter().take_while(|end| **end <= value.len()).map(|end| value[..*end].to_owned()));
        }
        beginnings.sort_unstable();
        beginnings.dedup();
        // Beginnings stand before what they begin, so that those of one length and parent come one after the other.
        let mut counts: Vec<(&str, usize)> = vec![("", 0); ENDS.len()];
        let mut ranks = Vec::with_capacity(beginnings.len());
        for beginning in &beginnings {
            let level = ENDS.iter().position(|&end| end == beginning.len()).unwrap_or_default();
            let parent = level.checked_sub(1).map_or("", |above| &beginning[..ENDS[above]]);
            let (last, count) = &mut counts[level];
            if *last != parent {
                (*last, *count) = (parent, 0);
            }
            ranks.push(*count);
            *count += 1;
        }
        Dates { ranks, beginnings }
    }

    /// The same form at another time, or `None` if the value is none.
    pub(super) fn replaced(&self, value: &str) -> Option<String> {
        if let Some(year) = before_christ(value) {
            return self.replaced(year).map(|date| format!("-{date}"));
        }
        let from = whole(value)?;
        let mut out = String::new();
        let mut start = 0;
        for (i, end) in ENDS.into_iter().enumerate().take_while(|(_, end)| *end <= from.len()) {
            let rank = self.rank(&from[..end]);
            out.push_str(&match i {
                0 => format!("{:04}", (2001 + rank).min(9999)),
                1 => format!("-{:02}", 1 + rank.min(11)),
                2 => format!("-{:02}", 1 + rank.min(27)),
                3 => format!("T{:02}", rank.min(23)),
                _ => format!(":{:02}", rank.min(59)),
            });
            start = end;
        }
        // Fractions of a second and the zone.
        let mut zone = false;
        out.extend(from[start..].chars().map(|c| {
            zone |= matches!(c, 'Z' | '+' | '-');
            if c.is_ascii_digit() && !zone { '0' } else { c }
        }));
        Some(if value.len() < from.len() { out[NO_DATE.len()..].to_owned() } else { out })
    }

    /// How many of the same parent come before.
    fn rank(&self, beginning: &str) -> usize {
        self.beginnings.binary_search_by(|known| known.as_str().cmp(beginning)).map_or(0, |at| self.ranks[at])
    }
}

/// Returns the date without its minus sign if it has one: STU3 allows years before Christ, as in `-0044-03-15`.
fn before_christ(value: &str) -> Option<&str> {
    value.strip_prefix('-').filter(|date| date.as_bytes().first_chunk::<4>().is_some_and(|year| year.iter().all(u8::is_ascii_digit)))
}

/// Returns the value, with a date put before a bare time of day, or `None` if it is neither a date nor a time.
fn whole(value: &str) -> Option<String> {
    let value = if value.as_bytes().get(2) == Some(&b':') { [NO_DATE, value].concat() } else { value.to_owned() };
    let bytes = value.as_bytes();
    let pattern = b"0000-00-00T00:00:00";
    let fits = bytes.iter().zip(pattern).all(|(b, expected)| if *expected == b'0' { b.is_ascii_digit() } else { b == expected });
    let long_enough = matches!(bytes.len(), 4 | 7 | 10) || bytes.len() > 16;
    let zone = is_end_of_time(value.get(16..).unwrap_or_default());
    (fits && long_enough && zone && value.is_ascii() && exists(&value)).then_some(value)
}

/// What may stand behind hours and minutes: seconds, their fraction, and the zone.
fn is_end_of_time(end: &str) -> bool {
    let end = end.strip_prefix(':').map_or(end, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'));
    let zone = |zone: &str| zone.len() == 5 && zone.bytes().enumerate().all(|(i, b)| if i == 2 { b == b':' } else { b.is_ascii_digit() });
    end.is_empty() || end == "Z" || end.strip_prefix(['+', '-']).is_some_and(zone)
}

/// Is it a day of the calendar and a time of day? What is not stays wrong by another way.
fn exists(value: &str) -> bool {
    let part = |range: std::ops::Range<usize>| value.get(range).and_then(|part| part.parse::<u32>().ok());
    if value.starts_with(NO_DATE) {
        return part(11..13).is_some_and(|hour| hour < 24) && part(14..16).is_some_and(|minute| minute < 60);
    }
    let Some(year) = part(0..4).filter(|year| *year > 0) else { return false };
    let Some(month) = part(5..7) else { return true };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    let in_range = |range, most| part(range).is_none_or(|n| n <= most);
    part(8..10).is_none_or(|day| (1..=days).contains(&day)) && in_range(11..13, 23) && in_range(14..16, 59) && in_range(17..19, 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_precision_stay() {
        let values = [
            "1950-06-07",
            "2026",
            "2026-11",
            "2026-11-20",
            "2026-11-20T10:15:30.123+00:00",
            "2026-11-20T10:15:29Z",
            "1950",
            "07:30:00",
            "-0044-03-15",
        ];
        let dates = Dates::of(values.into_iter());
        let made: Vec<String> = values.iter().map(|value| dates.replaced(value).unwrap()).collect();
        let expected = [
            "2002-01-01",
            "2003",
            "2003-01",
            "2003-01-01",
            "2003-01-01T00:00:01.000+00:00",
            "2003-01-01T00:00:00Z",
            "2002",
            "00:00:00",
            "-2001-01-01",
        ];
        assert_eq!(made, expected);
    }

    #[test]
    fn what_is_no_date_is_left_to_others() {
        for wrong in [
            "20 Nov 2026",
            "2026-13-01",
            "2026-02-30",
            "2026-11-20T",
            "2026-11-20T25:00:00Z",
            "",
            "0000",
            "20261120",
            "1x:00:00",
            "--2026",
            "-10:15:00",
        ] {
            assert_eq!(Dates::of([wrong].into_iter()).replaced(wrong), None, "{wrong}");
        }
    }
}
