//! Scores: from a range of days to what its answers say.

use std::collections::BTreeMap;

use jiff::Timestamp;
use shared::{
    interval::Level,
    survey::Slug,
    tally::Tally,
    wire::scores::{Group, GroupBy, ScoreView, ScoresReply},
};

use crate::{
    calendar::Day,
    catalog::Site,
    invalid::InvalidField,
    store::{
        Store, StoreError,
        query::{Dimension, TallyQuery, TallyRow},
    },
};

/// The days of a range that names no end.
const DEFAULT_DAYS: i32 = 30;

/// The longest range: ten years.
const MAX_DAYS: i32 = 3660;

/// Which scores are wanted: query parameters that make sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoresQuery {
    /// The survey's slug, which the site may not have.
    pub survey: Slug,
    /// One touchpoint, or all.
    pub touchpoint: Option<Slug>,
    /// The first day of the site's zone.
    pub from: Day,
    /// The day after the last.
    pub to: Day,
    /// What the groups are.
    pub group_by: Option<GroupBy>,
}

/// Why a query of scores is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuery {
    /// A parameter is not what it must be.
    #[error(transparent)]
    Parameter(#[from] InvalidField),
    /// The days are no range.
    #[error("{0}")]
    Range(String),
}

impl ScoresQuery {
    /// Checks the parameters of a query about `site`; the range ends today unless it says otherwise.
    ///
    /// # Errors
    /// [`InvalidQuery`] names the parameter at fault.
    pub fn new(parameters: Vec<(String, String)>, site: &Site, now: Timestamp) -> Result<Self, InvalidQuery> {
        let mut given = BTreeMap::new();
        for (name, value) in parameters {
            if !["survey", "touchpoint", "from", "to", "group_by"].contains(&name.as_str()) {
                let right = "the parameters are survey, touchpoint, from, to and group_by";
                return Err(InvalidField::unknown("?", right).into());
            }
            if given.insert(name.clone(), value).is_some() {
                return Err(InvalidField::new(format!("?{name}"), "this parameter may be given once").into());
            }
        }
        let slug = |name: &str| {
            let parse =
                |text: &String| text.parse().map_err(|_| InvalidField::new(format!("?{name}"), "this is no name"));
            given.get(name).map(parse).transpose()
        };
        let survey =
            slug("survey")?.ok_or_else(|| InvalidField::missing("?survey", "name the survey: ?survey=SLUG"))?;
        let touchpoint = slug("touchpoint")?;
        let group_by = match given.get("group_by").map(String::as_str) {
            None => None,
            Some("day") => Some(GroupBy::Day),
            Some("touchpoint") => Some(GroupBy::Touchpoint),
            Some(_) => return Err(InvalidField::new("?group_by", "group_by is day or touchpoint").into()),
        };
        let day = |name: &str| given.get(name).map(|text| parse_day(name, text)).transpose();
        let to = day("to")?.unwrap_or_else(|| Day::of(now, &site.zone).plus(1));
        let from = day("from")?.unwrap_or_else(|| to.plus(-DEFAULT_DAYS));
        match to.0.saturating_sub(from.0) {
            ..=0 => Err(InvalidQuery::Range("from must be before to; to is the day after the last".to_owned())),
            1..=MAX_DAYS => Ok(Self { survey, touchpoint, from, to, group_by }),
            _ => Err(InvalidQuery::Range(format!("a range has {MAX_DAYS} days at most"))),
        }
    }

    /// Returns the scores, or `None` if the site has no such survey.
    ///
    /// # Errors
    /// [`StoreError`] if the tallies cannot be read.
    pub async fn answer(self, site: &Site, store: &Store) -> Result<Option<ScoresReply>, StoreError> {
        let Some(survey) = site.survey_or_last(self.survey.as_str()) else { return Ok(None) };
        let scale = survey.scale();
        let by_touchpoint = self.touchpoint.is_some() || self.group_by == Some(GroupBy::Touchpoint);
        let query = TallyQuery {
            site: site.slug.clone(),
            survey: self.survey.clone(),
            // Every prompt has exactly one touchpoint, so the sum over touchpoints is the whole.
            dimension: if by_touchpoint { Dimension::Touchpoint } else { Dimension::Whole },
            value: self.touchpoint.as_ref().map(Slug::to_string),
            from: self.from,
            to: self.to,
        };
        let held = store.held(query.clone()).await?;
        let rows = store.tallies(query).await?;
        let score = |tally: &Tally| ScoreView::new(scale, tally, Level::NINETY_FIVE);
        let mut total = score(&rows.iter().map(|row| row.tally).sum());
        total.counts_mut().quarantined_count = Some(held);
        let groups = self.groups(&rows).into_iter().map(|(key, tally)| Group { key, score: score(&tally) });
        Ok(Some(ScoresReply {
            metric: scale.metric(),
            groups: groups.collect(),
            survey: self.survey.to_string(),
            touchpoint: self.touchpoint.as_ref().map(Slug::to_string),
            from: self.from.to_string(),
            to: self.to.to_string(),
            tz: site.tz.clone(),
            total,
            group_by: self.group_by,
        }))
    }

    fn groups(&self, rows: &[TallyRow]) -> Vec<(String, Tally)> {
        match self.group_by {
            None => Vec::new(),
            Some(GroupBy::Day) => {
                let sums = sums(rows, |row| row.day);
                let days = (self.from.0..self.to.0).map(Day);
                days.map(|day| (day.to_string(), sums.get(&day).copied().unwrap_or_default())).collect()
            }
            Some(GroupBy::Touchpoint) => sums(rows, |row| row.value.clone()).into_iter().collect(),
        }
    }
}

fn sums<K: Ord>(rows: &[TallyRow], key: impl Fn(&TallyRow) -> K) -> BTreeMap<K, Tally> {
    let mut sums: BTreeMap<K, Tally> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry(key(row)).or_default();
        *sum = sum.merge(row.tally);
    }
    sums
}

fn parse_day(name: &str, text: &str) -> Result<Day, InvalidQuery> {
    text.parse().map_err(|_| InvalidQuery::Range(format!("{name} is a date of the calendar, YYYY-MM-DD")))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    /// 00:30 of November 23 in Madrid, still November 22 in UTC.
    const NOW: &str = "2026-11-22T23:30:00Z";

    fn query(parameters: &[(&str, &str)]) -> Result<ScoresQuery, InvalidQuery> {
        let tz = "Europe/Madrid";
        let site = Site { tz: tz.to_owned(), zone: TimeZone::get(tz).unwrap(), ..Site::of(Vec::new()) };
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        ScoresQuery::new(parameters.iter().map(owned).collect(), &site, NOW.parse().unwrap())
    }

    fn range(from: &str, to: &str) -> Result<(String, String), InvalidQuery> {
        let query = query(&[("survey", "order"), ("from", from), ("to", to)])?;
        Ok((query.from.to_string(), query.to.to_string()))
    }

    #[test]
    fn without_a_range_the_last_30_days_of_the_sites_zone_are_meant() {
        let query = query(&[("survey", "order")]).unwrap();
        assert_eq!((query.from.to_string().as_str(), query.to.to_string().as_str()), ("2026-10-25", "2026-11-24"));
    }

    #[test]
    fn ranges_are_half_open_days_of_the_calendar_and_ten_years_at_most() {
        for (from, to, fits) in [
            ("2026-11-22", "2026-11-23", true),
            ("2026-11-22", "2026-11-22", false),
            ("2026-11-23", "2026-11-22", false),
            ("2024-02-29", "2024-03-01", true),
            ("2026-02-30", "2026-03-01", false),
            ("2026-1-1", "2026-03-01", false),
            ("2026-11-22T00:00:00", "2026-11-23", false),
            ("2016-11-15", "2026-11-23", true),
            ("2016-11-14", "2026-11-23", false),
            ("1926-11-23", "2026-11-23", false),
            ("", "2026-11-23", false),
        ] {
            let got = range(from, to);
            match got {
                Ok(days) => assert!(fits && days == (from.to_owned(), to.to_owned()), "{from} to {to}: {days:?}"),
                Err(refused) => {
                    assert!(!fits && matches!(refused, InvalidQuery::Range(_)), "{from} to {to}: {refused}")
                }
            }
        }
    }

    #[test]
    fn parameters_at_fault_are_named() {
        for (parameters, pointer) in [
            (&[][..], "?survey"),
            (&[("survey", "Order!")], "?survey"),
            (&[("survey", "a"), ("survey", "b")], "?survey"),
            (&[("survey", "a"), ("touchpoint", "")], "?touchpoint"),
            (&[("survey", "a"), ("group_by", "week")], "?group_by"),
            (&[("survey", "a"), ("key", "k")], "?"),
        ] {
            match query(parameters) {
                Err(InvalidQuery::Parameter(field)) => assert_eq!(field.pointer, pointer, "{parameters:?}"),
                other => panic!("{parameters:?}: {other:?}"),
            }
        }
    }
}
