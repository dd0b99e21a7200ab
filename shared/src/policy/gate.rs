//! Gates: what each looks at, and when it is open.

use super::{
    history::History,
    visitor::{Bucket, Interaction, Visitor},
};
use crate::survey::{Slug, Survey};

/// One reason not to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gate {
    /// The survey is live and asks about this touchpoint.
    NoSurvey,
    /// The survey and the interaction don't name different stages.
    Stage,
    /// The customer has not asked to be left alone.
    OptedOut,
    /// The browser remembers what was asked, or the site's server vouches for the interaction, or the survey
    /// asks regardless.
    StorageBlocked,
    /// The customer is in the survey's sample.
    SampledOut,
    /// No survey of this site was shown to the customer lately.
    Cooldown,
    /// The customer did not answer this survey lately.
    AnsweredRecently,
    /// The customer did not dismiss this survey lately.
    DismissedRecently,
    /// This interaction has no rating in the survey yet.
    AlreadyRated,
}

/// What a gate looked at. Whether it is open follows from this alone.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// Of [`Gate::NoSurvey`].
    Survey {
        /// Whether the survey asks at all.
        live: bool,
        /// Whether it asks about this touchpoint.
        of_touchpoint: bool,
    },
    /// Of [`Gate::Stage`].
    Stage {
        /// The survey's stage.
        survey: Option<Slug>,
        /// The interaction's stage.
        interaction: Option<Slug>,
    },
    /// Of [`Gate::OptedOut`].
    OptOut {
        /// How long ago the customer said so.
        age_s: Option<u64>,
    },
    /// Of [`Gate::StorageBlocked`].
    Storage {
        /// Whether earlier prompts are remembered.
        remembers: bool,
        /// What the site's server says about the interaction.
        interaction: Interaction,
        /// Whether the survey asks regardless.
        ask_without_storage: bool,
    },
    /// Of [`Gate::SampledOut`].
    Sample {
        /// The share of customers that is asked, 0 to 1.
        sample: f64,
        /// Where the customer stands in this survey's sample, 0 to 99: [`Bucket::place_in`].
        place: Option<u8>,
    },
    /// Of [`Gate::Cooldown`], [`Gate::AnsweredRecently`] and [`Gate::DismissedRecently`].
    Rest {
        /// How long ago it last was.
        age_s: Option<u64>,
        /// How long ago it has to be, at least.
        rest_s: u64,
    },
    /// Of [`Gate::AlreadyRated`].
    Rated {
        /// Whether the interaction has its rating: one order gets one of each survey.
        is_rated: bool,
    },
}

/// A gate of a survey, read for a visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The gate.
    pub gate: Gate,
    /// Whether the survey may be asked as far as this gate is concerned.
    pub is_open: bool,
    /// What it looked at.
    pub reading: Reading,
}

impl Gate {
    /// Every gate, in the order in which they are read.
    pub const ALL: [Self; 9] = [
        Self::NoSurvey,
        Self::Stage,
        Self::OptedOut,
        Self::StorageBlocked,
        Self::SampledOut,
        Self::Cooldown,
        Self::AnsweredRecently,
        Self::DismissedRecently,
        Self::AlreadyRated,
    ];

    /// Returns the name on the wire: the reason given when this gate is closed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoSurvey => "no_survey",
            Self::Stage => "stage",
            Self::OptedOut => "opted_out",
            Self::StorageBlocked => "storage_blocked",
            Self::SampledOut => "sampled_out",
            Self::Cooldown => "cooldown",
            Self::AnsweredRecently => "answered_recently",
            Self::DismissedRecently => "dismissed_recently",
            Self::AlreadyRated => "already_rated",
        }
    }

    /// Reads this gate, with its name and its verdict.
    pub(super) fn find(self, survey: &Survey, visitor: &Visitor) -> Finding {
        let reading = self.read(survey, visitor);
        Finding { gate: self, is_open: reading.is_open(), reading }
    }

    /// Reads this gate of `survey` for `visitor`.
    pub(super) fn read(self, survey: &Survey, visitor: &Visitor) -> Reading {
        let survey = survey.definition();
        let ask = survey.ask;
        let rest = |days: u32, since: fn(&History, &Slug) -> Option<u64>| Reading::Rest {
            age_s: visitor.history.as_ref().and_then(|history| since(history, &survey.slug)),
            rest_s: u64::from(days) * 86_400,
        };
        match self {
            Self::NoSurvey => {
                Reading::Survey { live: survey.live, of_touchpoint: survey.touchpoints.contains(&visitor.touchpoint) }
            }
            Self::Stage => Reading::Stage { survey: survey.stage.clone(), interaction: visitor.stage.clone() },
            Self::OptedOut => Reading::OptOut { age_s: visitor.history.as_ref().and_then(History::since_opt_out) },
            Self::StorageBlocked => Reading::Storage {
                remembers: visitor.history.is_some(),
                interaction: visitor.interaction,
                ask_without_storage: ask.ask_without_storage,
            },
            Self::SampledOut => Reading::Sample {
                sample: ask.sample,
                place: visitor.bucket.map(|bucket| bucket.place_in(&survey.slug)),
            },
            Self::Cooldown => rest(ask.cooldown_days, |history, _| history.since_any()),
            Self::AnsweredRecently => rest(ask.again_after_answer_days, History::since_answer),
            Self::DismissedRecently => rest(ask.again_after_dismissal_days, History::since_dismissal),
            Self::AlreadyRated => Reading::Rated { is_rated: visitor.rated_in.contains(&survey.slug) },
        }
    }
}

impl Reading {
    /// Says whether the gate that read this is open.
    pub(super) fn is_open(&self) -> bool {
        match self {
            Self::Survey { live, of_touchpoint } => *live && *of_touchpoint,
            Self::Stage { survey: Some(survey), interaction: Some(interaction) } => survey == interaction,
            Self::Stage { .. } => true,
            Self::OptOut { age_s } => age_s.is_none(),
            Self::Storage { remembers, interaction, ask_without_storage } => {
                *remembers || *interaction != Interaction::Unsigned || *ask_without_storage
            }
            Self::Sample { sample, place: Some(place) } => *place < asked_places(*sample),
            Self::Sample { sample, place: None } => *sample >= 1.0,
            Self::Rest { age_s, rest_s } => age_s.is_none_or(|age_s| age_s >= *rest_s),
            Self::Rated { is_rated } => !is_rated,
        }
    }
}

/// Returns how many of the 100 places a sample asks, rounded up, so that the smallest asks somebody.
fn asked_places(sample: f64) -> u8 {
    // 0.07 times 100 is a little more than 7, and must not ask eight.
    (sample * f64::from(Bucket::COUNT) - 1e-9).ceil() as u8
}
