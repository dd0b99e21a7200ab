//! Rows of the ledger: one a prompt, at its highest revision.

use rusqlite::{Connection, OptionalExtension, Row, named_params, types::Type};
use shared::{survey::Slug, wire::prompts::Device};
use uuid::Uuid;

use crate::{
    store::{
        StoreError,
        row::{COLUMNS, Columns, ResponseRow},
    },
    submission::Submission,
};

/// Reads the row of a prompt, if it was heard of.
pub(super) fn find(db: &Connection, site: &Slug, id: Uuid) -> Result<Option<Submission>, StoreError> {
    let sql = format!("select {COLUMNS} from responses where site = ?1 and id = ?2");
    let row = db.prepare_cached(&sql)?.query_row((site.as_str(), id.as_bytes()), read).optional()?;
    row.map(Submission::try_from).transpose()
}

/// Hands every row to `each`.
pub(super) fn for_each(db: &Connection, mut each: impl FnMut(Submission)) -> Result<(), StoreError> {
    let mut statement = db.prepare(&format!("select {COLUMNS} from responses"))?;
    for row in statement.query_map([], read)? {
        each(row?.try_into()?);
    }
    Ok(())
}

/// Reads the next rows of a site in the order of ids, those after `after`.
pub(super) fn page(db: &Connection, site: &Slug, after: Uuid, most: i64) -> Result<Vec<Submission>, StoreError> {
    let sql = format!("select {COLUMNS} from responses where site = ?1 and id > ?2 order by id limit ?3");
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map((site.as_str(), after.as_bytes(), most), read)?;
    rows.map(|row| row?.try_into()).collect()
}

/// Returns the ids of the responses about an interaction.
pub(in crate::store) fn about(db: &Connection, site: &Slug, interaction: &str) -> Result<Vec<Uuid>, StoreError> {
    let mut statement = db.prepare("select id from responses where site = ?1 and interaction_id = ?2 order by id")?;
    let ids = statement.query_map((site.as_str(), interaction), |row| row.get(0).map(Uuid::from_bytes))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// Writes a row, in place of the one of an earlier revision, in the batch of this number.
pub(super) fn write(db: &Connection, submission: &Submission, seq: i64) -> Result<(), StoreError> {
    const SQL: &str = "insert or replace into responses values (:site, :id, :survey, :version, :issued_at, :day, :rev, \
         :outcome, :scale, :rating, :comment, :reasons, :contact, :age_ms, :received_at, :touchpoint, :stage, :locale, \
         :device, :attributes, :interaction_id, :respondent, :quarantine, :quarantined_at, :as_other, \
         :arrived, :earlier)";
    let Submission { prompt, day, report, received_at, .. } = submission;
    let Columns { scale, rating, reasons, age_ms, attributes, quarantine, quarantined_at, as_other, earlier } =
        Columns::of(submission);
    db.prepare_cached(SQL)?.execute(named_params! {
        ":site": prompt.site.as_str(),
        ":id": prompt.id.as_bytes(),
        ":survey": prompt.survey.as_str(),
        ":version": prompt.version,
        ":issued_at": prompt.issued_at,
        ":day": day.0,
        ":rev": report.rev,
        ":outcome": report.outcome.name(),
        ":scale": scale,
        ":rating": rating,
        ":comment": report.comment,
        ":reasons": reasons,
        ":contact": report.contact,
        ":age_ms": age_ms,
        ":received_at": received_at,
        ":touchpoint": prompt.touchpoint.as_str(),
        ":stage": prompt.stage.as_ref().map(Slug::as_str),
        ":locale": prompt.locale,
        ":device": prompt.device.map(Device::name),
        ":attributes": attributes,
        ":interaction_id": prompt.interaction_id,
        ":respondent": prompt.respondent,
        ":quarantine": quarantine,
        ":quarantined_at": quarantined_at,
        ":as_other": as_other,
        ":arrived": seq,
        ":earlier": earlier,
    })?;
    Ok(())
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<ResponseRow> {
    Ok(ResponseRow {
        site: row.get("site")?,
        id: Uuid::from_bytes(row.get("id")?),
        survey: row.get("survey")?,
        version: row.get("version")?,
        issued_at: row.get("issued_at")?,
        day: row.get("day")?,
        rev: row.get("rev")?,
        outcome: row.get("outcome")?,
        scale: row.get("scale")?,
        rating: row.get("rating")?,
        comment: row.get("comment")?,
        reasons: row.get("reasons")?,
        contact: row.get("contact")?,
        age_ms: row.get("age_ms")?,
        received_at: row.get("received_at")?,
        touchpoint: row.get("touchpoint")?,
        stage: row.get("stage")?,
        locale: row.get("locale")?,
        device: row.get("device")?,
        attributes: row.get("attributes")?,
        interaction_id: row.get("interaction_id")?,
        respondent: row.get("respondent")?,
        quarantine: row.get("quarantine")?,
        quarantined_at: row.get("quarantined_at")?,
        as_other: row.get("as_other")?,
        earlier: row.get("earlier")?,
    })
}

pub(super) fn slug(row: &Row<'_>, column: &str) -> rusqlite::Result<Slug> {
    parse(row.get::<_, String>(column)?.parse())
}

pub(super) fn parse<T, E: std::error::Error + Send + Sync + 'static>(parsed: Result<T, E>) -> rusqlite::Result<T> {
    parsed.map_err(|cause| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, cause.into()))
}
