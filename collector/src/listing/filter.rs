//! Which responses are meant. The store asks its rows the same: `store::listing`.

use std::collections::BTreeMap;

use shared::{
    scale::{Rating, Scale},
    survey::Slug,
    wire::prompts::{Device, Outcome},
};

use crate::{calendar::Day, submission::Submission};

/// What a response must be; what is absent or empty excludes none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of one of these surveys.
    pub surveys: Vec<Slug>,
    /// Issued on this day of the site's zone or later.
    pub from: Option<Day>,
    /// Issued before this day.
    pub to: Option<Day>,
    /// About this touchpoint.
    pub touchpoint: Option<Slug>,
    /// Of this stage.
    pub stage: Option<Slug>,
    /// In this language.
    pub locale: Option<String>,
    /// On this class of device.
    pub device: Option<Device>,
    /// With each of these attributes.
    pub attributes: BTreeMap<Slug, String>,
    /// In one of these bands, by name.
    pub bands: Vec<&'static str>,
    /// With one of these ratings.
    pub ratings: Vec<u8>,
    /// With this reason.
    pub reason: Option<String>,
    /// With words of the customer's own, or without.
    pub has_comment: Option<bool>,
    /// With a way to reach the customer, or without.
    pub has_contact: Option<bool>,
    /// Held back from the scores, or not.
    pub is_held: Option<bool>,
    /// What became of the prompt.
    pub among: Among,
}

/// What became of the prompts that are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Among {
    /// There is a rating.
    #[default]
    Answered,
    /// They were closed without one.
    Dismissed,
    /// Whatever it was, shown and nothing more included.
    All,
}

impl Among {
    /// Every word and what it means.
    pub const ALL: [(&'static str, Self); 3] =
        [("answered", Self::Answered), ("dismissed", Self::Dismissed), ("all", Self::All)];
}

/// The outcomes of a prompt that was closed without a rating.
pub const DISMISSED: [Outcome; 2] = [Outcome::Dismissed, Outcome::OptedOut];

/// Returns the name of a rating's band.
pub fn band(rating: Rating) -> &'static str {
    rating.band().name(rating.scale().metric())
}

/// Returns every rating of every scale that is in one of these bands.
pub fn ratings_in(bands: &[&str]) -> impl Iterator<Item = Rating> {
    Scale::ALL.into_iter().flat_map(Scale::ratings).filter(|rating| bands.contains(&band(*rating)))
}

impl Filter {
    /// Says whether this response is meant.
    pub fn admits(&self, response: &Submission) -> bool {
        let Submission { prompt, day, report, .. } = response;
        let one_of = |surveys: &[Slug]| surveys.is_empty() || surveys.contains(&prompt.survey);
        let is = |wanted: Option<&str>, value: Option<&str>| wanted.is_none() || wanted == value;
        let agrees = |wanted: Option<bool>, is: bool| wanted.is_none_or(|wanted| wanted == is);
        let is_among = match self.among {
            Among::Answered => report.rating.is_some(),
            Among::Dismissed => report.rating.is_none() && DISMISSED.contains(&report.outcome),
            Among::All => true,
        };
        let rated = |wanted: &dyn Fn(Rating) -> bool| report.rating.is_some_and(wanted);
        is_among
            && one_of(&self.surveys)
            && self.from.is_none_or(|from| *day >= from)
            && self.to.is_none_or(|to| *day < to)
            && is(self.touchpoint.as_ref().map(Slug::as_str), Some(prompt.touchpoint.as_str()))
            && is(self.stage.as_ref().map(Slug::as_str), prompt.stage.as_ref().map(Slug::as_str))
            && is(self.locale.as_deref(), Some(&prompt.locale))
            && (self.device.is_none() || self.device == prompt.device)
            && self.attributes.iter().all(|(name, value)| prompt.attributes.get(name) == Some(value))
            && (self.bands.is_empty() || rated(&|rating| self.bands.contains(&band(rating))))
            && (self.ratings.is_empty() || rated(&|rating| self.ratings.contains(&rating.raw())))
            && self.reason.as_ref().is_none_or(|reason| report.reasons.contains(reason))
            && agrees(self.has_comment, report.comment.is_some())
            && agrees(self.has_contact, report.contact.is_some())
            && agrees(self.is_held, response.is_held())
    }
}

/// Words to look for in what customers wrote, whatever their case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle(String);

impl Needle {
    /// Looks for `text`; for nothing where there is nothing in it but spaces.
    pub fn new(text: &str) -> Option<Self> {
        (!text.trim().is_empty()).then(|| Self(text.to_lowercase()))
    }

    /// Says whether `comment` has it.
    pub fn is_in(&self, comment: &str) -> bool {
        comment.to_lowercase().contains(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_of_any_language() {
        for (text, comment, found) in [
            ("parcel", "The PARCEL came", true),
            ("ÉTÉ", "cet été", true),
            ("мир", "Всем МИР!", true),
            ("straße", "STRASSE", false),
            ("100%", "100% fine", true),
            ("a.c", "abc", false),
        ] {
            assert_eq!(Needle::new(text).unwrap().is_in(comment), found, "{text} in {comment}");
        }
        assert_eq!(Needle::new(" \t"), None);
    }

    #[test]
    fn a_band_is_its_ratings_on_every_scale() {
        let raw = |name| ratings_in(&[name]).map(|rating| (rating.scale(), rating.raw())).collect::<Vec<_>>();
        assert_eq!(raw("promoter"), [(Scale::Nps, 9), (Scale::Nps, 10)]);
        let neutral = [
            (Scale::Csat3, 2),
            (Scale::Csat5, 3),
            (Scale::Csat7, 3),
            (Scale::Csat7, 4),
            (Scale::Csat7, 5),
            (Scale::Ces7, 4),
        ];
        assert_eq!(raw("neutral"), neutral);
        assert_eq!(raw("nobody"), []);
    }
}
