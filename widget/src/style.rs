//! The one style sheet of the shadow root.

use crate::fields::Fields;

/// What build.rs made of the files in style/.
const SHEET: &str = include_str!(concat!(env!("OUT_DIR"), "/sheet.css"));

/// Returns the style sheet with the colors of `theme` over its own. It is dark where the host's attribute `scheme` says
/// so, which is the loader's to see (www/loader/scheme.js).
///
/// The collector makes tokens of the owner's words; no owner's text comes here.
pub(crate) fn sheet(theme: &Fields) -> String {
    let mut sheet = SHEET.to_owned();
    for (host, scheme) in [("", "light"), (":host([scheme=dark]) ", "dark")] {
        if let Some(tokens) = theme.maybe_fields(scheme) {
            sheet += host;
            sheet += ".card{";
            for token in ["ground", "ink", "accent", "on_accent", "radius", "font"] {
                let value = tokens.text(token);
                if !value.is_empty() {
                    sheet += "--";
                    sheet += token;
                    sheet += ":";
                    sheet += &value;
                    sheet += ";";
                }
            }
            sheet += "}";
        }
    }
    sheet
}
