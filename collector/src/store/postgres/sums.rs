//! Sums of tallies, added up by the server.

use tokio_postgres::{Row, types::ToSql};

use super::{
    pool::{Pool, soon},
    tallies::{counters, sums},
};
use crate::store::{
    StoreError,
    counts::tally,
    query::Dimension,
    row::parsed,
    scoring::{Sum, Sums, TooLarge},
};

/// Adds up tallies in one statement, so that all are of one moment.
pub(in crate::store) async fn read(pool: &Pool, query: &Sums) -> Result<Vec<Sum>, StoreError> {
    let (Some(from), Some(to)) = (query.cuts.first(), query.cuts.last()) else { return Ok(Vec::new()) };
    let value = if query.value.is_some() { "and value = $7" } else { "and $7::text is null" };
    let sql = format!(
        "select {}, width_bucket(day, $6::int[]) - 1 as span, dimension, value from tallies \
         where site = $1 and survey = any($2) and dimension = any($3) and day >= $4 and day < $5 {value} \
         group by span, dimension, value limit $8",
        sums()
    );
    let surveys: Vec<&str> = query.surveys.iter().map(|survey| survey.as_str()).collect();
    let mut dimensions = vec![query.dimension.name()];
    let mut most = query.most;
    if query.with_whole && query.dimension != Dimension::Whole {
        dimensions.push(Dimension::Whole.name());
        most += query.cuts.len() - 1;
    }
    let cuts: Vec<i32> = query.cuts.iter().map(|day| day.0).collect();
    let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let place: [&(dyn ToSql + Sync); 8] =
        [&query.site.as_str(), &surveys, &dimensions, &from.0, &to.0, &cuts, &query.value, &limit];
    let rows = soon(async {
        let client = pool.take().await?;
        let statement = client.prepare_cached(&sql).await?;
        Ok(client.query(&statement, &place).await?)
    });
    let rows = rows.await?;
    if rows.len() > most {
        return Err(TooLarge::Groups(query.most).into());
    }
    let read = |row: &Row| {
        let whole = row.try_get::<_, &str>("dimension")? == Dimension::Whole.name();
        Ok(Sum {
            span: parsed(usize::try_from(row.try_get::<_, i32>("span")?))?,
            value: if whole { None } else { Some(row.try_get("value")?) },
            tally: tally(&counters(row)?),
        })
    };
    // A value whose every count was taken back may still have its rows in two slots.
    let rows = rows.iter().map(read).filter(|sum| !sum.as_ref().is_ok_and(|sum: &Sum| sum.tally == Default::default()));
    rows.collect()
}
