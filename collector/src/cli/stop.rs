//! Being told to stop.

use std::{future::Future, io};

use tracing::info;

/// Listens from now on for the signals that mean "stop"; the future ends with the first one.
#[cfg(unix)]
pub(super) fn requested() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        info!("told to stop: answering what is under way");
    })
}

/// Listens for Ctrl-C; the future ends with the first one.
#[cfg(not(unix))]
pub(super) fn requested() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Where Ctrl-C cannot be heard, only the end of the process is left.
            std::future::pending::<()>().await;
        }
        info!("told to stop: answering what is under way");
    })
}
