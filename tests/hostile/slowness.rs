//! A thousand slow connections, and bodies that are meant to eat memory (RELIABILITY.md T12, T13).

use std::future::pending;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tests::client::send;
use tests::collector::Collector;
use tests::load::Latencies;
use tests::wait::until;
use tokio::task::JoinSet;
use tokio::time::interval;

use crate::crowding::descriptors;
use crate::line::{HEAD, Line};
use crate::shop::Shop;

const SLOW: usize = 1_000;
/// The longest that any stage of theirs lasts, and a moment.
const RELEASE: Duration = Duration::from_secs(20);
const BEYOND_THE_MOST: usize = 64;
const IN_PARALLEL: usize = 200;
const MOST_GROWTH_KIB: u64 = 32 << 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_slow_connections_keep_nobody_waiting_and_are_released() {
    let shop = Shop::new();
    let mut collector = shop.data.serve_with(&["--max-connections", "1024", "--connections-per-address", "50"]);
    let before = descriptors(&collector);
    let alone = honest(&collector).await;
    let lines = (0..SLOW).map(|n| Line::from_address(&collector, 10 + u8::try_from(n / 50).unwrap()));
    let mut slow = JoinSet::new();
    for (n, line) in join_all(lines).await.into_iter().enumerate() {
        slow.spawn(dawdle(n, line));
    }
    until("they are in", RELEASE, async || descriptors(&collector) >= before + SLOW).await;
    let beside = honest(&collector).await;
    let most = descriptors(&collector);
    assert!(most <= before + 1_024 + BEYOND_THE_MOST, "{most} descriptors");
    let took = until("they are released", RELEASE, async || descriptors(&collector) <= before + 20).await;
    let ratio = beside.percentiles().p99 / alone.percentiles().p99;
    println!("alone {:?}\nbeside {SLOW} slow ones {:?}", alone.percentiles(), beside.percentiles());
    println!("p99 x {ratio:.2}, {most} descriptors of {before} before, released after {took:?} more");
    assert_eq!(collector.ended(), None);
    slow.shutdown().await;
}

/// Says as little as it can, in one of five ways, and holds the connection for as long as it is let.
async fn dawdle(n: usize, mut line: Line) {
    match n % 5 {
        0 => {}
        1 => _ = line.say("GET /healthz HTTP/1.1\r\nhost: shop\r\n").await,
        2 => _ = line.say(HEAD).await,
        // One that takes nothing of many answers, and one that is idle behind its answer.
        3 => _ = line.say("GET /sondeo.js HTTP/1.1\r\nhost: shop\r\n\r\n".repeat(20)).await,
        _ => _ = line.say("GET /healthz HTTP/1.1\r\nhost: shop\r\n\r\n").await,
    }
    let mut ticks = interval(Duration::from_secs(1));
    if matches!(n % 5, 1 | 2) {
        while line.say("x").await {
            ticks.tick().await;
        }
    }
    pending::<()>().await;
}

/// How long honest requests take, each on a connection of its own or on one that is kept.
async fn honest(collector: &Collector) -> Latencies {
    let (mut took, kept) = (Latencies::default(), reqwest::Client::new());
    for n in 0..300 {
        let client = if n % 3 == 0 { reqwest::Client::new() } else { kept.clone() };
        let began = Instant::now();
        assert_eq!(send(client.get(format!("{}/healthz", collector.address))).await.status, 200);
        took.note(began.elapsed());
    }
    took
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_are_meant_to_eat_memory_find_none() {
    let shop = Shop::new();
    let mut collector = shop.data.serve();
    honest(&collector).await;
    let before = collector.memory("VmRSS");
    let chunked = HEAD.replace("content-length: 9", "transfer-encoding: chunked");
    let whole = |body: String| HEAD.replace("content-length: 9", &format!("content-length: {}", body.len())) + &body;
    let keys: String = (0..100_000).map(|n| format!("\"k{n}\":{n},")).collect();
    for (what, says) in [
        ("a gigabyte announced", HEAD.replace("content-length: 9", "content-length: 1073741824") + &"x".repeat(65_536)),
        ("chunks for ever", chunked + &format!("10000\r\n{}\r\n", "x".repeat(65_536)).repeat(48)),
        ("deep JSON", whole("[".repeat(16_000))),
        ("deep objects", whole("{\"a\":".repeat(3_000))),
        ("100,000 keys", whole(format!("{{{keys}\"x\":1}}"))),
        ("a huge number", whole(format!("{{\"rev\":{}}}", "9".repeat(16_000)))),
        ("a long string", whole(format!("{{\"comment\":\"{}\"}}", "x".repeat(1_500_000)))),
    ] {
        let tried = (0..IN_PARALLEL).map(|_| async {
            let mut line = Line::to(&collector).await;
            line.say(&says).await;
            // It may be cut in the middle of what it says; then there is no answer to read.
            let mut bytes = [0; 12];
            let read = tokio::io::AsyncReadExt::read_exact(&mut line.0, &mut bytes).await;
            if read.is_ok() {
                let said = String::from_utf8_lossy(&bytes).into_owned();
                assert!(said.starts_with("HTTP/1.1 4"), "{what}: {said}");
            }
        });
        join_all(tried).await;
        let peak = collector.memory("VmHWM").saturating_sub(before);
        println!("{what}: {} MiB more at the peak", peak >> 10);
        assert!(peak <= MOST_GROWTH_KIB, "{what}: {peak} KiB");
    }
    assert_eq!(collector.ended(), None);
    assert!(shop.data.sondeo(&["verify"]).contains("recount of 0 responses"));
}
