//! Ranges of days: what is one, which is before it, and how it is cut into weeks and months.

use jiff::ToSpan;

use super::Unit;
use crate::calendar::Day;

/// The longest range: ten years.
pub(super) const MAX_DAYS: i32 = 3660;

/// Days of a site's zone, half open; at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Day,
    /// The day after the last.
    pub to: Day,
}

impl Days {
    /// Checks that there is a day between, and not too many.
    pub(super) fn new(from: Day, to: Day) -> Result<Self, String> {
        match to.0.saturating_sub(from.0) {
            ..=0 => Err("from must be before to; to is the day after the last".to_owned()),
            1..=MAX_DAYS => Ok(Self { from, to }),
            _ => Err(format!("a range has {MAX_DAYS} days at most")),
        }
    }

    /// Returns what is before: of whole calendar months as many of them, else as many days.
    pub(super) fn previous(self) -> Self {
        let [from, to] = [self.from, self.to].map(Day::date);
        let months =
            (i32::from(to.year()) - i32::from(from.year())) * 12 + i32::from(to.month()) - i32::from(from.month());
        let is_months = from.day() == 1 && to.day() == 1;
        let before = from.checked_sub(months.months()).ok().filter(|_| is_months);
        Self { from: before.map_or(self.from.plus(self.from.0 - self.to.0), Day::from), to: self.from }
    }

    /// Returns the first day of each span and the day after the last. Weeks and months are cut at the range's ends.
    pub(super) fn cuts(self, unit: Option<Unit>) -> Vec<Day> {
        let mut cuts = vec![self.from];
        let mut next = self.from;
        while let Some(unit) = unit {
            next = unit.after(next);
            if next >= self.to {
                break;
            }
            cuts.push(next);
        }
        cuts.push(self.to);
        cuts
    }
}

impl Unit {
    /// Returns the first day behind the span that `day` is in.
    fn after(self, day: Day) -> Day {
        match self {
            Self::Day => day.plus(1),
            // 1970-01-01 was a Thursday, three days behind a Monday.
            Self::Week => day.plus(7 - (day.0 + 3).rem_euclid(7)),
            Self::Month => {
                let first = day.date().first_of_month();
                first.checked_add(1.month()).map_or(day.plus(31), Day::from)
            }
        }
    }

    /// Names the span that `day` is in: `2026-11-23`, `2026-W48`, `2026-11`.
    pub(super) fn name(self, day: Day) -> String {
        let date = day.date();
        match self {
            Self::Day => date.to_string(),
            Self::Week => {
                let week = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", date.year(), date.month()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> Days {
        Days::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
    }

    #[test]
    fn months_are_compared_with_months_and_days_with_as_many_days() {
        for (from, to, before) in [
            ("2026-11-01", "2026-12-01", "2026-10-01"),
            ("2026-03-01", "2026-04-01", "2026-02-01"),
            ("2026-01-01", "2027-01-01", "2025-01-01"),
            ("2026-01-01", "2026-03-01", "2025-11-01"),
            ("2026-11-02", "2026-12-02", "2026-10-03"),
            ("2026-11-01", "2026-11-30", "2026-10-03"),
            ("2026-11-23", "2026-11-24", "2026-11-22"),
        ] {
            assert_eq!(days(from, to).previous(), days(before, from), "{from} to {to}");
        }
    }

    #[test]
    fn spans_are_cut_at_the_ends_of_the_range() {
        for (unit, from, to, names, seconds) in [
            (Unit::Day, "2024-02-28", "2024-03-02", &["2024-02-28", "2024-02-29", "2024-03-01"][..], "2024-02-29"),
            (Unit::Week, "2026-12-30", "2027-01-12", &["2026-W53", "2027-W01", "2027-W02"], "2027-01-04"),
            (Unit::Week, "2026-11-23", "2026-12-07", &["2026-W48", "2026-W49"], "2026-11-30"),
            (Unit::Week, "1969-12-28", "1970-01-06", &["1969-W52", "1970-W01", "1970-W02"], "1969-12-29"),
            (Unit::Month, "2026-11-30", "2027-01-02", &["2026-11", "2026-12", "2027-01"], "2026-12-01"),
        ] {
            let days = days(from, to);
            let cuts = days.cuts(Some(unit));
            let got: Vec<String> = cuts[..cuts.len() - 1].iter().map(|day| unit.name(*day)).collect();
            assert_eq!((got, cuts[1].to_string().as_str()), (names.iter().map(ToString::to_string).collect(), seconds));
            assert_eq!((cuts[0], cuts[cuts.len() - 1]), (days.from, days.to));
        }
        assert_eq!(days("2026-11-23", "2026-12-07").cuts(None).len(), 2);
    }
}
