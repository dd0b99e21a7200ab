//! Who looks at what: the site, what its key may do, and what it asks.

use std::rc::Rc;

use shared::{
    scale::Metric,
    wire::{keys::KeyScope, session::SignedInSite, surveys::SurveyView},
};
use yew::{Callback, hook, use_context};

use crate::{client::Client, day::Day, speech};

/// A visit to a site, as pages get it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Visit {
    /// The site, with what the key may do there.
    pub(crate) site: Rc<SignedInSite>,
    /// Its part of the API.
    pub(crate) client: Client,
    /// What it asks, in the order in which surveys get their turn.
    pub(crate) surveys: Rc<Vec<SurveyView>>,
    /// Reads the surveys again, after somebody changed them.
    pub(crate) surveys_again: Callback<()>,
}

/// Returns the visit. The shell shows pages only where there is one.
#[hook]
pub(crate) fn use_visit() -> Visit {
    use_context().expect("the shell shows pages only in a visit")
}

impl Visit {
    /// Says whether changes are allowed: controls that change something are shown where this is so.
    pub(crate) fn may_manage(&self) -> bool {
        self.site.scope == KeyScope::Manage
    }

    /// Returns the day that it is at the site.
    pub(crate) fn today(&self) -> Day {
        speech::today_in(&self.site.tz)
    }

    /// Returns the surveys to look at: those that the address names, else the first that asks, else the first.
    pub(crate) fn chosen(&self, named: &[String]) -> Vec<String> {
        if !named.is_empty() {
            return named.to_vec();
        }
        self.first().map(|survey| survey.slug.clone()).into_iter().collect()
    }

    /// Returns the first survey that asks, else the first.
    pub(crate) fn first(&self) -> Option<&SurveyView> {
        self.surveys.iter().find(|survey| survey.live).or(self.surveys.first())
    }

    /// Returns the survey of this name, unless it was deleted.
    pub(crate) fn survey(&self, slug: &str) -> Option<&SurveyView> {
        self.surveys.iter().find(|survey| survey.slug == slug)
    }

    /// Returns the kinds of surveys there are, in the order in which they come, each with its surveys: those of one kind
    /// may be looked at together.
    pub(crate) fn kinds(&self) -> Vec<(Kind, Vec<&SurveyView>)> {
        let mut kinds: Vec<(Kind, Vec<&SurveyView>)> = Vec::new();
        for survey in self.surveys.iter() {
            let kind = Kind::of(survey);
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, surveys)) => surveys.push(survey),
                None => kinds.push((kind, vec![survey])),
            }
        }
        kinds
    }
}

/// What surveys have in common that can be added up: metric and scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// The metric.
    pub(crate) metric: Metric,
    /// The highest rating.
    pub(crate) max: u8,
}

impl Kind {
    /// Returns the kind of a survey.
    pub(crate) const fn of(survey: &SurveyView) -> Self {
        Self { metric: survey.metric, max: survey.scale.max }
    }
}
