//! Keys: how owners prove that scores are theirs to read. Made and listed here, by command and over HTTP.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use shared::wire::keys::{KeyScope, KeyState, KeyView};

use crate::{
    catalog::{KeyHash, Lapsed, Scope},
    clock::moment,
    store::query::{KeyRow, NewKey},
};

/// How many keys a site may have before none is added over HTTP, those that open nothing any more included: collectors
/// hold them in memory, to say why they open nothing.
pub const MOST_KEYS: usize = 1_000;

/// For how many days a key may be good, unless it is for ever.
pub const MOST_DAYS: i64 = 3_650;

const DAY_S: i64 = 86_400;

/// What every key begins with, so that scanners find leaked ones.
const PREFIX: &str = "sondeo_live_";

/// A new key. It is shown once; the store keeps its hash.
pub struct Key(String);

impl Key {
    /// Draws 256 random bits.
    pub fn draw() -> Self {
        let bytes: [u8; 32] = rand::random();
        Self(format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Returns the key as it stands in a request.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns what the store keeps of it.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.0)
    }

    /// Returns what the store is given of it.
    pub fn stored(&self, scope: Scope, name: Option<String>, expires_at: Option<i64>) -> NewKey {
        NewKey { hash: self.hash(), scope, name, expires_at }
    }
}

/// A key that was kept somewhere.
impl TryFrom<String> for Key {
    type Error = NotAKey;

    fn try_from(text: String) -> Result<Self, NotAKey> {
        let bits = text.strip_prefix(PREFIX).and_then(|bits| BASE64_URL_SAFE_NO_PAD.decode(bits).ok());
        if bits.is_some_and(|bits| bits.len() == 32) { Ok(Self(text)) } else { Err(NotAKey) }
    }
}

/// What a key looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is sondeo_live_ and 43 characters of base64url")]
pub struct NotAKey;

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Returns the second in which a key opens nothing any more that is good for so many days from `now`, Unix seconds.
pub fn end(now: i64, days: i64) -> i64 {
    now + days * DAY_S
}

/// Reads what an owner calls a key.
///
/// # Errors
/// What a name is.
pub fn name(text: &str) -> Result<String, &'static str> {
    let fits = (1..=64).contains(&text.trim().chars().count()) && !text.contains(char::is_control);
    if fits { Ok(text.trim().to_owned()) } else { Err("a name has 1 to 64 characters on one line") }
}

/// Says what there is to say of a key at `now`, Unix seconds.
pub fn view(key: &KeyRow, now: i64) -> KeyView {
    let KeyRow { hash, grant, name, created_at } = key;
    KeyView {
        id: hash.fingerprint().to_string(),
        scope: scope(grant.scope),
        name: name.clone(),
        state: match grant.check(now) {
            Ok(()) => KeyState::Valid,
            Err(Lapsed::Expired) => KeyState::Expired,
            Err(Lapsed::Revoked) => KeyState::Revoked,
        },
        created_at: moment(*created_at),
        expires_at: grant.expires_at.map(moment),
        revoked_at: grant.revoked_at.map(moment),
    }
}

/// Spells a scope for the wire.
pub fn scope(scope: Scope) -> KeyScope {
    match scope {
        Scope::Read => KeyScope::Read,
        Scope::Manage => KeyScope::Manage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_256_bits_in_base64url() {
        let key = Key::draw();
        let bits = key.reveal().strip_prefix("sondeo_live_").unwrap();
        assert_eq!(bits.len(), 43);
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(bits).unwrap().len(), 32);
        assert_ne!(Key::draw().reveal(), key.reveal());
        assert_eq!(key.hash(), KeyHash::of(key.reveal()));
    }

    #[test]
    fn only_keys_are_keys() {
        assert!(Key::try_from(Key::draw().reveal().to_owned()).is_ok());
        for text in ["", "sondeo_live_", "sondeo_live_abc", &Key::draw().reveal().replace("live", "test")] {
            assert_eq!(Key::try_from(text.to_owned()).err(), Some(NotAKey), "{text}");
        }
    }

    #[test]
    fn a_key_does_not_show_itself() {
        assert_eq!(format!("{:?}", Key::draw()), "Key(..)");
    }
}
