//! Surveys: what is asked, of whom and when, as owners write them and as the house trusts them.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    scale::{Metric, Scale, Shape},
    trigger::{self, Trigger, TriggerDefinition},
};

/// The most attributes that a survey may declare.
pub const MAX_ATTRIBUTES: usize = 10;

/// The name of a site, survey, touchpoint, stage or attribute: 1 to 64 of `a-z 0-9 _ -`,
/// with a letter or a digit first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// A name that cannot be a [`Slug`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 64 of the characters a-z, 0-9, _ and -, and begins with a letter or a digit")]
pub struct NotASlug;

impl Slug {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = NotASlug;

    fn from_str(name: &str) -> Result<Self, NotASlug> {
        Self::try_from(name.to_owned())
    }
}

impl TryFrom<String> for Slug {
    type Error = NotASlug;

    fn try_from(name: String) -> Result<Self, NotASlug> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fits = (1..=64).contains(&name.len())
            && plain(name.as_bytes()[0])
            && name.bytes().all(|byte| plain(byte) || byte == b'_' || byte == b'-');
        if fits { Ok(Self(name)) } else { Err(NotASlug) }
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

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

/// Something special that a survey is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The customer leaves: asks for the reason first, for the rating then.
    Cancellation,
    /// Something was promised: was it kept?
    Promise,
}

/// Why people leave, where the owner says nothing else; each has built-in wording. In alphabetical order.
pub const REASONS_FOR_LEAVING: [&str; 6] =
    ["missing_features", "no_longer_needed", "poor_service", "switched", "technical_problems", "too_expensive"];

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

/// The words of one language that an owner says differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TextOverrides {
    /// The question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What the lowest rating means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// What the highest rating means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    /// What is said when it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thanks: Option<String>,
    /// Asked of promoters, the satisfied, those who found it easy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_high: Option<String>,
    /// Asked of passives and neutrals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_middle: Option<String>,
    /// Asked of detractors, the dissatisfied, those who found it difficult.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_low: Option<String>,
}

/// A survey that makes sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    definition: SurveyDefinition,
    scale: Scale,
    shape: Shape,
    triggers: Vec<Trigger>,
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

/// The longest of an owner's texts, in Unicode scalar values.
pub const MAX_TEXT_CHARS: usize = 300;

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
        for (locale, words) in &definition.texts {
            let texts = [
                &words.question,
                &words.low,
                &words.high,
                &words.thanks,
                &words.follow_up_high,
                &words.follow_up_middle,
                &words.follow_up_low,
            ];
            for text in texts.into_iter().flatten() {
                if text.trim().is_empty() || text.chars().count() > MAX_TEXT_CHARS {
                    return refuse("texts", format!("a text has 1 to {MAX_TEXT_CHARS} characters"));
                }
            }
            if !is_language_tag(locale) {
                return refuse("texts", "a language is a BCP 47 tag such as es or pt-BR".to_owned());
            }
        }
        Ok(Self { definition, scale, shape, triggers })
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
