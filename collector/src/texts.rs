//! What prompts say: built-in wording, and over it what the survey's owner says differently.

mod built_in;

use std::collections::BTreeMap;

use shared::{
    scale::Metric,
    survey::{Kind, Survey, TextOverrides},
    wire::prompts::{Dir, FollowUp, Texts},
};

use self::built_in::BUILT_IN;

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
    let built_in = BUILT_IN.get(locale).or_else(|| BUILT_IN.get(language(locale))).unwrap_or(&BUILT_IN[FALLBACK]);
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

fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Returns the tag as we spell it, if we have words for it. Tags do not differ by case.
fn canonical<'a>(tag: &str, owner: &'a BTreeMap<String, TextOverrides>) -> Option<&'a str> {
    let ours = owner.keys().map(String::as_str).chain(BUILT_IN.keys().copied());
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
        let texts =
            "[texts.es]\nquestion = '¿Qué tal?'\n[texts.es-MX]\nthanks = 'Gracias'\n[texts.eu]\nquestion = 'Pozik?'";
        check(texts, &["es"], "en", "es", "¿Qué tal?");
        check(texts, &["es-MX"], "en", "es-MX", "¿Qué tal?");
        check(texts, &["eu-ES"], "en", "eu", "Pozik?");
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
}
