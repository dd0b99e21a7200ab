//! The keys of owners, and the secret that prompts are signed with.

use jiff::Timestamp;
use shared::survey::Slug;
use tokio_postgres::{Client, GenericClient, Row, types::ToSql};

use super::{
    catalog,
    pool::{Pool, soon},
};
use crate::{
    catalog::{Fingerprint, KeyHash},
    store::{
        Loss, StoreError,
        access::rotated,
        configured::{self, KEY_COLUMNS, RawKey},
        query::{KeyRow, NewKey, Rotated},
        row::{parsed, slug},
    },
};

/// Adds a key to a site.
pub(in crate::store) async fn add_key(
    pool: &Pool,
    site: &Slug,
    key: &NewKey,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    let transaction = client.transaction().await?;
    check_site(&transaction, site).await?;
    insert_key(&transaction, site, key, now.as_second()).await?;
    catalog::touch(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Writes the row of a key.
pub(super) async fn insert_key(
    client: &impl GenericClient,
    site: &Slug,
    key: &NewKey,
    now: i64,
) -> Result<(), StoreError> {
    let NewKey { hash, scope, name, expires_at } = key;
    let sql = format!("insert into keys ({KEY_COLUMNS}) values ($1, $2, $3, $4, $5, $6, null)");
    client.execute(&sql, &[&site.as_str(), &hash.0.as_slice(), &scope.name(), name, &now, expires_at]).await?;
    Ok(())
}

/// Lists all keys by site and age.
pub(in crate::store) async fn keys(pool: &Pool) -> Result<Vec<KeyRow>, StoreError> {
    soon(async { read_keys(&**pool.take().await?).await }).await
}

/// Reads all keys.
pub(super) async fn read_keys(client: &impl GenericClient) -> Result<Vec<KeyRow>, StoreError> {
    let sql = format!("select {KEY_COLUMNS} from keys order by site, created_at, hash");
    client.query(&sql, &[]).await?.iter().map(read).collect()
}

/// Takes a key back.
pub(in crate::store) async fn revoke_key(
    pool: &Pool,
    site: &Slug,
    id: Fingerprint,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    let transaction = client.transaction().await?;
    let sql = "update keys set revoked_at = coalesce(revoked_at, $3) \
         where site = $1 and substring(hash from 1 for 6) = $2";
    if transaction.execute(sql, &[&site.as_str(), &id.0.as_slice(), &now.as_second()]).await? == 0 {
        check_site(&transaction, site).await?;
        return Err(configured::no_key(site, id));
    }
    catalog::touch(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Makes another secret the current one, and drops all but the one before.
pub(in crate::store) async fn rotate(
    pool: &Pool,
    secret: &[u8; 32],
    allowed: Loss,
    now: Timestamp,
) -> Result<Rotated, StoreError> {
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    let transaction = client.transaction().await?;
    // First, because that locks: of two who rotate at once the second sees what the first did.
    catalog::touch(&transaction).await?;
    let rows = transaction.query("select key_id, created_at from secrets order by key_id desc", &[]).await?;
    let read = |row: &Row| Ok((parsed(row.try_get::<_, i32>(0)?.try_into())?, row.try_get(1)?));
    let secrets = rows.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
    let rotated = rotated(&secrets, allowed, now)?;
    let [signs, accepted] = [rotated.signs, rotated.accepted].map(|key_id| parsed(i32::try_from(key_id)));
    transaction.execute("delete from secrets where key_id < $1", &[&accepted?]).await?;
    let row: [&(dyn ToSql + Sync); 3] = [&signs?, &secret.as_slice(), &now.as_second()];
    transaction.execute("insert into secrets values ($1, $2, $3)", &row).await?;
    transaction.commit().await?;
    Ok(rotated)
}

pub(super) async fn check_site(client: &impl GenericClient, site: &Slug) -> Result<(), StoreError> {
    let there = client.query_opt("select 1 from sites where site = $1", &[&site.as_str()]).await?;
    there.map(drop).ok_or_else(|| configured::unknown(site))
}

fn read(row: &Row) -> Result<KeyRow, StoreError> {
    let key = RawKey {
        scope: row.try_get("scope")?,
        name: row.try_get("name")?,
        created_at: row.try_get("created_at")?,
        expires_at: row.try_get("expires_at")?,
        revoked_at: row.try_get("revoked_at")?,
    };
    let hash = KeyHash(parsed(row.try_get::<_, &[u8]>("hash")?.try_into())?);
    key.key(slug(row.try_get("site")?)?, hash)
}
