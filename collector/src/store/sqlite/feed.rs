//! The feed. There is one transaction at a time, so that a counter in it gives numbers in the order of commits.

use rusqlite::{Connection, OptionalExtension};
use shared::survey::Slug;
use uuid::Uuid;

use super::ledger;
use crate::store::{
    StoreError,
    counts::Changes,
    feed::{Feed, JUMP, Position, ids_behind, outlived},
    row::COLUMNS,
};

/// Returns the number of the batch that this transaction writes.
pub(super) fn next(db: &Connection) -> Result<i64, StoreError> {
    Ok(last(db)? + 1)
}

/// Returns the number of the last batch.
pub(in crate::store) fn last(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.prepare_cached("select seq from feed")?.query_row([], |row| row.get(0))?)
}

/// Writes down what the batch of this number changed.
pub(super) fn add(db: &Connection, seq: i64, changes: &Changes) -> Result<(), StoreError> {
    if changes.arrivals().is_empty() {
        return Ok(());
    }
    db.prepare_cached("update feed set seq = ?1")?.execute([seq])?;
    let mut insert = db.prepare_cached("insert into arrivals values (?1, ?2, ?3, ?4)")?;
    for (site, at, ids) in changes.arrivals().rows() {
        insert.execute((site.as_str(), seq, at, ids))?;
    }
    Ok(())
}

/// Forgets batches that are about nothing that is kept, so many at most.
pub(super) fn forget(db: &Connection, site: &Slug, expired: i64, limit: u32) -> Result<(), StoreError> {
    const SQL: &str = "delete from arrivals where site = ?1 and at < ?2 \
         and seq in (select seq from arrivals where site = ?1 order by seq limit ?3)";
    db.prepare_cached(SQL)?.execute((site.as_str(), outlived(expired), limit))?;
    Ok(())
}

/// Makes all that comes next come behind what the store of before may have told.
pub(super) fn jump(db: &Connection) -> Result<(), StoreError> {
    db.execute("update feed set seq = seq + ?1", [JUMP])?;
    Ok(())
}

/// Reads what is behind `after`, looking at `most` changes.
pub(in crate::store) fn read(db: &Connection, site: &Slug, after: Position, most: u32) -> Result<Feed, StoreError> {
    let snapshot = db.unchecked_transaction()?;
    match after {
        Position::Older(id) => older(&snapshot, site, id, most),
        Position::Behind { seq, id } => behind(&snapshot, site, (seq, id), most),
    }
}

/// What is older than the feed, and has not changed since.
fn older(db: &Connection, site: &Slug, after: Uuid, most: u32) -> Result<Feed, StoreError> {
    let sql = format!(
        "select {COLUMNS}, arrived from responses where site = ?1 and id > ?2 and id <= (select old_until from feed) \
         order by id limit ?3"
    );
    let mut feed = Feed { arrivals: Vec::new(), end: Position::SINCE_FEED, more: true };
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query((site.as_str(), after.as_bytes(), most))?;
    let mut looked = 0;
    while let Some(row) = rows.next()? {
        looked += 1;
        let place = Position::Older(Uuid::from_bytes(row.get("id")?));
        if row.get::<_, Option<i64>>("arrived")?.is_none() {
            feed.arrivals.push((place, ledger::read(row)?.try_into()?));
        }
        if looked == most {
            feed.end = place;
        }
    }
    Ok(feed)
}

fn behind(db: &Connection, site: &Slug, after: (i64, Uuid), most: u32) -> Result<Feed, StoreError> {
    let sql = format!("select {COLUMNS} from responses where site = ?1 and id = ?2 and arrived = ?3");
    let mut find = db.prepare_cached(&sql)?;
    let mut batches = db.prepare_cached("select seq, ids from arrivals where site = ?1 and seq >= ?2 order by seq")?;
    let mut batches = batches.query((site.as_str(), after.0))?;
    let (mut arrivals, mut end, mut looked) = (Vec::new(), Position::Behind { seq: after.0, id: after.1 }, 0);
    while let Some(batch) = batches.next()? {
        let seq = batch.get("seq")?;
        for id in ids_behind(seq, batch.get_ref("ids")?.as_blob().map_err(rusqlite::Error::from)?, after) {
            if looked == most {
                return Ok(Feed { arrivals, end, more: true });
            }
            looked += 1;
            end = Position::Behind { seq, id };
            let row = find.query_row((site.as_str(), id.as_bytes(), seq), ledger::read).optional()?;
            if let Some(row) = row {
                arrivals.push((end, row.try_into()?));
            }
        }
    }
    Ok(Feed { arrivals, end, more: false })
}
