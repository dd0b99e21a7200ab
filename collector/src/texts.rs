//! What prompts say: built-in wording, and over it what the survey's owner says differently.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use shared::{
    scale::Metric,
    survey::{Survey, TextOverrides},
    wire::prompts::{Dir, FollowUp, Texts},
};

/// The language of a prompt where neither customer nor site names one that we have.
pub const FALLBACK: &str = "en";

/// Every word of one prompt, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The language, BCP 47.
    pub locale: String,
    /// Its direction.
    pub dir: Dir,
    /// What the widget shows.
    pub texts: Texts,
    /// What it asks after the rating.
    pub follow_up: FollowUp,
}

/// Chooses the first language of `wanted` that the survey or the house has, and collects its words.
///
/// A tag that is not there is tried again as its bare language: `es-ES`, then `es`.
pub fn wording(survey: &Survey, wanted: &[String], site_locale: &str) -> Wording {
    let owner = &survey.definition().texts;
    let site_locale = [site_locale.to_owned(), FALLBACK.to_owned()];
    let locale = wanted
        .iter()
        .chain(&site_locale)
        .flat_map(|tag| [tag.as_str(), language(tag)])
        .find_map(|tag| canonical(tag, owner))
        .unwrap_or(FALLBACK);
    let built_in = BUILT_IN.get(language(locale)).unwrap_or(&BUILT_IN[FALLBACK]);
    let bare = owner.get(language(locale));
    let exact = owner.get(locale);
    let pick = |field: fn(&TextOverrides) -> &Option<String>, ours: &String| {
        [exact, bare].into_iter().flatten().find_map(|words| field(words).clone()).unwrap_or_else(|| ours.clone())
    };
    let asked = match survey.scale().metric() {
        Metric::Nps => &built_in.nps,
        Metric::Csat => &built_in.csat,
        Metric::Ces => &built_in.ces,
    };
    Wording {
        locale: locale.to_owned(),
        dir: built_in.dir,
        texts: Texts {
            question: pick(|words| &words.question, &asked.question),
            low: pick(|words| &words.low, &asked.low),
            high: pick(|words| &words.high, &asked.high),
            rating: built_in.rating.clone(),
            send: built_in.send.clone(),
            close: built_in.close.clone(),
            opt_out: built_in.opt_out.clone(),
            thanks: pick(|words| &words.thanks, &built_in.thanks),
        },
        follow_up: FollowUp {
            high: pick(|words| &words.follow_up_high, &asked.follow_up_high),
            middle: pick(|words| &words.follow_up_middle, &asked.follow_up_middle),
            low: pick(|words| &words.follow_up_low, &asked.follow_up_low),
        },
    }
}

/// The wording of one language, as its file spells it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BuiltIn {
    dir: Dir,
    rating: String,
    send: String,
    close: String,
    opt_out: String,
    thanks: String,
    nps: Asked,
    csat: Asked,
    ces: Asked,
}

/// What is asked for one metric.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    question: String,
    low: String,
    high: String,
    follow_up_high: String,
    follow_up_middle: String,
    follow_up_low: String,
}

const FILES: [(&str, &str); 2] = [("en", include_str!("texts/en.toml")), ("es", include_str!("texts/es.toml"))];

static BUILT_IN: LazyLock<BTreeMap<&str, BuiltIn>> = LazyLock::new(|| {
    let parse = |file| toml::from_str(file).expect("a test reads every wording file");
    FILES.into_iter().map(|(language, file)| (language, parse(file))).collect()
});

fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Returns the tag as we spell it, if we have words for it. Tags do not differ by case.
fn canonical<'a>(tag: &str, owner: &'a BTreeMap<String, TextOverrides>) -> Option<&'a str> {
    let ours = owner.keys().map(String::as_str).chain(FILES.map(|(language, _)| language));
    ours.into_iter().find(|known| known.eq_ignore_ascii_case(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(texts: &str) -> Survey {
        let file = format!("slug = 'order'\nmetric = 'csat'\ntouchpoints = ['order_completed']\n{texts}");
        Survey::new(toml::from_str(&file).unwrap()).unwrap()
    }

    fn check(texts: &str, wanted: &[&str], site: &str, locale: &str, question: &str) {
        let wanted: Vec<String> = wanted.iter().map(|&tag| tag.to_owned()).collect();
        let got = wording(&survey(texts), &wanted, site);
        assert_eq!((got.locale.as_str(), got.texts.question.as_str()), (locale, question), "{wanted:?}");
    }

    #[test]
    fn the_first_language_that_is_there_is_spoken() {
        let en = "How satisfied are you with this experience?";
        let es = "¿Cuál es su grado de satisfacción con esta experiencia?";
        check("", &[], "en", "en", en);
        check("", &["es-ES", "en"], "en", "es", es);
        check("", &["ES"], "en", "es", es);
        check("", &["xx", "en-GB", "es"], "en", "en", en);
        check("", &["xx"], "es", "es", es);
        check("", &["xx"], "yy", "en", en);
    }

    #[test]
    fn owners_words_stand_over_the_built_in_ones() {
        let texts = "[texts.es]\nquestion = '¿Qué tal?'\n[texts.es-MX]\nthanks = 'Gracias'\n[texts.fr]\nquestion = 'Satisfait ?'";
        check(texts, &["es"], "en", "es", "¿Qué tal?");
        check(texts, &["es-MX"], "en", "es-MX", "¿Qué tal?");
        check(texts, &["fr-CA"], "en", "fr", "Satisfait ?");
        let mexican = wording(&survey(texts), &["es-mx".to_owned()], "en");
        assert_eq!((mexican.texts.thanks.as_str(), mexican.texts.send.as_str()), ("Gracias", "Enviar"));
    }

    #[test]
    fn every_wording_file_is_complete_and_no_label_is_empty() {
        for (language, words) in BUILT_IN.iter() {
            assert!(words.rating.contains("{rating}") && words.rating.contains("{max}"), "{language}");
            for asked in [&words.nps, &words.csat, &words.ces] {
                for text in [
                    &asked.question,
                    &asked.low,
                    &asked.high,
                    &asked.follow_up_high,
                    &asked.follow_up_middle,
                    &asked.follow_up_low,
                ] {
                    assert!(!text.trim().is_empty(), "{language}");
                }
            }
        }
        assert_eq!(BUILT_IN.len(), FILES.len());
    }
}
