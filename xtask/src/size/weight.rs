//! What a file weighs in each form in which it travels.

use std::fs;
use std::iter::Sum;
use std::path::Path;

use anyhow::{Context, Result};

/// Bytes: as it is, and in the two forms in which it is kept for browsers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weight {
    pub(super) raw: usize,
    pub(super) gzip: usize,
    pub(super) brotli: usize,
}

impl Weight {
    /// Weighs a file of dist/web.
    pub(super) fn of(web: &Path, file: &str) -> Result<Self> {
        let len = |suffix: &str| -> Result<usize> {
            let path = web.join(format!("{file}{suffix}"));
            let about = fs::metadata(&path).with_context(|| format!("cannot weigh {}", path.display()))?;
            usize::try_from(about.len()).with_context(|| format!("{} is huge", path.display()))
        };
        Ok(Self { raw: len("")?, gzip: len(".gz")?, brotli: len(".br")? })
    }
}

impl Sum for Weight {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |one, other| Self {
            raw: one.raw + other.raw,
            gzip: one.gzip + other.gzip,
            brotli: one.brotli + other.brotli,
        })
    }
}

/// Makes a file that travels as this many bytes of brotli.
#[cfg(test)]
pub(super) fn put(web: &Path, file: &str, brotli: usize) {
    let path = web.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    for (suffix, len) in [("", 9), (".gz", 9), (".br", brotli)] {
        fs::write(format!("{}{suffix}", path.display()), vec![0; len]).unwrap();
    }
}
