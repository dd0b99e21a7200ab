//! One rating for each interaction that a site's server vouches for.

use rusqlite::Connection;
use shared::survey::Slug;

use super::tombstones;
use crate::{
    store::{StoreError, tombstone::Salt},
    submission::Submission,
};

/// Says whether this report rates an interaction that another response has rated. The first that does has it.
pub(super) fn is_another(db: &Connection, salt: &Salt, report: &Submission) -> Result<bool, StoreError> {
    let Some(interaction) = report.rates() else { return Ok(false) };
    let (site, id) = (report.prompt.site.as_str(), report.prompt.id);
    let hash = salt.interaction(&report.prompt.site, interaction);
    let claim = "insert into rated_interactions values (?1, ?2, ?3) on conflict do nothing";
    db.prepare_cached(claim)?.execute((site, hash, id.as_bytes()))?;
    let holder = "select id <> ?3 from rated_interactions where site = ?1 and hash = ?2";
    Ok(db.prepare_cached(holder)?.query_row((site, hash, id.as_bytes()), |row| row.get(0))?)
}

/// Says whether an interaction is rated.
pub(in crate::store) fn is_rated(db: &Connection, site: &Slug, interaction: &str) -> Result<bool, StoreError> {
    let hash = tombstones::salt(db)?.interaction(site, interaction);
    let sql = "select exists (select 1 from rated_interactions where site = ?1 and hash = ?2)";
    Ok(db.prepare_cached(sql)?.query_row((site.as_str(), hash), |row| row.get(0))?)
}
