//! What waits to be written, and how much of it there is.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::Applied;
use crate::{
    store::{
        StoreError,
        quarantine::Release,
        removal::{Removal, Removed},
    },
    submission::Submission,
};

/// Something that waits to be written.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every job is a report")]
pub(super) enum Job {
    Report(Waiting<Submission, Applied>),
    Removal(Waiting<Removal, Removed>),
    Release(Waiting<Release, u64>),
}

/// What waits, and whom to answer.
#[derive(Debug)]
pub(super) struct Waiting<T, O> {
    pub(super) what: T,
    pub(super) answer: Answer<O>,
}

/// Whom to answer, and the room that is given back when that is done.
#[derive(Debug)]
pub(super) struct Answer<O> {
    pub(super) to: oneshot::Sender<Result<O, StoreError>>,
    pub(super) _room: OwnedSemaphorePermit,
    pub(super) _place: Place,
}

/// A place in the queue, counted as long as it is taken.
#[derive(Debug)]
pub(super) struct Place(Arc<AtomicUsize>);

impl Place {
    pub(super) fn taken(depth: &Arc<AtomicUsize>) -> Self {
        depth.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(depth))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How much waits for its transaction, or is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Reports, removals and releases.
    pub jobs: usize,
    /// The memory that they take, as far as it is bounded.
    pub bytes: usize,
}
