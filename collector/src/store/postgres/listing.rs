//! Listing: rows of a site from the newest on. What is found is filtered by the server, so that no row travels for nothing.

use shared::survey::Slug;
use tokio_postgres::{Client, Row, types::ToSql};
use uuid::Uuid;

use super::{
    ledger,
    pool::{Pool, soon},
};
use crate::{
    listing::filter::Filter,
    store::{
        StoreError,
        listing::{Comment, Condition, Dialect, Extent, Page, Value, ids_between},
        row::COLUMNS,
    },
    submission::Submission,
};

/// Looks through responses from `before` on.
pub(in crate::store) async fn page(
    pool: &Pool,
    site: &Slug,
    filter: &Filter,
    before: Option<Uuid>,
    extent: Extent,
) -> Result<Page<Submission>, StoreError> {
    look(pool, site, filter, before, extent, COLUMNS, ledger::read).await
}

/// The same of what customers wrote.
pub(in crate::store) async fn comments(
    pool: &Pool,
    site: &Slug,
    filter: &Filter,
    before: Option<Uuid>,
    extent: Extent,
) -> Result<Page<Comment>, StoreError> {
    let tell = |row: &Row| Ok(Comment { id: row.try_get("id")?, text: row.try_get("comment")? });
    look(pool, site, filter, before, extent, "id, comment", tell).await
}

/// Returns these of a site's responses that are there, the newest first.
pub(in crate::store) async fn responses(pool: &Pool, site: &Slug, ids: &[Uuid]) -> Result<Vec<Submission>, StoreError> {
    let sql = format!("select {COLUMNS} from responses where site = $1 and id = any($2) order by id desc");
    let rows = soon(async {
        let client = pool.take().await?;
        let statement = client.prepare_cached(&sql).await?;
        Ok(client.query(&statement, &[&site.as_str(), &ids]).await?)
    });
    rows.await?.iter().map(ledger::read).collect()
}

/// Looks through rows; `tell` makes what is found of these columns.
async fn look<T>(
    pool: &Pool,
    site: &Slug,
    filter: &Filter,
    before: Option<Uuid>,
    extent: Extent,
    columns: &str,
    tell: impl Fn(&Row) -> Result<T, StoreError>,
) -> Result<Page<T>, StoreError> {
    let condition = Condition::of(filter, Dialect::Postgres, 6);
    let sql = format!(
        "select {columns} from (select * from responses where site = $1 and id >= $2 and id < $3 order by id desc limit $4::bigint) \
             as newest where {} order by id desc limit $5::bigint",
        condition.sql
    );
    let (first, end) = ids_between(filter, before);
    let (name, rows, most) = (site.as_str(), i64::from(extent.rows), i64::from(extent.found));
    let place: [&(dyn ToSql + Sync); 5] = [&name, &first, &end, &rows, &most];
    let values = condition.values.iter().map(|value| match value {
        Value::Text(text) => text as &(dyn ToSql + Sync),
        Value::Integer(integer) => integer,
    });
    let place: Vec<&(dyn ToSql + Sync)> = place.into_iter().chain(values).collect();
    soon(async {
        let client = pool.take().await?;
        let found = client.query(&sql, &place).await?;
        let last = match found.last() {
            // Whether others follow is not looked for.
            Some(last) if found.len() == extent.found as usize => Some(last.try_get("id")?),
            _ => last_looked_at(&client, &place[..4]).await?,
        };
        Ok(Page { found: found.iter().map(&tell).collect::<Result<_, _>>()?, end: last })
    })
    .await
}

/// Returns the last row that was looked at, if there may be more behind it.
async fn last_looked_at(client: &Client, place: &[&(dyn ToSql + Sync)]) -> Result<Option<Uuid>, StoreError> {
    const SQL: &str = "select id from responses where site = $1 and id >= $2 and id < $3 \
         order by id desc offset $4::bigint - 1 limit 1";
    client.query_opt(SQL, place).await?.map(|row| Ok(row.try_get("id")?)).transpose()
}
