//! HTTP/1.1 spoken byte by byte, so that requests can be wrong in ways that no client allows.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    /// What was read and belongs to the next answer.
    unread: Vec<u8>,
}

/// An answer, as it came.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers in order, their names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A header, or nothing where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

impl Wire {
    /// Connects.
    ///
    /// # Panics
    /// If nobody listens.
    pub async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the collector takes connections");
        Self { stream, unread: Vec::new() }
    }

    /// Sends a request, whole or not, and reads an answer; `None` where the connection ends without one.
    ///
    /// # Panics
    /// If neither happens within twenty seconds.
    pub async fn exchange(&mut self, request: &[u8]) -> Option<Reply> {
        let is_head = request.starts_with(b"HEAD ");
        let (mut reader, mut writer) = self.stream.split();
        let unread = &mut self.unread;
        // Whoever refuses early may hang up on the rest.
        let send = async { writer.write_all(request).await.ok() };
        let read = read_reply(&mut reader, unread, is_head);
        let both = async { tokio::join!(send, read).1 };
        timeout(PATIENCE, both).await.expect("an answer comes in time").ok()
    }

    /// Says whether the other side ends the connection, and sends nothing before.
    pub async fn is_closed(&mut self) -> bool {
        let read = timeout(PATIENCE, self.stream.read(&mut [0; 1])).await;
        read.is_ok_and(|read| read.unwrap_or(0) == 0)
    }
}

async fn read_reply(
    reader: &mut (impl AsyncReadExt + Unpin),
    unread: &mut Vec<u8>,
    is_head: bool,
) -> io::Result<Reply> {
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Response::new(&mut headers);
        let parsed = head.parse(unread).map_err(io::Error::other)?;
        if let httparse::Status::Complete(length) = parsed {
            let status = head.code.unwrap_or_default();
            let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
            let headers =
                head.headers.iter().map(|header| (header.name.to_ascii_lowercase(), text(header.value))).collect();
            let mut reply = Reply { status, headers, body: Vec::new() };
            unread.drain(..length);
            if !is_head && !matches!(status, 100..=199 | 204 | 304) {
                let length = reply.header("content-length").parse().map_err(io::Error::other)?;
                while unread.len() < length {
                    fill(reader, unread).await?;
                }
                reply.body = unread.drain(..length).collect();
            }
            return Ok(reply);
        }
        fill(reader, unread).await?;
    }
}

async fn fill(reader: &mut (impl AsyncReadExt + Unpin), unread: &mut Vec<u8>) -> io::Result<()> {
    match reader.read_buf(unread).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}
