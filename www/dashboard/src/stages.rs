//! The stages of a customer's life with their touchpoints, in order, and which of them is worst.

use shared::{
    change::Verdict,
    scale::Metric,
    wire::{
        scores::{Group, ScoreView, ScoresReply},
        surveys::SurveyView,
    },
};

/// The stages that are known, in the order of a customer's life.
pub(crate) const ORDER: [&str; 6] = ["purchase", "onboarding", "use", "support", "renewal", "cancellation"];

/// A stage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stage {
    /// Its name; none of touchpoints without one.
    pub(crate) name: Option<String>,
    /// What the answers of the stage say, a score for each kind of survey that several of its touchpoints have.
    pub(crate) scores: Vec<(Metric, ScoreView)>,
    /// Its touchpoints.
    pub(crate) stops: Vec<Stop>,
}

/// A touchpoint, as surveys of one kind measure it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stop {
    /// The touchpoint.
    pub(crate) touchpoint: String,
    /// The surveys whose answers these are.
    pub(crate) surveys: Vec<String>,
    /// What is measured.
    pub(crate) metric: Metric,
    /// What they say.
    pub(crate) score: ScoreView,
    /// Whether it is the worst of those that are clearly worse than the others of its kind.
    pub(crate) is_worst: bool,
}

/// What the surveys of one kind say.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measured {
    /// By touchpoint, each compared with the others.
    pub(crate) by_touchpoint: ScoresReply,
    /// By stage.
    pub(crate) by_stage: ScoresReply,
}

/// Puts what was measured in order: stages as a customer lives them, touchpoints as the surveys name them.
pub(crate) fn in_order(surveys: &[SurveyView], measured: &[Measured]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for kind in measured {
        let groups = &kind.by_touchpoint.groups;
        let worst = worst(groups);
        for (nth, group) in groups.iter().enumerate() {
            let Some(touchpoint) = group.key.clone() else { continue };
            let name = stage_of(surveys, &touchpoint);
            let stop = Stop {
                surveys: asking(surveys, &kind.by_touchpoint.surveys, &touchpoint),
                touchpoint,
                metric: kind.by_touchpoint.metric,
                score: group.score.clone(),
                is_worst: worst == Some(nth),
            };
            match stages.iter_mut().find(|stage| stage.name == name) {
                Some(stage) => stage.stops.push(stop),
                None => stages.push(Stage { name, scores: Vec::new(), stops: vec![stop] }),
            }
        }
    }
    for stage in &mut stages {
        stage.stops.sort_by_key(|stop| (place_of(surveys, &stop.touchpoint), stop.touchpoint.clone()));
        for kind in measured {
            let metric = kind.by_stage.metric;
            let is_of_kind = |stop: &&Stop| stop.surveys.iter().any(|slug| kind.by_touchpoint.surveys.contains(slug));
            let several = stage.stops.iter().filter(is_of_kind).count() > 1;
            let group = kind.by_stage.groups.iter().find(|group| group.key == stage.name);
            stage.scores.extend(group.filter(|_| several).map(|group| (metric, group.score.clone())));
        }
    }
    stages.sort_by_key(|stage| stage_place(surveys, stage.name.as_deref()));
    stages
}

/// Returns the lowest of the groups that are clearly below the others.
fn worst(groups: &[Group]) -> Option<usize> {
    let is_below = |group: &Group| group.change.as_ref().is_some_and(|change| change.verdict == Verdict::Down);
    let clear = groups.iter().enumerate().filter(|(_, group)| group.key.is_some() && is_below(group));
    let scored = clear.filter_map(|(nth, group)| Some((nth, group.score.headline()?)));
    scored.min_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(nth, _)| nth)
}

/// Returns which of the surveys `among` ask at a touchpoint; all of them where none does any more.
fn asking(surveys: &[SurveyView], among: &[String], touchpoint: &str) -> Vec<String> {
    let asks = |slug: &&String| {
        let survey = surveys.iter().find(|survey| survey.slug == **slug);
        survey.is_some_and(|survey| survey.definition.touchpoints.iter().any(|named| named.as_str() == touchpoint))
    };
    let asking: Vec<String> = among.iter().filter(asks).cloned().collect();
    if asking.is_empty() { among.to_vec() } else { asking }
}

fn stage_of(surveys: &[SurveyView], touchpoint: &str) -> Option<String> {
    let mut asking =
        surveys.iter().filter(|survey| survey.definition.touchpoints.iter().any(|it| it.as_str() == touchpoint));
    asking.find_map(|survey| survey.definition.stage.as_ref().map(ToString::to_string))
}

fn place_of(surveys: &[SurveyView], touchpoint: &str) -> usize {
    let mut named = surveys.iter().flat_map(|survey| &survey.definition.touchpoints);
    named.position(|named| named.as_str() == touchpoint).unwrap_or(usize::MAX)
}

/// Stages that are known come first, then those that surveys name, then what has none.
fn stage_place(surveys: &[SurveyView], stage: Option<&str>) -> usize {
    let Some(stage) = stage else { return usize::MAX };
    let known = ORDER.iter().position(|known| *known == stage);
    let named =
        || surveys.iter().position(|survey| survey.definition.stage.as_ref().is_some_and(|it| it.as_str() == stage));
    known.or_else(|| Some(ORDER.len() + named()?)).unwrap_or(usize::MAX - 1)
}

#[cfg(test)]
mod tests;
