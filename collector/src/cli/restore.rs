//! `sondeo restore`.

use std::path::PathBuf;

use collector::store::backup::{self, Replaced, Restored};

use super::{error::CliError, settings::Data};

/// Puts a backup in the place of a store that nobody uses.
///
/// Stop the collector first; this is refused beside one. The backup is copied and checked (every
/// page, and a recount of every response) before anything changes. The store that was there is
/// kept beside it under another name, which is printed: delete it when you are content. What it
/// erased since the backup is erased from the backup as well.
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
    let Restored { responses, replaced } = backup::restore(&args.file, &place, args.data.reserve())?;
    println!("{place} has the {responses} responses of {}", args.file.display());
    let Some(Replaced { path, erased_again }) = replaced else { return Ok(()) };
    println!("what was there is kept as {}", path.display());
    match erased_again {
        Some(0) => {}
        Some(responses) => println!("{responses} responses were erased since the backup, and are erased again"),
        None => println!("it is damaged: what was erased since the backup is not known, and has to be erased again"),
    }
    Ok(())
}
