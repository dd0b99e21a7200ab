//! Removing responses, within the transaction of a batch.

use rusqlite::{Connection, Params};

use super::{feed, ledger, quarantine, tombstones};
use crate::{
    store::{
        StoreError,
        audit::Action,
        counts::Changes,
        removal::{AT_ONCE, CHANGES, Removal, Removed, Target, first_id},
        row::COLUMNS,
        tombstone::{self, Salt},
    },
    submission::Submission,
};

/// Removes what is to be gone, of a respondent or a quarantine [`AT_ONCE`], and notes what it is no longer counted for.
pub(super) fn apply(
    db: &Connection,
    salt: &Salt,
    removal: &Removal,
    changes: &mut Changes,
) -> Result<Removed, StoreError> {
    let Removal { site, target, at } = removal;
    let (removed, again) = match target {
        Target::Response(id) => {
            let removed = delete(db, "site = ?1 and id = ?2", (site.as_str(), id.as_bytes()))?;
            let again = removed.is_empty() && tombstones::removed_at(db, site, &salt.response(site, *id))?.is_some();
            (removed, again)
        }
        Target::Respondent(respondent) => {
            let theirs = format!(
                "site = ?1 and id in (select id from responses where site = ?1 and respondent = ?2 limit {AT_ONCE})"
            );
            let name = salt.respondent(site, respondent);
            let removed = delete(db, &theirs, (site.as_str(), respondent))?;
            let sql = "delete from histories where site = ?1 and respondent = ?2";
            let histories = db.prepare_cached(sql)?.execute((site.as_str(), respondent))?;
            let again = removed.is_empty() && histories == 0 && tombstones::removed_at(db, site, &name)?.is_some();
            tombstones::add(db, site, &name, *at, None)?;
            (removed, again)
        }
        Target::Quarantined(selection) => {
            let chosen = format!("site = ?1 and id in ({})", quarantine::chosen());
            let dropped = delete(db, &chosen, quarantine::parameters(site, selection))?;
            dropped.iter().for_each(|response| changes.note(response, Action::Dropped, *at));
            (dropped, false)
        }
        Target::Expired { before, limit } => {
            tombstones::forget(db, site, *at)?;
            // A response changes some times while it is kept.
            feed::forget(db, site, *before, limit.saturating_mul(CHANGES))?;
            // Ids are minted at the time of issue and begin with it, so that the oldest are found by the key.
            const EXPIRED: &str = "site = ?1 and id in (select id from responses where site = ?1 and id < ?2 \
                 and issued_at < ?3 limit ?4)";
            let first = first_id(*before);
            (delete(db, EXPIRED, (site.as_str(), first.as_bytes(), before, limit))?, false)
        }
    };
    removed.iter().for_each(|response| changes.take_back(response));
    for (hash, kept_until) in tombstone::graves(salt, removal, &removed) {
        tombstones::add(db, site, &hash, *at, kept_until)?;
    }
    Ok(Removed { responses: removed.len().try_into().expect("a count of rows is a u64"), again })
}

fn delete(db: &Connection, which: &str, place: impl Params) -> Result<Vec<Submission>, StoreError> {
    let sql = format!("delete from responses where {which} returning {COLUMNS}");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(place, ledger::read)?;
    rows.map(|row| row?.try_into()).collect()
}
