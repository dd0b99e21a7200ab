//! F11: PostgreSQL is there and nothing that is said to it arrives.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tests::client::send;
use tests::load::{Load, Mix, Outcome, Told};
use tests::proxy::Manner;

use crate::line::{Distant, PATIENCE};
use crate::wait::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_postgresql_is_silent_everybody_is_told_in_time_to_come_again() {
    let distant = Distant::new().await;
    let Distant { proxy, shop, collector, crowd, ledger, .. } = &distant;
    let prompts = crowd.prompts(1_500).await;
    let load = Load { rate: 100, mix: Mix { scores: 10, ..Mix::USUAL }, patience: PATIENCE, ..Load::default() };
    let long = PATIENCE * 3;
    let mut back = Duration::MAX;
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
        for answer in join_all((0..16).map(|_| crowd.scores(Duration::from_secs(4)))).await {
            let answer = answer.expect("the owner is answered in time");
            assert_eq!((answer.status, answer.header("retry-after")), (503, "1"), "{}", answer.body);
        }
        println!("16 owners were told within {:?}", asked.elapsed());
        let acknowledged = ledger.acknowledged();
        proxy.behaves(Manner::Forwards);
        back = until("it is stored again", long, async || ledger.acknowledged() > acknowledged + 100).await;
    };
    load.run(crowd, ledger, prompts, silence).await;
    assert_ne!(back, Duration::MAX, "the load ended before the silence did");
    println!("100 were stored {back:?} after the silence");
    distant.settle().await;
    assert_eq!(ledger.ended_with("no_answer_in_time"), 0);
    shop.is_exact("F11 black hole", ledger, crowd).await;
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
    let let_go = Instant::now();
    distant.settle().await;
    println!("stored {:?} later", let_go.elapsed());
    assert!(ledger.ended_with("store_unavailable") > 0);
    let report = shop.is_exact("F11 a silent commit", ledger, crowd).await;
    assert_eq!((report.stored, report.latency_ms["stored"].count), (1, 1));
}
