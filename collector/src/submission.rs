//! A report about a prompt that makes sense: what the store is given.

mod offered;

use serde::{Deserialize, Serialize};
use shared::{
    scale::{Rating, Scale},
    survey::Survey,
    tally::{Standing, Tally},
    wire::{
        prompts::Outcome,
        responses::{MAX_COMMENT_CHARS, ResponseRequest},
    },
};

use crate::{
    calendar::Day, invalid::InvalidField, quarantine::Quarantine, store::query::Dimension, token::IssuedPrompt,
};

const MAX_REV: u32 = i32::MAX.unsigned_abs();
const MAX_AGE_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// One revision of one response, checked against its prompt and its survey's scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// What was asked, and everything that it is counted by.
    pub prompt: IssuedPrompt,
    /// The site-zone day of its issue: where it is counted.
    pub day: Day,
    /// Whether it was ever held back from the score.
    pub quarantine: Option<Quarantine>,
    /// The dimensions in which it is counted as `other`, because there were enough values before it.
    pub as_other: Vec<String>,
    /// What the customer did before, the oldest first.
    pub earlier: Vec<Earlier>,
    /// What the customer did.
    pub report: Report,
    /// When it arrived, Unix seconds of the collector's clock.
    pub received_at: i64,
    /// How long before that the customer did it, in milliseconds of the browser's clock. Kept, never counted.
    pub age_ms: u64,
}

impl Submission {
    /// Returns what was said in the dimensions in which anything may be said.
    pub fn values(&self) -> impl Iterator<Item = (Dimension, &str)> {
        let prompt = &self.prompt;
        let fixed = [
            Some((Dimension::Touchpoint, prompt.touchpoint.as_str())),
            prompt.stage.as_ref().map(|stage| (Dimension::Stage, stage.as_str())),
            Some((Dimension::Locale, prompt.locale.as_str())),
        ];
        let attributes = prompt.attributes.iter();
        let attributes = attributes.map(|(name, value)| (Dimension::Attribute(name.clone()), value.as_str()));
        fixed.into_iter().flatten().chain(attributes)
    }

    /// Returns what it adds to every tally that it is part of: nothing while it is held back.
    pub fn tally(&self) -> Tally {
        if self.is_held() { Tally::default() } else { Tally::of(self.report.standing()) }
    }

    /// Returns the interaction that this report rates, if the site's server vouched for it.
    pub fn rates(&self) -> Option<&str> {
        let interaction = self.prompt.interaction_id.as_deref().filter(|_| self.prompt.is_vouched);
        interaction.filter(|_| self.report.rating.is_some())
    }

    /// Returns what is earlier to whoever replaces this revision.
    pub fn replaced(&self) -> Vec<Earlier> {
        let Report { rev, outcome, rating, .. } = &self.report;
        let (rating, received_at) = (rating.map(Rating::raw), self.received_at);
        let too_many = (self.earlier.len() + 1).saturating_sub(MAX_EARLIER);
        let mut earlier = self.earlier[too_many..].to_vec();
        earlier.push(Earlier { rev: *rev, outcome: *outcome, rating, received_at });
        earlier
    }

    /// Says whether it is held back from the score.
    pub fn is_held(&self) -> bool {
        matches!(self.quarantine, Some(Quarantine::Held { .. }))
    }
}

/// The most earlier revisions that are kept of a response; of more the oldest go.
const MAX_EARLIER: usize = 20;

/// A revision that another one replaced. What the customer took back is not kept: neither words nor reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The revision.
    pub rev: u32,
    /// What became of the prompt by it.
    pub outcome: Outcome,
    /// The rating, if one was chosen.
    pub rating: Option<u8>,
    /// When it arrived, Unix seconds of the collector's clock.
    pub received_at: i64,
}

/// What the customer did, as far as this revision knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The revision; the highest is what is kept.
    pub rev: u32,
    /// What became of the prompt.
    pub outcome: Outcome,
    /// The rating, if one was chosen.
    pub rating: Option<Rating>,
    /// The customer's own words.
    pub comment: Option<String>,
    /// Reasons that the customer chose.
    pub reasons: Vec<String>,
    /// How the customer may be reached.
    pub contact: Option<String>,
}

impl Report {
    /// Checks a request against the survey that it answers, as that was when it asked.
    ///
    /// # Errors
    /// [`InvalidField`] names the first field at fault.
    pub fn new(request: ResponseRequest, survey: &Survey) -> Result<Self, InvalidField> {
        let scale = survey.scale();
        let rating = match request.rating {
            None => None,
            Some(raw) => Some(Rating::new(scale, raw).map_err(|_| off(scale))?),
        };
        check_rev(request.rev, request.outcome)?;
        check_rating(rating, request.outcome)?;
        offered::check_reasons(&request.reasons, survey)?;
        let comment = request.comment.filter(|comment| !comment.trim().is_empty());
        if let Some(comment) = &comment {
            check_text("/comment", comment, MAX_COMMENT_CHARS)?;
        }
        let contact = request.contact.filter(|contact| !contact.trim().is_empty());
        offered::check_contact(contact.as_deref(), survey)?;
        if request.age_ms > MAX_AGE_MS {
            return Err(InvalidField::new("/age_ms", format!("an age is at most {MAX_AGE_MS} ms, 30 days")));
        }
        Ok(Self { rev: request.rev, outcome: request.outcome, rating, comment, reasons: request.reasons, contact })
    }

    /// Returns what the prompt counts as after this report.
    pub fn standing(&self) -> Standing {
        standing(self.outcome, self.rating)
    }
}

/// Returns what a prompt counts as: a rating is an answer whatever came after it; refusing all
/// further prompts without one is a dismissal.
pub fn standing(outcome: Outcome, rating: Option<Rating>) -> Standing {
    match (rating, outcome) {
        (Some(rating), _) => Standing::Rated(rating),
        (None, Outcome::Shown) => Standing::Shown,
        (None, _) => Standing::Dismissed,
    }
}

/// Names the range alone: what was given is not repeated to whoever gave it.
fn off(scale: Scale) -> InvalidField {
    let right = format!("a rating of this survey is a whole number from {} to {}", scale.min(), scale.max());
    InvalidField::new("/rating", right)
}

fn check_rev(rev: u32, outcome: Outcome) -> Result<(), InvalidField> {
    let fits = match outcome {
        Outcome::Shown => rev == 0,
        _ => (1..=MAX_REV).contains(&rev),
    };
    let right = "shown is revision 0, and nothing else is; revisions go up to 2147483647";
    if fits { Ok(()) } else { Err(InvalidField::new("/rev", right)) }
}

fn check_rating(rating: Option<Rating>, outcome: Outcome) -> Result<(), InvalidField> {
    match (outcome, rating) {
        (Outcome::Rated | Outcome::Completed, None) => {
            Err(InvalidField::new("/rating", "rated and completed come with the rating"))
        }
        (Outcome::Shown, Some(_)) => Err(InvalidField::new("/rating", "shown comes without a rating")),
        (Outcome::Dismissed, Some(_)) => {
            Err(InvalidField::new("/rating", "dismissed comes without a rating; closing after a rating is completed"))
        }
        _ => Ok(()),
    }
}

fn check_text(pointer: &str, text: &str, most: usize) -> Result<(), InvalidField> {
    if text.chars().count() > most {
        return Err(InvalidField::new(pointer, format!("this text has {most} characters at most")));
    }
    if text.contains('\0') {
        return Err(InvalidField::new(pointer, "a text has no NUL character"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    pub(super) fn request(rev: u32, outcome: Outcome, rating: Option<i64>) -> ResponseRequest {
        ResponseRequest {
            id: Uuid::from_u128(1),
            token: String::new(),
            rev,
            outcome,
            rating,
            comment: None,
            reasons: Vec::new(),
            contact: None,
            age_ms: 0,
        }
    }

    fn fault(request: ResponseRequest) -> Option<String> {
        Report::new(request, &survey("reasons = ['price', 'other']\ncontact = true")).err().map(|it| it.pointer)
    }

    pub(super) fn survey(more: &str) -> Survey {
        let file = format!("slug = 'order'\nmetric = 'csat'\ntouchpoints = ['order_completed']\n{more}");
        Survey::new(toml::from_str(&file).unwrap()).unwrap()
    }

    #[test]
    fn outcomes_and_their_ratings_and_revisions_must_fit() {
        use Outcome::{Completed, Dismissed, OptedOut, Rated, Shown};
        for (rev, outcome, rating, pointer) in [
            (0, Shown, None, None),
            (1, Shown, None, Some("/rev")),
            (0, Rated, Some(4), Some("/rev")),
            (0, Dismissed, None, Some("/rev")),
            (MAX_REV, Completed, Some(4), None),
            (MAX_REV + 1, Completed, Some(4), Some("/rev")),
            (0, Shown, Some(4), Some("/rating")),
            (1, Rated, None, Some("/rating")),
            (1, Rated, Some(0), Some("/rating")),
            (1, Rated, Some(1), None),
            (1, Rated, Some(5), None),
            (1, Rated, Some(6), Some("/rating")),
            (2, Completed, None, Some("/rating")),
            (1, Dismissed, None, None),
            (2, Dismissed, Some(4), Some("/rating")),
            (1, OptedOut, None, None),
            (2, OptedOut, Some(4), None),
        ] {
            let got = fault(request(rev, outcome, rating));
            assert_eq!(got.as_deref(), pointer, "rev {rev} {outcome:?} {rating:?}");
        }
    }

    #[test]
    fn comments_are_measured_in_characters_and_blank_ones_are_none() {
        let with = |comment: String| ResponseRequest { comment: Some(comment), ..request(1, Outcome::Rated, Some(4)) };
        assert_eq!(fault(with("😀".repeat(2_000))), None);
        assert_eq!(fault(with("a".repeat(2_001))).as_deref(), Some("/comment"));
        assert_eq!(fault(with("a\0b".to_owned())).as_deref(), Some("/comment"));
        let reasons = vec!["price".to_owned(), "a\0b".to_owned()];
        assert_eq!(fault(ResponseRequest { reasons, ..with(String::new()) }).as_deref(), Some("/reasons/1"));
        let contact = Some("a\0b".to_owned());
        assert_eq!(fault(ResponseRequest { contact, ..with(String::new()) }).as_deref(), Some("/contact"));
        assert_eq!(Report::new(with("  \n".to_owned()), &survey("")).unwrap().comment, None);
    }

    #[test]
    fn a_rating_is_an_answer_whatever_came_after_it() {
        let rating = Rating::new(Scale::Csat5, 4).unwrap();
        for (outcome, rating, want) in [
            (Outcome::Shown, None, Standing::Shown),
            (Outcome::Rated, Some(rating), Standing::Rated(rating)),
            (Outcome::Dismissed, None, Standing::Dismissed),
            (Outcome::OptedOut, None, Standing::Dismissed),
            (Outcome::OptedOut, Some(rating), Standing::Rated(rating)),
        ] {
            assert_eq!(standing(outcome, rating), want, "{outcome:?}");
        }
    }
}
