//! What known customers were asked and did, by survey.

use rusqlite::Connection;
use shared::survey::Slug;

use super::ledger::slug;
use crate::store::{StoreError, remembered::Remembered};

/// Reads what a customer was asked. The key finds it.
pub(in crate::store) fn read(db: &Connection, site: &Slug, respondent: &str) -> Result<Vec<Remembered>, StoreError> {
    let sql = "select survey, asked_at, answered_at, dismissed_at, opted_out_at from histories \
         where site = ?1 and respondent = ?2";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map((site.as_str(), respondent), |row| {
        Ok(Remembered {
            survey: slug(row, "survey")?,
            asked_at: row.get("asked_at")?,
            answered_at: row.get("answered_at")?,
            dismissed_at: row.get("dismissed_at")?,
            opted_out_at: row.get("opted_out_at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
