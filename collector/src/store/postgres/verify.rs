//! Recounts every response and compares with the tallies.

use tokio_postgres::{Client, IsolationLevel};

use super::{ledger, pool::Pool, tallies};
use crate::store::{StoreError, query::Difference, recount::Recount};

/// Returns the tallies that are not what the responses say; none if all is well.
pub(in crate::store) async fn differences(pool: &Pool) -> Result<Vec<Difference>, StoreError> {
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    // One snapshot, so that both sides are of one moment even while responses arrive.
    let snapshot = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    let snapshot = snapshot.start().await?;
    // Nobody waits for it and it locks nothing: it may read for long, and count for long while nothing is asked.
    snapshot
        .batch_execute("set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0")
        .await?;
    let mut recount = Recount::default();
    ledger::for_each(&snapshot, |response| recount.count(&response)).await?;
    tallies::for_each(&snapshot, |key, tally| recount.stored(key, tally)).await?;
    snapshot.commit().await?;
    Ok(recount.differences())
}
