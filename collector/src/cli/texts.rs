//! `sondeo texts`.

use std::collections::BTreeMap;

use collector::texts::built_in::{self, BuiltIn};
use serde::{
    Serialize,
    de::{DeserializeOwned, IntoDeserializer},
};
use shared::{
    scale::Metric,
    survey::{Kind, TextOverrides},
    wire::prompts::Dir,
};

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

To have the last survey of a file say something else, add to it what such a survey says, keep
the lines that you change, and apply it; what you leave out stays as it is:
  sondeo texts pt-BR --metric nps >> surveys.toml
  sondeo apply surveys.toml --site shop")]
pub(super) struct Args {
    /// The language, BCP 47; the nearest that is built in is taken, pt for pt-PT.
    language: Option<String>,
    /// Only what a survey of this metric says (nps, csat or ces), as its file takes it.
    #[arg(long, requires = "language", value_parser = named::<Metric>)]
    metric: Option<Metric>,
    /// The kind of that survey: cancellation or promise.
    #[arg(long, requires = "metric", value_parser = named::<Kind>)]
    kind: Option<Kind>,
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
    match (args.metric, args.json) {
        (Some(metric), true) => print_json(&words.as_overrides(metric, args.kind)),
        (Some(metric), false) => print!("{}", in_a_file(locale, words.as_overrides(metric, args.kind))),
        (None, true) => print_json(words),
        (None, false) => print!("{}", built_in::file(locale).unwrap_or_default()),
    }
    Ok(())
}

/// Spells texts as they stand in a survey file, behind their survey.
fn in_a_file(locale: &str, texts: TextOverrides) -> String {
    let file = BTreeMap::from([("survey", BTreeMap::from([("texts", BTreeMap::from([(locale, texts)]))]))]);
    toml::to_string(&file).expect("texts by their names are TOML")
}

/// Reads a word as survey files spell it.
fn named<T: DeserializeOwned>(word: &str) -> Result<T, serde::de::value::Error> {
    T::deserialize(word.into_deserializer())
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

#[cfg(test)]
mod tests {
    use collector::survey_file::SurveyFile;

    use super::*;

    #[test]
    fn what_is_printed_for_a_file_is_taken_and_changes_nothing() {
        for (locale, words) in built_in::all() {
            for kind in [None, Some(Kind::Cancellation), Some(Kind::Promise)] {
                let survey = "[[survey]]\nslug = 'order'\nmetric = 'ces'\ntouchpoints = ['order_completed']\n";
                let texts = words.as_overrides(Metric::Ces, kind);
                let file = SurveyFile::parse(&format!("{survey}{}", in_a_file(locale, texts.clone()))).unwrap();
                assert_eq!(file.surveys()[0].definition().texts[locale], texts, "{locale}");
            }
        }
    }
}
