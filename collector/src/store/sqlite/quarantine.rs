//! What is held back from the scores: releasing it within the transaction of a batch, and telling of it.

use rusqlite::{Connection, params};
use shared::survey::Slug;
use uuid::Uuid;

use super::ledger::{self, parse, slug};
use crate::{
    calendar::Day,
    store::{
        StoreError,
        audit::Action,
        counts::Changes,
        quarantine::{COUNTED_AT_MOST, HeldGroup, HeldResponse, Release, Selection},
        query::TallyQuery,
        removal::AT_ONCE,
        row::{COLUMNS, RELEASED},
    },
    submission::Submission,
};

/// Returns the ids of what is held back, [`AT_ONCE`] of them, by the parameters that [`parameters`] gives.
pub(super) fn chosen() -> String {
    format!(
        "select id from responses where site = ?1 and quarantined_at is not null and (?2 is null or survey = ?2) \
         and (?3 is null or day >= ?3) and (?4 is null or day < ?4) and (?5 is null or id = ?5) limit {AT_ONCE}"
    )
}

/// The parameters of a selection.
pub(super) fn parameters<'a>(site: &'a Slug, selection: &'a Selection) -> impl rusqlite::Params + 'a {
    let Selection { survey, from, to, id } = selection;
    let day = |day: &Option<Day>| day.map(|day| day.0);
    (site.as_str(), survey.as_ref().map(Slug::as_str), day(from), day(to), id.as_ref().map(|id| id.as_bytes()))
}

/// Releases [`AT_ONCE`] responses, and notes what they are counted for.
pub(super) fn release(db: &Connection, release: &Release, changes: &mut Changes) -> Result<u64, StoreError> {
    let sql = format!(
        "update responses set quarantine = '{RELEASED}', quarantined_at = null, arrived = (select seq + 1 from feed) \
         where site = ?1 and id in ({}) returning {COLUMNS}",
        chosen()
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut released = 0;
    for row in statement.query_map(parameters(&release.site, &release.selection), ledger::read)? {
        let response: Submission = row?.try_into()?;
        changes.count(&response, None);
        changes.note(&response, Action::Released, release.at);
        changes.arrive(&response, release.at);
        released += 1;
    }
    Ok(released)
}

/// Reads what a site holds back, in groups in the order of days.
pub(in crate::store) fn groups(db: &Connection, site: &Slug) -> Result<Vec<HeldGroup>, StoreError> {
    let sql = "select survey, day, quarantine, count(*) as responses, min(quarantined_at) as first, \
         max(quarantined_at) as last from responses where site = ?1 and quarantined_at is not null \
         group by survey, day, quarantine order by day, survey, quarantine";
    let mut statement = db.prepare(sql)?;
    let groups = statement.query_map([site.as_str()], |row| {
        Ok(HeldGroup {
            survey: slug(row, "survey")?,
            day: Day(row.get("day")?),
            reason: parse(row.get::<_, String>("quarantine")?.parse())?,
            responses: parse(u64::try_from(row.get::<_, i64>("responses")?))?,
            first: row.get("first")?,
            last: row.get("last")?,
        })
    })?;
    Ok(groups.collect::<Result<_, _>>()?)
}

/// Reads what a site holds back, the oldest first.
pub(in crate::store) fn responses(db: &Connection, site: &Slug, most: u32) -> Result<Vec<HeldResponse>, StoreError> {
    let sql = "select id, survey, day, quarantine, quarantined_at from responses \
         where site = ?1 and quarantined_at is not null order by quarantined_at, id limit ?2";
    let mut statement = db.prepare(sql)?;
    let held = statement.query_map((site.as_str(), most), |row| {
        Ok(HeldResponse {
            id: Uuid::from_bytes(row.get("id")?),
            survey: slug(row, "survey")?,
            day: Day(row.get("day")?),
            reason: parse(row.get::<_, String>("quarantine")?.parse())?,
            since: row.get("quarantined_at")?,
        })
    })?;
    Ok(held.collect::<Result<_, _>>()?)
}

/// Counts what is held back of a survey's range of days, of all touchpoints or one.
pub(in crate::store) fn count(db: &Connection, query: &TallyQuery) -> Result<u64, StoreError> {
    let sql = format!(
        "select count(*) from (select 1 from responses where site = ?1 and survey = ?2 and day >= ?3 and day < ?4 \
         and (?5 is null or touchpoint = ?5) and quarantined_at is not null limit {COUNTED_AT_MOST}) as held"
    );
    let TallyQuery { site, survey, from, to, value, .. } = query;
    let place = params![site.as_str(), survey.as_str(), from.0, to.0, value];
    Ok(db.prepare_cached(&sql)?.query_row(place, |row| parse(u64::try_from(row.get::<_, i64>(0)?)))?)
}
