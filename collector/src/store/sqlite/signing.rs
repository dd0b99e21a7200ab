//! The secrets that sites' servers sign interactions with.

use jiff::Timestamp;
use rusqlite::Connection;
use shared::survey::Slug;

use super::{access, catalog, ledger::slug};
use crate::{
    catalog::Fingerprint,
    signed_interaction::SigningSecret,
    store::{StoreError, query::SigningSecretRow, signing},
};

/// Adds a secret to a site.
pub(in crate::store) fn add(
    db: &Connection,
    site: &Slug,
    secret: &SigningSecret,
    now: Timestamp,
) -> Result<(), StoreError> {
    access::check_site(db, site)?;
    signing::check_room(site, &list(db)?)?;
    let row = (site.as_str(), secret.reveal(), now.as_second());
    db.execute("insert into signing_secrets values (?1, ?2, ?3)", row)?;
    catalog::touch(db)
}

/// Lists the secrets of all sites by site and age.
pub(in crate::store) fn list(db: &Connection) -> Result<Vec<SigningSecretRow>, StoreError> {
    let sql = "select site, secret, created_at from signing_secrets order by site, created_at, secret";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let secret = SigningSecret::from(row.get::<_, String>("secret")?);
        Ok(SigningSecretRow { site: slug(row, "site")?, secret, created_at: row.get("created_at")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes a secret of a site.
pub(in crate::store) fn revoke(db: &Connection, site: &Slug, id: Fingerprint) -> Result<(), StoreError> {
    access::check_site(db, site)?;
    let secret = signing::find(site, id, list(db)?)?;
    db.execute("delete from signing_secrets where site = ?1 and secret = ?2", (site.as_str(), secret.reveal()))?;
    catalog::touch(db)
}
