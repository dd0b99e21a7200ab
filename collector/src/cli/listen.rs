//! Taking a port.

use std::{io, net::SocketAddr};

use tokio::net::TcpListener;

use super::error::CliError;

/// Takes the port and returns it with the address that it really has: port 0 is any free one.
pub(super) async fn on(address: SocketAddr) -> Result<(TcpListener, SocketAddr), CliError> {
    let listener = TcpListener::bind(address).await.map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => CliError::PortTaken(address),
        _ => CliError::Listen { address, cause },
    })?;
    let bound = listener.local_addr().map_err(|cause| CliError::Listen { address, cause })?;
    Ok((listener, bound))
}
