//! Who may: the keys of owners, and the secret by which the collectors know their own prompts.

use jiff::Timestamp;
use shared::survey::Slug;

use super::{
    Beside, Store, StoreError, postgres,
    query::{KeyRow, NewKey, Rotated},
    sqlite,
};
use crate::{
    catalog::Fingerprint,
    token::{ACCEPTED_FOR, CLOCK_SKEW},
};

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

    /// Makes `secret` the one that prompts are signed with. Those that were signed with the one before are accepted
    /// still, all older ones no more.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if prompts of an older one may still be answered, unless that is `allowed` to be lost.
    pub async fn rotate_secret(&self, secret: [u8; 32], allowed: Loss, now: Timestamp) -> Result<Rotated, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.write(move |db| sqlite::access::rotate(db, &secret, allowed, now)).await,
            Beside::Postgres(pool) => postgres::access::rotate(pool, &secret, allowed, now).await,
        }
    }
}

/// What may be lost by a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Nothing.
    None,
    /// Answers to prompts that were issued before the last rotation.
    LateAnswers,
}

/// Says which secrets there are after a rotation, given those that there are, newest first, with the times when they
/// were made.
pub(super) fn rotated(secrets: &[(u32, i64)], allowed: Loss, now: Timestamp) -> Result<Rotated, StoreError> {
    let [(current, made_at), older @ ..] = secrets else {
        return Err(StoreError::Damaged("the store has no secret to sign prompts with".to_owned()));
    };
    let over_at = made_at + (ACCEPTED_FOR + CLOCK_SKEW).as_secs();
    if !older.is_empty() && allowed == Loss::None && now.as_second() < over_at {
        let when = Timestamp::from_second(over_at).map_or_else(|_| over_at.to_string(), |over| over.to_string());
        return Err(StoreError::Refused(format!(
            "prompts that were signed before the last rotation may be answered until {when}: rotate after that, or with \
             --now, by which those answers are refused"
        )));
    }
    Ok(Rotated { signs: current + 1, accepted: *current, dropped: older.iter().map(|(key_id, _)| *key_id).collect() })
}
