//! Checkpoints: moving what the write-ahead log holds into the database, by the writer itself.
//!
//! SQLite would do it unasked, but says nothing when a sync fails on the way. Here the error
//! comes back to the batch that caused it, so that nothing is acknowledged after it.

use std::{
    fs::File,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};

use rusqlite::{Connection, config::DbConfig, hooks::Wal};
use tracing::warn;

use crate::store::StoreError;

/// How many pages the log holds when they are moved; 4 MiB, as SQLite would by itself.
const MOVED_AT_PAGES: i32 = 1000;

/// From this size on the log's file is cut as soon as no reader needs it, in bytes.
const CUT_AT: u64 = 16 << 20;

/// The log of a connection, as it stood after its last commit.
#[derive(Debug)]
pub(super) struct Checkpoints {
    pages: Arc<AtomicI32>,
    log: PathBuf,
    /// Whether it was told that the log grows.
    told: bool,
}

impl Checkpoints {
    /// Takes the checkpoints of the writer's connection over from SQLite.
    pub(super) fn take_over(db: &mut Connection) -> Result<Self, StoreError> {
        let pages = Arc::new(AtomicI32::new(0));
        let counted = Arc::clone(&pages);
        db.wal_hook(Some(move |_: &mut Wal, pages| {
            counted.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        let mut log = db.path().unwrap_or_default().to_owned();
        log.push_str("-wal");
        sync(Path::new(&log))?;
        Ok(Self { pages, log: log.into(), told: false })
    }

    /// Moves what the log holds if that is a lot; call it after a commit.
    ///
    /// # Errors
    /// The error of the sync, after which the disk is not to be trusted.
    pub(super) fn after_commit(&self, db: &Connection) -> Result<(), StoreError> {
        if self.pages.load(Ordering::Relaxed) >= MOVED_AT_PAGES {
            db.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Cuts the log's file if it has grown large, which takes a moment without readers.
    ///
    /// # Errors
    /// The error of a sync, after which the disk is not to be trusted.
    pub(super) fn cut(&mut self, db: &mut Connection) -> Result<(), StoreError> {
        let size = std::fs::metadata(&self.log).map_or(0, |log| log.len());
        if size < CUT_AT {
            self.told = false;
            return Ok(());
        }
        // Whoever reads is not waited for: the next second comes soon.
        if !empty_within(db, Duration::ZERO)? && !self.told {
            self.told = true;
            warn!(wal.bytes = size, "a reader holds the write-ahead log, which grows: {size} bytes");
        }
        Ok(())
    }
}

/// Puts on disk what a dead process may have left in the log without a sync, which a replay would be answered from.
/// Where nobody else had the store open that was done when it was opened.
fn sync(log: &Path) -> io::Result<()> {
    match File::open(log) {
        Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(()),
        Ok(log) if log.metadata()?.len() > 0 => log.sync_all(),
        opened => opened.map(drop),
    }
}

/// Moves everything and empties the log; false if somebody reads from it.
///
/// What a dead process left in the log may be there without a sync, and a replay of it would be acknowledged: this
/// writes it anew.
pub(super) fn empty(db: &Connection) -> Result<bool, StoreError> {
    let in_the_way: bool = db.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
    Ok(!in_the_way)
}

/// Does that, and waits for readers no longer than this; reports wait behind it.
pub(super) fn empty_within(db: &mut Connection, patience: Duration) -> Result<bool, StoreError> {
    db.busy_timeout(patience)?;
    let emptied = empty(db);
    super::wait_for_others(db)?;
    emptied
}

/// Does that before the process ends, and waits for nobody.
pub(in crate::store) fn settle(db: &mut Connection) -> Result<(), StoreError> {
    empty_within(db, Duration::ZERO).map(drop)
}

/// Leaves checkpoints to the writer: SQLite does none by itself, not even when it closes the database.
/// After a failed sync that one would sync again and claim success.
pub(super) fn only_by_the_writer(db: &Connection) -> Result<(), StoreError> {
    db.pragma_update(None, "wal_autocheckpoint", 0)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::Database;

    #[test]
    fn a_log_that_a_reader_made_long_is_told_of_once_and_cut_when_it_has_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut db = Database::open(folder.path()).unwrap().connect().unwrap();
        db.execute_batch("create table filler (bytes blob)").unwrap();
        let mut checkpoints = Checkpoints::take_over(&mut db).unwrap();
        let log = checkpoints.log.clone();
        let bytes = || std::fs::metadata(&log).unwrap().len();
        let mut commit = |checkpoints: &mut Checkpoints| {
            db.execute("insert into filler values (zeroblob(1 << 20))", []).unwrap();
            checkpoints.after_commit(&db).unwrap();
            checkpoints.cut(&mut db).unwrap();
        };
        for _ in 0..100 {
            commit(&mut checkpoints);
            assert!(bytes() < CUT_AT && !checkpoints.told, "{} bytes", bytes());
        }
        let reader = Connection::open(folder.path().join("sondeo.db")).unwrap();
        let reading = reader.unchecked_transaction().unwrap();
        reading.query_row("select count(*) from filler", [], |row| row.get::<_, i64>(0)).unwrap();
        for _ in 0..20 {
            commit(&mut checkpoints);
        }
        assert!(bytes() > CUT_AT && checkpoints.told, "{} bytes", bytes());
        reading.finish().unwrap();
        commit(&mut checkpoints);
        assert!(bytes() < CUT_AT);
        commit(&mut checkpoints);
        assert!(!checkpoints.told);
    }
}
