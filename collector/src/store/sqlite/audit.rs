//! The audit of the quarantine.

use rusqlite::Connection;
use shared::survey::Slug;

use super::ledger::{parse, slug};
use crate::store::{StoreError, audit::AuditLine, counts::Changes};

/// Adds what a batch did.
pub(super) fn add(db: &Connection, changes: &Changes) -> Result<(), StoreError> {
    const SQL: &str = "insert into audit values (?1, ?2, ?3, ?4, ?5) \
         on conflict do update set responses = responses + excluded.responses";
    for (entry, responses) in changes.audit() {
        let row = (entry.site.as_str(), entry.at, entry.action.name(), entry.survey.as_str(), responses);
        db.prepare_cached(SQL)?.execute(row)?;
    }
    Ok(())
}

/// Reads what was done at a site, in order.
pub(in crate::store) fn lines(db: &Connection, site: &Slug) -> Result<Vec<AuditLine>, StoreError> {
    let sql = "select at, action, survey, responses from audit where site = ?1 order by at, action, survey";
    let mut statement = db.prepare(sql)?;
    let lines = statement.query_map([site.as_str()], |row| {
        Ok(AuditLine {
            at: row.get("at")?,
            action: parse(row.get::<_, String>("action")?.parse())?,
            survey: slug(row, "survey")?,
            responses: parse(u64::try_from(row.get::<_, i64>("responses")?))?,
        })
    })?;
    Ok(lines.collect::<Result<_, _>>()?)
}
