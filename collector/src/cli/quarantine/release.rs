//! `sondeo quarantine release`.

use collector::{
    clock::{Clock, SystemClock},
    store::quarantine::Release,
};
use shared::survey::Slug;

use super::{Which, told};
use crate::cli::{error::CliError, settings::Data};

/// Counts what was held back, as if it never had been.
///
/// It counts for good: what customers still add to a released response is never held back again. It
/// may run beside a collector; scores follow at once.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo quarantine release --site shop --day 2026-11-25
  sondeo quarantine release --site shop --survey post-purchase --from 2026-11-01 --to 2026-12-01
  sondeo quarantine release --site shop --all")]
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
    let at = SystemClock.now().as_second();
    let released = store.release(Release { site: args.site, selection: args.which.into(), at }).await?;
    println!("released {}", told(released));
    Ok(())
}
