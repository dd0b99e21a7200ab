//! What owners configure, as it is read at start and after every change.

use std::collections::HashMap;

use jiff::Timestamp;
use rand::RngExt;
use rusqlite::{Connection, Row, TransactionBehavior};
use shared::survey::{Slug, Survey};

use super::{
    access,
    ledger::{parse, slug},
    signing, tombstones,
};
use crate::{
    catalog::{Catalog, Site},
    listing::cursor::CursorKey,
    store::{
        StoreError,
        configured::{self, RawSite},
    },
    token::Secret,
};

/// Returns the version of what [`load`] would return.
pub(in crate::store) fn version(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.prepare_cached("select version from catalog_version")?.query_row([], |row| row.get(0))?)
}

/// Tells running collectors to read again. Part of every change's transaction.
pub(super) fn touch(db: &Connection) -> Result<(), StoreError> {
    db.execute("update catalog_version set version = version + 1", [])?;
    Ok(())
}

/// Makes what a new store draws once: its secret, and the salt of its tombstones.
pub(super) fn ensure_secrets(db: &mut Connection) -> Result<(), StoreError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let [secret, salt]: [[u8; 32]; 2] = rand::rng().random();
    let sql = "insert into secrets select 1, ?1, ?2 where not exists (select 1 from secrets)";
    transaction.execute(sql, (secret, Timestamp::now().as_second()))?;
    transaction.execute("insert into salts select ?1 where not exists (select 1 from salts)", [salt])?;
    transaction.commit()?;
    Ok(())
}

/// Reads everything that owners configure.
pub(in crate::store) fn load(db: &Connection) -> Result<Catalog, StoreError> {
    let snapshot = db.unchecked_transaction()?;
    let version = version(&snapshot)?;
    let mut sites = HashMap::new();
    for site in rows(
        &snapshot,
        "select site, origins, tz, locale, retention_days, interactions, is_paused from sites",
        read_site,
    )? {
        sites.insert(site.slug.clone(), site);
    }
    for row in signing::list(&snapshot)? {
        let site = sites.get_mut(&row.site).ok_or_else(|| configured::stray(&row.site))?;
        site.signing_secrets.push(row.secret);
    }
    let in_order = "select surveys.site, surveys.version, definition from surveys join survey_versions \
         using (site, survey, version) order by surveys.site, position, survey";
    for (site, version, survey) in rows(&snapshot, in_order, read_survey)? {
        let site = sites.get_mut(&site).ok_or_else(|| configured::stray(&site))?;
        site.surveys.push(survey);
        site.versions.push(version);
    }
    for (site, version, survey) in rows(&snapshot, configured::EARLIER_SURVEYS, read_survey)? {
        let site = sites.get_mut(&site).ok_or_else(|| configured::stray(&site))?;
        site.earlier.insert((survey.definition().slug.clone(), version), survey);
    }
    let keys = access::keys(&snapshot)?.into_iter().map(|key| (key.hash, key.grant)).collect();
    let secrets = rows(&snapshot, "select key_id, secret from secrets order by key_id desc", |row| {
        Ok(Secret { key_id: row.get("key_id")?, bytes: row.get("secret")? })
    })?;
    let cursors = CursorKey::of(&tombstones::salt_bytes(&snapshot)?);
    Ok(Catalog { version, sites, keys, secrets, cursors })
}

fn rows<T>(
    db: &Connection,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    Ok(db.prepare(sql)?.query_map([], read)?.collect::<Result<_, _>>()?)
}

fn read_site(row: &Row<'_>) -> rusqlite::Result<Site> {
    let (site, origins) = (row.get("site")?, row.get("origins")?);
    let (tz, locale) = (row.get("tz")?, row.get("locale")?);
    let (retention_days, interactions) = (row.get("retention_days")?, row.get("interactions")?);
    let is_paused = row.get("is_paused")?;
    parse(RawSite { site, origins, tz, locale, retention_days, interactions, is_paused }.try_into())
}

fn read_survey(row: &Row<'_>) -> rusqlite::Result<(Slug, u32, Survey)> {
    let survey = parse(configured::survey(&row.get::<_, String>("definition")?))?;
    Ok((slug(row, "site")?, row.get("version")?, survey))
}
