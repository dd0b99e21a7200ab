//! Surveys: how those of a site stand, and making them what their owner wishes.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use shared::survey::Slug;

use super::{
    catalog,
    ledger::{parse, slug},
};
use crate::{
    store::{StoreError, configured, query::VersionRow},
    surveys::{Edit, Plan, Standing, SurveyChange, Unmade},
};

/// Makes an edit, or only says what would come of it.
pub(in crate::store) fn edit(
    db: &Connection,
    site: &Slug,
    edit: &Edit,
    now: Timestamp,
) -> Result<Vec<SurveyChange>, StoreError> {
    if !db.prepare("select 1 from sites where site = ?1")?.exists([site.as_str()])? {
        return Err(Unmade::NoSite(site.clone()).into());
    }
    let plan = standing(db, site)?.plan(edit)?;
    if plan.is_needed && !edit.is_rehearsal {
        write(db, site, &plan, now)?;
    }
    Ok(plan.changes)
}

fn standing(db: &Connection, site: &Slug) -> Result<Standing, StoreError> {
    let mut statement = db.prepare("select survey from surveys where site = ?1 order by position, survey")?;
    let listed = statement.query_map([site.as_str()], |row| slug(row, "survey"))?.collect::<Result<_, _>>()?;
    let mut statement = db.prepare(configured::LATEST_SURVEYS)?;
    let latest = statement.query_map([site.as_str()], |row| {
        let survey = parse(configured::survey(&row.get::<_, String>("definition")?))?;
        Ok((slug(row, "survey")?, (row.get("version")?, survey)))
    })?;
    let latest = latest.collect::<Result<_, _>>()?;
    let sql = "select coalesce(sum(octet_length(definition)), 0) from survey_versions where site = ?1";
    let bytes = db.query_row(sql, [site.as_str()], |row| parse(u64::try_from(row.get::<_, i64>(0)?)))?;
    Ok(Standing { listed, latest, bytes })
}

fn write(db: &Connection, site: &Slug, plan: &Plan, now: Timestamp) -> Result<(), StoreError> {
    let sql = "insert into survey_versions (site, survey, version, definition, created_at) values (?1, ?2, ?3, ?4, ?5)";
    for (slug, version, definition) in &plan.versions {
        db.execute(sql, params![site.as_str(), slug.as_str(), version, definition, now.as_second()])?;
    }
    db.execute("delete from surveys where site = ?1", [site.as_str()])?;
    let sql = "insert into surveys (site, survey, version, position) values (?1, ?2, ?3, ?4)";
    for (position, (slug, version)) in (0_i64..).zip(&plan.listed) {
        db.execute(sql, params![site.as_str(), slug.as_str(), version, position])?;
    }
    catalog::touch(db)
}

/// Lists the versions of a survey, the first one first; none of a survey that there never was.
pub(in crate::store) fn versions(db: &Connection, site: &Slug, survey: &Slug) -> Result<Vec<VersionRow>, StoreError> {
    let sql = "select version, created_at from survey_versions where site = ?1 and survey = ?2 order by version";
    let mut statement = db.prepare(sql)?;
    let read =
        |row: &rusqlite::Row<'_>| Ok(VersionRow { version: row.get("version")?, created_at: row.get("created_at")? });
    Ok(statement.query_map([site.as_str(), survey.as_str()], read)?.collect::<Result<_, _>>()?)
}
