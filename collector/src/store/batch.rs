//! Group commit: what waits while the last batch is written becomes the next batch.
//!
//! A sync to disk costs milliseconds, so one a request would cap the collector at some hundreds
//! of responses a second. A writer takes all that wait, up to `MAX_BATCH`, writes them in
//! one transaction and answers them all after its commit.

mod waiting;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use metrics::{counter, histogram};
use tokio::{
    sync::{Semaphore, oneshot, watch},
    time::timeout,
};
use tracing::error;

pub use self::waiting::Waits;
use self::waiting::{Answer, Job, Place, Waiting};
use super::{
    StoreError,
    quarantine::Release,
    removal::{Removal, Removed},
};
use crate::{
    complaints::Complaints,
    metrics::{BATCH_SIZE, COMMIT_SECONDS, STORE_ERRORS},
    submission::Submission,
    token,
};

/// The most submissions of one transaction.
const MAX_BATCH: usize = 1024;

/// The most memory that submissions may take while they wait for their transaction.
const MAX_WAITING_BYTES: usize = 32 << 20;

/// The memory that a removal or a release takes while it waits, with the longest pseudonym that fits in a token.
const CHANGE_BYTES: u32 = 1024;

/// How long a caller waits for the commit. A browser's retry finds the row if it comes later.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often an engine may look after its database while nothing is submitted.
const TEND_EVERY: Duration = Duration::from_secs(1);

/// What a submission changed. Every outcome is durable when it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is what is kept now.
    Stored,
    /// It was stored before, word for word.
    Replayed,
    /// A later revision was stored before, or what it is about was removed.
    Stale,
    /// Its revision was stored before with other words; nothing changed.
    IdReused,
    /// It forgets the rating that an earlier revision told; nothing changed.
    RatingMissing,
}

/// What is written in one transaction: first the reports, then the removals, then the releases.
#[derive(Debug, Default)]
pub struct Batch {
    /// Reports, in the order of their arrival.
    pub reports: Vec<Submission>,
    /// What is to be gone after them.
    pub removals: Vec<Removal>,
    /// What is to be counted after them.
    pub releases: Vec<Release>,
}

impl Batch {
    fn len(&self) -> usize {
        self.reports.len() + self.removals.len() + self.releases.len()
    }
}

/// What became of a batch: an outcome for each of its parts, in order.
#[derive(Debug, Default)]
pub struct Outcomes {
    /// Of the reports.
    pub reports: Vec<Applied>,
    /// Of the removals.
    pub removals: Vec<Removed>,
    /// Of the releases: how many responses each had counted.
    pub releases: Vec<u64>,
}

/// A storage engine's write side.
pub trait Engine: Send + 'static {
    /// Writes a batch in one transaction.
    ///
    /// # Errors
    /// [`StoreError`] if the transaction failed: then nothing of the batch was written, or it is unknown.
    /// After an error that [is fatal](StoreError::is_fatal) the engine is not used again.
    fn apply(&mut self, batch: &Batch) -> Result<Outcomes, StoreError>;

    /// Looks after the database; called between batches, about every second.
    ///
    /// # Errors
    /// [`StoreError`] if that failed. After one that [is fatal](StoreError::is_fatal) the engine is not used again.
    fn tend(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The queue in front of the engines. Clones share it; the writers end when the last one is gone.
#[derive(Clone, Debug)]
pub struct Batcher {
    queue: mpsc::Sender<Job>,
    room: Arc<Semaphore>,
    depth: Arc<AtomicUsize>,
    writing: watch::Receiver<bool>,
    commits: watch::Receiver<u64>,
}

impl Batcher {
    /// Starts a writer for each engine, on a thread of its own. They share the queue.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the system gives no thread.
    pub fn start<E: Engine>(engines: impl IntoIterator<Item = E>) -> Result<Self, StoreError> {
        let (queue, waiting) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let (writes, writing) = watch::channel(true);
        let (committed, commits) = watch::channel(0);
        for engine in engines {
            let (waiting, end, committed) = (Arc::clone(&waiting), TellsItsEnd(writes.clone()), committed.clone());
            let work = move || {
                let _end = end;
                write(engine, &waiting, &committed);
            };
            thread::Builder::new().name("store-writer".to_owned()).spawn(work)?;
        }
        Ok(Self { queue, room: Arc::new(Semaphore::new(MAX_WAITING_BYTES)), depth: Arc::default(), writing, commits })
    }

    /// Returns how much waits.
    pub fn waits(&self) -> Waits {
        let bytes = MAX_WAITING_BYTES.saturating_sub(self.room.available_permits());
        Waits { jobs: self.depth.load(Ordering::Relaxed), bytes }
    }

    /// Writes a submission and returns what it changed, after the commit.
    ///
    /// # Errors
    /// [`StoreError::Overloaded`] at once where too many wait, [`StoreError::Slow`] where the commit
    /// takes too long; any error but the first leaves open whether it was written.
    pub async fn submit(&self, submission: Submission) -> Result<Applied, StoreError> {
        let bytes = weight(&submission);
        self.wait(submission, bytes, Job::Report).await
    }

    /// Removes and returns what is gone, after the commit.
    ///
    /// # Errors
    /// As [`Batcher::submit`].
    pub async fn remove(&self, removal: Removal) -> Result<Removed, StoreError> {
        self.wait(removal, CHANGE_BYTES, Job::Removal).await
    }

    /// Releases and returns how many responses are counted by it, after the commit.
    ///
    /// # Errors
    /// As [`Batcher::submit`].
    pub async fn release(&self, release: Release) -> Result<u64, StoreError> {
        self.wait(release, CHANGE_BYTES, Job::Release).await
    }

    async fn wait<T, O>(&self, what: T, bytes: u32, job: fn(Waiting<T, O>) -> Job) -> Result<O, StoreError> {
        let room = Arc::clone(&self.room).try_acquire_many_owned(bytes).map_err(|_| StoreError::Overloaded)?;
        let (to, outcome) = oneshot::channel();
        let waiting = Waiting { what, answer: Answer { to, _room: room, _place: Place::taken(&self.depth) } };
        self.queue.send(job(waiting)).map_err(|_| StoreError::Closed)?;
        let outcome = timeout(PATIENCE, outcome).await.map_err(|_| StoreError::Slow)?;
        outcome.map_err(|_| StoreError::Closed)?
    }

    /// Changes with every batch that was written.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.clone()
    }

    /// Says whether the writers still write.
    pub fn is_alive(&self) -> bool {
        *self.writing.borrow()
    }

    /// Ends when a writer has ended, because its engine failed for good.
    pub async fn ended(&self) {
        // The other side is dropped only after it has said so.
        let _ = self.writing.clone().wait_for(|writing| !writing).await;
    }
}

/// Tells that a writer has ended, also one that panicked.
struct TellsItsEnd(watch::Sender<bool>);

impl Drop for TellsItsEnd {
    fn drop(&mut self) {
        self.0.send_replace(false);
    }
}

fn write(mut engine: impl Engine, waiting: &Mutex<mpsc::Receiver<Job>>, committed: &watch::Sender<u64>) {
    let mut jobs = Vec::with_capacity(MAX_BATCH);
    let (mut tended, mut complaints) = (Instant::now(), Complaints::default());
    while fill(&mut jobs, waiting) {
        let mut batch = Batch::default();
        let (mut reports, mut removals, mut releases) = (Vec::new(), Vec::new(), Vec::new());
        for job in jobs.drain(..) {
            match job {
                Job::Report(Waiting { what, answer }) => (batch.reports.push(what), reports.push(answer)),
                Job::Removal(Waiting { what, answer }) => (batch.removals.push(what), removals.push(answer)),
                Job::Release(Waiting { what, answer }) => (batch.releases.push(what), releases.push(answer)),
            };
        }
        let size = batch.len();
        let applied = if size == 0 { Ok(Outcomes::default()) } else { apply(&mut engine, &batch, size) };
        let mut failure = None;
        match applied {
            Ok(outcomes) => {
                tell(reports, outcomes.reports.into_iter().map(Ok));
                tell(removals, outcomes.removals.into_iter().map(Ok));
                tell(releases, outcomes.releases.into_iter().map(Ok));
                if size > 0 {
                    committed.send_modify(|batches| *batches += 1);
                }
            }
            Err(cause) => {
                if let Some(others) = complaints.may_say(Instant::now(), cause.is_fatal()) {
                    error!(batch.size = size, batch.others = others, "a batch was not written: {cause}");
                }
                tell(reports, std::iter::repeat_with(|| Err(StoreError::BatchFailed)));
                tell(removals, std::iter::repeat_with(|| Err(StoreError::BatchFailed)));
                tell(releases, std::iter::repeat_with(|| Err(StoreError::BatchFailed)));
                failure = Some(cause);
            }
        }
        if failure.is_none() && tended.elapsed() >= TEND_EVERY {
            tended = Instant::now();
            failure = engine.tend().inspect_err(|cause| error!("looking after the store failed: {cause}")).err();
        }
        if failure.is_some() {
            counter!(STORE_ERRORS).increment(1);
        }
        if failure.is_some_and(|cause| cause.is_fatal()) {
            error!("the store takes no more reports: start again once the cause is mended");
            return;
        }
    }
}

/// Writes a batch, and counts how large it was and how long that took.
fn apply(engine: &mut impl Engine, batch: &Batch, size: usize) -> Result<Outcomes, StoreError> {
    let begun = Instant::now();
    let applied = engine.apply(batch);
    histogram!(COMMIT_SECONDS).record(begun.elapsed());
    histogram!(BATCH_SIZE).record(size as f64);
    applied
}

fn tell<O>(answers: Vec<Answer<O>>, outcomes: impl Iterator<Item = Result<O, StoreError>>) {
    for (answer, outcome) in answers.into_iter().zip(outcomes) {
        // Whoever asked may have hung up; what they said is kept all the same.
        let _ = answer.to.send(outcome);
    }
}

/// Takes all that waits, up to a batch; after a while without any, nothing. False at the end.
fn fill(jobs: &mut Vec<Job>, waiting: &Mutex<mpsc::Receiver<Job>>) -> bool {
    let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    match waiting.recv_timeout(TEND_EVERY) {
        Ok(first) => jobs.push(first),
        Err(mpsc::RecvTimeoutError::Timeout) => return true,
        Err(mpsc::RecvTimeoutError::Disconnected) => return false,
    }
    jobs.extend(waiting.try_iter().take(MAX_BATCH - 1));
    true
}

/// The memory that a submission takes while it waits, in bytes.
fn weight(submission: &Submission) -> u32 {
    let report = &submission.report;
    let texts = report.reasons.iter().chain(&report.comment).chain(&report.contact).map(String::len).sum::<usize>();
    // What the prompt says came in its token.
    u32::try_from(size_of::<Job>() + token::MAX_BYTES + texts).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
