//! What the collector counts of itself, for whoever watches over it: names, units and what each means.
//!
//! Nothing that a customer or a caller sent is in a name or a label, so that there are only so many time series.
//! The page is text in the format of Prometheus.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector as Process;

use crate::store::Store;

/// How often what was observed is added up. Observations take memory until then.
const ADD_UP_EVERY: Duration = Duration::from_secs(1);

/// Requests answered, by route (its pattern), method and status.
pub const REQUESTS: &str = "sondeo_http_requests_total";
/// How long answers took, by route.
pub const REQUEST_SECONDS: &str = "sondeo_http_request_duration_seconds";
/// Requests refused, by the code of the problem.
pub const REFUSED: &str = "sondeo_refused_total";
/// Reports and removals that were written in one transaction.
pub const BATCH_SIZE: &str = "sondeo_batch_size";
/// How long transactions took, with their commit.
pub const COMMIT_SECONDS: &str = "sondeo_commit_duration_seconds";
/// Failures of the store, each of a batch or of a look at the database.
pub const STORE_ERRORS: &str = "sondeo_store_errors_total";

/// Answers that browsers gave up, as they told later.
pub const DROPPED: &str = "sondeo_browser_dropped_answers_total";

/// Requests beyond a limit, by its kind.
pub const LIMITED: &str = "sondeo_limited_total";
/// The kinds of limits, named as the flags that set them.
pub const LIMITS: [&str; 5] =
    ["prompts_per_caller", "prompts_per_site", "responses_per_caller", "responses_per_site", "wrong_keys"];

const CONNECTIONS: &str = "sondeo_connections";
const SHUT_OUT: &str = "sondeo_connections_shut_out_total";
const SENT_AWAY: &str = "sondeo_connections_sent_away_total";
const HELD: &str = "sondeo_ratings_held_total";
const CALLERS: &str = "sondeo_callers";
const UNNAMED_PROXY: &str = "sondeo_unnamed_proxy_requests_total";
const QUEUE_DEPTH: &str = "sondeo_queue_depth";
const QUEUE_BYTES: &str = "sondeo_queue_bytes";
const WAL_BYTES: &str = "sondeo_wal_bytes";
const READY: &str = "sondeo_ready";
const BUILD: &str = "sondeo_build_info";

/// Up to which seconds observations are counted together.
const SECONDS: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
/// Up to which sizes batches are counted together.
const SIZES: [f64; 11] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0];

/// Whether this process counts. A recorder is for the whole process as well.
static IS_ON: AtomicBool = AtomicBool::new(false);

/// The page of figures.
#[derive(Clone)]
pub struct Metrics {
    page: PrometheusHandle,
    process: Process,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

/// How the part of the collector stands that the world sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Front {
    /// Whether reports are taken.
    pub is_ready: bool,
    /// How many connections are open.
    pub connections: usize,
    /// How many were closed since the start, as their address had its share.
    pub shut_out: u64,
    /// How many were closed since the start to make room for others.
    pub sent_away: u64,
    /// How many first ratings were held back since the start.
    pub held: u64,
    /// How many callers the limits remember; one counts for each kind that remembers it.
    pub limited_callers: usize,
    /// How many callers and respondents are remembered that rated of late.
    pub raters: usize,
    /// How many requests came since the start from what seems a proxy that is not named.
    pub from_unnamed_proxies: u64,
}

impl Metrics {
    /// Begins to count. What happened before is not counted.
    ///
    /// # Panics
    /// If this process counts already.
    pub fn start() -> Self {
        IS_ON.store(true, Ordering::Relaxed);
        let named = |name: &str| Matcher::Full(name.to_owned());
        let page = PrometheusBuilder::new()
            .set_buckets_for_metric(named(REQUEST_SECONDS), &SECONDS)
            .and_then(|page| page.set_buckets_for_metric(named(COMMIT_SECONDS), &SECONDS))
            .and_then(|page| page.set_buckets_for_metric(named(BATCH_SIZE), &SIZES))
            .expect("there are buckets")
            .install_recorder()
            .expect("a process counts once");
        let process = Process::default();
        process.describe();
        describe();
        gauge!(BUILD, "version" => env!("CARGO_PKG_VERSION")).set(1);
        // Failures that never happened are told as well, so that an alarm can be tried.
        counter!(STORE_ERRORS).absolute(0);
        counter!(DROPPED).absolute(0);
        for kind in LIMITS {
            counter!(LIMITED, "kind" => kind).absolute(0);
        }
        Self { page, process }
    }

    /// Says whether anything is counted.
    pub fn is_on() -> bool {
        IS_ON.load(Ordering::Relaxed)
    }

    /// Adds up what was observed, for ever.
    pub async fn add_up(self) {
        let mut ticks = tokio::time::interval(ADD_UP_EVERY);
        loop {
            ticks.tick().await;
            self.page.run_upkeep();
        }
    }

    /// Writes the page, with how the store and the front stand now.
    pub fn render(&self, store: &Store, front: Front) -> String {
        gauge!(CONNECTIONS).set(front.connections as f64);
        counter!(SHUT_OUT).absolute(front.shut_out);
        counter!(SENT_AWAY).absolute(front.sent_away);
        counter!(HELD).absolute(front.held);
        gauge!(CALLERS, "of" => "limits").set(front.limited_callers as f64);
        gauge!(CALLERS, "of" => "bursts").set(front.raters as f64);
        counter!(UNNAMED_PROXY).absolute(front.from_unnamed_proxies);
        let waiting = store.waits();
        gauge!(QUEUE_DEPTH).set(waiting.jobs as f64);
        gauge!(QUEUE_BYTES).set(waiting.bytes as f64);
        gauge!(READY).set(if front.is_ready { 1.0 } else { 0.0 });
        if let Some(bytes) = store.log_bytes() {
            gauge!(WAL_BYTES).set(bytes as f64);
        }
        self.process.collect();
        self.page.render()
    }
}

fn describe() {
    describe_counter!(REQUESTS, "Requests answered, by route, method and status.");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "How long answers took, by route.");
    describe_counter!(REFUSED, "Requests refused, by the code of the problem.");
    describe_histogram!(BATCH_SIZE, Unit::Count, "Reports and removals written in one transaction.");
    describe_histogram!(COMMIT_SECONDS, Unit::Seconds, "How long transactions took, with their commit.");
    describe_counter!(STORE_ERRORS, "Failures of the store: a batch, or a look at the database.");
    describe_gauge!(CONNECTIONS, Unit::Count, "Connections that are open, those to this page aside.");
    describe_counter!(SHUT_OUT, "Connections closed at once because their address had its share.");
    describe_counter!(SENT_AWAY, "Connections that were idle or slow and made room in a full house.");
    describe_counter!(LIMITED, "Requests beyond a limit, by its kind.");
    describe_counter!(HELD, "First ratings that were held back from the scores.");
    describe_gauge!(
        CALLERS,
        "Addresses in memory, for the limits (one for each kind) and, with respondents, for bursts of ratings."
    );
    describe_counter!(DROPPED, "Answers that browsers could not send for so long that they gave them up.");
    describe_counter!(UNNAMED_PROXY, "Requests with X-Forwarded-For from a machine nearby that is no trusted proxy.");
    describe_gauge!(QUEUE_DEPTH, Unit::Count, "Reports and removals that wait for their transaction or are in it.");
    describe_gauge!(QUEUE_BYTES, Unit::Bytes, "Memory that these take.");
    describe_gauge!(WAL_BYTES, Unit::Bytes, "Size of the write-ahead log of SQLite.");
    describe_gauge!(READY, "1 while /readyz says that reports are taken, else 0.");
    describe_gauge!(BUILD, "Always 1; the label is the version of this collector.");
}
