//! What a question about a year costs, by how many responses there are: budget, nothing more.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::{
    SONDEO,
    fill::{self, KEY, RANGE, SURVEY},
    load::Line,
    report::{ms, percentile, under},
    server::Server,
};

const MOST_RATIO: f64 = 1.5;
const MOST_MS: f64 = 20.0;

/// For thousands of groups, each with a verdict.
const MOST_COMPARED_MS: f64 = 60.0;

/// A year that is compared with: it begins a week earlier, so that it costs as much and says something else.
const WEEK_BEFORE: &str = "2024-12-25..2025-12-25";

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where filled stores are kept.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// How many responses the stores have; the first is what the others are compared with.
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 10_000_000])]
    responses: Vec<usize>,
    /// How often each question is asked.
    #[arg(long, default_value_t = 300)]
    times: usize,
}

/// Asks each question of each store by turns.
pub(crate) async fn run(args: &Args) -> Result<()> {
    let mut servers = Vec::new();
    for &responses in &args.responses {
        let folder = fill::filled(&args.folder, responses).await?;
        servers.push((responses, Server::sondeo(SONDEO.as_ref(), &folder)?));
    }
    let touchpoint = fill::touchpoint(7);
    let (from, to) = RANGE;
    let year = |more: &str| format!("{SURVEY}&from={from}&to={to}{more}");
    let compared =
        |survey: &str| format!("{survey}&from={from}&to={to}&group_by=week,touchpoint&compare={WEEK_BEFORE}");
    let questions = [
        ("total", year(""), Some(MOST_MS)),
        ("group_by=day", year("&group_by=day"), Some(MOST_MS)),
        ("group_by=touchpoint", year("&group_by=touchpoint"), Some(MOST_MS)),
        ("one touchpoint", year(&format!("&touchpoint={touchpoint}")), Some(MOST_MS)),
        ("group_by=device", year("&group_by=device"), Some(MOST_MS)),
        ("compared, nps", compared(SURVEY), Some(MOST_COMPARED_MS)),
        ("compared, csat", compared("chat"), Some(MOST_COMPARED_MS)),
        ("compared, ces", compared("help"), Some(MOST_COMPARED_MS)),
        // A day and the hours around it are counted one by one.
        ("rows of a day", format!("{SURVEY}&from=2025-06-02&to=2025-06-03&group_by=touchpoint,device"), None),
    ];
    println!("\nscores of a year, {} touchpoints, each asked {} times: milliseconds", fill::TOUCHPOINTS, args.times);
    println!("{:>20}{:>12}{:>8}{:>8}{:>8}", "question", "responses", "p50", "p99", "ratio");
    for (name, question, budget) in questions {
        let mut first = None;
        for (responses, times) in ask(&servers, &question, args.times).await? {
            let [p50, p99] = [50, 99].map(|percent| percentile(&times, percent));
            let ratio = p50.as_secs_f64() / first.get_or_insert(p50).as_secs_f64();
            let verdict = budget.map_or_else(String::new, |budget| {
                format!("  p99 {}; ratio {}", under(p99.as_secs_f64() * 1000.0, budget), under(ratio, MOST_RATIO))
            });
            println!("{name:>20}{responses:>12}{:>8}{:>8}{ratio:>8.2}{verdict}", ms(p50), ms(p99));
        }
    }
    Ok(())
}

/// Asks the stores by turns and returns how long each took, sorted. The first answers warm them and do not count.
async fn ask(servers: &[(usize, Server)], question: &str, count: usize) -> Result<Vec<(usize, Vec<Duration>)>> {
    let mut asked = Vec::new();
    for (responses, server) in servers {
        let path = format!("/v1/scores?survey={question}");
        let host = server.address;
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {KEY}\r\n\r\n");
        asked.push((*responses, Line::open(host).await?, request.into_bytes(), Vec::new()));
    }
    for round in 0..count + 10 {
        for (_, line, request, times) in &mut asked {
            let started = Instant::now();
            line.ask(request, 200).await.context("the scores are told")?;
            if round >= 10 {
                times.push(started.elapsed());
            }
        }
    }
    Ok(asked
        .into_iter()
        .map(|(responses, _, _, mut times)| {
            times.sort_unstable();
            (responses, times)
        })
        .collect())
}
