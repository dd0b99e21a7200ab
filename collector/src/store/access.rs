//! Who may: the keys of owners.

use jiff::Timestamp;
use shared::survey::Slug;

use super::{
    Beside, Store, StoreError, postgres,
    query::{KeyRow, NewKey},
    sqlite,
};
use crate::catalog::Fingerprint;

impl Store {
    /// Adds a key to a site.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if there is no such site.
    pub async fn add_key(&self, site: Slug, key: NewKey, now: Timestamp) -> Result<(), StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::access::add_key(db, &site, &key, now)).await,
            Beside::Postgres(pool) => postgres::access::add_key(pool, &site, &key, now).await,
        }
    }

    /// Lists all keys by site and age, also those that open nothing any more.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(sqlite::access::keys).await,
            Beside::Postgres(pool) => postgres::access::keys(pool).await,
        }
    }

    /// Takes a key back for good. One that was revoked before stays so since then.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if the site has no such key.
    pub async fn revoke_key(&self, site: Slug, id: Fingerprint, now: Timestamp) -> Result<(), StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::access::revoke_key(db, &site, id, now)).await,
            Beside::Postgres(pool) => postgres::access::revoke_key(pool, &site, id, now).await,
        }
    }
}
