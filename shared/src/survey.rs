//! Surveys: what is asked, of whom and when, as owners write them and as the house trusts them.

mod offers;
mod slug;
mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::{
    offers::{Choose, MAX_REASONS, OTHER, host},
    slug::{NotASlug, Slug},
    words::{MAX_LABEL_CHARS, MAX_TEXT_CHARS, TextOverrides},
};
use crate::{
    scale::{Metric, Scale, Shape},
    theme::{MAX_RADIUS, Mended, ThemeDefinition},
    trigger::{self, Trigger, TriggerDefinition},
    wire::theme::Theme,
};

/// The most attributes that a survey may declare.
pub const MAX_ATTRIBUTES: usize = 10;

/// A survey as its owner writes it, in a file or over HTTP.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// A survey that makes sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    definition: SurveyDefinition,
    scale: Scale,
    shape: Shape,
    triggers: Vec<Trigger>,
    theme: Theme,
    mended: Vec<Mended>,
}

/// What keeps a definition from being a survey.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("survey {slug}: {detail}")]
pub struct InvalidSurvey {
    /// The survey.
    pub slug: Slug,
    /// The field at fault, as it is spelled in a file.
    pub field: &'static str,
    /// What is wrong with it, and what would be right.
    pub detail: String,
}

impl Survey {
    /// Checks a definition.
    ///
    /// # Errors
    /// [`InvalidSurvey`] names the first field at fault.
    pub fn new(definition: SurveyDefinition) -> Result<Self, InvalidSurvey> {
        let refuse = |field, detail: String| Err(InvalidSurvey { slug: definition.slug.clone(), field, detail });
        let metric = definition.metric;
        let scale = match definition.scale {
            None => Scale::default_of(metric),
            Some(max) => match Scale::new(metric, max) {
                Some(scale) => scale,
                None => {
                    let highest: Vec<String> =
                        Scale::ALL.iter().filter(|s| s.metric() == metric).map(|s| s.max().to_string()).collect();
                    let right = highest.join(", ");
                    return refuse(
                        "scale",
                        format!("there is no {} scale up to {max}; there is {right}", metric.name()),
                    );
                }
            },
        };
        let shape = definition.shape.unwrap_or(scale.default_shape());
        if !scale.allows(shape) {
            return refuse("shape", format!("a scale from {} to {} cannot be drawn so", scale.min(), scale.max()));
        }
        if definition.touchpoints.is_empty() {
            return refuse("touchpoints", "a survey needs at least one touchpoint".to_owned());
        }
        let triggers = match trigger::read(&definition.triggers, &definition.touchpoints) {
            Ok(triggers) => triggers,
            Err((field, right)) => return refuse(field, right),
        };
        if definition.attributes.len() > MAX_ATTRIBUTES {
            return refuse("attributes", format!("a survey may declare {MAX_ATTRIBUTES} attributes at most"));
        }
        if !(0.0..=1.0).contains(&definition.ask.sample) {
            return refuse("sample", "a sample is a share of customers, 0 to 1".to_owned());
        }
        if definition.theme.radius.is_some_and(|radius| radius > MAX_RADIUS) {
            return refuse("radius", format!("corners are rounded by {MAX_RADIUS} pixels at most"));
        }
        if let Err((field, detail)) = words::check(&definition.texts).and_then(|()| offers::check(&definition)) {
            return refuse(field, detail);
        }
        let (theme, mended) = definition.theme.mend();
        Ok(Self { definition, scale, shape, triggers, theme, mended })
    }

    /// Returns what the owner wrote.
    pub fn definition(&self) -> &SurveyDefinition {
        &self.definition
    }

    /// Returns its triggers, as the loader is told of them.
    pub fn triggers(&self) -> &[Trigger] {
        &self.triggers
    }

    /// Returns the scale of its ratings.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Returns how its scale is drawn.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Returns how its prompts look.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Returns the colors that its owner chose and that could not be read.
    pub fn mended(&self) -> &[Mended] {
        &self.mended
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
