//! `sondeo texts`.

use collector::texts::built_in::{self, BuiltIn};
use serde::Serialize;
use shared::wire::prompts::Dir;

use super::{error::CliError, print_json};

/// Prints what prompts say where a survey says nothing else.
///
/// Without a language it lists those that are built in. A customer reads the first of these that
/// is there: the page's (its lang, or the command locale), the browser's, the site's
/// (`sondeo site set --locale`), English.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sondeo texts
  sondeo texts pt-BR
  sondeo texts zh-TW --json

To have a survey say something else, write it in its file and `sondeo apply` it; what you
leave out stays as it is:
  [survey.texts.pt-BR]
  question = \"Como foi a sua compra?\"
  low = \"Muito ruim\"
  high = \"Muito boa\"")]
pub(super) struct Args {
    /// The language, BCP 47; the nearest that is built in is taken, pt for pt-PT.
    language: Option<String>,
    /// Prints JSON: an array of the languages, or one object with the texts of the language.
    #[arg(long)]
    json: bool,
}

/// A language as `--json` prints it.
#[derive(Serialize)]
struct View {
    locale: &'static str,
    language: &'static str,
    dir: Dir,
}

pub(super) fn run(args: &Args) -> Result<(), CliError> {
    let Some(language) = &args.language else {
        list(args.json);
        return Ok(());
    };
    let (locale, words) = built_in::nearest(language).ok_or_else(|| CliError::NoLanguage(language.clone()))?;
    if args.json {
        print_json(words);
    } else {
        print!("{}", built_in::file(locale).unwrap_or_default());
    }
    Ok(())
}

fn list(as_json: bool) {
    let view = |(locale, words): (_, &'static BuiltIn)| View { locale, language: &words.language, dir: words.dir };
    let views: Vec<View> = built_in::all().map(view).collect();
    if as_json {
        return print_json(&views);
    }
    for View { locale, language, dir } in views {
        let direction = if dir == Dir::Rtl { "  from right to left" } else { "" };
        println!("{locale:<8} {language}{direction}");
    }
}
