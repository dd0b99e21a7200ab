//! Tombstones: how the store knows what it removed without keeping any of it.
//!
//! Only a salted hash stays. The salt is drawn once a store, so that tombstones of different stores say nothing about
//! each other; whoever has the store can still try pseudonyms one by one, which is why they are to be random ones.

use std::fmt;

use sha2::{Digest, Sha256};
use shared::survey::Slug;
use uuid::Uuid;

use super::removal::{Removal, Target};
use crate::{
    submission::Submission,
    token::{ACCEPTED_FOR, CLOCK_SKEW},
};

/// SHA-256 over the salt, the kind, the site and the name.
pub(super) type Hash = [u8; 32];

/// What remains of something that was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tombstone {
    pub(super) site: Slug,
    pub(super) hash: Hash,
    /// When it was removed; a respondent's prompts that are issued later are welcome.
    pub(super) removed_at: i64,
    /// Until when it is to be remembered; none is for ever.
    pub(super) kept_until: Option<i64>,
}

/// The store's salt. Clones of it are what hashes begin with.
#[derive(Clone)]
pub(super) struct Salt(Sha256);

impl Salt {
    pub(super) fn new(bytes: &[u8]) -> Self {
        Self(Sha256::new_with_prefix(bytes))
    }

    /// Hashes the id of a response.
    pub(super) fn response(&self, site: &Slug, id: Uuid) -> Hash {
        self.hash(b"response:", site, id.as_bytes())
    }

    /// Hashes the pseudonym of a respondent.
    pub(super) fn respondent(&self, site: &Slug, respondent: &str) -> Hash {
        self.hash(b"respondent:", site, respondent.as_bytes())
    }

    /// Hashes the site's own id of an interaction.
    pub(super) fn interaction(&self, site: &Slug, interaction: &str) -> Hash {
        self.hash(b"interaction:", site, interaction.as_bytes())
    }

    fn hash(&self, kind: &[u8], site: &Slug, name: &[u8]) -> Hash {
        // A slug has no colon, so that no two things hash the same bytes.
        let hash = self.0.clone().chain_update(kind).chain_update(site.as_str()).chain_update(b":");
        hash.chain_update(name).finalize().into()
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// Returns what is remembered of the responses that a removal took, and until when: for ever, or what expired or was
/// dropped from the quarantine for as long as it has to be.
pub(super) fn graves(
    salt: &Salt,
    Removal { site, target, at }: &Removal,
    removed: &[Submission],
) -> Vec<(Hash, Option<i64>)> {
    let grave = |response: &Submission| {
        let until = match target {
            Target::Expired { .. } | Target::Quarantined(_) => Some(kept_until(response, *at)?),
            Target::Response(_) | Target::Respondent(_) => None,
        };
        Some((salt.response(site, response.prompt.id), until))
    };
    removed.iter().filter_map(grave).collect()
}

/// Returns until when such a response has to be remembered: as long as its token may be accepted. None if it is not.
fn kept_until(removed: &Submission, now: i64) -> Option<i64> {
    let until = removed.prompt.issued_at + (ACCEPTED_FOR + CLOCK_SKEW).as_secs();
    (until >= now).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thing_of_every_site_in_every_store_has_a_hash_of_its_own() {
        let (one, other) = (Salt::new(&[1; 32]), Salt::new(&[2; 32]));
        let [shop, stranger] = ["shop", "stranger"].map(|name| name.parse::<Slug>().unwrap());
        let id = Uuid::from_u128(7);
        let name = std::str::from_utf8(id.as_bytes()).unwrap();
        let mut hashes = vec![
            one.response(&shop, id),
            one.response(&stranger, id),
            one.response(&shop, Uuid::from_u128(8)),
            one.respondent(&shop, name),
            one.respondent(&stranger, name),
            other.response(&shop, id),
        ];
        assert_eq!(one.response(&shop, id), hashes[0]);
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 6);
    }
}
