//! The collector is killed in mid-sentence, again and again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::RngExt;
use serde_json::json;
use tests::collector::Collector;
use tests::load::{Ledger, Load};
use tests::postgres::{Cluster, Options};

use crate::shop::Shop;
use crate::{extent, figures};
use tests::wait::until;

const PATIENCE: Duration = Duration::from_secs(30);
/// How long a start may take, with whatever log the dead one left.
const START: Duration = Duration::from_secs(2);
/// A batch answers all of its reports at once: right after an acknowledgement there is often none to lose.
const UNDER_WAY: usize = 2;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_after_kill_9_and_counted_once() {
    survives(&Shop::new(), "F1 kill -9, SQLite").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_in_postgresql_after_kill_9_and_counted_once() {
    let cluster = Cluster::start(&Options::default());
    survives(&Shop::on(&cluster.database()), "F1 kill -9, PostgreSQL").await;
}

/// Kills the shop's collector under load, again and again, and looks at what the next one finds.
async fn survives(shop: &Shop, run: &str) {
    let ledger = Arc::new(Ledger::default());
    let (kills, mut slowest) = (extent::KILLS.times(), Duration::ZERO);
    for kill in 1..=kills {
        let mut collector = start(shop, &mut slowest);
        let crowd = shop.crowd(&[&collector]);
        let load = Load { rate: 500, seed: kill as u64, ..Load::default() };
        load.settle(&crowd, &ledger, PATIENCE).await;
        // Killed after so many acknowledgements, while reports are under way: wherever in their batch that is.
        let more = rand::rng().random_range(50..1_000);
        let prompts = crowd.prompts(more + 500).await;
        let most = ledger.acknowledged() + more;
        let is_time = async || ledger.acknowledged() >= most && ledger.unsettled_count() >= UNDER_WAY;
        let killed = async {
            until("reports are under way", PATIENCE, is_time).await;
            collector.kill();
        };
        load.run(&crowd, &ledger, prompts, killed).await;
        assert!(collector.ended().is_some(), "the load ended before the kill: this proves nothing");

        // Nobody opens the store before the collector does, which finds it as the dead one left it.
        let next = start(shop, &mut slowest);
        let verdict = ledger.judge(&shop.rows().await);
        verdict.is_clean();
        shop.data.is_right();
        drop(next);
        println!("kill {kill} of {kills}: {} stored, {} unknown", verdict.stored, verdict.unsettled);
    }

    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    Load::default().settle(&crowd, &ledger, PATIENCE).await;
    let report = shop.is_exact(run, &ledger, &crowd).await;
    assert!(report.resent > 0, "no kill came while a report was under way: this proves nothing");
    figures::tell(run, &json!({ "kills": kills, "slowest_start_ms": slowest.as_millis() }));
}

fn start(shop: &Shop, slowest: &mut Duration) -> Collector {
    let began = Instant::now();
    let collector = shop.data.serve();
    *slowest = began.elapsed().max(*slowest);
    assert!(*slowest < START, "a start took {slowest:?}");
    collector
}
