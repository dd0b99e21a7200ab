//! Metrics, their scales, ratings that cannot be off their scale, and bands.

use serde::{Deserialize, Serialize};

/// What a survey measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    /// Net Promoter Score: would the customer recommend us?
    Nps,
    /// Customer satisfaction with one interaction.
    Csat,
    /// Customer effort score (CES 2.0): was it made easy?
    Ces,
}

impl Metric {
    /// Returns the name used on the wire, in survey files and in the store.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Ces => "ces",
        }
    }
}

/// How a prompt draws its scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A row of numbers.
    Numbers,
    /// A row of stars that fills up to the chosen one.
    Stars,
    /// Faces from unhappy to happy.
    Smileys,
    /// Thumb down, thumb up.
    Thumbs,
}

/// One of the scales that a rating can lie on.
///
/// The set is closed: bands and scores are defined for these and for no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scale {
    /// NPS, 0 to 10.
    Nps,
    /// CSAT with a thumb, 1 (down) or 2 (up).
    Csat2,
    /// CSAT, 1 to 3.
    Csat3,
    /// CSAT, 1 to 5.
    Csat5,
    /// CSAT, 1 to 7.
    Csat7,
    /// CES 2.0, 1 to 7: agreement with "made it easy for me to handle my issue".
    Ces7,
}

impl Scale {
    /// Every scale there is.
    pub const ALL: [Self; 6] = [Self::Nps, Self::Csat2, Self::Csat3, Self::Csat5, Self::Csat7, Self::Ces7];

    /// Returns the scale of `metric` whose highest rating is `max`, if there is one.
    pub fn new(metric: Metric, max: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.metric() == metric && scale.max() == max)
    }

    /// Returns the scale that a survey of `metric` has unless it says otherwise.
    pub const fn default_of(metric: Metric) -> Self {
        match metric {
            Metric::Nps => Self::Nps,
            Metric::Csat => Self::Csat5,
            Metric::Ces => Self::Ces7,
        }
    }

    /// Returns the metric that is measured on this scale.
    pub const fn metric(self) -> Metric {
        match self {
            Self::Nps => Metric::Nps,
            Self::Csat2 | Self::Csat3 | Self::Csat5 | Self::Csat7 => Metric::Csat,
            Self::Ces7 => Metric::Ces,
        }
    }

    /// Returns the name in the store: metric and highest rating, `csat-5`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nps => "nps-10",
            Self::Csat2 => "csat-2",
            Self::Csat3 => "csat-3",
            Self::Csat5 => "csat-5",
            Self::Csat7 => "csat-7",
            Self::Ces7 => "ces-7",
        }
    }

    /// Returns the lowest rating.
    pub const fn min(self) -> u8 {
        match self {
            Self::Nps => 0,
            _ => 1,
        }
    }

    /// Returns the highest rating.
    pub const fn max(self) -> u8 {
        match self {
            Self::Nps => 10,
            Self::Csat2 => 2,
            Self::Csat3 => 3,
            Self::Csat5 => 5,
            Self::Csat7 | Self::Ces7 => 7,
        }
    }

    /// Returns the shape that a prompt on this scale has unless its survey says otherwise.
    pub const fn default_shape(self) -> Shape {
        match self {
            Self::Csat5 => Shape::Stars,
            Self::Csat3 => Shape::Smileys,
            Self::Csat2 => Shape::Thumbs,
            Self::Nps | Self::Csat7 | Self::Ces7 => Shape::Numbers,
        }
    }

    /// Says whether a prompt on this scale can be drawn as `shape`.
    pub const fn allows(self, shape: Shape) -> bool {
        match shape {
            Shape::Numbers => !matches!(self, Self::Csat2),
            Shape::Stars => matches!(self, Self::Csat5),
            Shape::Smileys => matches!(self, Self::Csat3 | Self::Csat5),
            Shape::Thumbs => matches!(self, Self::Csat2),
        }
    }

    /// Returns every rating of this scale, lowest first.
    pub fn ratings(self) -> impl DoubleEndedIterator<Item = Rating> + ExactSizeIterator {
        // A range of u8 with an inclusive end is not an ExactSizeIterator.
        (self.min()..self.max() + 1).map(move |raw| Rating { scale: self, raw })
    }
}

/// The integer that a customer chose, on the scale it was chosen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rating {
    scale: Scale,
    raw: u8,
}

impl Rating {
    /// Checks that `raw` lies on `scale`.
    ///
    /// # Errors
    /// [`OffScale`] if it does not.
    pub fn new(scale: Scale, raw: i64) -> Result<Self, OffScale> {
        match u8::try_from(raw) {
            Ok(raw) if (scale.min()..=scale.max()).contains(&raw) => Ok(Self { scale, raw }),
            _ => Err(OffScale { raw, scale }),
        }
    }

    /// Returns the integer.
    pub const fn raw(self) -> u8 {
        self.raw
    }

    /// Returns the scale.
    pub const fn scale(self) -> Scale {
        self.scale
    }

    /// Returns the third of the scale that this rating falls into. This is the only place
    /// where a rating becomes a band.
    ///
    /// Sources: NPS, Reichheld, "The One Number You Need to Grow", HBR, December 2003. CSAT,
    /// the top two of five (or seven) boxes. CES 2.0, the three boxes of agreement, CEB 2013.
    pub const fn band(self) -> Band {
        let (high, middle) = match self.scale {
            Scale::Nps => (9, 7),
            Scale::Csat2 => (2, 2),
            Scale::Csat3 => (3, 2),
            Scale::Csat5 => (4, 3),
            Scale::Csat7 => (6, 3),
            Scale::Ces7 => (5, 4),
        };
        if self.raw >= high {
            Band::High
        } else if self.raw >= middle {
            Band::Middle
        } else {
            Band::Low
        }
    }
}

/// A rating that is not on its survey's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("rating {raw} is off the {} scale ({} to {})", scale.metric().name(), scale.min(), scale.max())]
pub struct OffScale {
    /// What was given.
    pub raw: i64,
    /// The scale that it is not on.
    pub scale: Scale,
}

/// Which of the three groups of its scale a rating falls into.
///
/// The groups have names of their own for each metric: [`Band::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Band {
    /// Promoter, satisfied or easy.
    High,
    /// Passive or neutral.
    Middle,
    /// Detractor, dissatisfied or difficult.
    Low,
}

impl Band {
    /// Every band, happiest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Middle, Self::Low];

    /// Returns the word that the field uses for this band of `metric`.
    pub const fn name(self, metric: Metric) -> &'static str {
        match (metric, self) {
            (Metric::Nps, Self::High) => "promoter",
            (Metric::Nps, Self::Middle) => "passive",
            (Metric::Nps, Self::Low) => "detractor",
            (Metric::Csat, Self::High) => "satisfied",
            (Metric::Csat, Self::Low) => "dissatisfied",
            (Metric::Ces, Self::High) => "easy",
            (Metric::Ces, Self::Low) => "difficult",
            (Metric::Csat | Metric::Ces, Self::Middle) => "neutral",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Band::{High, Low, Middle};

    #[test]
    fn band_boundaries_of_every_scale() {
        for (scale, bands) in [
            (Scale::Nps, &[Low, Low, Low, Low, Low, Low, Low, Middle, Middle, High, High][..]),
            (Scale::Csat2, &[Low, High]),
            (Scale::Csat3, &[Low, Middle, High]),
            (Scale::Csat5, &[Low, Low, Middle, High, High]),
            (Scale::Csat7, &[Low, Low, Middle, Middle, Middle, High, High]),
            (Scale::Ces7, &[Low, Low, Low, Middle, High, High, High]),
        ] {
            let got: Vec<Band> = scale.ratings().map(Rating::band).collect();
            assert_eq!(got, bands, "{scale:?}");
        }
    }

    #[test]
    fn a_rating_off_its_scale_cannot_be_made() {
        for (scale, raw) in [
            (Scale::Nps, -1),
            (Scale::Nps, 11),
            (Scale::Csat5, 0),
            (Scale::Csat5, 6),
            (Scale::Ces7, 8),
            (Scale::Nps, 256),
        ] {
            assert_eq!(Rating::new(scale, raw), Err(OffScale { raw, scale }), "{scale:?} {raw}");
        }
        assert_eq!(Rating::new(Scale::Nps, 11).unwrap_err().to_string(), "rating 11 is off the nps scale (0 to 10)");
    }

    #[test]
    fn a_scale_is_found_by_its_metric_and_highest_rating_alone() {
        for scale in Scale::ALL {
            assert_eq!(Scale::new(scale.metric(), scale.max()), Some(scale));
            assert!(scale.allows(scale.default_shape()), "{scale:?}");
        }
        assert_eq!(Scale::new(Metric::Nps, 5), None);
    }
}
