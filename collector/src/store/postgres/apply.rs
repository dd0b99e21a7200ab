//! The write side: a batch in one transaction. The order of its steps is the order of locks in [`super`].

use std::cell::Cell;

use futures_util::future::{try_join, try_join3};
use tokio_postgres::{Client, Statement};

use super::{
    error::PostgresError,
    histories::{self, Notes},
    ledger, stripes, tallies,
};
use crate::{
    store::{StoreError, batch::Applied, docket::Docket},
    submission::Submission,
};

/// What a batch is written with, prepared once a connection.
pub(super) struct Statements {
    share: Statement,
    insert: Statement,
    lock: Statement,
    revise: Statement,
    count: Statement,
    remember: Statement,
}

impl Statements {
    pub(super) async fn prepare(client: &Client) -> Result<Self, PostgresError> {
        Ok(Self {
            share: client.prepare(stripes::SHARE).await?,
            insert: client.prepare(&ledger::insert_sql()).await?,
            lock: client.prepare(&ledger::lock_sql()).await?,
            revise: client.prepare(ledger::REVISE).await?,
            count: client.prepare(&tallies::add_sql()).await?,
            remember: client.prepare(histories::REMEMBER).await?,
        })
    }
}

/// Writes a batch in one transaction. Success is told only after the server has said that it is committed.
///
/// `commit_asked` is set once the commit may have been asked for: after an error before, nothing was written.
pub(super) async fn write(
    client: &Client,
    statements: &Statements,
    slot: i16,
    batch: &[Submission],
    commit_asked: &Cell<bool>,
) -> Result<Vec<Applied>, StoreError> {
    let (docket, outcomes) = judge(client, statements, batch).await?;
    commit_asked.set(true);
    settle(client, statements, slot, &docket, Notes::of(batch, &outcomes)).await?;
    Ok(outcomes)
}

/// Begins the transaction, writes the first report of every prompt that is new, and judges the batch against the rest.
async fn judge<'a>(
    client: &Client,
    statements: &Statements,
    batch: &'a [Submission],
) -> Result<(Docket<'a>, Vec<Applied>), StoreError> {
    let mut docket = Docket::new(batch);
    let firsts: Vec<&Submission> = docket.firsts().collect();
    let stripes = stripes::of(firsts.iter().map(|first| &first.prompt.site));
    let (_, _, new) = try_join3(
        client.batch_execute("begin isolation level read committed"),
        client.query(&statements.share, &[&stripes]),
        ledger::insert(client, &statements.insert, &firsts),
    )
    .await?;
    if new.len() < firsts.len() {
        let old: Vec<&Submission> = firsts.into_iter().filter(|first| !new.contains(&ledger::key(first))).collect();
        let stored = ledger::lock(client, &statements.lock, &old).await?;
        if stored.len() < old.len() {
            // Somebody removed a row after it was in the way. Begun anew, it is either there or not.
            return Err(PostgresError::Unsteady.into());
        }
        stored.into_iter().for_each(|stored| docket.was_stored(stored));
    }
    let outcomes = batch.iter().map(|told| docket.judge(told)).collect();
    Ok((docket, outcomes))
}

/// Writes what the batch changed and commits, all in one round trip.
///
/// Where one statement fails the server turns the commit into a rollback, and the statement's error is what is returned.
async fn settle(
    client: &Client,
    statements: &Statements,
    slot: i16,
    docket: &Docket<'_>,
    notes: Notes<'_>,
) -> Result<(), StoreError> {
    let (revised, changes) = (docket.revised().collect::<Vec<_>>(), docket.changes());
    let write = try_join3(
        ledger::revise(client, &statements.revise, &revised),
        tallies::add(client, &statements.count, &changes, slot),
        histories::remember(client, &statements.remember, &notes),
    );
    // Requests go out in the order in which they are first polled: the commit comes last.
    try_join(write, client.batch_execute("commit")).await?;
    Ok(())
}
