//! The asking policy: whether to ask this customer now, which survey, and why (not).
//!
//! Every survey of a site is held against the gates of [`Gate::ALL`], in that order. The first survey in file
//! order whose gates are all open is asked. [`explain`] reads the very gates that [`decide`] decides by, so
//! the two cannot disagree.

mod gate;
mod history;
mod visitor;

pub use gate::{Finding, Gate, Reading};
pub use history::{History, Past};
pub use visitor::{Bucket, Interaction, NotABucket, Visitor};

use crate::survey::Survey;

/// Whether to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Ask the survey at this place of those given.
    Ask(usize),
    /// Ask nothing; this gate said no.
    Refuse(Gate),
}

/// Picks the first of `surveys`, in file order, that may be asked.
///
/// When there is none, the reason is the first closed gate of the first survey that is live and asks about
/// this touchpoint, and [`Gate::NoSurvey`] if there is no such survey.
pub fn decide<'a>(surveys: impl IntoIterator<Item = &'a Survey>, visitor: &Visitor) -> Decision {
    decide_by(&Gate::ALL, surveys, visitor)
}

/// Picks the first of `surveys` that asks about this interaction, whoever the customer is: for those who try a site out.
pub fn rehearse<'a>(surveys: impl IntoIterator<Item = &'a Survey>, visitor: &Visitor) -> Decision {
    decide_by(&[Gate::NoSurvey, Gate::Stage], surveys, visitor)
}

fn decide_by<'a>(gates: &[Gate], surveys: impl IntoIterator<Item = &'a Survey>, visitor: &Visitor) -> Decision {
    let mut reason = Gate::NoSurvey;
    for (place, survey) in surveys.into_iter().enumerate() {
        match gates.iter().copied().find(|gate| !gate.read(survey, visitor).is_open()) {
            None => return Decision::Ask(place),
            Some(closed) if reason == Gate::NoSurvey => reason = closed,
            Some(_) => {}
        }
    }
    Decision::Refuse(reason)
}

/// Reads every gate of every survey: one row for each survey in the order given, with [`Gate::ALL`] in it.
pub fn explain<'a>(surveys: impl IntoIterator<Item = &'a Survey>, visitor: &Visitor) -> Vec<Vec<Finding>> {
    let findings = |survey| Gate::ALL.into_iter().map(|gate| gate.find(survey, visitor)).collect();
    surveys.into_iter().map(findings).collect()
}

#[cfg(test)]
mod tests;
