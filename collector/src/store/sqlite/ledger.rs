//! Rows of the ledger: one a prompt, at its highest revision.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params, types::Type};
use serde_json::from_str;
use shared::{
    scale::{Rating, Scale},
    survey::Slug,
    wire::prompts::{Device, Outcome},
};
use uuid::Uuid;

use crate::{
    calendar::Day,
    store::{StoreError, batch::Applied},
    submission::{Report, Submission},
    token::IssuedPrompt,
};

const COLUMNS: &str = "site, id, survey, version, issued_at, day, rev, outcome, scale, rating, comment, reasons, contact, \
     age_ms, received_at, touchpoint, stage, locale, device, attributes, interaction_id, respondent";

/// Reads the row of a prompt, if it was heard of.
pub(super) fn find(db: &Connection, site: &Slug, id: Uuid) -> Result<Option<Submission>, StoreError> {
    let sql = format!("select {COLUMNS} from responses where site = ?1 and id = ?2");
    Ok(db.prepare_cached(&sql)?.query_row((site.as_str(), id.as_bytes()), read).optional()?)
}

/// Hands every row to `each`.
pub(super) fn for_each(db: &Connection, mut each: impl FnMut(Submission)) -> Result<(), StoreError> {
    let mut statement = db.prepare(&format!("select {COLUMNS} from responses"))?;
    for row in statement.query_map([], read)? {
        each(row?);
    }
    Ok(())
}

/// Says what a report changes, given what is stored of its prompt.
///
/// The highest revision wins, in any order of arrival. Every later one repeats the rating.
pub(super) fn judge(stored: Option<&Report>, report: &Report) -> Applied {
    let Some(stored) = stored else { return Applied::Stored };
    if report.rev < stored.rev {
        Applied::Stale
    } else if report.rev == stored.rev {
        if report == stored { Applied::Replayed } else { Applied::IdReused }
    } else if stored.rating.is_some() && report.rating.is_none() {
        Applied::RatingMissing
    } else {
        Applied::Stored
    }
}

/// Writes a row, in place of the one of an earlier revision.
pub(super) fn write(db: &Connection, submission: &Submission) -> Result<(), StoreError> {
    const SQL: &str = "insert or replace into responses values (:site, :id, :survey, :version, :issued_at, :day, :rev, \
         :outcome, :scale, :rating, :comment, :reasons, :contact, :age_ms, :received_at, :touchpoint, :stage, :locale, \
         :device, :attributes, :interaction_id, :respondent)";
    let Submission { prompt, day, report, received_at, age_ms } = submission;
    let json = |text: Result<String, _>| text.expect("lists and maps of strings are JSON");
    db.prepare_cached(SQL)?.execute(named_params! {
        ":site": prompt.site.as_str(),
        ":id": prompt.id.as_bytes(),
        ":survey": prompt.survey.as_str(),
        ":version": prompt.version,
        ":issued_at": prompt.issued_at,
        ":day": day.0,
        ":rev": report.rev,
        ":outcome": report.outcome.name(),
        ":scale": report.rating.map(|rating| rating.scale().name()),
        ":rating": report.rating.map(Rating::raw),
        ":comment": report.comment,
        ":reasons": json(serde_json::to_string(&report.reasons)),
        ":contact": report.contact,
        ":age_ms": i64::try_from(*age_ms).unwrap_or(i64::MAX),
        ":received_at": received_at,
        ":touchpoint": prompt.touchpoint.as_str(),
        ":stage": prompt.stage.as_ref().map(Slug::as_str),
        ":locale": prompt.locale,
        ":device": prompt.device.map(Device::name),
        ":attributes": json(serde_json::to_string(&prompt.attributes)),
        ":interaction_id": prompt.interaction_id,
        ":respondent": prompt.respondent,
    })?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Submission> {
    Ok(Submission {
        prompt: IssuedPrompt {
            site: slug(row, "site")?,
            id: Uuid::from_bytes(row.get("id")?),
            survey: slug(row, "survey")?,
            version: row.get("version")?,
            issued_at: row.get("issued_at")?,
            touchpoint: slug(row, "touchpoint")?,
            interaction_id: row.get("interaction_id")?,
            stage: row.get::<_, Option<String>>("stage")?.map(|name| parse(name.parse())).transpose()?,
            locale: row.get("locale")?,
            device: row.get::<_, Option<String>>("device")?.map(|name| word(&name)).transpose()?,
            attributes: parse(from_str::<BTreeMap<Slug, String>>(&row.get::<_, String>("attributes")?))?,
            respondent: row.get("respondent")?,
        },
        day: Day(row.get("day")?),
        report: Report {
            rev: row.get("rev")?,
            outcome: word::<Outcome>(&row.get::<_, String>("outcome")?)?,
            rating: rating(row)?,
            comment: row.get("comment")?,
            reasons: parse(from_str(&row.get::<_, String>("reasons")?))?,
            contact: row.get("contact")?,
        },
        received_at: row.get("received_at")?,
        age_ms: row.get::<_, i64>("age_ms")?.unsigned_abs(),
    })
}

fn rating(row: &Row<'_>) -> rusqlite::Result<Option<Rating>> {
    let Some(raw) = row.get::<_, Option<i64>>("rating")? else { return Ok(None) };
    let name: String = row.get("scale")?;
    let scale = Scale::ALL.into_iter().find(|scale| scale.name() == name);
    let scale = scale.ok_or_else(|| damaged(format!("there is no scale {name}")))?;
    parse(Rating::new(scale, raw)).map(Some)
}

pub(super) fn slug(row: &Row<'_>, column: &str) -> rusqlite::Result<Slug> {
    parse(row.get::<_, String>(column)?.parse())
}

/// Reads a word of the wire, which is how the store spells enumerations.
fn word<T: serde::de::DeserializeOwned>(name: &str) -> rusqlite::Result<T> {
    parse(serde_json::from_value(name.into()))
}

pub(super) fn parse<T, E: std::error::Error + Send + Sync + 'static>(parsed: Result<T, E>) -> rusqlite::Result<T> {
    parsed.map_err(damaged)
}

fn damaged(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, cause.into())
}
