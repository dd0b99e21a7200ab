//! `sondeo quarantine`: what is held back from a site's scores.

mod drop;
mod list;
mod release;

use collector::{calendar::Day, store::quarantine::Selection};
use shared::survey::Slug;
use uuid::Uuid;

use super::error::CliError;

/// What can be done with what is held back.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    List(list::Args),
    Release(release::Args),
    Drop(drop::Args),
}

pub(super) async fn run(command: Command) -> Result<(), CliError> {
    match command {
        Command::List(args) => list::run(args).await,
        Command::Release(args) => release::run(args).await,
        Command::Drop(args) => drop::run(args).await,
    }
}

/// Which responses that are held back. What is not named excludes none, but something has to be named.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct Which {
    /// Those of this survey.
    #[arg(long, value_name = "SLUG")]
    survey: Option<Slug>,
    /// Those of this day of the site's zone, YYYY-MM-DD.
    #[arg(long, value_name = "DAY", conflicts_with_all = ["from", "to"])]
    day: Option<Day>,
    /// Those of this day and later ones.
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Those of days before this one: the day after the last.
    #[arg(long, value_name = "DAY")]
    to: Option<Day>,
    /// The response with this id.
    #[arg(long, value_name = "ID")]
    id: Option<Uuid>,
    /// All that the site holds back.
    #[arg(long, conflicts_with_all = ["survey", "day", "from", "to", "id"])]
    all: bool,
}

impl From<Which> for Selection {
    fn from(Which { survey, day, from, to, id, all: _ }: Which) -> Self {
        let (from, to) = day.map_or((from, to), |day| (Some(day), Some(day.plus(1))));
        Self { survey, from, to, id }
    }
}

fn told(responses: u64) -> String {
    match responses {
        1 => "1 response".to_owned(),
        responses => format!("{responses} responses"),
    }
}
