//! Removing responses, within the transaction of a batch that has the site's stripe alone.

use tokio_postgres::{Client, types::ToSql};

use super::{feed, ledger, quarantine, tombstones};
use crate::{
    store::{
        StoreError,
        audit::Action,
        counts::Changes,
        removal::{AT_ONCE, CHANGES, Removal, Removed, Target, first_id},
        row::COLUMNS,
        tombstone::{self, Salt},
    },
    submission::Submission,
};

/// Removes what is to be gone, of a respondent or a quarantine [`AT_ONCE`], and notes what it is no longer counted for.
pub(super) async fn apply(
    client: &Client,
    salt: &Salt,
    removal: &Removal,
    changes: &mut Changes,
) -> Result<Removed, StoreError> {
    let Removal { site, target, at } = removal;
    let name = site.as_str();
    let mut graves = Vec::new();
    let (removed, again) = match target {
        Target::Response(id) => {
            let removed = delete(client, "site = $1 and id = $2", &[&name, id]).await?;
            let again =
                removed.is_empty() && tombstones::removed_at(client, site, &salt.response(site, *id)).await?.is_some();
            (removed, again)
        }
        Target::Respondent(respondent) => {
            let theirs = format!(
                "site = $1 and id in (select id from responses where site = $1 and respondent = $2 limit {AT_ONCE})"
            );
            let removed = delete(client, &theirs, &[&name, respondent]).await?;
            let sql = "delete from histories where site = $1 and respondent = $2";
            let histories = client.execute(sql, &[&name, respondent]).await?;
            let hash = salt.respondent(site, respondent);
            let again =
                removed.is_empty() && histories == 0 && tombstones::removed_at(client, site, &hash).await?.is_some();
            graves.push((hash, None));
            (removed, again)
        }
        Target::Quarantined(selection) => {
            let dropped = quarantine::change(client, "delete from responses", site, selection).await?;
            dropped.iter().for_each(|response| changes.note(response, Action::Dropped, *at));
            (dropped, false)
        }
        Target::Expired { before, limit } => {
            tombstones::forget(client, site, *at).await?;
            // A response changes some times while it is kept.
            feed::forget(client, site, *before, limit.saturating_mul(CHANGES)).await?;
            // Ids are minted at the time of issue and begin with it, so that the oldest are found by the key.
            const EXPIRED: &str = "site = $1 and id in (select id from responses where site = $1 and id < $2 \
                 and issued_at < $3 order by id limit $4)";
            let removed = delete(client, EXPIRED, &[&name, &first_id(*before), before, &i64::from(*limit)]).await?;
            (removed, false)
        }
    };
    removed.iter().for_each(|response| changes.take_back(response));
    graves.extend(tombstone::graves(salt, removal, &removed));
    tombstones::add(client, site, *at, &graves).await?;
    Ok(Removed { responses: removed.len().try_into().expect("a count of rows is a u64"), again })
}

async fn delete(client: &Client, which: &str, place: &[&(dyn ToSql + Sync)]) -> Result<Vec<Submission>, StoreError> {
    let sql = format!("delete from responses where {which} returning {COLUMNS}");
    let rows = client.query(&sql, place).await?;
    rows.iter().map(ledger::read).collect()
}
