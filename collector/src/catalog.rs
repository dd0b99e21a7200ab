//! What the collector knows by heart: sites, their surveys, keys and secrets, as of one version of the store.

mod origin;

use std::{collections::HashMap, fmt, str::FromStr};

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use shared::{
    survey::{Slug, Survey},
    trigger::Trigger,
};

pub use self::origin::{NotAnOrigin, Origin};
use crate::{
    listing::cursor::CursorKey,
    retention::Retention,
    signed_interaction::{Interactions, SigningSecret},
    token::Secret,
};

/// Everything that owners configure. Replaced whole when it changes.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Counts up with every change.
    pub version: i64,
    /// Sites by slug.
    pub sites: HashMap<Slug, Site>,
    /// What each key opens, by the key's hash.
    pub keys: HashMap<KeyHash, Grant>,
    /// The secrets that tokens are signed with; the first is the current one.
    pub secrets: Vec<Secret>,
    /// What cursors are signed with.
    pub cursors: CursorKey,
}

/// A tenant.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its public name.
    pub slug: Slug,
    /// The origins of its pages.
    pub origins: Vec<Origin>,
    /// The IANA name of its time zone.
    pub tz: String,
    /// That zone.
    pub zone: TimeZone,
    /// The language of its prompts where the customer's is not there.
    pub locale: String,
    /// How long it keeps responses.
    pub retention: Retention,
    /// Which interactions are asked about.
    pub interactions: Interactions,
    /// Whether it asks nobody for the moment.
    pub is_paused: bool,
    /// What its server signs interactions with, the oldest first; two at most.
    pub signing_secrets: Vec<SigningSecret>,
    /// Its surveys, in the order in which they get their turn.
    pub surveys: Vec<Survey>,
    /// The current version of each survey, in the same order.
    pub versions: Vec<u32>,
    /// What its surveys were before: answers may be a month on their way.
    pub earlier: HashMap<(Slug, u32), Survey>,
}

impl Site {
    /// Returns the page events that are interactions by themselves, each once: those of surveys that ask.
    pub fn triggers(&self) -> Vec<Trigger> {
        let surveys = self.surveys.iter().filter(|survey| survey.definition().live && !self.is_paused);
        let mut triggers: Vec<Trigger> = Vec::new();
        for trigger in surveys.flat_map(Survey::triggers) {
            if !triggers.contains(trigger) {
                triggers.push(trigger.clone());
            }
        }
        triggers
    }

    /// Returns one of its surveys.
    pub fn survey(&self, slug: &str) -> Option<&Survey> {
        self.surveys.iter().find(|survey| survey.definition().slug.as_str() == slug)
    }

    /// Returns one of its surveys as it is, or as it was when it was deleted: its answers stay.
    pub fn survey_or_last(&self, slug: &str) -> Option<&Survey> {
        let last = || {
            let versions = self.earlier.iter().filter(|((known, _), _)| known.as_str() == slug);
            versions.max_by_key(|((_, version), _)| *version).map(|(_, survey)| survey)
        };
        self.survey(slug).or_else(last)
    }

    /// Returns a survey as it was at this version, if it is known here.
    pub fn survey_at(&self, slug: &Slug, version: u32) -> Option<&Survey> {
        let mut current = self.surveys.iter().zip(&self.versions);
        let current = current.find(|(survey, known)| survey.definition().slug == *slug && **known == version);
        current.map(|(survey, _)| survey).or_else(|| self.earlier.get(&(slug.clone(), version)))
    }
}

/// SHA-256 of a key. Keys are 256 random bits, so their hash needs no salt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyHash(pub [u8; 32]);

impl KeyHash {
    /// Hashes a key as it stands in a request.
    pub fn of(key: &str) -> Self {
        Self(Sha256::digest(key.as_bytes()).into())
    }

    /// Returns what owners tell the key by.
    pub fn fingerprint(&self) -> Fingerprint {
        let [a, b, c, d, e, f, ..] = self.0;
        Fingerprint([a, b, c, d, e, f])
    }
}

/// What owners tell keys apart by: the beginning of the hash, 12 hexadecimal digits. Nobody comes from it to the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 6]);

/// What a fingerprint looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id has 12 of 0-9 and a-f; `list` shows it")]
pub struct NotAFingerprint;

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 12 || !text.bytes().all(is_digit) {
            return Err(NotAFingerprint);
        }
        let number = u64::from_str_radix(text, 16).map_err(|_| NotAFingerprint)?;
        let [_, _, a, b, c, d, e, f] = number.to_be_bytes();
        Ok(Self([a, b, c, d, e, f]))
    }
}

/// What a key opens, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The one site it belongs to.
    pub site: Slug,
    /// What it may do there.
    pub scope: Scope,
    /// The first second in which it opens nothing, Unix; none is for ever.
    pub expires_at: Option<i64>,
    /// Since when it is revoked.
    pub revoked_at: Option<i64>,
}

impl Grant {
    /// Checks that the key still opens something at `now`, Unix seconds.
    ///
    /// # Errors
    /// [`Lapsed`] if it does not.
    pub fn check(&self, now: i64) -> Result<(), Lapsed> {
        match (self.revoked_at, self.expires_at) {
            (Some(_), _) => Err(Lapsed::Revoked),
            (None, Some(expires_at)) if expires_at <= now => Err(Lapsed::Expired),
            _ => Ok(()),
        }
    }
}

/// Why a key that was right once opens nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lapsed {
    /// Its owner took it back.
    #[error("this key was revoked; `sondeo key add` makes another")]
    Revoked,
    /// Its time is over.
    #[error("this key has expired; `sondeo key add` makes another")]
    Expired,
}

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Read scores and responses.
    Read,
    /// Change surveys and remove responses too.
    Manage,
}

impl Scope {
    /// Returns the word in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Manage => "manage",
        }
    }
}

/// What scopes there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key's scope is read, or manage")]
pub struct NotAScope;

impl FromStr for Scope {
    type Err = NotAScope;

    fn from_str(text: &str) -> Result<Self, NotAScope> {
        [Self::Read, Self::Manage].into_iter().find(|scope| scope.name() == text).ok_or(NotAScope)
    }
}

#[cfg(test)]
impl Site {
    /// A site of these surveys, each in its first version, on which nothing else is set.
    pub(crate) fn of(surveys: Vec<Survey>) -> Self {
        Self {
            slug: "shop".parse().unwrap(),
            origins: Vec::new(),
            tz: "UTC".to_owned(),
            zone: TimeZone::UTC,
            locale: "en".to_owned(),
            retention: Retention::FOREVER,
            interactions: Interactions::Any,
            is_paused: false,
            signing_secrets: Vec::new(),
            versions: vec![1; surveys.len()],
            surveys,
            earlier: HashMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_by_the_beginning_of_its_hash() {
        let hash = KeyHash::of("sondeo_live_canary");
        let told = hash.fingerprint();
        assert_eq!(told.0, hash.0[..6]);
        assert_eq!(told.to_string().parse(), Ok(told));
        for text in ["", "0123456789a", "0123456789abc", "0123456789AB", "+12345678901", "0123456789é"] {
            assert_eq!(text.parse::<Fingerprint>(), Err(NotAFingerprint), "{text}");
        }
    }

    #[test]
    fn a_key_opens_until_the_second_in_which_it_expires_or_is_revoked() {
        let grant = |expires_at, revoked_at| Grant {
            site: "shop".parse().unwrap(),
            scope: Scope::Read,
            expires_at,
            revoked_at,
        };
        for (expires_at, revoked_at, want) in [
            (None, None, Ok(())),
            (Some(101), None, Ok(())),
            (Some(100), None, Err(Lapsed::Expired)),
            (Some(99), None, Err(Lapsed::Expired)),
            (None, Some(100), Err(Lapsed::Revoked)),
            (Some(99), Some(98), Err(Lapsed::Revoked)),
        ] {
            assert_eq!(grant(expires_at, revoked_at).check(100), want, "{expires_at:?} {revoked_at:?}");
        }
    }
}
