//! What is held back from the scores: releasing it within the transaction of a batch that has the site's stripe alone,
//! and telling of it.

use shared::survey::Slug;
use tokio_postgres::{Client, Row, types::ToSql};

use super::{
    feed::SEQ,
    ledger,
    pool::{Pool, soon},
};
use crate::{
    calendar::Day,
    store::{
        StoreError,
        audit::Action,
        counts::Changes,
        quarantine::{COUNTED_AT_MOST, HeldGroup, HeldResponse, Release, Selection},
        query::TallyQuery,
        removal::AT_ONCE,
        row::{COLUMNS, RELEASED, parsed, slug},
    },
    submission::Submission,
};

/// Changes what is held back, [`AT_ONCE`] of it, and returns the rows. `change` is the beginning of an update or of a
/// deletion.
pub(super) async fn change(
    client: &Client,
    change: &str,
    site: &Slug,
    selection: &Selection,
) -> Result<Vec<Submission>, StoreError> {
    let sql = format!(
        "{change} where site = $1 and id in (select id from responses where site = $1 and quarantined_at is not null \
             and ($2::text is null or survey = $2) and ($3::int is null or day >= $3) and ($4::int is null or day < $4) \
             and ($5::uuid is null or id = $5) limit {AT_ONCE}) returning {COLUMNS}"
    );
    let Selection { survey, from, to, id } = selection;
    let day = |day: &Option<Day>| day.map(|day| day.0);
    let (survey, from, to) = (survey.as_ref().map(Slug::as_str), day(from), day(to));
    let rows = client.query(&sql, &[&site.as_str(), &survey, &from, &to, id]).await?;
    rows.iter().map(ledger::read).collect()
}

/// Releases [`AT_ONCE`] responses, and notes what they are counted for.
pub(super) async fn release(client: &Client, release: &Release, changes: &mut Changes) -> Result<u64, StoreError> {
    let update = format!("update responses set quarantine = '{RELEASED}', quarantined_at = null, arrived = {SEQ}");
    let released = change(client, &update, &release.site, &release.selection).await?;
    for response in &released {
        changes.count(response, None);
        changes.note(response, Action::Released, release.at);
        changes.arrive(response, release.at);
    }
    Ok(released.len().try_into().expect("a count of rows is a u64"))
}

/// Reads what a site holds back, in groups in the order of days.
pub(in crate::store) async fn groups(pool: &Pool, site: &Slug) -> Result<Vec<HeldGroup>, StoreError> {
    let sql = "select survey, day, quarantine, count(*) as responses, min(quarantined_at) as first, \
         max(quarantined_at) as last from responses where site = $1 and quarantined_at is not null \
         group by survey, day, quarantine order by day, survey, quarantine";
    let rows = soon(async { Ok(pool.take().await?.query(sql, &[&site.as_str()]).await?) }).await?;
    let read = |row: &Row| {
        Ok(HeldGroup {
            survey: slug(row.try_get("survey")?)?,
            day: Day(row.try_get("day")?),
            reason: parsed(row.try_get::<_, &str>("quarantine")?.parse())?,
            responses: parsed(u64::try_from(row.try_get::<_, i64>("responses")?))?,
            first: row.try_get("first")?,
            last: row.try_get("last")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Reads what a site holds back, the oldest first.
pub(in crate::store) async fn responses(pool: &Pool, site: &Slug, most: u32) -> Result<Vec<HeldResponse>, StoreError> {
    let sql = "select id, survey, day, quarantine, quarantined_at from responses \
         where site = $1 and quarantined_at is not null order by quarantined_at, id limit $2";
    let place: [&(dyn ToSql + Sync); 2] = [&site.as_str(), &i64::from(most)];
    let rows = soon(async { Ok(pool.take().await?.query(sql, &place).await?) }).await?;
    let read = |row: &Row| {
        Ok(HeldResponse {
            id: row.try_get("id")?,
            survey: slug(row.try_get("survey")?)?,
            day: Day(row.try_get("day")?),
            reason: parsed(row.try_get::<_, &str>("quarantine")?.parse())?,
            since: row.try_get("quarantined_at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Counts what is held back of a survey's range of days, of all touchpoints or one.
pub(in crate::store) async fn count(pool: &Pool, query: &TallyQuery) -> Result<u64, StoreError> {
    let sql = format!(
        "select count(*) from (select 1 from responses where site = $1 and survey = $2 and day >= $3 and day < $4 \
         and ($5::text is null or touchpoint = $5) and quarantined_at is not null limit {COUNTED_AT_MOST}) as held"
    );
    let TallyQuery { site, survey, from, to, value, .. } = query;
    let place: [&(dyn ToSql + Sync); 5] = [&site.as_str(), &survey.as_str(), &from.0, &to.0, value];
    let counted = soon(async {
        let client = pool.take().await?;
        let statement = client.prepare_cached(&sql).await?;
        Ok(client.query_one(&statement, &place).await?.try_get::<_, i64>(0)?)
    });
    parsed(u64::try_from(counted.await?))
}
