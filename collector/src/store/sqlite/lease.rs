//! Who uses a data folder.
//!
//! Everybody who opens the store holds a lock on a file beside it, shared with the others; who is to change the file
//! itself holds it alone. The system releases it when its holder dies.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, ErrorKind},
    path::Path,
};

/// The name of the file in the data folder. It stays empty.
const FILE: &str = "sondeo.lock";

/// A lock on a data folder, as long as it lives.
#[derive(Debug)]
pub(super) struct Lease(File);

impl Lease {
    /// Takes the folder alone, where nobody else has it.
    pub(super) fn alone(dir: &Path) -> io::Result<Option<Self>> {
        let file = file(dir)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) => Err(cause),
        }
    }

    /// Shares the folder with others; waits while somebody has it alone.
    pub(super) fn shared(dir: &Path) -> io::Result<Self> {
        let file = file(dir)?;
        file.lock_shared()?;
        Ok(Self(file))
    }

    /// Lets others in.
    pub(super) fn share(&self) -> io::Result<()> {
        self.0.lock_shared()
    }
}

/// Opened to be read, which is enough for a lock: root may have made it before the collector's own user came.
fn file(dir: &Path) -> io::Result<File> {
    let path = dir.join(FILE);
    match File::open(&path) {
        Err(missing) if missing.kind() == ErrorKind::NotFound => {
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)
        }
        opened => opened,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_alone_or_many_together() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lease::alone(folder.path()).unwrap().unwrap();
        assert!(Lease::alone(folder.path()).unwrap().is_none());
        first.share().unwrap();
        let second = Lease::shared(folder.path()).unwrap();
        assert!(Lease::alone(folder.path()).unwrap().is_none());
        drop((first, second));
        assert!(Lease::alone(folder.path()).unwrap().is_some());
    }
}
