//! `GET /v1/sites/{site}/tag`: what a page needs before any interaction.

use serde::{Deserialize, Serialize};

use crate::trigger::Trigger;

/// What a page needs before any interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagReply {
    /// Page events that are interactions by themselves, of all surveys that ask; none while the site is paused.
    pub triggers: Vec<Trigger>,
    /// Where the widget is.
    pub widget: WidgetFiles,
}

/// The widget's files, with the hashes that they must have.
///
/// Addresses are relative to the loader's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WidgetFiles {
    /// Address of the JavaScript module.
    pub js: String,
    /// Address of the WebAssembly module.
    pub wasm: String,
    /// SHA-384 of the JavaScript, in the form of an `integrity` attribute: `sha384-<base64>`.
    pub js_sha384: String,
    /// SHA-384 of the WebAssembly, in the same form.
    pub wasm_sha384: String,
}
