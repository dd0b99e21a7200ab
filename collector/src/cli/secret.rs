//! `sondeo secret`: what the collectors sign prompts with.

use collector::{
    clock::{Clock, SystemClock},
    store::{Loss, query::Rotated},
};
use serde::Serialize;

use super::{error::CliError, print_json, settings::Data};

/// What can be done with the secret.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    Rotate(Args),
}

/// Draws a new secret to sign prompts with; nobody ever sees it.
///
/// Every collector on this store signs with it within a second. Answers to prompts that were
/// signed with the one before are taken still, as long as browsers may send them: 31 days. So
/// that none is lost, the next rotation is refused until that time is over.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo secret rotate
  sondeo secret rotate && sondeo secret rotate --now   # it was stolen: all unanswered prompts are void")]
pub(super) struct Args {
    /// Rotates although answers may still come to prompts from before the last rotation: they are refused.
    #[arg(long)]
    now: bool,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: Data,
}

/// The secrets by their numbers, as `--json` prints them.
#[derive(Serialize)]
struct View {
    signs: u32,
    accepted: u32,
    dropped: Vec<u32>,
}

pub(super) async fn run(Command::Rotate(args): Command) -> Result<(), CliError> {
    let allowed = if args.now { Loss::LateAnswers } else { Loss::None };
    let store = args.data.open().await?;
    let Rotated { signs, accepted, dropped } = store.rotate_secret(rand::random(), allowed, SystemClock.now()).await?;
    if args.json {
        print_json(&View { signs, accepted, dropped });
    } else {
        println!(
            "prompts are signed with secret {signs} from now on; those signed with secret {accepted} are accepted"
        );
        dropped.iter().for_each(|gone| println!("secret {gone} is gone, and what was signed with it void"));
    }
    Ok(())
}
