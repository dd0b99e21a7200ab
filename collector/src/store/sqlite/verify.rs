//! Recounts every response and compares with the tallies.

use rusqlite::Connection;

use super::{ledger, tallies};
use crate::store::{StoreError, query::Difference, recount::Recount};

/// Returns the tallies that are not what the responses say; none if all is well.
pub(in crate::store) fn differences(db: &Connection) -> Result<Vec<Difference>, StoreError> {
    // One transaction, so that both sides are of one moment even while responses arrive.
    let snapshot = db.unchecked_transaction()?;
    let mut recount = Recount::default();
    ledger::for_each(&snapshot, |response| recount.count(&response))?;
    tallies::for_each(&snapshot, |key, tally| recount.stored(key, tally))?;
    Ok(recount.differences())
}
