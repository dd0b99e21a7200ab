//! `sondeo site`: the sites of this collector.

mod add;
mod list;
mod secret;
mod set;

use collector::{catalog::Origin, store::query::SiteRow};
use jiff::tz::TimeZone;
use serde::Serialize;
use shared::survey::{Slug, is_language_tag};

use super::error::CliError;

/// What can be done with sites.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    Add(add::Args),
    List(list::Args),
    Set(set::Args),
    /// Adds, lists and revokes the secrets that a site's server signs interactions with.
    #[command(subcommand)]
    Secret(secret::Command),
}

pub(super) async fn run(command: Command) -> Result<(), CliError> {
    match command {
        Command::Add(args) => add::run(args).await,
        Command::List(args) => list::run(args).await,
        Command::Set(args) => set::run(args).await,
        Command::Secret(command) => secret::run(command).await,
    }
}

/// Checks a time zone and returns it as the database spells it.
fn zone(text: &str) -> Result<String, String> {
    let zone = TimeZone::get(text).map_err(|_| {
        format!("there is no time zone {text}; name one of the IANA database, for example Europe/Madrid")
    })?;
    Ok(zone.iana_name().unwrap_or(text).to_owned())
}

fn locale(text: &str) -> Result<String, &'static str> {
    if is_language_tag(text) { Ok(text.to_owned()) } else { Err("a language is a BCP 47 tag such as es or pt-BR") }
}

/// A site as `--json` prints it.
#[derive(Serialize)]
struct View<'a> {
    site: &'a Slug,
    origins: Vec<&'a str>,
    tz: &'a str,
    locale: &'a str,
    retention_days: Option<u16>,
    interactions: &'a str,
    paused: bool,
    surveys: u64,
    responses: u64,
}

impl<'a> View<'a> {
    fn new(site: &'a SiteRow) -> Self {
        Self {
            site: &site.slug,
            origins: site.settings.origins.iter().map(Origin::as_str).collect(),
            tz: &site.settings.tz,
            locale: &site.settings.locale,
            retention_days: site.settings.retention.as_days(),
            interactions: site.settings.interactions.name(),
            paused: site.is_paused,
            surveys: site.surveys,
            responses: site.responses,
        }
    }
}

fn print(site: &SiteRow) {
    let retention = site.settings.retention;
    let View { site, origins, tz, locale, interactions, paused, surveys, responses, .. } = View::new(site);
    println!("{site}");
    println!("  origins    {}", origins.join(" "));
    println!("  time zone  {tz}");
    println!("  language   {locale}");
    println!("  kept for   {retention}");
    match paused {
        true => println!("  asks about nothing: it is paused"),
        false => println!("  asks about {interactions} interactions"),
    }
    println!("  surveys    {surveys}");
    println!("  responses  {responses}");
}
