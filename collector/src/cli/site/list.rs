//! `sondeo site list`.

use super::{View, print};
use crate::cli::{error::CliError, print_json, settings::Data};

/// Lists the sites by name, with what is set of them and how much they have.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo site list
  sondeo site list --json")]
pub(in crate::cli) struct Args {
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let sites = args.data.open().await?.sites().await?;
    if args.json {
        print_json(&sites.iter().map(View::new).collect::<Vec<_>>());
    } else if sites.is_empty() {
        println!("there is no site yet; `sondeo site add` makes one");
    } else {
        sites.iter().for_each(print);
    }
    Ok(())
}
