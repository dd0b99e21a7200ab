//! How fast the collector is, beside the least that a server must do or beside its budget.
//!
//! `cargo xtask bench` builds what this needs and runs it. A measurement is a file of its own;
//! nothing fails because a clock was slow: each table says whether its budget was met.
#![allow(clippy::print_stdout, reason = "its tables are what it is for")]

mod bare;
mod bare_inserts;
mod bodies;
mod collectors;
mod dashboard;
mod export;
mod fill;
mod ingest;
mod load;
mod memory;
mod pages;
mod postgres;
mod prompts;
mod report;
mod scores;
mod server;
mod stages;
mod start;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The collector, built with the web files that `SONDEO_EMBED` names.
const SONDEO: &str = env!("CARGO_BIN_EXE_sondeo");

/// Measures the collector.
#[derive(Debug, Parser)]
struct Args {
    #[command(subcommand)]
    measure: Measure,
    /// Cargo's own word to a benchmark.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

/// What to measure.
#[derive(Debug, Subcommand)]
enum Measure {
    /// Durable responses a second.
    Ingest(ingest::Args),
    /// Prompts a second.
    Prompts(prompts::Args),
    /// What a question about a year costs, by how many responses there are.
    Scores(scores::Args),
    /// What a page of responses costs.
    Pages(pages::Args),
    /// What an export costs those who answer meanwhile.
    Export(export::Args),
    /// From exec to listening, and the memory at rest.
    Start(start::Args),
    /// Several collectors on one PostgreSQL.
    Collectors(collectors::Args),
    /// Durable responses a second on PostgreSQL.
    Postgres(postgres::Args),
    /// The memory under more than it can do.
    Memory(memory::Args),
    /// The stages of load.
    Load(stages::Args),
    /// The server that prompts are measured beside.
    #[command(hide = true)]
    Bare(bare::Args),
}

/// One thread, so that the load takes no more than a core from the server.
fn main() -> Result<()> {
    let Args { measure, .. } = Args::parse();
    let mut runtime = match measure {
        Measure::Bare(_) => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    runtime.enable_all().build()?.block_on(async {
        match measure {
            Measure::Ingest(args) => ingest::run(&args).await,
            Measure::Prompts(args) => prompts::run(&args).await,
            Measure::Scores(args) => scores::run(&args).await,
            Measure::Pages(args) => pages::run(&args).await,
            Measure::Export(args) => export::run(&args).await,
            Measure::Start(args) => start::run(&args).await,
            Measure::Collectors(args) => collectors::run(&args).await,
            Measure::Postgres(args) => postgres::run(&args).await,
            Measure::Memory(args) => memory::run(&args).await,
            Measure::Load(args) => stages::run(&args).await,
            Measure::Bare(args) => bare::run(args).await,
        }
    })
}
