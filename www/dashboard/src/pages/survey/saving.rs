//! Saving a survey: how far it is, what keeps it from being saved.

use shared::{
    problem::ProblemCode,
    wire::surveys::{SurveyChangeReply, SurveyOutcome, SurveyReply},
};
use yew::{Callback, Html, MouseEvent, Properties, component, html, platform::spawn_local, use_state};

use super::{checking::Checked, desk::Change, editor::Form, preview};
use crate::{
    browser,
    client::escaped,
    draft::{Draft, Fault},
    figures::Pen,
    speech::use_speech,
    texts::{counted, fill, survey::Survey as Texts},
    trouble::Trouble,
    visit::use_visit,
};

/// How many faults are told; the others come when these are gone.
const FAULTS: usize = 3;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The form.
    pub(super) form: Form,
    /// What the collector thinks of it.
    pub(super) checked: Checked,
    /// Told what becomes of it.
    pub(super) change: Callback<Change>,
    /// What is to be said of what was saved last.
    pub(super) done: String,
    /// Told the name of what was saved, and what to say of that.
    pub(super) saved: Callback<(String, String)>,
    /// Told that there is another version.
    pub(super) reload: Callback<()>,
}

/// The bar.
#[component]
pub(super) fn Saving(props: &Props) -> Html {
    let (visit, lang) = (use_visit(), use_speech().lang);
    let texts = Texts::of(lang);
    let is_busy = use_state(|| false);
    let trouble = use_state(|| None::<(Trouble, Draft)>);
    let look = html! {
        <button type="button" class="quiet look" onclick={|_| browser::scroll_to(preview::ID)}>{ texts.look }</button>
    };
    if props.form.is_fixed {
        return html! {
            <section class="saving card" aria-label={texts.save}>
                <p class="hint">{ texts.read_only }</p><div class="actions">{ look }</div>
            </section>
        };
    }
    let draft = props.form.draft();
    let (first, version) = (props.form.desk.first.clone(), props.form.desk.version);
    let is_changed = props.form.desk.is_changed();
    let is_settled = version.is_some() && !is_changed;
    let save = {
        let (client, draft, version, saved) = (visit.client.clone(), draft.clone(), version, props.saved.clone());
        let (change, busy, trouble) = (props.change.clone(), is_busy.clone(), trouble.setter());
        let (find, fault) = (props.form.find.clone(), props.checked.faults.first().cloned());
        Callback::from(move |_: MouseEvent| {
            change.emit(Change::Tried);
            if let Some(pointer) = draft.missing().first().map(|pointer| (*pointer).to_owned()) {
                find.emit(pointer);
                return;
            }
            if let Some(fault) = &fault {
                find.emit(fault.pointer.clone());
            }
            if *busy || is_settled {
                return;
            }
            busy.set(true);
            let (client, draft, saved) = (client.clone(), draft.clone(), saved.clone());
            let (change, find, busy, trouble) = (change.clone(), find.clone(), busy.setter(), trouble.clone());
            spawn_local(async move {
                let path = format!("surveys/{}", escaped(&draft.text("/slug")));
                let answer = client.put_on::<SurveyChangeReply>(&path, draft.body(), version).await;
                busy.set(false);
                match answer {
                    Ok(reply) => {
                        trouble.set(None);
                        change.emit(Change::Saved(draft, reply.version));
                        let said = match reply.outcome {
                            SurveyOutcome::Created => texts.created.to_owned(),
                            _ => fill(texts.saved, &[("version", &reply.version.to_string())]),
                        };
                        saved.emit((reply.slug, said));
                    }
                    Err(refused) => {
                        if let Trouble::Refused(problem) = &refused
                            && let Some(fault) = Fault::of(problem, "").into_iter().next()
                        {
                            find.emit(fault.pointer);
                        }
                        trouble.set(Some((refused, draft)));
                    }
                }
            });
        })
    };
    let discard = {
        let (change, first) = (props.change.clone(), first.clone());
        move |_: MouseEvent| change.emit(Change::Anew((*first).clone()))
    };
    let reopen = {
        let (client, change, reload) = (visit.client.clone(), props.change.clone(), props.reload.clone());
        let (path, trouble) = (format!("surveys/{}", escaped(&draft.text("/slug"))), trouble.setter());
        let draft = draft.clone();
        Callback::from(move |_: MouseEvent| {
            let (client, change, reload) = (client.clone(), change.clone(), reload.clone());
            let (path, trouble, of) = (path.clone(), trouble.clone(), draft.clone());
            spawn_local(async move {
                match client.get::<SurveyReply>(&path, &Vec::new()).await {
                    Ok(reply) => {
                        trouble.set(None);
                        change.emit(Change::Opened(Draft::of(&reply.survey.definition), reply.survey.version));
                        reload.emit(());
                    }
                    Err(refused) => trouble.set(Some((refused, of))),
                }
            });
        })
    };
    let word = match (*is_busy, version) {
        (true, _) => texts.saving,
        (false, None) => texts.create,
        (false, Some(_)) => texts.save,
    };
    let why = trouble.as_ref().filter(|(_, of)| of == draft).map(|(why, _)| why);
    html! {
        <section class="saving card" aria-label={texts.save}>
            <div class="stands">
                { faults(props) }
                <div role="alert">{ why.map(|why| refusal(props, why, reopen)) }</div>
                <p role="status">{ stands(props, is_changed) }</p>
                { mended(props) }
            </div>
            <div class="actions">
                { look }
                if is_changed && version.is_some() {
                    <button type="button" class="quiet" onclick={discard}>{ texts.discard }</button>
                }
                <button
                    type="button" onclick={save} aria-busy={is_busy.then_some("true")}
                    aria-disabled={is_settled.then_some("true")}
                >
                    { word }
                </button>
            </div>
        </section>
    }
}

/// What is wrong, each with the way to where that is.
fn faults(props: &Props) -> Html {
    let Form { find, speech, faults, .. } = &props.form;
    let fault = |fault: &Fault| {
        let (find, pointer) = (find.clone(), fault.pointer.clone());
        let language = Fault::language(&pointer).map(|tag| format!("{}: ", speech.language(tag)));
        html! {
            <li>
                <button type="button" class="wrong" onclick={move |_| find.emit(pointer.clone())}>
                    { language }{ &fault.detail }
                </button>
            </li>
        }
    };
    html! { <ul class="faults">{ for faults.iter().take(FAULTS).map(fault) }</ul> }
}

/// How far it is from what is stored.
fn stands(props: &Props, is_changed: bool) -> String {
    let (speech, Checked { change, trouble, .. }) = (&props.form.speech, &props.checked);
    let texts = Texts::of(speech.lang);
    // What is wrong with a field is said beside this already.
    if let Some(trouble) = trouble
        && props.form.faults.is_empty()
    {
        return trouble.hint(speech.lang);
    }
    match (is_changed, props.form.desk.version) {
        (false, _) if !props.done.is_empty() => props.done.clone(),
        (false, Some(_)) => texts.unchanged.to_owned(),
        (_, None) => texts.not_made.to_owned(),
        (true, Some(_)) => {
            let changes = change.as_ref().map(|change| change.changed.len()).filter(|changes| *changes > 0);
            changes.map_or_else(
                || texts.not_saved.to_owned(),
                |changes| counted(texts.changes, changes as u64, &speech.number(changes as f64, 0)),
            )
        }
    }
}

/// The colors that customers see in the place of others.
fn mended(props: &Props) -> Html {
    let texts = Texts::of(props.form.speech.lang);
    let mended = props.checked.change.iter().flat_map(|change| &change.mended).map(|mended| {
        html! { <p class="hint">{ fill(texts.mended, &[("was", &mended.was), ("is", &mended.is)]) }</p> }
    });
    html! { <>{ for mended }</> }
}

/// Why it was not saved.
fn refusal(props: &Props, trouble: &Trouble, reopen: Callback<MouseEvent>) -> Html {
    let lang = props.form.speech.lang;
    let texts = Texts::of(lang);
    match trouble {
        Trouble::Refused(problem) if problem.code == ProblemCode::PreconditionFailed => {
            html! {
                <p class="wrong">
                    { texts.conflict }{ " " }
                    if props.form.desk.version.is_some() {
                        <button type="button" class="quiet small" onclick={reopen}>{ texts.reload }</button>
                    }
                </p>
            }
        }
        trouble => html! { <p class="wrong">{ trouble.hint(lang) }</p> },
    }
}
