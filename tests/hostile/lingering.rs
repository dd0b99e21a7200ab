//! Every stage of a connection ends (RELIABILITY.md M7, T13).

use std::future::pending;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use tests::client::send;
use tests::collector::Collector;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::join;
use tokio::time::{interval, timeout};

use crate::line::{HEAD, Line, PATIENCE, status};
use crate::shop::Shop;

const ASKS: &str = "GET /healthz HTTP/1.1\r\nhost: shop\r\n\r\n";

/// Seconds that a connection may be kept. It is looked at every second, and the machine may be busy.
type Seconds = RangeInclusive<u64>;
const FOR_A_HEAD: Seconds = 4..=10;
const FOR_A_BODY: Seconds = 9..=15;
const WITH_NOTHING: Seconds = 14..=20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_connection_is_kept_for_one_who_says_nothing_whole() {
    let shop = Shop::new();
    let mut collector = shop.data.serve();
    let head = HEAD.replace("content-length: 9", "transfer-encoding: chunked");
    let chunked = [&head, "5\r\n{"];
    join!(
        is_cut("silence", &collector, &[], FOR_A_HEAD, 0),
        is_cut("half a head", &collector, &["GET /healthz HT"], FOR_A_HEAD, 0),
        is_cut("half a body", &collector, &[HEAD, "{"], FOR_A_BODY, 408),
        is_cut("half a chunk", &collector, &chunked, FOR_A_BODY, 408),
        is_cut("nothing after an answer", &collector, &[ASKS], WITH_NOTHING, 200),
        is_cut("half a head after an answer", &collector, &[ASKS, "GET /"], 4..=21, 200),
        dribbles("a head", &collector, "GET /healthz HTTP/1.1\r\n", FOR_A_HEAD, 0),
        dribbles("a body", &collector, HEAD, FOR_A_BODY, 408),
    );
    assert_eq!(collector.ended(), None);
    assert_eq!(send(reqwest::Client::new().get(format!("{}/readyz", collector.address))).await.status, 200);
}

#[tokio::test]
async fn who_listens_is_kept_while_nothing_happens() {
    let shop = Shop::new();
    let collector = shop.data.serve();
    let mut line = Line::to(&collector).await;
    let key = &shop.site.read_key;
    line.say(format!("GET /v1/live HTTP/1.1\r\nhost: shop\r\nauthorization: Bearer {key}\r\n\r\n")).await;
    let (mut said, mut bytes) = (String::new(), [0; 4096]);
    // Three words of life take longer than a connection may be idle, and about as long as one may take nothing.
    while said.matches("\n:\n\n").count() < 3 {
        let read = timeout(PATIENCE, line.0.read(&mut bytes)).await.unwrap().unwrap();
        assert!(read > 0, "the connection was closed after {said:?}");
        said.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    assert_eq!(status(&said), 200, "{said}");
}

/// Says this and then nothing; the answer has this status, 0 for none, and the connection is closed in time.
async fn is_cut(what: &str, collector: &Collector, says: &[&str], within: Seconds, want: u16) {
    let mut line = Line::to(collector).await;
    for part in says {
        assert!(line.say(part).await, "{what}");
    }
    let (said, took) = line.hear().await;
    println!("{what}: closed after {took:?}");
    assert_eq!(status(&said), want, "{what}: {said}");
    assert!(want != 408 || said.contains("body_timeout") && said.contains("connection: close"), "{what}: {said}");
    assert!(within.contains(&took.as_secs()), "{what}: closed after {took:?}");
}

/// Says this, and then a letter again and again.
async fn dribbles(what: &str, collector: &Collector, head: &str, within: Seconds, want: u16) {
    let mut line = Line::to(collector).await;
    line.say(head).await;
    let (mut reading, mut writing) = line.0.into_split();
    let dribble = async {
        let mut ticks = interval(Duration::from_millis(1_500));
        loop {
            ticks.tick().await;
            if writing.write_all(b"x").await.is_err() {
                pending::<()>().await;
            }
        }
    };
    let hear = async {
        let (began, mut said) = (Instant::now(), Vec::new());
        // The connection may be reset, as the other side goes on.
        let _ = reading.read_to_end(&mut said).await;
        (String::from_utf8_lossy(&said).into_owned(), began.elapsed())
    };
    let (said, took) = tokio::select! { heard = hear => heard, () = dribble => unreachable!("it dribbles for ever") };
    println!("{what}, dribbled: closed after {took:?}");
    assert_eq!(status(&said), want, "{what}: {said}");
    assert!(within.contains(&took.as_secs()), "{what}: closed after {took:?}");
}
