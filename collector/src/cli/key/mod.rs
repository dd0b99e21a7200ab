//! `sondeo key`: the keys by which owners reach their site.

mod add;
mod list;
mod revoke;

use super::error::CliError;

/// What can be done with keys.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    Add(add::Args),
    List(list::Args),
    Revoke(revoke::Args),
}

pub(super) async fn run(command: Command) -> Result<(), CliError> {
    match command {
        Command::Add(args) => add::run(args).await,
        Command::List(args) => list::run(args).await,
        Command::Revoke(args) => revoke::run(args).await,
    }
}
