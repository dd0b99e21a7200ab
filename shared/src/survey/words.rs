//! The words of one language that an owner says differently.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Fault, Slug, is_language_tag};

/// The longest of an owner's texts, in Unicode scalar values.
pub const MAX_TEXT_CHARS: usize = 300;

/// The longest label of a reason or a link, in Unicode scalar values.
pub const MAX_LABEL_CHARS: usize = 80;

/// The texts that are labels, by their names in a file.
const LABELS: [&str; 6] = ["send", "close", "opt_out", "contact_offer", "privacy", "link"];

/// The words of one language that an owner says differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    /// How a rating is read aloud, with `{rating}` and `{max}`: "8 out of 10".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    /// The label of the button that sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send: Option<String>,
    /// The label of the button that closes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close: Option<String>,
    /// The label of the button that stops all prompts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_out: Option<String>,
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
    /// The label of the link to what the site says about privacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
    /// The label of the link that comes with the thanks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What reasons are called, by their names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub reason: BTreeMap<Slug, String>,
}

/// Checks the words of every language.
pub(super) fn check(texts: &BTreeMap<String, TextOverrides>) -> Result<(), Fault> {
    for (locale, words) in texts {
        if !is_language_tag(locale) {
            return Err(Fault::of("texts", "a language is a BCP 47 tag such as es or pt-BR"));
        }
        let part = format!("/texts/{locale}");
        for (field, text) in words.fields() {
            let most = if LABELS.contains(&field) { MAX_LABEL_CHARS } else { MAX_TEXT_CHARS };
            if let Some(detail) = text.and_then(|text| length_fault(text, most)) {
                return Err(Fault::in_part(&part, field, detail));
            }
        }
        if words.rating.as_ref().is_some_and(|rating| !rating.contains("{rating}") || !rating.contains("{max}")) {
            let detail = "ratings are read aloud with {rating} and {max}: \"{rating} out of {max}\"";
            return Err(Fault::in_part(&part, "rating", detail));
        }
        for (reason, label) in &words.reason {
            if let Some(detail) = length_fault(label, MAX_LABEL_CHARS) {
                return Err(Fault { field: "texts", pointer: format!("{part}/reason/{reason}"), detail });
            }
        }
    }
    Ok(())
}

fn length_fault(text: &str, most: usize) -> Option<String> {
    let fits = !text.trim().is_empty() && text.chars().count() <= most;
    (!fits).then(|| format!("a text has 1 to {most} characters"))
}

impl TextOverrides {
    /// Lists all texts but the names of reasons, given or not, by their names in a file.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, Option<&str>)> {
        let fields = [
            ("question", &self.question),
            ("low", &self.low),
            ("high", &self.high),
            ("rating", &self.rating),
            ("send", &self.send),
            ("close", &self.close),
            ("opt_out", &self.opt_out),
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
            ("privacy", &self.privacy),
            ("link", &self.link),
        ];
        fields.into_iter().map(|(name, text)| (name, text.as_deref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_fr(words: TextOverrides) -> Result<(), &'static str> {
        check(&[("fr".to_owned(), words)].into()).map_err(|fault| fault.field)
    }

    #[test]
    fn a_text_says_something_and_fits() {
        let of = |length| Some("x".repeat(length));
        for (words, want) in [
            (TextOverrides::default(), Ok(())),
            (TextOverrides { question: of(300), ..Default::default() }, Ok(())),
            (TextOverrides { question: of(301), ..Default::default() }, Err("question")),
            (TextOverrides { thanks: Some(" ".to_owned()), ..Default::default() }, Err("thanks")),
            (TextOverrides { send: of(80), ..Default::default() }, Ok(())),
            (TextOverrides { send: of(81), ..Default::default() }, Err("send")),
            (TextOverrides { link: of(81), ..Default::default() }, Err("link")),
            (TextOverrides { rating: Some("{rating} sur {max}".to_owned()), ..Default::default() }, Ok(())),
            (TextOverrides { rating: Some("{rating}".to_owned()), ..Default::default() }, Err("rating")),
        ] {
            assert_eq!(check_fr(words.clone()), want, "{words:?}");
        }
    }
}
