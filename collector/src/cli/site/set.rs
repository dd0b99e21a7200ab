//! `sondeo site set`.

use collector::{catalog::Origin, retention::Retention, signed_interaction::Interactions, store::query::SiteChange};
use shared::survey::Slug;

use super::{View, locale, print, zone};
use crate::cli::{error::CliError, print_json, settings::Data};

/// Changes a site; what is not named stays.
///
/// Origins replace all that it had. Another time zone moves every response to its day of that
/// zone and counts anew. A running collector goes by it within a second. What is older than
/// --retention-days is removed within an hour, and is no longer part of any score.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo site set shop --tz Europe/Madrid
  sondeo site set shop --retention-days 730
  sondeo site set shop --interactions signed
  sondeo site set shop --paused true
  sondeo site set shop --origin https://shop.example --origin https://www.shop.example")]
pub(in crate::cli) struct Args {
    /// The site.
    slug: Slug,
    #[command(flatten)]
    change: Change,
    /// Prints the site as it is now as one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct Change {
    /// Where its pages are, in place of all that were named before; may be given several times.
    ///
    /// `null` is for sandboxed frames and files, `absent` for whoever sends no origin: see `sondeo site add --help`.
    #[arg(long = "origin", value_name = "URL")]
    origins: Option<Vec<Origin>>,
    /// The IANA time zone whose days its scores are counted by.
    #[arg(long, value_name = "ZONE", value_parser = zone)]
    tz: Option<String>,
    /// The language of its prompts where a customer's own is not there.
    #[arg(long, value_name = "LANGUAGE", value_parser = locale)]
    locale: Option<String>,
    /// How long its responses are kept: a number of days (1 to 3650), or forever.
    #[arg(long = "retention-days", value_name = "DAYS")]
    retention: Option<Retention>,
    /// Which interactions it asks about: any, or signed, those alone that its server signs (`sondeo site secret`).
    #[arg(long, value_name = "WHICH")]
    interactions: Option<Interactions>,
    /// Whether it asks nobody for the moment: its pages' requests for prompts are refused (410).
    ///
    /// Reports about prompts that were issued before are taken, so that no answer is lost.
    #[arg(long = "paused", value_name = "BOOL")]
    is_paused: Option<bool>,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let store = args.data.open().await?;
    let Change { origins, tz, locale, retention, interactions, is_paused } = args.change;
    let change = SiteChange { origins, tz, locale, retention, interactions, is_paused };
    store.change_site(args.slug.clone(), change).await?;
    for site in store.sites().await?.iter().filter(|site| site.slug == args.slug) {
        if args.json {
            print_json(&View::new(site));
        } else {
            print(site);
        }
    }
    Ok(())
}
