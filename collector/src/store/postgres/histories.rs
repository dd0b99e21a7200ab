//! What known customers were asked and did, by survey.

use std::collections::BTreeMap;

use deadpool_postgres::Object;
use futures_util::future::{OptionFuture, join};
use shared::{survey::Slug, wire::prompts::Outcome};
use tokio_postgres::{Client, Row, Statement};

use super::{
    pool::{Pool, soon},
    ratings,
};
use crate::{
    store::{StoreError, batch::Applied, remembered::Remembered, row::slug},
    submission::Submission,
};

/// What a batch adds to the histories, in the order of their keys: site, respondent, survey.
#[derive(Debug)]
pub(super) struct Notes<'a>(BTreeMap<[&'a str; 3], Note>);

#[derive(Clone, Copy, Debug, Default)]
struct Note {
    asked_at: i64,
    answered_at: Option<i64>,
    dismissed_at: Option<i64>,
    opted_out_at: Option<i64>,
}

impl<'a> Notes<'a> {
    /// Notes what was stored of a batch.
    pub(super) fn of(batch: &'a [Submission], outcomes: &[Applied]) -> Self {
        let mut notes = BTreeMap::new();
        let stored = batch.iter().zip(outcomes).filter(|(_, applied)| **applied == Applied::Stored);
        for (Submission { prompt, report, received_at, .. }, _) in stored {
            let Some(respondent) = &prompt.respondent else { continue };
            let key = [prompt.site.as_str(), respondent, prompt.survey.as_str()];
            let note: &mut Note = notes.entry(key).or_insert(Note { asked_at: prompt.issued_at, ..Note::default() });
            let when = |happened: bool| happened.then_some(*received_at);
            // Nothing is less than any time: what did not happen now takes nothing back.
            note.asked_at = note.asked_at.max(prompt.issued_at);
            note.answered_at = note.answered_at.max(when(report.rating.is_some()));
            note.dismissed_at = note.dismissed_at.max(when(report.outcome == Outcome::Dismissed));
            note.opted_out_at = note.opted_out_at.or(when(report.outcome == Outcome::OptedOut));
        }
        Self(notes)
    }
}

/// Writes notes in the order in which they are given. `greatest` passes over what is null.
pub(super) const REMEMBER: &str = "insert into histories \
         (site, respondent, survey, asked_at, answered_at, dismissed_at, opted_out_at) \
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) \
     on conflict (site, respondent, survey) do update set \
         asked_at = greatest(histories.asked_at, excluded.asked_at), \
         answered_at = greatest(histories.answered_at, excluded.answered_at), \
         dismissed_at = greatest(histories.dismissed_at, excluded.dismissed_at), \
         opted_out_at = coalesce(histories.opted_out_at, excluded.opted_out_at)";

/// Writes what is noted.
pub(super) async fn remember(
    client: &Client,
    statement: &Statement,
    Notes(notes): &Notes<'_>,
) -> Result<(), tokio_postgres::Error> {
    if notes.is_empty() {
        return Ok(());
    }
    let part = |at: usize| notes.keys().map(|key| key[at]).collect::<Vec<_>>();
    let when = |column: fn(&Note) -> Option<i64>| notes.values().map(column).collect::<Vec<_>>();
    client
        .execute(
            statement,
            &[
                &part(0),
                &part(1),
                &part(2),
                &when(|note| Some(note.asked_at)),
                &when(|note| note.answered_at),
                &when(|note| note.dismissed_at),
                &when(|note| note.opted_out_at),
            ],
        )
        .await
        .map(drop)
}

/// Reads what a customer was asked, and the surveys that an interaction is rated in: each that there is. It takes one
/// connection and one time of its queries, because somebody waits for a prompt.
pub(in crate::store) async fn remembered(
    pool: &Pool,
    site: &Slug,
    respondent: Option<&str>,
    interaction: Option<&str>,
) -> Result<(Vec<Remembered>, Vec<Slug>), StoreError> {
    soon(async {
        let client = pool.take().await?;
        let asked = OptionFuture::from(respondent.map(|respondent| read(&client, site, respondent)));
        let rated = OptionFuture::from(interaction.map(|interaction| ratings::of(&client, site, interaction)));
        let (asked, rated) = join(asked, rated).await;
        Ok((asked.transpose()?.unwrap_or_default(), rated.transpose()?.unwrap_or_default()))
    })
    .await
}

/// Reads what a customer was asked. The key finds it.
async fn read(client: &Object, site: &Slug, respondent: &str) -> Result<Vec<Remembered>, StoreError> {
    const SQL: &str = "select survey, asked_at, answered_at, dismissed_at, opted_out_at from histories \
         where site = $1 and respondent = $2";
    let statement = client.prepare_cached(SQL).await?;
    let rows = client.query(&statement, &[&site.as_str(), &respondent]).await?;
    let read = |row: &Row| {
        Ok(Remembered {
            survey: slug(row.try_get("survey")?)?,
            asked_at: row.try_get("asked_at")?,
            answered_at: row.try_get("answered_at")?,
            dismissed_at: row.try_get("dismissed_at")?,
            opted_out_at: row.try_get("opted_out_at")?,
        })
    };
    rows.iter().map(read).collect()
}
