//! Bodies, and word to the watch: while more of a request's is waited for, and when an answer's has ended.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};

use super::watch::Watch;

/// A body whose watch hears that it does not come.
#[derive(Debug)]
pub(super) struct Awaited {
    body: Incoming,
    watch: Watch,
    is_awaited: bool,
}

impl Awaited {
    pub(super) fn new(body: Incoming, watch: Watch) -> Self {
        Self { body, watch, is_awaited: false }
    }
}

impl Body for Awaited {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        match (polled.is_pending(), self.is_awaited) {
            (true, false) => self.watch.waits_for_body(),
            (false, true) => self.watch.has_body(),
            _ => {}
        }
        self.is_awaited = polled.is_pending();
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of an answer, which lasts as long as somebody makes it.
#[derive(Debug)]
pub(super) struct Told<B> {
    body: B,
    watch: Watch,
}

impl<B> Told<B> {
    pub(super) fn new(body: B, watch: Watch) -> Self {
        Self { body, watch }
    }
}

impl<B: Body + Unpin> Body for Told<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The connection lets go of it behind its last part.
impl<B> Drop for Told<B> {
    fn drop(&mut self) {
        self.watch.is_answered();
    }
}
