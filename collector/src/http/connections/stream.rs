//! The bytes of a connection, and word of them to its watch.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::watch::Watch;

/// How much is read, and thrown away, after the last answer.
const MAX_FAREWELL_BYTES: usize = 256 * 1024;

/// A stream whose watch hears what happens.
#[derive(Debug)]
pub(super) struct Watched {
    stream: TcpStream,
    watch: Watch,
    is_stalled: bool,
    /// The other side says no more.
    is_at_end: bool,
    /// How much was thrown away since we say no more.
    farewell: Option<usize>,
}

impl Watched {
    pub(super) fn new(stream: TcpStream, watch: Watch) -> Self {
        Self { stream, watch, is_stalled: false, is_at_end: false, farewell: None }
    }

    fn note_write<T>(&mut self, written: Poll<T>) -> Poll<T> {
        match (written.is_pending(), self.is_stalled) {
            (true, false) => self.watch.is_stalled(),
            (false, true) => self.watch.is_taking(),
            _ => {}
        }
        self.is_stalled = written.is_pending();
        written
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        if buf.filled().len() > before {
            self.watch.is_heard();
        } else {
            self.is_at_end = true;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.note_write(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.note_write(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    /// Says that no more is said, and listens for a while: a connection that is closed on what was not read is
    /// reset, and the last answer, a refusal mostly, is lost with it (RFC 9112, section 9.6).
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut thrown = match self.farewell {
            Some(thrown) => thrown,
            None => {
                ready!(Pin::new(&mut self.stream).poll_shutdown(cx))?;
                self.watch.says_farewell();
                0
            }
        };
        let mut scrap = [0; 8 * 1024];
        while !self.is_at_end && thrown < MAX_FAREWELL_BYTES {
            self.farewell = Some(thrown);
            let mut scrap = ReadBuf::new(&mut scrap);
            // Whatever ends it, it has ended.
            let read = ready!(Pin::new(&mut self.stream).poll_read(cx, &mut scrap));
            self.is_at_end = read.is_err() || scrap.filled().is_empty();
            thrown += scrap.filled().len();
        }
        Poll::Ready(Ok(()))
    }
}
