//! `sondeo quarantine list`.

use collector::store::quarantine::HeldGroup;
use serde::Serialize;
use shared::survey::Slug;

use super::told;
use crate::cli::{error::CliError, moment, print_json, settings::Data};

/// Lists what is held back from a site's scores, by day, survey and reason.
///
/// The only reason is burst: more first ratings came from one address, in a few minutes or in a day, than
/// `sondeo serve --burst-ratings` and `--ratings-per-day` let be counted. They are stored, and count nowhere until they are released.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo quarantine list --site shop
  sondeo quarantine list --site shop --json")]
pub(in crate::cli) struct Args {
    /// The site.
    #[arg(long)]
    site: Slug,
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

/// A group as `--json` prints it.
#[derive(Serialize)]
struct View<'a> {
    survey: &'a Slug,
    day: String,
    reason: &'static str,
    responses: u64,
    first: String,
    last: String,
}

impl<'a> From<&'a HeldGroup> for View<'a> {
    fn from(HeldGroup { survey, day, reason, responses, first, last }: &'a HeldGroup) -> Self {
        let (first, last) = (moment(*first), moment(*last));
        Self { survey, day: day.to_string(), reason: reason.name(), responses: *responses, first, last }
    }
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let groups = args.data.open_with_site(&args.site).await?.quarantine(args.site).await?;
    let groups: Vec<View<'_>> = groups.iter().map(View::from).collect();
    if args.json {
        print_json(&groups);
    } else if groups.is_empty() {
        println!("nothing is held back");
    } else {
        for View { survey, day, reason, responses, first, last } in &groups {
            println!("{day}  {survey}  {reason}  {}, from {first} to {last}", told(*responses));
        }
    }
    Ok(())
}
