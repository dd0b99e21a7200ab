//! F11: PostgreSQL is there and nothing that is said to it arrives.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;
use tests::client::send;
use tests::load::{Load, Mix, Outcome, Told};
use tests::proxy::Manner;

use crate::figures;
use crate::line::{Distant, PATIENCE};
use tests::wait::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_postgresql_is_silent_everybody_is_told_in_time_to_come_again() {
    let distant = Distant::new().await;
    let Distant { proxy, shop, collector, crowd, ledger, .. } = &distant;
    let prompts = crowd.prompts(1_500).await;
    let load = Load { rate: 100, mix: Mix { scores: 10, ..Mix::USUAL }, patience: PATIENCE, ..Load::default() };
    let long = PATIENCE * 3;
    let (mut told, mut back) = (Duration::MAX, Duration::MAX);
    let silence = async {
        until("the load runs", long, async || ledger.acknowledged() >= 100).await;
        proxy.behaves(Manner::Swallows);
        let turned_away = async || ledger.ended_with("store_unavailable") >= 100;
        until("100 are turned away", long, turned_away).await;
        let ready = send(reqwest::Client::new().get(format!("{}/readyz", collector.address))).await;
        assert_eq!((ready.status, ready.header("retry-after")), (503, "1"));
        // More than the pool has connections: those that find none wait a second at most, those that have one
        // find it dead within a second and get no other within the next.
        let asked = Instant::now();
        for answer in join_all((0..16).map(|_| crowd.scores(PATIENCE))).await {
            let answer = answer.expect("the owner is answered in time");
            assert_eq!((answer.status, answer.header("retry-after")), (503, "1"), "{}", answer.body);
        }
        told = asked.elapsed();
        let acknowledged = ledger.acknowledged();
        proxy.behaves(Manner::Forwards);
        back = until("it is stored again", long, async || ledger.acknowledged() > acknowledged + 100).await;
    };
    load.run(crowd, ledger, prompts, silence).await;
    assert_ne!(back, Duration::MAX, "the load ended before the silence did");
    distant.settle().await;
    assert_eq!(ledger.ended_with("no_answer_in_time"), 0);
    let run = "F11 black hole";
    let report = shop.is_exact(run, ledger, crowd).await;
    let slowest_answer_ms = report.latency_ms["store_unavailable"].max;
    let (owners_told_ms, hundred_stored_again_ms) = (told.as_millis(), back.as_millis());
    figures::tell(
        run,
        &json!({ "slowest_answer_ms": slowest_answer_ms, "owners_told_ms": owners_told_ms, "hundred_stored_again_ms": hundred_stored_again_ms }),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_never_arrives_holds_its_prompt_for_seconds_only() {
    let distant = Distant::new().await;
    let Distant { proxy, shop, crowd, ledger, .. } = &distant;
    let told = Told::answer(&crowd.prompts(1).await[0], 3, None);
    proxy.behaves(Manner::SwallowsFrom(b"commit\0".to_vec()));
    let outcome = distant.tell(&told).await;
    assert_eq!(outcome, Outcome::Unknown("store_unavailable".to_owned()));
    // The server still has the transaction open, and the prompt's key locked: nobody told it that the collector
    // has given up. It finds out by itself.
    proxy.behaves(Manner::Forwards);
    let given_up = Instant::now();
    distant.settle().await;
    let stored_later_ms = given_up.elapsed().as_millis();
    assert!(ledger.ended_with("store_unavailable") > 0);
    let run = "F11 a silent commit";
    let report = shop.is_exact(run, ledger, crowd).await;
    figures::tell(run, &json!({ "stored_later_ms": stored_later_ms }));
    assert_eq!((report.stored, report.latency_ms["stored"].count), (1, 1));
}
