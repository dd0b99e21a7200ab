//! The SQLite engine: one file, one writer, other connections beside it.

pub(super) mod access;
mod apply;
pub(super) mod audit;
pub(super) mod backup;
mod carry_over;
pub(super) mod catalog;
pub(super) mod checkpoint;
mod connections;
mod copy;
pub(super) mod feed;
pub(super) mod histories;
mod identity;
mod lease;
pub(super) mod ledger;
pub(super) mod listing;
mod log;
pub(super) mod marks;
mod migrations;
pub(super) mod quarantine;
pub(super) mod ratings;
pub(super) mod remnants;
mod removals;
pub(super) mod restore;
pub(super) mod scan;
pub(super) mod signing;
pub(super) mod sites;
pub(super) mod sums;
pub(super) mod surveys;
pub(super) mod tallies;
pub(super) mod tombstones;
pub(super) mod verify;

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

pub(super) use self::connections::Connections;
use self::{apply::Writer, lease::Lease};
use super::{StoreError, fault, room::Room};

/// The name of the database in the data directory.
const FILE: &str = "sondeo.db";

/// How often a connection looks whether another's write is done, and how many times: 5 s in all.
///
/// Often, because whoever looks rarely finds the door shut by those who look more: with SQLite's own waits of up to
/// 100 ms the writer got nothing in 5 s beside eight others.
const LOOK_EVERY: Duration = Duration::from_millis(1);
const LOOKS: i32 = 5_000;

/// A database that exists and has the schema of this binary.
#[derive(Debug)]
pub(super) struct Database {
    path: PathBuf,
    lease: Arc<Lease>,
    room: Arc<Room>,
}

impl Database {
    /// Opens the database in `dir`, and makes it where there is none. A file that is not a whole store of Sondeo is
    /// refused and left as it is.
    pub(super) fn open(dir: &Path) -> Result<Self, StoreError> {
        identity::check_sqlite(rusqlite::version_number())?;
        make(dir)?;
        let (path, room) = (dir.join(FILE), Arc::new(Room::of(dir.to_owned())));
        let lease = match Lease::alone(dir)? {
            Some(lease) => {
                open_alone(&path, &room).map_err(|cause| identity::named(&path, cause))?;
                lease.share()?;
                lease
            }
            None => {
                let lease = Lease::shared(dir)?;
                make_file(&path)?;
                lease
            }
        };
        let database = Self { path, lease: Arc::new(lease), room };
        let prepare = || {
            let mut db = database.connect()?;
            migrations::run(&mut db, &database.path)?;
            catalog::ensure_secrets(&mut db)
        };
        prepare().map_err(|cause| identity::named(&database.path, cause))?;
        database.room.look();
        Ok(database)
    }

    pub(super) fn writer(&self) -> Result<Writer, StoreError> {
        Writer::new(self.connect()?, Arc::clone(&self.room))
    }

    pub(super) fn connections(&self) -> Connections {
        Connections::new(self.path.clone(), Arc::clone(&self.lease))
    }

    /// The disk below.
    pub(super) fn room(&self) -> Arc<Room> {
        Arc::clone(&self.room)
    }

    fn connect(&self) -> Result<Connection, StoreError> {
        connect(&self.path)
    }
}

/// Says whether a folder has nothing of a store, in its database or its log; one that cannot be looked into may have.
pub(super) fn is_bare(dir: &Path) -> bool {
    ["", "-wal"].iter().all(|ending| match copy::with_ending(&dir.join(FILE), ending).metadata() {
        Ok(file) => file.len() == 0,
        Err(cause) => cause.kind() == io::ErrorKind::NotFound,
    })
}

/// Makes the folder where there is none, for its owner alone: what customers say is not for others on the machine.
fn make(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir)
}

/// Makes an empty file where there is none, for its owner alone also in a folder that others look into. SQLite gives
/// what it keeps beside the file the same mode.
fn make_file(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(there) if there.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop),
    }
}

/// Looks at the file while nobody else uses it, and puts into it what the last process left in its log.
fn open_alone(path: &Path, room: &Room) -> Result<(), StoreError> {
    identity::check_file(path)?;
    identity::check_log(path)?;
    make_file(path)?;
    {
        let mut db = Connection::open_with_flags(path, flags())?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        identity::check_tables(path, &db)?;
        configure(&mut db)?;
        room.forgive(checkpoint::empty(&db).map(drop))?;
    }
    // Now that the log is empty, all pages have to be in the file.
    identity::check_file(path)
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let mut db = Connection::open_with_flags(path, flags())?;
    configure(&mut db)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(db)
}

fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// WAL, so that readers do not stop the writer; FULL, so that a commit is on disk when it returns; what is deleted is
/// overwritten, so that its bytes are gone from the file.
fn configure(db: &mut Connection) -> Result<(), StoreError> {
    wait_for_others(db)?;
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", fault::synchronous())?;
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    checkpoint::only_by_the_writer(db)
}

/// Makes `db` wait for another's write, the command line's beside a running collector.
fn wait_for_others(db: &mut Connection) -> Result<(), StoreError> {
    Ok(db.busy_handler(Some(|looks| {
        thread::sleep(LOOK_EVERY);
        looks < LOOKS
    }))?)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_that_is_made_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("new/data");
        Database::open(&data).unwrap();
        assert_eq!(data.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn in_a_folder_that_is_there_the_database_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
        let database = Database::open(&data).unwrap();
        database.connect().unwrap().execute_batch("create table one (n)").unwrap();
        for file in ["sondeo.db", "sondeo.db-wal", "sondeo.db-shm"] {
            let mode = data.join(file).metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{file} has {mode:o}");
        }
    }
}
