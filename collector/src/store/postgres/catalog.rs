//! What owners configure, as it is read at start and after every change.

use std::collections::HashMap;

use jiff::Timestamp;
use shared::survey::Slug;
use tokio_postgres::{Client, GenericClient, IsolationLevel, Row};

use super::{
    access,
    pool::{Pool, soon},
    signing, tombstones,
};
use crate::{
    catalog::{Catalog, Site},
    listing::cursor::CursorKey,
    store::{
        StoreError,
        configured::{self, RawSite},
        row::{parsed, slug},
    },
    token::Secret,
};

const VERSION: &str = "select version from catalog_version";

/// Returns the version of what [`load`] would return.
pub(in crate::store) async fn version(pool: &Pool) -> Result<i64, StoreError> {
    soon(async {
        let client = pool.take().await?;
        let statement = client.prepare_cached(VERSION).await?;
        Ok(client.query_one(&statement, &[]).await?.try_get(0)?)
    })
    .await
}

/// Tells running collectors to read again. Part of every change's transaction.
pub(super) async fn touch(client: &impl GenericClient) -> Result<(), StoreError> {
    client.execute("update catalog_version set version = version + 1", &[]).await?;
    Ok(())
}

/// Makes the secret of a new store. Of several who try at once the first one makes it.
pub(super) async fn ensure_secret(client: &Client, secret: &[u8]) -> Result<(), StoreError> {
    let sql = "insert into secrets select 1, $1, $2 where not exists (select 1 from secrets) on conflict do nothing";
    client.execute(sql, &[&secret, &Timestamp::now().as_second()]).await?;
    Ok(())
}

/// Reads everything that owners configure, as of one moment.
pub(in crate::store) async fn load(pool: &Pool) -> Result<Catalog, StoreError> {
    soon(async {
        let mut connection = pool.take().await?;
        let client: &mut Client = &mut connection;
        let snapshot = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let snapshot = snapshot.start().await?;
        let catalog = read(&snapshot).await?;
        snapshot.commit().await?;
        Ok(catalog)
    })
    .await
}

async fn read(snapshot: &impl GenericClient) -> Result<Catalog, StoreError> {
    let version = snapshot.query_one(VERSION, &[]).await?.try_get(0)?;
    let mut sites = HashMap::new();
    for row in snapshot
        .query("select site, origins, tz, locale, retention_days, interactions, is_paused from sites", &[])
        .await?
    {
        let site = read_site(&row)?;
        sites.insert(site.slug.clone(), site);
    }
    for row in signing::read(snapshot).await? {
        let site = sites.get_mut(&row.site).ok_or_else(|| configured::stray(&row.site))?;
        site.signing_secrets.push(row.secret);
    }
    let in_order = "select surveys.site, surveys.version, definition from surveys join survey_versions \
         using (site, survey, version) order by surveys.site, position, survey";
    for row in snapshot.query(in_order, &[]).await? {
        let site: Slug = slug(row.try_get("site")?)?;
        let site = sites.get_mut(&site).ok_or_else(|| configured::stray(&site))?;
        site.surveys.push(configured::survey(row.try_get("definition")?)?);
        site.versions.push(parsed(row.try_get::<_, i32>("version")?.try_into())?);
    }
    for row in snapshot.query(configured::EARLIER_SURVEYS, &[]).await? {
        let site: Slug = slug(row.try_get("site")?)?;
        let site = sites.get_mut(&site).ok_or_else(|| configured::stray(&site))?;
        let survey = configured::survey(row.try_get("definition")?)?;
        let version = parsed(row.try_get::<_, i32>("version")?.try_into())?;
        site.earlier.insert((survey.definition().slug.clone(), version), survey);
    }
    let keys = access::read_keys(snapshot).await?.into_iter().map(|key| (key.hash, key.grant)).collect();
    let secrets = snapshot.query("select key_id, secret from secrets order by key_id desc", &[]).await?;
    let secrets = secrets.iter().map(read_secret).collect::<Result<_, _>>()?;
    let cursors = CursorKey::of(&tombstones::salt_of(snapshot).await?);
    Ok(Catalog { version, sites, keys, secrets, cursors })
}

fn read_site(row: &Row) -> Result<Site, StoreError> {
    let (site, origins) = (row.try_get("site")?, row.try_get("origins")?);
    let (tz, locale) = (row.try_get("tz")?, row.try_get("locale")?);
    let (retention_days, interactions) = (row.try_get("retention_days")?, row.try_get("interactions")?);
    let is_paused = row.try_get("is_paused")?;
    RawSite { site, origins, tz, locale, retention_days, interactions, is_paused }.try_into()
}

fn read_secret(row: &Row) -> Result<Secret, StoreError> {
    let key_id = parsed(row.try_get::<_, i32>("key_id")?.try_into())?;
    Ok(Secret { key_id, bytes: row.try_get("secret")? })
}
