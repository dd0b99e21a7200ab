//! What the collector thinks of a draft, while it is being written.

use std::rc::Rc;

use gloo::net::http::Method;
use serde_json::{Value, json};
use shared::wire::{preview::PreviewReply, prompts::Prompt, surveys::SurveyChangeReply};

use crate::{
    client::{Client, escaped},
    draft::{Draft, Fault},
    trouble::Trouble,
};

/// What is asked about.
#[derive(Clone, PartialEq)]
pub(super) struct Question {
    pub(super) client: Client,
    pub(super) draft: Rc<Draft>,
    /// The language to show it in; without it the site's.
    pub(super) locale: Option<String>,
    /// Whether to ask what saving it would do.
    pub(super) may_manage: bool,
}

/// What was found.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Checked {
    /// The prompt as it would be; the last that could be.
    pub(super) prompt: Option<Rc<Prompt>>,
    /// The languages that there is wording for.
    pub(super) locales: Vec<String>,
    /// What is wrong.
    pub(super) faults: Vec<Fault>,
    /// What saving it would do.
    pub(super) change: Option<SurveyChangeReply>,
    /// Why that is not known.
    pub(super) trouble: Option<Trouble>,
}

/// Asks, and returns what is known now.
pub(super) async fn check(question: Question, before: Checked) -> Checked {
    let Question { client, draft, locale, may_manage } = question;
    let mut body = json!({ "survey": draft.shown() });
    if let Some(locale) = locale {
        body["locale"] = Value::String(locale);
    }
    let mut now = Checked { faults: Vec::new(), change: None, trouble: None, ..before };
    match client.send::<PreviewReply>(Method::POST, "preview", &body).await {
        Ok(reply) => {
            now.prompt = Some(Rc::new(reply.prompt));
            now.locales = reply.locales;
        }
        Err(Trouble::Refused(problem)) => now.faults = Fault::of(&problem, "/survey"),
        Err(trouble) => now.trouble = Some(trouble),
    }
    if !may_manage || !draft.missing().is_empty() || !now.faults.is_empty() || now.trouble.is_some() {
        return now;
    }
    let path = format!("surveys/{}?dry_run=true", escaped(&draft.text("/slug")));
    match client.send(Method::PUT, &path, draft.body()).await {
        Ok(change) => now.change = Some(change),
        Err(Trouble::Refused(problem)) => now.faults = Fault::of(&problem, ""),
        Err(trouble) => now.trouble = Some(trouble),
    }
    now
}
