//! Room on the disk: reports are refused before there is none left.
//!
//! A full disk stops more than reports: what reads or erases needs some room as well.

use std::{
    io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use tracing::{error, info};

use super::{StoreError, error::about};

/// The least that stays free where nothing else is set.
const LEAST: u64 = 64 << 20;

/// What part of a disk stays free, one in so many. Tests run on machines that are as full as they like.
const SHARE: u64 = if cfg!(test) { u64::MAX } else { 20 };

/// Stands for "nothing else is set".
const UNSET: u64 = u64::MAX;

/// The disk below a store, and how much of it stays free.
#[derive(Debug)]
pub(super) struct Room {
    dir: PathBuf,
    reserve: AtomicU64,
    is_low: AtomicBool,
}

impl Room {
    pub(super) fn of(dir: PathBuf) -> Self {
        Self { dir, reserve: AtomicU64::new(UNSET), is_low: AtomicBool::new(false) }
    }

    /// Keeps so many bytes free, in place of 64 MiB or 5 % of the disk, whichever is more.
    pub(super) fn keep_free(&self, bytes: u64) {
        self.reserve.store(bytes, Ordering::Relaxed);
        self.look();
    }

    /// Refuses what would take room while there is too little, as far as was last seen.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        if self.is_low.load(Ordering::Relaxed) { Err(StoreError::DiskFull) } else { Ok(()) }
    }

    /// Takes note where something failed for want of room, whatever the system says of it.
    pub(super) fn hear<T>(&self, done: &Result<T, StoreError>) -> bool {
        let is_full = done.as_ref().is_err_and(StoreError::is_out_of_room);
        if is_full && !self.is_low.swap(true, Ordering::Relaxed) {
            error!("the disk of {} is full: reports are refused until there is room", self.dir.display());
        }
        is_full
    }

    /// The same where want of room is no failure: a checkpoint that finds none leaves what is committed in the log.
    pub(super) fn forgive(&self, done: Result<(), StoreError>) -> Result<(), StoreError> {
        if self.hear(&done) { Ok(()) } else { done }
    }

    /// Refuses to write so many bytes to `file` where it has no room, or would take the reserve of the store.
    pub(super) fn check_for(&self, file: &Path, bytes: u64) -> Result<(), StoreError> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (free, size) = free_and_size(folder).map_err(about(folder))?;
        let disk = |folder| rustix::fs::stat(folder).map(|file| file.st_dev).map_err(io::Error::from);
        let is_ours = disk(folder)? == disk(&self.dir)?;
        let keep = if is_ours { self.reserve(size) } else { 0 };
        if bytes.saturating_add(keep) <= free {
            return Ok(());
        }
        let [bytes, keep, free] = [bytes, keep, free].map(|bytes| bytes >> 20);
        let folder = folder.display();
        Err(StoreError::Refused(format!(
            "the disk of {folder} has {free} MiB free: {bytes} MiB do not fit, as {keep} MiB stay free for the store"
        )))
    }

    /// Looks how much is free, and says so when that changes whether reports are taken.
    pub(super) fn look(&self) {
        // A system that does not tell is no reason to refuse: SQLite notices a full disk as well.
        let Ok((free, size)) = free_and_size(&self.dir) else { return };
        let reserve = self.reserve(size);
        let is_low = free < reserve;
        let [free, reserve] = [free, reserve].map(|bytes| bytes >> 20);
        match (self.is_low.swap(is_low, Ordering::Relaxed), is_low) {
            (false, true) => error!(
                disk.free_mib = free,
                "the disk of {} has {free} MiB left, {reserve} MiB are to stay free: reports are refused until there is room",
                self.dir.display()
            ),
            (true, false) => info!(disk.free_mib = free, "there is room again: {free} MiB"),
            _ => {}
        }
    }

    /// What stays free of a disk of this size.
    fn reserve(&self, size: u64) -> u64 {
        match self.reserve.load(Ordering::Relaxed) {
            UNSET => LEAST.max(size / SHARE),
            set => set,
        }
    }
}

fn free_and_size(folder: &Path) -> io::Result<(u64, u64)> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok((disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_refused_below_the_reserve_only() {
        let folder = tempfile::tempdir().unwrap();
        let room = Room::of(folder.path().to_owned());
        room.check().unwrap();
        room.keep_free(UNSET - 1);
        assert!(matches!(room.check(), Err(StoreError::DiskFull)));
        room.keep_free(0);
        room.check().unwrap();
        let full = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
        room.forgive(Err(rusqlite::Error::SqliteFailure(full, None).into())).unwrap();
        assert!(matches!(room.check(), Err(StoreError::DiskFull)));
        room.look();
        room.check().unwrap();
    }
}
