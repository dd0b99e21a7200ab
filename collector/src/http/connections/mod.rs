//! Connections: our own accept loop, in which nobody has for ever and nobody has all (RELIABILITY.md M7, T13).
//!
//! axum's own loop gives a connection any time it likes. Here each has a [stage](watch) that ends: the head of a
//! request is read within 5 s, who says nothing goes after 15 s, who does not take an answer after 30 s. (A body has
//! 10 s, where it is read: `http::body`.) How many there may be is counted in [`Places`]; when all are taken, whoever
//! would be missed least makes room.

mod body;
mod places;
mod stream;
mod watch;

use std::{future::Future, io, net::IpAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch as signal,
    time::{Instant, sleep, timeout},
};
use tower::Service;
use tracing::{debug, warn};

pub use self::places::{Places, Room};
use self::{
    body::{Awaited, Told},
    places::Place,
    stream::Watched,
};
use super::callers::{Proxies, network};

/// The longest head of a request, and as much of its body as is taken from the system at once.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// How long nobody is let in after the system had no descriptor or memory for one more.
const PAUSE: Duration = Duration::from_millis(100);

/// How often it is said that the system has none.
const COMPLAIN_EVERY: Duration = Duration::from_secs(10);

/// How long requests under way may take after the collector was told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// How long somebody stays for whom there is no place, answered or not: those who say nothing would keep out those who
/// only ask whether the process lives.
const ON_THE_PORCH: Duration = Duration::from_secs(1);

/// What stands behind a listener.
#[derive(Debug)]
pub(super) struct Front {
    /// Answers requests.
    pub(super) router: Router,
    /// Tells those who come when it is full to come again.
    pub(super) full: Router,
    /// How many may come.
    pub(super) places: Arc<Places>,
    /// Who may speak for others.
    pub(super) proxies: Proxies,
}

/// Serves until `stop`, then takes no more connections, answers what is under way and closes what is idle.
pub(super) async fn serve(listener: TcpListener, front: Front, stop: impl Future<Output = ()>) {
    let front = Arc::new(front);
    let (stopping, told) = signal::channel(false);
    let (mut stop, mut complained) = (pin!(stop), None);
    loop {
        let next = tokio::select! {
            biased;
            () = &mut stop => break,
            next = next(&listener, &front, &mut complained) => next,
        };
        let Some(guest) = next else { continue };
        let (front, told) = (Arc::clone(&front), told.clone());
        tokio::spawn(async move { front.attend(guest, told).await });
    }
    // The port is closed before anybody is asked to go.
    drop(listener);
    stopping.send_replace(true);
    if timeout(DRAIN, front.places.empty()).await.is_err() {
        warn!("some connections were still open {} s after the stop; they are cut", DRAIN.as_secs());
    }
}

/// A connection that was let in.
struct Guest {
    stream: TcpStream,
    peer: IpAddr,
    place: Place,
}

/// The next connection that is let in; none where it was not, or the system had none to give.
async fn next(listener: &TcpListener, front: &Front, complained: &mut Option<Instant>) -> Option<Guest> {
    let door = Arc::clone(&front.places).door().await;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // An answer is written in one piece, so there is nothing to wait for. Where it cannot be set, it is slower.
            let _ = stream.set_nodelay(true);
            // An IPv4 address is one also on a socket that takes both kinds.
            let peer = peer.ip().to_canonical();
            let place = if front.proxies.trust(peer) { door.open() } else { door.open_to(network(peer))? };
            Some(Guest { stream, peer, place })
        }
        // The other side was gone again before it was let in.
        Err(cause) if is_about_one(&cause) => None,
        Err(cause) => {
            if complained.is_none_or(|complained| complained.elapsed() >= COMPLAIN_EVERY) {
                *complained = Some(Instant::now());
                warn!("the system gives no more connections for the moment, those that come wait: {cause}");
            }
            sleep(PAUSE).await;
            None
        }
    }
}

fn is_about_one(cause: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(cause.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

impl Front {
    /// Answers the requests of one connection until either side has enough.
    async fn attend(&self, guest: Guest, mut told: signal::Receiver<bool>) {
        let Guest { stream, peer, place } = guest;
        let is_beyond = place.is_beyond();
        let router = if is_beyond { &self.full } else { &self.router };
        let watch = place.watch();
        let answers = service_fn(|mut request: Request<Incoming>| {
            watch.request_came();
            let caller = self.proxies.caller(peer, request.headers());
            request.extensions_mut().insert(caller);
            let answer = router.clone().call(request.map(|body| Body::new(Awaited::new(body, watch.clone()))));
            let watch = watch.clone();
            async move { answer.await.map(|answer| answer.map(|body| Told::new(body, watch))) }
        });
        let mut http = http1::Builder::new();
        // What it can time is the head alone, from the end of the answer before: the watch tells idle from slow.
        http.header_read_timeout(None).max_header_size(MAX_HEAD_BYTES).max_buf_size(MAX_HEAD_BYTES);
        let stream = TokioIo::new(Watched::new(stream, watch.clone()));
        let mut connection = pin!(http.serve_connection(stream, answers));
        let mut over = pin!(watch.is_over());
        let mut stop = pin!(told.wait_for(|told| *told));
        let mut leave = pin!(sleep(ON_THE_PORCH));
        let mut goes_on = true;
        loop {
            tokio::select! {
                biased;
                ended = connection.as_mut() => {
                    if let Err(cause) = ended {
                        debug!("a connection ended: {cause}");
                    }
                    return;
                }
                _ = stop.as_mut(), if goes_on => {
                    if watch.is_idle() {
                        return;
                    }
                    goes_on = false;
                    connection.as_mut().graceful_shutdown();
                }
                () = leave.as_mut(), if is_beyond => {
                    debug!("a connection without a place was closed");
                    return;
                }
                why = over.as_mut() => {
                    debug!("a connection was closed: {why}");
                    return;
                }
            }
        }
    }
}
