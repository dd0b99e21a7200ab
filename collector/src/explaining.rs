//! Explaining: what a page of a site would be answered that asks for a prompt now, gate by gate.
//!
//! A query stands for the page's request, and is read by the same [`Asking`] and decided by the same policy.

use shared::{
    policy,
    survey::Slug,
    wire::{
        explain::{ExplainReply, GateView, SurveyFindings},
        prompts::{Outcome, PastPrompt, PromptRequest},
    },
};

use crate::{
    asking::Asking,
    catalog::Site,
    invalid::InvalidField,
    signed_interaction::{Interactions, SignedInteraction},
};

const NAMES: [&str; 10] =
    ["touchpoint", "survey", "stage", "bucket", "history", "storage", "signed", "respondent", "interaction_id", "gpc"];

/// How a query spells what became of an earlier prompt: as the page's request does.
const OUTCOMES: [Outcome; 5] =
    [Outcome::Shown, Outcome::Rated, Outcome::Completed, Outcome::Dismissed, Outcome::OptedOut];

/// A question about a visitor that makes sense.
#[derive(Clone, Debug)]
pub struct Explaining {
    asking: Asking,
    /// The one survey that is wanted.
    survey: Option<Slug>,
    is_signed: bool,
}

impl Explaining {
    /// Checks the parameters of a question about a visitor of `site`.
    ///
    /// # Errors
    /// [`InvalidField`] names the parameter at fault.
    pub fn new(parameters: Vec<(String, String)>, site: &Site) -> Result<Self, InvalidField> {
        let given = Given::new(parameters)?;
        let gpc = given.is_true("gpc")?;
        let respondent = given.one("respondent").map(str::to_owned);
        if respondent
            .as_ref()
            .is_some_and(|name| !(1..=128).contains(&name.chars().count()) || name.contains(char::is_control))
        {
            return Err(InvalidField::new("?respondent", "a respondent is a text of 1 to 128 characters on one line"));
        }
        let interaction_id = given.one("interaction_id").map(str::to_owned);
        // Where the browser asks not to be tracked, nothing that is signed is used.
        let is_signed = (given.is_true("signed")? || respondent.is_some()) && !gpc;
        let signed = SignedInteraction {
            interaction_id: interaction_id.clone(),
            respondent,
            attributes: None,
            is_of_interaction: true,
        };
        let request = PromptRequest {
            touchpoint: given.one("touchpoint").map(str::to_owned).ok_or_else(|| {
                InvalidField::missing("?touchpoint", "name what has just happened: ?touchpoint=order_completed")
            })?,
            interaction_id,
            stage: given.one("stage").map(str::to_owned),
            bucket: given.one("bucket").map(bucket).transpose()?,
            gpc,
            history: given.history()?,
            ..PromptRequest::default()
        };
        let survey = given.one("survey").map(str::parse).transpose();
        let survey = survey.map_err(|_| InvalidField::new("?survey", "this is no name"))?;
        let in_query = |fault: InvalidField| {
            let field = fault.pointer.split('/').nth(1).unwrap_or_default();
            InvalidField { pointer: format!("?{field}"), ..fault }
        };
        let asking = Asking::new(request, site, is_signed.then_some(signed)).map_err(in_query)?;
        Ok(Self { asking, survey, is_signed })
    }

    /// What the store may know more about.
    pub fn asking(&mut self) -> &mut Asking {
        &mut self.asking
    }

    /// Returns what the page would be answered, or `None` if the site has no such survey.
    pub fn answer(&self, site: &Site) -> Option<ExplainReply> {
        let visitor = self.asking.visitor();
        let (survey, reason) = match policy::decide(&site.surveys, visitor) {
            // What the page is refused before anything is decided, by its code.
            _ if site.is_paused => (None, Some("survey_closed".to_owned())),
            _ if !self.is_signed && site.interactions == Interactions::Signed => {
                (None, Some("token_invalid".to_owned()))
            }
            policy::Decision::Ask(place) => (Some(site.surveys[place].definition().slug.to_string()), None),
            policy::Decision::Refuse(gate) => (None, Some(gate.name().to_owned())),
        };
        let rows = policy::explain(&site.surveys, visitor).into_iter().zip(&site.surveys).zip(&site.versions);
        let findings = rows.map(|((findings, survey), version)| SurveyFindings {
            survey: survey.definition().slug.to_string(),
            version: *version,
            eligible: findings.iter().all(|finding| finding.is_open),
            gates: findings.into_iter().map(GateView::from).collect(),
        });
        let is_wanted = |row: &SurveyFindings| self.survey.as_ref().is_none_or(|wanted| wanted.as_str() == row.survey);
        let surveys: Vec<SurveyFindings> = findings.filter(is_wanted).collect();
        (self.survey.is_none() || !surveys.is_empty()).then_some(ExplainReply { survey, reason, surveys })
    }
}

fn bucket(text: &str) -> Result<u8, InvalidField> {
    let number = text.parse().ok().filter(|_| is_digits(text));
    number.ok_or_else(|| InvalidField::new("?bucket", "a bucket is a whole number from 0 to 99"))
}

/// Parameters by name: each once, but for `history`.
struct Given(Vec<(String, String)>);

impl Given {
    fn new(parameters: Vec<(String, String)>) -> Result<Self, InvalidField> {
        for (at, (name, _)) in parameters.iter().enumerate() {
            if !NAMES.contains(&name.as_str()) {
                return Err(InvalidField::unknown("?", format!("the parameters are {}", NAMES.join(", "))));
            }
            if name != "history" && parameters[..at].iter().any(|(earlier, _)| earlier == name) {
                return Err(InvalidField::new(format!("?{name}"), "this parameter may be given once"));
            }
        }
        Ok(Self(parameters))
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    fn is_true(&self, name: &str) -> Result<bool, InvalidField> {
        match self.one(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(InvalidField::new(format!("?{name}"), "this is true, or false")),
        }
    }

    /// What the browser would report of earlier prompts; nothing at all where it can store nothing.
    fn history(&self) -> Result<Option<Vec<PastPrompt>>, InvalidField> {
        let past = self.all("history").map(past).collect::<Result<Vec<_>, _>>()?;
        match self.one("storage") {
            None | Some("works") => Ok(Some(past)),
            Some("blocked") if past.is_empty() => Ok(None),
            Some("blocked") => Err(InvalidField::new("?history", "a browser that stores nothing has no history")),
            Some(_) => Err(InvalidField::new("?storage", "storage works, or is blocked")),
        }
    }
}

/// Says whether a text is a number as JSON spells whole ones: the standard library also takes a plus.
fn is_digits(text: &str) -> bool {
    text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads `post-purchase:dismissed:86400`.
fn past(text: &str) -> Result<PastPrompt, InvalidField> {
    let read = || {
        let mut parts = text.split(':');
        let (survey, outcome, age_s) = (parts.next()?, parts.next()?, parts.next()?);
        let outcome = OUTCOMES.into_iter().find(|known| known.name() == outcome)?;
        let age_s = Some(age_s).filter(|age_s| is_digits(age_s))?;
        let past = PastPrompt { survey: survey.to_owned(), outcome, age_s: age_s.parse().ok()? };
        parts.next().is_none().then_some(past)
    };
    let right = "an earlier prompt is SURVEY:OUTCOME:SECONDS_AGO, such as post-purchase:dismissed:86400; \
                 the outcomes are shown, rated, completed, dismissed and opted_out";
    read().ok_or_else(|| InvalidField::new("?history", right))
}

#[cfg(test)]
mod tests;
