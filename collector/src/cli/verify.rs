//! `sondeo verify`.

use collector::store::query::Difference;

use super::{error::CliError, settings::Data};

/// Recounts every response and compares with the stored counts.
///
/// Scores are read from counts that are written together with each response. This counts all
/// of them again; it may run beside a collector. Exits with 1 if anything differs, with 65 if the
/// store is damaged.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  sondeo verify --data /var/lib/sondeo")]
pub(super) struct Args {
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let store = args.data.open().await?;
    let differences = store.verify().await?;
    for Difference { place, stored, recounted } in &differences {
        println!("{place}: stored {stored:?}, recounted {recounted:?}");
    }
    if !differences.is_empty() {
        return Err(CliError::TalliesDiffer(differences.len()));
    }
    // Every response is counted as shown once, and that count has just been found right.
    let responses: u64 = store.sites().await?.iter().map(|site| site.responses).sum();
    println!("tallies equal the recount of {responses} responses");
    Ok(())
}
