//! The write side: a batch in one transaction.

use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior};
use shared::wire::prompts::Outcome;

use super::{
    audit, checkpoint::Checkpoints, feed, ledger, quarantine, ratings, remnants::Remnants, removals, tallies,
    tombstones,
};
use crate::{
    store::{
        StoreError,
        batch::{Applied, Batch, Engine, Outcomes},
        counts::Changes,
        fault::may_die_at,
        revision::revise,
        room::Room,
        tombstone::Salt,
    },
    submission::Submission,
};

/// The one connection that responses are written on.
#[derive(Debug)]
pub(in crate::store) struct Writer {
    db: Connection,
    checkpoints: Checkpoints,
    room: Arc<Room>,
    salt: Salt,
    remnants: Remnants,
}

impl Writer {
    pub(super) fn new(mut db: Connection, room: Arc<Room>) -> Result<Self, StoreError> {
        let checkpoints = Checkpoints::take_over(&mut db)?;
        let salt = tombstones::salt(&db)?;
        let remnants = Remnants::of(&db)?;
        Ok(Self { db, checkpoints, room, salt, remnants })
    }

    fn write(&mut self, batch: &Batch) -> Result<Outcomes, StoreError> {
        let Self { db, checkpoints, room, salt, remnants } = self;
        may_die_at!("batch-before-begin");
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut changes = Changes::default();
        // Most stores have removed nothing: then no report looks for it.
        let salt_if_any = if tombstones::are_any(&transaction)? { Some(&*salt) } else { None };
        let seq = feed::next(&transaction)?;
        let apply = |told| apply_one(&transaction, salt, salt_if_any, told, seq, &mut changes);
        let reports = batch.reports.iter().map(apply);
        let reports = reports.collect::<Result<_, _>>()?;
        may_die_at!("batch-after-rows");
        let removals = batch.removals.iter().map(|removal| removals::apply(&transaction, salt, removal, &mut changes));
        let removals = removals.collect::<Result<_, _>>()?;
        let releases = batch.releases.iter().map(|release| quarantine::release(&transaction, release, &mut changes));
        let releases = releases.collect::<Result<_, _>>()?;
        tallies::add(&transaction, &changes)?;
        if !batch.removals.is_empty() {
            tallies::drop_empty(&transaction, &changes)?;
        }
        audit::add(&transaction, &changes)?;
        feed::add(&transaction, seq, &changes)?;
        may_die_at!("batch-before-commit");
        transaction.commit()?;
        may_die_at!("batch-after-commit");
        remnants.may_be |= !batch.removals.is_empty();
        room.forgive(checkpoints.after_commit(db))?;
        Ok(Outcomes { reports, removals, releases })
    }
}

impl Engine for Writer {
    fn apply(&mut self, batch: &Batch) -> Result<Outcomes, StoreError> {
        let applied = self.write(batch);
        self.room.hear(&applied);
        applied
    }

    fn tend(&mut self) -> Result<(), StoreError> {
        self.room.look();
        self.room.forgive(self.remnants.overwrite(&mut self.db))?;
        self.room.forgive(self.checkpoints.cut(&mut self.db))
    }
}

fn apply_one(
    db: &Connection,
    salt: &Salt,
    salt_if_any: Option<&Salt>,
    submission: &Submission,
    seq: i64,
    changes: &mut Changes,
) -> Result<Applied, StoreError> {
    let stored = ledger::find(db, &submission.prompt.site, submission.prompt.id)?;
    // What has a row was not removed, so that only the first report of a prompt looks for a tombstone.
    if stored.is_none()
        && let Some(salt) = salt_if_any
        && tombstones::covers(db, salt, &submission.prompt)?
    {
        return Ok(Applied::Stale);
    }
    // After the tombstones: what is not stored must not claim the interaction.
    if ratings::is_another(db, salt, submission)? {
        return Ok(Applied::Stale);
    }
    let (applied, kept) = revise(stored.as_ref(), submission);
    if let Some(kept) = kept {
        ledger::write(db, &kept, seq)?;
        changes.count(&kept, stored.as_ref());
        changes.note_if_held(&kept, stored.as_ref());
        changes.arrive(&kept, kept.received_at);
        remember(db, &kept)?;
    }
    Ok(applied)
}

/// Notes in a known customer's history what became of the prompt.
fn remember(db: &Connection, submission: &Submission) -> Result<(), StoreError> {
    const SQL: &str = "insert into histories values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do update set \
         asked_at = max(asked_at, excluded.asked_at), \
         answered_at = coalesce(max(answered_at, excluded.answered_at), answered_at, excluded.answered_at), \
         dismissed_at = coalesce(max(dismissed_at, excluded.dismissed_at), dismissed_at, excluded.dismissed_at), \
         opted_out_at = coalesce(opted_out_at, excluded.opted_out_at)";
    let Submission { prompt, report, received_at, .. } = submission;
    let Some(respondent) = &prompt.respondent else { return Ok(()) };
    let when = |happened: bool| happened.then_some(*received_at);
    db.prepare_cached(SQL)?.execute((
        prompt.site.as_str(),
        respondent,
        prompt.survey.as_str(),
        prompt.issued_at,
        when(report.rating.is_some()),
        when(report.outcome == Outcome::Dismissed),
        when(report.outcome == Outcome::OptedOut),
    ))?;
    Ok(())
}
