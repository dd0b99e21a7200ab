//! What is there although it was removed: a restored backup has it still.

use shared::survey::Slug;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    pool::{Pool, soon},
    tombstones::{self, UNCOVERED},
};
use crate::store::{
    StoreError,
    carrying::{Looked, Returned, ReturnedHistory},
    row::slug,
};

/// Looks at the responses after that one, and finds those that a tombstone covers.
pub(in crate::store) async fn responses(
    pool: &Pool,
    after: Option<Returned>,
    most: u32,
) -> Result<Looked<Returned, Returned>, StoreError> {
    const PAGE: &str = "select site, id, issued_at, respondent from responses where (site, id) > ($1, $2) \
         order by site, id limit $3";
    let covered = format!(
        "select site, id from unnest($1::text[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[]) \
             as new (site, id, issued_at, response_hash, respondent_hash) where not ({UNCOVERED})"
    );
    let after = after.map_or((String::new(), Uuid::nil()), |(site, id)| (site.to_string(), id));
    soon(async {
        let client = pool.take().await?;
        let salt = tombstones::salt(&**client).await?;
        let rows = client.query(PAGE, &[&after.0, &after.1, &i64::from(most)]).await?;
        let (mut sites, mut ids, mut issued_at) = (Vec::new(), Vec::new(), Vec::new());
        let (mut hashes, mut respondents) = (Vec::new(), Vec::new());
        for row in &rows {
            let (site, id) = key(row)?;
            let respondent: Option<&str> = row.try_get("respondent")?;
            hashes.push(salt.response(&site, id).to_vec());
            respondents.push(respondent.map(|respondent| salt.respondent(&site, respondent).to_vec()));
            issued_at.push(row.try_get::<_, i64>("issued_at")?);
            sites.push(site.to_string());
            ids.push(id);
        }
        let returned = client.query(&covered, &[&sites, &ids, &issued_at, &hashes, &respondents]).await?;
        let more = rows.len() == usize::try_from(most).expect("a page fits in memory");
        let last = rows.last().filter(|_| more).map(key).transpose()?;
        let returned = returned.iter().map(key).collect::<Result<_, _>>()?;
        Ok(Looked { last, returned })
    })
    .await
}

/// The same of histories. Whoever was asked after their erasure came back, and is left alone.
pub(in crate::store) async fn histories(
    pool: &Pool,
    after: Option<(Slug, String)>,
    most: u32,
) -> Result<Looked<(Slug, String), ReturnedHistory>, StoreError> {
    const PAGE: &str = "select site, respondent, max(asked_at) as asked_at from histories \
         where (site, respondent) > ($1, $2) group by site, respondent order by site, respondent limit $3";
    let after = after.map_or((String::new(), String::new()), |(site, respondent)| (site.to_string(), respondent));
    soon(async {
        let client = pool.take().await?;
        let salt = tombstones::salt(&**client).await?;
        let rows = client.query(PAGE, &[&after.0, &after.1, &i64::from(most)]).await?;
        let (mut last, mut returned) = (None, Vec::new());
        for row in &rows {
            let (site, respondent): (Slug, String) = (slug(row.try_get("site")?)?, row.try_get("respondent")?);
            let erased_at = tombstones::removed_at(&**client, &site, &salt.respondent(&site, &respondent)).await?;
            let asked_at: i64 = row.try_get("asked_at")?;
            if let Some(erased_at) = erased_at.filter(|erased_at| asked_at <= *erased_at) {
                returned.push((site.clone(), respondent.clone(), erased_at));
            }
            last = Some((site, respondent));
        }
        let more = rows.len() == usize::try_from(most).expect("a page fits in memory");
        Ok(Looked { last: last.filter(|_| more), returned })
    })
    .await
}

fn key(row: &Row) -> Result<Returned, StoreError> {
    Ok((slug(row.try_get("site")?)?, row.try_get("id")?))
}
