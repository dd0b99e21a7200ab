//! Brings a database to the schema of this binary, in numbered steps.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};
use tracing::info;

use super::{
    copy::{Unfinished, with_ending},
    identity::APPLICATION_ID,
    verify,
};
use crate::store::{StoreError, fault::may_die_at};

/// The steps in order; `user_version` says how many a database has taken.
const STEPS: [&str; 11] = [
    include_str!("migrations/0001_ledger.sql"),
    include_str!("migrations/0002_removals.sql"),
    include_str!("migrations/0003_keys.sql"),
    include_str!("migrations/0004_quarantine.sql"),
    include_str!("migrations/0005_signing.sql"),
    include_str!("migrations/0006_ratings.sql"),
    include_str!("migrations/0007_variety.sql"),
    include_str!("migrations/0008_paused.sql"),
    include_str!("migrations/0009_survey_versions.sql"),
    include_str!("migrations/0010_marks.sql"),
    include_str!("migrations/0011_feed.sql"),
];

/// Takes the steps that the database at `path` has not taken yet, all in one transaction. A store that has taken some
/// is copied before, to a file beside it.
///
/// # Errors
/// [`StoreError::TooNew`] if it has taken more steps than there are.
pub(super) fn run(db: &mut Connection, path: &Path) -> Result<(), StoreError> {
    take(db, |known| set_aside(path, known))
}

/// The same with a copy, of which there is another.
pub(super) fn take_all(db: &mut Connection) -> Result<(), StoreError> {
    take(db, |_| Ok(()))
}

fn take(db: &mut Connection, before: impl FnOnce(i64) -> Result<(), StoreError>) -> Result<(), StoreError> {
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
    if found > 0 && !missing.is_empty() {
        before(known)?;
    }
    for step in missing {
        transaction.execute_batch(step)?;
        may_die_at!("migration-after-step");
    }
    transaction.pragma_update(None, "user_version", known)?;
    // Stores of the first version have no mark.
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    may_die_at!("migration-before-commit");
    transaction.commit()?;
    may_die_at!("migration-after-commit");
    Ok(())
}

/// Copies the database as it is before the steps to the schema `known`; nobody writes to it meanwhile.
fn set_aside(path: &Path, known: i64) -> Result<(), StoreError> {
    let aside = with_ending(path, &format!(".before-schema-{known}"));
    info!("copying the store to {} before its schema changes", aside.display());
    let copy = Unfinished::begin(&aside)?;
    copy.fill(&super::connect(path)?)?;
    verify::check_file(&copy.open()?)?;
    // One that is there is of a process that died before it took the steps: the store is as it was then, or newer.
    copy.finish_over(&aside)
}

fn is_marked(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0))? == APPLICATION_ID)
}

fn taken(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use tempfile::TempDir;

    use super::*;

    /// A store as the first version made it: the first step, a site, and no mark.
    fn first() -> (TempDir, PathBuf, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sondeo.db");
        let db = Connection::open(&path).unwrap();
        db.execute_batch(STEPS[0]).unwrap();
        db.execute_batch("insert into sites values ('shop', '[]', 'UTC', 'en', 0); pragma user_version = 1; pragma journal_mode = wal").unwrap();
        (folder, path, db)
    }

    fn sites(path: &Path) -> i64 {
        Connection::open(path).unwrap().query_row("select count(*) from sites", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_newer_schema_is_refused_by_name() {
        let (_folder, path, mut db) = first();
        db.pragma_update(None, "user_version", 99).unwrap();
        let refused = run(&mut db, &path).unwrap_err().to_string();
        let known = STEPS.len();
        let want =
            format!("this store has schema 99; this sondeo knows schemas up to {known}: use the version that wrote it");
        assert_eq!(refused, want);
    }

    #[test]
    fn taking_the_steps_twice_changes_nothing() {
        let (_folder, path, mut db) = first();
        run(&mut db, &path).unwrap();
        db.execute("update catalog_version set version = 7", []).unwrap();
        run(&mut db, &path).unwrap();
        assert_eq!(db.query_row("select version from catalog_version", [], |row| row.get::<_, i64>(0)).unwrap(), 7);
    }

    #[test]
    fn a_store_without_a_mark_gets_it() {
        let (_folder, path, mut db) = first();
        run(&mut db, &path).unwrap();
        assert!(is_marked(&db).unwrap());
        assert_eq!(sites(&path), 1);
    }

    #[test]
    fn what_is_stored_is_copied_before_a_step_and_nothing_unfinished_is_left() {
        let (folder, path, db) = first();
        drop(db);
        let aside = folder.path().join("sondeo.db.before-schema-2");
        // The second time in place of what a process left that died before it took the steps.
        for _ in 0..2 {
            set_aside(&path, 2).unwrap();
            assert_eq!(sites(&aside), 1);
        }
        let names = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        assert!(!names.into_iter().any(|name| name.contains("unfinished")));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&aside).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
