//! Brings a database to the schema of this binary, in numbered steps.

use rusqlite::{Connection, TransactionBehavior};

use super::identity::APPLICATION_ID;
use crate::store::StoreError;

/// The steps in order; `user_version` says how many a database has taken.
const STEPS: [&str; 1] = [include_str!("migrations/0001_ledger.sql")];

/// Takes the steps that the database has not taken yet, all in one transaction.
///
/// # Errors
/// [`StoreError::TooNew`] if it has taken more steps than there are.
pub(super) fn run(db: &mut Connection) -> Result<(), StoreError> {
    let known = i64::try_from(STEPS.len()).expect("there are few steps");
    if taken(db)? == known && is_marked(db)? {
        return Ok(());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have taken the steps meanwhile.
    let found = taken(&transaction)?;
    let Some(missing) = usize::try_from(found).ok().and_then(|found| STEPS.get(found..)) else {
        return Err(StoreError::TooNew { found, known });
    };
    for step in missing {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    // Stores of the first version have no mark.
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.commit()?;
    Ok(())
}

fn is_marked(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0))? == APPLICATION_ID)
}

fn taken(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_schema_is_refused_by_name() {
        let mut db = Connection::open_in_memory().unwrap();
        db.pragma_update(None, "user_version", 99).unwrap();
        let refused = run(&mut db).unwrap_err().to_string();
        assert_eq!(
            refused,
            "this store has schema 99; this sondeo knows schemas up to 1: use the version that wrote it"
        );
    }

    #[test]
    fn taking_the_steps_twice_changes_nothing() {
        let mut db = Connection::open_in_memory().unwrap();
        run(&mut db).unwrap();
        db.execute("update catalog_version set version = 7", []).unwrap();
        run(&mut db).unwrap();
        assert_eq!(db.query_row("select version from catalog_version", [], |row| row.get::<_, i64>(0)).unwrap(), 7);
    }

    #[test]
    fn a_store_without_a_mark_gets_it() {
        let mut db = Connection::open_in_memory().unwrap();
        db.execute_batch(STEPS[0]).unwrap();
        db.pragma_update(None, "user_version", 1).unwrap();
        run(&mut db).unwrap();
        assert!(is_marked(&db).unwrap());
    }
}
