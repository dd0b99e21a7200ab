//! What the page knows: the last scores of each survey, and whether the collector is reached.

use std::rc::Rc;

use shared::{problem::ProblemCode, wire::scores::ScoresReply};

use crate::figures::Time;

/// The scores of one survey.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scores {
    /// The whole range, and each of its days.
    pub(crate) by_day: ScoresReply,
    /// Each touchpoint.
    pub(crate) by_touchpoint: ScoresReply,
}

/// Why there are no scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing of use came back; that may be over at any moment.
    Away,
    /// The collector refused, in its own words.
    Refused(ProblemCode, String),
}

/// What is known of one survey.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Known {
    /// The last scores that were heard.
    pub(crate) scores: Option<Rc<Scores>>,
    /// Why the collector refuses to tell more.
    pub(crate) refused: Option<String>,
}

/// What the page knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Standing {
    /// Each survey, in the order in which they were asked for.
    pub(crate) surveys: Vec<Known>,
    /// When all surveys were last heard of.
    pub(crate) updated: Option<Time>,
    /// Since when the collector is not reached.
    pub(crate) away_since: Option<Time>,
    /// What the collector said of the key, if it does not take it.
    pub(crate) key_refused: Option<String>,
}

impl Standing {
    /// Takes in what one round of asking brought at `at`, an answer for each survey in order.
    ///
    /// Numbers once heard stay until newer ones replace them, or until the collector says that
    /// there are none.
    #[must_use]
    pub(crate) fn after(&self, answers: Vec<Result<Scores, Trouble>>, at: Time) -> Self {
        let mut next = Self { surveys: Vec::with_capacity(answers.len()), updated: Some(at), ..Self::default() };
        for (index, answer) in answers.into_iter().enumerate() {
            let before = self.surveys.get(index).cloned().unwrap_or_default();
            next.surveys.push(match answer {
                Ok(scores) => before.heard(scores),
                Err(Trouble::Away) => {
                    next.away_since = self.away_since.or(Some(at));
                    next.updated = self.updated;
                    before
                }
                Err(Trouble::Refused(ProblemCode::KeyInvalid, detail)) => {
                    next.key_refused = Some(detail);
                    before
                }
                Err(Trouble::Refused(_, detail)) => Known { scores: None, refused: Some(detail) },
            });
        }
        next
    }

    /// Returns scores of any survey: its days and its zone are those of the page.
    pub(crate) fn any(&self) -> Option<&ScoresReply> {
        self.surveys.iter().find_map(|known| known.scores.as_deref()).map(|scores| &scores.by_day)
    }
}

impl Known {
    /// Keeps the very scores of before where nothing changed, so that nothing is drawn again.
    fn heard(self, scores: Scores) -> Self {
        let scores = self.scores.filter(|before| **before == scores).unwrap_or_else(|| Rc::new(scores));
        Self { scores: Some(scores), refused: None }
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        interval::Level,
        scale::{Metric, Scale},
        tally::Tally,
        wire::scores::ScoreView,
    };

    use super::*;

    fn at(second: u32) -> Time {
        Time { hour: 10, minute: 0, second }
    }

    fn scores(promoters: u64) -> Scores {
        let mut tally = Tally::default();
        tally.ratings[10] = promoters;
        let reply = ScoresReply {
            metric: Metric::Nps,
            survey: "relation".to_owned(),
            surveys: vec!["relation".to_owned()],
            touchpoint: None,
            filters: Default::default(),
            from: "2026-10-01".to_owned(),
            to: "2026-10-31".to_owned(),
            tz: "Europe/Madrid".to_owned(),
            total: ScoreView::new(Scale::Nps, &tally, Level::NINETY_FIVE),
            group_by: None,
            groups: Vec::new(),
            previous: None,
            change: None,
            false_discovery_rate: None,
        };
        Scores { by_day: reply.clone(), by_touchpoint: reply }
    }

    fn refused(code: ProblemCode) -> Result<Scores, Trouble> {
        Err(Trouble::Refused(code, "why".to_owned()))
    }

    fn total(known: &Known) -> Option<&Scores> {
        known.scores.as_deref()
    }

    #[test]
    fn numbers_stay_while_the_collector_is_away_and_renew_when_it_is_back() {
        let first = Standing::default().after(vec![Ok(scores(1))], at(0));
        assert_eq!((first.updated, first.away_since), (Some(at(0)), None));
        let away = first.after(vec![Err(Trouble::Away)], at(2)).after(vec![Err(Trouble::Away)], at(4));
        assert_eq!((away.updated, away.away_since), (Some(at(0)), Some(at(2))));
        assert_eq!(total(&away.surveys[0]), Some(&scores(1)));
        let back = away.after(vec![Ok(scores(2))], at(6));
        assert_eq!((back.updated, back.away_since), (Some(at(6)), None));
        assert_eq!(total(&back.surveys[0]), Some(&scores(2)));
    }

    #[test]
    fn one_survey_that_is_refused_leaves_the_others() {
        let standing = Standing::default().after(vec![refused(ProblemCode::SurveyUnknown), Ok(scores(1))], at(0));
        assert_eq!(standing.surveys[0].refused.as_deref(), Some("why"));
        assert_eq!(total(&standing.surveys[1]), Some(&scores(1)));
        assert_eq!((standing.updated, &standing.key_refused), (Some(at(0)), &None));
        assert!(standing.any().is_some());
        let applied = standing.after(vec![Ok(scores(3)), Ok(scores(1))], at(2));
        assert_eq!(applied.surveys[0].refused, None);
    }

    #[test]
    fn a_key_that_is_not_taken_is_said_of_the_page() {
        let standing = Standing::default().after(vec![refused(ProblemCode::KeyInvalid)], at(0));
        assert_eq!(standing.key_refused.as_deref(), Some("why"));
    }

    #[test]
    fn scores_that_did_not_change_are_the_very_same() {
        let first = Standing::default().after(vec![Ok(scores(1)), Ok(scores(1))], at(0));
        let second = first.after(vec![Ok(scores(1)), Ok(scores(2))], at(2));
        let same = |index: usize| {
            let [before, after] = [&first, &second].map(|standing| standing.surveys[index].scores.clone().unwrap());
            Rc::ptr_eq(&before, &after)
        };
        assert_eq!([same(0), same(1)], [true, false]);
    }
}
