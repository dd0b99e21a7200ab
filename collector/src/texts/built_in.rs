//! The wording that is built in: one file a language, all with the same keys.

#[cfg(test)]
mod tests;

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
