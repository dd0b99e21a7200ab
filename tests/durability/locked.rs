//! F6 and F7: others at the same database, who lock it, write to it, or read from it for long.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};
use tests::load::{Ledger, Load};
use tokio::time::{Instant, interval_at};

use crate::extent;
use crate::shop::Shop;
use tests::wait::until;

/// More than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// How soon all is as before when the others are gone.
const RECOVERY: Duration = Duration::from_secs(2);

fn database(shop: &Shop) -> Connection {
    Connection::open(shop.data.folder().join("sondeo.db")).unwrap()
}

/// The load goes on for so long.
async fn goes_on(lasts: Duration) {
    interval_at(Instant::now() + lasts, lasts).tick().await;
}

/// Fails unless more are stored soon.
async fn is_as_before(ledger: &Ledger) {
    let before = ledger.acknowledged();
    until("all is as before", RECOVERY, async || ledger.acknowledged() > before + 100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_of_another_process_is_waited_for_and_then_said_to_be_one() {
    let shop = Shop::new();
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let ledger = Arc::new(Ledger::default());
    let long = Duration::from_secs(extent::LOCKED_SECONDS.times() as u64);
    let load = Load { rate: 120, ..Load::default() };
    let prompts = crowd.prompts(120 * (10 + long.as_secs() as usize)).await;
    let other = database(&shop);
    let locks = async {
        until("the load runs", PATIENCE, async || ledger.acknowledged() > 100).await;
        other.execute_batch("begin exclusive").unwrap();
        goes_on(Duration::from_secs(3)).await;
        other.execute_batch("commit").unwrap();
        is_as_before(&ledger).await;
        assert_eq!(ledger.ended_with("store_unavailable"), 0, "three seconds are not waited for");

        other.execute_batch("begin exclusive").unwrap();
        goes_on(long).await;
        assert!(ledger.ended_with("store_unavailable") > 0, "nobody is told");
        other.execute_batch("commit").unwrap();
        is_as_before(&ledger).await;
    };
    load.run(&crowd, &ledger, prompts, locks).await;
    drop(other);
    load.settle(&crowd, &ledger, PATIENCE).await;
    let report = shop.is_exact("F6 locked", &ledger, &crowd).await;
    for (outcome, times) in &report.latency_ms {
        assert!(times.max <= 6_000.0, "{outcome} took {} ms", times.max);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_writers_are_not_seen_by_customers() {
    let shop = Shop::new();
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let ledger = Arc::new(Ledger::default());
    let lasts = Duration::from_secs(extent::OTHER_WRITERS_SECONDS.times() as u64);
    let load = Load { rate: 200, ..Load::default() };
    let prompts = crowd.prompts(200 * lasts.as_secs() as usize).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let (path, is_over) = (shop.data.folder().join("sondeo.db"), Arc::clone(&is_over));
            std::thread::spawn(move || write_until(&path, &is_over))
        })
        .collect();
    load.run(&crowd, &ledger, prompts, goes_on(lasts)).await;
    is_over.store(true, Ordering::Relaxed);
    let writes: usize = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
    println!("others wrote {writes} times");
    load.settle(&crowd, &ledger, PATIENCE).await;
    let report = shop.is_exact("F6 other writers", &ledger, &crowd).await;
    assert_eq!(report.unknown, 0, "a customer saw that the database was busy");
    assert!(writes > 100 && report.acked > 100, "{writes} writes of others, {} answers", report.acked);
}

/// Writes small transactions, as another program would, and returns how many.
fn write_until(path: &Path, is_over: &AtomicBool) -> usize {
    let db = Connection::open(path).unwrap();
    db.busy_timeout(PATIENCE).unwrap();
    let mut writes = 0;
    while !is_over.load(Ordering::Relaxed) {
        match db.execute_batch("begin immediate; update catalog_version set version = version + 1; commit") {
            Ok(()) => writes += 1,
            Err(busy) if busy.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {}
            Err(cause) => panic!("{cause}"),
        }
    }
    writes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_that_a_long_reader_holds_is_cut_when_it_has_read() {
    let shop = Shop::new();
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let ledger = Arc::new(Ledger::default());
    let lasts = Duration::from_secs(extent::LONG_READ_SECONDS.times() as u64);
    let load = Load { rate: 1_000, ..Load::default() };
    let prompts = crowd.prompts(1_000 * (6 + lasts.as_secs() as usize)).await;
    let log = || fs::metadata(shop.data.folder().join("sondeo.db-wal")).map_or(0, |log| log.len() >> 20);
    let (reader, writer) = (database(&shop), database(&shop));
    let mut cut = Duration::ZERO;
    let reads = async {
        until("the load runs", PATIENCE, async || ledger.acknowledged() > 100).await;
        reader.execute_batch("begin").unwrap();
        reader.query_row("select count(*) from responses", [], |row| row.get::<_, i64>(0)).unwrap();
        // However fast the answers come, the log is long.
        writer.busy_timeout(PATIENCE).unwrap();
        writer.execute_batch("create table filler (bytes blob)").unwrap();
        while log() <= 16 {
            writer.execute("insert into filler values (zeroblob(1 << 20))", []).unwrap();
        }
        writer.execute_batch("drop table filler").unwrap();
        goes_on(lasts).await;
        let longest = log();
        reader.execute_batch("commit").unwrap();
        cut = until("the log is cut", Duration::from_secs(10), async || log() < longest).await;
        goes_on(Duration::from_secs(1)).await;
        println!("the log had {longest} MiB, was cut {cut:?} after the reader was done, has {} MiB", log());
        assert!(log() <= 16);
    };
    load.run(&crowd, &ledger, prompts, reads).await;
    assert!(cut > Duration::ZERO, "the load ended before the log was cut");
    load.settle(&crowd, &ledger, PATIENCE).await;
    let report = shop.is_exact("F7 long reader", &ledger, &crowd).await;
    assert_eq!(report.unknown, 0, "somebody was sent away because another reads");
}
