//! Load: so many connections, each with one request under way, until all are answered.
//!
//! HTTP is written and read by hand, and knows only what these two servers say, so that the load
//! takes little from the machine that it shares with them.

use std::{
    io,
    net::SocketAddr,
    str,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{net::TcpStream, task::JoinSet};

/// Answers a second.
pub(crate) type Rate = f64;

/// Sends every request once over so many connections. Each must be answered with `status`.
pub(crate) async fn run(address: SocketAddr, connections: usize, requests: Vec<Vec<u8>>, status: u16) -> Result<Rate> {
    let (count, requests, next) = (requests.len(), Arc::new(requests), Arc::new(AtomicUsize::new(0)));
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(Line::open(address).await?);
    }
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for line in open {
        clients.spawn(client(line, Arc::clone(&requests), Arc::clone(&next), status));
    }
    while let Some(ended) = clients.join_next().await {
        ended.context("a client failed")??;
    }
    Ok(count as f64 / started.elapsed().as_secs_f64())
}

/// Says how many bytes the body of an answer has.
pub(crate) async fn body_length(address: SocketAddr, request: &[u8]) -> Result<usize> {
    let mut line = Line::open(address).await?;
    line.ask(request, 200).await?;
    let (_, length) = lengths(&line.answer)?.context("an answer is whole")?;
    Ok(length)
}

async fn client(mut line: Line, requests: Arc<Vec<Vec<u8>>>, next: Arc<AtomicUsize>, status: u16) -> Result<()> {
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        line.ask(request, status).await?;
    }
    Ok(())
}

/// A connection with one request under way.
#[derive(Debug)]
pub(crate) struct Line {
    stream: TcpStream,
    answer: Vec<u8>,
}

impl Line {
    /// Connects.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.context("the server takes a connection")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, answer: Vec::with_capacity(4096) })
    }

    /// Sends a request and reads its answer, which must have `status`.
    pub(crate) async fn ask(&mut self, request: &[u8], status: u16) -> Result<()> {
        let answered = self.exchange(request).await?;
        ensure!(answered == status, "the answer is not {status}: {}", String::from_utf8_lossy(&self.answer));
        Ok(())
    }

    /// Sends a request and returns the status of its answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<u16> {
        write(&self.stream, request).await?;
        self.answer.clear();
        let mut arrived = [0; 4096];
        while lengths(&self.answer)?.is_none_or(|(head, body)| self.answer.len() < head + body) {
            self.stream.readable().await?;
            match self.stream.try_read(&mut arrived) {
                Ok(0) => bail!("the server hung up"),
                Ok(count) => self.answer.extend_from_slice(&arrived[..count]),
                Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => {}
                Err(cause) => return Err(cause.into()),
            }
        }
        let status = self.answer.get(9..12).context("an answer begins with its status")?;
        Ok(str::from_utf8(status)?.parse()?)
    }
}

async fn write(stream: &TcpStream, mut rest: &[u8]) -> io::Result<()> {
    while !rest.is_empty() {
        match stream.try_write(rest) {
            Ok(written) => rest = &rest[written..],
            Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => stream.writable().await?,
            Err(cause) => return Err(cause),
        }
    }
    Ok(())
}

/// How long the head is and how long a body it promises, once it is there.
fn lengths(answer: &[u8]) -> Result<Option<(usize, usize)>> {
    let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(None) };
    let head = str::from_utf8(&answer[..end]).context("the head is text")?;
    let mut lengths = head.lines().filter_map(|line| line.strip_prefix("content-length: "));
    let length: usize = lengths.next().context("the answer says how long it is")?.parse()?;
    Ok(Some((end + 4, length)))
}
