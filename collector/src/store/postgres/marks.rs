//! The table of marks.

use shared::survey::Slug;
use tokio_postgres::{Client, Row, types::ToSql};

use super::pool::{Pool, soon};
use crate::{
    calendar::Day,
    marks::{MAX_MARKS, Mark, Put},
    store::{
        StoreError,
        row::{parsed, slug},
    },
};

/// Puts a mark in place of the one of its name.
pub(in crate::store) async fn put(pool: &Pool, site: &Slug, mark: &Mark) -> Result<Put, StoreError> {
    soon(async {
        let mut connection = pool.take().await?;
        let client: &mut Client = &mut connection;
        let transaction = client.transaction().await?;
        // Of two at once each counts the other.
        transaction.execute("select 1 from sites where site = $1 for update", &[&site.as_str()]).await?;
        let sql = "select count(*), count(*) filter (where name = $2) from marks where site = $1";
        let counts = transaction.query_one(sql, &[&site.as_str(), &mark.name.as_str()]).await?;
        let (count, known): (i64, i64) = (counts.try_get(0)?, counts.try_get(1)?);
        if known == 0 && parsed(u32::try_from(count))? >= MAX_MARKS {
            return Ok(Put::NoRoom);
        }
        let sql = "insert into marks (site, name, day, note) values ($1, $2, $3, $4) \
             on conflict (site, name) do update set day = excluded.day, note = excluded.note";
        let row: [&(dyn ToSql + Sync); 4] = [&site.as_str(), &mark.name.as_str(), &mark.day.0, &mark.note];
        transaction.execute(sql, &row).await?;
        transaction.commit().await?;
        Ok(if known > 0 { Put::Known } else { Put::New })
    })
    .await
}

/// Lists a site's marks by day, then by name.
pub(in crate::store) async fn list(pool: &Pool, site: &Slug) -> Result<Vec<Mark>, StoreError> {
    let sql = "select name, day, note from marks where site = $1 order by day, name";
    let rows = soon(async { Ok(pool.take().await?.query(sql, &[&site.as_str()]).await?) }).await?;
    let read = |row: &Row| {
        Ok(Mark { name: slug(row.try_get("name")?)?, day: Day(row.try_get("day")?), note: row.try_get("note")? })
    };
    rows.iter().map(read).collect()
}

/// Removes a mark; says whether there was one.
pub(in crate::store) async fn remove(pool: &Pool, site: &Slug, name: &Slug) -> Result<bool, StoreError> {
    let sql = "delete from marks where site = $1 and name = $2";
    soon(async { Ok(pool.take().await?.execute(sql, &[&site.as_str(), &name.as_str()]).await? > 0) }).await
}
