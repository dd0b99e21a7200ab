//! `GET /v1/explain`: whether a visitor would be asked now, and what every gate says of it.

use serde::{Deserialize, Serialize};

use crate::policy::{Finding, Interaction, Reading};

/// What would be answered to a page that asks for a prompt now, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplainReply {
    /// The survey that would be asked.
    pub survey: Option<String>,
    /// Why none would be: the gate, as in the answer to the page; or the code of the refusal, `survey_closed` where the
    /// site is paused, `token_invalid` where it asks about signed interactions alone.
    pub reason: Option<String>,
    /// Every survey of the site in the order of their turn, or the one that was asked for.
    pub surveys: Vec<SurveyFindings>,
}

/// What the gates of a survey say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SurveyFindings {
    /// Its slug.
    pub survey: String,
    /// Its version.
    pub version: u32,
    /// Whether all of its gates are open. The first such survey is asked.
    pub eligible: bool,
    /// Every gate in the order in which they are read; the first that is closed is the reason.
    pub gates: Vec<GateView>,
}

/// What a gate says, and the numbers that it looked at; each has its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GateView {
    /// Its name.
    pub gate: String,
    /// Whether the survey may be asked as far as this gate is concerned.
    pub open: bool,
    /// Of `no_survey`: whether the survey asks at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<bool>,
    /// Of `no_survey`: whether it asks about this touchpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_touchpoint: Option<bool>,
    /// Of `stage`: the survey's, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey_stage: Option<String>,
    /// Of `stage`: the interaction's, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interaction_stage: Option<String>,
    /// Of `storage_blocked`: whether earlier prompts are remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remembers: Option<bool>,
    /// Of `storage_blocked`: whether the site's server signed the interaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<bool>,
    /// Of `storage_blocked`: whether the survey asks regardless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_without_storage: Option<bool>,
    /// Of `sampled_out`: the share of customers that is asked, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<f64>,
    /// Of `sampled_out`: where the customer stands in this survey's sample, 0 to 99; those below 100 times the share are
    /// asked. Absent where that is not remembered: then only a share of 1 asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u8>,
    /// Of `opted_out`, `cooldown`, `answered_recently` and `dismissed_recently`: how many seconds ago it last was;
    /// absent if never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_s: Option<u64>,
    /// Of the last three: how many seconds ago it has to be, at least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_s: Option<u64>,
    /// Of `already_rated`: whether the interaction has its rating in this survey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated: Option<bool>,
}

impl From<Finding> for GateView {
    fn from(finding: Finding) -> Self {
        let view = Self { gate: finding.gate.name().to_owned(), open: finding.is_open, ..Self::default() };
        match finding.reading {
            Reading::Survey { live, of_touchpoint } => {
                Self { live: Some(live), of_touchpoint: Some(of_touchpoint), ..view }
            }
            Reading::Stage { survey, interaction } => {
                let [survey_stage, interaction_stage] = [survey, interaction].map(|stage| stage.map(String::from));
                Self { survey_stage, interaction_stage, ..view }
            }
            Reading::OptOut { age_s } => Self { age_s, ..view },
            Reading::Storage { remembers, interaction, ask_without_storage } => Self {
                remembers: Some(remembers),
                signed: Some(interaction == Interaction::Signed),
                ask_without_storage: Some(ask_without_storage),
                ..view
            },
            Reading::Sample { sample, place } => Self { sample: Some(sample), place, ..view },
            Reading::Rest { age_s, rest_s } => Self { age_s, rest_s: Some(rest_s), ..view },
            Reading::Rated { is_rated } => Self { rated: Some(is_rated), ..view },
        }
    }
}
