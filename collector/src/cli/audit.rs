//! `sondeo audit`.

use collector::{clock::moment, store::audit::AuditLine};
use serde::Serialize;
use shared::survey::Slug;

use super::{error::CliError, print_json, settings::Data};

/// Lists what was held back from a site's scores, released and dropped, and when.
///
/// What the collector held back is summed by the hour, in UTC. Nothing in it is about persons, and it stays.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo audit --site shop
  sondeo audit --site shop --json")]
pub(super) struct Args {
    /// The site.
    #[arg(long)]
    site: Slug,
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

/// A line as `--json` prints it.
#[derive(Serialize)]
struct View<'a> {
    at: String,
    action: &'static str,
    survey: &'a Slug,
    responses: u64,
}

impl<'a> From<&'a AuditLine> for View<'a> {
    fn from(AuditLine { at, action, survey, responses }: &'a AuditLine) -> Self {
        Self { at: moment(*at), action: action.name(), survey, responses: *responses }
    }
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let store = args.data.open_with_site(&args.site).await?;
    let lines = store.audit(args.site).await?;
    let lines: Vec<View<'_>> = lines.iter().map(View::from).collect();
    if args.json {
        print_json(&lines);
    } else if lines.is_empty() {
        println!("nothing was ever held back");
    } else {
        for View { at, action, survey, responses } in &lines {
            println!("{at}  {action:<11}  {survey}  {responses}");
        }
    }
    Ok(())
}
