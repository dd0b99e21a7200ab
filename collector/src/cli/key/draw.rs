//! Keys: how owners prove that scores are theirs to read.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use collector::catalog::KeyHash;

/// What every key begins with, so that scanners find leaked ones.
const PREFIX: &str = "sondeo_live_";

/// A new key. It is shown once; the store keeps its hash.
pub(crate) struct Key(String);

impl Key {
    /// Draws 256 random bits.
    pub(crate) fn draw() -> Self {
        let bytes: [u8; 32] = rand::random();
        Self(format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Returns the key as it stands in a request.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns what the store keeps of it.
    pub(crate) fn hash(&self) -> KeyHash {
        KeyHash::of(&self.0)
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
pub(crate) struct NotAKey;

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
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
