//! Serving until told to stop.

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::oneshot, time::timeout};
use tracing::warn;

use super::{App, router};

/// How long requests under way may take after the collector was told to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until `stop`, then takes no more connections and answers what is under way.
///
/// # Errors
/// [`io::Error`] if the listener fails.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    drain(listener, router(app), stop).await
}

pub(super) async fn drain(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopped, mut stopping) = oneshot::channel::<()>();
    let stop = async move {
        stop.await;
        // The receiver waits as long as the server lives.
        let _ = stopped.send(());
    };
    let server = axum::serve(listener, router).with_graceful_shutdown(stop).into_future();
    tokio::pin!(server);
    tokio::select! {
        done = &mut server => return done,
        _ = &mut stopping => {}
    }
    match timeout(DRAIN, server).await {
        Ok(done) => done,
        Err(_) => {
            warn!("some connections were still open {} s after the stop; they are cut", DRAIN.as_secs());
            Ok(())
        }
    }
}
