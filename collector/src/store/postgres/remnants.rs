//! Remnants: what was removed stands in its page until that is vacuumed, and partly after that.
//!
//! `vacuum` gives the place free, and writes over most of it. Only `vacuum full`, which writes every table anew, is sure
//! to leave nothing in the files of the tables; nobody reads or writes a table meanwhile. What the server keeps beside
//! them (its log of writes, replicas, backups) is its operator's.

use std::time::Duration;

use tokio::time;
use tokio_postgres::{Client, error::SqlState};
use tracing::warn;

use super::{error::PostgresError, pool::Pool};
use crate::store::{
    StoreError,
    scrubbing::{Extent, Scrubbed},
};

/// The tables that have something of customers in them.
const TABLES: [&str; 3] = ["responses", "histories", "tallies"];

/// A vacuum takes its time, but whoever comes after one that waits for a lock waits too.
const PATIENCE: &str = "set statement_timeout = 0; set lock_timeout = '500ms'";

/// Rows that somebody's older view still sees are carried over into the new table. $1 is a transaction that began after
/// the removal: whoever has a view or a transaction from before it may see what was removed. Sessions of other roles
/// hide when they began, but not this.
const OLD_VIEWS: &str = "\
    select exists (select from pg_stat_activity where coalesce(datname, current_database()) = current_database() \
        and pid <> pg_backend_pid() and greatest(age(backend_xmin), age(backend_xid)) > age($1::text::xid)) \
    or exists (select from pg_prepared_xacts \
        where database = current_database() and age(transaction) > age($1::text::xid)) \
    or exists (select from pg_replication_slots where age(xmin) > age($1::text::xid))";

/// How long those who were at work before are waited for. Batches and questions take milliseconds.
const OTHERS_PATIENCE: Duration = Duration::from_secs(1);
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Vacuums the tables, and writes them anew if it may take so long.
pub(in crate::store) async fn scrub(pool: &Pool, extent: Extent) -> Result<Scrubbed, StoreError> {
    // A connection that is set like this is not given back.
    let client = deadpool_postgres::Object::take(pool.take().await?);
    client.batch_execute(PATIENCE).await?;
    if !others_are_done(&client).await? {
        return Ok(Scrubbed::InUse);
    }
    let sql = "select bool_and(pg_has_role(relowner, 'usage')) from pg_class where oid = any ($1::text[]::regclass[])";
    if !client.query_one(sql, &[&TABLES.as_slice()]).await?.try_get(0)? {
        // PostgreSQL only warns of it, and says that all is done.
        warn!("the role of this collector does not own the tables: their owner has to say `vacuum full`");
        return Ok(Scrubbed::Copies);
    }
    let sql = "select sum(pg_total_relation_size(name::regclass))::bigint from unnest($1::text[]) as name";
    let bytes: i64 = client.query_one(sql, &[&TABLES.as_slice()]).await?.try_get(0)?;
    let rewritten = extent.covers(bytes.unsigned_abs());
    for table in TABLES {
        let vacuum = if rewritten { format!("vacuum full {table}") } else { format!("vacuum {table}") };
        match client.batch_execute(&vacuum).await.map_err(PostgresError::from) {
            Err(PostgresError::Refused { code, .. }) if code == SqlState::LOCK_NOT_AVAILABLE.code() => {
                return Ok(Scrubbed::InUse);
            }
            done => done?,
        }
    }
    Ok(if rewritten { Scrubbed::Clean } else { Scrubbed::Copies })
}

/// Says whether everybody is done who may see what was removed before.
async fn others_are_done(client: &Client) -> Result<bool, StoreError> {
    let now: String = client.query_one("select pg_current_xact_id()::xid::text", &[]).await?.try_get(0)?;
    let mut looks = time::interval(LOOK_EVERY);
    let done = async {
        while client.query_one(OLD_VIEWS, &[&now]).await?.try_get(0)? {
            looks.tick().await;
        }
        Ok(true)
    };
    time::timeout(OTHERS_PATIENCE, done).await.unwrap_or(Ok(false))
}
