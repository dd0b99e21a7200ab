//! Tallies by site, survey, day and dimension: how they are moved, written and read.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row, params_from_iter, types::Value};
use shared::{
    survey::Slug,
    tally::{PLACES, Standing, Tally},
    wire::prompts::Device,
};

use crate::{
    calendar::Day,
    store::{
        StoreError,
        query::{Dimension, TallyQuery, TallyRow},
    },
    submission::Submission,
};

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TallyKey {
    pub(super) site: Slug,
    pub(super) survey: Slug,
    pub(super) dimension: String,
    pub(super) day: Day,
    pub(super) value: String,
}

/// Returns every row that a response is counted in.
pub(super) fn keys(submission: &Submission) -> impl Iterator<Item = TallyKey> {
    let Submission { prompt, day, .. } = submission;
    let some = |dimension, value: Option<&str>| value.map(|value| (dimension, value.to_owned()));
    let fixed = [
        some(Dimension::Whole, Some("")),
        some(Dimension::Touchpoint, Some(prompt.touchpoint.as_str())),
        some(Dimension::Stage, prompt.stage.as_ref().map(Slug::as_str)),
        some(Dimension::Locale, Some(&prompt.locale)),
        some(Dimension::Device, prompt.device.map(Device::name)),
    ];
    let attributes = prompt.attributes.iter().map(|(name, value)| (Dimension::Attribute(name.clone()), value.clone()));
    fixed.into_iter().flatten().chain(attributes).map(|(dimension, value)| TallyKey {
        site: prompt.site.clone(),
        survey: prompt.survey.clone(),
        dimension: dimension.name(),
        day: *day,
        value,
    })
}

/// What a batch adds to and takes from each row, summed before it touches the table.
///
/// Ordered, so that writers beside each other take rows in the same order.
#[derive(Debug, Default)]
pub(super) struct Changes(BTreeMap<TallyKey, (Tally, Tally)>);

impl Changes {
    /// Counts a response as it stands now, and no more as it stood before.
    pub(super) fn count(&mut self, now: &Submission, before: Option<Standing>) {
        for key in keys(now) {
            let (added, taken) = self.0.entry(key).or_default();
            *added = added.merge(Tally::of(now.report.standing()));
            if let Some(before) = before {
                *taken = taken.merge(Tally::of(before));
            }
        }
    }

    /// Writes the sums.
    pub(super) fn write(&self, db: &Connection) -> Result<(), StoreError> {
        let mut statement = db.prepare_cached(UPSERT)?;
        for (key, (added, taken)) in &self.0 {
            let counts = counters(added).zip(counters(taken)).map(|(added, taken)| Value::Integer(added - taken));
            let place = [
                Value::Text(key.site.to_string()),
                Value::Text(key.survey.to_string()),
                Value::Integer(key.day.0.into()),
                Value::Text(key.dimension.clone()),
                Value::Text(key.value.clone()),
            ];
            statement.execute(params_from_iter(place.into_iter().chain(counts)))?;
        }
        Ok(())
    }
}

const UPSERT: &str = "insert into tallies values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) \
     on conflict do update set shown = shown + excluded.shown, dismissed = dismissed + excluded.dismissed, \
     r0 = r0 + excluded.r0, r1 = r1 + excluded.r1, r2 = r2 + excluded.r2, r3 = r3 + excluded.r3, r4 = r4 + excluded.r4, \
     r5 = r5 + excluded.r5, r6 = r6 + excluded.r6, r7 = r7 + excluded.r7, r8 = r8 + excluded.r8, r9 = r9 + excluded.r9, \
     r10 = r10 + excluded.r10";

const COUNTERS: &str = "shown, dismissed, r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10";

fn counters(tally: &Tally) -> impl Iterator<Item = i64> {
    let count = |count| i64::try_from(count).expect("nobody counts to 2^63");
    [tally.shown, tally.dismissed].into_iter().chain(tally.ratings).map(count)
}

/// Reads the rows of a range of days, in the order of days and values.
pub(in crate::store) fn select(db: &Connection, query: &TallyQuery) -> Result<Vec<TallyRow>, StoreError> {
    let sql = format!(
        "select day, value, {COUNTERS} from tallies where site = ?1 and survey = ?2 and dimension = ?3 \
         and day >= ?4 and day < ?5 and (?6 is null or value = ?6) order by day, value"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let place = (
        query.site.as_str(),
        query.survey.as_str(),
        query.dimension.name(),
        query.from.0,
        query.to.0,
        query.value.as_deref(),
    );
    let rows = statement.query_map(place, |row| {
        Ok(TallyRow { day: Day(row.get("day")?), value: row.get("value")?, tally: tally(row)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hands every row of the table to `each`.
pub(super) fn for_each(db: &Connection, mut each: impl FnMut(TallyKey, Tally)) -> Result<(), StoreError> {
    let mut statement = db.prepare(&format!("select site, survey, day, dimension, value, {COUNTERS} from tallies"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key = TallyKey {
            site: super::ledger::slug(row, "site")?,
            survey: super::ledger::slug(row, "survey")?,
            dimension: row.get("dimension")?,
            day: Day(row.get("day")?),
            value: row.get("value")?,
        };
        each(key, tally(row)?);
    }
    Ok(())
}

/// A count below zero can only be a fault; it is shown as none, and `verify` tells the difference.
fn tally(row: &Row<'_>) -> rusqlite::Result<Tally> {
    let count = |name: &str| row.get::<_, i64>(name).map(|count| u64::try_from(count).unwrap_or(0));
    let mut ratings = [0; PLACES];
    for (place, counted) in ratings.iter_mut().enumerate() {
        *counted = count(&format!("r{place}"))?;
    }
    Ok(Tally { ratings, shown: count("shown")?, dismissed: count("dismissed")? })
}
