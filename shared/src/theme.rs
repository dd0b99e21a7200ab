//! How prompts look: an owner's colors, mended where they would be hard to read.
//!
//! Contrast is that of WCAG 2.2 (section 1.4.3, level AA): <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::wire::theme::{Theme, Tokens};

/// The most that corners are rounded, in CSS pixels.
pub const MAX_RADIUS: u8 = 24;

/// The least contrast of text.
const READABLE: f64 = 4.5;

/// What the style sheet mixes of the text's color into the ground for less important text, and of the accent's for
/// what is pointed at: widget/src/style/card.css.
const FAINT: f64 = 0.72;
const TINT: f64 = 0.1;

/// A color, as `#rrggbb` or `#rgb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"))]
#[serde(try_from = "String", into = "String")]
pub struct Color([u8; 3]);

/// What a color looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a color is written #rrggbb or #rgb, in hexadecimal digits")]
pub struct NotAColor;

/// The looks of a survey as its owner writes them; all of it is optional.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ThemeDefinition {
    /// The color of what is chosen and of the button that sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// The color of the card, where the system is light.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<Color>,
    /// The color of its text, where the system is light.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Color>,
    /// The accent where the system is dark; otherwise it is the other one, mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark_accent: Option<Color>,
    /// The color of the card where the system is dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark_background: Option<Color>,
    /// The color of its text where the system is dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark_text: Option<Color>,
    /// How round its corners are, in CSS pixels, [`MAX_RADIUS`] at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<u8>,
    /// Whose typeface it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<Font>,
}

/// Whose typeface a prompt has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Font {
    /// The system's.
    System,
    /// The page's.
    Inherit,
}

/// A color that was hard to read, and the nearest one that is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The key of the theme.
    pub key: &'static str,
    /// What the owner wrote.
    pub was: Color,
    /// What is shown.
    pub is: Color,
}

impl fmt::Display for Mended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, was, is } = self;
        write!(
            f,
            "theme: {key} {was} is hard to read; prompts show {is}, the nearest color with enough contrast (WCAG AA)"
        )
    }
}

impl ThemeDefinition {
    /// Mends what is hard to read, and says what was.
    pub fn mend(&self) -> (Theme, Vec<Mended>) {
        let mut mended = Vec::new();
        let light =
            Ground { background: Color([255; 3]), text: Color([0x1c, 0x1e, 0x26]), accent: Color([0x3f, 0x51, 0xd6]) };
        let dark = Ground {
            background: Color([0x1d, 0x1f, 0x27]),
            text: Color([0xec, 0xee, 0xf4]),
            accent: Color([0x97, 0xa5, 0xff]),
        };
        let by_day = [("background", self.background), ("text", self.text), ("accent", self.accent)];
        let light = light.palette(by_day, None, &mut mended);
        let by_night = [
            ("dark_background", self.dark_background),
            ("dark_text", self.dark_text),
            ("dark_accent", self.dark_accent),
        ];
        let dark = dark.palette(by_night, self.accent, &mut mended);
        let radius = self.radius.map(|pixels| format!("{pixels}px"));
        let font = (self.font == Some(Font::Inherit)).then(|| "inherit".to_owned());
        let is_shaped = radius.is_some() || font.is_some();
        let light = (light.is_some() || is_shaped).then(|| Tokens { radius, font, ..light.unwrap_or_default() });
        (Theme { light, dark }, mended)
    }
}

/// The built-in colors of a card.
struct Ground {
    background: Color,
    text: Color,
    accent: Color,
}

impl Ground {
    /// Returns the colors of a card: the owner's, or `accent` of the other scheme, or the built-in ones.
    fn palette(
        &self,
        [background, text, accent]: [(&'static str, Option<Color>); 3],
        other_accent: Option<Color>,
        mended: &mut Vec<Mended>,
    ) -> Option<Tokens> {
        if [background.1, text.1, accent.1, other_accent].iter().all(Option::is_none) {
            return None;
        }
        let mut mend = |(key, given): (&'static str, Option<Color>), built_in: Color, fits: &dyn Fn(Color) -> bool| {
            let was = given.unwrap_or(built_in);
            let is = was.nearest(fits);
            if given.is_some() && is != was {
                mended.push(Mended { key, was, is });
            }
            is
        };
        let room = |ground: Color| [Color([0; 3]), Color([255; 3])].iter().any(|extreme| is_ink(*extreme, ground));
        let ground = mend(background, self.background, &room);
        let ink = mend(text, self.text, &|ink| is_ink(ink, ground));
        let is_accent = |accent: Color| {
            accent.contrast(ground.mixed(accent, TINT)) >= READABLE && accent.contrast(ground) >= READABLE
        };
        let accent = mend(accent, other_accent.unwrap_or(self.accent), &is_accent);
        let [black, white] = [Color([0x11; 3]), Color([255; 3])];
        let on_accent = if accent.contrast(white) >= READABLE { white } else { black };
        let [ground, ink, accent, on_accent] = [ground, ink, accent, on_accent].map(|color| Some(color.to_string()));
        Some(Tokens { ground, ink, accent, on_accent, ..Tokens::default() })
    }
}

fn is_ink(ink: Color, ground: Color) -> bool {
    ground.mixed(ink, FAINT).contrast(ground) >= READABLE
}

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
    fn mixed(self, other: Self, share: f64) -> Self {
        let channel = |at: usize| f64::from(self.0[at]) * (1.0 - share) + f64::from(other.0[at]) * share;
        Self([channel(0), channel(1), channel(2)].map(|channel| channel.round() as u8))
    }

    /// Returns the nearest color towards black or white that fits; itself where it does.
    fn nearest(self, fits: impl Fn(Self) -> bool) -> Self {
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

    #[test]
    fn whatever_the_owner_writes_can_be_read() {
        let steps = [0, 51, 102, 128, 153, 204, 255];
        let colors = || steps.into_iter().flat_map(move |r| steps.into_iter().map(move |g| Color([r, g, 128])));
        for (background, other) in colors().zip(colors().cycle().skip(17)) {
            let theme = ThemeDefinition {
                background: Some(background),
                text: Some(other),
                accent: Some(other),
                ..Default::default()
            };
            let (theme, _) = theme.mend();
            for palette in [theme.light.unwrap(), theme.dark.unwrap()] {
                let [ground, ink, accent, on] = [&palette.ground, &palette.ink, &palette.accent, &palette.on_accent]
                    .map(|text| color(text.as_ref().unwrap()));
                assert!(ground.mixed(ink, FAINT).contrast(ground) >= READABLE, "{palette:?}");
                assert!(accent.contrast(ground) >= READABLE && on.contrast(accent) >= READABLE, "{palette:?}");
            }
        }
    }

    #[test]
    fn what_can_be_read_is_left_alone_and_what_cannot_is_named() {
        let (theme, mended) = ThemeDefinition { accent: Some(color("#0b6e4f")), ..Default::default() }.mend();
        assert_eq!((theme.light.unwrap().accent.as_deref(), mended), (Some("#0b6e4f"), Vec::new()));
        let (theme, mended) = ThemeDefinition { accent: Some(color("#ffd400")), ..Default::default() }.mend();
        assert_eq!((mended.len(), mended[0].key), (1, "accent"));
        assert_eq!(theme.dark.unwrap().accent.as_deref(), Some("#ffd400"), "yellow can be read on black");
        let shaped = ThemeDefinition { radius: Some(8), ..Default::default() }.mend().0;
        assert_eq!((shaped.light.unwrap().radius.as_deref(), shaped.dark), (Some("8px"), None));
        assert_eq!(ThemeDefinition::default().mend(), (Theme::default(), Vec::new()));
    }
}
