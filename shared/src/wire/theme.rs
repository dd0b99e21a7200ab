//! How a prompt looks, as it travels with it.

use serde::{Deserialize, Serialize};

/// How a prompt looks. Tokens, never CSS text: the collector makes them of what it understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Theme {
    /// How it looks where it is light; its corners and typeface are the same where it is dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub light: Option<Tokens>,
    /// How it looks where it is dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark: Option<Tokens>,
    /// Which of the two it is, on every page; without it, what the page is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
}

/// Whether a prompt is light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What differs from the widget's own looks. The colors, as `#rrggbb`, can be read upon each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Tokens {
    /// The card.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ground: Option<String>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ink: Option<String>,
    /// What is chosen, and the button that sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// The text upon that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_accent: Option<String>,
    /// How round its corners are: `8px`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<String>,
    /// `inherit`: it has the page's typeface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
}
