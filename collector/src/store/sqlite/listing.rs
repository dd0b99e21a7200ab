//! Listing: rows of a site from the newest on, looked through without reading more of each than the condition needs.

use rusqlite::{
    Connection, params_from_iter,
    types::{FromSqlError, Value as Sql, ValueRef},
};
use shared::survey::Slug;
use uuid::Uuid;

use super::ledger;
use crate::{
    listing::filter::Filter,
    store::{
        StoreError,
        listing::{Comment, Condition, Dialect, Extent, Page, Value, ids_between},
    },
    submission::Submission,
};

/// Looks through responses from `before` on.
pub(in crate::store) fn page(
    db: &Connection,
    site: &Slug,
    filter: &Filter,
    before: Option<Uuid>,
    extent: Extent,
) -> Result<Page<Submission>, StoreError> {
    let snapshot = db.unchecked_transaction()?;
    let Page { found, end } = look(&snapshot, site, filter, before, extent, "null", |id, _| Ok(id))?;
    Ok(Page { found: responses(&snapshot, site, &found)?, end })
}

/// The same of what customers wrote.
pub(in crate::store) fn comments(
    db: &Connection,
    site: &Slug,
    filter: &Filter,
    before: Option<Uuid>,
    extent: Extent,
) -> Result<Page<Comment>, StoreError> {
    look(db, site, filter, before, extent, "comment", |id, text| Ok(Comment { id, text: text.as_str()?.to_owned() }))
}

/// Returns these of a site's responses that are there, in their order.
pub(in crate::store) fn responses(db: &Connection, site: &Slug, ids: &[Uuid]) -> Result<Vec<Submission>, StoreError> {
    let there = ids.iter().filter_map(|id| ledger::find(db, site, *id).transpose());
    there.collect()
}

/// Looks through rows; `tell` makes what is found of an id and of a column.
fn look<T>(
    db: &Connection,
    site: &Slug,
    filter: &Filter,
    before: Option<Uuid>,
    extent: Extent,
    column: &str,
    tell: impl Fn(Uuid, ValueRef<'_>) -> Result<T, FromSqlError>,
) -> Result<Page<T>, StoreError> {
    let condition = Condition::of(filter, Dialect::Sqlite, 4);
    let sql = format!(
        "select id, {} as fits, {column} as told from responses where site = ?1 and id >= ?2 and id < ?3 order by id desc",
        condition.sql
    );
    let (first, end) = ids_between(filter, before);
    let place = [Sql::Text(site.to_string()), Sql::Blob(first.into_bytes().into()), Sql::Blob(end.into_bytes().into())];
    let values = condition.values.into_iter().map(|value| match value {
        Value::Text(text) => Sql::Text(text),
        Value::Integer(integer) => Sql::Integer(integer),
    });
    let mut statement = db.prepare(&sql)?;
    let mut rows = statement.query(params_from_iter(place.into_iter().chain(values)))?;
    let (mut found, mut looked) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        looked += 1;
        let id = Uuid::from_bytes(row.get("id")?);
        // A condition on what is not there is neither true nor false.
        if row.get::<_, Option<bool>>("fits")? == Some(true) {
            found.push(tell(id, row.get_ref("told")?).map_err(rusqlite::Error::from)?);
        }
        if looked == extent.rows || found.len() == extent.found as usize {
            return Ok(Page { found, end: Some(id) });
        }
    }
    Ok(Page { found, end: None })
}
