//! A network that fails on command: a TCP proxy between two parties that cuts, swallows, refuses and delays.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// How the network behaves, for the connections that are open as well.
#[derive(Clone, Debug, PartialEq)]
pub enum Manner {
    /// It works.
    Forwards,
    /// Connections are closed at once.
    Refuses,
    /// Connections are taken, and nothing that is said on them arrives, nor does either side learn that the other has
    /// gone. A connection on which something was swallowed stays so.
    Swallows,
    /// So does the connection on which `0` is said, from there on; the others work.
    SwallowsFrom(Vec<u8>),
    /// Everything arrives this much later.
    Delays(Duration),
    /// This share of replies, 0 to 1, is lost, and the connection with it: the request was heard.
    LosesReplies(f64),
    /// This share of replies to those who say `request` is lost, and the connection with it.
    LosesRepliesTo {
        /// Bytes of the request by which it is recognized.
        request: Vec<u8>,
        /// 0 to 1.
        share: f64,
    },
    /// Who says `request` is told `answer`, and the connection is closed: somebody else answers in the server's place.
    Answers {
        /// Bytes of the request by which it is recognized.
        request: Vec<u8>,
        /// A whole response of HTTP; or nothing.
        answer: Vec<u8>,
        /// How long it takes from byte to byte.
        drip: Duration,
    },
    /// The connection on which `request` is said is cut after so many bytes of the reply; then all is well again.
    CutsReply {
        /// Bytes of the request by which it is recognized.
        request: Vec<u8>,
        /// So many bytes of the reply arrive.
        after: usize,
    },
}

/// A running proxy; its connections end when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    manner: Arc<watch::Sender<Manner>>,
    cuts: Arc<AtomicUsize>,
    replied: Arc<AtomicUsize>,
    open: watch::Receiver<usize>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free port and forwards to `server`.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let manner = Arc::new(watch::Sender::new(Manner::Forwards));
        let (cuts, replied) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let (shared, counted, carried) = (Arc::clone(&manner), Arc::clone(&cuts), Arc::clone(&replied));
        let (opened, open) = watch::channel(0);
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let (manner, cuts) = (Arc::clone(&shared), Arc::clone(&counted));
                let line =
                    Line { manner, cuts, replied: Arc::clone(&carried), counting: None, loses: false, swallows: false };
                let opened = opened.clone();
                opened.send_modify(|open| *open += 1);
                connections.spawn(async move {
                    // A connection that breaks is what this is for.
                    let _ = line.carry(client, server).await;
                    opened.send_modify(|open| *open -= 1);
                });
                while connections.try_join_next().is_some() {}
            }
        });
        Self { address, manner, cuts, replied, open, accepting }
    }

    /// Behaves so from now on.
    pub fn behaves(&self, manner: Manner) {
        self.manner.send_replace(manner);
    }

    /// Closes every connection that is open; those that are made afterwards work.
    ///
    /// # Panics
    /// If the proxy has ended.
    pub async fn closes_all(&self) {
        self.behaves(Manner::Refuses);
        self.open.clone().wait_for(|open| *open == 0).await.expect("the proxy runs as long as this is held");
        self.behaves(Manner::Forwards);
    }

    /// How many connections it has cut in the middle of a reply.
    pub fn cuts(&self) -> usize {
        self.cuts.load(Ordering::Relaxed)
    }

    /// How many bytes of replies have come to it.
    pub fn replied(&self) -> usize {
        self.replied.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// One connection.
struct Line {
    manner: Arc<watch::Sender<Manner>>,
    cuts: Arc<AtomicUsize>,
    replied: Arc<AtomicUsize>,
    /// How many bytes of the reply still arrive, once the request was said that is to be cut.
    counting: Option<usize>,
    /// Whether the reply that comes is to be lost.
    loses: bool,
    /// Whether nothing arrives on it any more.
    swallows: bool,
}

impl Line {
    /// Carries bytes both ways until a side closes or the manner says so.
    async fn carry(mut self, mut client: TcpStream, server: SocketAddr) -> io::Result<()> {
        let mut manner = self.manner.subscribe();
        if *manner.borrow_and_update() == Manner::Refuses {
            return Ok(());
        }
        let mut server = TcpStream::connect(server).await?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let (mut asked, mut replied) = (vec![0; 64 << 10], vec![0; 64 << 10]);
        let mut gone = false;
        loop {
            tokio::select! {
                changed = manner.changed() => if changed.is_err() || *manner.borrow() == Manner::Refuses { return Ok(()) },
                read = client.read(&mut asked), if !gone => match read? {
                    // The server is not told; it has to find out.
                    0 if self.swallows || *self.manner.borrow() == Manner::Swallows => (self.swallows, gone) = (true, true),
                    0 => return Ok(()),
                    read if let Some((answer, drip)) = self.answer(&asked[..read]) => return tell(&mut client, &answer, drip).await,
                    read => self.ask(&asked[..read], &mut server).await?,
                },
                read = server.read(&mut replied) => match read? {
                    0 => return Ok(()),
                    read => if self.reply(&replied[..read], &mut client).await?.is_none() { return Ok(()) },
                },
            }
        }
    }

    /// What is answered in the server's place.
    fn answer(&self, said: &[u8]) -> Option<(Vec<u8>, Duration)> {
        match &*self.manner.borrow() {
            Manner::Answers { request, answer, drip } if contains(said, request) => Some((answer.clone(), *drip)),
            _ => None,
        }
    }

    async fn ask(&mut self, said: &[u8], server: &mut TcpStream) -> io::Result<()> {
        let manner = self.manner.borrow().clone();
        self.swallows |= match &manner {
            Manner::Swallows => true,
            Manner::SwallowsFrom(request) => contains(said, request),
            _ => false,
        };
        match manner {
            _ if self.swallows => return Ok(()),
            Manner::Delays(by) => late(by).await,
            Manner::CutsReply { request, after } if contains(said, &request) => {
                self.counting = Some(after);
            }
            Manner::LosesRepliesTo { request, share } if contains(said, &request) => {
                self.loses = rand::random::<f64>() < share;
            }
            _ => {}
        }
        server.write_all(said).await
    }

    /// Returns nothing if the connection is to be cut.
    async fn reply(&mut self, said: &[u8], client: &mut TcpStream) -> io::Result<Option<()>> {
        self.replied.fetch_add(said.len(), Ordering::Relaxed);
        let manner = self.manner.borrow().clone();
        self.swallows |= manner == Manner::Swallows;
        match manner {
            _ if self.swallows => return Ok(Some(())),
            Manner::Delays(by) => late(by).await,
            _ if self.loses => {
                self.cuts.fetch_add(1, Ordering::Relaxed);
                return Ok(None);
            }
            Manner::LosesReplies(share) if rand::random::<f64>() < share => {
                self.cuts.fetch_add(1, Ordering::Relaxed);
                return Ok(None);
            }
            Manner::CutsReply { .. } => {
                if let Some(left) = self.counting {
                    if said.len() > left {
                        client.write_all(&said[..left]).await?;
                        self.cuts.fetch_add(1, Ordering::Relaxed);
                        self.manner.send_replace(Manner::Forwards);
                        return Ok(None);
                    }
                    self.counting = Some(left - said.len());
                }
            }
            _ => {}
        }
        client.write_all(said).await.map(Some)
    }
}

/// Says all of `answer`, and hears the rest out: a connection that is closed while bytes come in loses what was said last.
async fn tell(client: &mut TcpStream, answer: &[u8], drip: Duration) -> io::Result<()> {
    if drip.is_zero() {
        client.write_all(answer).await?;
    }
    for byte in answer.iter().filter(|_| !drip.is_zero()) {
        late(drip).await;
        client.write_all(&[*byte]).await?;
    }
    client.shutdown().await?;
    let mut rest = [0; 4096];
    while client.read(&mut rest).await? > 0 {}
    Ok(())
}

fn contains(said: &[u8], request: &[u8]) -> bool {
    said.windows(request.len()).any(|part| part == request)
}

/// Lets time pass: that is what is tested.
async fn late(by: Duration) {
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + by, by);
    ticks.tick().await;
}
