//! The course of one prompt, from its appearance to its end, and what is reported on the way.
//!
//! Knows no browser. What a customer does goes in; what is to be shown and told comes out.

use shared::{
    scale::{Rating, Scale},
    wire::{after::After, prompts::Outcome, responses::MAX_COMMENT_CHARS},
};

/// The longest way to be reached, in Unicode scalar values.
const MAX_CONTACT_CHARS: usize = 254;

/// One prompt in the hands of one customer.
#[derive(Clone, Debug)]
pub struct Session {
    scale: Scale,
    step: Step,
    rating: Option<Rating>,
    reasons: u16,
    one_reason: bool,
    reasons_first: bool,
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
    /// The customer chose a reason, by its place in the list, or took it back.
    Reasoned(usize),
    /// The customer sent a comment and a way to be reached, which may be empty.
    Commented(String, String),
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
    /// The reasons that are chosen: a bit for each place in the list.
    pub reasons: u16,
    /// How the customer may be reached.
    pub contact: Option<String>,
}

impl Session {
    /// Begins a session that nobody has seen yet.
    pub fn new(scale: Scale, after: &After) -> Self {
        Self {
            scale,
            step: Step::Asking,
            rating: None,
            reasons: 0,
            one_reason: after.one_reason,
            reasons_first: after.reasons_first,
            next_rev: 0,
        }
    }

    /// Returns what the customer has in front of them.
    pub const fn step(&self) -> Step {
        self.step
    }

    /// Returns the rating that is chosen.
    pub const fn rating(&self) -> Option<Rating> {
        self.rating
    }

    /// Returns the reasons that are chosen: a bit for each place in the list.
    pub const fn reasons(&self) -> u16 {
        self.reasons
    }

    /// Says whether the rating is asked for: of those who leave, once the reason is known.
    pub const fn asks_rating(&self) -> bool {
        !self.reasons_first || self.rating.is_some() || self.reasons != 0
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
            Act::Appeared if self.next_rev == 0 => Some(self.report(Outcome::Shown)),
            Act::Rated(raw) if asked => {
                let rating = Rating::new(self.scale, raw.into()).ok();
                if rating.is_none() || rating == self.rating {
                    return None;
                }
                // Each band has reasons of its own.
                if !self.reasons_first && self.rating.map(Rating::band) != rating.map(Rating::band) {
                    self.reasons = 0;
                }
                self.rating = rating;
                self.step = Step::FollowingUp;
                Some(self.report(Outcome::Rated))
            }
            Act::Reasoned(reason) if asked => {
                let chosen = 1 << reason;
                self.reasons = if self.one_reason { chosen } else { self.reasons ^ chosen };
                // Until there is a rating, whoever leaves is one who gave none.
                let outcome = if self.rating.is_some() { Outcome::Rated } else { Outcome::Dismissed };
                Some(self.report(outcome))
            }
            Act::Commented(comment, contact) if self.step == Step::FollowingUp => {
                self.step = Step::Thanking;
                let report = self.report(Outcome::Completed);
                let (comment, contact) = (said(&comment, MAX_COMMENT_CHARS), said(&contact, MAX_CONTACT_CHARS));
                Some(Report { comment, contact, ..report })
            }
            Act::Closed if asked => {
                self.step = Step::Over;
                let outcome = if self.rating.is_some() { Outcome::Completed } else { Outcome::Dismissed };
                Some(self.report(outcome))
            }
            Act::OptedOut if asked => {
                self.step = Step::Over;
                Some(self.report(Outcome::OptedOut))
            }
            Act::Closed | Act::Faded if self.step == Step::Thanking => {
                self.step = Step::Over;
                None
            }
            _ => None,
        }
    }

    fn report(&mut self, outcome: Outcome) -> Report {
        // 0 is kept for the report that it was shown: some are quicker than the browser tells that.
        let rev = self.next_rev.max(u32::from(outcome != Outcome::Shown));
        self.next_rev = rev + 1;
        let (rating, reasons) = (self.rating.map(Rating::raw), self.reasons);
        Report { rev, outcome, rating, comment: None, reasons, contact: None }
    }
}

/// Returns what a text says, as long as the wire takes it; none if that is nothing.
fn said(text: &str, most: usize) -> Option<String> {
    let text: String = text.trim_ascii().chars().filter(|&c| c != '\0').take(most).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
