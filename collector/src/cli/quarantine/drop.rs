//! `sondeo quarantine drop`.

use collector::{
    clock::{Clock, SystemClock},
    store::removal::{Removal, Target},
};
use shared::survey::Slug;

use super::{Which, told};
use crate::cli::{error::CliError, settings::Data};

/// Removes what was held back, for good.
///
/// What browsers still send of it stores nothing. It may run beside a collector. Scores do not change:
/// it never counted.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo quarantine drop --site shop --day 2026-11-25
  sondeo quarantine drop --site shop --id 019abf3e-8c5e-7d4a-9a53-0d6f6a3c1b22
  sondeo quarantine drop --site shop --all")]
pub(in crate::cli) struct Args {
    /// The site.
    #[arg(long)]
    site: Slug,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let store = args.data.open_with_site(&args.site).await?;
    let (target, at) = (Target::Quarantined(args.which.into()), SystemClock.now().as_second());
    let removed = store.remove(Removal { site: args.site, target, at }).await?;
    println!("dropped {}", told(removed.responses));
    Ok(())
}
