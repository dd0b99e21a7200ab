//! Asking: from an interaction that has just ended to a prompt, or to the reason why there is none.

pub mod preview;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use shared::{
    policy::{self, Bucket, Decision, History, Interaction, Past, Visitor},
    survey::{MAX_ATTRIBUTES, Slug, Survey, is_language_tag},
    wire::{
        prompts::{Device, MAX_DROPPED, MAX_HISTORY, Prompt, PromptReply, PromptRequest, ScaleView},
        tag::WidgetFiles,
    },
};
use uuid::Uuid;

use crate::{
    catalog::Site,
    invalid::InvalidField,
    signed_interaction::SignedInteraction,
    texts::{Wording, wording},
    token::{self, IssuedPrompt, Secret, TooLong},
};

/// How long after its issue a prompt may be shown: the interaction is still fresh.
const SHOW_WITHIN_S: u32 = 3600;

const MAX_LOCALES: usize = 10;
const MAX_INTERACTION_ID_CHARS: usize = 128;
/// The longest value of an attribute.
pub(crate) const MAX_ATTRIBUTE_BYTES: usize = 256;

/// A request for a prompt that makes sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    visitor: Visitor,
    interaction_id: Option<String>,
    locales: Vec<String>,
    device: Option<Device>,
    attributes: BTreeMap<Slug, String>,
    respondent: Option<String>,
    is_vouched: bool,
    is_test: bool,
}

impl Asking {
    /// Checks a request from a page of `site`. What its server signed overrules what the page says.
    ///
    /// Where the browser asks not to be tracked, the interaction's id and the attributes are left out, and nothing signed
    /// is given.
    ///
    /// # Errors
    /// [`InvalidField`] names the first field at fault.
    pub fn new(
        mut request: PromptRequest,
        site: &Site,
        signed: Option<SignedInteraction>,
    ) -> Result<Self, InvalidField> {
        let interaction = if signed.is_some() { Interaction::Signed } else { Interaction::Unsigned };
        let (mut respondent, mut is_vouched) = (None, false);
        if let Some(signed) = signed {
            is_vouched = signed.interaction_id.is_some();
            request.interaction_id = signed.interaction_id.or(request.interaction_id);
            request.attributes = signed.attributes.unwrap_or(request.attributes);
            respondent = signed.respondent;
        }
        let touchpoint = slug("/touchpoint", &request.touchpoint)?;
        let stage = request.stage.map(|stage| slug("/stage", &stage)).transpose()?;
        if request.interaction_id.as_ref().is_some_and(|id| id.chars().count() > MAX_INTERACTION_ID_CHARS) {
            let right = format!("an interaction's id has {MAX_INTERACTION_ID_CHARS} characters at most");
            return Err(InvalidField::new("/interaction_id", right));
        }
        // A store keeps texts as text, which has no such character in PostgreSQL: one would fail its whole batch.
        if request.interaction_id.as_ref().is_some_and(|id| id.contains('\0')) {
            return Err(InvalidField::new("/interaction_id", "a text has no NUL character"));
        }
        if request.locales.len() > MAX_LOCALES {
            return Err(InvalidField::new("/locales", format!("there may be {MAX_LOCALES} languages at most")));
        }
        if let Some(at) = request.locales.iter().position(|tag| !is_language_tag(tag)) {
            let right = "a language is a BCP 47 tag such as es or pt-BR";
            return Err(InvalidField::new(format!("/locales/{at}"), right));
        }
        if request.dropped > MAX_DROPPED {
            let right = format!("a browser tells of {MAX_DROPPED} answers that it gave up at most");
            return Err(InvalidField::new("/dropped", right));
        }
        let bucket = request.bucket.map(Bucket::new).transpose();
        let bucket = bucket.map_err(|_| InvalidField::new("/bucket", "a bucket is a whole number from 0 to 99"))?;
        let bucket = respondent.as_deref().map(Bucket::of_respondent).or(bucket);
        let history = request.history.map(history).transpose()?;
        let attributes = attributes(request.attributes, site)?;
        Ok(Self {
            visitor: Visitor { touchpoint, stage, bucket, history, interaction, rated_in: Vec::new() },
            interaction_id: request.interaction_id.filter(|_| !request.gpc),
            locales: request.locales,
            device: request.device,
            attributes: if request.gpc { BTreeMap::new() } else { attributes },
            respondent,
            is_vouched,
            is_test: request.test,
        })
    }

    /// Returns what the policy decides by.
    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// Returns the pseudonym of the customer, if the site's server vouches for one.
    pub fn respondent(&self) -> Option<&str> {
        self.respondent.as_deref()
    }

    /// Returns the id of the interaction, if the site's server vouches for it.
    pub fn vouched_interaction(&self) -> Option<&str> {
        self.interaction_id.as_deref().filter(|_| self.is_vouched)
    }

    /// Adds what the store remembers of the customer to what the browser does, and the surveys in which the interaction
    /// is rated.
    pub fn remember(&mut self, stored: History, rated_in: Vec<Slug>) {
        self.visitor.history.get_or_insert_default().0.extend(stored.0);
        self.visitor.rated_in = rated_in;
    }

    /// Decides by the site's surveys, and makes the prompt.
    ///
    /// # Errors
    /// [`TooLong`] if the interaction's id and attributes do not fit in a token.
    pub fn decide(
        &self,
        site: &Site,
        secret: &Secret,
        widget: &WidgetFiles,
        now: Timestamp,
        random: [u8; 10],
    ) -> Result<PromptReply, TooLong> {
        let decide = if self.is_test { policy::rehearse } else { policy::decide };
        let place = match decide(&site.surveys, &self.visitor) {
            Decision::Ask(place) => place,
            Decision::Refuse(gate) => {
                return Ok(PromptReply { prompt: None, reason: Some(gate.name().to_owned()) });
            }
        };
        let survey = &site.surveys[place];
        let definition = survey.definition();
        let wording = wording(survey, &self.locales, &site.locale);
        let milliseconds = now.as_millisecond().unsigned_abs();
        let declared = |name: &Slug| definition.attributes.contains(name);
        let issued = IssuedPrompt {
            site: site.slug.clone(),
            id: uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid(),
            survey: definition.slug.clone(),
            version: site.versions[place],
            issued_at: now.as_second(),
            touchpoint: self.visitor.touchpoint.clone(),
            interaction_id: self.interaction_id.clone(),
            stage: definition.stage.clone().or_else(|| self.visitor.stage.clone()),
            locale: wording.locale.clone(),
            device: self.device,
            attributes: self.attributes.clone().into_iter().filter(|(name, _)| declared(name)).collect(),
            respondent: self.respondent.clone(),
            is_vouched: self.is_vouched,
            is_test: self.is_test,
        };
        let prompt = prompt(survey, wording, issued.id, token::mint(&issued, secret)?, issued.version, widget);
        Ok(PromptReply { prompt: Some(prompt), reason: None })
    }
}

/// Makes a prompt of a survey and its words.
fn prompt(survey: &Survey, wording: Wording, id: Uuid, token: String, version: u32, widget: &WidgetFiles) -> Prompt {
    let scale = survey.scale();
    Prompt {
        id,
        token,
        show_within_s: SHOW_WITHIN_S,
        survey: survey.definition().slug.to_string(),
        version,
        metric: scale.metric(),
        scale: ScaleView { min: scale.min(), max: scale.max(), shape: survey.shape() },
        locale: wording.locale,
        dir: wording.dir,
        texts: wording.texts,
        follow_up: wording.follow_up,
        after: wording.after,
        theme: survey.theme().clone(),
        widget: widget.clone(),
    }
}

fn slug(pointer: &str, name: &str) -> Result<Slug, InvalidField> {
    name.parse().map_err(|refused: shared::survey::NotASlug| InvalidField::new(pointer, refused.to_string()))
}

fn history(past: Vec<shared::wire::prompts::PastPrompt>) -> Result<History, InvalidField> {
    if past.len() > MAX_HISTORY {
        return Err(InvalidField::new("/history", format!("a history has {MAX_HISTORY} entries at most")));
    }
    let entry = |(at, past): (usize, shared::wire::prompts::PastPrompt)| {
        let survey = slug(&format!("/history/{at}/survey"), &past.survey)?;
        Ok(Past { survey, outcome: past.outcome, age_s: past.age_s })
    };
    past.into_iter().enumerate().map(entry).collect::<Result<_, _>>().map(History)
}

fn attributes(given: BTreeMap<String, String>, site: &Site) -> Result<BTreeMap<Slug, String>, InvalidField> {
    if given.len() > MAX_ATTRIBUTES {
        return Err(InvalidField::new("/attributes", format!("there may be {MAX_ATTRIBUTES} attributes at most")));
    }
    let declared = |name: &str| {
        let mut names = site.surveys.iter().flat_map(|survey| &survey.definition().attributes);
        names.find(|declared| declared.as_str() == name).cloned()
    };
    let mut attributes = BTreeMap::new();
    for (name, value) in given {
        if let Err(refused) = name.parse::<Slug>() {
            return Err(InvalidField::new("/attributes", refused.to_string()));
        }
        let Some(name) = declared(&name) else {
            let right = "an attribute is counted only where a survey of this site declares it under `attributes`";
            return Err(InvalidField::unknown("/attributes", right));
        };
        if value.is_empty() || value.len() > MAX_ATTRIBUTE_BYTES || value.contains(char::is_control) {
            let right = format!("an attribute's value is a text of 1 to {MAX_ATTRIBUTE_BYTES} bytes on one line");
            return Err(InvalidField::new(format!("/attributes/{name}"), right));
        }
        attributes.insert(name, value);
    }
    Ok(attributes)
}
