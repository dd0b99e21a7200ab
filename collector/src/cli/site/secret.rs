//! `sondeo site secret`: what a site's server signs interactions with.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use collector::{
    catalog::Fingerprint,
    clock::{Clock, SystemClock, moment},
    signed_interaction::SigningSecret,
};
use serde::Serialize;
use shared::survey::Slug;

use crate::cli::{error::CliError, print_json, settings::Data};

/// What every secret begins with, so that scanners find leaked ones.
const PREFIX: &str = "sondeo_sign_";

/// What can be done with signing secrets.
#[derive(Debug, clap::Subcommand)]
pub(in crate::cli) enum Command {
    Add(Add),
    List(List),
    Revoke(Revoke),
}

/// Draws a secret by which the site's server vouches for interactions, and prints it, this once.
///
/// Two are valid at a time: to change over, add one, have the server sign with it, and revoke the
/// old one a day later, when no page has a token of it any more. Keep it on the server; a page that
/// has it can be anyone.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  sondeo site secret add shop --json")]
pub(in crate::cli) struct Add {
    /// The site.
    slug: Slug,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

/// Lists signing secrets by site and age; never the secrets themselves.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct List {
    /// The site; without it all of them.
    slug: Option<Slug>,
    /// Prints one JSON array.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

/// Revokes a signing secret of a site: running collectors refuse what it signed within a second.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  sondeo site secret revoke shop 3f9a0c12b7de")]
pub(in crate::cli) struct Revoke {
    /// The site.
    slug: Slug,
    /// Its id, as `site secret add` and `site secret list` print it.
    id: Fingerprint,
    #[command(flatten)]
    data: Data,
}

/// A secret as `--json` prints it.
#[derive(Serialize)]
struct View<'a> {
    site: &'a Slug,
    id: String,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
}

pub(super) async fn run(command: Command) -> Result<(), CliError> {
    match command {
        Command::Add(args) => add(args).await,
        Command::List(args) => list(args).await,
        Command::Revoke(args) => revoke(args).await,
    }
}

async fn add(args: Add) -> Result<(), CliError> {
    let bytes: [u8; 32] = rand::random();
    let secret = SigningSecret::from(format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes)));
    let now = SystemClock.now();
    args.data.open().await?.add_signing_secret(args.slug.clone(), secret.clone(), now).await?;
    let (site, id) = (&args.slug, secret.fingerprint().to_string());
    if args.json {
        print_json(&View { site, id, created_at: moment(now.as_second()), secret: Some(secret.reveal()) });
    } else {
        println!("site    {site}\nid      {id}\nsecret  {}", secret.reveal());
    }
    Ok(())
}

async fn list(args: List) -> Result<(), CliError> {
    let secrets = args.data.open().await?.signing_secrets().await?;
    let wanted = secrets.iter().filter(|row| args.slug.as_ref().is_none_or(|site| row.site == *site));
    let view = wanted.map(|row| {
        let (id, created_at) = (row.secret.fingerprint().to_string(), moment(row.created_at));
        View { site: &row.site, id, created_at, secret: None }
    });
    let views: Vec<View<'_>> = view.collect();
    if args.json {
        print_json(&views);
    } else if views.is_empty() {
        println!("there is no signing secret yet; `sondeo site secret add` makes one");
    } else {
        println!("{:<12}  {:<20}  site", "id", "made");
        views.iter().for_each(|view| println!("{:<12}  {:<20}  {}", view.id, view.created_at, view.site));
    }
    Ok(())
}

async fn revoke(args: Revoke) -> Result<(), CliError> {
    args.data.open().await?.revoke_signing_secret(args.slug.clone(), args.id).await?;
    println!("signing secret {} of site {} is revoked", args.id, args.slug);
    Ok(())
}
