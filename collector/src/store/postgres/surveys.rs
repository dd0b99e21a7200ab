//! Surveys: making them what a file says.

use shared::survey::{Slug, Survey};
use tokio_postgres::{Client, Transaction, types::ToSql};

use super::{catalog, pool::Pool};
use crate::{
    store::{StoreError, configured, row::parsed},
    survey_file::SurveyFile,
};

/// Makes the site's surveys what `file` says; those that it does not name stay, behind the others.
pub(in crate::store) async fn apply(pool: &Pool, site: &Slug, file: &SurveyFile) -> Result<Vec<Slug>, StoreError> {
    let mut connection = pool.take().await?;
    let client: &mut Client = &mut connection;
    let transaction = client.transaction().await?;
    // Two files at once are applied one after the other.
    let there = "select 1 from sites where site = $1 for update";
    if transaction.query_opt(there, &[&site.as_str()]).await?.is_none() {
        return Err(configured::unknown(site));
    }
    let surveys = file.surveys();
    let count = i64::try_from(surveys.len()).expect("a file has fewer than 2^63 surveys");
    let behind = "update surveys set position = position + $2 where site = $1";
    transaction.execute(behind, &[&site.as_str(), &count]).await?;
    let mut changed = Vec::new();
    for (position, survey) in (0..count).zip(surveys) {
        let slug = &survey.definition().slug;
        let current = current(&transaction, site, slug).await?;
        let version = configured::version_of(survey, current.as_ref())?;
        let number: i32 = parsed(version.try_into())?;
        if current.is_none_or(|(current, _)| current != version) {
            let sql = "insert into survey_versions values ($1, $2, $3, $4)";
            let definition = configured::survey_json(survey);
            let row: [&(dyn ToSql + Sync); 4] = [&site.as_str(), &slug.as_str(), &number, &definition];
            transaction.execute(sql, &row).await?;
            changed.push(slug.clone());
        }
        let sql = "insert into surveys values ($1, $2, $3, $4) \
             on conflict (site, survey) do update set version = excluded.version, position = excluded.position";
        let row: [&(dyn ToSql + Sync); 4] = [&site.as_str(), &slug.as_str(), &number, &position];
        transaction.execute(sql, &row).await?;
    }
    catalog::touch(&transaction).await?;
    transaction.commit().await?;
    Ok(changed)
}

async fn current(transaction: &Transaction<'_>, site: &Slug, slug: &Slug) -> Result<Option<(u32, Survey)>, StoreError> {
    let sql = "select version, definition from surveys join survey_versions using (site, survey, version) \
         where site = $1 and survey = $2";
    let Some(row) = transaction.query_opt(sql, &[&site.as_str(), &slug.as_str()]).await? else { return Ok(None) };
    let version = parsed(row.try_get::<_, i32>("version")?.try_into())?;
    Ok(Some((version, configured::survey(row.try_get("definition")?)?)))
}
