//! Brings a database to the schema of this binary, in numbered steps.

use tokio_postgres::{Client, GenericClient};

use crate::store::{StoreError, fault::may_die_at};

/// The steps in order; the table `schema_version` says how many a database has taken.
const STEPS: [&str; 12] = [
    include_str!("migrations/0001_ledger.sql"),
    include_str!("migrations/0002_removals.sql"),
    include_str!("migrations/0003_statistics.sql"),
    include_str!("migrations/0004_keys.sql"),
    include_str!("migrations/0005_quarantine.sql"),
    include_str!("migrations/0006_signing.sql"),
    include_str!("migrations/0007_ratings.sql"),
    include_str!("migrations/0008_variety.sql"),
    include_str!("migrations/0009_paused.sql"),
    include_str!("migrations/0010_survey_versions.sql"),
    include_str!("migrations/0011_marks.sql"),
    include_str!("migrations/0012_feed.sql"),
];

/// What is locked while steps are taken: "sondeo" in ASCII.
const LOCK: i64 = 0x73_6f_6e_64_65_6f;

/// Takes the steps that the database has not taken yet, all in one transaction. Others wait meanwhile.
///
/// # Errors
/// [`StoreError::TooNew`] if it has taken more steps than there are.
pub(super) async fn run(client: &mut Client) -> Result<(), StoreError> {
    let known = i64::try_from(STEPS.len()).expect("there are few steps");
    // A collector may run with no right to make tables, once they are there.
    let exists = client.query_one("select to_regclass('schema_version') is not null", &[]).await?;
    if exists.get(0) && taken(client).await? == known {
        return Ok(());
    }
    let transaction = client.transaction().await?;
    transaction.query("select pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    // Another process may have taken the steps before we got the lock. To say whether a table is there PostgreSQL may
    // rely on what it knew before; to make one it looks.
    transaction.batch_execute("create table if not exists schema_version (version bigint not null)").await?;
    let found = taken(&transaction).await?;
    let Some(missing) = usize::try_from(found).ok().and_then(|found| STEPS.get(found..)) else {
        return Err(StoreError::TooNew { found, known });
    };
    for step in missing {
        transaction.batch_execute(step).await?;
        may_die_at!("migration-after-step");
    }
    let note = format!("delete from schema_version; insert into schema_version values ({known})");
    transaction.batch_execute(&note).await?;
    may_die_at!("migration-before-commit");
    transaction.commit().await?;
    may_die_at!("migration-after-commit");
    Ok(())
}

/// Returns how many steps were taken.
async fn taken(client: &impl GenericClient) -> Result<i64, StoreError> {
    let row = client.query_opt("select version from schema_version", &[]).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get(0)?))
}
