//! Survey files: TOML, read whole or refused whole, with the line of what is wrong.

use std::ops::Range;

use serde::Deserialize;
use shared::survey::{Survey, SurveyDefinition};
use toml::Spanned;

/// The surveys of a file, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyFile(Vec<Survey>);

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {detail}")]
pub struct InvalidFile {
    /// Where it is, counted from 1.
    pub line: usize,
    /// What it is, and what would be right.
    pub detail: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    survey: Vec<Spanned<SurveyDefinition>>,
}

impl SurveyFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`InvalidFile`] says what is wrong first, and in which line.
    pub fn parse(text: &str) -> Result<Self, InvalidFile> {
        let line = |at: usize| text.get(..at).unwrap_or(text).lines().count().max(1);
        let raw: Raw = toml::from_str(text).map_err(|error| {
            // A span begins in its line, so the text up to and with its first character has as many lines.
            let at = error.span().map_or(0, |span| span.start + 1);
            InvalidFile { line: line(at), detail: error.message().to_owned() }
        })?;
        let mut surveys: Vec<Survey> = Vec::new();
        for spanned in raw.survey {
            let span = spanned.span();
            let invalid = |field: &str, detail: String| {
                let at = field_offset(text, &span, field);
                InvalidFile { line: line(at + 1), detail }
            };
            let survey = Survey::new(spanned.into_inner())
                .map_err(|refused| invalid(refused.field, format!("{}: {refused}", refused.field)))?;
            let slug = &survey.definition().slug;
            if surveys.iter().any(|earlier| earlier.definition().slug == *slug) {
                return Err(invalid("slug", format!("slug: there are two surveys {slug}; a slug names one survey")));
            }
            surveys.push(survey);
        }
        Ok(Self(surveys))
    }

    /// Returns the surveys in the order in which they get their turn.
    pub fn surveys(&self) -> &[Survey] {
        &self.0
    }
}

/// Returns where `field` is set in the survey at `span`, or where the survey begins.
fn field_offset(text: &str, span: &Range<usize>, field: &str) -> usize {
    let rest = text.get(span.start..).unwrap_or_default();
    let table = "[[survey]]";
    let end = rest.get(1..).and_then(|rest| rest.find(table)).map_or(rest.len(), |at| at + 1);
    let mut offset = span.start;
    for line in rest[..end].split_inclusive('\n') {
        let key = line.trim_start();
        if key.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return offset + (line.len() - key.len());
        }
        offset += line.len();
    }
    span.start
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[survey]]\nslug = 'a'\nmetric = 'nps'\ntouchpoints = ['account_viewed']\n";

    fn check(text: &str, line: usize, contains: &str) {
        let refused = SurveyFile::parse(text).unwrap_err();
        assert_eq!(refused.line, line, "{refused}\n{text}");
        assert!(refused.detail.contains(contains), "{refused}");
    }

    #[test]
    fn a_survey_needs_only_slug_metric_and_touchpoints() {
        let file = SurveyFile::parse(GOOD).unwrap();
        let survey = &file.surveys()[0];
        assert!(survey.definition().live);
        assert_eq!(survey.definition().ask.cooldown_days, 30);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        check("[[survey]\n", 1, "");
        check(&GOOD.replace("nps", "npx"), 3, "unknown variant");
        check(&GOOD.replace("metric", "metrics"), 3, "unknown field `metrics`");
        check(&GOOD.replace("'a'", "'A b'"), 2, "a name has");
        check(&format!("{GOOD}scale = 5\n"), 5, "there is no nps scale up to 5; there is 10");
        check(&format!("{GOOD}shape = 'stars'\n"), 5, "shape");
        check(&format!("{GOOD}[survey.ask]\nsample = 1.5\n"), 6, "0 to 1");
        check(&format!("{GOOD}{}", GOOD.replace("'a'", "'b'").replace("['account_viewed']", "[]")), 8, "touchpoint");
        check(&format!("{GOOD}\n{GOOD}"), 7, "two surveys a");
        let trigger = "[[survey.trigger]]\npath = '/pricing*'\nafter = 'scroll'\n";
        SurveyFile::parse(&format!("{GOOD}{trigger}scroll_percent = 50\n")).unwrap();
        check(&format!("{GOOD}{trigger}"), 7, "scroll_percent");
        check(&format!("{GOOD}{trigger}scroll_percent = 101\n"), 8, "1 to 100");
        check(&format!("{GOOD}{trigger}delay = 3\n"), 8, "unknown field `delay`");
        check("survey = 3\n", 1, "");
        check(&format!("{GOOD}reasons = ['a', 'B']\n"), 5, "a name has");
        check(&format!("{GOOD}contact = false\nreasons_low = ['a', 'a']\n"), 6, "a is there twice");
        check(&format!("{GOOD}reasons = ['a','b','c','d','e','f','g','h','i','j','k']\n"), 5, "10 reasons at most");
        check(&format!("{GOOD}kind = 'cancellation'\nreasons_high = ['a']\n"), 6, "before the rating");
        check(&format!("{GOOD}choose = 'two'\n"), 5, "unknown variant");
        check(&format!("{GOOD}link_high = 'http://shop.example'\n"), 5, "a link is https://");
        check(&format!("{GOOD}privacy = 'https://a b'\n"), 5, "a link is https://");
        check(&format!("{GOOD}[survey.theme]\naccent = 'red'\n"), 6, "a color is written #rrggbb");
        check(&format!("{GOOD}[survey.theme]\nradius = 25\n"), 6, "24 pixels at most");
        check(&format!("{GOOD}[survey.theme]\nscheme = 'night'\n"), 6, "unknown variant `night`");
        check(&format!("{GOOD}[survey.texts.en.reason]\nprice = 'Price'\n"), 1, "no reason price is offered");
    }
}
