//! What a survey leaves unsaid in languages that are not built in.

use std::fmt;

use shared::{
    scale::Band,
    survey::{Slug, Survey},
};

use super::{Owner, built_in, language};

/// A language that is not built in, and what a survey does not say in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    survey: Slug,
    locale: String,
    unsaid: Vec<&'static str>,
}

impl Gap {
    /// Returns the language.
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// Returns the names of the texts that are not said in it.
    pub fn unsaid(&self) -> &[&'static str] {
        &self.unsaid
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { survey, locale, unsaid } = self;
        let unsaid = unsaid.join(", ");
        write!(f, "survey {survey}: no words are built in for {locale}; prompts say in the site's language: {unsaid}")
    }
}

/// Lists the languages in which prompts of `survey` would be half in another one.
pub fn gaps(survey: &Survey) -> Vec<Gap> {
    let definition = survey.definition();
    let owner = Owner::new(&definition.texts);
    let mut gaps = Vec::new();
    for locale in definition.texts.keys().filter(|tag| built_in::nearest(tag).is_none()) {
        let words = owner.words(&language::lookup(locale));
        let said: Vec<&str> = words
            .iter()
            .flat_map(|words| words.fields())
            .filter(|field| field.1.is_some())
            .map(|field| field.0)
            .collect();
        let offers_reasons =
            [Band::High, Band::Middle, Band::Low].iter().any(|band| !definition.reasons_for(*band).is_empty());
        let is_needed = |name: &&str| match *name {
            "reasons" => offers_reasons,
            "contact_offer" | "contact" => definition.contact,
            "privacy" => definition.privacy.is_some(),
            // The thanks of a band are `thanks` where it has none, the link's label is its host.
            "thanks_high" | "thanks_middle" | "thanks_low" | "link" => false,
            _ => true,
        };
        let names = words[0].fields().map(|(name, _)| name);
        let unsaid: Vec<&str> = names.filter(|name| is_needed(name) && !said.contains(name)).collect();
        if !unsaid.is_empty() {
            gaps.push(Gap { survey: definition.slug.clone(), locale: locale.clone(), unsaid });
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(texts: &str) -> Vec<String> {
        let file = format!("slug = 'order'\nmetric = 'csat'\ntouchpoints = ['order_completed']\n{texts}");
        let survey = Survey::new(toml::from_str(&file).unwrap()).unwrap();
        gaps(&survey).iter().map(Gap::to_string).collect()
    }

    #[test]
    fn only_languages_that_are_not_built_in_have_gaps() {
        assert!(
            told("[texts.es]\nquestion = 'Q'\n[texts.no]\nquestion = 'Q'\n[texts.zh-HK]\nquestion = 'Q'").is_empty()
        );
        let all = "question = 'Q'\nlow = 'L'\nhigh = 'H'\nrating = '{rating}/{max}'\nsend = 'S'\nclose = 'C'\n\
                   opt_out = 'O'\nthanks = 'T'\nfollow_up_high = 'A'\nfollow_up_middle = 'B'";
        let begins = "survey order: no words are built in for eu; prompts say in the site's language: ";
        assert_eq!(told(&format!("[texts.eu]\n{all}")), [format!("{begins}follow_up_low")]);
        assert!(told(&format!("[texts.eu]\n{all}\nfollow_up_low = 'C'")).is_empty());
        let offers =
            format!("contact = true\nprivacy = 'https://shop.example/privacy'\nreasons = ['late']\n[texts.eu]\n{all}");
        assert_eq!(told(&offers), [format!("{begins}follow_up_low, reasons, contact_offer, contact, privacy")]);
    }

    #[test]
    fn a_region_has_the_words_of_its_language() {
        let texts = "[texts.eu]\nsend = 'Bidali'\n[texts.eu-FR]\nquestion = 'Q'";
        assert!(told(texts).iter().any(|told| told.contains("eu-FR") && !told.contains("send")));
    }
}
