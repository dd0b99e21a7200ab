//! One rating by survey for each interaction that a site's server vouches for.

use std::collections::{BTreeMap, HashMap};

use shared::survey::Slug;
use tokio_postgres::Client;
use uuid::Uuid;

use super::{
    error::PostgresError,
    pool::{Pool, soon},
    tombstones,
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

/// The interactions that a batch rates, each with the response that does so first, in the order of their keys.
#[derive(Debug)]
pub(super) struct Claims<'a>(BTreeMap<(&'a str, Hash, &'a str), Uuid>);

/// Which response rates each interaction of a batch.
#[derive(Debug, Default)]
pub(super) struct Holders(HashMap<(String, Vec<u8>, String), Uuid>);

impl<'a> Claims<'a> {
    pub(super) fn of(salt: &Salt, batch: &'a [Submission]) -> Self {
        let mut claims = BTreeMap::new();
        for report in batch {
            if let Some(interaction) = report.rates() {
                let IssuedPrompt { site, survey, id, .. } = &report.prompt;
                let key = (site.as_str(), salt.interaction(site, interaction), survey.as_str());
                claims.entry(key).or_insert(*id);
            }
        }
        Self(claims)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Claims what nobody has, and says who has it all. Who claims the same waits until the transaction ends.
    pub(super) async fn claim(&self, client: &Client) -> Result<Holders, PostgresError> {
        let sites: Vec<&str> = self.0.keys().map(|(site, ..)| *site).collect();
        let hashes: Vec<&[u8]> = self.0.keys().map(|(_, hash, _)| hash.as_slice()).collect();
        let surveys: Vec<&str> = self.0.keys().map(|(.., survey)| *survey).collect();
        let ids: Vec<Uuid> = self.0.values().copied().collect();
        let claim = "insert into rated_interactions (site, hash, survey, id) \
             select * from unnest($1::text[], $2::bytea[], $3::text[], $4::uuid[]) on conflict do nothing";
        client.execute(claim, &[&sites, &hashes, &surveys, &ids]).await?;
        let holders = "select site, hash, survey, id from rated_interactions \
             where (site, hash, survey) in (select * from unnest($1::text[], $2::bytea[], $3::text[]))";
        let rows = client.query(holders, &[&sites, &hashes, &surveys]).await?;
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
pub(in crate::store) async fn of(pool: &Pool, site: &Slug, interaction: &str) -> Result<Vec<Slug>, StoreError> {
    soon(async {
        let client = pool.take().await?;
        let hash = tombstones::salt(&**client).await?.interaction(site, interaction);
        let sql = "select survey from rated_interactions where site = $1 and hash = $2";
        let statement = client.prepare_cached(sql).await?;
        let rows = client.query(&statement, &[&site.as_str(), &hash.as_slice()]).await?;
        rows.iter().map(|row| slug(row.try_get(0)?)).collect()
    })
    .await
}
