//! `sondeo restore`.

use std::path::PathBuf;

use collector::store::backup::{self, Restored};

use super::{error::CliError, settings::Data};

/// Puts a backup in the place of a store that nobody uses.
///
/// Stop the collector first; this is refused beside one. The backup is copied and checked (every
/// page, and a recount of every response) before anything changes. The store that was there is
/// kept beside it under another name, which is printed: delete it when you are content.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  sondeo restore --data /var/lib/sondeo /backup/sondeo-2026-11-25.db")]
pub(super) struct Args {
    /// A file that `sondeo backup` made.
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let place = args.data.place()?;
    let Restored { responses, replaced } = backup::restore(&args.file, &place)?;
    println!("{place} has the {responses} responses of {}", args.file.display());
    if let Some(replaced) = replaced {
        println!("what was there is kept as {}", replaced.display());
    }
    Ok(())
}
