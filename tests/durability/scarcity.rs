//! F29: the system gives no more descriptors or memory.

use std::fs;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tests::client::send;
use tests::collector::Collector;
use tests::load::{Ledger, Load, Mix};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::shop::Shop;
use tests::wait::until;

/// How soon all is well again after the cause is gone.
const RECOVERY: Duration = Duration::from_secs(5);
const CONNECTIONS: usize = 300;
/// A collector at rest reserves 300 MiB, most of it for the stacks of its threads.
const ADDRESS_SPACE: &str = "--as=805306368";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_descriptors_it_serves_whom_it_has_and_recovers() {
    let shop = Shop::new();
    let mut collector = shop.data.serve_within(&["--nofile=128"]);
    let crowd = shop.crowd(&[&collector]);
    let prompts = crowd.prompts(300).await;
    let ledger = Arc::new(Ledger::default());
    // The owner has no connection yet, so nobody asks for scores.
    let mix = Mix { scores: 0, ..Mix::USUAL };
    let load = Load { rate: 100, at_once: 16, mix, ..Load::default() };

    // Those that find no room in the queue of the system either wait at its door.
    let mut hoard = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let connecting = TcpStream::connect(collector.socket());
        hoard.spawn(async move {
            let _held = connecting.await;
            pending::<()>().await;
        });
    }
    until("the descriptors are used up", RECOVERY, async || descriptors(&collector) >= 128).await;
    load.run(&crowd, &ledger, prompts, pending()).await;
    assert!(ledger.acknowledged() > 200, "only {} were served on the connections they had", ledger.acknowledged());

    hoard.shutdown().await;
    let stranger = reqwest::Client::new().get(format!("{}/readyz", collector.address));
    let answer = timeout(RECOVERY, send(stranger)).await.expect("it takes no new connection");
    assert_eq!(answer.status, 200);
    assert_eq!(collector.ended(), None);
    load.settle(&crowd, &ledger, RECOVERY).await;
    shop.is_exact("F29 128 descriptors", &ledger, &crowd).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn within_a_memory_limit_it_lives_through_all_that_clients_may_send() {
    let shop = Shop::new();
    let mut collector = shop.data.serve_within(&[ADDRESS_SPACE]);
    let crowd = shop.crowd(&[&collector]);
    let prompts = crowd.prompts(1_000).await;
    let ledger = Arc::new(Ledger::default());
    let load = Load::default();

    // Each sends the largest body that is read, byte for byte, and is refused.
    let flood = join_all((0..CONNECTIONS).map(|_| largest(&collector)));
    let (refused, _) = tokio::join!(flood, load.run(&crowd, &ledger, prompts, pending()));
    for answer in refused {
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    }
    assert_eq!(collector.ended(), None);
    println!("peak of the address space: {} MiB", collector.memory("VmPeak") >> 10);
    load.settle(&crowd, &ledger, RECOVERY).await;
    shop.is_exact("F29 768 MiB of address space", &ledger, &crowd).await;
}

/// How many descriptors a collector has open.
fn descriptors(collector: &Collector) -> usize {
    fs::read_dir(format!("/proc/{}/fd", collector.pid())).unwrap().count()
}

/// Sends 2 MiB, which is what a collector reads before it refuses, and returns the answer.
async fn largest(collector: &Collector) -> String {
    let mut connection = TcpStream::connect(collector.socket()).await.unwrap();
    let body = vec![b' '; 2 << 20];
    let head = "POST /v1/sites/shop/responses HTTP/1.1\r\nhost: shop\r\nconnection: close\r\n";
    let head = format!("{head}content-length: {}\r\n\r\n", body.len());
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(&body).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer
}
