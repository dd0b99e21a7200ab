//! `sondeo erase`.

use std::time::Duration;

use collector::{
    clock::{Clock, SystemClock},
    store::{
        Store, StoreError,
        removal::{Removal, Target},
        scrubbing::{Extent, Scrubbed},
    },
};
use shared::survey::Slug;
use tokio::time::sleep;
use uuid::Uuid;

use super::{
    error::CliError,
    settings::{self, Data, Url},
};

/// How often it is tried to overwrite the bytes while others use the store, and how long after each other.
const TRIES: u32 = 20;
const BETWEEN_TRIES: Duration = Duration::from_millis(250);

/// Erases a respondent, what was said of an interaction, or one response, for good.
///
/// Their responses and their history are removed and no longer counted, the bytes are overwritten,
/// and what browsers still send late stores nothing. What remains is a salted hash that says so.
/// It may run beside a collector. A respondent who answers a later prompt is stored again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo erase --site shop --respondent 4f1c9a
  sondeo erase --site shop --interaction order-1234
  sondeo erase --site shop --response 019abf3e-8c5e-7d4a-9a53-0d6f6a3c1b22
  sondeo erase --store postgres://sondeo@db/restored --as-in postgres://sondeo@db/sondeo

Copies are not reached: delete backups that were made before, or keep them no longer than you may.")]
pub(super) struct Args {
    /// The site.
    #[arg(long, required_unless_present = "as_in")]
    site: Option<Slug>,
    #[command(flatten)]
    what: What,
    /// Writes the whole store anew, so that no copy is left in its files, also where that takes long.
    ///
    /// A store of up to 64 MiB is always written anew. Reports of customers wait for it meanwhile, or
    /// are sent again later by their browsers.
    #[arg(long)]
    rewrite: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// The respondent's pseudonym, as the site's server gave it.
    #[arg(long, value_name = "PSEUDONYM", value_parser = named)]
    respondent: Option<String>,
    /// The id that your pages gave the interaction. All of the site's responses are read to find it.
    #[arg(long, value_name = "ID", value_parser = named)]
    interaction: Option<String>,
    /// The id of one response.
    #[arg(long, value_name = "ID")]
    response: Option<Uuid>,
    /// All that was erased in this PostgreSQL database, of which --store was restored from a dump.
    #[arg(long, value_name = "URL", env = "SONDEO_AS_IN", hide_env_values = true, conflicts_with = "site")]
    as_in: Option<Url>,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let store = args.data.open().await?;
    if let Some(former) = &args.what.as_in {
        let removed = store.carry_over(&settings::open(&former.place()?).await?, SystemClock.now()).await?;
        println!("erased what was erased there: {}", told(removed));
    }
    if let Some(site) = args.site.clone() {
        of_site(&store, site, args.what).await?;
    }
    let extent = if args.rewrite { Extent::Whole } else { Extent::InPassing };
    match scrubbed(&store, extent).await {
        // It is erased all the same.
        Err(StoreError::Refused(why)) => println!("the bytes are not overwritten yet: {why}"),
        Err(cause) => return Err(cause.into()),
        Ok(Scrubbed::Clean) => println!("nothing of it is left in the store's files"),
        Ok(Scrubbed::Copies) => println!(
            "no query reaches it any more; free space in the store's files may hold copies of it until they are \
             written over: --rewrite leaves none"
        ),
        Ok(Scrubbed::InUse) => {
            println!("somebody reads what was there before; a running collector overwrites the bytes after that");
        }
    }
    Ok(())
}

/// Erases something of a site.
async fn of_site(store: &Store, site: Slug, what: What) -> Result<(), CliError> {
    if !store.catalog().await?.sites.contains_key(&site) {
        return Err(CliError::NoSite(site));
    }
    let removal = |target| Removal { site: site.clone(), target, at: SystemClock.now().as_second() };
    if let Some(respondent) = what.respondent {
        let removed = store.remove(removal(Target::Respondent(respondent))).await?;
        match removed.responses {
            0 if removed.again => println!("the respondent was erased before; nothing was left"),
            responses => println!("erased the respondent: {}", told(responses)),
        }
    }
    if let Some(interaction) = what.interaction {
        let ids = store.responses_about(site.clone(), interaction).await?;
        let mut responses = 0;
        for id in ids {
            responses += store.remove(removal(Target::Response(id))).await?.responses;
        }
        println!("erased what was said of the interaction: {}", told(responses));
    }
    if let Some(id) = what.response {
        let removed = store.remove(removal(Target::Response(id))).await?;
        match removed.responses {
            0 if removed.again => println!("the response was removed before; nothing was left"),
            0 => return Err(CliError::NoResponse { site, id }),
            responses => println!("{}", told(responses)),
        }
    }
    Ok(())
}

async fn scrubbed(store: &Store, extent: Extent) -> Result<Scrubbed, StoreError> {
    for _ in 0..TRIES {
        if let scrubbed @ (Scrubbed::Clean | Scrubbed::Copies) = store.scrub(extent).await? {
            return Ok(scrubbed);
        }
        sleep(BETWEEN_TRIES).await;
    }
    Ok(Scrubbed::InUse)
}

fn told(responses: u64) -> String {
    match responses {
        1 => "1 response removed".to_owned(),
        responses => format!("{responses} responses removed"),
    }
}

fn named(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() { Err("it has a name; nobody and nothing is not erased") } else { Ok(text.to_owned()) }
}
