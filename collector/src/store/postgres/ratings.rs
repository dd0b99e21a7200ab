//! One rating for each interaction that a site's server vouches for.

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
        tombstone::{Hash, Salt},
    },
    submission::Submission,
};

/// The interactions that a batch rates, each with the response that does so first, in the order of their keys.
#[derive(Debug)]
pub(super) struct Claims<'a>(BTreeMap<(&'a str, Hash), Uuid>);

/// Which response rates each interaction of a batch.
#[derive(Debug, Default)]
pub(super) struct Holders(HashMap<(String, Vec<u8>), Uuid>);

impl<'a> Claims<'a> {
    pub(super) fn of(salt: &Salt, batch: &'a [Submission]) -> Self {
        let mut claims = BTreeMap::new();
        for report in batch {
            if let Some(interaction) = report.rates() {
                let hash = salt.interaction(&report.prompt.site, interaction);
                claims.entry((report.prompt.site.as_str(), hash)).or_insert(report.prompt.id);
            }
        }
        Self(claims)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Claims what nobody has, and says who has it all. Who claims the same waits until the transaction ends.
    pub(super) async fn claim(&self, client: &Client) -> Result<Holders, PostgresError> {
        let sites: Vec<&str> = self.0.keys().map(|(site, _)| *site).collect();
        let hashes: Vec<&[u8]> = self.0.keys().map(|(_, hash)| hash.as_slice()).collect();
        let ids: Vec<Uuid> = self.0.values().copied().collect();
        let claim = "insert into rated_interactions (site, hash, id) \
             select * from unnest($1::text[], $2::bytea[], $3::uuid[]) on conflict do nothing";
        client.execute(claim, &[&sites, &hashes, &ids]).await?;
        let holders = "select site, hash, id from rated_interactions \
             where (site, hash) in (select * from unnest($1::text[], $2::bytea[]))";
        let rows = client.query(holders, &[&sites, &hashes]).await?;
        Ok(Holders(rows.iter().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect()))
    }
}

impl Holders {
    /// Says whether this report rates an interaction that another response has rated.
    pub(super) fn is_another(&self, salt: &Salt, report: &Submission) -> bool {
        let Some(interaction) = report.rates() else { return false };
        let hash = salt.interaction(&report.prompt.site, interaction).to_vec();
        let holder = self.0.get(&(report.prompt.site.to_string(), hash));
        holder.is_some_and(|holder| *holder != report.prompt.id)
    }
}

/// Says whether an interaction is rated.
pub(in crate::store) async fn is_rated(pool: &Pool, site: &Slug, interaction: &str) -> Result<bool, StoreError> {
    soon(async {
        let client = pool.take().await?;
        let hash = tombstones::salt(&**client).await?.interaction(site, interaction);
        let sql = "select exists (select 1 from rated_interactions where site = $1 and hash = $2)";
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query_one(&statement, &[&site.as_str(), &hash.as_slice()]).await?.try_get(0)?)
    })
    .await
}
