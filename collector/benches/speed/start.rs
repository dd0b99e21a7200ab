//! From exec to listening, and the memory of a collector that nobody asks anything.

use std::{path::PathBuf, time::Instant};

use anyhow::{Context, Result};

use crate::{
    SONDEO, fill,
    report::{median, under},
    server::Server,
};

const MOST_MS: f64 = 500.0;
const MOST_MIB: f64 = 30.0;

/// How much is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Where filled stores are kept.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// How many responses the store has.
    #[arg(long, default_value_t = 10_000_000)]
    responses: usize,
    /// How often it is started.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
}

/// Starts the collector again and again.
pub(crate) async fn run(args: &Args) -> Result<()> {
    let folder = fill::filled(&args.folder, args.responses).await?;
    let (mut starts, mut sizes) = (Vec::new(), Vec::new());
    for _ in 0..args.rounds {
        let started = Instant::now();
        let server = Server::sondeo(SONDEO.as_ref(), &folder)?;
        starts.push(started.elapsed().as_secs_f64() * 1000.0);
        sizes.push(server.resident_mib()?.1);
    }
    let (start, size) = (median(starts).context("a round")?, median(sizes).context("a round")?);
    println!("\n{} responses in the store, warm page cache, median of {} starts", args.responses, args.rounds);
    println!("  start   {start:>8.1} ms   {}", under(start, MOST_MS));
    println!("  memory  {size:>8.1} MiB  {}", under(size, MOST_MIB));
    Ok(())
}
