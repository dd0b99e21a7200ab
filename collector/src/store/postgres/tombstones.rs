//! The table of tombstones.

use shared::survey::Slug;
use tokio_postgres::{Client, GenericClient, Row};

use super::{
    error::PostgresError,
    pool::{Pool, soon},
};
use crate::{
    store::{
        StoreError,
        row::{parsed, slug},
        tombstone::{Hash, Salt, Tombstone},
    },
    submission::Submission,
};

/// True of a row `new` that no tombstone covers: neither one of its response, nor one of its respondent that is no
/// older than the prompt. Scalar queries, so that it stays a look at the key for each row, however many tombstones
/// there are and whatever the planner believes; where there are none at all, it is one look for the whole statement.
pub(super) const UNCOVERED: &str = "\
    ((select not exists (select from tombstones)) \
     or (select true from tombstones where tombstones.site = new.site and hash = new.response_hash) is null \
     and coalesce((select removed_at < new.issued_at from tombstones \
        where tombstones.site = new.site and hash = new.respondent_hash), true))";

const SALT: &str = "select salt from salts";

/// What tombstones know these rows by.
#[derive(Debug)]
pub(super) struct Hashes {
    responses: Vec<Hash>,
    respondents: Vec<Option<Hash>>,
}

impl Hashes {
    pub(super) fn of(salt: &Salt, rows: &[&Submission]) -> Self {
        let prompts = || rows.iter().map(|row| &row.prompt);
        Self {
            responses: prompts().map(|prompt| salt.response(&prompt.site, prompt.id)).collect(),
            respondents: prompts()
                .map(|prompt| Some(salt.respondent(&prompt.site, prompt.respondent.as_deref()?)))
                .collect(),
        }
    }

    /// The column of the responses' hashes.
    pub(super) fn responses(&self) -> Vec<&[u8]> {
        self.responses.iter().map(Hash::as_slice).collect()
    }

    /// The column of the respondents' hashes.
    pub(super) fn respondents(&self) -> Vec<Option<&[u8]>> {
        self.respondents.iter().map(|hash| hash.as_ref().map(Hash::as_slice)).collect()
    }
}

/// Reads the salt of the store.
pub(super) async fn salt(client: &impl GenericClient) -> Result<Salt, PostgresError> {
    Ok(Salt::new(&salt_of(client).await?))
}

/// Reads it as it is kept.
pub(super) async fn salt_of(client: &impl GenericClient) -> Result<Vec<u8>, PostgresError> {
    Ok(client.query_one(SALT, &[]).await?.try_get(0)?)
}

pub(in crate::store) async fn salt_bytes(pool: &Pool) -> Result<[u8; 32], StoreError> {
    let row = soon(async { Ok(pool.take().await?.query_one(SALT, &[]).await?) }).await?;
    parsed(row.try_get::<_, &[u8]>(0)?.try_into())
}

/// Says whether tombstones cover every one of these rows.
pub(super) async fn cover_all(
    client: &impl GenericClient,
    salt: &Salt,
    rows: &[&Submission],
) -> Result<bool, StoreError> {
    let sql = format!(
        "select 1 from unnest($1::text[], $2::bigint[], $3::bytea[], $4::bytea[]) \
             as new (site, issued_at, response_hash, respondent_hash) where {UNCOVERED} limit 1"
    );
    let hashes = Hashes::of(salt, rows);
    let sites: Vec<&str> = rows.iter().map(|row| row.prompt.site.as_str()).collect();
    let issued_at: Vec<i64> = rows.iter().map(|row| row.prompt.issued_at).collect();
    let uncovered = client.query_opt(&sql, &[&sites, &issued_at, &hashes.responses(), &hashes.respondents()]).await?;
    Ok(uncovered.is_none())
}

/// Returns when something was removed, if it was.
pub(super) async fn removed_at(
    client: &impl GenericClient,
    site: &Slug,
    hash: &Hash,
) -> Result<Option<i64>, StoreError> {
    let sql = "select removed_at from tombstones where site = $1 and hash = $2";
    let row = client.query_opt(sql, &[&site.as_str(), &hash.as_slice()]).await?;
    row.map(|row| Ok(row.try_get(0)?)).transpose()
}

/// Returns when something was erased last.
pub(in crate::store) async fn last_erasure(pool: &Pool) -> Result<Option<i64>, StoreError> {
    let sql = "select max(removed_at) from tombstones where kept_until is null";
    soon(async { Ok(pool.take().await?.query_one(sql, &[]).await?.try_get(0)?) }).await
}

/// Remembers that things of a site were removed: each for ever, or until a moment.
pub(super) async fn add(
    client: &impl GenericClient,
    site: &Slug,
    removed_at: i64,
    graves: &[(Hash, Option<i64>)],
) -> Result<(), StoreError> {
    // What is null is for ever.
    const SQL: &str = "insert into tombstones (site, hash, removed_at, kept_until) \
         select $1, grave.hash, $2, grave.kept_until from unnest($3::bytea[], $4::bigint[]) as grave (hash, kept_until) \
         on conflict (site, hash) do update set \
             removed_at = greatest(tombstones.removed_at, excluded.removed_at), \
             kept_until = case when tombstones.kept_until is null or excluded.kept_until is null then null \
                 else greatest(tombstones.kept_until, excluded.kept_until) end";
    if graves.is_empty() {
        return Ok(());
    }
    let hashes: Vec<&[u8]> = graves.iter().map(|(hash, _)| hash.as_slice()).collect();
    let kept_until: Vec<Option<i64>> = graves.iter().map(|(_, until)| *until).collect();
    client.execute(SQL, &[&site.as_str(), &removed_at, &hashes, &kept_until]).await?;
    Ok(())
}

/// Remembers what another store does, all of it or nothing.
pub(in crate::store) async fn add_all(pool: &Pool, tombstones: &[Tombstone]) -> Result<(), StoreError> {
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    let transaction = client.transaction().await?;
    for it in tombstones {
        add(&transaction, &it.site, it.removed_at, &[(it.hash, it.kept_until)]).await?;
    }
    Ok(transaction.commit().await?)
}

/// Reads the tombstones after that one, in the order of their keys.
pub(in crate::store) async fn page(
    pool: &Pool,
    after: Option<(Slug, Hash)>,
    most: u32,
) -> Result<Vec<Tombstone>, StoreError> {
    const SQL: &str = "select site, hash, removed_at, kept_until from tombstones where (site, hash) > ($1, $2) \
         order by site, hash limit $3";
    let (site, hash) = after.map_or((String::new(), Hash::default()), |(site, hash)| (site.to_string(), hash));
    let read = |row: &Row| {
        let (removed_at, kept_until) = (row.try_get("removed_at")?, row.try_get("kept_until")?);
        let hash = parsed(row.try_get::<_, &[u8]>("hash")?.try_into())?;
        Ok(Tombstone { site: slug(row.try_get("site")?)?, hash, removed_at, kept_until })
    };
    soon(async {
        let rows = pool.take().await?.query(SQL, &[&site, &hash.as_slice(), &i64::from(most)]).await?;
        rows.iter().map(read).collect()
    })
    .await
}

/// Forgets what no report can come of any more.
pub(super) async fn forget(client: &impl GenericClient, site: &Slug, now: i64) -> Result<(), StoreError> {
    client.execute("delete from tombstones where site = $1 and kept_until < $2", &[&site.as_str(), &now]).await?;
    Ok(())
}
