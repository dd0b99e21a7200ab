//! The command line: one file a command, each parses, applies and prints.
//!
//! It knows the store and the HTTP server by their front doors, and neither SQL nor axum.

#![allow(clippy::print_stdout, reason = "what a command prints is its answer")]

mod apply;
mod audit;
mod backup;
mod demo;
mod descriptors;
mod edge;
mod erase;
mod error;
mod key;
mod listen;
mod log;
mod quarantine;
mod restore;
mod secret;
mod serve;
mod settings;
mod site;
mod stop;
mod texts;
mod verify;

use clap::{Parser, Subcommand};
use serde::Serialize;

use self::error::CliError;

/// Asks customers how an interaction was, right after it, and keeps the scores.
///
/// One program: it decides who is asked, stores what is answered and serves NPS, CSAT and CES.
/// Every setting is a flag; where one is not given its SONDEO_* variable counts, then its default.
#[derive(Debug, Parser)]
#[command(name = "sondeo", version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// What is logged to stderr: error, warn, info, debug, or a filter such as collector=debug.
    ///
    /// Without it `RUST_LOG` counts, then info (warn in the demo).
    #[arg(long, global = true, env = "SONDEO_LOG", value_name = "FILTER", hide_env_values = true)]
    log: Option<String>,
    /// How its lines look; without it text at a terminal, else JSON.
    #[arg(long, global = true, env = "SONDEO_LOG_FORMAT", value_name = "FORMAT")]
    log_format: Option<log::Format>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
To look at it, with a shop to click through and half a year of answers:
  sondeo demo

To begin in earnest:
  sondeo site add shop --origin https://shop.example --tz Europe/Madrid
  sondeo serve

Open http://127.0.0.1:8080/dashboard/ with the manage key that `site add` printed, make a survey there (or keep them in a
file, for `sondeo apply`), and look at what customers say.

Then the pages of the shop say:
  <script async src=\"http://127.0.0.1:8080/sondeo.js\" data-site=\"shop\"></script>";

/// What can be asked for. Each command is described beside its arguments.
#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Args),
    Demo(demo::Args),
    /// Adds, lists and changes sites.
    #[command(subcommand)]
    Site(site::Command),
    /// Adds, lists and revokes the keys of owners.
    #[command(subcommand)]
    Key(key::Command),
    /// Rotates the secret that prompts are signed with.
    #[command(subcommand)]
    Secret(secret::Command),
    Apply(apply::Args),
    Texts(texts::Args),
    Verify(verify::Args),
    Erase(erase::Args),
    /// Lists, releases and drops what is held back from the scores.
    #[command(subcommand)]
    Quarantine(quarantine::Command),
    Audit(audit::Args),
    Backup(backup::Args),
    Restore(restore::Args),
}

impl Cli {
    /// Does what was asked for.
    pub(crate) async fn run(self) -> Result<(), CliError> {
        let level = if matches!(self.command, Command::Demo(_)) { "warn" } else { "info" };
        log::start(self.log.as_deref(), self.log_format, level)?;
        match self.command {
            Command::Serve(args) => serve::run(args).await,
            Command::Demo(args) => demo::run(args).await,
            Command::Site(command) => site::run(command).await,
            Command::Key(command) => key::run(command).await,
            Command::Secret(command) => secret::run(command).await,
            Command::Apply(args) => apply::run(args).await,
            Command::Texts(args) => texts::run(&args),
            Command::Verify(args) => verify::run(args).await,
            Command::Erase(args) => erase::run(args).await,
            Command::Quarantine(command) => quarantine::run(command).await,
            Command::Audit(args) => audit::run(args).await,
            Command::Backup(args) => backup::run(args).await,
            Command::Restore(args) => restore::run(args).await,
        }
    }
}

/// Prints JSON on one line.
fn print_json(view: &impl Serialize) {
    println!("{}", serde_json::to_string(view).expect("strings and numbers are JSON"));
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn refusal(words: &[&str]) -> String {
        let words = ["sondeo"].iter().chain(words);
        Cli::try_parse_from(words).expect_err("these words are refused").to_string()
    }

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn settings_come_from_flags_then_variables() {
        for (command, flag, variable) in [
            ("serve", "listen", "SONDEO_LISTEN"),
            ("serve", "dir", "SONDEO_DATA"),
            ("serve", "folder", "SONDEO_WEB"),
            ("serve", "notice_ms", "SONDEO_NOTICE_MS"),
            ("serve", "burst_ratings", "SONDEO_BURST_RATINGS"),
            ("serve", "burst_window_s", "SONDEO_BURST_WINDOW_S"),
            ("serve", "ratings_per_day", "SONDEO_RATINGS_PER_DAY"),
            ("serve", "ratings_per_respondent", "SONDEO_RATINGS_PER_RESPONDENT"),
            ("serve", "metrics", "SONDEO_METRICS"),
            ("serve", "base_path", "SONDEO_BASE_PATH"),
            ("serve", "hosts", "SONDEO_HOSTS"),
            ("serve", "max_connections", "SONDEO_MAX_CONNECTIONS"),
            ("serve", "connections_per_address", "SONDEO_CONNECTIONS_PER_ADDRESS"),
            ("serve", "trusted_proxies", "SONDEO_TRUSTED_PROXIES"),
            ("serve", "prompts_per_caller", "SONDEO_PROMPTS_PER_CALLER"),
            ("serve", "responses_per_caller", "SONDEO_RESPONSES_PER_CALLER"),
            ("serve", "prompts_per_site", "SONDEO_PROMPTS_PER_SITE"),
            ("serve", "responses_per_site", "SONDEO_RESPONSES_PER_SITE"),
            ("serve", "disk_reserve", "SONDEO_DISK_RESERVE"),
            ("backup", "disk_reserve", "SONDEO_DISK_RESERVE"),
            ("restore", "disk_reserve", "SONDEO_DISK_RESERVE"),
            ("apply", "dir", "SONDEO_DATA"),
            ("verify", "dir", "SONDEO_DATA"),
            ("erase", "dir", "SONDEO_DATA"),
            ("serve", "store", "SONDEO_STORE"),
            ("apply", "store", "SONDEO_STORE"),
            ("verify", "store", "SONDEO_STORE"),
            ("erase", "store", "SONDEO_STORE"),
            ("demo", "port", "SONDEO_DEMO_PORT"),
            ("demo", "data", "SONDEO_DEMO_DATA"),
        ] {
            let cli = Cli::command();
            let command = cli.find_subcommand(command).unwrap();
            let arg = command.get_arguments().find(|arg| arg.get_id() == flag).unwrap();
            assert_eq!(arg.get_env().and_then(|name| name.to_str()), Some(variable), "{flag}");
        }
        let given = Cli::try_parse_from(["sondeo", "serve", "--listen", "0.0.0.0:0", "--data", "/tmp/x"]).unwrap();
        let Command::Serve(args) = given.command else { panic!("serve is serve") };
        assert_eq!((args.listen.to_string().as_str(), args.data.path().to_str()), ("0.0.0.0:0", Some("/tmp/x")));
    }

    #[test]
    fn the_defaults_are_safe_to_try() {
        for (command, id, default) in [
            ("serve", "listen", "127.0.0.1:8080"),
            ("serve", "dir", "./sondeo-data"),
            ("serve", "notice_ms", "0"),
            ("serve", "burst_ratings", "60"),
            ("serve", "burst_window_s", "600"),
            ("serve", "ratings_per_day", "400"),
            ("serve", "ratings_per_respondent", "20"),
            ("serve", "max_connections", "1024"),
            ("serve", "connections_per_address", "50"),
            ("serve", "prompts_per_caller", "120"),
            ("serve", "responses_per_caller", "480"),
            ("demo", "port", "8080"),
            ("demo", "data", "./.demo"),
        ] {
            let cli = Cli::command();
            let command = cli.find_subcommand(command).unwrap();
            let arg = command.get_arguments().find(|arg| arg.get_id() == id).unwrap();
            assert_eq!(arg.get_default_values(), [default], "{id}");
        }
    }

    #[test]
    fn what_cannot_be_right_is_refused_with_what_would_be() {
        let add = ["site", "add", "shop", "--origin", "https://shop.example"];
        let with = |more: &[&'static str]| refusal(&[&add, more].concat());
        assert!(with(&["--tz", "Mars/Base"]).contains("there is no time zone Mars/Base"));
        assert!(with(&["--locale", "?"]).contains("such as es or pt-BR"));
        assert!(with(&["--origin", "shop.example/"]).contains("https://shop.example"));
        assert!(refusal(&["site", "add", "shop"]).contains("--origin"));
        assert!(refusal(&["site", "add", "My Shop", "--origin", "https://a.b"]).contains("a-z"));
        assert!(refusal(&["site", "set", "shop"]).contains("required"));
        assert!(with(&["--retention-days", "0"]).contains("1 to 3650 days, or forever"));
        assert!(refusal(&["site", "set", "shop", "--retention-days", "3651"]).contains("1 to 3650 days, or forever"));
        let erase = ["erase", "--site", "shop"];
        assert!(refusal(&erase).contains("--respondent"));
        assert!(refusal(&["erase", "--respondent", "r-7"]).contains("--site"));
        assert!(refusal(&[&erase[..], &["--as-in", "postgres://db/shop"]].concat()).contains("--as-in"));
        assert!(refusal(&[&erase[..], &["--respondent", " "]].concat()).contains("nobody and nothing is not erased"));
        assert!(refusal(&[&erase[..], &["--response", "7"]].concat()).contains("--response"));
        let key = |more: &[&'static str]| refusal(&[&["key", "add", "--site", "shop"], more].concat());
        assert!(key(&[]).contains("--scope"));
        assert!(key(&["--scope", "write"]).contains("read, or manage"));
        assert!(key(&["--scope", "read", "--days", "0"]).contains("1..=3650"));
        assert!(key(&["--scope", "read", "--expires", "31.1.2027"]).contains("2027-01-31"));
        assert!(key(&["--scope", "read", "--days", "7", "--expires", "2027-01-31"]).contains("cannot be used with"));
        assert!(refusal(&["key", "revoke", "--site", "shop", "sondeo_live_x"]).contains("12 of 0-9 and a-f"));
        let release = ["quarantine", "release", "--site", "shop"];
        assert!(refusal(&release).contains("--all"), "an empty selection is not everything");
        assert!(refusal(&[&release[..], &["--all", "--survey", "order"]].concat()).contains("--all"));
        assert!(refusal(&[&release[..], &["--day", "2026-02-30"]].concat()).contains("YYYY-MM-DD"));
        assert!(refusal(&[&release[..], &["--day", "2026-02-03", "--to", "2026-02-04"]].concat()).contains("--to"));
        assert!(refusal(&["quarantine", "drop", "--all"]).contains("--site"));
        assert!(refusal(&["serve", "--listen", "8080"]).contains("127.0.0.1:8080"));
        assert!(refusal(&["serve", "--base-path", "feedback/"]).contains("/feedback or /a/b"));
        assert!(refusal(&["serve", "--host", "feedback.example:80"]).contains("without a port"));
        assert!(refusal(&["serve", "--trusted-proxy", "proxy"]).contains("10.0.0.0/8"));
        assert!(refusal(&["serve", "--max-connections", "0"]).contains("1.."));
        let both = refusal(&["serve", "--data", "/tmp/x", "--store", "postgres://ana:s3cret@db/shop"]);
        assert!(both.contains("--data") && both.contains("--store") && !both.contains("s3cret"), "{both}");
    }
}
