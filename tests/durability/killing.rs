//! The collector is killed in mid-sentence, again and again.

use std::collections::BTreeSet;
use std::sync::Arc;

use rand::RngExt;
use serde_json::json;
use tests::client::{Owner, Page};
use tests::collector::Data;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::ledger::Ledger;
use crate::{file, load};

const ORIGIN: &str = "https://shop.example";
const SURVEYS: &str = "[[survey]]\nslug = 'relation'\nmetric = 'nps'\ntouchpoints = ['account_viewed']\n";
const CYCLES: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_after_kill_9_and_counted_once() {
    let data = Data::new();
    let shop = data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let ledger = Arc::new(Ledger::default());
    let mut resent = 0;
    for cycle in 1..=CYCLES {
        let mut collector = data.serve();
        let page = Page::new(&collector.address, "shop", ORIGIN);
        resent += resend(&page, &ledger).await;

        // Killed after so many acknowledgements, wherever in a batch that is.
        let most = ledger.acknowledged().len() + rand::rng().random_range(100..1_500);
        let enough = Arc::new(Notify::new());
        let killed = async {
            enough.notified().await;
            collector.kill();
        };
        tokio::join!(load::run(&page, &ledger, most, &enough), killed);

        let stored: BTreeSet<Uuid> = file::stored(data.folder()).into_keys().collect();
        let (acknowledged, unknown) = (ledger.acknowledged(), ledger.unknown());
        let lost: Vec<_> = acknowledged.difference(&stored).collect();
        assert!(lost.is_empty(), "cycle {cycle}: {} of {} are lost: {lost:?}", lost.len(), acknowledged.len());
        let sent: BTreeSet<Uuid> = acknowledged.iter().copied().chain(unknown.iter().map(|(id, _)| *id)).collect();
        assert!(stored.is_subset(&sent), "cycle {cycle}: something is stored that nobody sent");
        data.is_right();
        println!(
            "cycle {cycle}: {} acknowledged, {} stored, {} unknown",
            acknowledged.len(),
            stored.len(),
            unknown.len()
        );
    }

    let collector = data.serve();
    resent += resend(&Page::new(&collector.address, "shop", ORIGIN), &ledger).await;
    assert!(resent > 0, "no kill came while a report was under way: this proves nothing");
    assert_eq!(file::stored(data.folder()), ledger.ratings(), "stored is not what was acknowledged");
    let total = Owner::new(&collector.address, &shop.read_key).total("relation").await;
    let mut distribution = [0; 11];
    for rating in ledger.ratings().into_values() {
        distribution[usize::try_from(rating).unwrap()] += 1;
    }
    assert_eq!(total["distribution"], json!(distribution));
    assert_eq!(total["shown_count"], ledger.acknowledged().len());
    data.is_right();
}

/// Sends every report again whose fate is unknown, as browsers do, and returns how many there were.
async fn resend(page: &Page, ledger: &Ledger) -> usize {
    let unknown = ledger.unknown();
    for (id, told) in &unknown {
        let answer = page.report(told).await;
        let status = answer.body["status"].as_str().unwrap_or_default();
        assert!(matches!((answer.status, status), (201, "stored") | (200, "replayed")), "{}", answer.body);
        ledger.is_acknowledged(*id);
    }
    unknown.len()
}
