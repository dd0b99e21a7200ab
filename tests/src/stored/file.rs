//! The database as it lies on the disk.

use std::path::Path;

use rusqlite::Connection;
use uuid::Uuid;

use crate::load::Row;

/// Reads every stored response.
///
/// # Panics
/// If SQLite finds the file damaged.
pub fn rows(folder: &Path) -> Vec<Row> {
    rows_in(&folder.join("sondeo.db"))
}

/// Reads every response in a database.
///
/// # Panics
/// If SQLite finds the file damaged.
pub fn rows_in(database: &Path) -> Vec<Row> {
    let db = Connection::open(database).expect("SQLite reads the file");
    let verdict: String = db.query_row("pragma integrity_check", [], |row| row.get(0)).expect("SQLite reads the file");
    assert_eq!(verdict, "ok");
    let mut statement = db.prepare("select id, rev, rating from responses").expect("SQLite reads the file");
    let read =
        |row: &rusqlite::Row<'_>| Ok(Row { id: Uuid::from_bytes(row.get(0)?), rev: row.get(1)?, rating: row.get(2)? });
    statement
        .query_map([], read)
        .expect("SQLite reads the file")
        .map(|row| row.expect("SQLite reads the file"))
        .collect()
}

/// Begins to read, and keeps what it sees until it is dropped.
///
/// # Panics
/// If SQLite does not read the file.
pub fn snapshot(folder: &Path) -> Connection {
    let db = Connection::open(folder.join("sondeo.db")).expect("SQLite reads the file");
    db.execute_batch("begin; select count(*) from responses").expect("SQLite reads the file");
    db
}
