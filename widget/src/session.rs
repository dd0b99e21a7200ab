//! The course of one prompt, from its appearance to its end, and what is reported on the way.
//!
//! Knows no browser. What a customer does goes in; what is to be shown and told comes out.

use shared::{
    scale::{Rating, Scale},
    wire::{prompts::Outcome, responses::MAX_COMMENT_CHARS},
};

/// One prompt in the hands of one customer.
#[derive(Clone, Debug)]
pub struct Session {
    scale: Scale,
    step: Step,
    rating: Option<Rating>,
    next_rev: u32,
}

/// What the customer has in front of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The question and its scale.
    Asking,
    /// The same, with the chosen rating, and a question about its reason.
    FollowingUp,
    /// A word of thanks.
    Thanking,
    /// Nothing: the prompt is gone.
    Over,
}

/// What happens to a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// It was put before the customer.
    Appeared,
    /// The customer chose a rating, for the first time or anew.
    Rated(u8),
    /// The customer sent a comment, perhaps an empty one.
    Commented(String),
    /// The customer closed it.
    Closed,
    /// The customer wants no more of them.
    OptedOut,
    /// The thanks were there long enough.
    Faded,
}

/// The whole of what is known about a prompt at one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Counts up from 0, the report that the prompt was shown.
    pub rev: u32,
    /// What became of the prompt.
    pub outcome: Outcome,
    /// The rating, once there is one.
    pub rating: Option<u8>,
    /// The customer's own words.
    pub comment: Option<String>,
}

impl Session {
    /// Begins a session that nobody has seen yet.
    pub const fn new(scale: Scale) -> Self {
        Self { scale, step: Step::Asking, rating: None, next_rev: 0 }
    }

    /// Returns what the customer has in front of them.
    pub const fn step(&self) -> Step {
        self.step
    }

    /// Returns the rating that is chosen.
    pub const fn rating(&self) -> Option<Rating> {
        self.rating
    }

    /// Says whether it was put before the customer.
    pub const fn is_seen(&self) -> bool {
        self.next_rev > 0
    }

    /// Moves on and returns what is to be reported, if that changed anything that a report tells.
    ///
    /// An act that makes no sense at this step changes nothing: a second click on a button that
    /// is about to go away is no second answer.
    pub fn apply(&mut self, act: Act) -> Option<Report> {
        let asked = matches!(self.step, Step::Asking | Step::FollowingUp);
        match act {
            Act::Appeared if self.next_rev == 0 => Some(self.report(Outcome::Shown, None)),
            Act::Rated(raw) if asked => {
                let rating = Rating::new(self.scale, raw.into()).ok();
                if rating.is_none() || rating == self.rating {
                    return None;
                }
                self.rating = rating;
                self.step = Step::FollowingUp;
                Some(self.report(Outcome::Rated, None))
            }
            Act::Commented(text) if self.step == Step::FollowingUp => {
                self.step = Step::Thanking;
                Some(self.report(Outcome::Completed, said(&text)))
            }
            Act::Closed if asked => {
                self.step = Step::Over;
                let outcome = if self.rating.is_some() { Outcome::Completed } else { Outcome::Dismissed };
                Some(self.report(outcome, None))
            }
            Act::OptedOut if asked => {
                self.step = Step::Over;
                Some(self.report(Outcome::OptedOut, None))
            }
            Act::Closed | Act::Faded if self.step == Step::Thanking => {
                self.step = Step::Over;
                None
            }
            _ => None,
        }
    }

    fn report(&mut self, outcome: Outcome, comment: Option<String>) -> Report {
        let rev = self.next_rev;
        self.next_rev += 1;
        Report { rev, outcome, rating: self.rating.map(Rating::raw), comment }
    }
}

/// Returns what a comment says, as long as the wire takes it; none if that is nothing.
fn said(text: &str) -> Option<String> {
    let text: String = text.trim().chars().filter(|&c| c != '\0').take(MAX_COMMENT_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Act::{Appeared, Closed, Commented, Faded, OptedOut, Rated};

    type Told = (u32, Outcome, Option<u8>, Option<&'static str>);

    /// Plays `acts` on a CSAT prompt of five and checks the reports and where it ends.
    #[track_caller]
    fn check(acts: &[Act], want: &[Told], end: Step) {
        let mut session = Session::new(Scale::Csat5);
        let got: Vec<Report> = acts.iter().cloned().filter_map(|act| session.apply(act)).collect();
        let want: Vec<Report> = want
            .iter()
            .map(|&(rev, outcome, rating, comment)| Report {
                rev,
                outcome,
                rating,
                comment: comment.map(str::to_owned),
            })
            .collect();
        assert_eq!(got, want, "{acts:?}");
        assert_eq!(session.step(), end, "{acts:?}");
    }

    fn words(text: &str) -> Act {
        Commented(text.to_owned())
    }

    const SHOWN: Told = (0, Outcome::Shown, None, None);

    #[test]
    fn an_answer_with_its_reason() {
        check(
            &[Appeared, Rated(4), words(" quick "), Faded],
            &[SHOWN, (1, Outcome::Rated, Some(4), None), (2, Outcome::Completed, Some(4), Some("quick"))],
            Step::Over,
        );
    }

    #[test]
    fn an_answer_without_words_is_complete_too() {
        let want = [SHOWN, (1, Outcome::Rated, Some(2), None), (2, Outcome::Completed, Some(2), None)];
        check(&[Appeared, Rated(2), words(" \n")], &want, Step::Thanking);
        check(&[Appeared, Rated(2), Closed], &want, Step::Over);
    }

    #[test]
    fn another_rating_is_another_revision_and_the_same_one_is_none() {
        check(
            &[Appeared, Rated(4), Rated(4), Rated(5), Rated(5), words("")],
            &[
                SHOWN,
                (1, Outcome::Rated, Some(4), None),
                (2, Outcome::Rated, Some(5), None),
                (3, Outcome::Completed, Some(5), None),
            ],
            Step::Thanking,
        );
    }

    #[test]
    fn closing_without_a_rating_dismisses() {
        check(&[Appeared, Closed, Closed], &[SHOWN, (1, Outcome::Dismissed, None, None)], Step::Over);
    }

    #[test]
    fn opting_out_keeps_the_rating() {
        check(&[Appeared, OptedOut], &[SHOWN, (1, Outcome::OptedOut, None, None)], Step::Over);
        check(
            &[Appeared, Rated(1), OptedOut, Rated(2)],
            &[SHOWN, (1, Outcome::Rated, Some(1), None), (2, Outcome::OptedOut, Some(1), None)],
            Step::Over,
        );
    }

    #[test]
    fn impatience_changes_nothing() {
        let rated = (1, Outcome::Rated, Some(3), None);
        check(
            &[Appeared, Appeared, Rated(3), words("a"), words("b"), Rated(5), OptedOut],
            &[SHOWN, rated, (2, Outcome::Completed, Some(3), Some("a"))],
            Step::Thanking,
        );
        check(&[Appeared, words("too soon"), Faded, Rated(0), Rated(6)], &[SHOWN], Step::Asking);
        check(
            &[Appeared, Rated(3), Closed, words("late"), Faded],
            &[SHOWN, rated, (2, Outcome::Completed, Some(3), None)],
            Step::Over,
        );
    }

    #[test]
    fn a_comment_fits_the_wire() {
        assert_eq!(said(&"😀".repeat(2_001)).unwrap().chars().count(), 2_000);
        assert_eq!(said("a\0b").as_deref(), Some("ab"));
    }
}
