//! The keys of owners, and the secret that prompts are signed with.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use shared::survey::Slug;

use super::{
    catalog,
    ledger::{parse, slug},
};
use crate::{
    catalog::{Fingerprint, KeyHash},
    store::{
        Loss, StoreError,
        access::rotated,
        configured::{self, KEY_COLUMNS, RawKey},
        query::{KeyRow, NewKey, Rotated},
    },
};

/// Adds a key to a site.
pub(in crate::store) fn add_key(db: &Connection, site: &Slug, key: &NewKey, now: Timestamp) -> Result<(), StoreError> {
    check_site(db, site)?;
    insert_key(db, site, key, now)?;
    catalog::touch(db)
}

/// Writes the row of a key.
pub(super) fn insert_key(db: &Connection, site: &Slug, key: &NewKey, now: Timestamp) -> Result<(), StoreError> {
    let NewKey { hash, scope, name, expires_at } = key;
    let sql = format!("insert into keys ({KEY_COLUMNS}) values (?1, ?2, ?3, ?4, ?5, ?6, null)");
    db.execute(&sql, params![site.as_str(), hash.0, scope.name(), name, now.as_second(), expires_at])?;
    Ok(())
}

/// Lists all keys by site and age.
pub(in crate::store) fn keys(db: &Connection) -> Result<Vec<KeyRow>, StoreError> {
    let mut statement = db.prepare(&format!("select {KEY_COLUMNS} from keys order by site, created_at, hash"))?;
    let rows = statement.query_map([], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes a key back.
pub(in crate::store) fn revoke_key(
    db: &Connection,
    site: &Slug,
    id: Fingerprint,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "update keys set revoked_at = coalesce(revoked_at, ?3) where site = ?1 and substr(hash, 1, 6) = ?2";
    if db.execute(sql, (site.as_str(), id.0, now.as_second()))? == 0 {
        check_site(db, site)?;
        return Err(configured::no_key(site, id));
    }
    catalog::touch(db)
}

/// Makes another secret the current one, and drops all but the one before.
pub(in crate::store) fn rotate(
    db: &Connection,
    secret: &[u8; 32],
    allowed: Loss,
    now: Timestamp,
) -> Result<Rotated, StoreError> {
    let mut statement = db.prepare("select key_id, created_at from secrets order by key_id desc")?;
    let secrets = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<_>, _>>()?;
    let rotated = rotated(&secrets, allowed, now)?;
    db.execute("delete from secrets where key_id < ?1", [rotated.accepted])?;
    db.execute("insert into secrets values (?1, ?2, ?3)", (rotated.signs, secret, now.as_second()))?;
    catalog::touch(db)?;
    Ok(rotated)
}

pub(super) fn check_site(db: &Connection, site: &Slug) -> Result<(), StoreError> {
    let sql = "select exists (select 1 from sites where site = ?1)";
    let there = db.query_row(sql, [site.as_str()], |row| row.get(0))?;
    if there { Ok(()) } else { Err(configured::unknown(site)) }
}

fn read(row: &Row<'_>) -> rusqlite::Result<KeyRow> {
    let key = RawKey {
        scope: row.get("scope")?,
        name: row.get("name")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        revoked_at: row.get("revoked_at")?,
    };
    parse(key.key(slug(row, "site")?, KeyHash(row.get("hash")?)))
}
