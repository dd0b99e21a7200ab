//! Why something did not come, as sentences that say what to do.

use shared::problem::{Problem, ProblemCode};

use crate::{
    language::Lang,
    texts::{fill, parts::Parts},
};

/// Why there is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing of use came back; that may be over at any moment.
    Away,
    /// The collector has too much to do, or rests; that will be over.
    Busy,
    /// The session has ended.
    SignedOut,
    /// The collector refused.
    Refused(Box<Problem>),
}

impl Trouble {
    /// Reads a refusal: its status, and a body that should be a problem document.
    pub(crate) fn of(status: u16, body: &str) -> Self {
        match (status, serde_json::from_str::<Problem>(body)) {
            (401, _) => Self::SignedOut,
            (429 | 503, _) => Self::Busy,
            (_, Ok(problem)) => Self::Refused(Box::new(problem)),
            (_, Err(_)) => Self::Away,
        }
    }

    /// Says whether trying again may help by itself.
    pub(crate) const fn is_passing(&self) -> bool {
        matches!(self, Self::Away | Self::Busy)
    }

    /// Says in a few words what is wrong.
    pub(crate) const fn title(&self, lang: Lang) -> &'static str {
        let texts = Parts::of(lang);
        match self {
            Self::Away | Self::SignedOut => texts.away_title,
            Self::Busy => texts.busy,
            Self::Refused(_) => texts.refused_title,
        }
    }

    /// Says what to do. What the collector says is in English.
    pub(crate) fn hint(&self, lang: Lang) -> String {
        let texts = Parts::of(lang);
        match self {
            Self::Away | Self::Busy | Self::SignedOut => texts.away_hint.to_owned(),
            Self::Refused(problem) => match problem.code {
                ProblemCode::ScopeMissing => texts.read_only.to_owned(),
                ProblemCode::RangeTooLarge => texts.too_large.to_owned(),
                _ => fill(texts.says, &[("detail", problem.detail.trim_end_matches('.'))]),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &str) -> String {
        format!(
            r#"{{"type":"/problems/{code}","title":"t","status":422,"detail":"choose fewer days","instance":"urn:request:1","code":"{code}"}}"#
        )
    }

    #[test]
    fn refusals_become_sentences() {
        for (status, body, hint) in [
            (422, problem("range_invalid"), "The collector says: choose fewer days."),
            (422, problem("range_too_large"), "These are more answers than can be counted at once. Choose fewer days."),
            (
                403,
                problem("scope_missing"),
                "Your key only reads. To change something, sign in with the site's manage key.",
            ),
            (502, "<html>".to_owned(), "Check your connection, or whether the collector is running."),
        ] {
            assert_eq!(Trouble::of(status, &body).hint(Lang::En), hint);
        }
    }

    #[test]
    fn what_passes_is_told_from_what_does_not() {
        for (status, body, is_passing) in [
            (503, problem("store_unavailable"), true),
            (429, problem("rate_limited"), true),
            (500, problem("internal"), false),
            (502, String::new(), true),
            (401, problem("key_invalid"), false),
        ] {
            assert_eq!(Trouble::of(status, &body).is_passing(), is_passing, "{status}");
        }
        assert_eq!(Trouble::of(401, ""), Trouble::SignedOut);
    }
}
