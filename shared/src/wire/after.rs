//! What comes after the rating, as it travels with a prompt.

use serde::{Deserialize, Serialize};

/// What comes after the rating beside the question, by the band of the rating.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct After {
    /// For promoters, the satisfied, those who found it easy.
    pub high: Farewell,
    /// For passives and neutrals.
    pub middle: Farewell,
    /// For detractors, the dissatisfied, those who found it difficult.
    pub low: Farewell,
    /// Whether only one reason may be chosen.
    pub one_reason: bool,
    /// Whether the reasons come before the rating; then they are the same for every band.
    pub reasons_first: bool,
    /// Whether the customer is offered to talk to a person.
    pub contact: bool,
    /// The site's page about privacy, https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
}

/// What one band may choose from, and what it is told in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Farewell {
    /// Reasons to choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// What is said when it is over; `thanks` of the texts where it is empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub thanks: String,
    /// Where the thanks lead to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

/// A reason to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// What a report calls it; `other` is the one that opens a field for the customer's own words.
    pub name: String,
    /// What the customer reads.
    pub label: String,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// Where it leads, https.
    pub url: String,
    /// What it says.
    pub label: String,
}
