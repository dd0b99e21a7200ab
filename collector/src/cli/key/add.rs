//! `sondeo key add`.

use collector::{
    calendar::Day,
    catalog::Scope,
    clock::{Clock, SystemClock, moment},
    keys::{self, Key, MOST_DAYS},
    store::Store,
};
use jiff::civil::Date;
use serde::Serialize;
use shared::survey::Slug;

use crate::cli::{error::CliError, print_json, settings::Data};

/// Adds a key to a site and prints it, this once: the store keeps only its hash.
///
/// A read key opens scores and responses, a manage key can change and remove too. A running
/// collector takes it at once. The id by which `key list` and `key revoke` name it is the
/// beginning of its SHA-256: `printf %s "$KEY" | sha256sum | head -c 12`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo key add --site shop --scope read --name dashboard
  sondeo key add --site shop --scope manage --days 7 --name 'cleaning up'
  sondeo key add --site shop --scope read --expires 2027-01-31 --json")]
pub(in crate::cli) struct Args {
    /// The site that it opens.
    #[arg(long)]
    site: Slug,
    /// What it may do: read, or manage.
    #[arg(long)]
    scope: Scope,
    /// What you call it, to tell it from others in `key list`.
    #[arg(long, value_parser = keys::name)]
    name: Option<String>,
    /// The last day on which it opens anything, in the site's time zone; without it for ever.
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "days")]
    expires: Option<Date>,
    /// For how many days from now it opens anything (1 to 3650).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=MOST_DAYS))]
    days: Option<i64>,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

/// A new key as `--json` prints it.
#[derive(Serialize)]
struct Added<'a> {
    site: &'a Slug,
    id: String,
    scope: &'static str,
    name: Option<&'a str>,
    expires_at: Option<String>,
    key: &'a str,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let store = args.data.open().await?;
    let (key, now) = (Key::draw(), SystemClock.now());
    let expires_at = match (args.expires, args.days) {
        (Some(day), _) => Some(end_of(&store, &args.site, day).await?),
        (None, days) => days.map(|days| keys::end(now.as_second(), days)),
    };
    if expires_at.is_some_and(|expires_at| expires_at <= now.as_second()) {
        return Err(CliError::PastDay);
    }
    store.add_key(args.site.clone(), key.stored(args.scope, args.name.clone(), expires_at), now).await?;
    let added = Added {
        site: &args.site,
        id: key.hash().fingerprint().to_string(),
        scope: args.scope.name(),
        name: args.name.as_deref(),
        expires_at: expires_at.map(moment),
        key: key.reveal(),
    };
    if args.json {
        print_json(&added);
    } else {
        let Added { site, id, scope, expires_at, key, .. } = added;
        let until = expires_at.as_deref().unwrap_or("never");
        println!("site     {site}\nid       {id}\nscope    {scope}\nexpires  {until}\nkey      {key}");
    }
    Ok(())
}

/// Returns the second after a day of the site's zone.
async fn end_of(store: &Store, site: &Slug, day: Date) -> Result<i64, CliError> {
    let catalog = store.catalog().await?;
    let site = catalog.sites.get(site).ok_or_else(|| CliError::NoSite(site.clone()))?;
    let next = Day::from(day).plus(1).start(&site.zone);
    Ok(next.map_or(i64::MAX, |next| next.as_second()))
}

fn date(text: &str) -> Result<Date, &'static str> {
    let date = text.parse().ok().filter(|date: &Date| date.to_string() == text);
    date.ok_or("a day is written 2027-01-31")
}
