//! The table of tombstones.

use rusqlite::{Connection, OptionalExtension};
use shared::survey::Slug;

use crate::{
    store::{
        StoreError,
        tombstone::{Hash, Salt},
    },
    token::IssuedPrompt,
};

/// Reads the salt of the store.
pub(super) fn salt(db: &Connection) -> Result<Salt, StoreError> {
    Ok(Salt::new(&salt_bytes(db)?))
}

/// Reads it as it is kept.
pub(super) fn salt_bytes(db: &Connection) -> Result<[u8; 32], StoreError> {
    Ok(db.query_row("select salt from salts", [], |row| row.get(0))?)
}

/// Says whether anything was removed that is still remembered.
pub(super) fn are_any(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.prepare_cached("select exists (select 1 from tombstones)")?.query_row([], |row| row.get(0))?)
}

/// Says whether what this prompt is about was removed, so that no report of it may be stored.
pub(super) fn covers(db: &Connection, salt: &Salt, prompt: &IssuedPrompt) -> Result<bool, StoreError> {
    if removed_at(db, &prompt.site, &salt.response(&prompt.site, prompt.id))?.is_some() {
        return Ok(true);
    }
    let Some(respondent) = &prompt.respondent else { return Ok(false) };
    let erased_at = removed_at(db, &prompt.site, &salt.respondent(&prompt.site, respondent))?;
    Ok(erased_at.is_some_and(|erased_at| prompt.issued_at <= erased_at))
}

/// Returns when something was removed, if it was.
pub(super) fn removed_at(db: &Connection, site: &Slug, hash: &Hash) -> Result<Option<i64>, StoreError> {
    let mut statement = db.prepare_cached("select removed_at from tombstones where site = ?1 and hash = ?2")?;
    Ok(statement.query_row((site.as_str(), hash), |row| row.get(0)).optional()?)
}

/// Returns when something was erased last.
pub(in crate::store) fn last_erasure(db: &Connection) -> Result<Option<i64>, StoreError> {
    let sql = "select max(removed_at) from tombstones where kept_until is null";
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Remembers that something was removed: for ever, or until a moment.
pub(super) fn add(
    db: &Connection,
    site: &Slug,
    hash: &Hash,
    removed_at: i64,
    kept_until: Option<i64>,
) -> Result<(), StoreError> {
    // What is null is for ever, and a maximum with null is null.
    const SQL: &str = "insert into tombstones values (?1, ?2, ?3, ?4) on conflict do update set \
         removed_at = max(removed_at, excluded.removed_at), kept_until = max(kept_until, excluded.kept_until)";
    db.prepare_cached(SQL)?.execute((site.as_str(), hash, removed_at, kept_until))?;
    Ok(())
}

/// Forgets what no report can come of any more.
pub(super) fn forget(db: &Connection, site: &Slug, now: i64) -> Result<(), StoreError> {
    const SQL: &str = "delete from tombstones where site = ?1 and kept_until < ?2";
    db.prepare_cached(SQL)?.execute((site.as_str(), now))?;
    Ok(())
}
