//! What prompts say: built-in wording, and over it what the survey's owner says differently.

mod after;
pub mod built_in;
mod gaps;
mod language;

use std::collections::BTreeMap;

use shared::{
    survey::{Survey, TextOverrides},
    wire::{
        after::After,
        prompts::{Dir, FollowUp, Texts},
    },
};

use self::built_in::BUILT_IN;
pub use self::gaps::{Gap, gaps};

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
    /// What else comes after it.
    pub after: After,
}

/// Chooses the first language of `wanted` that the survey or the house has, then the site's, and collects its words.
///
/// A language that only the owner has words for is spoken too; what they do not say is said in the site's language.
pub fn wording(survey: &Survey, wanted: &[String], site_locale: &str) -> Wording {
    let owner = Owner::new(&survey.definition().texts);
    let has = |tag: &String| owner.spelling(tag).or_else(|| built_in::find(tag).map(|(tag, _)| tag));
    let locale = wanted
        .iter()
        .map(String::as_str)
        .chain([site_locale, FALLBACK])
        .find_map(|tag| language::lookup(tag).iter().find_map(has))
        .unwrap_or(FALLBACK);
    let find = |tags: &[String]| tags.iter().find_map(|tag| built_in::find(tag)).map(|(_, words)| words);
    let (tags, site_tags) = (language::lookup(locale), language::lookup(site_locale));
    let (mut words, own) = (owner.words(&tags), find(&tags));
    if own.is_none() {
        words.extend(owner.words(&site_tags));
    }
    let built_in = own.or_else(|| find(&site_tags)).unwrap_or(&BUILT_IN[FALLBACK]);
    let pick = |field: fn(&TextOverrides) -> &Option<String>, ours: &String| {
        words.iter().find_map(|words| field(words).clone()).unwrap_or_else(|| ours.clone())
    };
    let kind = survey.definition().kind;
    let after = after::after(survey.definition(), built_in, &words);
    let asked = built_in.asked(survey.scale().metric());
    let (question, low, high) = built_in.question(survey.scale().metric(), kind);
    let reasons = built_in.over_reasons(kind);
    Wording {
        locale: locale.to_owned(),
        dir: own.map_or_else(|| language::dir(locale), |words| words.dir),
        texts: Texts {
            question: pick(|words| &words.question, question),
            low: pick(|words| &words.low, low),
            high: pick(|words| &words.high, high),
            rating: pick(|words| &words.rating, &built_in.rating),
            send: pick(|words| &words.send, &built_in.send),
            close: pick(|words| &words.close, &built_in.close),
            opt_out: pick(|words| &words.opt_out, &built_in.opt_out),
            thanks: pick(|words| &words.thanks, &built_in.thanks),
            reasons: pick(|words| &words.reasons, reasons),
            contact_offer: pick(|words| &words.contact_offer, &built_in.contact_offer),
            contact: pick(|words| &words.contact, &built_in.contact),
            privacy: pick(|words| &words.privacy, &built_in.privacy),
        },
        follow_up: FollowUp {
            high: pick(|words| &words.follow_up_high, &asked.follow_up_high),
            middle: pick(|words| &words.follow_up_middle, &asked.follow_up_middle),
            low: pick(|words| &words.follow_up_low, &asked.follow_up_low),
        },
        after,
    }
}

/// Lists the languages that a prompt of this survey can be in: those of the house, and behind them its owner's own.
pub fn languages(survey: &Survey) -> Vec<String> {
    let house = built_in::all().map(|(tag, _)| tag.to_owned());
    let own = survey.definition().texts.keys().filter(|tag| built_in::find(&language::canonical(tag)).is_none());
    house.chain(own.cloned()).collect()
}

/// What an owner says differently, by language.
struct Owner<'a>(Vec<(String, &'a str, &'a TextOverrides)>);

impl<'a> Owner<'a> {
    fn new(texts: &'a BTreeMap<String, TextOverrides>) -> Self {
        Self(texts.iter().map(|(tag, words)| (language::canonical(tag), tag.as_str(), words)).collect())
    }

    /// Returns a tag as its owner spells it, if there are words for it.
    fn spelling(&self, canonical: &str) -> Option<&'a str> {
        self.0.iter().find(|(known, ..)| known == canonical).map(|(_, tag, _)| *tag)
    }

    /// Returns the words for `tags`, in their order.
    fn words(&self, tags: &[String]) -> Vec<&'a TextOverrides> {
        let entry = |tag| self.0.iter().find(|(known, ..)| known == tag);
        tags.iter().filter_map(entry).map(|(.., words)| *words).collect()
    }
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
        for (wanted, site, locale) in [
            (&[][..], "en", "en"),
            (&["es-ES", "en"], "en", "es"),
            (&["ES"], "en", "es"),
            (&["es-419"], "en", "es"),
            (&["xx", "en-GB", "es"], "en", "en"),
            (&["xx"], "es", "es"),
            (&["xx"], "es-MX", "es"),
            (&["xx"], "yy", "en"),
            (&["pt-PT"], "en", "pt"),
            (&["pt-AO"], "en", "pt"),
            (&["pt-br"], "en", "pt-BR"),
            (&["zh"], "en", "zh-Hans"),
            (&["zh-CN"], "en", "zh-Hans"),
            (&["zh-TW"], "en", "zh-Hant"),
            (&["zh-HK"], "en", "zh-Hant"),
            (&["zh-Hant-HK"], "en", "zh-Hant"),
            (&["nn-NO", "en"], "en", "nb"),
            (&["no"], "en", "nb"),
            (&["iw"], "en", "he"),
            (&["in-ID"], "en", "id"),
        ] {
            let question = built_in::find(&locale.to_lowercase()).unwrap().1.csat.question.clone();
            check("", wanted, site, locale, &question);
        }
    }

    #[test]
    fn owners_words_stand_over_the_built_in_ones() {
        let texts =
            "[texts.es]\nquestion = '¿Qué tal?'\n[texts.es-MX]\nthanks = 'Gracias'\n[texts.pt]\nquestion = 'Que tal?'
                     [texts.zh-TW]\nquestion = '好嗎？'\n[texts.no]\nquestion = 'Fornøyd?'";
        check(texts, &["es"], "en", "es", "¿Qué tal?");
        check(texts, &["es-MX"], "en", "es-MX", "¿Qué tal?");
        check(texts, &["pt-BR"], "en", "pt-BR", "Que tal?");
        check(texts, &["zh-Hant-TW"], "en", "zh-TW", "好嗎？");
        check(texts, &["zh-HK"], "en", "zh-Hant", "您對這次體驗的滿意程度如何？");
        check(texts, &["nb-NO"], "en", "no", "Fornøyd?");
        let mexican = wording(&survey(texts), &["es-mx".to_owned()], "en");
        assert_eq!((mexican.texts.thanks.as_str(), mexican.texts.send.as_str()), ("Gracias", "Enviar"));
    }

    #[test]
    fn every_word_that_a_customer_reads_can_be_an_owners() {
        let names: Vec<&str> = TextOverrides::default().fields().map(|(name, _)| name).collect();
        let own = |name: &&str| format!("{name} = 'own {name} {{rating}} {{max}}'\n");
        let texts: String = names.iter().map(own).collect();
        let offers = "reasons = ['late', 'other']\ncontact = true\nlink = 'https://shop.example'";
        let reasons = "late = 'own late'\nother = 'own other'";
        let spoken = wording(&survey(&format!("{offers}\n[texts.da]\n{texts}[texts.da.reason]\n{reasons}")), &[], "da");
        let told = format!("{spoken:?}");
        for name in names.iter().chain(&["late", "other"]) {
            assert!(told.contains(&format!("\"own {name}")), "{name}: {told}");
        }
    }

    #[test]
    fn a_language_of_the_owner_alone_is_spoken_and_the_site_says_the_rest() {
        let texts =
            "[texts.eu-ES]\nquestion = 'Pozik?'\n[texts.ur]\nquestion = 'مطمئن؟'\n[texts.es]\nthanks = 'Gracias'";
        check(texts, &["eu-ES"], "es", "eu-ES", "Pozik?");
        check(texts, &["eu", "en"], "es", "en", "How satisfied are you with this experience?");
        let basque = wording(&survey(texts), &["eu-ES".to_owned()], "es");
        assert_eq!((basque.texts.thanks.as_str(), basque.texts.send.as_str()), ("Gracias", "Enviar"));
        let urdu = wording(&survey(texts), &["ur-PK".to_owned()], "xx");
        assert_eq!((urdu.locale.as_str(), urdu.dir, urdu.texts.send.as_str()), ("ur", Dir::Rtl, "Send"));
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
