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
    let database = Connection::open(shop.data.folder().join("sondeo.db")).unwrap();
    let first = "drop table salts; drop table tombstones; drop index responses_of_respondents; \
         alter table sites drop column retention_days; pragma user_version = 1";
    database.execute_batch(first).unwrap();
    drop(database);
    kill_at_each_step(shop.data.folder(), &["site", "list"], |data, step| {
        data.is_right();
        assert_eq!(file::rows(data.folder()).len(), OLD, "step {step}");
        let before = data.folder().join("sondeo.db.before-schema-2");
        assert_eq!(file::rows_in(&before).len(), OLD, "step {step}, the copy from before");
    });
}
