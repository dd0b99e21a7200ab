//! Recounts every response and compares with the tallies.

use std::collections::BTreeMap;

use rusqlite::Connection;
use shared::tally::Tally;

use super::{ledger, tallies};
use crate::store::{StoreError, query::Difference};

/// Returns the tallies that are not what the responses say; none if all is well.
pub(in crate::store) fn differences(db: &Connection) -> Result<Vec<Difference>, StoreError> {
    // One transaction, so that both sides are of one moment even while responses arrive.
    let snapshot = db.unchecked_transaction()?;
    let mut places: BTreeMap<tallies::TallyKey, (Tally, Tally)> = BTreeMap::new();
    ledger::for_each(&snapshot, |response| {
        for key in tallies::keys(&response) {
            let (_, recounted) = places.entry(key).or_default();
            *recounted = recounted.merge(Tally::of(response.report.standing()));
        }
    })?;
    tallies::for_each(&snapshot, |key, tally| places.entry(key).or_default().0 = tally)?;
    let wrong = places.into_iter().filter(|(_, (stored, recounted))| stored != recounted);
    let difference = |(key, (stored, recounted)): (tallies::TallyKey, (Tally, Tally))| {
        let place = format!("{} {} {} {} {:?}", key.site, key.survey, key.day, key.dimension, key.value);
        Difference { place, stored, recounted }
    };
    Ok(wrong.map(difference).collect())
}
