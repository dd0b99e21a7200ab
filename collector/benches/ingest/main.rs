//! Durable responses a second, beside the least that an axum server with SQLite can do.
//!
//! `cargo xtask bench ingest` builds what this needs and runs it.
#![allow(clippy::print_stdout, reason = "its table is what it is for")]

mod bodies;
mod load;
mod rounds;
mod server;

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

/// The collector, built with the web files that `SONDEO_EMBED` names.
const SONDEO: &str = env!("CARGO_BIN_EXE_sondeo");

/// What to measure.
#[derive(Debug, Parser)]
struct Args {
    /// The floor to measure it beside.
    #[arg(long, value_name = "FILE")]
    floor: Option<PathBuf>,
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
    /// Cargo's own word to a benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// One thread, so that the load takes no more than a core from the server.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let args = Args::parse();
    for connections in &args.connections {
        rounds::run(&args, *connections).await?;
    }
    Ok(())
}
