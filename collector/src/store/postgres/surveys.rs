//! Surveys: how those of a site stand, and making them what their owner wishes.

use jiff::Timestamp;
use shared::survey::Slug;
use tokio_postgres::{Client, Transaction, types::ToSql};

use super::{
    catalog,
    pool::{Pool, soon},
};
use crate::{
    store::{
        StoreError, configured,
        query::VersionRow,
        row::{parsed, slug},
    },
    surveys::{Edit, Plan, Standing, SurveyChange, Unmade},
};

/// Makes an edit, or only says what would come of it.
pub(in crate::store) async fn edit(
    pool: &Pool,
    site: &Slug,
    edit: &Edit,
    now: Timestamp,
) -> Result<Vec<SurveyChange>, StoreError> {
    soon(async {
        let mut connection = pool.take().await?;
        let client: &mut Client = &mut connection;
        let transaction = client.transaction().await?;
        // Two edits at once are made one after the other.
        let there = "select 1 from sites where site = $1 for update";
        if transaction.query_opt(there, &[&site.as_str()]).await?.is_none() {
            return Err(Unmade::NoSite(site.clone()).into());
        }
        let plan = standing(&transaction, site).await?.plan(edit)?;
        if plan.is_needed && !edit.is_rehearsal {
            write(&transaction, site, &plan, now).await?;
        }
        transaction.commit().await?;
        Ok(plan.changes)
    })
    .await
}

async fn standing(transaction: &Transaction<'_>, site: &Slug) -> Result<Standing, StoreError> {
    let sql = "select survey from surveys where site = $1 order by position, survey";
    let listed = transaction.query(sql, &[&site.as_str()]).await?;
    let listed = listed.iter().map(|row| slug(row.try_get("survey")?)).collect::<Result<_, StoreError>>()?;
    let latest = transaction.query(configured::LATEST_SURVEYS, &[&site.as_str()]).await?;
    let latest = latest.iter().map(|row| {
        let version = parsed(row.try_get::<_, i32>("version")?.try_into())?;
        Ok((slug(row.try_get("survey")?)?, (version, configured::survey(row.try_get("definition")?)?)))
    });
    let latest = latest.collect::<Result<_, StoreError>>()?;
    let sql = "select coalesce(sum(octet_length(definition)), 0)::bigint from survey_versions where site = $1";
    let bytes: i64 = transaction.query_one(sql, &[&site.as_str()]).await?.try_get(0)?;
    Ok(Standing { listed, latest, bytes: parsed(bytes.try_into())? })
}

async fn write(transaction: &Transaction<'_>, site: &Slug, plan: &Plan, now: Timestamp) -> Result<(), StoreError> {
    let sql = "insert into survey_versions (site, survey, version, definition, created_at) values ($1, $2, $3, $4, $5)";
    for (slug, version, definition) in &plan.versions {
        let version: i32 = parsed((*version).try_into())?;
        let row: [&(dyn ToSql + Sync); 5] = [&site.as_str(), &slug.as_str(), &version, definition, &now.as_second()];
        transaction.execute(sql, &row).await?;
    }
    transaction.execute("delete from surveys where site = $1", &[&site.as_str()]).await?;
    let sql = "insert into surveys (site, survey, version, position) values ($1, $2, $3, $4)";
    for (position, (slug, version)) in (0_i64..).zip(&plan.listed) {
        let version: i32 = parsed((*version).try_into())?;
        transaction.execute(sql, &[&site.as_str(), &slug.as_str(), &version, &position]).await?;
    }
    catalog::touch(transaction).await
}

/// Lists the versions of a survey, the first one first; none of a survey that there never was.
pub(in crate::store) async fn versions(pool: &Pool, site: &Slug, survey: &Slug) -> Result<Vec<VersionRow>, StoreError> {
    let sql = "select version, created_at from survey_versions where site = $1 and survey = $2 order by version";
    let rows = soon(async { Ok(pool.take().await?.query(sql, &[&site.as_str(), &survey.as_str()]).await?) }).await?;
    let read = |row: &tokio_postgres::Row| {
        let version = parsed(row.try_get::<_, i32>("version")?.try_into())?;
        Ok(VersionRow { version, created_at: row.try_get("created_at")? })
    };
    rows.iter().map(read).collect()
}
