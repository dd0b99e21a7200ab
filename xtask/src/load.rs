//! `cargo xtask load`: builds the release binary, then drives it through the stages of load.

use anyhow::Result;

use crate::house::House;
use crate::steps::Steps;
use crate::tools::{self, Tool};
use crate::{child, web};

/// What the help ends with.
pub(crate) const HELP: &str = "\
Stages (all if none is named; L0 is always measured first):
  L0  capacity C: the load grows until 99 in 100 take more than 200 ms, or anything fails
  L1  half of C
  L2  two, five and ten times C, and how soon all is as before
  L3  twenty times C for a second, three times
  L4  half of C beside 1,000 slow connections and bad requests
  L5  5,000 widgets that come back together

Examples:
  cargo xtask load                             all stages on both engines: half an hour
  cargo xtask load L2 --store sqlite           overload alone, some four minutes
  cargo xtask load L1 --seconds 600
  nice -n -15 cargo xtask load                 where other programs run beside it (root)

The collector and PostgreSQL get core 0, the load core 1. For L2 and L3 the collector gets a share of
its core (a control group: root), because one core cannot offer ten times what another can take.
Stores lie in the temporary folder (TMPDIR): put it on the disk that is to be measured. The figures
go to target/load, a line of JSON a stage; docs/load.md says what they mean.";

/// Which stages to run, and how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The stages, `L1 L2`; all if none is given.
    #[arg(value_name = "STAGE", value_parser = ["L0", "L1", "L2", "L3", "L4", "L5"], ignore_case = true)]
    stages: Vec<String>,
    /// On which engines.
    #[arg(long, value_name = "ENGINE", value_parser = ["sqlite", "postgres", "both"], default_value = "both")]
    store: String,
    /// How long L1 and L4 last; each part of L2 lasts half as long.
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
    /// The collector's share of its core in L2 and L3, in microseconds of 10,000; 0 for all of it.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    quota_us: u32,
    /// What is drawn follows from it.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Builds, then drives. Fails only where something is lost, doubled, there without cause, or a status 500.
pub(crate) fn run(house: &House, args: &Args) -> Result<()> {
    let more: &[Tool] = if args.store == "sqlite" { &[] } else { &[Tool::Postgres] };
    let mut steps = Steps::new(web::STEPS + 2);
    steps.run("tools", || tools::ensure(house, &[&web::TOOLS[..], more].concat()))?;
    web::build(house, &mut steps)?;
    steps.announce("collector: build, then the stages of load");
    let mut cargo = house.cargo();
    cargo.args(["bench", "--package=collector", "--bench=speed"]);
    cargo.args(["--", "load"]).args(&args.stages).args(["--store", &args.store]);
    cargo.args(["--seconds", &args.seconds.to_string(), "--quota-us", &args.quota_us.to_string()]);
    cargo.args(["--seed", &args.seed.to_string(), "--folder"]).arg(house.target.join("load"));
    child::run(&mut cargo)
}
