//! The audit of the quarantine.

use shared::survey::Slug;
use tokio_postgres::{GenericClient, Row, Statement};

use super::pool::{Pool, soon};
use crate::store::{
    StoreError,
    audit::{AuditLine, Entry},
    counts::Changes,
    row::{parsed, slug},
};

/// Adds to rows in the order in which they are given. The last parameter is the slot.
pub(super) const ADD: &str = "insert into audit (site, at, action, survey, responses, slot) \
     select unnest($1::text[]), unnest($2::bigint[]), unnest($3::text[]), unnest($4::text[]), unnest($5::bigint[]), \
         $6::smallint \
     on conflict (site, at, action, survey, slot) do update set responses = audit.responses + excluded.responses";

/// Adds what a batch did to what the writer with this slot has noted.
pub(super) async fn add(
    client: &impl GenericClient,
    statement: &Statement,
    changes: &Changes,
    slot: i16,
) -> Result<(), tokio_postgres::Error> {
    if changes.audit().len() == 0 {
        return Ok(());
    }
    let (entries, responses): (Vec<&Entry>, Vec<i64>) = changes.audit().unzip();
    let sites: Vec<&str> = entries.iter().map(|entry| entry.site.as_str()).collect();
    let at: Vec<i64> = entries.iter().map(|entry| entry.at).collect();
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.name()).collect();
    let surveys: Vec<&str> = entries.iter().map(|entry| entry.survey.as_str()).collect();
    client.execute(statement, &[&sites, &at, &actions, &surveys, &responses, &slot]).await.map(drop)
}

/// Reads what was done at a site, in order.
pub(in crate::store) async fn lines(pool: &Pool, site: &Slug) -> Result<Vec<AuditLine>, StoreError> {
    let sql = "select at, action, survey, sum(responses)::bigint as responses from audit where site = $1 \
         group by at, action, survey order by at, action, survey";
    let rows = soon(async { Ok(pool.take().await?.query(sql, &[&site.as_str()]).await?) }).await?;
    let read = |row: &Row| {
        Ok(AuditLine {
            at: row.try_get("at")?,
            action: parsed(row.try_get::<_, &str>("action")?.parse())?,
            survey: slug(row.try_get("survey")?)?,
            responses: parsed(u64::try_from(row.try_get::<_, i64>("responses")?))?,
        })
    };
    rows.iter().map(read).collect()
}
