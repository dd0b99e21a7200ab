//! A bare connection, on which anything can be said at any pace.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tests::collector::Collector;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// More than any limit of a connection.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A report that is neither whole nor right, and its length.
pub(crate) const HEAD: &str = "POST /v1/sites/shop/responses HTTP/1.1\r\nhost: shop\r\ncontent-length: 9\r\n\r\n";

/// A connection to a collector.
pub(crate) struct Line(pub(crate) TcpStream);

impl Line {
    /// Connects from 127.0.0.1.
    pub(crate) async fn to(collector: &Collector) -> Self {
        Self::from_address(collector, 1).await
    }

    /// Connects from the nth address of loopback, 127.0.0.n.
    pub(crate) async fn from_address(collector: &Collector, n: u8) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::new(127, 0, 0, n), 0))).unwrap();
        Self(timeout(PATIENCE, socket.connect(collector.socket())).await.unwrap().unwrap())
    }

    /// Says something. That the collector has closed the connection is no fault here.
    pub(crate) async fn say(&mut self, what: impl AsRef<[u8]>) -> bool {
        self.0.write_all(what.as_ref()).await.is_ok()
    }

    /// Listens until the collector closes, and returns what it said and how long that took.
    pub(crate) async fn hear(&mut self) -> (String, Duration) {
        let (began, mut said) = (Instant::now(), Vec::new());
        let ended = timeout(PATIENCE, self.0.read_to_end(&mut said)).await;
        assert!(ended.is_ok(), "the collector never closed the connection; it said {said:?}");
        (String::from_utf8_lossy(&said).into_owned(), began.elapsed())
    }

    /// Listens until an answer is whole: one whose head tells its length.
    pub(crate) async fn answer(&mut self) -> String {
        let mut said = String::new();
        timeout(PATIENCE, async {
            while !is_whole(&said) {
                let mut bytes = [0; 4096];
                let read = self.0.read(&mut bytes).await.unwrap();
                assert!(read > 0, "the connection was closed after {said:?}");
                said.push_str(&String::from_utf8_lossy(&bytes[..read]));
            }
        })
        .await
        .unwrap();
        said
    }
}

fn is_whole(said: &str) -> bool {
    let Some((head, body)) = said.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    body.len() >= length.parse().unwrap()
}

/// The status of an answer; 0 where there is none.
pub(crate) fn status(said: &str) -> u16 {
    said.strip_prefix("HTTP/1.1 ").and_then(|said| said.get(..3)?.parse().ok()).unwrap_or(0)
}
