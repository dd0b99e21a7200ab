//! A copy of a database while others use it.
//!
//! `vacuum into` and not SQLite's backup interface: it reads one snapshot, while the latter begins anew whenever
//! another process writes; and it copies rows, not pages, so that nothing travels that was deleted.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use super::verify;
use crate::store::{StoreError, error::about, query::Difference};

/// Removes what SQLite keeps beside a database that nobody uses any more.
pub(super) fn remove_beside(database: &Path) -> io::Result<()> {
    for ending in ["-journal", "-wal", "-shm"] {
        match fs::remove_file(with_ending(database, ending)) {
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {}
            removed => removed?,
        }
    }
    Ok(())
}

/// What a file is called until it is whole and checked.
const UNFINISHED: &str = ".unfinished";

/// A file in the making, readable by its owner alone: it holds what customers said, and the secret.
///
/// Another process that makes the same one is refused; what a dead one left is removed, and never written to: it may
/// have another name, too.
#[derive(Debug)]
pub(super) struct Unfinished {
    path: PathBuf,
    /// Locked as long as this lives.
    file: File,
    is_done: bool,
}

impl Unfinished {
    /// Begins a file that is to be called `name`.
    pub(super) fn begin(name: &Path) -> Result<Self, StoreError> {
        let path = with_ending(name, UNFINISHED);
        remove_dead(&path)?;
        let mut options = OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = match options.open(&path) {
            Err(there) if there.kind() == io::ErrorKind::AlreadyExists => return Err(written_by_another(&path)),
            made => made.map_err(about(&path))?,
        };
        lock(&file, &path)?;
        Ok(Self { path, file, is_done: false })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Makes the file one that `db` has all of; it is empty before.
    pub(super) fn fill(&self, db: &Connection) -> Result<(), StoreError> {
        let name = self.path.to_str().ok_or_else(|| io::Error::other("the name of a copy has to be UTF-8"))?;
        db.execute("vacuum into ?1", [name])?;
        Ok(())
    }

    /// Opens the file, with nothing beside it.
    pub(super) fn open(&self) -> Result<Connection, StoreError> {
        Ok(Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?)
    }

    /// Puts the file on disk under its name, where there must be none.
    pub(super) fn finish_new(mut self, name: &Path) -> Result<(), StoreError> {
        self.file.sync_all()?;
        rename_new(&self.path, name).map_err(about(name))?;
        self.is_done = true;
        Ok(sync_folder(name)?)
    }

    /// Puts the file on disk under its name, in place of what is there.
    pub(super) fn finish_over(mut self, name: &Path) -> Result<(), StoreError> {
        self.file.sync_all()?;
        fs::rename(&self.path, name)?;
        self.is_done = true;
        Ok(sync_folder(name)?)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_done {
            // What stays is removed by the next one.
            let _ = remove_beside(&self.path);
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Removes what a dead process left under the name of an unfinished file.
fn remove_dead(path: &Path) -> Result<(), StoreError> {
    let dead = match fs::symlink_metadata(path) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => None,
        // Nothing of ours: what it leads to is not looked at.
        Ok(other) if !other.is_file() => None,
        found => {
            found.map_err(about(path))?;
            let dead = File::open(path).map_err(about(path))?;
            // Held until the name is free, so that two that find the same one do not remove each other's next.
            lock(&dead, path)?;
            Some(dead)
        }
    };
    // The journal of a dead process would be played back into the new file.
    remove_beside(path)?;
    let removed = fs::remove_file(path);
    drop(dead);
    match removed {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => Ok(removed.map_err(about(path))?),
    }
}

/// Locks a file, which still has to be the one of this name.
fn lock(file: &File, path: &Path) -> Result<(), StoreError> {
    file.try_lock().map_err(|cause| match cause {
        TryLockError::WouldBlock => written_by_another(path),
        TryLockError::Error(cause) => about(path)(cause).into(),
    })?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let locked = file.metadata()?;
        let is_same = |named: fs::Metadata| (named.dev(), named.ino()) == (locked.dev(), locked.ino());
        if !fs::symlink_metadata(path).is_ok_and(is_same) {
            return Err(written_by_another(path));
        }
    }
    Ok(())
}

fn written_by_another(path: &Path) -> StoreError {
    StoreError::Refused(format!("another process writes {}", path.display()))
}

/// Gives a file another name, which nothing may have.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::{
            fs::{CWD, RenameFlags, renameat_with},
            io::Errno,
        };
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Not every file system can, nor every system.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            renamed => return Ok(renamed?),
        }
    }
    fs::hard_link(from, to)?;
    fs::remove_file(from)
}

/// The file of this name with `ending` behind it.
pub(super) fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or(OsStr::new("copy")).to_owned();
    name.push(ending);
    file.with_file_name(name)
}

/// Has SQLite look at every page of a copy, and recounts it. Returns how many responses it has.
///
/// # Errors
/// [`StoreError::Damaged`] if it is not whole or does not add up.
pub(super) fn check(copy: &Connection) -> Result<u64, StoreError> {
    if let Some(Difference { place, stored, recounted }) = verify::differences(copy)?.first() {
        let wrong = format!("the tally of {place} is {stored:?}, a recount says {recounted:?}");
        return Err(StoreError::Damaged(wrong));
    }
    let counted: i64 = copy.query_row("select count(*) from responses", [], |row| row.get(0))?;
    Ok(u64::try_from(counted).unwrap_or(0))
}

/// Makes sure that a file is found under its name after a power cut.
pub(super) fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dead_process_left_does_not_come_into_the_next_file() {
        let folder = tempfile::tempdir().unwrap();
        let name = folder.path().join("a.db");
        for left in ["a.db.unfinished", "a.db.unfinished-journal", "a.db.unfinished-wal"] {
            fs::write(folder.path().join(left), "of another time").unwrap();
        }
        let unfinished = Unfinished::begin(&name).unwrap();
        let refused = Unfinished::begin(&name).unwrap_err().to_string();
        assert!(refused.contains("another process"), "{refused}");
        let source = Connection::open_in_memory().unwrap();
        source.execute_batch("create table one (n); insert into one values (7)").unwrap();
        unfinished.fill(&source).unwrap();
        unfinished.finish_new(&name).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let kept: i64 = Connection::open(&name).unwrap().query_row("select n from one", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 7);
        // Neither way replaces what is there unasked.
        assert!(Unfinished::begin(&name).unwrap().finish_new(&name).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn what_has_the_name_of_an_unfinished_file_is_neither_written_to_nor_taken_as_it_is() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let [name, kept] = ["a.db", "archived.db"].map(|name| folder.path().join(name));
        let unfinished = with_ending(&name, UNFINISHED);
        fs::write(&kept, "of yesterday").unwrap();
        fs::set_permissions(&kept, fs::Permissions::from_mode(0o644)).unwrap();
        let stale: [fn(&Path, &Path) -> io::Result<()>; 2] =
            [|kept, unfinished| fs::hard_link(kept, unfinished), |kept, unfinished| symlink(kept, unfinished)];
        for leave in stale {
            leave(&kept, &unfinished).unwrap();
            let begun = Unfinished::begin(&name).unwrap();
            begun.file().set_len(7).unwrap();
            assert_eq!(fs::read(&kept).unwrap(), b"of yesterday");
            let made = fs::symlink_metadata(&unfinished).unwrap();
            assert!(made.is_file() && made.len() == 7 && made.permissions().mode() & 0o777 == 0o600, "{made:?}");
            assert!(Unfinished::begin(&name).is_err());
        }
    }
}
