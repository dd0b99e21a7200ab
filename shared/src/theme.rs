//! How prompts look: an owner's colors, mended where they would be hard to read.

mod color;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::color::{Color, NotAColor};
use crate::wire::theme::{self as wire, Theme, Tokens};

/// The most that corners are rounded, in CSS pixels.
pub const MAX_RADIUS: u8 = 24;

/// The least contrast of text: level AA.
const READABLE: f64 = 4.5;

/// What the style sheet mixes of the text's color into the ground for less important text, and of the accent's for
/// what is pointed at: widget/src/style/card.css.
const FAINT: f64 = 0.72;
const TINT: f64 = 0.1;

/// The looks of a survey as its owner writes them; all of it is optional.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ThemeDefinition {
    /// The color of what is chosen and of the button that sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// The color of the card, where it is light.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<Color>,
    /// The color of its text, where it is light.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Color>,
    /// The accent where the card is dark; otherwise it is the other one, mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark_accent: Option<Color>,
    /// The color of the card where it is dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark_background: Option<Color>,
    /// The color of its text where it is dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dark_text: Option<Color>,
    /// How round its corners are, in CSS pixels, [`MAX_RADIUS`] at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<u8>,
    /// Whose typeface it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<Font>,
    /// Whether it is light or dark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<SchemeRule>,
}

/// Whether a prompt is light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum SchemeRule {
    /// As the page is where it stands.
    Auto,
    /// Light on every page.
    Light,
    /// Dark on every page.
    Dark,
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
        let scheme = match self.scheme {
            None | Some(SchemeRule::Auto) => None,
            Some(SchemeRule::Light) => Some(wire::Scheme::Light),
            Some(SchemeRule::Dark) => Some(wire::Scheme::Dark),
        };
        (Theme { light, dark, scheme }, mended)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        text.parse().unwrap()
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

    #[test]
    fn a_prompt_is_as_dark_as_the_page_unless_its_owner_says_what_it_is() {
        for (scheme, told) in [
            (None, None),
            (Some(SchemeRule::Auto), None),
            (Some(SchemeRule::Light), Some(wire::Scheme::Light)),
            (Some(SchemeRule::Dark), Some(wire::Scheme::Dark)),
        ] {
            let theme = ThemeDefinition { scheme, ..Default::default() }.mend().0;
            assert_eq!(theme, Theme { scheme: told, ..Theme::default() });
        }
    }
}
