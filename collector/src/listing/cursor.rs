//! Cursors: where the reading goes on, in words that only this store makes.
//!
//! A cursor is a place and its MAC, bound to the site and to what it is for. The key comes from the store's salt, not
//! from the secret of its tokens: that one rotates, and whoever follows a site would have to begin anew.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::survey::Slug;
use uuid::Uuid;

use crate::store::feed::Position;

/// How much of the MAC travels: nobody guesses 128 bits.
const MAC_BYTES: usize = 16;

/// The longest cursor, in bytes of its text.
pub const MAX_CHARS: usize = 64;

const ID_BYTES: usize = 16;

/// What cursors are signed with.
#[derive(Clone, Default)]
pub struct CursorKey([u8; 32]);

impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey(..)")
    }
}

/// What a cursor is for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose<'a> {
    /// Pages of what this question lists.
    Pages(&'a str),
    /// The site's feed, as a stream or live.
    Feed,
}

impl CursorKey {
    /// Derives it from the salt of the store.
    pub fn of(salt: &[u8]) -> Self {
        Self(keyed(salt).chain_update(b"cursors").finalize().into_bytes().into())
    }

    /// Writes the cursor behind a response of a page.
    pub fn page(&self, site: &Slug, question: &str, last: Uuid) -> String {
        self.seal(site, Purpose::Pages(question), last.as_bytes())
    }

    /// Reads it back; none if it is not one of this site and question.
    pub fn open_page(&self, site: &Slug, question: &str, cursor: &str) -> Option<Uuid> {
        Uuid::from_slice(&self.open(site, Purpose::Pages(question), cursor)?).ok()
    }

    /// Writes the cursor of a place in a site's feed.
    pub fn place(&self, site: &Slug, place: Position) -> String {
        match place {
            Position::Older(id) => self.seal(site, Purpose::Feed, id.as_bytes()),
            Position::Behind { seq, id } => {
                self.seal(site, Purpose::Feed, &[&id.as_bytes()[..], &seq.to_be_bytes()].concat())
            }
        }
    }

    /// Reads it back; none if it is not one of this site.
    pub fn open_place(&self, site: &Slug, cursor: &str) -> Option<Position> {
        let payload = self.open(site, Purpose::Feed, cursor)?;
        let (id, seq) = payload.split_at_checked(ID_BYTES)?;
        let id = Uuid::from_slice(id).ok()?;
        Some(match seq {
            [] => Position::Older(id),
            seq => Position::Behind { seq: i64::from_be_bytes(seq.try_into().ok()?), id },
        })
    }

    fn seal(&self, site: &Slug, purpose: Purpose<'_>, payload: &[u8]) -> String {
        let mac = self.sign(site, purpose, payload).finalize().into_bytes();
        BASE64_URL_SAFE_NO_PAD.encode([payload, &mac[..MAC_BYTES]].concat())
    }

    fn open(&self, site: &Slug, purpose: Purpose<'_>, cursor: &str) -> Option<Vec<u8>> {
        let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(Some(cursor).filter(|text| text.len() <= MAX_CHARS)?).ok()?;
        let mac = bytes.split_off(bytes.len().checked_sub(MAC_BYTES)?);
        self.sign(site, purpose, &bytes).verify_truncated_left(&mac).ok()?;
        Some(bytes)
    }

    fn sign(&self, site: &Slug, purpose: Purpose<'_>, payload: &[u8]) -> Hmac<Sha256> {
        let (kind, question) = match purpose {
            Purpose::Pages(question) => ("pages", question),
            Purpose::Feed => ("feed", ""),
        };
        // A payload has one of two lengths and a slug has no colon, so that no two cursors sign the same bytes.
        let length = [u8::try_from(payload.len()).unwrap_or(u8::MAX)];
        let mac = keyed(&self.0).chain_update(kind).chain_update(b":").chain_update(site.as_str());
        mac.chain_update(b":").chain_update(length).chain_update(payload).chain_update(question)
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_and_to_no_other_site_question_purpose_or_store() {
        let (key, other) = (CursorKey::of(&[1; 32]), CursorKey::of(&[2; 32]));
        let [shop, stranger] = ["shop", "stranger"].map(|name| name.parse::<Slug>().unwrap());
        let id = Uuid::from_u128(7);
        let page = key.page(&shop, "all", id);
        assert_eq!(key.open_page(&shop, "all", &page), Some(id));
        assert_eq!(key.open_page(&stranger, "all", &page), None);
        assert_eq!(key.open_page(&shop, "some", &page), None);
        assert_eq!(other.open_page(&shop, "all", &page), None);
        assert_eq!(key.open_place(&shop, &page), None);
        for place in [Position::START, Position::Older(id), Position::Behind { seq: i64::MAX, id }] {
            let cursor = key.place(&shop, place);
            assert!(cursor.len() <= MAX_CHARS, "{cursor}");
            assert_eq!(key.open_place(&shop, &cursor), Some(place));
            assert_eq!(key.open_place(&stranger, &cursor), None);
            assert_eq!(key.open_page(&shop, "", &cursor), None);
            for at in 0..cursor.len() {
                let mut forged = cursor.clone().into_bytes();
                forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
                let forged = String::from_utf8(forged).unwrap();
                assert_ne!(key.open_place(&shop, &forged), Some(place), "{forged}");
            }
        }
        for none in ["", "A", "AAAAAAAAAAAAAAAAAAAAAA", "é", &"A".repeat(2_000)] {
            assert_eq!((key.open_page(&shop, "all", none), key.open_place(&shop, none)), (None, None), "{none}");
        }
    }
}
