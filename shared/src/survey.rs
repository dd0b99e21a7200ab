//! Surveys: what is asked, of whom and when, as owners write them and as the house trusts them.

mod checked;
mod offers;
mod slug;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub(crate) use self::checked::Fault;
pub use self::{
    checked::{InvalidSurvey, Survey},
    offers::{Choose, MAX_REASONS, OTHER, host},
    slug::{NotASlug, Slug},
    words::{MAX_LABEL_CHARS, MAX_TEXT_CHARS, TextOverrides},
};
use crate::{
    scale::{Metric, Shape},
    theme::ThemeDefinition,
    trigger::TriggerDefinition,
};

/// The most attributes that a survey may declare.
pub const MAX_ATTRIBUTES: usize = 10;

/// A survey as its owner writes it, in a file or over HTTP.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SurveyDefinition {
    /// Its name within the site. Metric and scale cannot change under a slug.
    pub slug: Slug,
    /// What it measures.
    pub metric: Metric,
    /// What it is about, where that is something special.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The highest rating of its scale: 10 for NPS; 2, 3, 5 or 7 for CSAT; 7 for CES.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<u8>,
    /// How its scale is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<Shape>,
    /// The interactions it asks about.
    pub touchpoints: Vec<Slug>,
    /// Page events that are interactions by themselves.
    #[serde(default, rename = "trigger", skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<TriggerDefinition>,
    /// The stage of the customer's life it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Slug>,
    /// Whether it asks at all.
    #[serde(default = "yes")]
    pub live: bool,
    /// The attributes of interactions that it counts by, [`MAX_ATTRIBUTES`] at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Slug>,
    /// The reasons that customers of every band may choose from; [`OTHER`] opens a field for their own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<Slug>>,
    /// The reasons of promoters, the satisfied, those who found it easy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons_high: Option<Vec<Slug>>,
    /// The reasons of passives and neutrals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons_middle: Option<Vec<Slug>>,
    /// The reasons of detractors, the dissatisfied, those who found it difficult.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasons_low: Option<Vec<Slug>>,
    /// How many of them a customer may choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choose: Option<Choose>,
    /// Whether customers are offered to talk to a person.
    #[serde(default, skip_serializing_if = "is_no")]
    pub contact: bool,
    /// Where the thanks lead to, https.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Where they lead promoters, the satisfied, those who found it easy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_high: Option<String>,
    /// Where they lead passives and neutrals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_middle: Option<String>,
    /// Where they lead detractors, the dissatisfied, those who found it difficult.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_low: Option<String>,
    /// The site's page about privacy, https; linked beside the customer's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
    /// How it looks.
    #[serde(default)]
    pub theme: ThemeDefinition,
    /// When it asks.
    #[serde(default)]
    pub ask: AskRules,
    /// Wording by language (BCP 47); what is absent is built in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, TextOverrides>,
}

fn yes() -> bool {
    true
}

fn is_no(flag: &bool) -> bool {
    !flag
}

/// Something special that a survey is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The customer leaves: asks for the reason first, for the rating then.
    Cancellation,
    /// Something was promised: was it kept?
    Promise,
}

/// Why people leave, where the owner says nothing else; each has built-in wording.
pub const REASONS_FOR_LEAVING: [&str; 6] =
    ["too_expensive", "missing_features", "technical_problems", "poor_service", "switched", "no_longer_needed"];

/// When a survey asks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AskRules {
    /// The share of customers that is asked, 0 to 1. Sticky: a customer is in or out.
    pub sample: f64,
    /// Days of rest after any prompt of this site.
    pub cooldown_days: u32,
    /// Days until a customer who answered this survey is asked again.
    pub again_after_answer_days: u32,
    /// Days until a customer who dismissed this survey is asked again.
    pub again_after_dismissal_days: u32,
    /// Whether to ask browsers that can't remember having been asked.
    pub ask_without_storage: bool,
}

impl Default for AskRules {
    fn default() -> Self {
        Self {
            sample: 1.0,
            cooldown_days: 30,
            again_after_answer_days: 90,
            again_after_dismissal_days: 30,
            ask_without_storage: false,
        }
    }
}

/// Says whether `tag` has the form of a BCP 47 language tag, 35 characters at most.
pub fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    tag.len() <= 35
        && (2..=8).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
