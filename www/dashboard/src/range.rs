//! Which days a page is about.

use crate::day::Day;

/// A range of days: one of those that move with the calendar, or two dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Range {
    /// The last 7 days, today included.
    Week,
    /// The last 28: four weeks, in which every weekday weighs the same.
    #[default]
    FourWeeks,
    /// The last 90.
    Quarter,
    /// The last 12 months.
    Year,
    /// This month up to today.
    Month,
    /// From a day to the day before another.
    Dates {
        /// The first day.
        from: Day,
        /// The day after the last.
        to: Day,
    },
}

/// What the groups of a chart are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Days.
    Day,
    /// ISO weeks.
    Week,
    /// Months.
    Month,
}

impl Range {
    /// Those that have a name, in the order in which they are offered.
    pub(crate) const NAMED: [Self; 5] = [Self::Week, Self::FourWeeks, Self::Quarter, Self::Year, Self::Month];

    /// Returns the name in addresses; none of two dates.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Week => Some("7d"),
            Self::FourWeeks => Some("28d"),
            Self::Quarter => Some("90d"),
            Self::Year => Some("12m"),
            Self::Month => Some("month"),
            Self::Dates { .. } => None,
        }
    }

    /// Returns the range of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|range| range.name() == Some(name))
    }

    /// Returns the range between two dates; none where the second is not behind the first.
    pub(crate) fn dates(from: Day, to: Day) -> Option<Self> {
        (from < to).then_some(Self::Dates { from, to })
    }

    /// Returns its first day and the day after its last, seen from `today`.
    pub(crate) fn days(self, today: Day) -> (Day, Day) {
        let to = today.plus(1);
        match self {
            Self::Week => (to.plus(-7), to),
            Self::FourWeeks => (to.plus(-28), to),
            Self::Quarter => (to.plus(-90), to),
            Self::Year => (to.months_earlier(12), to),
            Self::Month => (today.first_of_month(), to),
            Self::Dates { from, to } => (from, to),
        }
    }
}

impl Unit {
    /// Returns the unit of which a range has so many that a line through them says something: at most 45 days or a year and
    /// a month of weeks.
    pub(crate) const fn of(from: Day, to: Day) -> Self {
        match from.until(to) {
            ..=45 => Self::Day,
            46..=400 => Self::Week,
            _ => Self::Month,
        }
    }

    /// Returns the name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn ranges_end_today_and_have_their_length() {
        for (range, from, to) in [
            (Range::Week, "2026-11-24", "2026-12-01"),
            (Range::FourWeeks, "2026-11-03", "2026-12-01"),
            (Range::Quarter, "2026-09-02", "2026-12-01"),
            (Range::Year, "2025-12-01", "2026-12-01"),
            (Range::Month, "2026-11-01", "2026-12-01"),
            (Range::Dates { from: day("2026-01-01"), to: day("2026-02-01") }, "2026-01-01", "2026-02-01"),
        ] {
            assert_eq!(range.days(day("2026-11-30")), (day(from), day(to)), "{range:?}");
        }
    }

    #[test]
    fn names_lead_back() {
        for range in Range::NAMED {
            assert_eq!(Range::named(range.name().unwrap()), Some(range));
        }
        assert_eq!(Range::named("1d"), None);
        assert_eq!(Range::dates(day("2026-01-02"), day("2026-01-02")), None);
    }

    #[test]
    fn long_ranges_have_longer_units() {
        let first = day("2026-01-01");
        for (days, unit) in [(1, Unit::Day), (45, Unit::Day), (46, Unit::Week), (400, Unit::Week), (401, Unit::Month)] {
            assert_eq!(Unit::of(first, first.plus(days)), unit, "{days} days");
        }
    }
}
