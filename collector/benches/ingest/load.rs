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

/// Sends every request once over so many connections. Each must be answered with 201.
pub(crate) async fn run(address: SocketAddr, connections: usize, requests: Vec<Vec<u8>>) -> Result<Rate> {
    let (count, requests, next) = (requests.len(), Arc::new(requests), Arc::new(AtomicUsize::new(0)));
    let mut open = Vec::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await.context("the server takes a connection")?;
        stream.set_nodelay(true)?;
        open.push(stream);
    }
    let started = Instant::now();
    let mut clients = JoinSet::new();
    for stream in open {
        clients.spawn(client(stream, Arc::clone(&requests), Arc::clone(&next)));
    }
    while let Some(ended) = clients.join_next().await {
        ended.context("a client failed")??;
    }
    Ok(count as f64 / started.elapsed().as_secs_f64())
}

async fn client(stream: TcpStream, requests: Arc<Vec<Vec<u8>>>, next: Arc<AtomicUsize>) -> Result<()> {
    let mut buffer = Vec::with_capacity(4096);
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        write(&stream, request).await?;
        read_answer(&stream, &mut buffer).await?;
    }
    Ok(())
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

async fn read_answer(stream: &TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    buffer.clear();
    let mut arrived = [0; 1024];
    while !is_whole(buffer)? {
        stream.readable().await?;
        match stream.try_read(&mut arrived) {
            Ok(0) => bail!("the server hung up"),
            Ok(count) => buffer.extend_from_slice(&arrived[..count]),
            Err(cause) if cause.kind() == io::ErrorKind::WouldBlock => {}
            Err(cause) => return Err(cause.into()),
        }
    }
    ensure!(buffer.starts_with(b"HTTP/1.1 201 "), "a response was not stored: {}", String::from_utf8_lossy(buffer));
    Ok(())
}

/// Says whether the head is there, and as much of a body as it promises.
fn is_whole(answer: &[u8]) -> Result<bool> {
    let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(false) };
    let head = str::from_utf8(&answer[..end]).context("the head is text")?;
    let mut lengths = head.lines().filter_map(|line| line.strip_prefix("content-length: "));
    let length: usize = lengths.next().context("the answer says how long it is")?.parse()?;
    Ok(answer.len() >= end + 4 + length)
}
