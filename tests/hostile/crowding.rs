//! How many connections there may be (RELIABILITY.md T13, F29).

use std::fs;
use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tests::client::send;
use tests::collector::Collector;
use tests::wait::until;
use tokio::io::AsyncReadExt;

use crate::line::{Line, status};
use crate::shop::Shop;

const ASKS: &str = "GET /healthz HTTP/1.1\r\nhost: shop\r\n\r\n";
/// A house in which a proxy, whose connections make no room, takes all.
const FULL_OF_A_PROXY: [&str; 4] = ["--max-connections", "20", "--trusted-proxy", "127.0.0.3"];
const SOON: Duration = Duration::from_secs(5);

/// So many connections of 127.0.0.`last`, each of which was answered once and stays.
async fn guests(collector: &Collector, last: u8, count: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for _ in 0..count {
        let mut line = Line::from_address(collector, last).await;
        line.say(ASKS).await;
        assert_eq!(status(&line.answer().await), 200);
        lines.push(line);
    }
    lines
}

#[tokio::test]
async fn one_address_has_its_share_of_connections_and_others_theirs() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&["--connections-per-address", "50"]);
    let mut lines = guests(&collector, 1, 50).await;
    let (said, took) = Line::to(&collector).await.hear().await;
    assert_eq!((said.as_str(), took < SOON), ("", true), "the 51st was kept for {took:?}");
    let mut other = Line::from_address(&collector, 2).await;
    other.say(ASKS).await;
    assert_eq!(status(&other.answer().await), 200);
    // One that goes makes room for another.
    lines.pop();
    until("there is room again", SOON, async || {
        let mut line = Line::to(&collector).await;
        line.say(ASKS).await;
        let mut bytes = [0; 12];
        line.0.read_exact(&mut bytes).await.is_ok()
    })
    .await;
}

#[tokio::test]
async fn a_trusted_proxy_has_as_many_connections_as_it_likes() {
    let shop = Shop::new();
    let limits = ["--connections-per-address", "5", "--trusted-proxy", "127.0.0.3"];
    let collector = shop.data.serve_with(&limits);
    let _lines = guests(&collector, 3, 20).await;
}

#[tokio::test]
async fn who_only_keeps_a_place_makes_room_for_who_comes() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&["--max-connections", "20"]);
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(Line::from_address(&collector, 3).await);
    }
    // Before the time for their heads is over, all of them have made room; nobody who asks is turned away.
    let (began, mut asking) = (Instant::now(), Vec::new());
    for line in &mut silent {
        let mut ended = pin!(line.hear());
        until("it has made room", Duration::from_secs(4), async || {
            asking.extend(guests(&collector, 1, 1).await);
            ended.as_mut().now_or_never().is_some()
        })
        .await;
    }
    assert!(began.elapsed() < Duration::from_secs(4), "it took {:?}", began.elapsed());
}

#[tokio::test]
async fn whoever_finds_no_place_is_told_to_come_again() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&FULL_OF_A_PROXY);
    let before = descriptors(&collector);
    let lines = guests(&collector, 3, 20).await;
    for _ in 0..100 {
        let mut late = Line::to(&collector).await;
        late.say("GET /readyz HTTP/1.1\r\nhost: shop\r\n\r\n").await;
        let (said, _) = late.hear().await;
        assert_eq!(status(&said), 503, "{said}");
        for part in [
            "x-request-id: ",
            "\"overloaded\"",
            "retry-after: 1",
            "connection: close",
            "access-control-allow-origin: *",
        ] {
            assert!(said.contains(part), "{part} is not in {said}");
        }
    }
    assert!(descriptors(&collector) <= before + 20 + 64, "{} descriptors", descriptors(&collector));
    drop(lines);
    let stranger = reqwest::Client::new();
    until("there is room again", SOON, async || {
        send(stranger.get(format!("{}/readyz", collector.address))).await.status == 200
    })
    .await;
}

#[tokio::test]
async fn a_full_house_is_alive_and_those_who_say_nothing_do_not_stand_in_the_door() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&FULL_OF_A_PROXY);
    let mut lines = guests(&collector, 3, 20).await;
    for _ in 0..64 {
        lines.push(Line::to(&collector).await);
    }
    let (began, mut late) = (Instant::now(), Line::to(&collector).await);
    late.say(ASKS).await;
    let (said, _) = late.hear().await;
    assert!(began.elapsed() < Duration::from_secs(4), "it was let in after {:?}", began.elapsed());
    assert!(status(&said) == 200 && said.contains("alive") && said.contains("connection: close"), "{said}");
}

#[tokio::test]
async fn a_collector_takes_as_many_descriptors_as_the_system_lets_it() {
    let shop = Shop::new();
    let collector = shop.data.serve_within(&["--nofile=256:3000"]);
    let limits = fs::read_to_string(format!("/proc/{}/limits", collector.pid())).unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    assert_eq!(files.split_whitespace().collect::<Vec<_>>()[3..5], ["3000", "3000"]);
}

/// How many descriptors a collector has open.
pub(crate) fn descriptors(collector: &Collector) -> usize {
    fs::read_dir(format!("/proc/{}/fd", collector.pid())).unwrap().count()
}
