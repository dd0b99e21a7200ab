//! The words of one language that an owner says differently.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Slug, is_language_tag};

/// The longest of an owner's texts, in Unicode scalar values.
pub const MAX_TEXT_CHARS: usize = 300;

/// The longest label of a reason or a link, in Unicode scalar values.
pub const MAX_LABEL_CHARS: usize = 80;

/// The words of one language that an owner says differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TextOverrides {
    /// The question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What the lowest rating means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// What the highest rating means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    /// What is said when it is over, where nothing else is said to the band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thanks: Option<String>,
    /// What is said to promoters, the satisfied, those who found it easy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thanks_high: Option<String>,
    /// What is said to passives and neutrals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thanks_middle: Option<String>,
    /// What is said to detractors, the dissatisfied, those who found it difficult.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thanks_low: Option<String>,
    /// Asked of promoters, the satisfied, those who found it easy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_high: Option<String>,
    /// Asked of passives and neutrals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_middle: Option<String>,
    /// Asked of detractors, the dissatisfied, those who found it difficult.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_low: Option<String>,
    /// Stands over the reasons to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<String>,
    /// Offers to talk to a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_offer: Option<String>,
    /// The label of the field for an e-mail address or a telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The label of the link that comes with the thanks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What reasons are called, by their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reason: BTreeMap<Slug, String>,
}

/// Checks the words of every language.
pub(super) fn check(texts: &BTreeMap<String, TextOverrides>) -> Result<(), (&'static str, String)> {
    for (locale, words) in texts {
        if !is_language_tag(locale) {
            return Err(("texts", "a language is a BCP 47 tag such as es or pt-BR".to_owned()));
        }
        for (field, text) in words.fields() {
            check_length(field, text, MAX_TEXT_CHARS)?;
        }
        for label in words.link.iter().chain(words.reason.values()) {
            check_length(if words.link.as_ref() == Some(label) { "link" } else { "texts" }, label, MAX_LABEL_CHARS)?;
        }
    }
    Ok(())
}

fn check_length(field: &'static str, text: &str, most: usize) -> Result<(), (&'static str, String)> {
    if text.trim().is_empty() || text.chars().count() > most {
        return Err((field, format!("a text has 1 to {most} characters")));
    }
    Ok(())
}

impl TextOverrides {
    /// Lists the texts that are given, by their names in a file.
    fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let fields = [
            ("question", &self.question),
            ("low", &self.low),
            ("high", &self.high),
            ("thanks", &self.thanks),
            ("thanks_high", &self.thanks_high),
            ("thanks_middle", &self.thanks_middle),
            ("thanks_low", &self.thanks_low),
            ("follow_up_high", &self.follow_up_high),
            ("follow_up_middle", &self.follow_up_middle),
            ("follow_up_low", &self.follow_up_low),
            ("reasons", &self.reasons),
            ("contact_offer", &self.contact_offer),
            ("contact", &self.contact),
        ];
        fields.into_iter().filter_map(|(name, text)| text.as_deref().map(|text| (name, text)))
    }
}
