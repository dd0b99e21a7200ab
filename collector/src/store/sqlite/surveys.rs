//! Surveys: making them what a file says.

use rusqlite::{Connection, OptionalExtension, params};
use shared::survey::{Slug, Survey};

use super::{catalog, ledger::parse};
use crate::{
    store::{StoreError, configured},
    survey_file::SurveyFile,
};

/// Makes the site's surveys what `file` says; those that it does not name stay, behind the others.
pub(in crate::store) fn apply(db: &Connection, site: &Slug, file: &SurveyFile) -> Result<Vec<Slug>, StoreError> {
    if !db.prepare("select 1 from sites where site = ?1")?.exists([site.as_str()])? {
        return Err(configured::unknown(site));
    }
    let surveys = file.surveys();
    let count = i64::try_from(surveys.len()).expect("a file has fewer than 2^63 surveys");
    db.execute("update surveys set position = position + ?2 where site = ?1", params![site.as_str(), count])?;
    let mut changed = Vec::new();
    for (position, survey) in (0..count).zip(surveys) {
        let slug = &survey.definition().slug;
        let current = current(db, site, slug)?;
        let version = configured::version_of(survey, current.as_ref())?;
        if current.is_none_or(|(current, _)| current != version) {
            let row = params![site.as_str(), slug.as_str(), version, configured::survey_json(survey)];
            db.execute("insert into survey_versions values (?1, ?2, ?3, ?4)", row)?;
        }
        let row = params![site.as_str(), slug.as_str(), version, position];
        let is_new = "insert into surveys values (?1, ?2, ?3, ?4) \
             on conflict do update set version = excluded.version where version <> excluded.version";
        if db.execute(is_new, row)? > 0 {
            changed.push(slug.clone());
        }
        let place = "update surveys set position = ?4 where site = ?1 and survey = ?2 and version = ?3";
        db.execute(place, row)?;
    }
    catalog::touch(db)?;
    Ok(changed)
}

fn current(db: &Connection, site: &Slug, slug: &Slug) -> Result<Option<(u32, Survey)>, StoreError> {
    let sql = "select version, definition from surveys join survey_versions using (site, survey, version) \
         where site = ?1 and survey = ?2";
    let read = |row: &rusqlite::Row<'_>| {
        Ok((row.get("version")?, parse(configured::survey(&row.get::<_, String>("definition")?))?))
    };
    Ok(db.prepare(sql)?.query_row((site.as_str(), slug.as_str()), read).optional()?)
}
