//! `sondeo apply`.

use std::{
    fs,
    io::{self, Read},
    path::PathBuf,
};

use collector::{
    clock::{Clock, SystemClock},
    survey_file::SurveyFile,
    surveys::{Edit, Wish},
    texts::gaps,
};
use shared::survey::Slug;

use super::{error::CliError, settings::Data};

/// Makes a site's surveys what a file says, all or nothing.
///
/// The whole file is checked first; one fault, told with its line, and nothing changes. Surveys
/// that the file does not name stay as they are. A running collector asks by the new ones
/// within a second.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  sondeo apply surveys.toml --site shop
  sondeo apply surveys.toml --site shop --dry-run   # what it would change

A file with everything that a survey needs:
  [[survey]]
  slug = \"post-purchase\"
  metric = \"csat\"                     # nps, csat or ces
  touchpoints = [\"order_completed\"]   # as in sondeo('interaction', 'order_completed')")]
pub(super) struct Args {
    /// The survey file, TOML; - reads it from stdin.
    file: PathBuf,
    /// Change nothing, but tell what would change.
    #[arg(long)]
    dry_run: bool,
    /// The site.
    #[arg(long, value_name = "SLUG")]
    site: Slug,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<(), CliError> {
    let (file, text) = read(&args)?;
    let surveys = SurveyFile::parse(&text).map_err(|cause| CliError::InvalidSurveys { file, cause })?;
    let count = surveys.surveys().len();
    for survey in surveys.surveys() {
        for mended in survey.mended() {
            println!("survey {}: {mended}", survey.definition().slug);
        }
        for gap in gaps(survey) {
            println!("{gap}");
        }
    }
    let edit = Edit { is_rehearsal: args.dry_run, ..Edit::of(Wish::File(surveys)) };
    let changes = args.data.open().await?.edit_surveys(args.site.clone(), edit, SystemClock.now()).await?;
    let changed: Vec<_> = changes.iter().filter(|change| change.is_one()).collect();
    for change in &changed {
        let slug = &change.survey.definition().slug;
        match (args.dry_run, change.before) {
            (false, _) => println!("changed {slug}"),
            (true, None) => println!("would add {slug}"),
            (true, Some(_)) => println!("would change {slug}: {}", change.changed.join(", ")),
        }
    }
    let verb = if args.dry_run { "would change" } else { "changed" };
    println!("{} of {count} surveys of {} {verb}", changed.len(), args.site);
    Ok(())
}

fn read(args: &Args) -> Result<(String, String), CliError> {
    let mut text = String::new();
    let (file, read) = if args.file.as_os_str() == "-" {
        ("stdin".to_owned(), io::stdin().read_to_string(&mut text).map(|_| text))
    } else {
        (args.file.display().to_string(), fs::read_to_string(&args.file))
    };
    match read {
        Ok(text) => Ok((file, text)),
        Err(cause) => Err(CliError::File { file, cause }),
    }
}
