//! What prompts say: built-in wording, and over it what the survey's owner says differently.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use shared::{
    scale::Metric,
    survey::{Kind, Survey, TextOverrides},
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
    let kind = survey.definition().kind;
    let asked = match survey.scale().metric() {
        Metric::Nps => &built_in.nps,
        Metric::Csat => &built_in.csat,
        Metric::Ces => &built_in.ces,
    };
    let (question, low, high) = match kind {
        Some(Kind::Promise) => (&built_in.promise.question, &built_in.promise.low, &built_in.promise.high),
        _ => (&asked.question, &asked.low, &asked.high),
    };
    let reasons = if kind == Some(Kind::Cancellation) { &built_in.cancellation.question } else { &built_in.reasons };
    Wording {
        locale: locale.to_owned(),
        dir: built_in.dir,
        texts: Texts {
            question: pick(|words| &words.question, question),
            low: pick(|words| &words.low, low),
            high: pick(|words| &words.high, high),
            rating: built_in.rating.clone(),
            send: built_in.send.clone(),
            close: built_in.close.clone(),
            opt_out: built_in.opt_out.clone(),
            thanks: pick(|words| &words.thanks, &built_in.thanks),
            thanks_low: pick(|words| &words.thanks, &built_in.thanks_low),
            reasons: reasons.clone(),
            other: built_in.other.clone(),
            contact_offer: built_in.contact_offer.clone(),
            contact: built_in.contact.clone(),
            privacy: built_in.privacy.clone(),
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
    /// Said to detractors, the dissatisfied, those who found it difficult.
    thanks_low: String,
    /// Stands over the reasons to choose from.
    reasons: String,
    /// The reason that is not among the others.
    other: String,
    /// "I would like to talk to a person".
    contact_offer: String,
    /// The label of the field for an e-mail address or a telephone number.
    contact: String,
    privacy: String,
    nps: Asked,
    csat: Asked,
    ces: Asked,
    cancellation: Leaving,
    promise: Promised,
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

/// What is asked of those who cancel.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Leaving {
    question: String,
    /// By the names of `shared::survey::REASONS_FOR_LEAVING`.
    #[allow(dead_code, reason = "prompts offer no reasons yet; the languages are being written")]
    reasons: BTreeMap<String, String>,
}

/// What is asked about a promise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Promised {
    question: String,
    low: String,
    high: String,
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
    use shared::survey::REASONS_FOR_LEAVING;

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
    fn a_promise_and_a_cancellation_have_words_of_their_own() {
        let spoken = |kind: &str| wording(&survey(&format!("kind = '{kind}'")), &[], "en").texts;
        let promise = spoken("promise");
        assert_eq!(
            (promise.question.as_str(), promise.high.as_str()),
            ("Was it what you were promised?", "Completely")
        );
        assert_eq!(spoken("cancellation").reasons, "What is your main reason for leaving?");
    }

    #[test]
    fn every_wording_file_is_complete_and_no_label_is_empty() {
        for (language, words) in BUILT_IN.iter() {
            assert!(words.rating.contains("{rating}") && words.rating.contains("{max}"), "{language}");
            let BuiltIn { thanks_low, reasons, other, contact_offer, contact, privacy, cancellation, promise, .. } =
                words;
            let leaving = &cancellation.reasons;
            assert!(leaving.keys().eq(REASONS_FOR_LEAVING), "{language} has other reasons for leaving");
            let labels = [thanks_low, reasons, other, contact_offer, contact, privacy, &cancellation.question];
            for text in
                labels.into_iter().chain(leaving.values()).chain([&promise.question, &promise.low, &promise.high])
            {
                assert!(!text.trim().is_empty(), "{language}");
            }
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
