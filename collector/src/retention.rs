//! Retention: how long a site keeps responses, and the removal of what it no longer keeps.

use std::{fmt, str::FromStr, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use tokio::time;
use tracing::{info, warn};

use crate::{
    calendar::Day,
    catalog::Site,
    clock::Clock,
    store::{
        Store, StoreError,
        removal::{Removal, Target},
    },
};

/// The longest that can be set, in days.
const MAX_DAYS: u16 = 3650;

/// The most responses of one transaction, so that reports hardly wait behind it.
const BATCH: u32 = 500;

/// How often what expired is removed.
const EVERY: SignedDuration = SignedDuration::from_hours(1);

/// How often the clock is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// How long a site keeps its responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retention(Option<u16>);

/// What a retention looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("responses are kept for 1 to {MAX_DAYS} days, or forever")]
pub struct NotARetention;

impl Retention {
    /// For ever.
    pub const FOREVER: Self = Self(None);

    /// Keeps responses for so many days after the one on which their prompt was issued.
    ///
    /// # Errors
    /// [`NotARetention`] unless 1 to 3650.
    pub fn days(days: u16) -> Result<Self, NotARetention> {
        if (1..=MAX_DAYS).contains(&days) { Ok(Self(Some(days))) } else { Err(NotARetention) }
    }

    /// Returns the days, if it is not for ever.
    pub fn as_days(self) -> Option<u16> {
        self.0
    }

    /// Returns the moment before which prompts were issued whose responses are no longer kept: the
    /// start of a day in the site's zone.
    pub fn expires_before(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let first_kept = Day::of(now, zone).plus(-i32::from(self.0?));
        first_kept.start(zone)
    }
}

/// A number of days, or `forever`.
impl FromStr for Retention {
    type Err = NotARetention;

    fn from_str(text: &str) -> Result<Self, NotARetention> {
        match text {
            "forever" | "none" => Ok(Self::FOREVER),
            days => Self::days(days.parse().map_err(|_| NotARetention)?),
        }
    }
}

impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(1) => f.write_str("1 day"),
            Some(days) => write!(f, "{days} days"),
            None => f.write_str("forever"),
        }
    }
}

/// Removes what expired, at once and then every hour by `clock`, for ever.
pub async fn keep(store: Store, clock: Arc<dyn Clock>) {
    let mut looks = time::interval(LOOK_EVERY);
    let mut purged: Option<Timestamp> = None;
    loop {
        looks.tick().await;
        let now = clock.now();
        // A clock that was set back is not waited for.
        if purged.is_some_and(|purged| now.duration_since(purged).abs() < EVERY) {
            continue;
        }
        match purge(&store, now).await {
            Ok(_) => purged = Some(now),
            Err(cause) => warn!("what expired was not all removed; it is tried again in a minute: {cause}"),
        }
    }
}

/// Removes what expired of every site and returns how many responses that were. Several collectors may do it at once.
///
/// # Errors
/// [`StoreError`] if the store fails or is too busy for a site: what expired of the others is removed all the same.
pub async fn purge(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    let mut all = Ok(0);
    for site in store.catalog().await?.sites.into_values() {
        match purge_site(store, &site, now).await {
            Ok(responses) => all = all.map(|all| all + responses),
            Err(cause) => all = Err(cause),
        }
    }
    all
}

async fn purge_site(store: &Store, site: &Site, now: Timestamp) -> Result<u64, StoreError> {
    // Where all is kept for ever, tombstones end all the same: those of a flood that was dropped.
    let before = site.retention.expires_before(now, &site.zone).unwrap_or(Timestamp::UNIX_EPOCH);
    let target = Target::Expired { before: before.as_second(), limit: BATCH };
    let removal = Removal { site: site.slug.clone(), target, at: now.as_second() };
    let mut responses = 0;
    loop {
        let removed = store.remove(removal.clone()).await?.responses;
        responses += removed;
        if removed < u64::from(BATCH) {
            break;
        }
    }
    if responses > 0 {
        info!(site.id = %site.slug, "removed {responses} responses of site {} that expired", site.slug);
    }
    Ok(responses)
}

#[cfg(test)]
mod tests;
