//! Names.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The name of a site, survey, touchpoint, stage or attribute: 1 to 64 of `a-z 0-9 _ -`,
/// with a letter or a digit first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"))]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// A name that cannot be a [`Slug`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 64 of the characters a-z, 0-9, _ and -, and begins with a letter or a digit")]
pub struct NotASlug;

impl Slug {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = NotASlug;

    fn from_str(name: &str) -> Result<Self, NotASlug> {
        Self::try_from(name.to_owned())
    }
}

impl TryFrom<String> for Slug {
    type Error = NotASlug;

    fn try_from(name: String) -> Result<Self, NotASlug> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fits = (1..=64).contains(&name.len())
            && plain(name.as_bytes()[0])
            && name.bytes().all(|byte| plain(byte) || byte == b'_' || byte == b'-');
        if fits { Ok(Self(name)) } else { Err(NotASlug) }
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
