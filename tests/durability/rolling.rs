//! F12 and L7: several collectors behind haproxy, restarted and killed in turn under load.

use std::sync::Arc;
use std::time::Duration;

use tests::balancer::Balancer;
use tests::collector::Collector;
use tests::load::{Ledger, Load};
use tests::postgres::{Cluster, Options};
use tokio::task::spawn_blocking;

use crate::extent;
use crate::shop::Shop;
use crate::wait::until;

const PATIENCE: Duration = Duration::from_secs(20);
/// What docs/haproxy.cfg says.
const NOTICE: Duration = Duration::from_millis(1_500);

/// How a collector is made to go.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// It is told to stop, and ends well.
    Told,
    /// It is killed in mid-sentence.
    Killed,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restarting_one_after_the_other_fails_no_customer() {
    roll("F12 rolling restarts", 2, extent::ROLLING_RESTARTS.times(), Way::Told).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_one_after_the_other_loses_nothing() {
    roll("L7 rolling kills", 3, extent::ROLLING_KILLS.times(), Way::Killed).await;
}

/// Lets the collectors go and come again, one after the other, so many times.
async fn roll(run: &str, collectors: usize, times: usize, way: Way) {
    let cluster = Cluster::start(&Options::default());
    let shop = Arc::new(Shop::on(&cluster.database()));
    let mut running: Vec<Option<Collector>> =
        (0..collectors).map(|_| Some(shop.data.serve_with_notice("127.0.0.1:0", NOTICE))).collect();
    let sockets: Vec<_> = running.iter().flatten().map(Collector::socket).collect();
    let balancer = Balancer::before(&sockets);
    until("all are ready", PATIENCE, async || balancer.ready() == collectors).await;
    let crowd = shop.crowd_at(&[&balancer.address]);
    let ledger = Arc::new(Ledger::default());
    let mut done = 0;
    for time in 0..times {
        let load = Load { seed: time as u64, retries: 1, ..Load::default() };
        let prompts = crowd.prompts(2_000).await;
        let acknowledged = ledger.acknowledged();
        let (shop, at) = (Arc::clone(&shop), time % collectors);
        let mut collector = running[at].take().unwrap();
        let goes_and_comes = async {
            until("the load runs", PATIENCE, async || ledger.acknowledged() >= acknowledged + 100).await;
            let listen = collector.socket().to_string();
            spawn_blocking(move || match way {
                Way::Told => {
                    collector.ask_to_end();
                    assert!(collector.wait().success(), "a collector that was told to stop failed");
                }
                Way::Killed => collector.kill(),
            })
            .await
            .unwrap();
            until("it is missed", PATIENCE, async || balancer.ready() == collectors - 1).await;
            let again = spawn_blocking(move || shop.data.serve_with_notice(&listen, NOTICE));
            running[at] = Some(again.await.unwrap());
            until("all are ready", PATIENCE, async || balancer.ready() == collectors).await;
            done += 1;
        };
        load.run(&crowd, &ledger, prompts, goes_and_comes).await;
        assert_eq!(done, time + 1, "the load ended before the collector was back");
    }
    Load::default().settle(&crowd, &ledger, PATIENCE).await;
    let report = shop.is_exact(run, &ledger, &crowd).await;
    let retried = balancer.retried();
    println!("{run}: {times} times, {retried} sent again by haproxy, {} by customers", report.unknown);
    assert_eq!(report.failed, 0, "a customer failed who tried twice");
    assert!(way == Way::Told || retried > 0, "no request came to a collector that was killed: this proves nothing");
}
