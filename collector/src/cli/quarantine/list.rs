//! `sondeo quarantine list`.

use collector::{
    clock::moment,
    store::quarantine::{HeldGroup, HeldResponse},
};
use serde::Serialize;
use shared::survey::Slug;
use uuid::Uuid;

use super::told;
use crate::cli::{error::CliError, print_json, settings::Data};

/// The most ids that are told at once. Who has decided about these is told the next ones.
const MOST_IDS: u32 = 10_000;

/// Lists what is held back from a site's scores, by day, survey and reason.
///
/// The reason is burst where more first ratings came from one address, in a few minutes or in a day, than
/// `sondeo serve --burst-ratings` and `--ratings-per-day` let be counted, and respondent where more came from one
/// customer than `--ratings-per-respondent` does. They are stored, and count nowhere until they are released.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo quarantine list --site shop
  sondeo quarantine list --site shop --json
  sondeo quarantine list --site shop --ids        # for release --id ID, drop --id ID")]
pub(in crate::cli) struct Args {
    /// The site.
    #[arg(long)]
    site: Slug,
    /// Lists each response with its id instead of groups, the oldest first: 10,000 at most.
    #[arg(long)]
    ids: bool,
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

/// A response as `--ids --json` prints it.
#[derive(Serialize)]
struct ResponseView<'a> {
    id: Uuid,
    survey: &'a Slug,
    day: String,
    reason: &'static str,
    since: String,
}

impl<'a> From<&'a HeldResponse> for ResponseView<'a> {
    fn from(HeldResponse { id, survey, day, reason, since }: &'a HeldResponse) -> Self {
        Self { id: *id, survey, day: day.to_string(), reason: reason.name(), since: moment(*since) }
    }
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let store = args.data.open_with_site(&args.site).await?;
    if args.ids {
        let held = store.held_responses(args.site, MOST_IDS).await?;
        let held: Vec<ResponseView<'_>> = held.iter().map(ResponseView::from).collect();
        if args.json {
            print_json(&held);
        }
        for ResponseView { id, survey, day, reason, since } in held.iter().filter(|_| !args.json) {
            println!("{id}  {day}  {survey}  {reason}  since {since}");
        }
        return Ok(());
    }
    let groups = store.quarantine(args.site).await?;
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
