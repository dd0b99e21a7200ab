//! `sondeo key revoke`.

use collector::{
    catalog::Fingerprint,
    clock::{Clock, SystemClock},
};
use shared::survey::Slug;

use crate::cli::{error::CliError, settings::Data};

/// Revokes a key of a site, for good. Running collectors refuse it within a second.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  sondeo key revoke --site shop 3f9a0c12b7de")]
pub(in crate::cli) struct Args {
    /// The site that it opens.
    #[arg(long)]
    site: Slug,
    /// Its id, as `key add` and `key list` print it.
    id: Fingerprint,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    args.data.open().await?.revoke_key(args.site.clone(), args.id, SystemClock.now()).await?;
    println!("key {} of site {} is revoked", args.id, args.site);
    Ok(())
}
