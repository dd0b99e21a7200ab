//! The table of tallies: how it is written and read.

use std::borrow::Cow;

use rusqlite::{Connection, Row, params_from_iter, types::ToSql};
use shared::tally::Tally;

use crate::{
    calendar::Day,
    store::{
        StoreError,
        counts::{COUNTER_COLUMNS, COUNTERS, Changes, Counters, TallyKey, tally},
        query::{TallyQuery, TallyRow},
    },
};

/// Adds what a batch changes.
pub(super) fn add(db: &Connection, changes: &Changes) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(UPSERT)?;
    for (key, counters) in changes.iter() {
        let place: [&dyn ToSql; 5] = [&key.site.as_str(), &key.survey.as_str(), &key.day.0, &key.dimension, &key.value];
        let counters = counters.iter().map(|counter| counter as &dyn ToSql);
        statement.execute(params_from_iter(place.into_iter().chain(counters)))?;
    }
    Ok(())
}

/// Drops the rows of `changes` that count nothing any more: a value of an attribute may be all that is left of a person.
pub(super) fn drop_empty(db: &Connection, changes: &Changes) -> Result<(), StoreError> {
    let none = COUNTER_COLUMNS.map(|column| format!("{column} = 0")).join(" and ");
    let place = "site = ?1 and survey = ?2 and day = ?3 and dimension = ?4 and value = ?5";
    let mut statement = db.prepare_cached(&format!("delete from tallies where {place} and {none}"))?;
    for TallyKey { site, survey, day, dimension, value } in changes.touched() {
        statement.execute((site.as_str(), survey.as_str(), day.0, dimension, value))?;
    }
    Ok(())
}

const UPSERT: &str = "insert into tallies values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18) \
     on conflict do update set shown = shown + excluded.shown, dismissed = dismissed + excluded.dismissed, \
     r0 = r0 + excluded.r0, r1 = r1 + excluded.r1, r2 = r2 + excluded.r2, r3 = r3 + excluded.r3, r4 = r4 + excluded.r4, \
     r5 = r5 + excluded.r5, r6 = r6 + excluded.r6, r7 = r7 + excluded.r7, r8 = r8 + excluded.r8, r9 = r9 + excluded.r9, \
     r10 = r10 + excluded.r10";

/// Reads the rows of a range of days, in the order of days and values.
pub(in crate::store) fn select(db: &Connection, query: &TallyQuery) -> Result<Vec<TallyRow>, StoreError> {
    let sql = format!(
        "select {}, day, value from tallies where site = ?1 and survey = ?2 and dimension = ?3 \
         and day >= ?4 and day < ?5 and (?6 is null or value = ?6) order by day, value",
        COUNTER_COLUMNS.join(", ")
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
    // By place: a column that is read by its name is looked for in every row.
    let rows = statement.query_map(place, |row| {
        Ok(TallyRow { day: Day(row.get(COUNTERS)?), value: row.get(COUNTERS + 1)?, tally: tally(&counters(row)?) })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hands every row of the table to `each`.
pub(super) fn for_each(db: &Connection, mut each: impl FnMut(TallyKey<'static>, Tally)) -> Result<(), StoreError> {
    let columns = COUNTER_COLUMNS.join(", ");
    let mut statement = db.prepare(&format!("select {columns}, site, survey, day, dimension, value from tallies"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key = TallyKey {
            site: Cow::Owned(super::ledger::slug(row, "site")?),
            survey: Cow::Owned(super::ledger::slug(row, "survey")?),
            dimension: Cow::Owned(row.get("dimension")?),
            day: Day(row.get("day")?),
            value: Cow::Owned(row.get("value")?),
        };
        each(key, tally(&counters(row)?));
    }
    Ok(())
}

/// Reads the counts, which are the first columns.
pub(super) fn counters(row: &Row<'_>) -> rusqlite::Result<Counters> {
    let mut counters = [0; COUNTERS];
    for (column, counter) in counters.iter_mut().enumerate() {
        *counter = row.get(column)?;
    }
    Ok(counters)
}
