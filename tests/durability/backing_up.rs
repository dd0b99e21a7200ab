//! F26: backups of a store that is served, and what becomes of it when it is restored.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::time::Duration;

use tests::collector::Data;
use tests::load::{Ledger, Load, Mix, Row};
use tests::postgres::{Cluster, Options};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use crate::database;
use crate::extent;
use crate::file;
use crate::shop::Shop;
use tests::wait::until;

/// More than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `sondeo` while the load goes on.
async fn sondeo(shop: &Arc<Shop>, command: &str, file: &Path) -> Output {
    let (shop, words) = (Arc::clone(shop), [command.to_owned(), file.display().to_string()]);
    spawn_blocking(move || shop.data.try_sondeo(&words.each_ref().map(String::as_str))).await.unwrap()
}

fn said(ran: &Output) -> String {
    String::from_utf8_lossy(&ran.stderr).into_owned()
}

/// Fails unless a backup is whole, private, adds up, and has what was acknowledged.
fn holds(backup: &Path, acknowledged: &BTreeMap<Uuid, u32>) {
    assert_eq!(fs::metadata(backup).unwrap().permissions().mode() & 0o777, 0o600);
    let rows = file::rows_in(backup);
    has_all(&rows, acknowledged);
    let other = Data::new();
    other.sondeo(&["restore", &backup.display().to_string()]);
    other.is_right();
    assert_eq!(file::rows(other.folder()).len(), rows.len());
}

fn has_all(rows: &[Row], acknowledged: &BTreeMap<Uuid, u32>) {
    let kept: BTreeMap<_, _> = rows.iter().map(|row| (row.id, row.rev)).collect();
    let lost: Vec<_> = acknowledged.iter().filter(|(id, rev)| kept.get(id) < Some(rev)).collect();
    assert!(lost.is_empty(), "of {} acknowledged {lost:?} are lost", acknowledged.len());
    println!("{} acknowledged before, {} in the backup", acknowledged.len(), rows.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_holds_all_that_was_acknowledged_before_and_can_be_restored() {
    let shop = Arc::new(Shop::new());
    let mut collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let ledger = Arc::new(Ledger::default());
    let backups = tempfile::tempdir().unwrap();
    let rate = extent::RATE_OF_BACKUPS.times().try_into().unwrap();
    let load = Load { rate, ..Load::default() };
    let prompts = crowd.prompts(2_000 * extent::BACKUPS.times()).await;
    let mut made: Vec<(PathBuf, BTreeMap<_, _>)> = Vec::new();
    let backs_up = async {
        for nth in 1..=extent::BACKUPS.times() {
            until("the load runs", PATIENCE, async || ledger.acknowledged() >= 300 * nth).await;
            let (backup, acknowledged) = (backups.path().join(format!("{nth}.db")), ledger.acknowledged_revisions());
            let ran = sondeo(&shop, "backup", &backup).await;
            assert!(ran.status.success(), "{}", said(&ran));
            made.push((backup, acknowledged));
        }
    };
    load.run(&crowd, &ledger, prompts, backs_up).await;
    assert_eq!(made.len(), extent::BACKUPS.times(), "the load ended before the last backup");
    for (backup, acknowledged) in &made {
        holds(backup, acknowledged);
    }
    load.settle(&crowd, &ledger, PATIENCE).await;

    // The disk takes the store away, and the last backup brings all of it back.
    let last = backups.path().join("last.db");
    shop.data.sondeo(&["backup", &last.display().to_string()]);
    collector.kill();
    fs::write(shop.data.folder().join("sondeo.db"), "what a failing disk writes").unwrap();
    assert_eq!(shop.data.try_sondeo(&["verify"]).status.code(), Some(65));
    shop.data.sondeo(&["restore", &last.display().to_string()]);
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    shop.is_exact("F26 restored", &ledger, &crowd).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_of_postgresql_under_load_holds_all_that_was_acknowledged_before_and_can_be_restored() {
    let cluster = Arc::new(Cluster::start(&Options::default()));
    let address = cluster.database();
    let shop = Shop::on(&address);
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let ledger = Arc::new(Ledger::default());
    let prompts = crowd.prompts(3_000).await;
    let mut made = None;
    let dumps = async {
        until("the load runs", PATIENCE, async || ledger.acknowledged() >= 300).await;
        let acknowledged = ledger.acknowledged_revisions();
        let (cluster, address) = (Arc::clone(&cluster), address.clone());
        made = Some((spawn_blocking(move || cluster.dump(&address)).await.unwrap(), acknowledged));
    };
    Load::default().run(&crowd, &ledger, prompts, dumps).await;
    let (dump, acknowledged) = made.expect("the load goes on until the dump is written");

    let other = cluster.database();
    cluster.undump(&dump, &other);
    has_all(&database::rows(&other).await, &acknowledged);
    let other = Data::on(&other);
    other.is_right();
    let refused = other.try_sondeo(&["backup", "dump.db"]);
    assert!(!refused.status.success() && said(&refused).contains("pg_dump"), "{}", said(&refused));
    // The one that was dumped goes on.
    Load::default().settle(&crowd, &ledger, PATIENCE).await;
    shop.is_exact("F26 dump of PostgreSQL", &ledger, &crowd).await;
    drop(other.serve());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_alone_of_a_store_that_is_served_is_no_backup() {
    let shop = Arc::new(Shop::new());
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let ledger = Arc::new(Ledger::default());
    let load = Load { rate: 1_000, mix: Mix::ANSWERS, ..Load::default() };
    load.run(&crowd, &ledger, crowd.prompts(300).await, std::future::pending()).await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copied.db");
    fs::copy(shop.data.folder().join("sondeo.db"), &copy).unwrap();

    let other = Data::new();
    let refused = other.try_sondeo(&["restore", &copy.display().to_string()]);
    assert_eq!(refused.status.code(), Some(65));
    assert!(said(&refused).contains("may lack what its write-ahead log has"), "{}", said(&refused));
    let stored = file::rows_in(&copy).len();
    assert!(stored < ledger.acknowledged(), "all {stored} are there: this proves nothing");
    println!("{stored} of {} acknowledged are in the database alone", ledger.acknowledged());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backup_and_restore_replace_nothing_that_somebody_needs() {
    let shop = Arc::new(Shop::new());
    let mut collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let ledger = Arc::new(Ledger::default());
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("a.db");
    assert!(sondeo(&shop, "backup", &backup).await.status.success());
    let bytes = fs::read(&backup).unwrap();

    let again = sondeo(&shop, "backup", &backup).await;
    assert!(!again.status.success() && said(&again).contains("never replaces a file"), "{}", said(&again));
    assert!(fs::read(&backup).unwrap() == bytes, "the backup was changed");
    let nowhere = sondeo(&shop, "backup", &folder.path().join("none/b.db")).await;
    assert!(!nowhere.status.success() && said(&nowhere).contains("none"), "{}", said(&nowhere));

    let load = Load { rate: 500, mix: Mix::ANSWERS, ..Load::default() };
    load.run(&crowd, &ledger, crowd.prompts(50).await, std::future::pending()).await;
    let beside = sondeo(&shop, "restore", &backup).await;
    assert!(!beside.status.success() && said(&beside).contains("stop it first"), "{}", said(&beside));
    collector.kill();

    // A backup that its own disk damaged.
    let mut damaged = bytes.clone();
    for page in 8..bytes.len() / 4096 {
        damaged[page * 4096..page * 4096 + 8].fill(0xff);
    }
    let half = bytes[..bytes.len() / 2 / 4096 * 4096].to_vec();
    for (what, bytes) in [("damaged", damaged), ("half", half), ("text", b"to my aunt".repeat(50)), ("empty", vec![])] {
        let bad = folder.path().join(what);
        fs::write(&bad, bytes).unwrap();
        let ran = sondeo(&shop, "restore", &bad).await;
        assert_eq!(ran.status.code(), Some(65), "{what}: {}", said(&ran));
    }
    // All of that left the store as it was.
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    shop.is_exact("F26 refused", &ledger, &crowd).await;
    drop(collector);

    // What a restore replaces is kept, with all that it had.
    let printed = shop.data.sondeo(&["restore", &backup.display().to_string()]);
    let kept = printed.lines().find_map(|line| line.strip_prefix("what was there is kept as ")).unwrap();
    assert_eq!(file::rows_in(Path::new(kept)).len(), 50);
    assert_eq!(file::rows(shop.data.folder()).len(), 0);
    let left = fs::read_dir(shop.data.folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let unfinished: Vec<_> = left.filter(|name| name.contains("unfinished")).collect();
    assert!(unfinished.is_empty(), "{unfinished:?}");
}

#[test]
fn backup_and_restore_leave_the_disk_the_reserve_that_is_set() {
    let shop = Shop::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    let path = file.display().to_string();
    // More than any disk has.
    let greedy = |command| said(&shop.data.try_sondeo(&[command, &path, "--disk-reserve", "4000000000"]));
    assert!(greedy("backup").contains("free"), "{}", greedy("backup"));
    assert!(!file.exists());
    shop.data.sondeo(&["backup", &path]);
    assert!(greedy("restore").contains("free"), "{}", greedy("restore"));
    shop.data.sondeo(&["restore", &path]);
    shop.data.is_right();
}
