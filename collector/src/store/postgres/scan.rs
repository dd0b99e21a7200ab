//! Counting rows of the ledger. The server counts those that are alike, so that few come over.

use std::{pin::pin, time::Duration};

use futures_util::TryStreamExt;
use tokio_postgres::types::ToSql;

use super::pool::{Pool, within};
use crate::store::{
    StoreError,
    cells::{Cells, SAID, Seen, needed},
    quarantine::COUNTED_AT_MOST,
    row::parsed,
    scoring::{Among, Counted, MOST_ROWS, Scan},
};

/// How long a million rows may take on a busy server.
const PATIENCE: Duration = Duration::from_secs(20);

/// Counts the rows of a scan in one statement, so that all are of one moment.
pub(in crate::store) async fn read(pool: &Pool, scan: &Scan) -> Result<Counted, StoreError> {
    let (Some(from), Some(to)) = (scan.cuts.first(), scan.cuts.last()) else { return Ok(Counted::default()) };
    let said = SAID.iter().zip(needed(scan));
    let said: Vec<&str> = said.map(|(name, needed)| if needed { *name } else { "null::text" }).collect();
    let first = "($4::int[])[nullif(width_bucket(day, $4::int[]), 0)]";
    let kinds = format!("survey, {first}, outcome, rating, quarantined_at is not null, {}", said.join(", "));
    let places = (1..=5 + SAID.len()).map(|place| place.to_string()).collect::<Vec<_>>().join(", ");
    let (limit, among) = match scan.among {
        Among::Ids(..) => (MOST_ROWS + 1, "id >= $2 and id < $3"),
        Among::Held => {
            (COUNTED_AT_MOST.into(), "survey = any($2) and day >= $3 and day < $5 and quarantined_at is not null")
        }
    };
    let sql = format!(
        "select {kinds}, count(*) from (select * from responses where site = $1 and {among} limit {limit}) as seen \
         group by {places}"
    );
    let site = scan.site.as_str();
    let cuts: Vec<i32> = scan.cuts.iter().map(|day| day.0).collect();
    let surveys: Vec<&str> = scan.surveys.iter().map(|survey| survey.as_str()).collect();
    let place: Vec<&(dyn ToSql + Sync)> = match &scan.among {
        Among::Ids(first, end) => vec![&site, first, end, &cuts],
        Among::Held => vec![&site, &surveys, &from.0, &cuts, &to.0],
    };
    let counted = within(PATIENCE, async {
        let client = pool.take().await?;
        let statement = client.prepare_cached(&sql).await?;
        let mut rows = pin!(client.query_raw(&statement, place.iter().copied()).await?);
        let mut cells = Cells::of(scan);
        while let Some(row) = rows.try_next().await? {
            let mut said = [None; SAID.len()];
            for (at, said) in said.iter_mut().enumerate() {
                *said = row.try_get(5 + at)?;
            }
            let seen = Seen {
                survey: row.try_get(0)?,
                day: row.try_get(1)?,
                outcome: row.try_get(2)?,
                rating: row.try_get::<_, Option<i16>>(3)?.map(i64::from),
                is_held: row.try_get(4)?,
                said,
            };
            cells.count(&seen, parsed(u64::try_from(row.try_get::<_, i64>(5 + SAID.len())?))?)?;
        }
        Ok(cells.counted())
    });
    counted.await
}
