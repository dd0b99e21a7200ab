//! The least that PostgreSQL must do for a response: its row in the ledger, in batches, and nothing beside it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use anyhow::{Result, ensure};
use collector::{
    store::{POSTGRES_WRITERS, Store, place::Place},
    submission::Submission,
};
use shared::{survey::Slug, wire::prompts::Device};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls, types::ToSql};

use crate::{fill, load::Rate};

/// How many rows a statement has: the largest batch of the collector.
const BATCH: usize = 1_024;

/// Writes the same rows and nothing else: one statement and one commit a batch.
pub(crate) async fn run(url: &str, responses: usize) -> Result<Rate> {
    let store = Store::open(&Place::Postgres(url.parse()?)).await?;
    let site = fill::open(&store).await?;
    let answers: Vec<Submission> = fill::answers(&site, responses).collect::<Result<_>>()?;
    drop(store);
    let (answers, next) = (Arc::new(answers), Arc::new(AtomicUsize::new(0)));
    let mut clients = Vec::new();
    for _ in 0..POSTGRES_WRITERS {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        clients.push(client);
    }
    let started = Instant::now();
    let mut writing = JoinSet::new();
    for client in clients {
        writing.spawn(insert_all(client, Arc::clone(&answers), Arc::clone(&next)));
    }
    while let Some(written) = writing.join_next().await {
        written??;
    }
    let rate = responses as f64 / started.elapsed().as_secs_f64();
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    let stored: i64 = client.query_one("select count(*) from responses", &[]).await?.get(0);
    ensure!(stored == i64::try_from(responses)?, "{stored} rows were inserted");
    Ok(rate)
}

async fn insert_all(client: Client, answers: Arc<Vec<Submission>>, next: Arc<AtomicUsize>) -> Result<()> {
    let columns = COLUMNS.iter().enumerate();
    let columns = columns.map(|(at, kind)| format!("unnest(${}::{kind}[])", at + 1)).collect::<Vec<_>>().join(", ");
    let statement = client.prepare(&format!("insert into responses select {columns}")).await?;
    while let Some(rows) = answers.chunks(BATCH).nth(next.fetch_add(1, Ordering::Relaxed)) {
        let text = |column: fn(&Submission) -> &str| rows.iter().map(column).collect::<Vec<_>>();
        let perhaps = |column: fn(&Submission) -> Option<&str>| rows.iter().map(column).collect::<Vec<_>>();
        let long = |column: fn(&Submission) -> i64| rows.iter().map(column).collect::<Vec<_>>();
        let int = |column: fn(&Submission) -> i32| rows.iter().map(column).collect::<Vec<_>>();
        let ratings: Vec<_> = rows.iter().map(|row| row.report.rating.map(|rating| i16::from(rating.raw()))).collect();
        let columns: [&(dyn ToSql + Sync); COLUMNS.len()] = [
            &text(|row| row.prompt.site.as_str()),
            &rows.iter().map(|row| row.prompt.id).collect::<Vec<_>>(),
            &text(|row| row.prompt.survey.as_str()),
            &int(|_| 1),
            &long(|row| row.prompt.issued_at),
            &int(|row| row.day.0),
            &int(|_| 1),
            &text(|row| row.report.outcome.name()),
            &perhaps(|row| row.report.rating.map(|rating| rating.scale().name())),
            &ratings,
            &perhaps(|row| row.report.comment.as_deref()),
            &text(|_| "[]"),
            &perhaps(|row| row.report.contact.as_deref()),
            &long(|_| 900),
            &long(|row| row.received_at),
            &text(|row| row.prompt.touchpoint.as_str()),
            &perhaps(|row| row.prompt.stage.as_ref().map(Slug::as_str)),
            &text(|row| row.prompt.locale.as_str()),
            &perhaps(|row| row.prompt.device.map(Device::name)),
            &text(|_| "{}"),
            &perhaps(|row| row.prompt.interaction_id.as_deref()),
            &perhaps(|row| row.prompt.respondent.as_deref()),
        ];
        client.execute(&statement, &columns).await?;
    }
    Ok(())
}

/// The types of the columns of a response, in their order.
const COLUMNS: [&str; 22] = [
    "text", "uuid", "text", "int", "bigint", "int", "int", "text", "text", "smallint", "text", "text", "text",
    "bigint", "bigint", "text", "text", "text", "text", "text", "text", "text",
];
