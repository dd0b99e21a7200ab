//! The write side: a batch in one transaction. The order of its steps is the order of locks in [`super`].

use std::{cell::Cell, collections::HashSet};

use futures_util::future::{try_join, try_join3, try_join5};
use shared::survey::Slug;
use tokio_postgres::{Client, Statement, types::ToSql};

use super::{
    audit,
    error::PostgresError,
    feed,
    histories::{self, Notes},
    ledger, quarantine,
    ratings::{Claims, Holders},
    removals, stripes, tallies,
    tombstones::{self, Hashes},
};
use crate::{
    store::{
        StoreError,
        batch::{Applied, Batch, Outcomes},
        docket::Docket,
        fault::{may_die_at, may_die_once_sent},
        removal::Removed,
        tombstone::Salt,
    },
    submission::Submission,
};

/// What a batch is written with, prepared once a connection.
pub(super) struct Statements {
    salt: Salt,
    take: Statement,
    insert: Statement,
    lock: Statement,
    revise: Statement,
    count: Statement,
    audit: Statement,
    arrive: Statement,
    remember: Statement,
}

impl Statements {
    pub(super) async fn prepare(client: &Client) -> Result<Self, PostgresError> {
        Ok(Self {
            salt: tombstones::salt(client).await?,
            take: client.prepare(stripes::TAKE).await?,
            insert: client.prepare(&ledger::insert_sql()).await?,
            lock: client.prepare(&ledger::lock_sql()).await?,
            revise: client.prepare(&ledger::revise_sql()).await?,
            count: client.prepare(&tallies::add_sql()).await?,
            audit: client.prepare(audit::ADD).await?,
            arrive: client.prepare(&feed::add_sql()).await?,
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
    batch: &Batch,
    commit_asked: &Cell<bool>,
) -> Result<Outcomes, StoreError> {
    may_die_at!("batch-before-begin");
    let (docket, reports) = judge(client, statements, batch).await?;
    may_die_at!("batch-after-rows");
    let notes = Notes::of(&batch.reports, &reports);
    let (removals, releases) = if batch.removals.is_empty() && batch.releases.is_empty() {
        commit_asked.set(true);
        settle(client, statements, slot, &docket, notes).await?;
        (Vec::new(), Vec::new())
    } else {
        let changed = settle_and_change(client, statements, slot, &docket, notes, batch).await?;
        may_die_at!("batch-before-commit");
        commit_asked.set(true);
        client.batch_execute("commit").await.map_err(PostgresError::from)?;
        changed
    };
    may_die_at!("batch-after-commit");
    Ok(Outcomes { reports, removals, releases })
}

/// Begins the transaction, writes the first report of every prompt that is new, and judges the batch against the rest.
async fn judge<'a>(
    client: &Client,
    statements: &Statements,
    batch: &'a Batch,
) -> Result<(Docket<'a>, Vec<Applied>), StoreError> {
    let salt = &statements.salt;
    let sites = batch.reports.iter().map(|report| &report.prompt.site);
    let (stripes, alone) = stripes::wanted(sites, changed_sites(batch));
    let wanted: [&(dyn ToSql + Sync); 2] = [&stripes, &alone];
    let begin = async {
        try_join(client.batch_execute("begin isolation level read committed"), client.query(&statements.take, &wanted))
            .await
    };
    let claims = Claims::of(salt, &batch.reports);
    let (begin, holders) = if claims.is_empty() {
        (Some(begin), Holders::default())
    } else {
        begin.await?;
        (None, claims.claim(client, salt).await?)
    };
    let is_another = |report: &Submission| holders.is_another(salt, report);
    let mut docket = Docket::new(batch.reports.iter().filter(|report| !is_another(report)));
    let firsts: Vec<&Submission> = docket.firsts().collect();
    let hashes = Hashes::of(salt, &firsts);
    let insert = ledger::insert(client, &statements.insert, &firsts, &hashes);
    let new = match begin {
        Some(begin) => try_join(begin, insert).await?.1,
        None => insert.await?,
    };
    if new.count() < firsts.len() {
        let new = new.keys();
        let old: Vec<&Submission> = firsts.into_iter().filter(|first| !new.contains(&ledger::key(first))).collect();
        let stored = ledger::lock(client, &statements.lock, &old).await?;
        let mut missing = old;
        if stored.len() < missing.len() {
            let there: HashSet<_> = stored.iter().map(ledger::key).collect();
            missing.retain(|first| !there.contains(&ledger::key(first)));
            if !tombstones::cover_all(client, &statements.salt, &missing).await? {
                // Somebody removed a row by hand after it was in the way. Begun anew, it is either there or not.
                return Err(PostgresError::Unsteady.into());
            }
            missing.into_iter().for_each(|first| docket.was_removed(first));
        }
        stored.into_iter().for_each(|stored| docket.was_stored(stored));
    }
    let judge = |told| if is_another(told) { Applied::Stale } else { docket.judge(told) };
    let outcomes = batch.reports.iter().map(judge).collect();
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
    let write = try_join5(
        ledger::revise(client, &statements.revise, &revised),
        histories::remember(client, &statements.remember, &notes),
        tallies::add(client, &statements.count, &changes, slot),
        audit::add(client, &statements.audit, &changes, slot),
        feed::add(client, &statements.arrive, &changes),
    );
    // Requests go out in the order in which they are first polled: the commit comes last.
    try_join3(write, client.batch_execute("commit"), may_die_once_sent()).await?;
    Ok(())
}

/// Writes what the batch changed, and after it what is to be gone and what is to be counted; the commit is still to be
/// asked for.
async fn settle_and_change(
    client: &Client,
    statements: &Statements,
    slot: i16,
    docket: &Docket<'_>,
    notes: Notes<'_>,
    batch: &Batch,
) -> Result<(Vec<Removed>, Vec<u64>), StoreError> {
    let revised: Vec<&Submission> = docket.revised().collect();
    let revise = ledger::revise(client, &statements.revise, &revised);
    try_join(revise, histories::remember(client, &statements.remember, &notes)).await?;
    let (mut changes, mut removed, mut released) = (docket.changes(), Vec::new(), Vec::new());
    for removal in &batch.removals {
        removed.push(removals::apply(client, &statements.salt, removal, &mut changes).await?);
    }
    for release in &batch.releases {
        released.push(quarantine::release(client, release, &mut changes).await?);
    }
    tallies::add(client, &statements.count, &changes, slot).await?;
    tallies::drop_empty(client, &changes, &changed_sites(batch).collect()).await?;
    audit::add(client, &statements.audit, &changes, slot).await?;
    feed::add(client, &statements.arrive, &changes).await?;
    Ok((removed, released))
}

/// Returns the sites that something is removed or released of.
fn changed_sites(batch: &Batch) -> impl Iterator<Item = &Slug> {
    batch.removals.iter().map(|removal| &removal.site).chain(batch.releases.iter().map(|release| &release.site))
}
