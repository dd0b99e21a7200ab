//! Commands that change the store's files are killed at each of their steps: there is always a whole store.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use rusqlite::Connection;
use tempfile::TempDir;
use tests::collector::Data;
use tests::load::{Ledger, Load, Mix};

use crate::extent;
use crate::file;
use crate::shop::Shop;

/// The steps: the system calls that change files. A question mark: not every machine has it.
const STEPS: &str =
    "pwrite64,fsync,fdatasync,ftruncate,copy_file_range,linkat,unlinkat,renameat,renameat2,?link,?unlink,?rename";

/// The schema of the first version.
const FIRST_STEP: &str = include_str!("../../collector/src/store/sqlite/migrations/0001_ledger.sql");

const OLD: usize = 150;
const NEW: usize = 100;

/// A folder with 150 answers, some of them in the log alone, and a backup of when there were 100.
async fn store() -> (Shop, TempDir, PathBuf) {
    let shop = Shop::new();
    let mut collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let ledger = Arc::new(Ledger::default());
    let load = Load { rate: 1_000, mix: Mix::ANSWERS, ..Load::default() };
    load.run(&crowd, &ledger, crowd.prompts(NEW).await, std::future::pending()).await;
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db");
    shop.data.sondeo(&["backup", &backup.display().to_string()]);
    load.run(&crowd, &ledger, crowd.prompts(OLD - NEW).await, std::future::pending()).await;
    collector.kill();
    (shop, folder, backup)
}

/// The same files somewhere else.
fn copied(folder: &Path) -> Data {
    let data = Data::new();
    for name in ["sondeo.db", "sondeo.db-wal"] {
        if folder.join(name).exists() {
            fs::copy(folder.join(name), data.folder().join(name)).unwrap();
        }
    }
    data
}

/// Kills a command at its first step, at its second and so on until it comes to its end, each time in a copy of
/// `folder`; `look` is told how often it was killed before.
fn kill_at_each_step(folder: &Path, words: &[&str], mut look: impl FnMut(&Data, usize)) {
    let mut step = 1;
    for times in 1.. {
        let data = copied(folder);
        let ran = data.try_sondeo_killed(STEPS, step, words);
        let is_done = ran.status.success();
        assert!(is_done || ran.status.signal() == Some(9), "step {step}: {}", said(&ran));
        look(&data, step);
        if is_done {
            assert!(times > 5, "it is done in {step} steps: this proves nothing");
            println!("{}: killed {} times, done before step {step}", words[0], times - 1);
            return;
        }
        step += if extent::EVERY_STEP.times() == 1 { 1 } else { 1 + step / 4 };
    }
}

fn said(ran: &Output) -> String {
    format!("{} {}", ran.status, String::from_utf8_lossy(&ran.stderr))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_is_killed_leaves_the_old_store_or_the_new_one() {
    let (shop, _folder, backup) = store().await;
    let words = ["restore", &backup.display().to_string()];
    let mut found = Vec::new();
    kill_at_each_step(shop.data.folder(), &words, |data, step| {
        data.is_right();
        let rows = file::rows(data.folder()).len();
        assert!(rows == OLD || rows == NEW, "step {step}: {rows} answers");
        found.push(rows);
        data.sondeo(&words);
        data.is_right();
        assert_eq!(file::rows(data.folder()).len(), NEW, "step {step}, restored again");
    });
    assert_eq!((found.first(), found.last()), (Some(&OLD), Some(&NEW)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_is_killed_leaves_a_whole_one_or_none() {
    let (shop, folder, _) = store().await;
    let backup = folder.path().join("another.db");
    kill_at_each_step(shop.data.folder(), &["backup", &backup.display().to_string()], |data, step| {
        if !backup.exists() {
            data.sondeo(&["backup", &backup.display().to_string()]);
        }
        assert_eq!(file::rows_in(&backup).len(), OLD, "step {step}");
        fs::remove_file(&backup).unwrap();
        data.is_right();
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_the_schema_that_is_killed_is_made_by_the_next_start() {
    let (shop, ..) = store().await;
    as_the_first_version_made_it(shop.data.folder());
    kill_at_each_step(shop.data.folder(), &["site", "list"], |data, step| {
        data.is_right();
        assert_eq!(file::rows(data.folder()).len(), OLD, "step {step}");
        let mut files = fs::read_dir(data.folder()).unwrap().map(|file| file.unwrap().path());
        let is_before = |path: &PathBuf| path.display().to_string().contains("sondeo.db.before-schema-");
        let before = files.find(is_before).expect("there is a copy from before");
        assert_eq!(file::rows_in(&before).len(), OLD, "step {step}, the copy from before");
    });
}

/// Makes the store one that has taken the first step of the schema alone, with the same rows.
fn as_the_first_version_made_it(folder: &Path) {
    let (path, newer) = (folder.join("sondeo.db"), folder.join("newer.db"));
    // What is in the log comes into the file as it is closed.
    Connection::open(&path).unwrap().execute_batch("pragma wal_checkpoint(truncate)").unwrap();
    fs::rename(&path, &newer).unwrap();
    let database = Connection::open(&path).unwrap();
    database.execute_batch(&format!("pragma foreign_keys = off; {FIRST_STEP}")).unwrap();
    database.execute("attach ?1 as newer", [newer.to_str()]).unwrap();
    let columns = "select schema.name, group_concat(column.name) from sqlite_schema as schema \
         join pragma_table_info(schema.name) as column where schema.type = 'table' group by schema.name";
    let mut statement = database.prepare(columns).unwrap();
    let tables = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let tables: Vec<(String, String)> = tables.map(Result::unwrap).collect();
    for (table, columns) in &tables {
        let copy = format!("delete from {table}; insert into {table} ({columns}) select {columns} from newer.{table}");
        database.execute_batch(&copy).unwrap();
    }
    database.execute_batch("detach newer; pragma user_version = 1").unwrap();
    fs::remove_file(newer).unwrap();
}
