//! Putting a backup in the place of a store that nobody uses.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::Connection;

use super::{
    FILE, carry_over,
    copy::{self, Unfinished, remove_beside, sync_folder, with_ending},
    identity,
    lease::Lease,
    make, migrations, open_alone, verify,
};
use crate::store::{
    StoreError,
    backup::{Replaced, Restored},
    room::Room,
};

/// Puts the backup `from` in the place of the store in `dir`, or where there is none. What it replaces is kept under
/// another name. Until the last step the store in `dir` is what it was.
pub(in crate::store) fn run(from: &Path, dir: &Path) -> Result<Restored, StoreError> {
    identity::check_sqlite(rusqlite::version_number())?;
    identity::check_backup(from)?;
    make(dir)?;
    let Some(_lease) = Lease::alone(dir)? else {
        let at_work = format!("a collector or another command is at work on {}; stop it first", dir.display());
        return Err(StoreError::Refused(at_work));
    };
    let (path, room) = (dir.join(FILE), Room::of(dir.to_owned()));
    room.check_for(&path, from.metadata()?.len())?;
    let copy = Unfinished::begin(&path)?;
    io::copy(&mut File::open(from)?, &mut copy.file())?;
    #[cfg(unix)]
    give_to_owner_of(dir, &copy);
    let prepare = || {
        let mut db = copy.open()?;
        identity::check_tables(from, &db)?;
        migrations::take_all(&mut db)?;
        let replaced = path.exists().then(|| erase_again(&path, &room, &mut db)).transpose()?;
        Ok((copy::check(&db)?, replaced))
    };
    let (responses, erased) = prepare().map_err(|cause| identity::named(from, cause))?;
    let replaced = match erased {
        None => None,
        Some(erased_again) => Some(Replaced { path: set_aside(&path)?, erased_again }),
    };
    copy.finish_over(&path)?;
    Ok(Restored { responses, replaced })
}

/// Erases from `restored` what was erased from the store in `path` since the backup; nothing if that store cannot be
/// read. Puts all of that store into one file.
fn erase_again(path: &Path, room: &Room, restored: &mut Connection) -> Result<Option<u64>, StoreError> {
    let replaced = open_alone(path, room).and_then(|()| {
        let db = super::connect(path)?;
        // Whether it can be read: a damaged one may say so only later.
        verify::check_file(&db)?;
        Ok(db)
    });
    let Ok(replaced) = replaced else { return Ok(None) };
    carry_over::erase(&replaced, restored).map(Some)
}

/// What root restores is for the user whose folder it is.
#[cfg(unix)]
fn give_to_owner_of(dir: &Path, copy: &Unfinished) {
    use std::os::unix::fs::{MetadataExt, chown};
    if let Ok(folder) = dir.metadata() {
        // Nobody but root may, and nobody else has to.
        let _ = chown(copy.path(), Some(folder.uid()), Some(folder.gid()));
    }
}

/// Gives what is there a second name, and takes its log away, which must never meet the other database.
fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let aside = with_ending(path, &format!(".replaced-{}", Timestamp::now().strftime("%Y%m%dT%H%M%S%.3fZ")));
    fs::hard_link(path, &aside)?;
    let log = with_ending(path, "-wal");
    // That of a whole store is empty by now.
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        fs::hard_link(&log, with_ending(&aside, "-wal"))?;
    }
    sync_folder(&aside)?;
    remove_beside(path)?;
    sync_folder(&aside)?;
    Ok(aside)
}
