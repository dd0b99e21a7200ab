//! The languages that the dashboard speaks.

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lang {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Lang {
    /// Every language, in the order in which they are offered.
    pub(crate) const ALL: [Self; 2] = [Self::En, Self::Es];

    /// Returns its tag.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }

    /// Returns what those call it who speak it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
        }
    }

    /// Returns the first of the tags `wanted` that is spoken here, else English.
    pub(crate) fn first_of<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Self {
        let spoken = |tag: &str| {
            let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
            Self::ALL.into_iter().find(|lang| lang.tag() == primary)
        };
        wanted.into_iter().find_map(spoken).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_is_taken() {
        for (wanted, lang) in [
            (&["es-MX", "en"][..], Lang::Es),
            (&["de", "ES", "en"], Lang::Es),
            (&["en-GB", "es"], Lang::En),
            (&["eu"], Lang::En),
            (&[], Lang::En),
        ] {
            assert_eq!(Lang::first_of(wanted.iter().copied()), lang, "{wanted:?}");
        }
    }
}
