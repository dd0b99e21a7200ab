//! A backup: one file that holds all of a store, written while it is served.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::Connection;

use super::copy::{self, Unfinished};
use crate::store::{StoreError, backup::Stage, room::Room};

/// How often progress is told.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// After so many steps of SQLite's machine it is looked whether there is progress to tell: some milliseconds.
const STEPS: i32 = 100_000;

/// Writes what `db` has at this moment to `to`, where there must be no file. It is checked before it has that name.
/// Returns how many responses it holds.
pub(in crate::store) fn write(
    db: &mut Connection,
    room: &Room,
    to: &Path,
    tell: impl Fn(Stage) + Clone + Send + 'static,
) -> Result<u64, StoreError> {
    if to.exists() {
        return Err(StoreError::Refused(format!("{} is there; a backup never replaces a file", to.display())));
    }
    let all = bytes(db)?;
    room.check_for(to, all)?;
    let copy = Unfinished::begin(to)?;
    let (file, mut told) = (copy.path().to_owned(), Instant::now());
    let telling = tell.clone();
    let look = move || {
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            telling(Stage::Copying { done: fs::metadata(&file).map_or(0, |file| file.len()), all });
        }
        false
    };
    db.progress_handler(STEPS, Some(look))?;
    let filled = copy.fill(db);
    db.progress_handler(0, None::<fn() -> bool>)?;
    filled?;
    tell(Stage::Checking);
    let responses = copy::check(&copy.open()?)?;
    copy.finish_new(to)?;
    Ok(responses)
}

/// The bytes of the pages that are in use.
fn bytes(db: &Connection) -> Result<u64, StoreError> {
    let number = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let used = number("page_count")? - number("freelist_count")?;
    Ok(u64::try_from(used * number("page_size")?).unwrap_or(0))
}
