//! Sessions: the keys with which somebody signed in to the dashboard, as the browser keeps them for us.
//!
//! Nothing of a session is stored. The keys themselves are in it, each with its end, encrypted under a key that is
//! derived from the store's secret: every collector of the store opens it, and whoever copies it has it for some hours
//! and learns no key. Were only hashes of keys in it, signed, then whoever reads a backup, which has the secret and the
//! hashes, could make one.

#[cfg(test)]
mod tests;

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use shared::survey::Slug;

use crate::{
    catalog::{Catalog, Grant, KeyHash},
    token::{self, Secret, TokenError},
};

/// How long a key is good for after it was signed in with: a day of work.
pub const LASTS: SignedDuration = SignedDuration::from_hours(12);

/// How many sites a session holds. So many fit in a cookie, which has 4,096 bytes.
pub const MOST_SITES: usize = 20;

/// How many random bytes a seal needs.
pub const NONCE_BYTES: usize = 24;

/// The keys that somebody signed in with.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session(Vec<Held>);

/// A key, and when it is held no more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    #[serde(rename = "k")]
    key: String,
    /// Unix seconds.
    #[serde(rename = "e")]
    ends_at: i64,
}

/// What a session opens: a site, by a key.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    /// The key.
    pub key: &'a str,
    /// Its hash.
    pub hash: KeyHash,
    /// What the key opens.
    pub grant: &'a Grant,
    /// When the session opens it no more, Unix seconds.
    pub ends_at: i64,
}

/// There are as many sites in the session as there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a session holds {MOST_SITES} sites at most; sign out of one that you do not need")]
pub struct Full;

impl Session {
    /// Reads what was sealed, without what has ended.
    ///
    /// # Errors
    /// [`TokenError`] if it was not sealed by a collector of this store, or is known to a newer secret alone.
    pub fn open(sealed: &str, secrets: &[Secret], now: Timestamp) -> Result<Self, TokenError> {
        let (key_id, sealed) = sealed.split_once('.').ok_or(TokenError::Foreign)?;
        let secret = token::find(key_id, secrets)?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed).map_err(|_| TokenError::Foreign)?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(TokenError::Foreign)?;
        let payload = Payload { msg: sealed, aad: key_id.as_bytes() };
        let opened = cipher(secret).decrypt(&XNonce::from(*nonce), payload).map_err(|_| TokenError::Foreign)?;
        let mut session: Self = serde_json::from_slice(&opened).map_err(|_| TokenError::Foreign)?;
        session.0.retain(|held| now.as_second() < held.ends_at);
        Ok(session)
    }

    /// Writes it down for the browser. The nonce is random, and used once.
    pub fn seal(&self, secret: &Secret, nonce: [u8; NONCE_BYTES]) -> String {
        let keys = serde_json::to_vec(self).expect("texts and numbers are JSON");
        let key_id = secret.key_id.to_string();
        let payload = Payload { msg: &keys, aad: key_id.as_bytes() };
        let sealed = cipher(secret).encrypt(&XNonce::from(nonce), payload).expect("twenty keys are not too long");
        format!("{key_id}.{}", BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Adds a key that opens something, in place of the one that its site had, and forgets those that open nothing.
    ///
    /// # Errors
    /// [`Full`] if it holds [`MOST_SITES`] others.
    pub fn with(&self, key: &str, catalog: &Catalog, now: Timestamp) -> Result<Self, Full> {
        let site = catalog.keys.get(&KeyHash::of(key)).map(|grant| &grant.site);
        let others = self.openings(catalog, now).into_iter().filter(|opening| Some(&opening.grant.site) != site);
        let mut held: Vec<Held> = others.map(Held::of).collect();
        if held.len() == MOST_SITES {
            return Err(Full);
        }
        held.push(Held { key: key.to_owned(), ends_at: (now + LASTS).as_second() });
        Ok(Self(held))
    }

    /// Returns what is left of it without a site.
    pub fn without(&self, site: &str, catalog: &Catalog, now: Timestamp) -> Self {
        let others = self.openings(catalog, now).into_iter().filter(|opening| opening.grant.site.as_str() != site);
        Self(others.map(Held::of).collect())
    }

    /// Returns what it opens at `now`, in the order of signing in: what was revoked or has expired it does not.
    pub fn openings<'a>(&'a self, catalog: &'a Catalog, now: Timestamp) -> Vec<Opening<'a>> {
        let opening = |held: &'a Held| {
            let hash = KeyHash::of(&held.key);
            let grant = catalog.keys.get(&hash).filter(|grant| grant.check(now.as_second()).is_ok())?;
            catalog.sites.contains_key(&grant.site).then_some(())?;
            Some(Opening { key: &held.key, hash, grant, ends_at: held.ends_at })
        };
        self.0.iter().filter_map(opening).collect()
    }

    /// Returns what it opens of a site.
    pub fn opening<'a>(&'a self, site: &Slug, catalog: &'a Catalog, now: Timestamp) -> Option<Opening<'a>> {
        self.openings(catalog, now).into_iter().find(|opening| opening.grant.site == *site)
    }

    /// Returns when the last of it ends, Unix seconds; nothing if it holds nothing.
    pub fn ends_at(&self) -> Option<i64> {
        self.0.iter().map(|held| held.ends_at).max()
    }
}

impl Held {
    fn of(opening: Opening<'_>) -> Self {
        Self { key: opening.key.to_owned(), ends_at: opening.ends_at }
    }
}

/// Keys are never printed.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({} keys)", self.0.len())
    }
}

/// Keys are never printed.
impl fmt::Debug for Opening<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("grant", self.grant).field("ends_at", &self.ends_at).finish_non_exhaustive()
    }
}

fn cipher(secret: &Secret) -> XChaCha20Poly1305 {
    let keyed = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&secret.bytes);
    let key = keyed.expect("HMAC takes keys of any length").chain_update(b"session").finalize().into_bytes();
    XChaCha20Poly1305::new(&key)
}
