//! Recounts every response and compares with the tallies, in a file that SQLite finds whole.

use rusqlite::{Connection, ErrorCode};

use super::{ledger, tallies};
use crate::store::{StoreError, query::Difference, recount::Recount};

/// Returns the tallies that are not what the responses say; none if all is well.
pub(in crate::store) fn differences(db: &Connection) -> Result<Vec<Difference>, StoreError> {
    check_file(db)?;
    // One transaction, so that both sides are of one moment even while responses arrive.
    let snapshot = db.unchecked_transaction()?;
    let mut recount = Recount::default();
    ledger::for_each(&snapshot, |response| recount.count(&response))?;
    tallies::for_each(&snapshot, |key, tally| recount.stored(key, tally))?;
    Ok(recount.differences())
}

/// Has SQLite look at every page of the file.
///
/// # Errors
/// [`StoreError::Damaged`] with what is wrong.
pub(super) fn check_file(db: &Connection) -> Result<(), StoreError> {
    let mut statement = db.prepare("pragma integrity_check(10)")?;
    let said = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>();
    match said {
        Ok(said) if said == ["ok"] => Ok(()),
        Ok(said) => Err(StoreError::Damaged(said.join("; "))),
        Err(cause) if cause.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            Err(StoreError::Damaged(cause.to_string()))
        }
        Err(cause) => Err(cause.into()),
    }
}
