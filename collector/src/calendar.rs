//! Days of a site: calendar days of its time zone.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

/// A calendar day of a site's zone, counted in days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// Returns the day of `zone` that `at` falls on.
    pub fn of(at: Timestamp, zone: &TimeZone) -> Self {
        Self::from(zone.to_datetime(at).date())
    }

    /// Returns the day so many days later (earlier where negative); the last there is past the calendar's end.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Returns the first moment of the day in `zone`; none past the calendar's end.
    pub fn start(self, zone: &TimeZone) -> Option<Timestamp> {
        self.date().to_zoned(zone.clone()).ok().map(|midnight| midnight.timestamp())
    }

    /// Returns its date.
    pub fn date(self) -> Date {
        EPOCH.saturating_add(self.0.days())
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        let days = date.duration_since(EPOCH).as_hours() / 24;
        Self(i32::try_from(days).expect("the calendar's days, year -9999 to 9999, fit in an i32"))
    }
}

/// This is not a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a day is a date of the calendar, YYYY-MM-DD")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        // jiff reads times of day and zones behind a date; a day has none.
        let date: Option<Date> = text.parse().ok().filter(|_| text.len() == "YYYY-MM-DD".len());
        date.map(Self::from).ok_or(NotADay)
    }
}

/// `YYYY-MM-DD`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_falls_on_the_day_of_the_sites_zone() {
        for (at, zone, day) in [
            ("2026-03-28T22:59:59Z", "Europe/Madrid", "2026-03-28"),
            ("2026-03-28T23:00:00Z", "Europe/Madrid", "2026-03-29"),
            ("2026-03-29T21:59:59Z", "Europe/Madrid", "2026-03-29"),
            ("2026-03-29T22:00:00Z", "Europe/Madrid", "2026-03-30"),
            ("2026-11-22T18:14:59Z", "Asia/Kathmandu", "2026-11-22"),
            ("2026-11-22T18:15:00Z", "Asia/Kathmandu", "2026-11-23"),
            ("1969-12-31T23:59:59Z", "UTC", "1969-12-31"),
        ] {
            let got = Day::of(at.parse().unwrap(), &TimeZone::get(zone).unwrap());
            assert_eq!(got.to_string(), day, "{at} in {zone}");
        }
    }

    #[test]
    fn a_day_survives_the_way_through_its_number() {
        for date in ["1969-12-31", "1970-01-01", "2024-02-29", "2026-11-22"] {
            let parsed: Date = date.parse().unwrap();
            assert_eq!(Day::from(parsed).to_string(), date);
        }
        assert_eq!(Day::from(EPOCH), Day(0));
    }
}
