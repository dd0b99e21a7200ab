//! Whether a file is a store of Sondeo, and whole as far as can be seen at once. Nothing here changes the file.

use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
};

use rusqlite::{Connection, ErrorCode};

use super::{
    copy::with_ending,
    log::{self, Damage},
};
use crate::store::{StoreError, error::about};

/// Marks a file as ours, at a fixed place of its header: "Sond".
pub(super) const APPLICATION_ID: i32 = 0x536f_6e64;

/// The first SQLite that resets its log right: <https://sqlite.org/wal.html#walresetbug>.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How a file of SQLite begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Refuses to work with an SQLite that damages files.
pub(super) fn check_sqlite(version: i32) -> Result<(), StoreError> {
    if version >= OLDEST_SQLITE {
        return Ok(());
    }
    let [found, oldest] = [version, OLDEST_SQLITE]
        .map(|version| format!("{}.{}.{}", version / 1_000_000, version / 1_000 % 1_000, version % 1_000));
    Err(StoreError::Unsound(format!(
        "this program was built with SQLite {found}, which can damage a store: it needs {oldest}"
    )))
}

/// Refuses a file that is no database, is another program's, or is cut off. One that is not there is welcome.
pub(super) fn check_file(path: &Path) -> Result<(), StoreError> {
    let mut file = match File::open(path) {
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    let bytes = file.metadata()?.len();
    // One that is made and not yet written is of a process that was killed; with a journal SQLite takes back what it
    // had begun to write.
    if bytes == 0 || beside(path, "-journal") > 0 {
        return Ok(());
    }
    let mut header = [0; 100];
    let cut_off = |pages: String| unsound(path, &format!("cut off: {pages}"));
    if bytes < 100 {
        return Err(cut_off(format!("it has {bytes} bytes")));
    }
    file.read_exact(&mut header)?;
    let number = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    if header[..16] != *MAGIC {
        return Err(unsound(path, "not an SQLite database"));
    }
    let application = number(68);
    if application != 0 && application != APPLICATION_ID.cast_unsigned() {
        return Err(foreign(path));
    }
    let page_bytes = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        bytes => u64::from(bytes),
    };
    let (pages, is_told) = (u64::from(number(28)), number(24) == number(92));
    // While there is a log, some pages may be in it alone.
    if beside(path, "-wal") == 0 && is_told && pages * page_bytes > bytes {
        let there = bytes.checked_div(page_bytes).unwrap_or(0);
        return Err(cut_off(format!("{there} of its {pages} pages are there")));
    }
    Ok(())
}

/// Refuses what is not a whole file that `sondeo backup` made, as far as can be seen at once.
pub(super) fn check_backup(path: &Path) -> Result<(), StoreError> {
    let mut header = Vec::new();
    File::open(path).map_err(about(path))?.take(100).read_to_end(&mut header)?;
    if header.is_empty() {
        return Err(unsound(path, "empty"));
    }
    check_file(path)?;
    // The database of a store says that there is a log, and without that log nobody knows whether it is whole.
    if header[18] != 1 || beside(path, "-wal") > 0 || beside(path, "-journal") > 0 {
        let lacking = "the database of a store, which may lack what its write-ahead log has; `sondeo backup` makes a copy \
             that has everything";
        return Err(StoreError::Unsound(format!("{} is {lacking}", path.display())));
    }
    Ok(())
}

/// Refuses a log that lost a part of what it had, or its database. Nobody else may be at work on the file.
pub(super) fn check_log(path: &Path) -> Result<(), StoreError> {
    let log = with_ending(path, "-wal");
    let what = match log::damage(&log)? {
        Some(Damage::Head) => "damaged: its head cannot be read".to_owned(),
        Some(Damage::Commits { before, behind }) => {
            format!("damaged: {before} commits can be read, and at least {behind} behind them cannot")
        }
        None if beside(path, "-wal") > 0 && path.metadata().map_or(0, |file| file.len()) == 0 => {
            "all that there is: the database that it belongs to is gone".to_owned()
        }
        None => return Ok(()),
    };
    Err(unsound(&log, &what))
}

/// The length of a file that SQLite keeps beside the database, 0 where there is none.
fn beside(path: &Path, ending: &str) -> u64 {
    with_ending(path, ending).metadata().map_or(0, |file| file.len())
}

/// Refuses a database with another program's tables; says whether it has any at all.
pub(super) fn check_tables(path: &Path, db: &Connection) -> Result<(), StoreError> {
    let marked: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let taken: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let sql = "select count(*), coalesce(sum(name in ('catalog_version', 'secrets', 'responses')), 0) from sqlite_schema \
         where type = 'table'";
    let (tables, ours): (i64, i64) = db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match (marked, taken, tables, ours) {
        (0, 0, 0, _) => Ok(()),
        // A newer version may have other tables; that it is newer is said elsewhere.
        (0 | APPLICATION_ID, 1.., 1.., 3) => Ok(()),
        (APPLICATION_ID, 2.., ..) => Ok(()),
        (APPLICATION_ID, ..) => Err(unsound(path, &format!("damaged: schema {taken} has {tables} tables"))),
        _ => Err(foreign(path)),
    }
}

/// Names what SQLite says of a file that it cannot read.
pub(super) fn named(path: &Path, cause: StoreError) -> StoreError {
    let StoreError::Database(sqlite) = &cause else { return cause };
    match sqlite.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => unsound(path, "not an SQLite database, or its header is damaged"),
        Some(ErrorCode::DatabaseCorrupt) => unsound(path, "damaged, or cut off"),
        _ => cause,
    }
}

fn unsound(path: &Path, what: &str) -> StoreError {
    let way_out = "it was left as it is; `sondeo restore` takes a backup that is whole";
    StoreError::Unsound(format!("{} is {what}: {way_out}", path.display()))
}

fn foreign(path: &Path) -> StoreError {
    StoreError::Unsound(format!("{} is a database of another program: --data names another folder", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sqlite_that_damages_stores_is_refused() {
        for (version, is_sound) in [(3_040_001, false), (3_051_002, false), (3_051_003, true), (4_000_000, true)] {
            assert_eq!(check_sqlite(version).is_ok(), is_sound, "{version}");
        }
        check_sqlite(rusqlite::version_number()).unwrap();
        let refused = check_sqlite(3_040_001).unwrap_err().to_string();
        assert!(refused.contains("3.40.1") && refused.contains("3.51.3"), "{refused}");
    }
}
