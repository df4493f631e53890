//! The calendar, as far as the time of a response needs it.

/// Seconds since 1970 as an instant in UTC.
pub(crate) fn instant(seconds: u64, milliseconds: u32) -> String {
    let (mut days, second) = (seconds / 86_400, seconds % 86_400);
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z", days + 1)
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn days_fall_where_the_calendar_has_them() {
        assert_eq!(instant(0, 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(instant(951_782_400, 7), "2000-02-29T00:00:00.007Z");
        assert_eq!(instant(1_795_219_199, 999), "2026-11-20T23:59:59.999Z");
        assert_eq!(instant(4_102_444_799, 0), "2099-12-31T23:59:59.000Z");
    }
}
