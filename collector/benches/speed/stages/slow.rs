//! A thousand connections that take their time, and requests that nobody should send.

use std::{
    cell::RefCell,
    net::{Ipv4Addr, SocketAddr},
    rc::Rc,
    time::Duration,
};

use anyhow::Result;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinHandle,
    time::{sleep, timeout},
};

/// How many there are, and of how many from the same address.
const CONNECTIONS: u32 = 1_000;
const OF_ONE_ADDRESS: u32 = 40;
/// How long a byte of theirs takes.
const BYTE_EVERY: Duration = Duration::from_millis(500);
/// What has to be refused: no HTTP, no such thing, too much, too many.
const BAD: [&str; 6] = [
    "\u{16}\u{3}\u{1}\u{2}hello\r\n\r\n",
    "GET /%zz HTTP/1.1\r\nhost: a\r\n\r\n",
    "POST /v1/sites/shop-0/responses HTTP/1.1\r\nhost: a\r\ncontent-length: 10000000000\r\n\r\n",
    "POST /v1/sites/shop-0/responses HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n",
    "POST /v1/sites/nobody/responses HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}",
    "TRACE /v1/scores HTTP/1.1\r\nhost: a\r\nauthorization: Bearer \u{7f}\r\n\r\n",
];

/// What became of them.
#[derive(Debug, Default)]
struct Told {
    opened: u32,
    not_opened: u32,
    ended: u32,
    bad: u32,
    status_500: u32,
}

/// All of them, gone when it is dropped.
#[derive(Debug)]
pub(super) struct Slow {
    told: Rc<RefCell<Told>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Slow {
    /// Opens them; each that the collector ends is opened again.
    pub(super) fn start(collector: SocketAddr) -> Self {
        let told = Rc::<RefCell<Told>>::default();
        let slow = (0..CONNECTIONS).map(|at| tokio::task::spawn_local(again(at, collector, Rc::clone(&told))));
        let bad = tokio::task::spawn_local(bad(collector, Rc::clone(&told)));
        Self { tasks: slow.chain([bad]).collect(), told }
    }

    /// What became of them until now.
    pub(super) fn told(&self) -> Value {
        let told = self.told.borrow();
        json!({ "opened": told.opened, "not_opened": told.not_opened, "ended_by_the_collector": told.ended,
            "bad_requests": told.bad, "status_500": told.status_500 })
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

async fn again(at: u32, collector: SocketAddr, told: Rc<RefCell<Told>>) {
    loop {
        match open(at, collector).await {
            Ok(stream) => {
                told.borrow_mut().opened += 1;
                // Whatever ends it, it is over.
                let _ = dawdle(at % 4, stream).await;
                told.borrow_mut().ended += 1;
            }
            Err(_) => told.borrow_mut().not_opened += 1,
        }
        sleep(BYTE_EVERY).await;
    }
}

/// Connects from an address that some share, so that none has more than the collector grants.
async fn open(at: u32, collector: SocketAddr) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    // Who reads nothing has little room for what comes, and little for what is not taken.
    socket.set_recv_buffer_size(4096)?;
    socket.set_send_buffer_size(4096)?;
    let address = Ipv4Addr::from_bits(Ipv4Addr::new(127, 0, 1, 0).to_bits() + 1 + at / OF_ONE_ADDRESS);
    socket.bind((address, 0).into())?;
    Ok(timeout(Duration::from_secs(5), socket.connect(collector)).await??)
}

/// Sends a head byte by byte, or a body, or nothing, or asks and reads nothing; ends when the collector has enough.
async fn dawdle(how: u32, mut stream: TcpStream) -> Result<()> {
    let head = "POST /v1/sites/shop-0/responses HTTP/1.1\r\nhost: a\r\ncontent-length: 900\r\n";
    match how {
        0 => drip(&mut stream, head.as_bytes()).await,
        1 => {
            stream.write_all(format!("{head}\r\n").as_bytes()).await?;
            drip(&mut stream, &[b'{'; 900]).await
        }
        2 => until_closed(&mut stream).await,
        _ => {
            // More than is taken from one who reads nothing; in one piece, which costs this side little.
            let asks = "GET /sondeo.js HTTP/1.1\r\nhost: a\r\n\r\n".repeat(10_000);
            Ok(stream.write_all(asks.as_bytes()).await?)
        }
    }
}

async fn drip(stream: &mut TcpStream, bytes: &[u8]) -> Result<()> {
    let mut answer = [0; 512];
    for byte in bytes {
        stream.write_all(&[*byte]).await?;
        if let Ok(Ok(0) | Err(_)) = timeout(BYTE_EVERY, stream.read(&mut answer)).await {
            return Ok(());
        }
    }
    until_closed(stream).await
}

async fn until_closed(stream: &mut TcpStream) -> Result<()> {
    let mut answer = [0; 512];
    while stream.read(&mut answer).await? > 0 {}
    Ok(())
}

async fn bad(collector: SocketAddr, told: Rc<RefCell<Told>>) {
    for request in BAD.iter().cycle() {
        sleep(Duration::from_millis(50)).await;
        let Ok(mut stream) = TcpStream::connect(collector).await else { continue };
        if stream.write_all(request.as_bytes()).await.is_err() {
            continue;
        }
        let mut answer = [0; 64];
        let read = timeout(Duration::from_secs(2), stream.read(&mut answer)).await;
        let mut told = told.borrow_mut();
        told.bad += 1;
        told.status_500 += u32::from(read.is_ok() && answer.starts_with(b"HTTP/1.1 500"));
    }
}
