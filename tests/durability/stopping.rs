//! F12: the collector is told to stop, as every update and every move to another machine does.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tests::client::{report, send};
use tests::collector::Collector;
use tests::load::{Ledger, Load};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::file;
use crate::shop::Shop;
use tests::wait::until;

/// What the collector promises.
const DRAIN: Duration = Duration::from_secs(10);
/// More than it takes to send some hundred reports.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_under_load_answers_all_that_it_stored() {
    let shop = Shop::new();
    let mut collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let prompts = crowd.prompts(1_500).await;
    let (ledger, load) = (Arc::new(Ledger::default()), Load::default());
    let mut took = Duration::MAX;
    let stop = async {
        until("the load runs", PATIENCE, async || ledger.acknowledged() >= 500).await;
        took = ends(&mut collector).await;
    };
    load.run(&crowd, &ledger, prompts, stop).await;
    println!("it took {took:?} from the signal to the end");
    let log = std::fs::metadata(shop.data.folder().join("sondeo.db-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0, "not all is in one file");

    let rows = file::rows(shop.data.folder());
    ledger.judge(&rows).is_clean();
    // Whoever got no answer was not heard: nothing is stored whose sender does not know it.
    let stored: BTreeSet<_> = rows.iter().map(|row| (row.id, row.rev)).collect();
    let unanswered: Vec<_> =
        ledger.unsettled().into_iter().filter(|told| stored.contains(&(told.id, told.rev))).collect();
    assert!(unanswered.is_empty(), "{} were stored and not answered", unanswered.len());

    let again = shop.data.serve();
    let crowd = shop.crowd(&[&again]);
    load.settle(&crowd, &ledger, DRAIN).await;
    shop.is_exact("F12 stop under load", &ledger, &crowd).await;
}

#[tokio::test]
async fn connections_on_which_nothing_is_under_way_do_not_hold_the_stop() {
    let shop = Shop::new();
    let mut collector = shop.data.serve();
    let mut kept = Vec::new();
    for _ in 0..20 {
        // Each client keeps the connection of its request; the other connection never says anything.
        let client = reqwest::Client::new();
        assert_eq!(send(client.get(format!("{}/healthz", collector.address))).await.status, 200);
        kept.push((client, TcpStream::connect(collector.socket()).await.unwrap()));
    }
    let took = ends(&mut collector).await;
    assert!(took < DRAIN / 2, "it waited {took:?} for connections on which nobody says anything");
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_when_the_drain_is_over() {
    let shop = Shop::new();
    let mut collector = shop.data.serve();
    let mut half = TcpStream::connect(collector.socket()).await.unwrap();
    half.write_all(b"POST /v1/sites/shop/responses HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{").await.unwrap();
    let took = ends(&mut collector).await;
    assert!(took < DRAIN + Duration::from_secs(2), "it took {took:?}");
}

#[tokio::test]
async fn a_collector_that_gives_notice_is_not_ready_and_answers_until_it_is_over() {
    let shop = Shop::new();
    let notice = Duration::from_secs(2);
    let mut collector = shop.data.serve_with_notice("127.0.0.1:0", notice);
    let client = reqwest::Client::new();
    let ready = async || send(client.get(format!("{}/readyz", collector.address))).await;
    let page = shop.page(&collector);
    let prompt = page.prompt("account_viewed").await;
    assert_eq!((ready().await.status, ready().await.header("connection")), (200, ""));

    let told = Instant::now();
    collector.ask_to_end();
    until("it says that it will stop", notice, async || ready().await.status == 503).await;
    let (unready, stored) = (ready().await, page.report(&report(&prompt, 1, "completed", Some(8))).await);
    assert_eq!((unready.body["code"].as_str(), unready.header("connection")), (Some("stopping"), "close"));
    // Its connection is closed behind the answer, so that the next request goes elsewhere.
    assert_eq!((stored.status, stored.header("connection")), (201, "close"));
    assert!(collector.wait().success());
    assert!(told.elapsed() >= notice, "it ended after {:?}", told.elapsed());
    assert_eq!(shop.rows().await.len(), 1);
}

/// Tells the collector to stop, and returns how long it took to end well.
async fn ends(collector: &mut Collector) -> Duration {
    collector.ask_to_end();
    let mut status = None;
    let took = until("the collector has ended", DRAIN * 2, async || {
        status = collector.ended();
        status.is_some()
    });
    let took = took.await;
    let status = status.expect("it has ended");
    assert!(status.success(), "the collector ended with {status}");
    took
}
