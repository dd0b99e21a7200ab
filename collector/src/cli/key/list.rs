//! `sondeo key list`.

use collector::{
    clock::{Clock, SystemClock},
    keys,
    store::query::KeyRow,
};
use serde::Serialize;
use shared::{survey::Slug, wire::keys::KeyView};

use crate::cli::{error::CliError, print_json, settings::Data};

/// Lists keys by site and age, also those that open nothing any more; never the keys themselves.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo key list
  sondeo key list --site shop --json")]
pub(in crate::cli) struct Args {
    /// The site; without it all of them.
    #[arg(long)]
    site: Option<Slug>,
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

/// A key as `--json` prints it.
#[derive(Serialize)]
struct View<'a> {
    site: &'a Slug,
    #[serde(flatten)]
    key: KeyView,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let now = SystemClock.now().as_second();
    let listed = args.data.open().await?.keys().await?;
    let wanted = |key: &&KeyRow| args.site.as_ref().is_none_or(|site| key.grant.site == *site);
    let views: Vec<View<'_>> =
        listed.iter().filter(wanted).map(|key| View { site: &key.grant.site, key: keys::view(key, now) }).collect();
    if args.json {
        print_json(&views);
    } else if views.is_empty() {
        println!("there is no key yet; `sondeo key add` makes one");
    } else {
        println!("{:<12}  {:<7}  {:<7}  {:<20}  {:<20}  site  name", "id", "scope", "state", "made", "expires");
        for View { site, key: KeyView { id, scope, name, state, created_at, expires_at, .. } } in views {
            let (expires, name) = (expires_at.as_deref().unwrap_or("never"), name.as_deref().unwrap_or("-"));
            let (scope, state) = (scope.name(), state.name());
            println!("{id:<12}  {scope:<7}  {state:<7}  {created_at:<20}  {expires:<20}  {site}  {name}");
        }
    }
    Ok(())
}
