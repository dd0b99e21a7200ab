//! Files: their hashes, and folders that change all at once or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};
use walkdir::WalkDir;

/// The part of a file's name that changes with its content: 16 hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The content's hash in the form of an `integrity` attribute.
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// Every file below `folder` by its path from there.
pub(crate) fn below(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.with_context(|| format!("cannot list {}", folder.display()))?;
        if entry.file_type().is_file() {
            let bytes = fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?;
            found.insert(entry.path().strip_prefix(folder)?.to_owned(), bytes);
        }
    }
    Ok(found)
}

/// Copies what is below `from` to where it is below `to`; what did not change keeps its date, so that it is built once.
pub(crate) fn refresh(from: &Path, to: &Path) -> Result<()> {
    for (path, bytes) in below(from)? {
        let copy = to.join(path);
        if fs::read(&copy).is_ok_and(|there| there == bytes) {
            continue;
        }
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&copy, bytes).with_context(|| format!("cannot write {}", copy.display()))?;
    }
    Ok(())
}

/// Waits until no other command holds `path`, then holds it until what is returned is dropped.
pub(crate) fn lock(path: &Path) -> Result<File> {
    let cannot = || format!("cannot lock {}", path.display());
    let file = File::create(path).with_context(cannot)?;
    if file.try_lock().is_err() {
        eprintln!("      waiting for another cargo xtask in this folder");
        file.lock().with_context(cannot)?;
    }
    Ok(file)
}

/// Puts the folder `beside` in the place of `folder`, unless they hold the same.
pub(crate) fn replace(folder: &Path, beside: &Path) -> Result<()> {
    if folder.exists() && below(folder)? == below(beside)? {
        return remove(beside);
    }
    let old = folder.with_extension("old");
    remove(&old)?;
    if folder.exists() {
        fs::rename(folder, &old).with_context(|| format!("cannot move {} away", folder.display()))?;
    }
    fs::rename(beside, folder).with_context(|| format!("cannot put {} in place", folder.display()))?;
    remove(&old)
}

/// Removes a folder that may not be there.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(cause).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(at: &Path, name: &str, text: &str) -> PathBuf {
        let folder = at.join(name);
        fs::create_dir_all(folder.join("assets")).unwrap();
        fs::write(folder.join("assets/a.js"), text).unwrap();
        folder
    }

    #[test]
    fn names_are_the_first_sixteen_digits_of_sha_256() {
        assert_eq!(hash(b""), "e3b0c44298fc1c14");
    }

    #[test]
    fn an_equal_folder_is_left_as_it_stands() {
        let at = tempfile::tempdir().unwrap();
        let web = folder(at.path(), "web", "one");
        let before = fs::metadata(web.join("assets/a.js")).unwrap().modified().unwrap();
        replace(&web, &folder(at.path(), "new", "one")).unwrap();
        assert_eq!(fs::metadata(web.join("assets/a.js")).unwrap().modified().unwrap(), before);
        assert!(!at.path().join("new").exists());
    }

    #[test]
    fn a_changed_folder_takes_the_place_of_the_old_one() {
        let at = tempfile::tempdir().unwrap();
        let web = folder(at.path(), "web", "one");
        fs::write(web.join("gone.js"), "").unwrap();
        replace(&web, &folder(at.path(), "new", "two")).unwrap();
        assert_eq!(below(&web).unwrap(), BTreeMap::from([(PathBuf::from("assets/a.js"), b"two".to_vec())]));
        assert_eq!(fs::read_dir(at.path()).unwrap().count(), 1, "nothing else is left lying about");
    }
}
