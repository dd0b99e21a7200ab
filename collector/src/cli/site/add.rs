//! `sondeo site add`.

use collector::{
    catalog::{Origin, Scope},
    clock::{Clock, SystemClock},
    keys::Key,
    retention::Retention,
    signed_interaction::Interactions,
    store::query::{NewKey, NewSite, SiteSettings},
};
use serde::Serialize;
use shared::survey::Slug;

use super::{locale, zone};
use crate::cli::{error::CliError, print_json, settings::Data};

/// Adds a site and prints its keys, this once: the store keeps only their hashes.
///
/// The read key opens scores and responses, the manage key can change surveys and
/// remove responses too. A running
/// collector serves the site within a second.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo site add shop --origin https://shop.example --tz Europe/Madrid --locale es
  sondeo site add shop --origin https://shop.example --origin http://localhost:3000

Then read a score:
  curl -H \"Authorization: Bearer $READ_KEY\" 'http://127.0.0.1:8080/v1/scores?survey=post-purchase'")]
pub(in crate::cli) struct Args {
    /// Its public name, which its pages say in data-site: 1 to 64 of a-z, 0-9, _ and -.
    slug: Slug,
    /// Where its pages are, for example `https://shop.example`; may be given several times.
    ///
    /// `null` also asks in sandboxed frames and pages opened from a file, of anybody's; `absent` also asks for whoever
    /// sends no origin, as apps and servers do and browsers do not. Both are refused unless they are named.
    #[arg(long = "origin", value_name = "URL", required = true)]
    origins: Vec<Origin>,
    /// The IANA time zone whose days its scores are counted by.
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = zone)]
    tz: String,
    /// The language of its prompts where a customer's own is not there.
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = locale)]
    locale: String,
    /// How long its responses are kept: a number of days (1 to 3650), or forever.
    #[arg(long = "retention-days", value_name = "DAYS", default_value = "forever")]
    retention: Retention,
    /// Which interactions it asks about: any, or signed, those alone that its server signs.
    #[arg(long, value_name = "WHICH", default_value = "any")]
    interactions: Interactions,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

/// A new site as `--json` prints it.
#[derive(Serialize)]
struct Added<'a> {
    site: &'a Slug,
    read_key: &'a str,
    manage_key: &'a str,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let (read_key, manage_key) = (Key::draw(), Key::draw());
    let site = NewSite {
        slug: args.slug.clone(),
        settings: SiteSettings {
            origins: args.origins,
            tz: args.tz,
            locale: args.locale,
            retention: args.retention,
            interactions: args.interactions,
        },
        keys: vec![NewKey::lasting(read_key.hash(), Scope::Read), NewKey::lasting(manage_key.hash(), Scope::Manage)],
    };
    args.data.open_or_make().await?.add_site(site, SystemClock.now()).await?;
    let added = Added { site: &args.slug, read_key: read_key.reveal(), manage_key: manage_key.reveal() };
    if args.json {
        print_json(&added);
    } else {
        let Added { site, read_key, manage_key } = added;
        println!("site        {site}\nread_key    {read_key}\nmanage_key  {manage_key}");
    }
    Ok(())
}
