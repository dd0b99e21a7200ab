//! What the dashboard asks for on its pages, but for the lists of responses: each within the budget of a page.

use std::time::Instant;

use anyhow::{Context, Result};
use collector::{marks::Mark, store::Store};
use shared::wire::marks::MarkBody;

use crate::{
    fill::{KEY, RANGE, SURVEY},
    load::Line,
    report::row,
    server::Server,
};

/// How often each is asked for. The first answers warm the store and do not count.
const TIMES: usize = 60;
const FIRST: usize = 5;

/// The days that the dashboard shows unless somebody chooses others.
const DAYS: &str = "from=2025-12-04&to=2026-01-01";

/// Sets the mark that is asked about. A store has it once.
pub(crate) async fn mark(store: &Store) -> Result<()> {
    let body = MarkBody { day: "2025-12-01".to_owned(), note: "New returns policy".to_owned() };
    store
        .put_mark("shop".parse()?, Mark::new("returns".parse()?, body).map_err(|wrong| anyhow::anyhow!("{wrong:?}"))?)
        .await?;
    Ok(())
}

/// Asks for one after the other, and says how long it took.
pub(crate) async fn ask(server: &Server, budget_ms: f64) -> Result<()> {
    let (from, to) = RANGE;
    let year = format!("from={from}&to={to}");
    let scores = |days: &str, more: &str| format!("scores?survey={SURVEY}&{days}&{more}");
    let questions = [
        ("all: surveys", "surveys".to_owned()),
        ("overview: 28 days", scores(DAYS, "group_by=day&compare=previous")),
        ("overview: a year", scores(&year, "group_by=week&compare=previous")),
        ("overview: marks", format!("marks?{year}")),
        ("overview: comments", format!("responses?survey={SURVEY}&{DAYS}&comment=true&limit=6")),
        ("journey: touchpoints, 28 days", scores(DAYS, "group_by=touchpoint&compare=rest")),
        ("journey: touchpoints, a year", scores(&year, "group_by=touchpoint&compare=rest")),
        ("journey: stages, a year", scores(&year, "group_by=stage")),
        ("journey: a mark", format!("marks/returns?survey={SURVEY}&days=28")),
        ("answers: languages, a year", scores(&year, "group_by=locale")),
        ("install: site", "site".to_owned()),
    ];
    println!("{:>32}{:>8}{:>8}{:>8}{:>8}", "the dashboard asks for", "times", "p50", "p99", "most");
    let mut line = Line::open(server.address).await?;
    for (name, path) in questions {
        let host = server.address;
        let request = format!("GET /v1/{path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {KEY}\r\n\r\n");
        let mut times = Vec::new();
        for round in 0..FIRST + TIMES {
            let started = Instant::now();
            line.ask(request.as_bytes(), 200).await.with_context(|| format!("{path} is answered"))?;
            if round >= FIRST {
                times.push(started.elapsed());
            }
        }
        times.sort_unstable();
        println!("{}", row(name, &times, budget_ms));
    }
    Ok(())
}
