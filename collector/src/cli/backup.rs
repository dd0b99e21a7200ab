//! `sondeo backup`.

use std::path::PathBuf;

use collector::store::backup::Stage;

use super::{error::CliError, settings::Data};

/// Copies the whole store to one file, also while a collector serves it.
///
/// The file holds every answer that was acknowledged before this command began. It is checked
/// (every page, and a recount of every response) before it gets its name, and only you can read it:
/// it has the customers' words and the store's secret. A file that is there is never replaced.
/// `sondeo restore` puts it back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  sondeo backup --data /var/lib/sondeo /backup/sondeo-$(date +%F).db")]
pub(super) struct Args {
    /// The file to make.
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let store = args.data.open().await?;
    let responses = store.backup(args.file.clone(), tell).await?;
    println!("{} has {responses} responses and is checked", args.file.display());
    Ok(())
}

#[expect(clippy::print_stderr, reason = "progress is not the command's answer")]
fn tell(stage: Stage) {
    match stage {
        Stage::Copying { done, all } => eprintln!("copied {} of about {} MiB", done >> 20, (all >> 20).max(1)),
        Stage::Checking => eprintln!("copied; checking"),
    }
}
