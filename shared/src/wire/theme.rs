//! How a prompt looks, as it travels with it.

use serde::{Deserialize, Serialize};

/// How a prompt looks. Tokens, never CSS text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Theme {
    /// Its colors where the system is light; the widget's own where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub light: Option<Palette>,
    /// Its colors where the system is dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark: Option<Palette>,
    /// How round its corners are, in CSS pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<u8>,
    /// Whether it has the page's typeface.
    #[serde(skip_serializing_if = "is_no")]
    pub inherits_font: bool,
}

fn is_no(flag: &bool) -> bool {
    !flag
}

/// Colors that can be read upon each other, as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Palette {
    /// The card.
    pub ground: String,
    /// Its text.
    pub ink: String,
    /// What is chosen, and the button that sends.
    pub accent: String,
    /// The text upon that.
    pub on_accent: String,
}
