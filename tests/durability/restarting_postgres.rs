//! F9: PostgreSQL is ended without a word and comes back, under load, with two collectors on it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tests::client::{Answer, send};
use tests::collector::Collector;
use tests::load::{Ledger, Load};
use tests::postgres::{Cluster, Options, Stop};
use tokio::task::spawn_blocking;

use crate::shop::Shop;
use crate::{extent, figures};
use tests::wait::until;

/// More than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_postgresql_is_back_collectors_go_on_by_themselves() {
    let cluster = Arc::new(Cluster::start(&Options::default()));
    let shop = Shop::on(&cluster.database());
    let collectors = [shop.data.serve(), shop.data.serve()];
    let crowd = shop.crowd(&collectors.each_ref());
    let ledger = Arc::new(Ledger::default());
    let mut waits = Vec::new();
    for cycle in 0..extent::POSTGRES_RESTARTS.times() {
        let load = Load { seed: cycle as u64, ..Load::default() };
        // More than are needed, also where PostgreSQL comes back slowly beside other builds: the load ends with the cycle.
        let prompts = crowd.prompts(6_000).await;
        let acknowledged = ledger.acknowledged();
        let goes_and_comes = async {
            until("the load runs", PATIENCE, async || ledger.acknowledged() >= acknowledged + 300).await;
            let going = Arc::clone(&cluster);
            spawn_blocking(move || going.stop(Stop::Immediate)).await.unwrap();
            let turned_away = ledger.ended_with("store_unavailable");
            until("100 are turned away", PATIENCE, async || {
                ledger.ended_with("store_unavailable") >= turned_away + 100
            })
            .await;
            for collector in &collectors {
                let (ready, alive) = (get(collector, "readyz").await, get(collector, "healthz").await);
                assert_eq!((ready.status, ready.header("retry-after"), alive.status), (503, "1", 200));
            }
            let acknowledged = ledger.acknowledged();
            let coming = Arc::clone(&cluster);
            // pg_ctl looks every 100 ms, so that some may be stored before it says that the server is ready.
            spawn_blocking(move || coming.run()).await.unwrap();
            waits.push(until("one is stored", PATIENCE, async || ledger.acknowledged() > acknowledged).await);
            for collector in &collectors {
                until("it is ready", PATIENCE, async || get(collector, "readyz").await.status == 200).await;
            }
            let acknowledged = ledger.acknowledged();
            until("all is as before", PATIENCE, async || ledger.acknowledged() >= acknowledged + 100).await;
        };
        load.run(&crowd, &ledger, prompts, goes_and_comes).await;
        assert_eq!(waits.len(), cycle + 1, "the load ended before PostgreSQL was back");
        load.settle(&crowd, &ledger, PATIENCE).await;
        ledger.judge(&shop.rows().await).is_clean();
    }
    let run = "F9 PostgreSQL restarts";
    let report = shop.is_exact(run, &ledger, &crowd).await;
    let slowest_ms = waits.iter().max().unwrap().as_millis();
    figures::tell(run, &json!({ "restarts": waits.len(), "ready_to_first_2xx_ms": slowest_ms }));
    assert!(report.resent > 0, "nothing was under way when PostgreSQL went: this proves nothing");
}

async fn get(collector: &Collector, page: &str) -> Answer {
    send(reqwest::Client::new().get(format!("{}/{page}", collector.address))).await
}
