//! Heads and beginnings that no browser sends (RELIABILITY.md, section 4: rows 12 to 15, 49, 51 to 54).

use tests::client::send;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::join;

use crate::line::{HEAD, Line, status};
use crate::shop::Shop;

const ASKS: &str = "GET /healthz HTTP/1.1\r\nhost: shop\r\n\r\n";

#[tokio::test]
async fn what_is_no_request_is_refused_and_its_connection_closed() {
    let shop = Shop::new();
    let mut collector = shop.data.serve();
    let long = format!("GET /healthz HTTP/1.1\r\nhost: shop\r\nx: {}\r\n\r\n", "y".repeat(16 * 1024));
    let huge = format!("GET /healthz HTTP/1.1\r\nhost: shop\r\nx: {}\r\n\r\n", "y".repeat(300 * 1024));
    let many = format!("GET /healthz HTTP/1.1\r\nhost: shop\r\n{}\r\n", "x: y\r\n".repeat(100));
    let length = |length: &str| HEAD.replace("content-length: 9", length);
    for (what, says, want) in [
        ("a head of more than 16 KiB", long, 431),
        ("a head of 300 KiB", huge, 431),
        ("101 headers", many, 431),
        ("two lengths", length("content-length: 9\r\ncontent-length: 8"), 400),
        ("a length that is no number", length("content-length: nine"), 400),
        ("a length below nothing", length("content-length: -1"), 400),
        ("a bad chunk", length("transfer-encoding: chunked") + "zz\r\n", 400),
        ("an encoding that is not chunked", length("transfer-encoding: gzip"), 400),
        ("10 GB announced", length("content-length: 10000000000"), 413),
        ("too much announced that waits to be let", length("content-length: 16385\r\nexpect: 100-continue"), 413),
        ("HTTP/0.9", "GET /\r\n".to_owned(), 400),
        ("HTTP/3.0", ASKS.replace("/1.1", "/3.0"), 400),
        ("a space in the address", ASKS.replace("/healthz", "/heal thz"), 400),
        ("binary junk", "\u{0}\u{1}\u{2}\u{7f}junk\r\n\r\n".to_owned(), 400),
        ("a TLS hello", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}".to_owned(), 400),
    ] {
        let mut line = Line::to(&collector).await;
        line.say(&says).await;
        let (said, _) = line.hear().await;
        assert_eq!(status(&said), want, "{what}: {said}");
        assert!(!said.contains("100 Continue"), "{what}: {said}");
    }
    assert_eq!(collector.ended(), None);
    assert_eq!(send(reqwest::Client::new().get(format!("{}/readyz", collector.address))).await.status, 200);
}

#[tokio::test]
async fn a_request_names_one_host() {
    let shop = Shop::new();
    let collector = shop.data.serve();
    for (what, says, want) in [
        ("none", ASKS.replace("host: shop\r\n", ""), 400),
        ("two", ASKS.replace("host: shop", "host: shop\r\nhost: shop"), 400),
        ("one", ASKS.to_owned(), 200),
        ("none in HTTP/1.0", "GET /healthz HTTP/1.0\r\nconnection: keep-alive\r\n\r\n".to_owned(), 200),
        ("two in HTTP/1.0", "GET /healthz HTTP/1.0\r\nhost: a\r\nhost: b\r\n\r\n".to_owned(), 400),
    ] {
        let mut line = Line::to(&collector).await;
        line.say(&says).await;
        let said = line.answer().await.replace("HTTP/1.0", "HTTP/1.1");
        assert_eq!(status(&said), want, "{what}: {said}");
        assert!(want == 200 || said.contains("header_invalid"), "{what}: {said}");
    }
}

#[tokio::test]
async fn a_thousand_requests_at_once_are_answered_in_their_order() {
    let shop = Shop::new();
    let collector = shop.data.serve();
    let mut line = Line::to(&collector).await;
    let (asks, unknown) = (ASKS, ASKS.replace("healthz", "nowhere"));
    let mut says: String = (0..1_000).map(|n| if n % 2 == 0 { asks } else { &unknown }).collect();
    says = says.strip_suffix("\r\n").unwrap().to_owned() + "connection: close\r\n\r\n";
    let (mut reading, mut writing) = line.0.split();
    let write = async { writing.write_all(says.as_bytes()).await.unwrap() };
    let read = async {
        let mut said = String::new();
        reading.read_to_string(&mut said).await.unwrap();
        said
    };
    let ((), said) = join!(write, read);
    // A body may end without a line's end, so heads are looked for anywhere.
    let statuses: Vec<u16> = said.match_indices("HTTP/1.1 ").map(|(at, _)| status(&said[at..])).collect();
    let want: Vec<u16> = (0..1_000).map(|n| if n % 2 == 0 { 200 } else { 404 }).collect();
    assert_eq!(statuses, want);
}
