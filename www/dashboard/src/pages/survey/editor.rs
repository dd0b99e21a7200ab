//! A survey being written: its fields, what is wrong with them, what it looks like.

use std::{cell::Cell, rc::Rc};

use gloo::timers::callback::Timeout;
use serde_json::Value;
use shared::wire::{prompts::Prompt, surveys::VersionView};
use yew::{
    Callback, Html, Properties, component, html, platform::spawn_local, use_callback, use_effect_with, use_mut_ref,
    use_reducer, use_state,
};

use super::{
    checking::{Checked, Question, check},
    desk::{Change, Desk},
    fields,
    preview::Preview,
    saving::Saving,
    sections,
    versions::Versions,
    words::Words,
};
use crate::{
    draft::{Draft, Fault},
    parts::states::Waiting,
    speech::{Speech, use_speech},
    texts::survey::Survey as Texts,
    unsaved,
    visit::use_visit,
};

/// How long somebody has to pause before what they wrote is checked.
const PAUSE_MS: u32 = 400;

/// The form, as its parts get it.
#[derive(Clone, PartialEq)]
pub(super) struct Form {
    /// What is written.
    pub(super) desk: Rc<Desk>,
    /// What is wrong with it.
    pub(super) faults: Rc<Vec<Fault>>,
    /// Says something else at a pointer.
    pub(super) say: Callback<(String, Value)>,
    /// Leads to what is said at a pointer.
    pub(super) find: Callback<String>,
    /// Whether nothing can be changed.
    pub(super) is_fixed: bool,
    /// Whether there is such a survey already: then its name, metric and scale stay.
    pub(super) is_known: bool,
    /// How the prompt reads, with the built-in words where nothing else is said.
    pub(super) prompt: Option<Rc<Prompt>>,
    /// How it is told.
    pub(super) speech: Speech,
}

impl Form {
    /// Returns what is written.
    pub(super) fn draft(&self) -> &Draft {
        &self.desk.draft
    }

    /// Returns what is wrong at a pointer, once somebody has been there.
    pub(super) fn wrong(&self, pointer: &str) -> Option<String> {
        if !self.desk.was_at(pointer) {
            return None;
        }
        let texts = Texts::of(self.speech.lang);
        if self.draft().missing().contains(&pointer) {
            return Some(texts.required.to_owned());
        }
        self.faults.iter().find(|fault| fault.is_at(pointer)).map(|fault| fault.detail.clone())
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What there is.
    pub(super) draft: Draft,
    /// Its version; without one, it is new.
    #[prop_or_default]
    pub(super) version: Option<u32>,
    /// All of its versions.
    #[prop_or_default]
    pub(super) versions: Vec<VersionView>,
    /// What is to be said of what was saved last.
    pub(super) done: String,
    /// Told the name of what was saved, and what to say of that.
    pub(super) saved: Callback<(String, String)>,
    /// Told that there is another version.
    pub(super) reload: Callback<()>,
}

/// The editor.
#[component]
pub(super) fn Editor(props: &Props) -> Html {
    let (visit, speech) = (use_visit(), use_speech());
    let name = props.version.map(|_| props.draft.text("/slug")).unwrap_or_default();
    let desk = {
        let (site, name, opened, version) = (visit.site.clone(), name.clone(), props.draft.clone(), props.version);
        use_reducer(move || Desk::new(opened, version, unsaved::kept(&site.site, &name)))
    };
    use_effect_with((visit.site.clone(), name, desk.unsaved()), |(site, name, unsaved)| {
        unsaved::keep(&site.site, name, unsaved.clone());
    });
    let locale = use_state(|| None::<String>);
    let (checked, find) = (use_checked(&desk, (*locale).clone()), use_finder(locale.setter()));
    let dispatcher = desk.dispatcher();
    let say = use_callback((), move |(pointer, said), ()| dispatcher.dispatch(Change::Say(pointer, said)));
    let dispatcher = desk.dispatcher();
    let change = use_callback((), move |change, ()| dispatcher.dispatch(change));
    let form = Form {
        desk: Rc::new((*desk).clone()),
        faults: Rc::new(checked.faults.clone()),
        say,
        find,
        is_fixed: !visit.may_manage(),
        is_known: props.version.is_some(),
        prompt: checked.prompt.clone(),
        speech,
    };
    let choose = {
        let set = locale.setter();
        Callback::from(move |tag: String| set.set(Some(tag)))
    };
    let shown = (*locale).clone().or_else(|| checked.prompt.as_ref().map(|prompt| prompt.locale.clone()));
    let mut locales = checked.locales.clone();
    locales.extend(shown.iter().filter(|shown| !checked.locales.contains(shown)).cloned());
    if shown.is_none() && checked == Checked::default() {
        return html! { <Waiting rows={16} /> };
    }
    let stay = |event: web_sys::SubmitEvent| event.prevent_default();
    html! {
        <div class="editor">
            <div class="writing">
                <form class="sections" novalidate=true autocomplete="off" onsubmit={stay}>
                    { sections::asked(&form) }
                    <Words form={form.clone()} locale={shown.unwrap_or_default()} {locales} {choose} />
                    { sections::after(&form) }
                    { sections::looks(&form) }
                    { sections::whom(&form) }
                </form>
                if let Some(version) = props.version {
                    <Versions
                        {version} versions={props.versions.clone()} slug={form.draft().text("/slug")}
                        change={change.clone()}
                    />
                }
                <Saving
                    {form} checked={checked.clone()} {change} done={props.done.clone()} saved={props.saved.clone()}
                    reload={props.reload.clone()}
                />
            </div>
            <Preview prompt={checked.prompt} />
        </div>
    }
}

/// Has the collector check what is written, whenever somebody pauses.
#[yew::hook]
fn use_checked(desk: &Desk, locale: Option<String>) -> Checked {
    let visit = use_visit();
    let checked = use_state(Checked::default);
    let latest = use_mut_ref(Checked::default);
    let question =
        Question { client: visit.client.clone(), draft: desk.draft.clone(), locale, may_manage: visit.may_manage() };
    let set = checked.setter();
    use_effect_with((question, desk.version), move |(question, _)| {
        let is_over = Rc::new(Cell::new(false));
        let (question, over) = (question.clone(), is_over.clone());
        // At once where there is nothing to look at yet.
        let pause = if latest.borrow().prompt.is_some() { PAUSE_MS } else { 0 };
        let timer = Timeout::new(pause, move || {
            spawn_local(async move {
                let before = latest.borrow().clone();
                let now = check(question, before).await;
                if !over.get() {
                    latest.replace(now.clone());
                    set.set(now);
                }
            });
        });
        move || {
            is_over.set(true);
            drop(timer);
        }
    });
    (*checked).clone()
}

/// Returns the way to what is said at a pointer: in its language, with the focus there.
#[yew::hook]
fn use_finder(locale: yew::UseStateSetter<Option<String>>) -> Callback<String> {
    let sought = use_state(|| (0_u32, String::new()));
    let set = sought.setter();
    let searches = use_mut_ref(|| 0_u32);
    // Once what it leads to is there.
    use_effect_with((*sought).clone(), |(_, pointer)| {
        if !pointer.is_empty() {
            fields::focus(pointer);
        }
    });
    use_callback((), move |pointer: String, ()| {
        if let Some(tag) = Fault::language(&pointer) {
            locale.set(Some(tag.to_owned()));
        }
        *searches.borrow_mut() += 1;
        set.set((*searches.borrow(), pointer));
    })
}
