//! What the stored responses count, added up from the rows themselves, and what is asked of whom.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;
use tokio_postgres::NoTls;

/// The responses of a survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Answers by rating, 0 to 10.
    pub ratings: [u64; 11],
    /// All that is counted.
    pub shown: u64,
    /// Closed without a rating.
    pub dismissed: u64,
    /// Held back, and in none of the others.
    pub held: u64,
    /// The first and the last day, counted from 1970-01-01.
    pub days: Option<(i32, i32)>,
    /// The attributes that the survey declares.
    pub attributes: Vec<String>,
}

/// Rows that are alike, and how many: site, survey, day, outcome, rating, whether they are held back.
type Alike = (String, String, i32, String, Option<i64>, bool, i64);

const ROWS: &str = "select site, survey, day, outcome, rating, quarantined_at is not null, count(*) from responses \
     group by site, survey, day, outcome, rating, quarantined_at is not null";

const SURVEYS: &str = "select site, survey, definition from surveys join survey_versions using (site, survey, version)";

/// Counts the responses of every survey that there is, by site and survey. Nothing where the file cannot be read.
pub fn in_folder(folder: &Path) -> Option<BTreeMap<(String, String), Counts>> {
    let file = folder.join("sondeo.db");
    let db = file.exists().then(|| Connection::open(file).ok())??;
    let mut statement = db.prepare(SURVEYS).ok()?;
    let surveys = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).ok()?;
    let surveys = surveys.collect::<Result<Vec<_>, _>>().ok()?;
    let mut statement = db.prepare(ROWS).ok()?;
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
    });
    let rows = rows.ok()?.collect::<Result<Vec<_>, _>>().ok()?;
    Some(count(surveys, rows))
}

/// The same of a database. Nothing where its server does not answer.
pub async fn in_database(address: &str) -> Option<BTreeMap<(String, String), Counts>> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await.ok()?;
    let driving = tokio::spawn(connection);
    let surveys = client.query(SURVEYS, &[]).await.ok()?;
    let rows = client.query(ROWS, &[]).await.ok()?;
    drop(client);
    driving.await.ok()?.ok()?;
    let surveys = surveys.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    let alike = |row: &tokio_postgres::Row| {
        let rating = row.get::<_, Option<i16>>(4).map(i64::from);
        (row.get(0), row.get(1), row.get(2), row.get(3), rating, row.get(5), row.get(6))
    };
    Some(count(surveys, rows.iter().map(alike).collect()))
}

fn count(surveys: Vec<(String, String, String)>, rows: Vec<Alike>) -> BTreeMap<(String, String), Counts> {
    let declared = |definition: &str| -> Vec<String> {
        let definition: Value = serde_json::from_str(definition).unwrap_or_default();
        let names = definition["attributes"].as_array().cloned().unwrap_or_default();
        names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    };
    let begin = |(site, survey, definition): (String, String, String)| {
        ((site, survey), Counts { attributes: declared(&definition), ..Counts::default() })
    };
    let mut all: BTreeMap<_, Counts> = surveys.into_iter().map(begin).collect();
    for (site, survey, day, outcome, rating, is_held, times) in rows {
        let Some(counts) = all.get_mut(&(site, survey)) else { continue };
        let times = times.unsigned_abs();
        let (first, last) = counts.days.unwrap_or((day, day));
        counts.days = Some((first.min(day), last.max(day)));
        if is_held {
            counts.held += times;
            continue;
        }
        counts.shown += times;
        match rating.and_then(|rating| usize::try_from(rating).ok()) {
            Some(rating) => counts.ratings[rating] += times,
            None => counts.dismissed += if outcome == "shown" { 0 } else { times },
        }
    }
    all
}
