//! Erasures outlive a restore: what the replaced store erased since the backup is erased from the backup as well.
//!
//! Only hashes of it are known, so everything in the backup is hashed and looked up.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use shared::survey::Slug;

use super::{ledger, removals, tallies, tombstones};
use crate::store::{
    StoreError,
    counts::Changes,
    removal::{AT_ONCE, Removal, Target},
    tombstone::{Hash, Salt},
};

/// What a store erased: when each was, and until when that is remembered.
type Erased = HashMap<(Slug, Hash), (i64, Option<i64>)>;

/// Erases from `restored`, which nobody reads yet, what `replaced` erased and `restored` does not know of. Returns how
/// many responses are gone by it.
pub(super) fn erase(replaced: &Connection, restored: &mut Connection) -> Result<u64, StoreError> {
    if !replaced.table_exists(None, "tombstones")? {
        return Ok(0);
    }
    let Some(old_salt) = salt(replaced)? else { return Ok(0) };
    let transaction = restored.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // One that was made before stores had a salt goes on with that of the store that it replaces.
    transaction.execute("insert into salts select ?1 where not exists (select 1 from salts)", [old_salt])?;
    let is_same_salt = salt(&transaction)? == Some(old_salt);
    let (old, new) = (Salt::new(&old_salt), tombstones::salt(&transaction)?);
    let mut erased = read(replaced)?;
    if is_same_salt {
        let known = read(&transaction)?;
        erased.retain(|key, since| known.get(key) != Some(since));
    }
    let mut removed = 0;
    let mut changes = Changes::default();
    for removal in matching(&transaction, &old, &erased)? {
        loop {
            let responses = removals::apply(&transaction, &new, &removal, &mut changes)?.responses;
            removed += responses;
            if responses < AT_ONCE {
                break;
            }
        }
    }
    tallies::add(&transaction, &changes)?;
    tallies::drop_empty(&transaction, &changes)?;
    if is_same_salt {
        for ((site, hash), (removed_at, kept_until)) in &erased {
            tombstones::add(&transaction, site, hash, *removed_at, *kept_until)?;
        }
    }
    transaction.commit()?;
    // The file is written anew, so that no copy of a row is left in its free space.
    restored.execute_batch("vacuum")?;
    Ok(removed)
}

/// Returns what of `db` was erased. What expired is left to expire again.
fn matching(db: &Connection, salt: &Salt, erased: &Erased) -> Result<Vec<Removal>, StoreError> {
    let mut found = Vec::new();
    let mut respondents = BTreeSet::new();
    let look_up = |site: &Slug, hash: Hash| match erased.get(&(site.clone(), hash)) {
        Some((at, None)) => Some(*at),
        _ => None,
    };
    ledger::for_each(db, |response| {
        let prompt = response.prompt;
        if let Some(at) = look_up(&prompt.site, salt.response(&prompt.site, prompt.id)) {
            found.push(Removal { site: prompt.site.clone(), target: Target::Response(prompt.id), at });
        }
        respondents.extend(prompt.respondent.map(|respondent| (prompt.site, respondent)));
    })?;
    let mut histories = db.prepare("select distinct site, respondent from histories")?;
    for known in histories.query_map([], |row| Ok((ledger::slug(row, "site")?, row.get("respondent")?)))? {
        respondents.insert(known?);
    }
    for (site, respondent) in respondents {
        if let Some(at) = look_up(&site, salt.respondent(&site, &respondent)) {
            found.push(Removal { site, target: Target::Respondent(respondent), at });
        }
    }
    Ok(found)
}

fn salt(db: &Connection) -> Result<Option<[u8; 32]>, StoreError> {
    Ok(db.query_row("select salt from salts", [], |row| row.get(0)).optional()?)
}

fn read(db: &Connection) -> Result<Erased, StoreError> {
    let mut statement = db.prepare("select site, hash, removed_at, kept_until from tombstones")?;
    let rows = statement.query_map([], |row| {
        Ok(((ledger::slug(row, "site")?, row.get("hash")?), (row.get("removed_at")?, row.get("kept_until")?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
