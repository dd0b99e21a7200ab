//! What a page of responses costs, whatever its filters, by how many responses there are, and what else the dashboard asks
//! for: budget, nothing more.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use collector::store::Store;
use reqwest::Client;
use serde_json::Value;

use crate::{
    SONDEO, dashboard,
    fill::{self, KEY},
    report::{ms, row},
    server::Server,
};

const MOST_MS: f64 = 200.0;

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where filled stores are kept.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// How many responses the stores have.
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 10_000_000])]
    responses: Vec<usize>,
    /// How many pages of each question are read, one behind the other.
    #[arg(long, default_value_t = 50)]
    pages: usize,
}

/// Asks each question of each store, page by page.
pub(crate) async fn run(args: &Args) -> Result<()> {
    let questions = [
        ("newest", "limit=50".to_owned()),
        ("200 at once", "limit=200".to_owned()),
        ("one survey", "survey=help".to_owned()),
        ("one touchpoint, detractors", format!("touchpoint={}&band=detractor", fill::touchpoint(7))),
        ("in the middle of the year", "from=2025-06-01&to=2025-06-02".to_owned()),
        ("an attribute that nobody has", "attribute:plan=pro".to_owned()),
        ("a reason that nobody gave", "reason=price&outcome=all".to_owned()),
        ("held back: none", "held=true&outcome=all".to_owned()),
        ("everything at once", "survey=order&stage=use&comment=true&rating=3&locale=es&device=phone".to_owned()),
    ];
    for &responses in &args.responses {
        let folder = fill::filled(&args.folder, responses).await?;
        dashboard::mark(&Store::open(&folder.as_path().into()).await?).await?;
        let server = Server::sondeo(SONDEO.as_ref(), &folder)?;
        println!("\npages of {responses} responses, up to {} of each question: milliseconds", args.pages);
        println!("{:>32}{:>8}{:>8}{:>8}{:>8}", "question", "pages", "p50", "p99", "most");
        for (name, query) in &questions {
            let url = format!("http://{}/v1/responses?{query}", server.address);
            let times = read(&url, args.pages).await?;
            println!("{}", row(name, &times, MOST_MS));
        }
        dashboard::ask(&server, MOST_MS).await?;
        let began = Instant::now();
        let url = format!("http://{}/v1/responses?text=nobody%20wrote%20this", server.address);
        let (_, searched) = page(&Client::new(), &url).await?;
        println!("{:>32}{:>32}  {searched} comments", "words that nobody wrote", ms(began.elapsed()));
    }
    Ok(())
}

/// Reads pages and returns how long each took, sorted.
async fn read(url: &str, pages: usize) -> Result<Vec<Duration>> {
    let (client, mut times, mut cursor) = (Client::new(), Vec::new(), String::new());
    for _ in 0..pages {
        let began = Instant::now();
        let (next, _) = page(&client, &format!("{url}{cursor}")).await?;
        times.push(began.elapsed());
        match next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    times.sort_unstable();
    Ok(times)
}

/// Reads a page and returns its cursor, and how many comments were read for it.
async fn page(client: &Client, url: &str) -> Result<(Option<String>, u64)> {
    let answer = client.get(url).bearer_auth(KEY).send().await?;
    ensure!(answer.status() == 200, "a page is answered {}", answer.status());
    let page: Value = serde_json::from_slice(&answer.bytes().await?).context("a page is JSON")?;
    Ok((page["next"].as_str().map(str::to_owned), page["searched"].as_u64().unwrap_or_default()))
}
