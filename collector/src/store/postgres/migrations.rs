//! Brings a database to the schema of this binary, in numbered steps.

use tokio_postgres::{Client, GenericClient};

use super::error::PostgresError;
use crate::store::StoreError;

/// The steps in order; the table `schema_version` says how many a database has taken.
const STEPS: [&str; 1] = [include_str!("migrations/0001_ledger.sql")];

/// What is locked while steps are taken: "sondeo" in ASCII.
const LOCK: i64 = 0x73_6f_6e_64_65_6f;

/// Takes the steps that the database has not taken yet, all in one transaction. Others wait meanwhile.
///
/// # Errors
/// [`StoreError::TooNew`] if it has taken more steps than there are.
pub(super) async fn run(client: &mut Client) -> Result<(), StoreError> {
    let known = i64::try_from(STEPS.len()).expect("there are few steps");
    // A collector may run with no right to make tables, once they are there.
    if taken(client).await? == Some(known) {
        return Ok(());
    }
    let transaction = client.transaction().await?;
    let lock = "select pg_advisory_xact_lock($1)";
    transaction.query(lock, &[&LOCK]).await?;
    // Read again under the lock: another process may have taken the steps meanwhile.
    let found = taken(&transaction).await?.unwrap_or(0);
    let Some(missing) = usize::try_from(found).ok().and_then(|found| STEPS.get(found..)) else {
        return Err(StoreError::TooNew { found, known });
    };
    for step in missing {
        transaction.batch_execute(step).await?;
    }
    let note = format!(
        "create table if not exists schema_version (version bigint not null); \
         delete from schema_version; insert into schema_version values ({known})"
    );
    transaction.batch_execute(&note).await?;
    transaction.commit().await?;
    Ok(())
}

/// Returns how many steps were taken; nothing if there is not even the table that says so.
async fn taken(client: &impl GenericClient) -> Result<Option<i64>, PostgresError> {
    let exists = client.query_one("select to_regclass('schema_version') is not null", &[]).await?;
    if !exists.get::<_, bool>(0) {
        return Ok(None);
    }
    let row = client.query_opt("select version from schema_version", &[]).await?;
    Ok(row.map(|row| row.get(0)))
}
