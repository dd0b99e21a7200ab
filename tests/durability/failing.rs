//! The disk fails: a sync says that it did not happen.

use std::sync::Arc;
use std::time::Duration;

use tests::load::{Ledger, Load};

use crate::file;
use crate::shop::Shop;

const PATIENCE: Duration = Duration::from_secs(10);

/// Lets one sync fail, the `nth` of the writer's thread; every later one would succeed.
async fn check(nth: u32) {
    let shop = Shop::new();
    let ledger = Arc::new(Ledger::default());
    // It has nothing to put on disk when it starts.
    shop.data.sondeo(&["site", "list"]);
    let mut collector = shop.data.serve_with_faults("fsync,fdatasync", &format!("error=EIO:when={nth}"));
    let crowd = shop.crowd(&[&collector]);
    let prompts = crowd.prompts(600).await;
    let load = Load { rate: 500, seed: nth.into(), ..Load::default() };
    load.run(&crowd, &ledger, prompts, std::future::pending()).await;
    // One that had not failed would now end well.
    collector.ask_to_end();
    assert_eq!(collector.wait().code(), Some(1), "sync {nth} failed, and the collector went on");

    let verdict = ledger.judge(&file::rows(shop.data.folder()));
    verdict.is_clean();
    shop.data.is_right();

    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    load.settle(&crowd, &ledger, PATIENCE).await;
    let report = shop.is_exact(&format!("sync {nth} failed"), &ledger, &crowd).await;
    assert!(report.resent > 0, "every report was acknowledged, also those of the batch whose sync failed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_sync_that_failed_nothing_is_acknowledged_and_the_collector_ends() {
    for nth in [1, 5, 50] {
        check(nth).await;
    }
}
