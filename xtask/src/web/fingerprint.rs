//! Whether dist/web already is what the sources would make: then the slow steps are skipped.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::dist::Sources;
use crate::files;
use crate::house::House;

/// Returns the fingerprint of everything that goes into dist/web: the sources, what cargo
/// built of them, and the recipe, which is this program's own source and its locked libraries.
pub(crate) fn of(house: &House, sources: &Sources) -> Result<String> {
    let mut digest = Sha256::new();
    let mut inputs = sources.paths();
    inputs.push(house.root.join("Cargo.lock"));
    inputs.push(house.root.join("xtask/src"));
    for input in inputs {
        for (path, bytes) in files::below(&input)? {
            digest.update(format!("{} {} {}\n", input.display(), path.display(), bytes.len()));
            digest.update(&bytes);
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Says whether dist/web was made from what has this fingerprint.
pub(crate) fn stands(house: &House, print: &str) -> bool {
    house.web().exists() && fs::read_to_string(record_of(house)).is_ok_and(|recorded| recorded == print)
}

/// Remembers what dist/web was made from.
pub(crate) fn record(house: &House, print: &str) -> Result<()> {
    let path = record_of(house);
    fs::write(&path, print).with_context(|| format!("cannot write {}", path.display()))
}

fn record_of(house: &House) -> PathBuf {
    house.root.join("dist/web.fingerprint")
}
