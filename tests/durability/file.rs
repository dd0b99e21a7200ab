//! The database as it lies on the disk, read by this suite's own means: it takes nobody's word.

use std::path::Path;

use rusqlite::Connection;
use tests::load::Row;
use uuid::Uuid;

/// Reads every stored response.
///
/// # Panics
/// If SQLite finds the file damaged.
pub(crate) fn rows(folder: &Path) -> Vec<Row> {
    rows_in(&folder.join("sondeo.db"))
}

/// Reads every response in a database.
///
/// # Panics
/// If SQLite finds the file damaged.
pub(crate) fn rows_in(database: &Path) -> Vec<Row> {
    let db = Connection::open(database).unwrap();
    let verdict: String = db.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let mut statement = db.prepare("select id, rev, rating from responses").unwrap();
    let read =
        |row: &rusqlite::Row<'_>| Ok(Row { id: Uuid::from_bytes(row.get(0)?), rev: row.get(1)?, rating: row.get(2)? });
    statement.query_map([], read).unwrap().map(Result::unwrap).collect()
}
