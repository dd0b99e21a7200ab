//! Surveys: making them what a file says.

use rusqlite::{Connection, OptionalExtension, params};
use shared::survey::{Slug, Survey};

use super::{catalog, ledger::parse, sites};
use crate::{store::StoreError, survey_file::SurveyFile};

/// Makes the site's surveys what `file` says; those that it does not name stay, behind the others.
pub(in crate::store) fn apply(db: &Connection, site: &Slug, file: &SurveyFile) -> Result<Vec<Slug>, StoreError> {
    if !db.prepare("select 1 from sites where site = ?1")?.exists([site.as_str()])? {
        return Err(sites::unknown(site));
    }
    let surveys = file.surveys();
    let count = i64::try_from(surveys.len()).expect("a file has fewer than 2^63 surveys");
    db.execute("update surveys set position = position + ?2 where site = ?1", params![site.as_str(), count])?;
    let mut changed = Vec::new();
    for (position, survey) in (0..count).zip(surveys) {
        let slug = &survey.definition().slug;
        let version = match current(db, site, slug)? {
            None => insert(db, site, survey, 1)?,
            Some((version, stored)) if stored.definition() == survey.definition() => version,
            Some((version, stored)) => {
                if stored.scale() != survey.scale() {
                    let [was, is] = [stored.scale().name(), survey.scale().name()];
                    return Err(StoreError::Refused(format!(
                        "survey {slug} measures {was}; it cannot become {is} under the same slug, because its \
                         scores would mix two scales: give the new one a slug of its own"
                    )));
                }
                insert(db, site, survey, version + 1)?
            }
        };
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
        let definition = parse(serde_json::from_str(&row.get::<_, String>("definition")?))?;
        Ok((row.get("version")?, parse(Survey::new(definition))?))
    };
    Ok(db.prepare(sql)?.query_row((site.as_str(), slug.as_str()), read).optional()?)
}

fn insert(db: &Connection, site: &Slug, survey: &Survey, version: u32) -> Result<u32, StoreError> {
    let definition = serde_json::to_string(survey.definition()).expect("a definition is JSON");
    let row = params![site.as_str(), survey.definition().slug.as_str(), version, definition];
    db.execute("insert into survey_versions values (?1, ?2, ?3, ?4)", row)?;
    Ok(version)
}
