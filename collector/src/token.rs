//! Tokens: how the collector recognizes a prompt that it issued, without having written it down.
//!
//! A token is `<key id>.<payload>.<mac>`: the payload is JSON in base64url, readable by its
//! holder; the MAC is HMAC-SHA256 under a key that is derived from the store's secret and the
//! site. So ballots cannot be stuffed without asking for prompts, and every collector on the
//! same store accepts the prompts of the others.

use std::{collections::BTreeMap, fmt};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use shared::{survey::Slug, wire::prompts::Device};
use uuid::Uuid;

/// How long after its issue a prompt's reports are taken. The browser keeps unsent ones for 30 days.
pub const ACCEPTED_FOR: SignedDuration = SignedDuration::from_hours(31 * 24);

/// How far ahead of this collector's clock the issue may lie: another collector's clock is ahead, or this one's was
/// set back. The MAC says that it was issued, so the limit only keeps a clock that was years off from being believed.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// How far the clock of who forgets what tokens need may be ahead of a collector that still accepts them.
pub const CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(24);

/// The longest token, in bytes. It travels with every report.
pub const MAX_BYTES: usize = 512;

/// A prompt as it was issued: everything that its response will be counted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedPrompt {
    /// The site.
    #[serde(rename = "s")]
    pub site: Slug,
    /// The prompt's id, which is its response's id.
    #[serde(rename = "i")]
    pub id: Uuid,
    /// The survey.
    #[serde(rename = "q")]
    pub survey: Slug,
    /// The survey's version.
    #[serde(rename = "v")]
    pub version: u32,
    /// When it was issued, Unix seconds of the collector's clock.
    #[serde(rename = "t")]
    pub issued_at: i64,
    /// The touchpoint.
    #[serde(rename = "p")]
    pub touchpoint: Slug,
    /// The site's own id of the interaction.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub interaction_id: Option<String>,
    /// The stage of the customer's life.
    #[serde(rename = "g", default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Slug>,
    /// The language of the prompt.
    #[serde(rename = "l")]
    pub locale: String,
    /// The class of device.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// The attributes that the survey declares.
    #[serde(rename = "a", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<Slug, String>,
    /// The customer's pseudonym, where the site's server vouched for one.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub respondent: Option<String>,
    /// Whether the site's server vouched for the interaction: then it gets one rating. Of importance when a report comes,
    /// and not kept.
    #[serde(rename = "w", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_vouched: bool,
    /// Whether somebody tries the site out: its reports are checked and answered, and not kept.
    #[serde(rename = "x", default, skip_serializing_if = "std::ops::Not::not")]
    pub is_test: bool,
}

/// The store's secret under its key id. One is current; earlier ones are still accepted.
#[derive(Clone)]
pub struct Secret {
    /// Its number in tokens.
    pub key_id: u32,
    /// 32 random bytes.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It was not made by us for this site, or was changed on its way.
    #[error("the token is not one that this site's collector issued")]
    Foreign,
    /// It says that it was signed with a secret that is newer than all that are known here. Another collector may know
    /// it already.
    #[error("the token is not one that this site's collector issued")]
    NewerSecret,
    /// It is too old, or from too far in the future.
    #[error(
        "the prompt was issued more than 31 days ago, or more than a day ahead of this clock; its reports are not taken"
    )]
    Expired,
}

/// The interaction's own words do not fit in a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the interaction's id, attributes and respondent are too long together; shorten them to about 150 characters")]
pub struct TooLong;

/// Makes the token of a prompt.
///
/// # Errors
/// [`TooLong`] if it would be over [`MAX_BYTES`].
pub fn mint(prompt: &IssuedPrompt, secret: &Secret) -> Result<String, TooLong> {
    let payload = serde_json::to_vec(prompt).expect("slugs, strings and numbers are JSON");
    let signed = format!("{}.{}", secret.key_id, BASE64_URL_SAFE_NO_PAD.encode(payload));
    let mac = sign(&signed, &prompt.site, secret).finalize().into_bytes();
    let token = format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac));
    if token.len() <= MAX_BYTES { Ok(token) } else { Err(TooLong) }
}

/// Reads a token of `site` back.
///
/// # Errors
/// [`TokenError`] if it is not one of ours, is another site's or is no longer accepted at `now`.
pub fn open(token: &str, site: &Slug, secrets: &[Secret], now: Timestamp) -> Result<IssuedPrompt, TokenError> {
    let (signed, mac) = token.rsplit_once('.').filter(|_| token.len() <= MAX_BYTES).ok_or(TokenError::Foreign)?;
    let (key_id, payload) = signed.split_once('.').ok_or(TokenError::Foreign)?;
    let secret = find(key_id, secrets)?;
    let mac = BASE64_URL_SAFE_NO_PAD.decode(mac).map_err(|_| TokenError::Foreign)?;
    sign(signed, site, secret).verify_slice(&mac).map_err(|_| TokenError::Foreign)?;
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).map_err(|_| TokenError::Foreign)?;
    let prompt: IssuedPrompt = serde_json::from_slice(&payload).map_err(|_| TokenError::Foreign)?;
    let issued_at = Timestamp::from_second(prompt.issued_at).map_err(|_| TokenError::Foreign)?;
    let age = now.duration_since(issued_at);
    if age > ACCEPTED_FOR || age < -AHEAD { Err(TokenError::Expired) } else { Ok(prompt) }
}

/// Finds a secret by its number as it stands in a token.
pub(crate) fn find<'a>(key_id: &str, secrets: &'a [Secret]) -> Result<&'a Secret, TokenError> {
    let number: u32 =
        key_id.parse().ok().filter(|number: &u32| number.to_string() == key_id).ok_or(TokenError::Foreign)?;
    let is_newer = || secrets.iter().all(|secret| secret.key_id < number);
    let found = secrets.iter().find(|secret| secret.key_id == number);
    found.ok_or_else(|| if is_newer() { TokenError::NewerSecret } else { TokenError::Foreign })
}

fn sign(signed: &str, site: &Slug, secret: &Secret) -> Hmac<Sha256> {
    let keyed = |key: &[u8]| Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    let site_key = keyed(&secret.bytes).chain_update(b"token:").chain_update(site.as_str()).finalize().into_bytes();
    keyed(&site_key).chain_update(signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000;

    fn secret(key_id: u32) -> Secret {
        Secret { key_id, bytes: vec![7; 32] }
    }

    fn prompt() -> IssuedPrompt {
        IssuedPrompt {
            site: "shop".parse().unwrap(),
            id: Uuid::from_u128(1),
            survey: "post-purchase".parse().unwrap(),
            version: 3,
            issued_at: NOW,
            touchpoint: "order_completed".parse().unwrap(),
            interaction_id: Some("order-1234".to_owned()),
            stage: Some("purchase".parse().unwrap()),
            locale: "es".to_owned(),
            device: Some(Device::Phone),
            attributes: BTreeMap::from([("plan".parse().unwrap(), "pro".to_owned())]),
            respondent: None,
            is_vouched: false,
            is_test: false,
        }
    }

    fn open_at(token: &str, site: &str, secrets: &[Secret], second: i64) -> Result<IssuedPrompt, TokenError> {
        open(token, &site.parse().unwrap(), secrets, Timestamp::from_second(second).unwrap())
    }

    #[test]
    fn a_token_says_what_was_issued() {
        let token = mint(&prompt(), &secret(1)).unwrap();
        assert_eq!(open_at(&token, "shop", &[secret(1)], NOW + 60), Ok(prompt()));
    }

    #[test]
    fn another_sites_token_is_refused() {
        let token = mint(&prompt(), &secret(1)).unwrap();
        assert_eq!(open_at(&token, "other", &[secret(1)], NOW), Err(TokenError::Foreign));
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let token = mint(&prompt(), &secret(1)).unwrap();
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(open_at(&changed, "shop", &[secret(1)], NOW), Err(TokenError::Foreign), "byte {at}");
        }
    }

    #[test]
    fn tokens_are_accepted_for_31_days_and_a_day_ahead() {
        let token = mint(&prompt(), &secret(1)).unwrap();
        let days = |n: i64| NOW + n * 86_400;
        for (at, accepted) in [(days(31), true), (days(31) + 1, false), (days(-1), true), (days(-1) - 1, false)] {
            assert_eq!(open_at(&token, "shop", &[secret(1)], at).is_ok(), accepted, "at {at}");
        }
    }

    #[test]
    fn during_rotation_both_secrets_are_accepted() {
        let old = mint(&prompt(), &secret(1)).unwrap();
        assert!(open_at(&old, "shop", &[secret(2), secret(1)], NOW).is_ok());
        assert_eq!(open_at(&old, "shop", &[secret(2)], NOW), Err(TokenError::Foreign));
        let new = mint(&prompt(), &secret(3)).unwrap();
        assert_eq!(open_at(&new, "shop", &[secret(2), secret(1)], NOW), Err(TokenError::NewerSecret));
        for number in ["03", "+3", " 3", "4294967296", "-1", ""] {
            let odd = new.replacen('3', number, 1);
            assert_eq!(open_at(&odd, "shop", &[secret(2)], NOW), Err(TokenError::Foreign), "{number}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_when_it_is_minted() {
        let long = IssuedPrompt { interaction_id: Some("x".repeat(400)), ..prompt() };
        assert_eq!(mint(&long, &secret(1)), Err(TooLong));
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        assert_eq!(format!("{:?}", secret(1)), "Secret { key_id: 1, .. }");
    }
}
