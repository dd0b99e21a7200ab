//! Days of the calendar, without a clock or a zone.

use std::{fmt, str::FromStr};

/// A day, as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i32);

impl Day {
    /// Returns the day of this date; none where there is no such date.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
    pub(crate) fn of(year: i32, month: i32, day: i32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let of_era = shifted.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        let found = Self(era * 146_097 + days - 719_468);
        (found.date() == (year, month, day)).then_some(found)
    }

    /// Returns year, month and day of the month. Source: as of [`Day::of`], `civil_from_days`.
    pub(crate) fn date(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month, of_year - (153 * shifted + 2) / 5 + 1)
    }

    /// Returns the day so many days later.
    pub(crate) const fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// Returns the day so many months earlier; of a shorter month its last one.
    pub(crate) fn months_earlier(self, months: i32) -> Self {
        let (year, month, day) = self.date();
        let count = year * 12 + month - 1 - months;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        (28..=day).rev().chain([day]).find_map(|day| Self::of(year, month, day)).unwrap_or(self)
    }

    /// Returns the first day of its month.
    pub(crate) fn first_of_month(self) -> Self {
        self.plus(1 - self.date().2)
    }

    /// Returns how many days it is until `later`.
    pub(crate) const fn until(self, later: Self) -> i32 {
        later.0 - self.0
    }

    /// Returns the milliseconds from 1970-01-01 to the day's noon in UTC, at which no zone calls it another day but the far
    /// ones of the Pacific.
    pub(crate) fn noon_ms(self) -> f64 {
        f64::from(self.0) * 86_400_000.0 + 43_200_000.0
    }

    /// Returns the first day of what the wire calls `2026-10-04`, `2026-W41` or `2026-10`.
    pub(crate) fn of_key(key: &str) -> Option<Self> {
        if let Some((year, week)) = key.split_once("-W") {
            // ISO 8601: the week of January 4 is the first one.
            let fourth = Self::of(year.parse().ok()?, 1, 4)?;
            let monday = fourth.plus(-(fourth.0 + 3).rem_euclid(7));
            return Some(monday.plus(7 * (week.parse::<i32>().ok()? - 1)));
        }
        key.parse().ok().or_else(|| format!("{key}-01").parse().ok())
    }
}

/// What is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoDay;

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let number = |part: Option<&str>, digits: usize| {
            let part = part.filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()));
            part.and_then(|part| part.parse().ok()).ok_or(NoDay)
        };
        match parts.next() {
            None => Self::of(number(year, 4)?, number(month, 2)?, number(day, 2)?).ok_or(NoDay),
            Some(_) => Err(NoDay),
        }
    }
}

/// `YYYY-MM-DD`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (text, number) in [("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2026-11-30", 20_787)] {
            assert_eq!(day(text).0, number, "{text}");
            assert_eq!(Day(number).to_string(), text);
        }
        for text in
            ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-01-32", "2026", "", "2026-01-01-01", "soon"]
        {
            assert_eq!(text.parse::<Day>(), Err(NoDay), "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_follows_the_one_before() {
        let first = day("1900-01-01");
        for later in 1..146_097 {
            let day = first.plus(later);
            assert_eq!(day.to_string().parse::<Day>(), Ok(day));
        }
    }

    #[test]
    fn months_are_counted_back_to_a_day_that_there_is() {
        for (from, months, want) in [
            ("2026-11-30", 12, "2025-11-30"),
            ("2026-03-31", 1, "2026-02-28"),
            ("2024-03-31", 1, "2024-02-29"),
            ("2026-01-15", 1, "2025-12-15"),
            ("2024-02-29", 12, "2023-02-28"),
        ] {
            assert_eq!(day(from).months_earlier(months), day(want), "{from} less {months}");
        }
        assert_eq!(day("2026-11-30").first_of_month(), day("2026-11-01"));
    }

    #[test]
    fn groups_of_the_wire_have_a_first_day() {
        for (key, first) in [
            ("2026-10-04", "2026-10-04"),
            ("2026-10", "2026-10-01"),
            ("2026-W01", "2025-12-29"),
            ("2026-W48", "2026-11-23"),
            ("2020-W53", "2020-12-28"),
        ] {
            assert_eq!(Day::of_key(key), Some(day(first)), "{key}");
        }
        assert_eq!(Day::of_key("order_completed"), None);
    }
}
