//! The secrets that sites' servers sign interactions with.

use jiff::Timestamp;
use shared::survey::Slug;
use tokio_postgres::{Client, GenericClient};

use super::{
    access, catalog,
    pool::{Pool, soon},
};
use crate::{
    catalog::Fingerprint,
    signed_interaction::SigningSecret,
    store::{StoreError, query::SigningSecretRow, row::slug, signing},
};

/// Adds a secret to a site.
pub(in crate::store) async fn add(
    pool: &Pool,
    site: &Slug,
    secret: &SigningSecret,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    let transaction = client.transaction().await?;
    access::check_site(&transaction, site).await?;
    // That locks: of two who add at once the second sees what the first did.
    catalog::touch(&transaction).await?;
    signing::check_room(site, &read(&transaction).await?)?;
    let sql = "insert into signing_secrets values ($1, $2, $3)";
    transaction.execute(sql, &[&site.as_str(), &secret.reveal(), &now.as_second()]).await?;
    Ok(transaction.commit().await?)
}

/// Lists the secrets of all sites by site and age.
pub(in crate::store) async fn list(pool: &Pool) -> Result<Vec<SigningSecretRow>, StoreError> {
    soon(async { read(&**pool.take().await?).await }).await
}

/// Reads all secrets.
pub(super) async fn read(client: &impl GenericClient) -> Result<Vec<SigningSecretRow>, StoreError> {
    let sql = "select site, secret, created_at from signing_secrets order by site, created_at, secret";
    let rows = client.query(sql, &[]).await?;
    let row = |row: &tokio_postgres::Row| {
        let secret = SigningSecret::from(row.try_get::<_, String>("secret")?);
        Ok(SigningSecretRow { site: slug(row.try_get("site")?)?, secret, created_at: row.try_get("created_at")? })
    };
    rows.iter().map(row).collect()
}

/// Removes a secret of a site.
pub(in crate::store) async fn revoke(pool: &Pool, site: &Slug, id: Fingerprint) -> Result<(), StoreError> {
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    let transaction = client.transaction().await?;
    access::check_site(&transaction, site).await?;
    let secret = signing::find(site, id, read(&transaction).await?)?;
    let sql = "delete from signing_secrets where site = $1 and secret = $2";
    transaction.execute(sql, &[&site.as_str(), &secret.reveal()]).await?;
    catalog::touch(&transaction).await?;
    Ok(transaction.commit().await?)
}
