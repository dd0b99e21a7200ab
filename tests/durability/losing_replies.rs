//! F21: replies get lost on their way, after the commit.

use std::sync::Arc;
use std::time::Duration;

use tests::load::{Ledger, Load, Mix};
use tests::proxy::{Manner, Proxy};

use crate::extent;
use crate::shop::Shop;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_reply_is_told_again_and_nothing_is_counted_twice() {
    let shop = Shop::new();
    let collector = shop.data.serve();
    let direct = shop.crowd(&[&collector]);
    let proxy = Proxy::before(collector.socket()).await;
    let crowd = shop.crowd_at(&[&format!("http://{}", proxy.address)]);
    let answers = extent::ANSWERS_WITH_LOST_REPLIES.times();
    let prompts = direct.prompts(answers).await;
    let ledger = Arc::new(Ledger::default());
    let load = Load { rate: 500, mix: Mix::ANSWERS, ..Load::default() };

    proxy.behaves(Manner::LosesReplies(0.3));
    load.run(&crowd, &ledger, prompts, std::future::pending()).await;
    let unknown = ledger.unsettled().len();
    assert!(unknown > answers / 5, "only {unknown} replies were lost");
    load.settle(&crowd, &ledger, Duration::from_secs(30)).await;

    let report = shop.is_exact("F21 lost replies", &ledger, &direct).await;
    assert_eq!((report.stored, report.acked), (answers, answers));
    // Every one of them had been stored the first time, so each retry is told so.
    assert_eq!(report.latency_ms["replayed"].count, unknown);
    assert_eq!(report.latency_ms["stored"].count, answers - unknown);
    assert!(proxy.cuts() >= unknown);
}
