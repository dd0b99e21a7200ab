//! The table of marks.

use rusqlite::{Connection, params};
use shared::survey::Slug;

use super::ledger::slug;
use crate::{
    calendar::Day,
    marks::{MAX_MARKS, Mark, Put},
    store::StoreError,
};

/// Puts a mark in place of the one of its name.
pub(in crate::store) fn put(db: &Connection, site: &Slug, mark: &Mark) -> Result<Put, StoreError> {
    let sql = "select count(*) from marks where site = ?1 and name = ?2";
    let known = db.query_row(sql, (site.as_str(), mark.name.as_str()), |row| row.get::<_, i64>(0))? > 0;
    let sql = "select count(*) from marks where site = ?1";
    let count: u32 = db.query_row(sql, [site.as_str()], |row| row.get(0))?;
    if !known && count >= MAX_MARKS {
        return Ok(Put::NoRoom);
    }
    let sql = "insert into marks (site, name, day, note) values (?1, ?2, ?3, ?4) \
         on conflict do update set day = excluded.day, note = excluded.note";
    db.execute(sql, params![site.as_str(), mark.name.as_str(), mark.day.0, mark.note])?;
    Ok(if known { Put::Known } else { Put::New })
}

/// Lists a site's marks by day, then by name.
pub(in crate::store) fn list(db: &Connection, site: &Slug) -> Result<Vec<Mark>, StoreError> {
    let mut statement = db.prepare("select name, day, note from marks where site = ?1 order by day, name")?;
    let rows = statement.query_map([site.as_str()], |row| {
        Ok(Mark { name: slug(row, "name")?, day: Day(row.get("day")?), note: row.get("note")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes a mark; says whether there was one.
pub(in crate::store) fn remove(db: &Connection, site: &Slug, name: &Slug) -> Result<bool, StoreError> {
    Ok(db.execute("delete from marks where site = ?1 and name = ?2", (site.as_str(), name.as_str()))? > 0)
}
