//! The database as it lies on the disk, read by this suite's own means: it takes nobody's word.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use uuid::Uuid;

/// Reads the rating of every stored response.
///
/// # Panics
/// If SQLite finds the file damaged, or a response is there twice.
pub(crate) fn stored(folder: &Path) -> BTreeMap<Uuid, i64> {
    let db = Connection::open(folder.join("sondeo.db")).unwrap();
    let verdict: String = db.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    let mut statement = db.prepare("select id, rating from responses").unwrap();
    let rows = statement.query_map([], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?))).unwrap();
    let mut stored = BTreeMap::new();
    for row in rows {
        let (id, rating) = row.unwrap();
        assert_eq!(stored.insert(id, rating), None, "{id} is stored twice");
    }
    stored
}
