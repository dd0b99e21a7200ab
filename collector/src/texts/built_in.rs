//! The wording that is built in: one file a language, all with the same keys.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};
use shared::{
    scale::Metric,
    survey::{Kind, TextOverrides},
    wire::prompts::Dir,
};

use super::language::lookup;

/// The wording of one language, as its file spells it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltIn {
    /// Its English name.
    pub language: String,
    /// The direction in which it is written.
    pub dir: Dir,
    /// How a rating is read aloud, with `{rating}` and `{max}`.
    pub rating: String,
    /// The button that sends.
    pub send: String,
    /// The button that closes.
    pub close: String,
    /// The button that stops all prompts.
    pub opt_out: String,
    /// What is said when it is over.
    pub thanks: String,
    /// Said to detractors, the dissatisfied, those who found it difficult.
    pub thanks_low: String,
    /// Stands over the reasons to choose from.
    pub reasons: String,
    /// The reason that is not among the others.
    pub other: String,
    /// "I would like to talk to a person".
    pub contact_offer: String,
    /// The label of the field for an e-mail address or a telephone number.
    pub contact: String,
    /// The link to what the site says about privacy.
    pub privacy: String,
    /// Would they recommend us?
    pub nps: Asked,
    /// Are they satisfied?
    pub csat: Asked,
    /// Was it easy?
    pub ces: Asked,
    /// Why do they leave?
    pub cancellation: Leaving,
    /// Was it what they were promised?
    pub promise: Promised,
}

/// What is asked for one metric.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The question.
    pub question: String,
    /// What the lowest rating means.
    pub low: String,
    /// What the highest rating means.
    pub high: String,
    /// Asked of promoters, the satisfied, those who found it easy.
    pub follow_up_high: String,
    /// Asked of passives and neutrals.
    pub follow_up_middle: String,
    /// Asked of detractors, the dissatisfied, those who found it difficult.
    pub follow_up_low: String,
}

/// What is asked of those who cancel.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    /// The question.
    pub question: String,
    /// By the names of `shared::survey::REASONS_FOR_LEAVING`.
    pub reasons: BTreeMap<String, String>,
}

/// What is asked about a promise.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Promised {
    /// The question.
    pub question: String,
    /// What the lowest rating means.
    pub low: String,
    /// What the highest rating means.
    pub high: String,
}

impl BuiltIn {
    /// What is asked for a metric.
    pub(super) fn asked(&self, metric: Metric) -> &Asked {
        match metric {
            Metric::Nps => &self.nps,
            Metric::Csat => &self.csat,
            Metric::Ces => &self.ces,
        }
    }

    /// The question, and what the lowest and the highest rating mean.
    pub(super) fn question(&self, metric: Metric, kind: Option<Kind>) -> (&String, &String, &String) {
        let (asked, promise) = (self.asked(metric), &self.promise);
        match kind {
            Some(Kind::Promise) => (&promise.question, &promise.low, &promise.high),
            Some(Kind::Cancellation) | None => (&asked.question, &asked.low, &asked.high),
        }
    }

    /// What stands over the reasons to choose from.
    pub(super) fn over_reasons(&self, kind: Option<Kind>) -> &String {
        if kind == Some(Kind::Cancellation) { &self.cancellation.question } else { &self.reasons }
    }

    /// What a survey says, spelled as its owner would say it.
    pub fn as_overrides(&self, metric: Metric, kind: Option<Kind>) -> TextOverrides {
        let (question, low, high) = self.question(metric, kind);
        let asked = self.asked(metric);
        let said = |text: &String| Some(text.clone());
        TextOverrides {
            question: said(question),
            low: said(low),
            high: said(high),
            rating: said(&self.rating),
            send: said(&self.send),
            close: said(&self.close),
            opt_out: said(&self.opt_out),
            thanks: said(&self.thanks),
            thanks_low: said(&self.thanks_low),
            follow_up_high: said(&asked.follow_up_high),
            follow_up_middle: said(&asked.follow_up_middle),
            follow_up_low: said(&asked.follow_up_low),
            reasons: said(self.over_reasons(kind)),
            contact_offer: said(&self.contact_offer),
            contact: said(&self.contact),
            privacy: said(&self.privacy),
            ..TextOverrides::default()
        }
    }
}

macro_rules! files {
    ($($tag:literal),* $(,)?) => { [$(($tag, include_str!(concat!($tag, ".toml")))),*] };
}

/// The files by their languages' tags, BCP 47. A new language needs its file and its tag here.
const FILES: [(&str, &str); 33] = files![
    "ar", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nb",
    "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sv", "th", "tr", "uk", "vi", "zh-Hans", "zh-Hant",
];

/// What is built in, by language.
pub(super) static BUILT_IN: LazyLock<BTreeMap<&str, BuiltIn>> = LazyLock::new(|| {
    let parse = |file| toml::from_str(file).expect("a test reads every wording file");
    FILES.into_iter().map(|(language, file)| (language, parse(file))).collect()
});

/// Lists what is built in, by tag.
pub fn all() -> impl Iterator<Item = (&'static str, &'static BuiltIn)> {
    BUILT_IN.iter().map(|(tag, words)| (*tag, words))
}

/// Finds the language that is nearest to `tag`, and its tag as we spell it.
pub fn nearest(tag: &str) -> Option<(&'static str, &'static BuiltIn)> {
    lookup(tag).iter().find_map(|tag| find(tag))
}

/// Returns the file of a language, as it is built in.
pub fn file(tag: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == tag).map(|(_, file)| *file)
}

/// Finds what is built in under a tag, and the tag as we spell it.
pub(super) fn find(canonical: &str) -> Option<(&'static str, &'static BuiltIn)> {
    BUILT_IN.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(canonical)).map(|(tag, words)| (*tag, words))
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use shared::survey::REASONS_FOR_LEAVING;
    use toml::{Table, Value};

    use super::*;

    /// What fits: questions and sentences on two lines of a phone, labels on one, buttons beside each other.
    const SENTENCE: usize = 120;
    const LABEL: usize = 40;
    const BUTTON: usize = 30;

    /// What is said of the language and not to customers.
    const ABOUT: [&str; 2] = ["language", "dir"];

    fn most(key: &str) -> usize {
        match key {
            "send" | "close" | "opt_out" => BUTTON,
            "rating" | "other" | "contact_offer" | "privacy" | "low" | "high" => LABEL,
            reason if REASONS_FOR_LEAVING.contains(&reason) => LABEL,
            _ => SENTENCE,
        }
    }

    /// Returns every text of a file with its key.
    fn texts(words: &Table) -> Vec<(String, String)> {
        let mut texts = Vec::new();
        for (key, entry) in words {
            match entry {
                Value::Table(inner) => texts.extend(self::texts(inner)),
                entry => texts.push((key.clone(), entry.as_str().expect("a text").to_owned())),
            }
        }
        texts
    }

    /// Runs `check` over every text that customers read, and fails with what it says.
    fn check(check: impl Fn(&str, &str, &str) -> Option<String>) {
        let mut faults = Vec::new();
        for (language, file) in FILES {
            for (key, text) in texts(&file.parse().unwrap()).iter().filter(|(key, _)| !ABOUT.contains(&key.as_str())) {
                faults
                    .extend(check(language, key, text).map(|fault| format!("{language}.toml, {key}: {fault}: {text}")));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    /// Says whether a sentence has marks that its language writes otherwise.
    fn is_misspelled(language: &str, text: &str) -> bool {
        let is_spaced = |mark: char| text.match_indices(mark).all(|(at, _)| text[..at].ends_with('\u{202f}'));
        match language {
            "fr" => !['?', '!', ':', ';'].into_iter().all(is_spaced),
            "es" => text.matches('¿').count() != text.matches('?').count(),
            "el" => text.contains(['?', '\u{37e}']),
            "ar" | "fa" => text.contains(['?', ',', ';']),
            "ja" | "zh-Hans" | "zh-Hant" => text.contains(['?', ',', '.', '!', ':', '(', ')']),
            "th" => text.contains(['?', '.']),
            _ => false,
        }
    }

    #[test]
    fn every_language_has_every_key_once_and_none_besides() {
        for (language, file) in FILES {
            if let Err(fault) = toml::from_str::<BuiltIn>(file) {
                panic!("{language}.toml: {fault}");
            }
        }
        for (language, words) in BUILT_IN.iter() {
            let reasons = &words.cancellation.reasons;
            assert_eq!(reasons.len(), REASONS_FOR_LEAVING.len(), "{language}");
            assert!(REASONS_FOR_LEAVING.iter().all(|reason| reasons.contains_key(*reason)), "{language}");
        }
    }

    #[test]
    fn every_text_says_something_and_fits() {
        check(|_, _, text| (text.is_empty() || text.trim() != text).then(|| "empty, or spaces around it".to_owned()));
        check(|_, key, text| {
            let (length, most) = (text.chars().count(), most(key));
            (length > most).then(|| format!("{length} characters where {most} fit"))
        });
        check(|_, key, text| {
            let is_whole = key != "rating" || text.contains("{rating}") && text.contains("{max}");
            (!is_whole).then(|| "without {rating} or {max}".to_owned())
        });
    }

    #[test]
    fn marks_follow_the_custom_of_the_language() {
        check(|language, _, text| is_misspelled(language, text).then(|| "marks of another language".to_owned()));
    }

    #[test]
    fn what_is_written_from_right_to_left_is_marked_so() {
        for (language, words) in BUILT_IN.iter() {
            assert_eq!(words.dir, crate::texts::language::dir(language), "{language}");
        }
        let is_rtl = |text: &str| text.chars().any(|letter| matches!(letter, '\u{590}'..='\u{8ff}'));
        check(|language, _, text| {
            let is_marked = BUILT_IN[language].dir == Dir::Rtl;
            let numbers_alone = !text.contains(char::is_alphabetic);
            (!numbers_alone && is_rtl(text) != is_marked).then(|| format!("marked rtl: {is_marked}"))
        });
    }

    #[test]
    fn the_page_about_languages_names_them_all() {
        let page = include_str!("../../../docs/languages.md");
        for (tag, words) in BUILT_IN.iter() {
            assert!(page.contains(&format!("| `{tag}` {} |", words.language)), "{tag} {}", words.language);
        }
        assert!(page.contains(&format!("{} are built in", FILES.len())));
    }

    #[test]
    fn every_file_in_the_folder_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/texts");
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut found: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned())).collect();
        found.sort();
        assert_eq!(found, FILES.map(|(language, _)| language));
    }
}
