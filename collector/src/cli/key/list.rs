//! `sondeo key list`.

use collector::{
    catalog::Lapsed,
    clock::{Clock, SystemClock},
    store::query::KeyRow,
};
use serde::Serialize;
use shared::survey::Slug;

use super::moment;
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
    id: String,
    scope: &'static str,
    name: Option<&'a str>,
    state: &'static str,
    created_at: String,
    expires_at: Option<String>,
    revoked_at: Option<String>,
}

impl<'a> View<'a> {
    fn new(key: &'a KeyRow, now: i64) -> Self {
        let KeyRow { hash, grant, name, created_at } = key;
        Self {
            site: &grant.site,
            id: hash.fingerprint().to_string(),
            scope: grant.scope.name(),
            name: name.as_deref(),
            state: match grant.check(now) {
                Ok(()) => "valid",
                Err(Lapsed::Expired) => "expired",
                Err(Lapsed::Revoked) => "revoked",
            },
            created_at: moment(*created_at),
            expires_at: grant.expires_at.map(moment),
            revoked_at: grant.revoked_at.map(moment),
        }
    }
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let now = SystemClock.now().as_second();
    let keys = args.data.open().await?.keys().await?;
    let wanted = |key: &&KeyRow| args.site.as_ref().is_none_or(|site| key.grant.site == *site);
    let views: Vec<View<'_>> = keys.iter().filter(wanted).map(|key| View::new(key, now)).collect();
    if args.json {
        print_json(&views);
    } else if views.is_empty() {
        println!("there is no key yet; `sondeo key add` makes one");
    } else {
        println!("{:<12}  {:<7}  {:<7}  {:<20}  {:<20}  site  name", "id", "scope", "state", "made", "expires");
        for View { site, id, scope, name, state, created_at, expires_at, .. } in views {
            let (expires, name) = (expires_at.as_deref().unwrap_or("never"), name.unwrap_or("-"));
            println!("{id:<12}  {scope:<7}  {state:<7}  {created_at:<20}  {expires:<20}  {site}  {name}");
        }
    }
    Ok(())
}
