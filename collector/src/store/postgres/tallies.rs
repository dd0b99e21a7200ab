//! The table of tallies: how it is written, in the writer's slot, and read, as the sum over the slots.

use std::{borrow::Cow, collections::BTreeSet, pin::pin};

use futures_util::TryStreamExt;
use shared::{survey::Slug, tally::Tally};
use tokio_postgres::{GenericClient, Row, Statement, types::ToSql};

use super::{
    ledger::select_rows,
    pool::{Pool, soon},
};
use crate::{
    calendar::Day,
    store::{
        StoreError,
        counts::{COUNTER_COLUMNS, COUNTERS, Changes, Counters, TallyKey, tally},
        query::{TallyQuery, TallyRow},
        row::slug,
    },
};

/// Adds to rows in the order in which they are given. The last parameter is the slot.
pub(super) fn add_sql() -> String {
    let place = [("site", "text"), ("survey", "text"), ("dimension", "text"), ("day", "int"), ("value", "text")];
    let columns = place.into_iter().chain(COUNTER_COLUMNS.map(|column| (column, "bigint")));
    let names = columns.clone().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
    let sums = COUNTER_COLUMNS.map(|column| format!("{column} = tallies.{column} + excluded.{column}"));
    format!(
        "insert into tallies ({names}, slot) {}, ${}::smallint \
         on conflict (site, survey, dimension, day, value, slot) do update set {}",
        select_rows(columns.clone()),
        columns.count() + 1,
        sums.join(", ")
    )
}

/// Adds what a batch changes to what the writer with this slot has counted.
pub(super) async fn add(
    client: &impl GenericClient,
    statement: &Statement,
    changes: &Changes,
    slot: i16,
) -> Result<(), tokio_postgres::Error> {
    let changes: Vec<(&TallyKey<'_>, Counters)> = changes.iter().collect();
    if changes.is_empty() {
        return Ok(());
    }
    let text = |column: for<'k> fn(&'k TallyKey<'_>) -> &'k str| {
        changes.iter().map(|(key, _)| column(key)).collect::<Vec<_>>()
    };
    let days: Vec<i32> = changes.iter().map(|(key, _)| key.day.0).collect();
    let place = [text(|key| key.site.as_str()), text(|key| key.survey.as_str()), text(|key| &key.dimension)];
    let values = text(|key| &key.value);
    let counts: [Vec<i64>; COUNTERS] =
        std::array::from_fn(|at| changes.iter().map(|(_, counters)| counters[at]).collect());
    let mut row: Vec<&(dyn ToSql + Sync)> = place.iter().map(|column| column as _).collect();
    row.extend::<[&(dyn ToSql + Sync); 2]>([&days, &values]);
    row.extend(counts.iter().map(|column| column as &(dyn ToSql + Sync)));
    row.push(&slot);
    client.execute(statement, &row).await.map(drop)
}

/// Drops the rows of `changes` that count nothing any more in any slot: a value of an attribute may be all that is left
/// of a person. Only of sites whose stripe the transaction has alone.
pub(super) async fn drop_empty(
    client: &impl GenericClient,
    changes: &Changes,
    sites: &BTreeSet<&Slug>,
) -> Result<(), tokio_postgres::Error> {
    const KEY: &str = "site, survey, dimension, day, value";
    let none = COUNTER_COLUMNS.map(|column| format!("sum({column}) = 0")).join(" and ");
    let sql = format!(
        "delete from tallies where ({KEY}) in (select {KEY} from tallies \
             join unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[]) as changed ({KEY}) using ({KEY}) \
             group by {KEY} having {none})"
    );
    let changed: Vec<&TallyKey<'_>> = changes.touched().filter(|key| sites.contains(&*key.site)).collect();
    let text =
        |column: for<'k> fn(&'k TallyKey<'_>) -> &'k str| changed.iter().map(|key| column(key)).collect::<Vec<_>>();
    let place = [text(|key| key.site.as_str()), text(|key| key.survey.as_str()), text(|key| &key.dimension)];
    let (days, values) = (changed.iter().map(|key| key.day.0).collect::<Vec<_>>(), text(|key| &key.value));
    client.execute(&sql, &[&place[0], &place[1], &place[2], &days, &values]).await.map(drop)
}

/// Reads the rows of a range of days, in the order of days and values.
pub(in crate::store) async fn select(pool: &Pool, query: &TallyQuery) -> Result<Vec<TallyRow>, StoreError> {
    let value = if query.value.is_some() { "and value = $6" } else { "and $6::text is null" };
    let sql = format!(
        "select {}, day, value from tallies where site = $1 and survey = $2 and dimension = $3 \
         and day >= $4 and day < $5 {value} group by day, value order by day, value",
        sums()
    );
    let place: [&(dyn ToSql + Sync); 6] = [
        &query.site.as_str(),
        &query.survey.as_str(),
        &query.dimension.name(),
        &query.from.0,
        &query.to.0,
        &query.value,
    ];
    let rows = soon(async {
        let client = pool.take().await?;
        let statement = client.prepare_cached(&sql).await?;
        Ok(client.query(&statement, &place).await?)
    });
    let rows = rows.await?;
    let read = |row: &Row| {
        Ok(TallyRow { day: Day(row.try_get("day")?), value: row.try_get("value")?, tally: tally(&counters(row)?) })
    };
    rows.iter().map(read).collect()
}

/// Hands every row to `each`, summed over the slots.
pub(super) async fn for_each(
    client: &impl GenericClient,
    mut each: impl FnMut(TallyKey<'static>, Tally),
) -> Result<(), StoreError> {
    let sql = format!(
        "select {}, site, survey, dimension, day, value from tallies group by site, survey, dimension, day, value",
        sums()
    );
    let rows = client.query_raw(&sql, std::iter::empty::<&(dyn ToSql + Sync)>()).await?;
    let mut rows = pin!(rows);
    while let Some(row) = rows.try_next().await? {
        let key = TallyKey {
            site: Cow::Owned(slug(row.try_get("site")?)?),
            survey: Cow::Owned(slug(row.try_get("survey")?)?),
            dimension: Cow::Owned(row.try_get("dimension")?),
            day: Day(row.try_get("day")?),
            value: Cow::Owned(row.try_get("value")?),
        };
        each(key, tally(&counters(&row)?));
    }
    Ok(())
}

/// The counts of rows that are grouped, summed over the slots.
pub(super) fn sums() -> String {
    COUNTER_COLUMNS.map(|column| format!("sum({column})::bigint")).join(", ")
}

/// Reads the counts, which are the first columns.
pub(super) fn counters(row: &Row) -> Result<Counters, StoreError> {
    let mut counters = [0; COUNTERS];
    for (column, counter) in counters.iter_mut().enumerate() {
        *counter = row.try_get(column)?;
    }
    Ok(counters)
}
