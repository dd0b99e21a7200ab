//! The secrets that sites' servers sign interactions with.

use jiff::Timestamp;
use shared::survey::Slug;

use super::{Beside, Store, StoreError, postgres, query::SigningSecretRow, sqlite};
use crate::{catalog::Fingerprint, signed_interaction::SigningSecret};

/// How many secrets of a site are valid at a time: one, and another while its server changes over.
const MOST: usize = 2;

impl Store {
    /// Adds a secret to a site.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if there is no such site, or it has two already.
    pub async fn add_signing_secret(
        &self,
        site: Slug,
        secret: SigningSecret,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::signing::add(db, &site, &secret, now)).await,
            Beside::Postgres(pool) => postgres::signing::add(pool, &site, &secret, now).await,
        }
    }

    /// Lists the secrets of all sites by site and age.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn signing_secrets(&self) -> Result<Vec<SigningSecretRow>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(sqlite::signing::list).await,
            Beside::Postgres(pool) => postgres::signing::list(pool).await,
        }
    }

    /// Removes a secret of a site: what was signed with it is no longer accepted.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if the site has no such secret.
    pub async fn revoke_signing_secret(&self, site: Slug, id: Fingerprint) -> Result<(), StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::signing::revoke(db, &site, id)).await,
            Beside::Postgres(pool) => postgres::signing::revoke(pool, &site, id).await,
        }
    }
}

/// Refuses a secret where there are enough.
pub(super) fn check_room(site: &Slug, all: &[SigningSecretRow]) -> Result<(), StoreError> {
    if all.iter().filter(|row| row.site == *site).count() < MOST {
        return Ok(());
    }
    Err(StoreError::Refused(format!(
        "site {site} has {MOST} signing secrets already; `sondeo site secret revoke` takes back the one that its server no \
         longer signs with"
    )))
}

/// Finds a site's secret by what it is told by.
pub(super) fn find(site: &Slug, id: Fingerprint, all: Vec<SigningSecretRow>) -> Result<SigningSecret, StoreError> {
    let found = all.into_iter().find(|row| row.site == *site && row.secret.fingerprint() == id);
    found.map(|row| row.secret).ok_or_else(|| {
        StoreError::Refused(format!(
            "site {site} has no signing secret {id}; `sondeo site secret list` names those there are"
        ))
    })
}
