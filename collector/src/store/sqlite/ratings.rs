//! One rating by survey for each interaction that a site's server vouches for.

use rusqlite::Connection;
use shared::survey::Slug;

use super::{ledger::slug, tombstones};
use crate::{
    store::{StoreError, tombstone::Salt},
    submission::Submission,
};

/// Says whether this report rates an interaction that another response has rated in its survey. The first that does has it.
pub(super) fn is_another(db: &Connection, salt: &Salt, report: &Submission) -> Result<bool, StoreError> {
    let Some(interaction) = report.rates() else { return Ok(false) };
    let prompt = &report.prompt;
    let hash = salt.interaction(&prompt.site, interaction);
    let claimed = (prompt.site.as_str(), hash, prompt.survey.as_str(), prompt.id.as_bytes());
    let claim = "insert into rated_interactions values (?1, ?2, ?3, ?4) on conflict do nothing";
    db.prepare_cached(claim)?.execute(claimed)?;
    let holder = "select id <> ?4 from rated_interactions where site = ?1 and hash = ?2 and survey = ?3";
    Ok(db.prepare_cached(holder)?.query_row(claimed, |row| row.get(0))?)
}

/// Returns the surveys that an interaction is rated in.
pub(in crate::store) fn of(db: &Connection, site: &Slug, interaction: &str) -> Result<Vec<Slug>, StoreError> {
    let hash = tombstones::salt(db)?.interaction(site, interaction);
    let mut statement = db.prepare_cached("select survey from rated_interactions where site = ?1 and hash = ?2")?;
    let surveys = statement.query_map((site.as_str(), hash), |row| slug(row, "survey"))?;
    Ok(surveys.collect::<Result<_, _>>()?)
}
