//! F1: the collector dies at every point of a batch, of a checkpoint and of a migration.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::RngExt;
use serde_json::json;
use tests::collector::{Collector, Data, binary};
use tests::load::{Ledger, Load, Mix};
use tests::postgres::{Cluster, Options};
use tokio::time::timeout;

use crate::shop::Shop;
use crate::{extent, faulty, figures};
use tests::wait::until;

const PATIENCE: Duration = Duration::from_secs(30);
/// How long a start may take, with whatever log the dead one left.
const START: Duration = Duration::from_secs(2);
/// How long it may live: long enough for a busy machine.
const LIFE: Duration = Duration::from_secs(60);
/// How long a death may go unnoticed.
const GRACE: Duration = Duration::from_millis(200);
/// How often load is begun again where a collector does not get to its death.
const ROUNDS: usize = 20;

/// The signals that end it: its own, and the tracer's.
const ABORT: i32 = 6;
const KILL: i32 = 9;

/// Where the collector dies.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// At a fail point.
    Point(&'static str),
    /// In a sync: what was written is not on the disk yet.
    Sync,
    /// Where a checkpoint writes a page into the database.
    Checkpoint,
}

impl Moment {
    /// A collector that dies when it gets there for the nth time.
    fn program(self, data: &Data, nth: usize) -> Command {
        match self {
            Self::Point(point) => faulty::sondeo(&format!("{point}={}*off->return", nth - 1)),
            Self::Sync => faulty::killed_in("fsync,fdatasync", None, nth),
            Self::Checkpoint => faulty::killed_in("pwrite64", Some(&data.folder().join("sondeo.db")), nth),
        }
    }

    /// Whether there is always something stored then that nobody was told of.
    fn leaves_unanswered(self) -> bool {
        matches!(self, Self::Point("batch-after-commit"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_wherever_in_a_batch_or_checkpoint_it_dies() {
    let points = ["batch-before-begin", "batch-after-rows", "batch-before-commit", "batch-after-commit"];
    let moments: Vec<Moment> =
        points.map(Moment::Point).into_iter().chain([Moment::Sync, Moment::Checkpoint]).collect();
    survives(&Shop::new(), "F1 death in batch and checkpoint, SQLite", &moments).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_in_postgresql_wherever_in_a_batch_it_dies() {
    let points = ["batch-before-begin", "batch-after-rows", "batch-commit-sent", "batch-after-commit"];
    let cluster = Cluster::start(&Options::default());
    survives(&Shop::on(&cluster.database()), "F1 death in batch, PostgreSQL", &points.map(Moment::Point)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_dies_while_it_moves_the_log_is_begun_anew() {
    let (shop, ledger) = (Shop::new(), Arc::new(Ledger::default()));
    for nth in 1..=extent::DEATHS_AT_A_POINT.times() {
        load_until_dead(&shop, &ledger, shop.data.serve_by(Moment::Sync.program(&shop.data, 50))).await;
        // Nobody reads the file in between: whoever opens it moves what is in its log.
        let start = Moment::Checkpoint.program(&shop.data, nth);
        let mut dying = shop.data.command_of(start, &["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
        let ended = timeout(START, until("it is dead", PATIENCE, async || dying.try_wait().unwrap().is_some())).await;
        dying.kill().unwrap();
        assert_eq!((ended.is_ok(), dying.wait().unwrap().signal()), (true, Some(KILL)), "it moved nothing");
        ledger.judge(&shop.rows().await).is_clean();
    }
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    Load::default().settle(&crowd, &ledger, PATIENCE).await;
    shop.is_exact("F1 death at a start, SQLite", &ledger, &crowd).await;
}

#[test]
fn a_migration_is_done_or_not_begun_wherever_it_dies() {
    let cluster = Cluster::start(&Options::default());
    for point in ["migration-after-step", "migration-before-commit", "migration-after-commit"] {
        for data in [Data::new(), Data::on(&cluster.database())] {
            let add = ["site", "add", "shop", "--origin", "https://shop.example", "--tz", "Europe/Madrid"];
            let died = data.command_of(faulty::sondeo(&format!("{point}=return")), &add).output().unwrap();
            assert_eq!(died.status.signal(), Some(ABORT), "{point}: it ended by itself: {died:?}");
            data.add_site("shop", "https://shop.example");
            data.is_right();
        }
    }
}

#[test]
fn the_binary_that_users_get_has_no_fail_points() {
    let has = |binary: &Path, name: &str| {
        let bytes = std::fs::read(binary).unwrap();
        bytes.windows(name.len()).any(|window| window == name.as_bytes())
    };
    for name in ["FAILPOINTS", "batch-before-begin", "migration-before-commit", "synchronous-normal"] {
        assert!(has(&faulty::faulty_binary(), name), "{name} is not even in the build with fail points");
        assert!(!has(&binary(), name), "{name} is in the binary that users get");
    }
}

/// Lets a collector die at each of these moments, and judges each time what is stored.
async fn survives(shop: &Shop, run: &str, moments: &[Moment]) {
    let ledger = Arc::new(Ledger::default());
    let (mut deaths, mut unanswered, mut slowest) = (0, 0, Duration::ZERO);
    for moment in moments {
        for _ in 0..extent::DEATHS_AT_A_POINT.times() {
            let nth = rand::rng().random_range(5..60);
            // Whoever opens the store moves what is in its log first; that is not the moment that is meant.
            shop.data.is_right();
            let left = die(shop, &ledger, shop.data.serve_by(moment.program(&shop.data, nth))).await;
            shop.data.is_right();
            assert!(left > 0 || !moment.leaves_unanswered(), "the batch that was committed last is not there");
            let started = Instant::now();
            let collector = shop.data.serve();
            let took = started.elapsed();
            assert!(took < START, "after {moment:?} the start took {took:?}");
            Load::default().settle(&shop.crowd(&[&collector]), &ledger, PATIENCE).await;
            println!("{moment:?}, number {nth}: {left} stored that nobody was told of, started in {took:?}");
            (deaths, unanswered, slowest) = (deaths + 1, unanswered + left, slowest.max(took));
        }
    }
    let collector = shop.data.serve();
    shop.is_exact(run, &ledger, &shop.crowd(&[&collector])).await;
    let found = json!({ "deaths": deaths, "stored_unanswered": unanswered, "slowest_start_ms": slowest.as_millis() });
    figures::tell(run, &found);
}

/// Runs load until the collector is dead, judges what is stored, and returns how much of it was not acknowledged.
async fn die(shop: &Shop, ledger: &Arc<Ledger>, dying: Collector) -> usize {
    load_until_dead(shop, ledger, dying).await;
    let verdict = ledger.judge(&shop.rows().await);
    verdict.is_clean();
    verdict.stored.saturating_sub(ledger.acknowledged())
}

/// Runs load in rounds: on a busy machine so much goes into each batch that one round has too few of them.
async fn load_until_dead(shop: &Shop, ledger: &Arc<Ledger>, mut dying: Collector) {
    let crowd = shop.crowd(&[&dying]);
    for _ in 0..ROUNDS {
        let load = Load { rate: 500, seed: rand::rng().random(), mix: Mix::ANSWERS, ..Load::default() };
        let prompts = crowd.prompts(700).await;
        let dead = async {
            until("it is dead", LIFE, async || dying.ended().is_some()).await;
        };
        load.run(&crowd, ledger, prompts, dead).await;
        // The last answer may have failed a moment before the system says that it is dead.
        let dead = timeout(GRACE, until("it is dead", LIFE, async || dying.ended().is_some())).await;
        if dead.is_ok() {
            return;
        }
    }
    panic!("it is still alive: this proves nothing");
}
