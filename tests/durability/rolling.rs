//! F12 and L7: several collectors behind haproxy, restarted and killed in turn under load.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tests::balancer::Balancer;
use tests::client::report;
use tests::collector::Collector;
use tests::load::{Ledger, Load};
use tests::postgres::{Cluster, Options, Stop};
use tokio::task::spawn_blocking;

use crate::shop::Shop;
use crate::{extent, figures};
use tests::wait::until;

const PATIENCE: Duration = Duration::from_secs(20);
/// What docs/haproxy.cfg says.
const NOTICE: Duration = Duration::from_secs(2);

/// Whose scripts may read an answer.
const READABLE: &str = "access-control-allow-origin";

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_is_ready_browsers_are_told_by_somebody_to_come_again() {
    let cluster = Cluster::start(&Options::default());
    let shop = Shop::on(&cluster.database());
    let mut collectors = [shop.data.serve(), shop.data.serve()];
    let balancer = Balancer::before(&collectors.each_ref().map(Collector::socket));
    until("all are ready", PATIENCE, async || balancer.ready() == 2).await;
    let page = shop.page_at(&balancer.address);
    let told = report(&page.prompt("account_viewed").await, 1, "completed", Some(2));
    let refused = async |code: Option<&str>| {
        let answer = page.report(&told).await;
        let seen = (answer.body["code"].as_str(), answer.header("retry-after"), answer.header(READABLE));
        assert_eq!((answer.status, seen), (503, (code, "1", "*")), "{}", answer.body);
    };
    cluster.stop(Stop::Fast);
    until("none is ready", PATIENCE, async || balancer.ready() == 0).await;
    // The collectors say why.
    refused(Some("store_unavailable")).await;
    collectors.iter_mut().for_each(Collector::kill);
    // There is nobody left but haproxy.
    refused(None).await;
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
    let (again, failed) = (report.unknown, report.failed);
    figures::tell(
        run,
        &json!({ "times": times, "sent_again_by_haproxy": retried, "by_customers": again, "failed": failed }),
    );
    assert_eq!(failed, 0, "a customer failed who tried twice");
    assert!(way == Way::Told || retried > 0, "no request came to a collector that was killed: this proves nothing");
}
