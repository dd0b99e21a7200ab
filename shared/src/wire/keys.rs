//! `/v1/keys`: the keys by which owners reach their site.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeyScope {
    /// Read scores and responses.
    Read,
    /// Change surveys and remove responses too.
    Manage,
}

impl KeyScope {
    /// Returns the word on the wire and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Manage => "manage",
        }
    }
}

/// Whether a key opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It does.
    Valid,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Revoked,
}

impl KeyState {
    /// Returns the word on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// The keys of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeysReply {
    /// By age, the oldest first, also those that open nothing any more.
    pub keys: Vec<KeyView>,
}

/// A key, but for the key itself, which nobody has but its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyView {
    /// The beginning of its SHA-256, 12 hexadecimal digits.
    pub id: String,
    /// What it may do.
    pub scope: KeyScope,
    /// What its owner calls it.
    pub name: Option<String>,
    /// Whether it opens anything.
    pub state: KeyState,
    /// When it was made.
    pub created_at: String,
    /// When it expires; null is never.
    pub expires_at: Option<String>,
    /// Since when it is revoked.
    pub revoked_at: Option<String>,
}

/// A key that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewKeyBody {
    /// What it is to open.
    pub scope: KeyScope,
    /// For how many days from now, 1 to 3650; null is for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 3650))]
    pub days: Option<u32>,
    /// What it is called, to tell it from others: 1 to 64 characters on one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64))]
    pub name: Option<String>,
}

/// A key that was made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewKeyReply {
    /// What lists say of it.
    #[serde(flatten)]
    pub view: KeyView,
    /// The key, this once: only its hash is kept.
    pub key: String,
}

/// The key is never printed.
impl fmt::Debug for NewKeyReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewKeyReply").field("view", &self.view).finish_non_exhaustive()
    }
}
