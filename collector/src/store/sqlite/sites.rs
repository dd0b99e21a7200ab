//! Sites: adding, changing and listing them.

use jiff::{Timestamp, tz::TimeZone};
use rusqlite::{Connection, params};
use shared::survey::Slug;
use uuid::Uuid;

use super::{
    access, catalog, ledger,
    ledger::{parse, slug},
    tallies,
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
    },
};

/// How many responses are moved to their days at a time.
const PAGE: i64 = 2000;

/// Adds a site with its keys.
pub(in crate::store) fn add(db: &Connection, site: &NewSite, now: Timestamp) -> Result<(), StoreError> {
    let NewSite { slug, settings, keys } = site;
    let sql = "insert or ignore into sites (site, origins, tz, locale, created_at, retention_days, interactions) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let SiteSettings { origins, tz, locale, retention, interactions } = settings;
    let (origins, days) = (origins_json(origins), retention.as_days());
    let row = params![slug.as_str(), origins, tz, locale, now.as_second(), days, interactions.name()];
    if db.execute(sql, row)? == 0 {
        return Err(configured::known(slug));
    }
    keys.iter().try_for_each(|key| access::insert_key(db, slug, key, now))?;
    catalog::touch(db)
}

/// Changes a site; its counts move with its zone.
pub(in crate::store) fn change(db: &Connection, site: &Slug, change: &SiteChange) -> Result<(), StoreError> {
    let sql = "update sites set origins = coalesce(?2, origins), tz = coalesce(?3, tz), locale = coalesce(?4, locale), \
         retention_days = iif(?5, ?6, retention_days), interactions = coalesce(?7, interactions), \
         is_paused = coalesce(?8, is_paused) where site = ?1";
    let SiteChange { origins, tz, locale, retention, interactions, is_paused } = change;
    let origins = origins.as_deref().map(origins_json);
    let (days, interactions) = (retention.and_then(Retention::as_days), interactions.map(Interactions::name));
    let row = params![site.as_str(), origins, tz, locale, retention.is_some(), days, interactions, is_paused];
    if db.execute(sql, row)? == 0 {
        return Err(configured::unknown(site));
    }
    if let Some(tz) = tz {
        rebuild(db, site, &configured::zone(tz)?)?;
    }
    catalog::touch(db)
}

/// Moves every response of a site to its day in `zone`, page by page, and counts anew.
fn rebuild(db: &Connection, site: &Slug, zone: &TimeZone) -> Result<(), StoreError> {
    let mut changes = Changes::default();
    let mut after = Uuid::nil();
    loop {
        let page = ledger::page(db, site, after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.prompt.id;
        let mut moved = db.prepare_cached("update responses set day = ?3 where site = ?1 and id = ?2")?;
        for mut response in page {
            let day = Timestamp::from_second(response.prompt.issued_at).map_or(response.day, |at| Day::of(at, zone));
            if day != response.day {
                response.day = day;
                moved.execute((site.as_str(), response.prompt.id.as_bytes(), day.0))?;
            }
            changes.count(&response, None);
        }
    }
    db.execute("delete from tallies where site = ?1", [site.as_str()])?;
    tallies::add(db, &changes)
}

/// Lists the sites by name.
pub(in crate::store) fn list(db: &Connection) -> Result<Vec<SiteRow>, StoreError> {
    let sql = "select site, origins, tz, locale, retention_days, interactions, is_paused, \
         (select count(*) from surveys where surveys.site = sites.site) as surveys, \
         (select coalesce(sum(shown), 0) from tallies where tallies.site = sites.site and dimension = 'whole') as responses \
         from sites order by site";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let settings = SiteSettings {
            origins: parse(configured::origins(&row.get::<_, String>("origins")?))?,
            tz: row.get("tz")?,
            locale: row.get("locale")?,
            retention: parse(configured::retention(row.get("retention_days")?))?,
            interactions: parse(row.get::<_, String>("interactions")?.parse())?,
        };
        let count = |name| parse(u64::try_from(row.get::<_, i64>(name)?));
        let (surveys, responses) = (count("surveys")?, count("responses")?);
        Ok(SiteRow { slug: slug(row, "site")?, settings, is_paused: row.get("is_paused")?, surveys, responses })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
