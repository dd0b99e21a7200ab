//! `dashboard/session`: who is signed in to the dashboard, by keys of sites.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::keys::KeyScope;

/// A key that somebody signs in with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The key, as it was shown once.
    pub key: String,
}

/// A key is never printed.
impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignIn(..)")
    }
}

/// What a session opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionReply {
    /// The sites, in the order in which they were signed in to; none where nobody is signed in.
    pub sites: Vec<SignedInSite>,
    /// Whether the session travels where others may read it: over HTTP without TLS, to another machine.
    pub insecure: bool,
}

/// A site that a session opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedInSite {
    /// The site.
    pub site: String,
    /// The IANA name of its time zone.
    pub tz: String,
    /// What the session may do there.
    pub scope: KeyScope,
    /// The id of the key, as lists of keys have it.
    pub key_id: String,
    /// When the key expires; null is never.
    pub expires_at: Option<String>,
    /// When this part of the session ends; earlier if the key is revoked or expires.
    pub ends_at: String,
}
