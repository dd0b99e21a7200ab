//! Putting a backup in the place of a store that nobody uses.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::Connection;

use super::{
    FILE, carry_over,
    copy::{self, Unfinished, remove_beside, sync_folder, with_ending},
    feed, identity,
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
pub(in crate::store) fn run(from: &Path, dir: &Path, reserve: Option<u64>) -> Result<Restored, StoreError> {
    identity::check_sqlite(rusqlite::version_number())?;
    identity::check_backup(from)?;
    make(dir)?;
    let Some(_lease) = Lease::alone(dir)? else {
        let at_work = format!("a collector or another command is at work on {}; stop it first", dir.display());
        return Err(StoreError::Refused(at_work));
    };
    let (path, room) = (dir.join(FILE), Room::of(dir.to_owned()));
    if let Some(bytes) = reserve {
        room.keep_free(bytes);
    }
    room.check_for(&path, from.metadata()?.len())?;
    let copy = Unfinished::begin(&path)?;
    io::copy(&mut File::open(from)?, &mut copy.file())?;
    #[cfg(unix)]
    give_to_owner_of(dir, &copy);
    let prepare = || {
        let mut db = copy.open()?;
        identity::check_tables(from, &db)?;
        migrations::take_all(&mut db)?;
        feed::jump(&db)?;
        let erased_again = if path.exists() { erase_again(&path, &room, &mut db)? } else { None };
        Ok((copy::check(&db)?, erased_again))
    };
    let (responses, erased_again) = prepare().map_err(|cause| identity::named(from, cause))?;
    let replaced = set_aside(dir, Timestamp::now())?.map(|path| Replaced { path, erased_again });
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

/// What has the name of the database while there is none. Whoever opens it refuses it.
const NOTE: &[u8] = b"A restore was not finished: run `sondeo restore` again.\n";

/// Gives what is there a second name, and takes its log away, which must never meet the other database. Returns the
/// second name of the database, or of its log where that is alone.
fn set_aside(dir: &Path, now: Timestamp) -> Result<Option<PathBuf>, StoreError> {
    let path = dir.join(FILE);
    // The log of a whole store is empty by now.
    let is_kept = |ending: &&str| {
        let file = with_ending(&path, ending).metadata();
        file.is_ok_and(|file| ending.is_empty() || file.len() > 0)
    };
    let endings: Vec<&str> = ["", "-wal", "-journal"].into_iter().filter(is_kept).collect();
    let has_log = endings.iter().any(|ending| !ending.is_empty());
    let aside = link_aside(&path, &endings, now)?;
    sync_folder(&aside)?;
    if has_log {
        // Without its log the database would open as if nothing lacked, and without both a store would be made anew.
        let note = Unfinished::begin(&with_ending(&path, ".note"))?;
        note.file().write_all(NOTE)?;
        #[cfg(unix)]
        give_to_owner_of(dir, &note);
        note.finish_over(&path)?;
    }
    remove_beside(&path)?;
    sync_folder(&aside)?;
    Ok(endings.first().map(|ending| with_ending(&aside, ending)))
}

/// Gives files of the store a second name that none of them replaces, with the moment in it, and a number behind that
/// where another has it.
fn link_aside(path: &Path, endings: &[&str], now: Timestamp) -> io::Result<PathBuf> {
    let moment = now.strftime("%Y%m%dT%H%M%S%.3fZ");
    let mut number = 1;
    loop {
        let behind = if number == 1 { String::new() } else { format!("-{number}") };
        let aside = with_ending(path, &format!(".replaced-{moment}{behind}"));
        // None of an earlier one may come beside this database either: it would be taken for its log.
        let others = ["", "-wal", "-journal"].map(|ending| with_ending(&aside, ending));
        if others.iter().all(|other| fs::symlink_metadata(other).is_err()) {
            // A link never replaces what is there.
            for ending in endings {
                fs::hard_link(with_ending(path, ending), with_ending(&aside, ending))?;
            }
            return Ok(aside);
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::store::sqlite::Database;

    /// A store of which all that was written is in the log, and a backup of when it had no responses.
    fn store() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(folder.path()).unwrap();
        let mut db = database.connect().unwrap();
        let backup = folder.path().join("backup.db");
        super::super::backup::write(&mut db, &database.room, &backup, |_| {}).unwrap();
        db.execute_batch("create table later (words); insert into later values ('of the log')").unwrap();
        (folder, backup)
    }

    fn has_later(path: &Path) -> bool {
        let sql = "select count(*) from sqlite_schema where name = 'later'";
        Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn the_log_of_a_database_that_is_gone_does_not_come_into_the_restored_one() {
        let (folder, backup) = store();
        let path = folder.path().join(FILE);
        let former = folder.path().join("former.db");
        fs::rename(&path, &former).unwrap();
        let Restored { replaced, .. } = run(&backup, folder.path(), None).unwrap();
        Database::open(folder.path()).unwrap();
        assert!(!has_later(&path));
        // It is kept: beside its own database nothing of it is lost.
        let replaced = replaced.unwrap();
        assert_eq!(replaced.erased_again, None);
        fs::rename(replaced.path, with_ending(&former, "-wal")).unwrap();
        assert!(has_later(&former));
    }

    #[test]
    fn what_is_set_aside_has_a_name_of_its_own_also_in_the_same_millisecond() {
        let (folder, _) = store();
        let path = folder.path().join(FILE);
        let (now, log) = (Timestamp::now(), with_ending(&path, "-wal"));
        let mut kept = vec![set_aside(folder.path(), now).unwrap().unwrap()];
        for number in 1..4 {
            // Of one of them there is a log alone.
            fs::remove_file(&path).unwrap();
            fs::write(if number == 2 { &log } else { &path }, number.to_string()).unwrap();
            let aside = set_aside(folder.path(), now).unwrap().unwrap();
            assert_eq!(fs::read_to_string(&aside).unwrap(), number.to_string());
            assert!(!kept.contains(&aside), "{}", aside.display());
            kept.push(aside);
        }
        assert!(has_later(&kept[0]), "its log was not kept beside it");
    }

    #[test]
    fn a_store_that_needs_its_log_is_refused_until_the_restored_one_has_its_place() {
        let (folder, backup) = store();
        let path = folder.path().join(FILE);
        let log = with_ending(&path, "-wal");
        let mut bytes = fs::read(&log).unwrap();
        bytes[40] ^= 1;
        fs::write(&log, bytes).unwrap();
        assert!(Database::open(folder.path()).unwrap_err().is_unusable());
        set_aside(folder.path(), Timestamp::now()).unwrap();
        // What a crash here leaves.
        let refused = Database::open(folder.path()).unwrap_err();
        assert!(refused.is_unusable(), "{refused}");
        run(&backup, folder.path(), None).unwrap();
        Database::open(folder.path()).unwrap();
        assert!(!has_later(&path));
    }
}
