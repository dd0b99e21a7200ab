//! Group commit: what waits while the last batch is written becomes the next batch.
//!
//! A sync to disk costs milliseconds, so one a request would cap the collector at some hundreds
//! of responses a second. One writer takes all that wait, up to `MAX_BATCH`, writes them in
//! one transaction and answers them all after its commit.

use std::thread;

use tokio::sync::{mpsc, oneshot};
use tracing::error;

use super::StoreError;
use crate::submission::Submission;

/// The most submissions of one transaction.
const MAX_BATCH: usize = 1024;

/// The most submissions that wait for their transaction; about 20 MiB of the longest ones.
const MAX_WAITING: usize = 8 * MAX_BATCH;

/// What a submission changed. Every outcome is durable when it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is what is kept now.
    Stored,
    /// It was stored before, word for word.
    Replayed,
    /// A later revision was stored before.
    Stale,
    /// Its revision was stored before with other words; nothing changed.
    IdReused,
    /// It forgets the rating that an earlier revision told; nothing changed.
    RatingMissing,
}

/// A storage engine's write side.
pub trait Engine: Send + 'static {
    /// Writes a batch in one transaction and returns an outcome for each submission, in order.
    ///
    /// # Errors
    /// [`StoreError`] if the transaction failed: then nothing of the batch was written, or it is unknown.
    fn apply(&mut self, batch: &[Submission]) -> Result<Vec<Applied>, StoreError>;
}

type Answer = oneshot::Sender<Result<Applied, StoreError>>;

/// The queue in front of an engine. Clones share it; the writer ends when the last one is gone.
#[derive(Clone, Debug)]
pub struct Batcher {
    queue: mpsc::Sender<(Submission, Answer)>,
}

impl Batcher {
    /// Starts the writer on a thread of its own.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the system gives no thread.
    pub fn start(engine: impl Engine) -> Result<Self, StoreError> {
        let (queue, waiting) = mpsc::channel(MAX_WAITING);
        thread::Builder::new().name("store-writer".to_owned()).spawn(move || write(engine, waiting))?;
        Ok(Self { queue })
    }

    /// Writes a submission and returns what it changed, after the commit.
    ///
    /// # Errors
    /// [`StoreError::Overloaded`] at once where too many wait; any other error leaves open
    /// whether it was written.
    pub async fn submit(&self, submission: Submission) -> Result<Applied, StoreError> {
        let (answer, applied) = oneshot::channel();
        self.queue.try_send((submission, answer)).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        applied.await.map_err(|_| StoreError::Closed)?
    }

    /// Says whether the writer still writes.
    pub fn is_alive(&self) -> bool {
        !self.queue.is_closed()
    }
}

fn write(mut engine: impl Engine, mut waiting: mpsc::Receiver<(Submission, Answer)>) {
    let mut jobs = Vec::with_capacity(MAX_BATCH);
    while waiting.blocking_recv_many(&mut jobs, MAX_BATCH) > 0 {
        let (batch, answers): (Vec<Submission>, Vec<Answer>) = jobs.drain(..).unzip();
        match engine.apply(&batch) {
            Ok(outcomes) => {
                for (answer, applied) in answers.into_iter().zip(outcomes) {
                    // Whoever asked may have hung up; what they said is kept all the same.
                    let _ = answer.send(Ok(applied));
                }
            }
            Err(cause) => {
                error!(batch.size = batch.len(), "a batch was not written: {cause}");
                for answer in answers {
                    let _ = answer.send(Err(StoreError::BatchFailed));
                }
            }
        }
    }
}
