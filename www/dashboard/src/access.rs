//! What an owner shows to see scores: a read key, and which surveys to show.

use std::fmt;

use shared::survey::Slug;

/// A read key and the surveys to show with it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Access {
    /// The key. It has only characters that a header can carry.
    pub(crate) key: String,
    /// The surveys, in the order in which they are shown, each once, at least one.
    pub(crate) surveys: Vec<Slug>,
}

/// Why what was typed gives no access. Each says what would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    /// There is no key.
    Key,
    /// What is given as a key cannot be one.
    KeyGarbled,
    /// There is no survey.
    Surveys,
    /// What is given as a survey cannot be the name of one.
    SurveysGarbled,
}

impl Access {
    /// Reads a key, and the slugs of surveys between commas or spaces.
    ///
    /// # Errors
    /// [`Missing`] names the first thing that is missing.
    pub(crate) fn new(key: &str, surveys: &str) -> Result<Self, Missing> {
        let key = key.trim();
        if key.is_empty() {
            return Err(Missing::Key);
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Missing::KeyGarbled);
        }
        let mut listed: Vec<Slug> = Vec::new();
        for name in surveys.split([',', ' ']).filter(|name| !name.is_empty()) {
            let slug = name.parse().map_err(|_| Missing::SurveysGarbled)?;
            if !listed.contains(&slug) {
                listed.push(slug);
            }
        }
        if listed.is_empty() {
            return Err(Missing::Surveys);
        }
        Ok(Self { key: key.to_owned(), surveys: listed })
    }

    /// Returns the slugs with commas between them, as the address carries them.
    pub(crate) fn listed(&self) -> String {
        self.surveys.iter().map(Slug::as_str).collect::<Vec<_>>().join(",")
    }
}

/// Shows the surveys alone: a key is never printed.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("surveys", &self.surveys).finish_non_exhaustive()
    }
}

impl Missing {
    /// Says what to type.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Key => "Enter the read key that was printed when the site was added.",
            Self::KeyGarbled => "A key is one run of letters and digits. Copy it again, without the words around it.",
            Self::Surveys => "Name at least one survey, for example: order, support.",
            Self::SurveysGarbled => "A survey is named as in its file: small letters, digits, _ and -, commas between.",
        }
    }

    /// Says whether the key is at fault; else it is the list of surveys.
    pub(crate) const fn is_the_key(self) -> bool {
        matches!(self, Self::Key | Self::KeyGarbled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surveys_stand_in_order_and_once() {
        for (typed, listed) in [
            ("order", "order"),
            (" order, support,order ,", "order,support"),
            ("b a", "b,a"),
            ("nps_2,x-1", "nps_2,x-1"),
        ] {
            assert_eq!(Access::new(" k1 ", typed).unwrap().listed(), listed, "{typed:?}");
        }
        assert_eq!(Access::new(" k1 ", "a").unwrap().key, "k1");
    }

    #[test]
    fn what_is_missing_is_named() {
        for (key, surveys, missing) in [
            ("", "order", Missing::Key),
            ("  ", "", Missing::Key),
            ("read key", "order", Missing::KeyGarbled),
            ("clé", "order", Missing::KeyGarbled),
            ("k\n1", "order", Missing::KeyGarbled),
            ("k1", "", Missing::Surveys),
            ("k1", " , ,", Missing::Surveys),
            ("k1", "order,Support", Missing::SurveysGarbled),
        ] {
            assert_eq!(Access::new(key, surveys), Err(missing), "{key:?} {surveys:?}");
        }
    }

    #[test]
    fn a_key_is_never_printed() {
        let printed = format!("{:?}", Access::new("rk_hidden", "order").unwrap());
        assert!(printed.contains("order") && !printed.contains("rk_hidden"), "{printed}");
    }
}
