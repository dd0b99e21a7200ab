//! The path below which everything is served, for a site that gives the collector a part of its own address.

use std::{fmt, str::FromStr, sync::Arc};

/// A path such as `/feedback`; the default is none. It ends without a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasePath(Arc<str>);

/// What a base path looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a base path is written /feedback or /a/b: segments of a-z, A-Z, 0-9, _ and -, without a slash at the end")]
pub struct NotABasePath;

impl Default for BasePath {
    fn default() -> Self {
        Self("".into())
    }
}

impl BasePath {
    /// Returns the path; empty where everything is served at the root.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BasePath {
    type Err = NotABasePath;

    fn from_str(text: &str) -> Result<Self, NotABasePath> {
        let fits = |segment: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
            !segment.is_empty() && segment.bytes().all(fits)
        };
        let segments = text.strip_prefix('/').ok_or(NotABasePath)?;
        if segments.split('/').all(fits) { Ok(Self(text.into())) } else { Err(NotABasePath) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_is_segments_behind_slashes() {
        for text in ["/feedback", "/a/b", "/A-1/b_2"] {
            assert_eq!(text.parse::<BasePath>().unwrap().as_str(), text);
        }
        for text in ["", "/", "feedback", "/feedback/", "//a", "/a//b", "/{site}", "/a b", "/é", "/../a", "/a?b"] {
            assert_eq!(text.parse::<BasePath>(), Err(NotABasePath), "{text}");
        }
    }
}
