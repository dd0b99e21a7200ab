//! Signed interactions: what a site's server vouches for, as a JWT (RFC 7519) under a secret that it shares with us.
//!
//! One algorithm, HS256, and no choice of it: whoever may name the algorithm names one that needs no secret. A secret
//! belongs to one site, so that a token does, too. What may stand in a token is a short list; what is not on it is
//! refused, because whoever signs something wants it to count.

mod claims;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sha2::Sha256;
use shared::wire::prompts::PromptRequest;

use self::claims::Claims;
use crate::catalog::{Fingerprint, KeyHash, Site};

/// The longest token, in bytes.
const MAX_BYTES: usize = 4096;

/// How far a token's end may lie ahead: a page is left open for a while, but what was copied from it ends soon.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// How far the clocks of a site's server and of this collector may differ.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);

/// What a site's server signs with. Its bytes are those of the text, as libraries for JWT take it.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret(String);

impl From<String> for SigningSecret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl SigningSecret {
    /// Returns the secret itself, to store it or to show it once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns what owners tell it by.
    pub fn fingerprint(&self) -> Fingerprint {
        KeyHash::of(&self.0).fingerprint()
    }

    fn signs(&self, signed: &str, mac: &[u8]) -> bool {
        let keyed = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("HMAC takes keys of any length");
        keyed.chain_update(signed).verify_slice(mac).is_ok()
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(..)")
    }
}

/// Which interactions of a site are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interactions {
    /// All that a page tells of.
    Any,
    /// Those that its server signed.
    Signed,
}

impl Interactions {
    /// Returns the word in the store.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Signed => "signed",
        }
    }
}

/// What kinds of interactions there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a site asks about any interactions, or signed ones")]
pub struct NotInteractions;

impl FromStr for Interactions {
    type Err = NotInteractions;

    fn from_str(text: &str) -> Result<Self, NotInteractions> {
        [Self::Any, Self::Signed].into_iter().find(|kind| kind.name() == text).ok_or(NotInteractions)
    }
}

/// What the site's server vouches for.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedInteraction {
    /// The site's own id of the interaction.
    pub interaction_id: Option<String>,
    /// The customer's pseudonym.
    pub respondent: Option<String>,
    /// Facts about the interaction, in place of all that the page says.
    pub attributes: Option<BTreeMap<String, String>>,
    /// Whether it vouches for the interaction, or only says who the customer is.
    pub is_of_interaction: bool,
}

/// Who the customer is is not for logs.
impl fmt::Debug for SignedInteraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedInteraction(..)")
    }
}

/// Why an interaction token is refused. Whoever cannot sign learns no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// There is no token, and the site asks for one.
    #[error(
        "this site asks about interactions alone that its server signed: the page hands an interaction token on, and the \
         browser does not ask not to be tracked (then nothing that is signed is used)"
    )]
    Missing,
    /// The site has no secret.
    #[error("this site has no secret to check interaction tokens with; `sondeo site secret add` makes one")]
    NoSecret,
    /// No secret of the site made it.
    #[error(
        "the interaction token is not one that the site's server signed: it is a JWT of {MAX_BYTES} bytes at most with the \
         header {{\"alg\":\"HS256\",\"typ\":\"JWT\"}}, under a secret of `sondeo site secret`"
    )]
    Forged,
    /// It is signed, and says what it cannot.
    #[error(
        "the interaction token says something else than site, touchpoint, interaction_id, respondent, attributes, exp, nbf \
         and iat, or says one of them twice or as another type: texts, whole seconds, and attributes as an object of texts; \
         without a touchpoint it names the respondent alone"
    )]
    Unclear,
    /// It is over.
    #[error("the interaction token has expired; the site's server signs one when the page is made")]
    Expired,
    /// It is not valid yet.
    #[error("the interaction token is not valid yet; the clock of the site's server is ahead")]
    Early,
    /// It would live too long.
    #[error("the interaction token lives too long; its exp is at most 24 hours ahead")]
    Endless,
    /// It is about something else.
    #[error("the interaction token is for another site or another touchpoint than this request")]
    Elsewhere,
    /// A text in it does not fit.
    #[error("the interaction token's interaction_id or respondent is not a text of 1 to 128 characters on one line")]
    OddText,
}

/// The header of a token. `kid` may stand there, and is not needed: all of the site's secrets are tried.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default, rename = "kid")]
    _kid: Option<String>,
}

/// Returns what the server of `site` signed about the interaction of a request, if it did and if that may be used: not
/// where the browser asks not to be tracked. What then is not claimed must not pass for signed: one order would be rated
/// ever so often.
///
/// # Errors
/// [`Unsigned`] if it did not sign the token that the request has, or the site asks about what is signed alone.
pub fn of(request: &PromptRequest, site: &Site, now: Timestamp) -> Result<Option<SignedInteraction>, Unsigned> {
    let token = request.interaction_token.as_deref();
    let signed = token.map(|token| open(token, site, &request.touchpoint, now)).transpose()?;
    let usable = signed.filter(|_| !request.gpc);
    let is_told = usable.as_ref().is_some_and(|signed| signed.is_of_interaction);
    if !is_told && site.interactions == Interactions::Signed { Err(Unsigned::Missing) } else { Ok(usable) }
}

/// Reads what the server of `site` signed about an interaction at `touchpoint`.
///
/// # Errors
/// [`Unsigned`] if it did not sign that, or it does not hold at `now`.
pub fn open(token: &str, site: &Site, touchpoint: &str, now: Timestamp) -> Result<SignedInteraction, Unsigned> {
    if site.signing_secrets.is_empty() {
        return Err(Unsigned::NoSecret);
    }
    let payload = verify(token, &site.signing_secrets)?;
    let claims: Claims = claims::object(&payload).ok_or(Unsigned::Unclear)?;
    check_time(&claims, now.as_second())?;
    let is_elsewhere = |named: &Option<String>, here: &str| named.as_ref().is_some_and(|name| name != here);
    if is_elsewhere(&claims.site, site.slug.as_str()) || is_elsewhere(&claims.touchpoint, touchpoint) {
        return Err(Unsigned::Elsewhere);
    }
    let is_of_interaction = claims.touchpoint.is_some();
    let names_the_customer_alone =
        claims.respondent.is_some() && claims.interaction_id.is_none() && claims.attributes.is_none();
    if !is_of_interaction && !names_the_customer_alone {
        return Err(Unsigned::Unclear);
    }
    let fits = |text: &str| (1..=128).contains(&text.chars().count()) && !text.contains(char::is_control);
    if ![&claims.interaction_id, &claims.respondent].into_iter().flatten().all(|text| fits(text)) {
        return Err(Unsigned::OddText);
    }
    let Claims { interaction_id, respondent, attributes, .. } = claims;
    Ok(SignedInteraction { interaction_id, respondent, attributes: attributes.map(|map| map.0), is_of_interaction })
}

/// Returns the payload of a token that one of `secrets` signed.
fn verify(token: &str, secrets: &[SigningSecret]) -> Result<Vec<u8>, Unsigned> {
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| Unsigned::Forged);
    let (signed, mac) = token.rsplit_once('.').filter(|_| token.len() <= MAX_BYTES).ok_or(Unsigned::Forged)?;
    let (header, payload) = signed.split_once('.').ok_or(Unsigned::Forged)?;
    let mac = decode(mac)?;
    let header: Header = claims::object(&decode(header)?).ok_or(Unsigned::Forged)?;
    let is_ours = header.alg == "HS256" && header.typ.is_none_or(|typ| typ.eq_ignore_ascii_case("jwt"));
    if !is_ours || !secrets.iter().any(|secret| secret.signs(signed, &mac)) {
        return Err(Unsigned::Forged);
    }
    decode(payload)
}

fn check_time(claims: &Claims, now: i64) -> Result<(), Unsigned> {
    let leeway = LEEWAY.as_secs();
    if claims.exp <= now.saturating_sub(leeway) {
        return Err(Unsigned::Expired);
    }
    if claims.exp > now.saturating_add(LONGEST_LIFE.as_secs() + leeway) {
        return Err(Unsigned::Endless);
    }
    let is_early = |from: Option<i64>| from.is_some_and(|from| from > now.saturating_add(leeway));
    if is_early(claims.nbf) || is_early(claims.iat) { Err(Unsigned::Early) } else { Ok(()) }
}
