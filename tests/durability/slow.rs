//! F5: a disk that is slow. Everybody is answered in time, and memory stays bounded.

use std::sync::Arc;
use std::time::Duration;

use tests::load::{Ledger, Load, Mix, Report};

use crate::extent;
use crate::shop::Shop;
use tests::wait::until;

/// More than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);
/// What an answer may take, however slow the disk is: five seconds and the way.
const MOST_MS: f64 = 6_000.0;
/// How soon all is as before when the disk is.
const RECOVERY: Duration = Duration::from_secs(2);
/// How much more memory there may be, in KiB.
const MOST_GROWTH: u64 = 64 << 10;

/// Sends load to a collector that has to wait for its syncs as `delay` says, until `end`.
async fn check(run: &str, delay: &str, load: Load, end: impl AsyncFnOnce(&Ledger)) -> Report {
    let shop = Shop::new();
    let mut collector = shop.data.serve_with_faults("fsync,fdatasync", delay);
    let crowd = shop.crowd(&[&collector]);
    let prompts = crowd.prompts(3_000).await;
    let ledger = Arc::new(Ledger::default());
    let before = collector.memory("VmRSS");
    load.run(&crowd, &ledger, prompts, end(&ledger)).await;
    let grown = collector.memory("VmHWM").saturating_sub(before);
    assert!(grown <= MOST_GROWTH, "{run}: {} MiB more", grown >> 10);
    assert_eq!(collector.ended(), None);
    load.settle(&crowd, &ledger, PATIENCE).await;
    let report = shop.is_exact(run, &ledger, &crowd).await;
    println!("{run}: {} MiB more", grown >> 10);
    for (outcome, times) in &report.latency_ms {
        assert!(times.max <= MOST_MS, "{run}: {outcome} took {} ms", times.max);
    }
    report
}

/// Waits until the load got so many acknowledgements.
async fn acknowledged(ledger: &Ledger, most: usize) {
    until("the load runs", PATIENCE, async || ledger.acknowledged() >= most).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_slow_disk_answers_take_longer_and_none_is_refused() {
    for (run, delay, seconds) in
        [("F5 syncs of 50 ms", "delay_enter=50000", 2.0), ("F5 syncs of 500 ms", "delay_enter=500000", 3.0)]
    {
        let load = Load { rate: 600, ..Load::default() };
        let most = (600.0 * seconds * 0.8) as usize;
        let report = check(run, delay, load, async |ledger| acknowledged(ledger, most).await).await;
        assert_eq!(report.unknown, 0, "{run}: somebody was sent away");
        let usual = report.latency_ms["stored"].p50;
        assert!(usual > 25.0, "{run}: half of the answers took {usual} ms: the disk was not slow");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_disk_stalls_everybody_is_told_in_time_and_it_goes_on_by_itself() {
    // All that come within five seconds wait at once: few enough for the descriptors that a system gives.
    let load = Load { rate: 120, mix: Mix { scores: 0, ..Mix::USUAL }, ..Load::default() };
    let stalls = async |ledger: &Ledger| {
        acknowledged(ledger, 100).await;
        until("some are turned away", PATIENCE, async || ledger.ended_with("store_unavailable") >= 100).await;
        let before = ledger.acknowledged();
        until("some are stored again", PATIENCE, async || ledger.acknowledged() > before).await;
        let before = ledger.acknowledged();
        until("all is as before", RECOVERY, async || ledger.acknowledged() > before + 120).await;
    };
    let seconds = extent::STALL_SECONDS.times();
    let delay = format!("delay_enter={seconds}000000:when=100");
    let report = check(&format!("F5 a sync of {seconds} s"), &delay, load, stalls).await;
    assert!(report.resent > 0, "nobody waited too long: this proves nothing");
}
