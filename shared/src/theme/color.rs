//! Colors, and how well one can be read upon another.
//!
//! Contrast is that of WCAG 2.2 (section 1.4.3): <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A color, as `#rrggbb` or `#rgb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"))]
#[serde(try_from = "String", into = "String")]
pub struct Color(pub(super) [u8; 3]);

/// What a color looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a color is written #rrggbb or #rgb, in hexadecimal digits")]
pub struct NotAColor;

impl Color {
    /// Returns the contrast ratio to another color, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = self.0.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// Returns this color with a share of another mixed in, as `color-mix(in srgb)` does.
    pub(super) fn mixed(self, other: Self, share: f64) -> Self {
        let channel = |at: usize| f64::from(self.0[at]) * (1.0 - share) + f64::from(other.0[at]) * share;
        Self([channel(0), channel(1), channel(2)].map(|channel| channel.round() as u8))
    }

    /// Returns the nearest color towards black or white that fits; itself where it does.
    pub(super) fn nearest(self, fits: impl Fn(Self) -> bool) -> Self {
        let towards = |percent: u8| [0, 255].map(|extreme| self.mixed(Self([extreme; 3]), f64::from(percent) / 100.0));
        (0..=100).flat_map(towards).find(|color| fits(*color)).unwrap_or(self)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Color {
    type Err = NotAColor;

    fn from_str(text: &str) -> Result<Self, NotAColor> {
        let digits = text.strip_prefix('#').ok_or(NotAColor)?;
        let digit =
            |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(NotAColor);
        match *digits.as_bytes() {
            [r, g, b] => Ok(Self([digit(r)? * 17, digit(g)? * 17, digit(b)? * 17])),
            [r, rr, g, gg, b, bb] => {
                Ok(Self([digit(r)? * 16 + digit(rr)?, digit(g)? * 16 + digit(gg)?, digit(b)? * 16 + digit(bb)?]))
            }
            _ => Err(NotAColor),
        }
    }
}

impl TryFrom<String> for Color {
    type Error = NotAColor;

    fn try_from(text: String) -> Result<Self, NotAColor> {
        text.parse()
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        text.parse().unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        for (a, b, want) in
            [("#000", "#fff", 21.0), ("#fff", "#fff", 1.0), ("#777777", "#ffffff", 4.48), ("#f00", "#fff", 4.0)]
        {
            assert!((color(a).contrast(color(b)) - want).abs() < 0.01, "{a} on {b}: {}", color(a).contrast(color(b)));
        }
    }

    #[test]
    fn colors_are_read_and_anything_else_is_refused() {
        assert_eq!(color("#1aF").to_string(), "#11aaff");
        for text in ["", "#", "red", "#12", "#1234", "#12345g", "#1234567", "112233", "#é12", "#fff;}"] {
            assert_eq!(text.parse::<Color>(), Err(NotAColor), "{text}");
        }
    }
}
