//! F14: three collectors start at once on an empty database, and get the same reports at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use serde_json::json;
use tests::client::{report, send};
use tests::collector::{Collector, Data};
use tests::load::{Crowd, Ledger, Outcome, Told};
use tests::postgres::{Cluster, Options};

use crate::shop::Shop;
use crate::{extent, figures};
use tests::wait::until;

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_three_that_start_together_one_makes_the_tables_and_all_are_one() {
    let cluster = Cluster::start(&Options::default());
    for round in 0..extent::STARTS_TOGETHER.times() {
        let address = cluster.database();
        let data = Data::on(&address);
        let collectors = together(&data);
        let database = address.rsplit('/').next().unwrap();
        assert_eq!(cluster.psql(database, "select count(*), min(version) = max(version) from schema_version"), "1|t");

        // They share their secret: what one has issued the others take. And all see the site that came later.
        let shop = Shop::with(data);
        let pages: Vec<_> = collectors.iter().map(|collector| shop.page(collector)).collect();
        for page in &pages {
            let asked = json!({ "touchpoint": "account_viewed", "history": [] });
            // The site is there before its survey is.
            let asks = async || send(page.post("prompts").json(&asked)).await.body["prompt"].is_object();
            until("it asks the survey", PATIENCE, asks).await;
        }
        for issuer in &pages {
            for taker in &pages {
                let told = report(&issuer.prompt("account_viewed").await, 1, "completed", Some(9));
                // A server that others use as well may need a second try.
                let taken = async || match taker.report(&told).await.status {
                    200 | 201 => true,
                    status => {
                        assert_eq!(status, 503, "round {round}");
                        false
                    }
                };
                until("it is taken", PATIENCE, taken).await;
            }
        }
        assert_eq!(shop.rows().await.len(), 9, "round {round}");
        shop.data.is_right();
    }
    figures::tell("F14 three start together", &json!({ "rounds": extent::STARTS_TOGETHER.times() }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_that_three_get_at_once_is_stored_once_and_acknowledged_alike() {
    let cluster = Cluster::start(&Options::default());
    let shop = Shop::on(&cluster.database());
    let collectors = together(&shop.data);
    let doors: Vec<Crowd> = collectors.iter().map(|collector| shop.crowd(&[collector])).collect();
    let ledger = Arc::new(Ledger::default());
    let prompts = doors[0].prompts(extent::TOLD_TO_ALL.times()).await;

    let each = stream::iter(prompts).map(async |prompt| {
        let told = Told::answer(&prompt, 6, Some("to all three"));
        ledger.is_sent(&told);
        let sent = Instant::now();
        let answers = join_all(doors.iter().map(|door| door.tell(&told, PATIENCE))).await;
        let mut receipts = BTreeMap::<String, usize>::new();
        for answer in answers {
            let outcome = ledger.is_answered(&told, &answer, sent.elapsed());
            let Outcome::Acknowledged(receipt) = outcome else { panic!("{:?}", answer.unwrap()) };
            *receipts.entry(receipt).or_default() += 1;
            // Alike in all but who came first.
            let mut body = answer.unwrap().body;
            body.as_object_mut().unwrap().remove("status");
            assert_eq!(body, json!({ "id": told.id, "rev": 1 }));
        }
        assert_eq!(receipts, BTreeMap::from([("stored".to_owned(), 1), ("replayed".to_owned(), 2)]));
    });
    each.buffer_unordered(32).collect::<()>().await;

    let report = shop.is_exact("F14 told to three at once", &ledger, &doors[1]).await;
    assert_eq!((report.stored, report.acked), (extent::TOLD_TO_ALL.times(), extent::TOLD_TO_ALL.times()));
}

/// Starts three collectors at once, and waits until all take requests.
fn together(data: &Data) -> Vec<Collector> {
    thread::scope(|scope| {
        let starting: Vec<_> = (0..3).map(|_| scope.spawn(|| data.serve())).collect();
        starting.into_iter().map(|it| it.join().unwrap()).collect()
    })
}
