//! What is said after the rating: reasons to choose from, thanks, links.

use shared::{
    scale::Band,
    survey::{Kind, OTHER, SurveyDefinition, TextOverrides, host},
    wire::after::{After, Farewell, Link, Reason},
};

use super::built_in::BuiltIn;

/// Collects what comes after a rating in the words of one language: the owner's, the most exact first, or the built-in ones.
pub(super) fn after(survey: &SurveyDefinition, built_in: &BuiltIn, owner: &[&TextOverrides]) -> After {
    let farewell = |band| farewell(survey, built_in, owner, band);
    After {
        high: farewell(Band::High),
        middle: farewell(Band::Middle),
        low: farewell(Band::Low),
        one_reason: survey.is_one_reason(),
        reasons_first: survey.kind == Some(Kind::Cancellation),
        contact: survey.contact,
        privacy: survey.privacy.clone(),
    }
}

fn farewell(survey: &SurveyDefinition, built_in: &BuiltIn, owner: &[&TextOverrides], band: Band) -> Farewell {
    let owner = || owner.iter().copied();
    let of_band = |words: &TextOverrides| match band {
        Band::High => words.thanks_high.clone(),
        Band::Middle => words.thanks_middle.clone(),
        Band::Low => words.thanks_low.clone(),
    };
    let owners_thanks = owner().find_map(of_band);
    let says_thanks = owner().any(|words| words.thanks.is_some());
    // The built-in regret does not stand against an owner's own thanks.
    let regret = (band == Band::Low && !says_thanks).then(|| built_in.thanks_low.clone());
    let label = |name: &str| {
        let owners = owner().find_map(|words| words.reason.iter().find(|(reason, _)| reason.as_str() == name));
        let ours = || if name == OTHER { Some(&built_in.other) } else { built_in.cancellation.reasons.get(name) };
        owners.map(|(_, label)| label).or_else(ours).cloned().unwrap_or_else(|| spelled_out(name))
    };
    let reason = |name: &str| Reason { name: name.to_owned(), label: label(name) };
    Farewell {
        reasons: survey.reasons_for(band).into_iter().map(reason).collect(),
        thanks: owners_thanks.or(regret).unwrap_or_default(),
        link: survey.link_for(band).map(|url| {
            let owners = owner().find_map(|words| words.link.clone());
            let label = owners.unwrap_or_else(|| host(url).unwrap_or(url).to_owned());
            Link { url: url.to_owned(), label }
        }),
    }
}

/// Makes a label of a name for which nobody has words: `late_delivery`, "Late delivery".
fn spelled_out(name: &str) -> String {
    let mut label = name.replace(['_', '-'], " ");
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    label
}

#[cfg(test)]
mod tests {
    use shared::survey::Survey;

    use crate::texts::wording;

    fn after(texts: &str, locale: &str) -> super::After {
        let file = format!("slug = 'order'\nmetric = 'csat'\ntouchpoints = ['order_completed']\n{texts}");
        let survey = Survey::new(toml::from_str(&file).unwrap()).unwrap();
        wording(&survey, &[locale.to_owned()], "en").after
    }

    fn labels(reasons: &[super::Reason]) -> Vec<&str> {
        reasons.iter().map(|reason| reason.label.as_str()).collect()
    }

    #[test]
    fn a_survey_that_offers_nothing_says_only_thanks() {
        let after = after("", "en");
        assert!(after.low.reasons.is_empty() && !after.contact && after.high.thanks.is_empty());
        assert!(after.low.thanks.starts_with("We are sorry"));
    }

    #[test]
    fn reasons_are_of_the_band_and_speak_its_language() {
        let texts = "reasons = ['late_delivery', 'other']\nreasons_high = []\n\
                     [texts.es.reason]\nlate_delivery = 'Llegó tarde'";
        assert_eq!(labels(&after(texts, "es-MX").low.reasons), ["Llegó tarde", "Otro motivo"]);
        let english = after(texts, "en");
        assert_eq!(labels(&english.middle.reasons), ["Late delivery", "Something else"]);
        assert!(english.high.reasons.is_empty() && !english.one_reason);
    }

    #[test]
    fn those_who_leave_have_reasons_built_in() {
        let after = after("kind = 'cancellation'", "en");
        assert!(after.reasons_first && after.one_reason);
        assert_eq!(labels(&after.high.reasons).first(), Some(&"Too expensive"));
        assert_eq!(labels(&after.high.reasons).last(), Some(&"Something else"));
    }

    #[test]
    fn thanks_and_links_are_of_the_band() {
        let texts = "link_high = 'https://reviews.example/shop'\n[texts.en]\nthanks = 'Ta'\nthanks_middle = 'Well'";
        let told = after(texts, "en");
        let thanks = [&told.high, &told.middle, &told.low].map(|farewell| farewell.thanks.as_str());
        assert_eq!(thanks, ["", "Well", ""]);
        assert_eq!(told.high.link.unwrap().label, "reviews.example");
        assert_eq!(told.low.link, None);
        let named = after(&format!("{texts}\nlink = 'Rate us there'"), "en");
        assert_eq!(named.high.link.unwrap().label, "Rate us there");
    }
}
