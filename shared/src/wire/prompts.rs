//! `POST /v1/sites/{site}/prompts`: may this customer be asked about this interaction?

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, Visitor},
};
use uuid::Uuid;

use crate::{
    scale::{Metric, Shape},
    wire::{after::After, tag::WidgetFiles, theme::Theme},
};

/// The most entries of [`PromptRequest::history`].
pub const MAX_HISTORY: usize = 20;

/// The most that [`PromptRequest::dropped`] is: a browser counts no further.
pub const MAX_DROPPED: u32 = 1_000;

/// An interaction that has just ended, and what the browser knows of earlier prompts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PromptRequest {
    /// The kind of interaction, for example `order_completed`.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"))]
    pub touchpoint: String,
    /// The site's own id of this interaction, for example `order-1234`; 128 characters at most.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_length = 128))]
    pub interaction_id: Option<String>,
    /// The stage of the customer's life, for example `purchase`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"))]
    pub stage: Option<String>,
    /// BCP 47 tags the customer reads, best first.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 10))]
    pub locales: Vec<String>,
    /// What the customer holds.
    #[serde(default)]
    pub device: Option<Device>,
    /// The browser's sticky place in samples, 0 to 99; null where nothing can be stored.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 99))]
    pub bucket: Option<u8>,
    /// Facts about the interaction that the site's surveys declare, each once.
    #[serde(default, deserialize_with = "each_once")]
    pub attributes: BTreeMap<String, String>,
    /// JWT (HS256) by which the site's server vouches for the interaction.
    #[serde(default)]
    pub interaction_token: Option<String>,
    /// Whether the browser asks not to be tracked (GPC or DNT).
    #[serde(default)]
    pub gpc: bool,
    /// Whether the customer agreed on this site, in so many words: that overrules GPC and DNT.
    #[serde(default)]
    pub consented: bool,
    /// Whether somebody tries the site out: asks whoever it is, and counts nothing.
    #[serde(default)]
    pub test: bool,
    /// Earlier prompts of this site, newest first, [`MAX_HISTORY`] at most; null where nothing can be stored.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub history: Option<Vec<PastPrompt>>,
    /// How many answers this browser gave up since it last told, as they were too old or too many; [`MAX_DROPPED`] at most.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(maximum = 1000))]
    pub dropped: u32,
}

/// Reads an object that names nothing twice: of two facts that contradict each other neither is taken.
fn each_once<'de, D: Deserializer<'de>>(reader: D) -> Result<BTreeMap<String, String>, D::Error> {
    struct EachOnce;
    impl<'de> Visitor<'de> for EachOnce {
        type Value = BTreeMap<String, String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of texts")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
            let mut facts = BTreeMap::new();
            while let Some((name, fact)) = object.next_entry()? {
                if facts.insert(name, fact).is_some() {
                    return Err(A::Error::custom("a field is given twice"));
                }
            }
            Ok(facts)
        }
    }
    reader.deserialize_map(EachOnce)
}

/// The class of device that a page is seen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Device {
    /// A phone.
    Phone,
    /// A tablet.
    Tablet,
    /// Anything larger.
    Desktop,
}

impl Device {
    /// Returns the word on the wire and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
        }
    }
}

/// An earlier prompt, as the browser remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PastPrompt {
    /// The survey's slug.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[a-z0-9][a-z0-9_-]{0,63}$"))]
    pub survey: String,
    /// How it ended.
    pub outcome: Outcome,
    /// How long ago, in seconds.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, format = "uint64"))]
    pub age_s: u64,
}

/// What became of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was seen. Revision 0 says so, and nothing else does.
    Shown,
    /// A rating was chosen.
    Rated,
    /// A rating was chosen and the prompt is over.
    Completed,
    /// It was closed without a rating.
    Dismissed,
    /// The customer wants no more prompts from this site. A rating may stand beside it.
    OptedOut,
}

impl Outcome {
    /// Returns the word on the wire and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Rated => "rated",
            Self::Completed => "completed",
            Self::Dismissed => "dismissed",
            Self::OptedOut => "opted_out",
        }
    }
}

/// The verdict: a prompt to show, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PromptReply {
    /// What to show.
    pub prompt: Option<Prompt>,
    /// The gate that said no: a name of `policy::Gate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One asking of one survey, complete: the widget needs nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prompt {
    /// The prompt's id, which becomes its response's id.
    pub id: Uuid,
    /// Proof that this collector issued the prompt; sent back with every report.
    pub token: String,
    /// For how many seconds from now the prompt may be shown.
    pub show_within_s: u32,
    /// The survey's slug.
    pub survey: String,
    /// The survey's version.
    pub version: u32,
    /// What is measured.
    pub metric: Metric,
    /// What can be chosen.
    pub scale: ScaleView,
    /// The language of the texts, BCP 47.
    pub locale: String,
    /// The direction of the texts.
    pub dir: Dir,
    /// Every word that the widget shows.
    pub texts: Texts,
    /// What is asked after the rating.
    pub follow_up: FollowUp,
    /// What else comes after it.
    #[serde(default)]
    pub after: After,
    /// How it looks.
    pub theme: Theme,
    /// Where the widget is.
    pub widget: WidgetFiles,
}

/// A scale as a prompt draws it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScaleView {
    /// The lowest rating.
    pub min: u8,
    /// The highest rating.
    pub max: u8,
    /// How it is drawn.
    pub shape: Shape,
}

/// The direction in which a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Dir {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// Every word that the widget shows but the follow-up questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// The question.
    pub question: String,
    /// What the lowest rating means, shown at its end of the scale.
    pub low: String,
    /// What the highest rating means.
    pub high: String,
    /// How a rating is read aloud, with `{rating}` and `{max}`: "8 out of 10".
    pub rating: String,
    /// The label of the button that sends the comment.
    pub send: String,
    /// The label of the button that closes the prompt.
    pub close: String,
    /// The label of the button that stops all prompts: "Don't ask me again".
    pub opt_out: String,
    /// What is said when it is over.
    pub thanks: String,
    /// Stands over the reasons to choose from.
    #[serde(default)]
    pub reasons: String,
    /// Offers to talk to a person.
    #[serde(default)]
    pub contact_offer: String,
    /// The label of the field for an e-mail address or a telephone number.
    #[serde(default)]
    pub contact: String,
    /// The label of the link to what the site says about privacy.
    #[serde(default)]
    pub privacy: String,
}

/// What is asked after the rating, by the band of the rating.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Asked of promoters, the satisfied, those who found it easy.
    pub high: String,
    /// Asked of passives and neutrals.
    pub middle: String,
    /// Asked of detractors, the dissatisfied, those who found it difficult.
    pub low: String,
}
