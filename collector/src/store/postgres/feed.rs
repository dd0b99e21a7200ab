//! The feed. Batches are written beside each other, and each has the number of its transaction: it is given out before
//! the commit, so a reader goes no further than the oldest transaction that is still under way. Whatever comes later
//! has a higher number, and nobody passes by anything.
//!
//! Any transaction that writes holds readers up while it lasts, also somebody else's on the same server; it makes them
//! late, and lets them miss nothing.

use std::collections::HashMap;

use shared::survey::Slug;
use tokio_postgres::{Client, GenericClient, Statement, types::ToSql};
use uuid::Uuid;

use super::{
    ledger,
    pool::{Pool, soon},
};
use crate::store::{
    StoreError,
    counts::Changes,
    feed::{Feed, ID_BYTES, JUMP, Position, ids_behind, outlived},
    row::{COLUMNS, parsed},
};

/// The number of the batch that this transaction writes.
pub(super) const SEQ: &str = "(select base + pg_current_xact_id()::text::bigint from feed)";

/// The lowest number that a batch may have that is not there yet.
const HORIZON: &str = "(select base + pg_snapshot_xmin(pg_current_snapshot())::text::bigint from feed)";

/// The most batches that are read at once; each has a thousand responses, or one.
const BATCHES: i64 = 1_000;

/// The statement that [`add`] is given.
pub(super) fn add_sql() -> String {
    format!(
        "insert into arrivals select site, {SEQ}, at, ids from unnest($1::text[], $2::bigint[], $3::bytea[]) as new (site, at, ids)"
    )
}

/// Writes down what the batch of this transaction changed.
pub(super) async fn add(
    client: &Client,
    statement: &Statement,
    changes: &Changes,
) -> Result<(), tokio_postgres::Error> {
    if changes.arrivals().is_empty() {
        return Ok(());
    }
    let (mut sites, mut moments, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for (site, at, some) in changes.arrivals().rows() {
        sites.push(site.as_str());
        moments.push(at);
        ids.push(some);
    }
    client.execute(statement, &[&sites, &moments, &ids]).await.map(drop)
}

/// Forgets batches that are about nothing that is kept, so many at most.
pub(super) async fn forget(client: &Client, site: &Slug, expired: i64, limit: u32) -> Result<(), StoreError> {
    const SQL: &str = "delete from arrivals where site = $1 and at < $2 \
         and seq in (select seq from arrivals where site = $1 order by seq limit $3)";
    client.execute(SQL, &[&site.as_str(), &outlived(expired), &i64::from(limit)]).await?;
    Ok(())
}

/// Makes numbers jump where the server is not the one, or not in the state, whose transactions were counted. To be
/// called before anything is written on a connection.
pub(super) async fn settle(client: &impl GenericClient) -> Result<(), StoreError> {
    const SQL: &str = "update feed set base = base + $1, incarnation = now.name \
         from (select (select system_identifier from pg_control_system()) \
             || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) as name) as now \
         where incarnation <> now.name";
    client.execute(SQL, &[&JUMP]).await?;
    Ok(())
}

/// Returns the highest number that a reader may see.
pub(in crate::store) async fn last(pool: &Pool) -> Result<i64, StoreError> {
    let sql = format!("select {HORIZON} - 1");
    soon(async { Ok(pool.take().await?.query_one(&sql, &[]).await?.try_get(0)?) }).await
}

/// Reads what is behind `after`, looking at `most` changes.
pub(in crate::store) async fn read(pool: &Pool, site: &Slug, after: Position, most: u32) -> Result<Feed, StoreError> {
    soon(async {
        match after {
            Position::Older(id) => older(pool, site, id, most).await,
            Position::Behind { seq, id } => behind(pool, site, (seq, id), most).await,
        }
    })
    .await
}

/// What is older than the feed, and has not changed since.
async fn older(pool: &Pool, site: &Slug, after: Uuid, most: u32) -> Result<Feed, StoreError> {
    let sql = format!(
        "select {COLUMNS}, arrived from responses where site = $1 and id > $2 and id <= (select old_until from feed) \
         order by id limit $3"
    );
    let client = pool.take().await?;
    let statement = client.prepare_cached(&sql).await?;
    let rows = client.query(&statement, &[&site.as_str(), &after, &i64::from(most)]).await?;
    let mut feed = Feed { arrivals: Vec::new(), end: Position::SINCE_FEED, more: true };
    for (row, looked) in rows.iter().zip(1..) {
        let place = Position::Older(row.try_get("id")?);
        if row.try_get::<_, Option<i64>>("arrived")?.is_none() {
            feed.arrivals.push((place, ledger::read(row)?));
        }
        if looked == most {
            feed.end = place;
        }
    }
    Ok(feed)
}

async fn behind(pool: &Pool, site: &Slug, after: (i64, Uuid), most: u32) -> Result<Feed, StoreError> {
    // As many batches as have `most` changes; the one that was read in part is not counted, so that another one is read.
    let batches = format!(
        "select seq, ids from (select seq, ids, \
             sum(case when seq > $2 then length(ids) else 0 end) over (order by seq) - length(ids) as before \
             from (select seq, ids from arrivals where site = $1 and seq >= $2 and seq < {HORIZON} \
                 order by seq limit {BATCHES}) as few) as summed \
         where before < $3 order by seq"
    );
    let found = format!("select {COLUMNS}, arrived from responses where site = $1 and id = any($2)");
    let client = pool.take().await?;
    let batches = client.prepare_cached(&batches).await?;
    let bytes = i64::from(most) * parsed::<i64, _>(ID_BYTES.try_into())?;
    let place: [&(dyn ToSql + Sync); 3] = [&site.as_str(), &after.0, &bytes];
    let batches = client.query(&batches, &place).await?;
    let mut looked: Vec<(i64, Uuid)> = Vec::new();
    for batch in &batches {
        let seq = batch.try_get("seq")?;
        looked.extend(ids_behind(seq, batch.try_get("ids")?, after).map(|id| (seq, id)));
    }
    // There are more batches, or more of this one.
    let is_cut = looked.len() > most as usize;
    looked.truncate(most as usize);
    let more = is_cut || looked.len() == most as usize || parsed::<i64, _>(batches.len().try_into())? == BATCHES;
    let Some(&(seq, id)) = looked.last() else {
        return Ok(Feed { arrivals: Vec::new(), end: Position::Behind { seq: after.0, id: after.1 }, more: false });
    };
    let ids: Vec<Uuid> = looked.iter().map(|(_, id)| *id).collect();
    let found = client.prepare_cached(&found).await?;
    let rows = client.query(&found, &[&site.as_str(), &ids]).await?;
    let mut changed = HashMap::with_capacity(rows.len());
    for row in &rows {
        if let Some(arrived) = row.try_get::<_, Option<i64>>("arrived")? {
            changed.insert((arrived, row.try_get::<_, Uuid>("id")?), row);
        }
    }
    let mut arrivals = Vec::new();
    for place in looked {
        if let Some(row) = changed.get(&place) {
            arrivals.push((Position::Behind { seq: place.0, id: place.1 }, ledger::read(row)?));
        }
    }
    Ok(Feed { arrivals, end: Position::Behind { seq, id }, more })
}
