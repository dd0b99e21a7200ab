//! Rounds: floor and collector by turns, each with data of its own, so that the disk's moods meet both.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{
    SONDEO, bodies,
    load::{self, Rate},
    report::{at_least, median, number},
    server::Server,
};

const BUDGET: f64 = 0.6;

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The floor to measure it beside.
    #[arg(long, value_name = "FILE")]
    floor: Option<PathBuf>,
    /// Another build of the collector, to be measured in place of this one.
    #[arg(long, value_name = "FILE", default_value = SONDEO)]
    sondeo: PathBuf,
    /// A folder on the disk that is to be measured.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// How many rounds there are.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How many responses a round has.
    #[arg(long, default_value_t = 150_000)]
    responses: usize,
    /// How many connections there are at a time.
    #[arg(long, value_delimiter = ',', default_values_t = [64, 256])]
    connections: Vec<usize>,
}

/// Runs the rounds for each number of connections.
pub(crate) async fn run(args: &Args) -> Result<()> {
    for &connections in &args.connections {
        rounds(args, connections).await?;
    }
    Ok(())
}

/// Runs the rounds with so many connections, and prints them.
async fn rounds(args: &Args, connections: usize) -> Result<()> {
    println!("\n{connections} connections, {} responses a round: durable responses a second", args.responses);
    println!("{:>8}{:>12}{:>12}{:>8}", "round", "floor", "sondeo", "ratio");
    let (mut rates, mut ratios) = (Vec::new(), Vec::new());
    for round in 1..=args.rounds {
        let floor = floor(args, connections).await?;
        let sondeo = sondeo(args, connections).await?;
        let ratio = floor.map(|floor| sondeo / floor);
        println!("{round:>8}{:>12}{sondeo:>12.0}{:>8}", number(floor, 0), number(ratio, 2));
        rates.push(sondeo);
        ratios.extend(ratio);
    }
    let ratio = median(ratios);
    let verdict = ratio.map(|ratio| at_least(ratio, BUDGET)).unwrap_or_default();
    println!("{:>8}{:>12}{:>12}{:>8}  {verdict}", "median", "", number(median(rates), 0), number(ratio, 2));
    Ok(())
}

async fn floor(args: &Args, connections: usize) -> Result<Option<Rate>> {
    let Some(program) = &args.floor else { return Ok(None) };
    let folder = tempfile::tempdir_in(&args.folder)?;
    let server = Server::floor(program, &folder.path().join("floor.db")).await?;
    let requests = bodies::for_floor(server.address, args.responses);
    load::run(server.address, connections, requests, 201).await.map(Some)
}

async fn sondeo(args: &Args, connections: usize) -> Result<Rate> {
    let folder = tempfile::tempdir_in(&args.folder)?;
    let shop = bodies::Shop::open(&folder.path().into()).await?;
    let server = Server::sondeo(&args.sondeo, folder.path())?;
    let requests = shop.requests(server.address, args.responses)?;
    let rate = load::run(server.address, connections, requests, 201).await?;
    drop(server);
    let mut verify = Command::new(&args.sondeo);
    let verified = verify.arg("verify").arg("--data").arg(folder.path()).output().context("sondeo verify")?;
    let said = String::from_utf8_lossy(&verified.stdout);
    let expected = format!("recount of {} responses", args.responses);
    ensure!(verified.status.success() && said.contains(&expected), "sondeo verify does not agree: {said}");
    Ok(rate)
}
