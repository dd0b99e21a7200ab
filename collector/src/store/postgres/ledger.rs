//! Rows of the ledger: one a prompt, at its highest revision. Written and read in sets, as columns.

use std::{collections::HashSet, pin::pin};

use futures_util::TryStreamExt;
use shared::{survey::Slug, wire::prompts::Device};
use tokio_postgres::{Client, GenericClient, Row, Statement, types::ToSql};
use uuid::Uuid;

use super::{
    feed::SEQ,
    pool::Pool,
    tombstones::{Hashes, UNCOVERED},
};
use crate::{
    store::{
        StoreError,
        row::{COLUMNS, Columns, ResponseRow},
    },
    submission::Submission,
};

/// What is known of a row that a statement returned: its site and id.
pub(super) type Key = (String, Uuid);

pub(super) fn key(submission: &Submission) -> Key {
    (submission.prompt.site.to_string(), submission.prompt.id)
}

/// The rows that a statement inserted. They are read only where some are missing.
#[derive(Debug)]
pub(super) struct Inserted(Vec<Row>);

impl Inserted {
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    pub(super) fn keys(&self) -> HashSet<Key> {
        self.0.iter().map(|row| (row.get(0), row.get(1))).collect()
    }
}

/// Inserts rows in the order in which they are given, and returns the keys of those that were not there. What was
/// removed is passed over.
pub(super) fn insert_sql() -> String {
    const TYPES: [&str; 26] = [
        "text", "uuid", "text", "int", "bigint", "int", "int", "text", "text", "smallint", "text", "text", "text",
        "bigint", "bigint", "text", "text", "text", "text", "text", "text", "text", "text", "bigint", "text", "text",
    ];
    let columns = COLUMNS.split(", ").zip(TYPES).chain([("response_hash", "bytea"), ("respondent_hash", "bytea")]);
    format!(
        "insert into responses ({COLUMNS}, arrived) select {COLUMNS}, {SEQ} from ({}) as new \
         where {UNCOVERED} on conflict (site, id) do nothing returning site, id",
        select_rows(columns)
    )
}

/// Selects the rows whose columns are parameters: $1 the first column of all rows, and so on.
///
/// In the list of what is selected, where PostgreSQL takes a value of each array at a time. In the from clause it
/// first writes each into a table of its own, which for two dozen columns costs three times as much.
pub(super) fn select_rows<'a>(columns: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let arrays = columns.into_iter().enumerate();
    let arrays = arrays.map(|(at, (name, kind))| format!("unnest(${}::{kind}[]) as {name}", at + 1));
    format!("select {}", arrays.collect::<Vec<_>>().join(", "))
}

pub(super) async fn insert(
    client: &Client,
    statement: &Statement,
    rows: &[&Submission],
    hashes: &Hashes,
) -> Result<Inserted, tokio_postgres::Error> {
    let columns: Vec<Columns> = rows.iter().map(|row| Columns::of(row)).collect();
    let of = |column: fn(&Columns) -> &str| columns.iter().map(column).collect::<Vec<_>>();
    client
        .query(
            statement,
            &[
                &each(rows, |row| row.prompt.site.as_str()),
                &each(rows, |row| row.prompt.id),
                &each(rows, |row| row.prompt.survey.as_str()),
                &each(rows, |row| integer(row.prompt.version)),
                &each(rows, |row| row.prompt.issued_at),
                &each(rows, |row| row.day.0),
                &each(rows, |row| integer(row.report.rev)),
                &each(rows, |row| row.report.outcome.name()),
                &columns.iter().map(|row| row.scale).collect::<Vec<_>>(),
                &columns.iter().map(|row| row.rating.map(i16::from)).collect::<Vec<_>>(),
                &each(rows, |row| row.report.comment.as_deref()),
                &of(|row| &row.reasons),
                &each(rows, |row| row.report.contact.as_deref()),
                &columns.iter().map(|row| row.age_ms).collect::<Vec<_>>(),
                &each(rows, |row| row.received_at),
                &each(rows, |row| row.prompt.touchpoint.as_str()),
                &each(rows, |row| row.prompt.stage.as_ref().map(Slug::as_str)),
                &each(rows, |row| row.prompt.locale.as_str()),
                &each(rows, |row| row.prompt.device.map(Device::name)),
                &of(|row| &row.attributes),
                &each(rows, |row| row.prompt.interaction_id.as_deref()),
                &each(rows, |row| row.prompt.respondent.as_deref()),
                &columns.iter().map(|row| row.quarantine).collect::<Vec<_>>(),
                &columns.iter().map(|row| row.quarantined_at).collect::<Vec<_>>(),
                &columns.iter().map(|row| row.as_other.as_deref()).collect::<Vec<_>>(),
                &columns.iter().map(|row| row.earlier.as_deref()).collect::<Vec<_>>(),
                &hashes.responses(),
                &hashes.respondents(),
            ],
        )
        .await
        .map(Inserted)
}

/// Reads rows and keeps them from changing until the transaction ends, in the order of their keys.
pub(super) fn lock_sql() -> String {
    format!(
        "select {COLUMNS} from responses where (site, id) in (select * from unnest($1::text[], $2::uuid[])) \
         order by site, id for update of responses"
    )
}

pub(super) async fn lock(
    client: &Client,
    statement: &Statement,
    rows: &[&Submission],
) -> Result<Vec<Submission>, StoreError> {
    let (sites, ids) = (each(rows, |row| row.prompt.site.as_str()), each(rows, |row| row.prompt.id));
    let stored = client.query(statement, &[&sites, &ids]).await?;
    stored.iter().map(read).collect()
}

/// Writes later revisions over rows that are there. What the prompt said is the same in all of them.
pub(super) fn revise_sql() -> String {
    format!(
        "update responses set rev = now.rev, outcome = now.outcome, scale = now.scale, rating = now.rating, \
             comment = now.comment, reasons = now.reasons, contact = now.contact, age_ms = now.age_ms, \
             received_at = now.received_at, quarantine = now.quarantine, quarantined_at = now.quarantined_at, \
             earlier = now.earlier, arrived = {SEQ} \
         from unnest($1::text[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::smallint[], $7::text[], $8::text[], \
             $9::text[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::text[]) \
             as now (site, id, rev, outcome, scale, rating, comment, reasons, contact, age_ms, received_at, quarantine, \
                 quarantined_at, earlier) \
         where responses.site = now.site and responses.id = now.id"
    )
}

pub(super) async fn revise(
    client: &Client,
    statement: &Statement,
    rows: &[&Submission],
) -> Result<(), tokio_postgres::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let columns: Vec<Columns> = rows.iter().map(|row| Columns::of(row)).collect();
    client
        .execute(
            statement,
            &[
                &each(rows, |row| row.prompt.site.as_str()),
                &each(rows, |row| row.prompt.id),
                &each(rows, |row| integer(row.report.rev)),
                &each(rows, |row| row.report.outcome.name()),
                &columns.iter().map(|row| row.scale).collect::<Vec<_>>(),
                &columns.iter().map(|row| row.rating.map(i16::from)).collect::<Vec<_>>(),
                &each(rows, |row| row.report.comment.as_deref()),
                &columns.iter().map(|row| row.reasons.as_str()).collect::<Vec<_>>(),
                &each(rows, |row| row.report.contact.as_deref()),
                &columns.iter().map(|row| row.age_ms).collect::<Vec<_>>(),
                &each(rows, |row| row.received_at),
                &columns.iter().map(|row| row.quarantine).collect::<Vec<_>>(),
                &columns.iter().map(|row| row.quarantined_at).collect::<Vec<_>>(),
                &columns.iter().map(|row| row.earlier.as_deref()).collect::<Vec<_>>(),
            ],
        )
        .await
        .map(drop)
}

/// Returns the ids of the responses about an interaction.
pub(in crate::store) async fn about(pool: &Pool, site: &Slug, interaction: &str) -> Result<Vec<Uuid>, StoreError> {
    // A connection that may take its time is not given back.
    let client = deadpool_postgres::Object::take(pool.take().await?);
    client.batch_execute("set statement_timeout = 0").await?;
    let sql = "select id from responses where site = $1 and interaction_id = $2 order by id";
    let rows = client.query(sql, &[&site.as_str(), &interaction]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Reads the next rows of a site in the order of ids, those after `after`.
pub(super) async fn page(
    client: &impl GenericClient,
    site: &Slug,
    after: Uuid,
    most: i64,
) -> Result<Vec<Submission>, StoreError> {
    let sql = format!("select {COLUMNS} from responses where site = $1 and id > $2 order by id limit $3");
    let rows = client.query(&sql, &[&site.as_str(), &after, &most]).await?;
    rows.iter().map(read).collect()
}

/// Hands every row to `each` as it arrives.
pub(super) async fn for_each(client: &impl GenericClient, mut each: impl FnMut(Submission)) -> Result<(), StoreError> {
    let sql = format!("select {COLUMNS} from responses");
    let rows = client.query_raw(&sql, std::iter::empty::<&(dyn ToSql + Sync)>()).await?;
    let mut rows = pin!(rows);
    while let Some(row) = rows.try_next().await? {
        each(read(&row)?);
    }
    Ok(())
}

pub(super) fn read(row: &Row) -> Result<Submission, StoreError> {
    ResponseRow {
        site: row.try_get("site")?,
        id: row.try_get("id")?,
        survey: row.try_get("survey")?,
        version: row.try_get("version")?,
        issued_at: row.try_get("issued_at")?,
        day: row.try_get("day")?,
        rev: row.try_get("rev")?,
        outcome: row.try_get("outcome")?,
        scale: row.try_get("scale")?,
        rating: row.try_get("rating")?,
        comment: row.try_get("comment")?,
        reasons: row.try_get("reasons")?,
        contact: row.try_get("contact")?,
        age_ms: row.try_get("age_ms")?,
        received_at: row.try_get("received_at")?,
        touchpoint: row.try_get("touchpoint")?,
        stage: row.try_get("stage")?,
        locale: row.try_get("locale")?,
        device: row.try_get("device")?,
        attributes: row.try_get("attributes")?,
        interaction_id: row.try_get("interaction_id")?,
        respondent: row.try_get("respondent")?,
        quarantine: row.try_get("quarantine")?,
        quarantined_at: row.try_get("quarantined_at")?,
        as_other: row.try_get("as_other")?,
        earlier: row.try_get("earlier")?,
    }
    .try_into()
}

/// Returns a column of these rows.
fn each<'a, T>(rows: &[&'a Submission], column: impl Fn(&'a Submission) -> T) -> Vec<T> {
    rows.iter().map(|row| column(row)).collect()
}

/// Revisions and versions are below 2^31, by the checks at the edge and by nobody changing a survey that often.
fn integer(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
