//! The stages of load of RELIABILITY.md, section 5: what the collector bears, and what becomes of the rest.
//!
//! The load is that of the fault tests (tests/src/load): open loop, with a ledger that judges. The collector and
//! PostgreSQL have one core, the load has another. One core cannot offer ten times what another can take, so the
//! stages of overload give the collector a [share](quota) of its core.

mod machine;
mod meter;
mod quota;
mod slow;
mod stage;
mod world;

use std::{fs, io::Write, path::PathBuf, time::Instant};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use serde_json::{Value, json};
use tokio::task::LocalSet;

/// How much is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which stages; all if none is given. Capacity (L0) is measured before any other.
    #[arg(value_enum, ignore_case = true)]
    stages: Vec<Stage>,
    /// On which engines.
    #[arg(long, value_enum, default_value = "both")]
    store: Stores,
    /// How long L1 and L4 last, in seconds; each part of L2 lasts half as long.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// The collector's share of its core in L2 and L3, in microseconds of 10,000; 0 for all of it.
    #[arg(long, default_value_t = 1_000)]
    quota_us: u32,
    /// What is drawn follows from it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A folder for the figures, a line of JSON a stage.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
}

/// A stage of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "UPPER")]
enum Stage {
    /// Capacity C: the load grows until 99 in 100 take more than 200 ms, or anything fails.
    L0,
    /// Half of C.
    L1,
    /// Two, five and ten times C, and how soon all is as before.
    L2,
    /// Twenty times C for a second, three times.
    L3,
    /// Half of C beside 1,000 slow connections and bad requests.
    L4,
    /// 5,000 widgets that come back together.
    L5,
}

/// The engines to run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Stores {
    Sqlite,
    Postgres,
    Both,
}

/// An engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

/// What a collector runs on.
#[derive(Clone, Copy, Debug)]
struct Setting {
    engine: Engine,
    quota_us: Option<u32>,
    seed: u64,
}

/// Runs the stages, and writes down what came of each.
///
/// # Errors
/// If something acknowledged is lost, stored twice or without cause, or an answer was a status 500.
pub(crate) async fn run(args: &Args) -> Result<()> {
    LocalSet::new().run_until(all(args)).await
}

async fn all(args: &Args) -> Result<()> {
    let machine = machine::describe()?;
    println!("machine {machine}");
    fs::create_dir_all(&args.folder)?;
    let path = args.folder.join("stages.jsonl");
    let mut file = fs::File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
    writeln!(file, "{}", json!({ "run": "machine", "machine": machine, "seed": args.seed }))?;
    let all = [Stage::L0, Stage::L1, Stage::L2, Stage::L3, Stage::L4, Stage::L5];
    let stages = if args.stages.is_empty() { &all[..] } else { &args.stages };
    let engines: &[Engine] = match args.store {
        Stores::Sqlite => &[Engine::Sqlite],
        Stores::Postgres => &[Engine::Postgres],
        Stores::Both => &[Engine::Sqlite, Engine::Postgres],
    };
    let mut is_clean = true;
    for &engine in engines {
        let free = Setting { engine, quota_us: None, seed: args.seed };
        let share = Setting { quota_us: (args.quota_us > 0).then_some(args.quota_us), ..free };
        let mut capacities = [None, None];
        for stage in stages {
            let (setting, at) = match stage {
                Stage::L2 | Stage::L3 => (share, 1),
                Stage::L0 | Stage::L1 | Stage::L4 | Stage::L5 => (free, 0),
            };
            if *stage == Stage::L0 {
                for (setting, capacity) in [free, share].into_iter().zip(&mut capacities) {
                    *capacity = Some(write(&mut file, stage::capacity(&setting).await?, &mut is_clean)?);
                }
                continue;
            }
            let capacity = match capacities[at] {
                Some(capacity) => capacity,
                None => write(&mut file, stage::capacity(&setting).await?, &mut is_clean)?,
            };
            capacities[at] = Some(capacity);
            let began = Instant::now();
            let found = match stage {
                Stage::L0 => continue,
                Stage::L1 => vec![stage::steady(&setting, capacity, args.seconds).await?],
                Stage::L2 => stage::overload(&setting, capacity, args.seconds / 2).await?,
                Stage::L3 => vec![stage::bursts(&setting, capacity).await?],
                Stage::L4 => vec![stage::slow(&setting, capacity, args.seconds).await?],
                Stage::L5 => vec![stage::thundering(&setting).await?],
            };
            for found in found {
                write(&mut file, found, &mut is_clean)?;
            }
            println!("  {stage:?} took {:.0} s", began.elapsed().as_secs_f64());
        }
    }
    println!("\nfigures in {}", path.display());
    ensure!(is_clean, "something is lost, doubled, there without cause, or was answered with status 500");
    Ok(())
}

/// Prints what a stage came to and keeps it; returns its capacity, if that is what it measured.
fn write(file: &mut fs::File, (found, clean): (Value, bool), is_clean: &mut bool) -> Result<f64> {
    *is_clean &= clean;
    writeln!(file, "{found}")?;
    println!("\n### {}", found["run"].as_str().unwrap_or_default());
    for (name, figure) in found.as_object().context("figures have names")? {
        if name != "run" && name != "latency_ms" && name != "budgets" {
            print!("{name} {figure}; ");
        }
    }
    println!();
    for (name, it) in found["latency_ms"].as_object().into_iter().flatten() {
        println!(
            "  {name:<20}{}",
            ["count", "p50", "p95", "p99", "p999", "max"].map(|at| format!("{:>11}", it[at].to_string())).concat()
        );
    }
    for budget in found["budgets"].as_array().into_iter().flatten() {
        println!("  {}", budget.as_str().unwrap_or_default());
    }
    Ok(found["capacity"].as_f64().unwrap_or(0.0))
}
