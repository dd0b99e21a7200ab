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
    // Every response that is not held back is counted as shown once, and that count has just been found right.
    let sites = store.sites().await?;
    let (responses, mut held) = (sites.iter().map(|site| site.responses).sum::<u64>(), 0);
    for site in sites {
        held += store.quarantine(site.slug).await?.iter().map(|group| group.responses).sum::<u64>();
    }
    println!("tallies equal the recount of {responses} responses");
    if held > 0 {
        println!("{held} more are in quarantine and count nowhere");
    }
    Ok(())
}
