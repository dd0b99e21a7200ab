//! Remnants: what was removed stands in its page until that is vacuumed, and partly after that.
//!
//! `vacuum` gives the place free, and writes over most of it. Only `vacuum full`, which writes every table anew, is sure
//! to leave nothing in the files of the tables; nobody reads or writes a table meanwhile. What the server keeps beside
//! them (its log of writes, replicas, backups) is its operator's.

use tokio_postgres::error::SqlState;
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

/// Rows that an old transaction still sees are carried over into the new table.
const OLD_VIEWS: &str = "select exists (select 1 from pg_stat_activity where datname = current_database() \
     and pid <> pg_backend_pid() and backend_xmin is not null and xact_start < now() - interval '2 seconds')";

/// Vacuums the tables, and writes them anew if it may take so long.
pub(in crate::store) async fn scrub(pool: &Pool, extent: Extent) -> Result<Scrubbed, StoreError> {
    // A connection that is set like this is not given back.
    let client = deadpool_postgres::Object::take(pool.take().await?);
    client.batch_execute(PATIENCE).await?;
    if client.query_one(OLD_VIEWS, &[]).await?.try_get(0)? {
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
