//! Forms of values: UUIDs, names, dates and times, base64, placeholders.

/// A UUID in the digits of either case.
pub(crate) fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A UUID whose letters are capitals.
pub(crate) fn is_upper_uuid(text: &str) -> bool {
    is_uuid(text) && !text.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// The UUID at the end of an id, behind letters, `_` and `:` or nothing.
pub(crate) fn uuid_of(text: &str) -> Option<&str> {
    let start = text.len().checked_sub(36).filter(|&start| text.is_char_boundary(start))?;
    let is_prefix = text[..start].bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':'));
    (is_prefix && is_uuid(&text[start..])).then_some(&text[start..])
}

/// `xsd:boolean`.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// `xsd:integer`.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().unwrap_or(i64::MAX))
}

/// Left in from a template: `__NAME__`, `${name}`, `{{name}}` or `%s`.
pub(crate) fn is_placeholder(text: &str) -> bool {
    is_between(text, "${", "}") || is_between(text, "{{", "}}") || has_underlined(text) || text.contains("%s")
}

fn is_between(text: &str, open: &str, close: &str) -> bool {
    text.split_once(open).is_some_and(|(_, rest)| rest.find(close).is_some_and(|at| at > 0))
}

fn has_underlined(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("__") else { return false };
    let Some((name, _)) = rest.split_once("__") else { return false };
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// What may be a base64 text: its letters in fours, the last padded.
pub(crate) fn is_base64(text: &str) -> bool {
    let (mut letters, mut padding) = (0_usize, 0_usize);
    for byte in text.bytes() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => letters += 1,
            _ => return false,
        }
    }
    letters > 0 && padding <= 2 && (letters + padding).is_multiple_of(4)
}

/// The first bytes of what a base64 text stands for.
pub(crate) fn base64_start(text: &str) -> Vec<u8> {
    const MOST: usize = 400;
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            if bytes.len() == MOST {
                break;
            }
        }
    }
    bytes
}

/// A moment of `xsd:dateTime`: nanoseconds since the year 0, and whether a zone says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    nanoseconds: i128,
    has_zone: bool,
}

impl Moment {
    /// Earlier for sure: a moment with a zone and one without cannot be told apart within a day.
    pub(crate) fn is_before(self, other: Moment) -> bool {
        self.has_zone == other.has_zone && self.nanoseconds < other.nanoseconds
    }
}

/// Reads an `xsd:dateTime`.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    let (date, time) = text.split_once('T')?;
    let (negative, date) = date.strip_prefix('-').map_or((false, date), |date| (true, date));
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() < 4 || year.len() > 9 || year.len() > 4 && year.starts_with('0') {
        return None;
    }
    let (year, month, day) = (number(year)?, two(month)?, two(day)?);
    let year = if negative { -year } else { year };
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let mut parts = clock.splitn(3, ':');
    let (hour, minute, second) = (two(parts.next()?)?, two(parts.next()?)?, parts.next()?);
    let (second, fraction) = second.split_once('.').map_or((second, None), |(second, fraction)| (second, Some(fraction)));
    let second = two(second)?;
    let mut nanoseconds = 0;
    if let Some(fraction) = fraction {
        number(fraction)?;
        let digits = &fraction[..fraction.len().min(9)];
        nanoseconds = number(digits)? * 10_i64.pow(9 - digits.len() as u32);
    }
    let is_midnight = hour == 24 && minute == 0 && second == 0 && nanoseconds == 0;
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) || (hour > 23 && !is_midnight) || minute > 59 || second > 59 {
        return None;
    }
    let offset = match zone {
        "" | "Z" => 0,
        _ => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let (hours, minutes) = (two(hours)?, two(minutes)?);
            if hours > 14 || minutes > 59 || hours == 14 && minutes > 0 {
                return None;
            }
            (hours * 60 + minutes) * if zone.starts_with('-') { -1 } else { 1 }
        }
    };
    let minutes = (days(year, month, day) * 24 + hour) * 60 + minute - offset;
    let nanoseconds = i128::from(minutes * 60 + second) * 1_000_000_000 + i128::from(nanoseconds);
    Some(Moment { nanoseconds, has_zone: !zone.is_empty() })
}

/// The same moment in seconds of universal time; one without a zone is taken as such.
pub(crate) fn utc(text: &str) -> Option<String> {
    let seconds = moment(text)?.nanoseconds.div_euclid(1_000_000_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days since the first of March of a year that a leap day ends: by 400, 100, 4 and 1 years.
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year + i128::from(month >= 10), if month < 10 { month + 3 } else { month - 9 });
    Some(format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60))
}

fn number(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().unwrap_or(0))
}

fn two(text: &str) -> Option<i64> {
    number(text).filter(|_| text.len() == 2)
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since the first of March of the year 0.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (month * 153 + 2) / 5 + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_compared() {
        for right in ["2026-11-20T10:00:00Z", "2026-11-20T10:00:00", "2026-02-28T24:00:00+01:00", "2024-02-29T00:00:00.123456789123-14:00"]
        {
            assert!(moment(right).is_some(), "{right}");
        }
        for wrong in [
            "",
            "2026-11-20",
            "20-11-2026T10:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-20T10:00Z",
            "2026-11-20T24:00:01Z",
            "2026-11-20T10:00:00+0100",
            "2026-11-20 10:00:00Z",
            "2026-11-20T10:00:00+é1:00",
        ] {
            assert!(moment(wrong).is_none(), "{wrong}");
        }
        let earlier = |a: &str, b: &str| moment(a).zip(moment(b)).is_some_and(|(a, b)| a.is_before(b));
        assert!(earlier("2026-11-20T10:00:00Z", "2026-11-20T10:00:00.5Z"));
        assert!(earlier("2026-11-20T10:00:00+01:00", "2026-11-20T10:00:00Z"));
        assert!(!earlier("2026-11-20T10:00:00", "2026-11-20T11:00:00Z"), "one has a zone, the other none");
        assert!(earlier("2025-12-31T23:59:59Z", "2026-01-01T00:00:00Z") && earlier("2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"));
    }

    #[test]
    fn moments_are_told_in_universal_time() {
        for (given, told) in [
            ("2026-11-20T17:00:00+00:00", "2026-11-20T17:00:00Z"),
            ("2026-03-01T00:30:00.75+01:00", "2026-02-28T23:30:00Z"),
            ("2024-02-29T23:59:59-01:00", "2024-03-01T00:59:59Z"),
            ("1999-12-31T24:00:00Z", "2000-01-01T00:00:00Z"),
        ] {
            assert_eq!(utc(given).as_deref(), Some(told));
        }
        assert!(utc("yesterday").is_none());
    }

    #[test]
    fn placeholders_are_known() {
        for left in ["__MESSAGEID__", "urn:x:__ODS_CODE__:y", "${id}", "{{ id }}"] {
            assert!(is_placeholder(left), "{left}");
        }
        for right in ["uuid_0A6F0F1E-52B6-4C0E-9A5B-6C7D8E9F0A1B", "a__b", "__b__", "${}", "$10", "____"] {
            assert!(!is_placeholder(right), "{right}");
        }
    }

    #[test]
    fn ids_are_known_by_their_end() {
        assert_eq!(uuid_of("uuid_0A6F0F1E-52B6-4C0E-9A5B-6C7D8E9F0A1B"), Some("0A6F0F1E-52B6-4C0E-9A5B-6C7D8E9F0A1B"));
        assert!(uuid_of("p1").is_none() && uuid_of("1_0A6F0F1E-52B6-4C0E-9A5B-6C7D8E9F0A1B").is_none() && uuid_of("é0A6F0F1E").is_none());
        assert!(is_base64("QUJD\n RA==") && !is_base64("QUJ") && !is_base64("<a/>") && !is_base64(""));
        assert_eq!(base64_start("PENsaW5pY2Fs"), b"<Clinical");
    }
}
