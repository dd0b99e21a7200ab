//! PostgreSQL: the collector's batches, beside bare inserts of the same rows by as many connections.

use std::time::Instant;

use anyhow::Result;
use collector::store::{POSTGRES_WRITERS, Store, place::Place};
use tests::postgres::{Cluster, Options};

use crate::{
    SONDEO, bare_inserts,
    bodies::Shop,
    fill,
    load::{self, Rate},
    report::{at_least, median, number},
    server::Server,
};

const BUDGET: f64 = 0.6;

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many rounds there are.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many responses a round has: enough for the disk to have its say.
    #[arg(long, default_value_t = 500_000)]
    responses: usize,
    /// How many connections there are at a time over HTTP, each number measured by itself; may be empty.
    #[arg(long, value_delimiter = ',', num_args = 0.., default_values_t = [64, 256])]
    connections: Vec<usize>,
}

/// Runs the rounds on a server of this benchmark's own, each in an empty database.
pub(crate) async fn run(args: &Args) -> Result<()> {
    let cluster = Cluster::start(&Options::default());
    println!(
        "\nPostgreSQL, {} responses a round, {POSTGRES_WRITERS} writers: durable responses a second",
        args.responses
    );
    print!("{:>8}{:>12}{:>12}{:>8}{:>22}", "round", "bare", "batches", "ratio", "us of PostgreSQL each");
    args.connections.iter().for_each(|connections| print!("{:>12}", format!("http {connections}")));
    println!();
    let mut ratios = Vec::new();
    for round in 1..=args.rounds {
        let before = cluster.cpu_s();
        let bare = bare_inserts::run(&cluster.database(), args.responses).await?;
        let between = cluster.cpu_s();
        let batches = batches(&cluster.database(), args.responses).await?;
        let work = |from: f64, to: f64| (to - from) * 1e6 / args.responses as f64;
        let work = format!("{:.1} / {:.1}", work(before, between), work(between, cluster.cpu_s()));
        ratios.push(batches / bare);
        print!("{round:>8}{bare:>12.0}{batches:>12.0}{:>8.2}{work:>22}", batches / bare);
        for &connections in &args.connections {
            print!("{:>12.0}", http(&cluster.database(), args.responses / 4, connections).await?);
        }
        println!();
    }
    let ratio = median(ratios);
    let verdict = ratio.map(|ratio| at_least(ratio, BUDGET)).unwrap_or_default();
    println!("{:>8}{:>24}{:>8}  {verdict}", "median", "", number(ratio, 2));
    Ok(())
}

/// Writes through the collector's batches: ledger, tallies, histories, all that a response is.
async fn batches(url: &str, responses: usize) -> Result<Rate> {
    let store = Store::open(&place(url)?).await?;
    let site = fill::open(&store).await?;
    let answers: Vec<_> = fill::answers(&site, responses).collect();
    let started = Instant::now();
    fill::submit(&store, answers.into_iter()).await?;
    Ok(responses as f64 / started.elapsed().as_secs_f64())
}

fn place(url: &str) -> Result<Place> {
    Ok(Place::Postgres(url.parse()?))
}

/// Writes over HTTP, as browsers do.
async fn http(url: &str, responses: usize, connections: usize) -> Result<Rate> {
    let shop = Shop::open(&place(url)?).await?;
    let server = Server::on_database(SONDEO.as_ref(), url)?;
    let requests = shop.requests(server.address, responses)?;
    load::run(server.address, connections, requests, 201).await
}
