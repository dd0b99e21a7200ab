//! One rating by survey for each interaction that a site's server vouches for.

use std::collections::HashMap;

use deadpool_postgres::Object;
use shared::survey::Slug;
use tokio_postgres::{Client, types::ToSql};
use uuid::Uuid;

use super::{
    error::PostgresError,
    tombstones::{self, Hashes, UNCOVERED},
};
use crate::{
    store::{
        StoreError,
        row::slug,
        tombstone::{Hash, Salt},
    },
    submission::Submission,
    token::IssuedPrompt,
};

/// The reports of a batch that rate an interaction, with its hash, in the order in which they came.
#[derive(Debug)]
pub(super) struct Claims<'a>(Vec<(Hash, &'a Submission)>);

/// Which response rates each interaction of a batch.
#[derive(Debug, Default)]
pub(super) struct Holders(HashMap<(String, Vec<u8>, String), Uuid>);

impl<'a> Claims<'a> {
    pub(super) fn of(salt: &Salt, batch: &'a [Submission]) -> Self {
        let claim = |report: &'a Submission| Some((salt.interaction(&report.prompt.site, report.rates()?), report));
        Self(batch.iter().filter_map(claim).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Claims what nobody has, and says who has it all. Who claims the same waits until the transaction ends. What was
    /// removed is not stored, and claims nothing.
    pub(super) async fn claim(&self, client: &Client, salt: &Salt) -> Result<Holders, PostgresError> {
        let reports: Vec<&Submission> = self.0.iter().map(|(_, report)| *report).collect();
        let prompts = || reports.iter().map(|report| &report.prompt);
        let interactions: Vec<&[u8]> = self.0.iter().map(|(hash, _)| hash.as_slice()).collect();
        let sites: Vec<&str> = prompts().map(|prompt| prompt.site.as_str()).collect();
        let surveys: Vec<&str> = prompts().map(|prompt| prompt.survey.as_str()).collect();
        let ids: Vec<Uuid> = prompts().map(|prompt| prompt.id).collect();
        let issued_at: Vec<i64> = prompts().map(|prompt| prompt.issued_at).collect();
        let hashes = Hashes::of(salt, &reports);
        // Of several reports the first one claims; all writers do so in the order of the keys.
        let claim = format!(
            "insert into rated_interactions (site, hash, survey, id) \
             select distinct on (site collate \"C\", interaction, survey collate \"C\") site, interaction, survey, id \
             from unnest($1::text[], $2::bytea[], $3::text[], $4::uuid[], $5::bigint[], $6::bytea[], $7::bytea[]) \
                 with ordinality \
                 as new (site, interaction, survey, id, issued_at, response_hash, respondent_hash, place) \
             where {UNCOVERED} order by site collate \"C\", interaction, survey collate \"C\", place \
             on conflict do nothing"
        );
        let (responses, respondents) = (hashes.responses(), hashes.respondents());
        let rows: [&(dyn ToSql + Sync); 7] =
            [&sites, &interactions, &surveys, &ids, &issued_at, &responses, &respondents];
        client.execute(&claim, &rows).await?;
        let holders = "select site, hash, survey, id from rated_interactions \
             where (site, hash, survey) in (select * from unnest($1::text[], $2::bytea[], $3::text[]))";
        let rows = client.query(holders, &[&sites, &interactions, &surveys]).await?;
        Ok(Holders(rows.iter().map(|row| ((row.get(0), row.get(1), row.get(2)), row.get(3))).collect()))
    }
}

impl Holders {
    /// Says whether this report rates an interaction that another response has rated in its survey.
    pub(super) fn is_another(&self, salt: &Salt, report: &Submission) -> bool {
        let Some(interaction) = report.rates() else { return false };
        let IssuedPrompt { site, survey, id, .. } = &report.prompt;
        let holder = self.0.get(&(site.to_string(), salt.interaction(site, interaction).to_vec(), survey.to_string()));
        holder.is_some_and(|holder| holder != id)
    }
}

/// Returns the surveys that an interaction is rated in.
pub(super) async fn of(client: &Object, site: &Slug, interaction: &str) -> Result<Vec<Slug>, StoreError> {
    let hash = tombstones::salt(&***client).await?.interaction(site, interaction);
    let sql = "select survey from rated_interactions where site = $1 and hash = $2";
    let statement = client.prepare_cached(sql).await?;
    let rows = client.query(&statement, &[&site.as_str(), &hash.as_slice()]).await?;
    rows.iter().map(|row| slug(row.try_get(0)?)).collect()
}
