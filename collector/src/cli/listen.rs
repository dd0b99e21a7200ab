//! Taking a port.

use std::{io, net::SocketAddr};

use tokio::net::{TcpListener, TcpSocket};

use super::error::CliError;

/// How many connections may wait in the system's queue until they are taken: a burst of a moment. The usual 128 are
/// few, and whoever finds no room there tries again only after a second.
const QUEUE: u32 = 1_024;

/// How many bytes of answers the system keeps for a connection that takes none; Linux doubles it.
///
/// By itself it keeps megabytes, so that whoever asks again and again and reads nothing has thousands of answers made,
/// and a thousand of them take gigabytes of the system. At 128 KiB a page some 200 ms away still gets 640 KB a second.
const ANSWERS: u32 = 64 * 1_024;

/// The same of requests that are not read yet: those that wait for the one before, mostly. None has over 32 KiB.
const REQUESTS: u32 = 64 * 1_024;

/// Takes the port and returns it with the address that it really has: port 0 is any free one.
pub(super) async fn on(address: SocketAddr) -> Result<(TcpListener, SocketAddr), CliError> {
    let listener = bind(address).map_err(|cause| match cause.kind() {
        io::ErrorKind::AddrInUse => CliError::PortTaken(address),
        _ => CliError::Listen { address, cause },
    })?;
    let bound = listener.local_addr().map_err(|cause| CliError::Listen { address, cause })?;
    Ok((listener, bound))
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A port whose last connections have just ended may be taken at once, by the next collector.
    socket.set_reuseaddr(true)?;
    // Connections inherit both.
    socket.set_send_buffer_size(ANSWERS)?;
    socket.set_recv_buffer_size(REQUESTS)?;
    socket.bind(address)?;
    socket.listen(QUEUE)
}
