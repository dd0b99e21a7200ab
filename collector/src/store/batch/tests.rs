//! The queue, in front of engines that write when a test lets them.

use std::collections::BTreeMap;

use shared::wire::prompts::Outcome;
use uuid::Uuid;

use super::*;
use crate::{calendar::Day, submission::Report, token::IssuedPrompt};

/// An engine that writes a batch when it is let, and says how large it was.
struct Gate {
    began: mpsc::Sender<()>,
    let_through: mpsc::Receiver<Result<(), StoreError>>,
    written: mpsc::Sender<usize>,
}

impl Engine for Gate {
    fn apply(&mut self, batch: &Batch) -> Result<Outcomes, StoreError> {
        let _ = self.began.send(());
        self.let_through.recv().unwrap_or(Ok(()))?;
        let Batch { reports, removals, releases } = batch;
        let _ = self.written.send(batch.len());
        let removed = |removal: &Removal| Removed { responses: removal.at.unsigned_abs(), again: false };
        Ok(Outcomes {
            reports: vec![Applied::Stored; reports.len()],
            removals: removals.iter().map(removed).collect(),
            releases: releases.iter().map(|release| release.at.unsigned_abs()).collect(),
        })
    }
}

type Open = mpsc::Sender<Result<(), StoreError>>;

fn gate() -> (Gate, Open, mpsc::Receiver<usize>) {
    let (gate, _, open, sizes) = watched_gate();
    (gate, open, sizes)
}

fn watched_gate() -> (Gate, mpsc::Receiver<()>, Open, mpsc::Receiver<usize>) {
    let ((began, begins), (open, let_through), (written, sizes)) = (mpsc::channel(), mpsc::channel(), mpsc::channel());
    (Gate { began, let_through, written }, begins, open, sizes)
}

fn submission(comment: usize) -> Submission {
    let name = |text: &str| text.parse().unwrap();
    let prompt = IssuedPrompt {
        site: name("shop"),
        id: Uuid::now_v7(),
        survey: name("order"),
        version: 1,
        issued_at: 0,
        touchpoint: name("order_completed"),
        interaction_id: None,
        stage: None,
        locale: "en".to_owned(),
        device: None,
        attributes: BTreeMap::new(),
        respondent: None,
        is_vouched: false,
        is_test: false,
    };
    let comment = Some("x".repeat(comment));
    let report =
        Report { rev: 1, outcome: Outcome::Dismissed, rating: None, comment, reasons: Vec::new(), contact: None };
    Submission {
        prompt,
        day: Day(0),
        quarantine: None,
        as_other: Vec::new(),
        earlier: Vec::new(),
        report,
        received_at: 0,
        age_ms: 0,
    }
}

/// The room that a submission takes.
fn weigh(comment: usize) -> usize {
    weight(&submission(comment)).try_into().unwrap()
}

fn spawn(batcher: &Batcher, comment: usize) -> tokio::task::JoinHandle<Result<Applied, StoreError>> {
    let batcher = batcher.clone();
    tokio::spawn(async move { batcher.submit(submission(comment)).await })
}

/// Waits until so much of the room for waiting submissions is left.
async fn left(batcher: &Batcher, room: usize) {
    while batcher.room.available_permits() != room {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_waits_for_a_commit_is_written_together() {
    let (gate, open, sizes) = gate();
    let batcher = Batcher::start([gate]).unwrap();
    let waiting: Vec<_> = (0..MAX_BATCH + 20).map(|_| spawn(&batcher, 0)).collect();
    left(&batcher, MAX_WAITING_BYTES - weigh(0) * waiting.len()).await;
    drop(open);
    for answered in waiting {
        assert_eq!(answered.await.unwrap().unwrap(), Applied::Stored);
    }
    let sizes: Vec<usize> = sizes.try_iter().collect();
    assert_eq!(sizes.iter().sum::<usize>(), MAX_BATCH + 20);
    assert!(sizes.len() <= 3 && sizes.iter().all(|size| *size <= MAX_BATCH), "{sizes:?}");
}

#[tokio::test]
async fn more_than_memory_is_given_for_is_refused_at_once() {
    let (gate, open, _sizes) = gate();
    let batcher = Batcher::start([gate]).unwrap();
    let fitting = MAX_WAITING_BYTES / weigh(8_000);
    let waiting: Vec<_> = (0..fitting).map(|_| spawn(&batcher, 8_000)).collect();
    left(&batcher, MAX_WAITING_BYTES - weigh(8_000) * fitting).await;
    assert!(matches!(batcher.submit(submission(8_000)).await, Err(StoreError::Overloaded)));
    drop(open);
    for answered in waiting {
        answered.await.unwrap().unwrap();
    }
    left(&batcher, MAX_WAITING_BYTES).await;
    assert_eq!(batcher.submit(submission(8_000)).await.unwrap(), Applied::Stored);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_ever() {
    let (gate, open, sizes) = gate();
    let batcher = Batcher::start([gate]).unwrap();
    assert!(matches!(batcher.submit(submission(0)).await, Err(StoreError::Slow)));
    drop(open);
    assert_eq!(sizes.recv().unwrap(), 1, "what was given up on is kept all the same");
}

#[tokio::test]
async fn a_batch_that_fails_is_followed_by_others() {
    let (gate, open, _sizes) = gate();
    let batcher = Batcher::start([gate]).unwrap();
    open.send(Err(StoreError::Overloaded)).unwrap();
    assert!(matches!(batcher.submit(submission(0)).await, Err(StoreError::BatchFailed)));
    drop(open);
    assert_eq!(batcher.submit(submission(0)).await.unwrap(), Applied::Stored);
    assert!(batcher.is_alive());
}

#[tokio::test]
async fn a_disk_that_cannot_be_trusted_ends_the_writing() {
    let (gate, open, _sizes) = gate();
    let batcher = Batcher::start([gate]).unwrap();
    let failed_sync = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
    open.send(Err(rusqlite::Error::SqliteFailure(failed_sync, None).into())).unwrap();
    assert!(matches!(batcher.submit(submission(0)).await, Err(StoreError::BatchFailed)));
    batcher.ended().await;
    assert!(!batcher.is_alive());
    assert!(matches!(batcher.submit(submission(0)).await, Err(StoreError::Closed)));
}

#[tokio::test]
async fn while_one_engine_writes_another_takes_what_comes() {
    let (one, one_begins, open_one, _one_wrote) = watched_gate();
    let (other, other_begins, open_other, _other_wrote) = watched_gate();
    let batcher = Batcher::start([one, other]).unwrap();
    let first = spawn(&batcher, 0);
    while one_begins.try_recv().is_err() && other_begins.try_recv().is_err() {
        tokio::task::yield_now().await;
    }
    let second = spawn(&batcher, 0);
    while one_begins.try_recv().is_err() && other_begins.try_recv().is_err() {
        tokio::task::yield_now().await;
    }
    drop((open_one, open_other));
    assert_eq!(first.await.unwrap().unwrap(), Applied::Stored);
    assert_eq!(second.await.unwrap().unwrap(), Applied::Stored);
}
