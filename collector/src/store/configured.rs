//! What owners configure, as the columns of its rows, the same in every engine.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use shared::survey::{Slug, Survey};

use super::{
    StoreError,
    query::KeyRow,
    row::{parsed, slug},
};
use crate::{
    catalog::{Fingerprint, Grant, KeyHash, Origin, Site},
    retention::Retention,
};

/// What an engine reads from a row of sites.
#[derive(Debug)]
pub(super) struct RawSite {
    pub(super) site: String,
    pub(super) origins: String,
    pub(super) tz: String,
    pub(super) locale: String,
    pub(super) retention_days: Option<i32>,
    pub(super) interactions: String,
    pub(super) is_paused: bool,
}

impl TryFrom<RawSite> for Site {
    type Error = StoreError;

    fn try_from(row: RawSite) -> Result<Self, StoreError> {
        Ok(Self {
            slug: slug(&row.site)?,
            origins: origins(&row.origins)?,
            zone: parsed(TimeZone::get(&row.tz))?,
            tz: row.tz,
            locale: row.locale,
            retention: retention(row.retention_days)?,
            interactions: parsed(row.interactions.parse())?,
            is_paused: row.is_paused,
            signing_secrets: Vec::new(),
            surveys: Vec::new(),
            versions: Vec::new(),
            earlier: HashMap::new(),
        })
    }
}

/// Reads a list of origins.
pub(super) fn origins(json: &str) -> Result<Vec<Origin>, StoreError> {
    let list: Vec<String> = parsed(serde_json::from_str(json))?;
    list.iter().map(|origin| parsed(origin.parse())).collect()
}

/// Writes a list of origins.
pub(super) fn origins_json(origins: &[Origin]) -> String {
    let list: Vec<&str> = origins.iter().map(Origin::as_str).collect();
    serde_json::to_string(&list).expect("a list of strings is JSON")
}

/// Reads how long a site keeps responses.
pub(super) fn retention(days: Option<i32>) -> Result<Retention, StoreError> {
    days.map_or(Ok(Retention::FOREVER), |days| parsed(Retention::days(parsed(days.try_into())?)))
}

/// Reads a survey's definition.
pub(super) fn survey(definition: &str) -> Result<Survey, StoreError> {
    parsed(Survey::new(parsed(serde_json::from_str(definition))?))
}

/// The last version of each survey that a site ever had.
pub(super) const LATEST_SURVEYS: &str = "select survey, version, definition from survey_versions as last where site = $1 \
     and version = (select max(version) from survey_versions where site = last.site and survey = last.survey)";

/// What surveys were before they became what they are.
pub(super) const EARLIER_SURVEYS: &str = "select site, version, definition from survey_versions as past where not exists \
     (select 1 from surveys where site = past.site and survey = past.survey and version = past.version)";

/// What an engine reads from a row of keys, but for its site and its hash.
#[derive(Debug)]
pub(super) struct RawKey {
    pub(super) scope: String,
    pub(super) name: Option<String>,
    pub(super) created_at: i64,
    pub(super) expires_at: Option<i64>,
    pub(super) revoked_at: Option<i64>,
}

/// The columns of a row of keys.
pub(super) const KEY_COLUMNS: &str = "site, hash, scope, name, created_at, expires_at, revoked_at";

impl RawKey {
    /// Makes the key of it.
    pub(super) fn key(self, site: Slug, hash: KeyHash) -> Result<KeyRow, StoreError> {
        let Self { scope, name, created_at, expires_at, revoked_at } = self;
        let grant = Grant { site, scope: parsed(scope.parse())?, expires_at, revoked_at };
        Ok(KeyRow { hash, grant, name, created_at })
    }
}

/// Refuses a key that is not there.
pub(super) fn no_key(site: &Slug, id: Fingerprint) -> StoreError {
    StoreError::Refused(format!("site {site} has no key {id}; `sondeo key list --site {site}` names those that it has"))
}

/// Returns the zone of this name.
pub(super) fn zone(tz: &str) -> Result<TimeZone, StoreError> {
    TimeZone::get(tz).map_err(|unknown| StoreError::Refused(unknown.to_string()))
}

/// Refuses a site that is not there.
pub(super) fn unknown(site: &Slug) -> StoreError {
    StoreError::Refused(format!("there is no site {site}; `sondeo site add {site}` makes one"))
}

/// Refuses to add a site a second time.
pub(super) fn known(site: &Slug) -> StoreError {
    StoreError::Refused(format!("there is a site {site} already; `sondeo site set` changes it"))
}

/// A survey or a secret of a site that is not there can only be damage.
pub(super) fn stray(site: &Slug) -> StoreError {
    StoreError::Damaged(format!("a survey or a secret belongs to site {site}, which is not there"))
}
