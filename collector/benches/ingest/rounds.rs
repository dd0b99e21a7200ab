//! Rounds: floor and collector by turns, each with data of its own, so that the disk's moods meet both.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{
    Args, SONDEO, bodies,
    load::{self, Rate},
    server::Server,
};

/// Runs the rounds with so many connections, and prints them.
pub(crate) async fn run(args: &Args, connections: usize) -> Result<()> {
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
    println!("{:>8}{:>12}{:>12}{:>8}", "median", "", number(median(rates), 0), number(median(ratios), 2));
    Ok(())
}

async fn floor(args: &Args, connections: usize) -> Result<Option<Rate>> {
    let Some(program) = &args.floor else { return Ok(None) };
    let folder = tempfile::tempdir_in(&args.folder)?;
    let server = Server::floor(program, &folder.path().join("floor.db")).await?;
    let requests = bodies::for_floor(server.address, args.responses);
    load::run(server.address, connections, requests).await.map(Some)
}

async fn sondeo(args: &Args, connections: usize) -> Result<Rate> {
    let folder = tempfile::tempdir_in(&args.folder)?;
    let shop = bodies::Shop::open(folder.path()).await?;
    let server = Server::sondeo(folder.path())?;
    let requests = shop.requests(server.address, args.responses)?;
    let rate = load::run(server.address, connections, requests).await?;
    drop(server);
    let mut verify = Command::new(SONDEO);
    let verified = verify.arg("verify").arg("--data").arg(folder.path()).output().context("sondeo verify")?;
    let said = String::from_utf8_lossy(&verified.stdout);
    let expected = format!("recount of {} responses", args.responses);
    ensure!(verified.status.success() && said.contains(&expected), "sondeo verify does not agree: {said}");
    Ok(rate)
}

fn median(mut rates: Vec<Rate>) -> Option<Rate> {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied()
}

fn number(rate: Option<Rate>, digits: usize) -> String {
    rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.digits$}"))
}
