//! Remnants: what was removed is overwritten in the database file with its transaction, and still stands elsewhere.
//!
//! The write-ahead log holds pages as they were before. It is emptied soon after a removal, also after one by another
//! process: `sondeo erase` beside a running collector may be kept from it by readers.
//!
//! And where a page was split before, it may hold copies of rows that moved to another one, in what is free of it now.
//! SQLite does not overwrite those; only a rewrite of the whole file is sure to leave nothing.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode};

use super::checkpoint::empty_within;
use crate::store::{
    StoreError,
    room::Room,
    scrubbing::{Extent, Scrubbed},
};

/// How long emptying the log waits for readers.
const WAIT_FOR_READERS: Duration = Duration::from_millis(50);

/// How often it is asked whether another connection wrote.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// Whether the log may have what was removed.
#[derive(Debug)]
pub(super) struct Remnants {
    /// Set after a removal; cleared once the log was empty.
    pub(super) may_be: bool,
    /// Tells whether other connections wrote.
    version: i64,
    looked: Instant,
}

impl Remnants {
    /// Begins with a log that may have anything.
    pub(super) fn of(db: &Connection) -> Result<Self, StoreError> {
        Ok(Self { may_be: true, version: version(db)?, looked: Instant::now() })
    }

    /// Empties the log if it may have something that was removed and nobody reads from it. Called about every second.
    pub(super) fn overwrite(&mut self, db: &mut Connection) -> Result<(), StoreError> {
        if self.looked.elapsed() >= LOOK_EVERY {
            let version = version(db)?;
            self.may_be |= version != self.version;
            (self.version, self.looked) = (version, Instant::now());
        }
        if self.may_be {
            self.may_be = !empty_within(db, WAIT_FOR_READERS)?;
        }
        Ok(())
    }
}

/// Rewrites the file if it may take so long, and empties the log.
pub(in crate::store) fn scrub(
    db: &mut Connection,
    room: Option<&Room>,
    extent: Extent,
) -> Result<Scrubbed, StoreError> {
    let number = |db: &Connection, name| db.pragma_query_value(None, name, |row| row.get::<_, u32>(0)).map(u64::from);
    let bytes = number(db, "page_count")? * number(db, "page_size")?;
    let rewritten = extent.covers(bytes);
    if rewritten {
        // It takes as much room as the store has, in the log: not the room that reports are kept.
        let path = PathBuf::from(db.path().unwrap_or_default());
        if let Some(room) = room {
            room.check_for(&path, bytes)?;
        }
        // Behind a reader the log would grow by a whole store, and again with every try.
        if !empty_within(db, WAIT_FOR_READERS)? {
            return Ok(Scrubbed::InUse);
        }
        match db.execute_batch("vacuum") {
            Err(cause) if matches!(cause.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DiskFull)) => {
                return Ok(Scrubbed::InUse);
            }
            done => done?,
        }
    }
    Ok(match empty_within(db, WAIT_FOR_READERS)? {
        false => Scrubbed::InUse,
        true if rewritten => Scrubbed::Clean,
        true => Scrubbed::Copies,
    })
}

fn version(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.pragma_query_value(None, "data_version", |row| row.get(0))?)
}
