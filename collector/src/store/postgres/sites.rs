//! Sites: adding, changing and listing them.

use jiff::{Timestamp, tz::TimeZone};
use shared::survey::Slug;
use tokio_postgres::{Client, Row, Transaction, types::ToSql};
use uuid::Uuid;

use super::{
    access, catalog, ledger,
    pool::{Pool, soon},
    stripes, tallies,
};
use crate::{
    calendar::Day,
    retention::Retention,
    signed_interaction::Interactions,
    store::{
        StoreError,
        configured::{self, origins_json},
        counts::Changes,
        query::{NewSite, SiteChange, SiteRow, SiteSettings},
        row::{parsed, slug},
    },
};

/// How many responses are moved to their days at a time.
const PAGE: i64 = 2000;

/// The slot that moved responses are counted in; nobody else counts for the site meanwhile.
const SLOT: i16 = 0;

/// Adds a site with its keys.
pub(in crate::store) async fn add(pool: &Pool, site: &NewSite, now: Timestamp) -> Result<(), StoreError> {
    let NewSite { slug, settings, keys } = site;
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    let transaction = client.transaction().await?;
    let (origins, now) = (origins_json(&settings.origins), now.as_second());
    let days = settings.retention.as_days().map(i32::from);
    let sql = "insert into sites (site, origins, tz, locale, created_at, retention_days, interactions) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing";
    let SiteSettings { tz, locale, interactions, .. } = settings;
    let row: [&(dyn ToSql + Sync); 7] = [&slug.as_str(), &origins, tz, locale, &now, &days, &interactions.name()];
    if transaction.execute(sql, &row).await? == 0 {
        return Err(configured::known(slug));
    }
    for key in keys {
        access::insert_key(&transaction, slug, key, now).await?;
    }
    catalog::touch(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Changes a site; its counts move with its zone.
pub(in crate::store) async fn change(pool: &Pool, site: &Slug, change: &SiteChange) -> Result<(), StoreError> {
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    let transaction = client.transaction().await?;
    // Nobody waits for an owner's change: it may wait for batches, and take its time.
    transaction.batch_execute("set local lock_timeout = '30s'; set local statement_timeout = '60s'").await?;
    let sql = "update sites set origins = coalesce($2, origins), tz = coalesce($3, tz), locale = coalesce($4, locale), \
         retention_days = case when $5 then $6 else retention_days end, interactions = coalesce($7, interactions), \
         is_paused = coalesce($8, is_paused) \
         where site = $1";
    let SiteChange { origins, tz, locale, retention, interactions, is_paused } = change;
    let origins = origins.as_deref().map(origins_json);
    let days = retention.and_then(Retention::as_days).map(i32::from);
    let interactions = interactions.map(Interactions::name);
    let row: [&(dyn ToSql + Sync); 8] =
        [&site.as_str(), &origins, tz, locale, &retention.is_some(), &days, &interactions, is_paused];
    if transaction.execute(sql, &row).await? == 0 {
        return Err(configured::unknown(site));
    }
    if let Some(tz) = tz {
        rebuild(&transaction, site, &configured::zone(tz)?).await?;
    }
    catalog::touch(&transaction).await?;
    Ok(transaction.commit().await?)
}

/// Moves every response of a site to its day in `zone`, page by page, and counts anew. Batches stay out meanwhile.
async fn rebuild(transaction: &Transaction<'_>, site: &Slug, zone: &TimeZone) -> Result<(), StoreError> {
    stripes::take(transaction, site).await?;
    let mut changes = Changes::default();
    let mut after = Uuid::nil();
    loop {
        let page = ledger::page(transaction, site, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.prompt.id;
        let (mut ids, mut days) = (Vec::new(), Vec::new());
        for mut response in page {
            if let Ok(issued_at) = Timestamp::from_second(response.prompt.issued_at) {
                let day = Day::of(issued_at, zone);
                if day != response.day {
                    ids.push(response.prompt.id);
                    days.push(day.0);
                    response.day = day;
                }
            }
            changes.count(&response, None);
        }
        let sql = "update responses set day = moved.day from unnest($2::uuid[], $3::int[]) as moved (id, day) \
             where site = $1 and responses.id = moved.id";
        transaction.execute(sql, &[&site.as_str(), &ids, &days]).await?;
    }
    transaction.execute("delete from tallies where site = $1", &[&site.as_str()]).await?;
    let statement = transaction.prepare(&tallies::add_sql()).await?;
    Ok(tallies::add(transaction, &statement, &changes, SLOT).await?)
}

/// Lists the sites by name.
pub(in crate::store) async fn list(pool: &Pool) -> Result<Vec<SiteRow>, StoreError> {
    let sql = "select site, origins, tz, locale, retention_days, interactions, is_paused, \
         (select count(*) from surveys where surveys.site = sites.site) as surveys, \
         (select coalesce(sum(shown), 0)::bigint from tallies \
             where tallies.site = sites.site and dimension = 'whole') as responses \
         from sites order by site";
    let rows = soon(async { Ok(pool.take().await?.query(sql, &[]).await?) }).await?;
    let read = |row: &Row| {
        let origins = configured::origins(row.try_get("origins")?)?;
        let retention = configured::retention(row.try_get("retention_days")?)?;
        let interactions = parsed(row.try_get::<_, &str>("interactions")?.parse())?;
        let (tz, locale) = (row.try_get("tz")?, row.try_get("locale")?);
        let settings = SiteSettings { origins, tz, locale, retention, interactions };
        let count = |name| parsed(u64::try_from(row.try_get::<_, i64>(name)?));
        let (surveys, responses) = (count("surveys")?, count("responses")?);
        let is_paused = row.try_get("is_paused")?;
        Ok(SiteRow { slug: slug(row.try_get("site")?)?, settings, is_paused, surveys, responses })
    };
    rows.iter().map(read).collect()
}
