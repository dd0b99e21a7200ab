//! What the rest of the collector asks of the store, and what it is told.

use std::borrow::Cow;

use shared::{survey::Slug, tally::Tally};

use crate::{
    calendar::Day,
    catalog::{Grant, KeyHash, Origin, Scope},
    retention::Retention,
    signed_interaction::{Interactions, SigningSecret},
};

/// By what a tally is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Everything; its only value is the empty one.
    Whole,
    /// The touchpoint.
    Touchpoint,
    /// The stage of the customer's life.
    Stage,
    /// The language of the prompt.
    Locale,
    /// The class of device.
    Device,
    /// An attribute that the survey declares.
    Attribute(Slug),
}

impl Dimension {
    /// Reads the name of a dimension that has values: as the store spells it, as owners do.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "touchpoint" => Self::Touchpoint,
            "stage" => Self::Stage,
            "locale" => Self::Locale,
            "device" => Self::Device,
            _ => Self::Attribute(name.strip_prefix("attribute:")?.parse().ok()?),
        })
    }

    /// Says whether every prompt has a value of it.
    pub fn is_of_all(&self) -> bool {
        matches!(self, Self::Whole | Self::Touchpoint | Self::Locale)
    }

    /// Returns the word in the store.
    pub fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Whole => "whole",
            Self::Touchpoint => "touchpoint",
            Self::Stage => "stage",
            Self::Locale => "locale",
            Self::Device => "device",
            Self::Attribute(name) => return Cow::Owned(format!("attribute:{name}")),
        })
    }
}

/// Which tallies are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyQuery {
    /// The site.
    pub site: Slug,
    /// The survey.
    pub survey: Slug,
    /// By what they are counted.
    pub dimension: Dimension,
    /// One value of the dimension, or all.
    pub value: Option<String>,
    /// The first day.
    pub from: Day,
    /// The day after the last.
    pub to: Day,
}

/// The tally of one day and one value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyRow {
    /// The day.
    pub day: Day,
    /// The value.
    pub value: String,
    /// What was counted.
    pub tally: Tally,
}

/// A version of a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Its number, from 1.
    pub version: u32,
    /// Since when it is in force, Unix seconds; unknown of those that an older collector wrote.
    pub created_at: Option<i64>,
}

/// A site to add.
#[derive(Clone, Debug)]
pub struct NewSite {
    /// Its public name.
    pub slug: Slug,
    /// How it begins.
    pub settings: SiteSettings,
    /// Its first keys.
    pub keys: Vec<NewKey>,
}

/// A key to add. The store is not given the key itself.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What is kept of it.
    pub hash: KeyHash,
    /// What it may do.
    pub scope: Scope,
    /// What its owner calls it.
    pub name: Option<String>,
    /// The first second in which it opens nothing, Unix; none is for ever.
    pub expires_at: Option<i64>,
}

impl NewKey {
    /// A key without a name that does not expire.
    pub fn lasting(hash: KeyHash, scope: Scope) -> Self {
        Self { hash, scope, name: None, expires_at: None }
    }
}

/// A key as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// What is kept of it.
    pub hash: KeyHash,
    /// What it opens.
    pub grant: Grant,
    /// What its owner calls it.
    pub name: Option<String>,
    /// When it was made, Unix seconds.
    pub created_at: i64,
}

/// What can be set of a site.
#[derive(Clone, Debug)]
pub struct SiteSettings {
    /// The origins of its pages.
    pub origins: Vec<Origin>,
    /// The IANA name of its time zone.
    pub tz: String,
    /// The language of its prompts where the customer's is not there.
    pub locale: String,
    /// How long its responses are kept.
    pub retention: Retention,
    /// Which of its interactions are asked about.
    pub interactions: Interactions,
}

/// What is to be different about a site; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct SiteChange {
    /// The origins of its pages, in place of those it had.
    pub origins: Option<Vec<Origin>>,
    /// The IANA name of its time zone.
    pub tz: Option<String>,
    /// The language of its prompts where the customer's is not there.
    pub locale: Option<String>,
    /// How long its responses are kept.
    pub retention: Option<Retention>,
    /// Which of its interactions are asked about.
    pub interactions: Option<Interactions>,
    /// Whether it asks nobody.
    pub is_paused: Option<bool>,
}

/// A site as it is listed.
#[derive(Clone, Debug)]
pub struct SiteRow {
    /// Its public name.
    pub slug: Slug,
    /// What is set of it.
    pub settings: SiteSettings,
    /// Whether it asks nobody for the moment.
    pub is_paused: bool,
    /// How many surveys it has.
    pub surveys: u64,
    /// How many prompts it heard of.
    pub responses: u64,
}

/// A site's signing secret as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningSecretRow {
    /// The site.
    pub site: Slug,
    /// The secret; it does not show itself.
    pub secret: SigningSecret,
    /// When it was made, Unix seconds.
    pub created_at: i64,
}

/// The numbers of the secrets after a rotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The one that prompts are signed with from now on.
    pub signs: u32,
    /// The one before, by which prompts are still accepted.
    pub accepted: u32,
    /// Those that are gone.
    pub dropped: Vec<u32>,
}

/// A tally that is not what a recount says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which tally: site, survey, day, dimension and value.
    pub place: String,
    /// What is stored.
    pub stored: Tally,
    /// What the responses say.
    pub recounted: Tally,
}
