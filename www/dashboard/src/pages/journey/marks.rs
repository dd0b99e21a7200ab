//! Days on which something changed: setting one, and seeing whether it helped.

use gloo::net::http::Method;
use shared::wire::marks::{MarkBody, MarkReply, MarkView, MarksReply};
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::{Callback, Html, NodeRef, Properties, component, html, platform::spawn_local, use_node_ref, use_state};

use crate::{
    browser,
    client::{Client, escaped},
    day::Day,
    figures::{self, Length, Pen},
    loaded::use_loaded,
    naming,
    parts::{
        asked_twice::AskedTwice,
        card::Card,
        field::Field,
        states::{Empty, show},
        survey_picker::SurveyPicker,
    },
    route::use_route,
    speech::{Speech, use_speech},
    texts::{fill, marks::Marks as Texts},
    trouble::Trouble,
    verdict,
    visit::use_visit,
};

/// How many days on each side are compared.
const DAYS: i32 = 28;
/// How many marks are shown, the latest first: each is compared by a question of its own.
const MOST: usize = 20;
/// The id of the field with the day.
const DAY: &str = "mark-day";
/// The id of the field with the note.
const NOTE: &str = "mark-note";

/// The card.
#[component]
pub(super) fn Marks() -> Html {
    let (visit, route, speech) = (use_visit(), use_route(), use_speech());
    let texts = Texts::of(speech.lang);
    let done = use_state(|| None::<&'static str>);
    let marks =
        use_loaded(visit.client.clone(), |client| async move { client.get::<MarksReply>("marks", &Vec::new()).await });
    let changed = {
        let (again, done) = (marks.again.clone(), done.setter());
        Callback::from(move |said: &'static str| {
            done.set(Some(said));
            again.emit(());
        })
    };
    let surveys = visit.chosen(&route.address.surveys);
    let list = |reply: &MarksReply| {
        if reply.marks.is_empty() {
            let hint = if visit.may_manage() { texts.none_hint } else { texts.none_hint_read };
            return html! { <Empty title={texts.none} {hint} /> };
        }
        let item = |mark: &MarkView| {
            html! {
                <Mark
                    key={mark.name.clone()} mark={mark.clone()} surveys={surveys.clone()} client={visit.client.clone()}
                    may_manage={visit.may_manage()} today={visit.today().to_string()} changed={changed.clone()}
                />
            }
        };
        html! { <ul class="marks">{ for reply.marks.iter().rev().take(MOST).map(item) }</ul> }
    };
    let taken = marks.known.as_ref().map(|reply| reply.marks.clone()).unwrap_or_default();
    html! {
        <Card id="marks" title={texts.title} class="marks" aside={html! { <SurveyPicker /> }} is_waiting={marks.is_waiting}>
            <p class="lead">{ fill(texts.lead, &[("days", &DAYS.to_string())]) }</p>
            if visit.may_manage() {
                <NewMark {taken} today={visit.today().to_string()} client={visit.client.clone()} changed={changed.clone()} />
            }
            <p class="done" role="status">{ *done }</p>
            { show(&marks, 4, list) }
        </Card>
    }
}

#[derive(PartialEq, Properties)]
struct NewMarkProps {
    taken: Vec<MarkView>,
    today: String,
    client: Client,
    changed: Callback<&'static str>,
}

/// What is wrong with a new mark.
#[derive(Clone, PartialEq)]
enum Wrong {
    NoDay,
    NoNote,
    Trouble(Trouble),
}

/// The form that sets a mark.
#[component]
fn NewMark(props: &NewMarkProps) -> Html {
    let lang = use_speech().lang;
    let texts = Texts::of(lang);
    let wrong = use_state(|| None::<Wrong>);
    let (day, note) = (use_node_ref(), use_node_ref());
    let onsubmit = {
        let (day, note, wrong) = (day.clone(), note.clone(), wrong.setter());
        let NewMarkProps { taken, client, changed, .. } = props;
        let (taken, client, changed) = (taken.clone(), client.clone(), changed.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (on, said) = (typed(&day), typed(&note).trim().to_owned());
            let fault = match (on.parse::<Day>(), said.chars().count()) {
                (Err(_), _) => Some((Wrong::NoDay, DAY)),
                (_, 0 | 201..) => Some((Wrong::NoNote, NOTE)),
                _ => None,
            };
            if let Some((fault, field)) = fault {
                wrong.set(Some(fault));
                browser::focus(field);
                return;
            }
            let name = naming::of_mark(&said, &on, taken.iter().map(|mark| mark.name.as_str()));
            let (client, changed, wrong, note) = (client.clone(), changed.clone(), wrong.clone(), note.clone());
            spawn_local(async move {
                let body = MarkBody { day: on, note: said };
                match client.send::<MarkView>(Method::PUT, &format!("marks/{}", escaped(&name)), &body).await {
                    Ok(_) => {
                        wrong.set(None);
                        if let Some(input) = note.cast::<HtmlInputElement>() {
                            input.set_value("");
                        }
                        changed.emit(Texts::of(lang).saved);
                    }
                    Err(trouble) => wrong.set(Some(Wrong::Trouble(trouble))),
                }
            });
        })
    };
    let of_day = (*wrong == Some(Wrong::NoDay)).then_some(texts.no_day);
    let of_note = match &*wrong {
        Some(Wrong::NoNote) => Some(texts.no_note.to_owned()),
        Some(Wrong::Trouble(trouble)) => Some(trouble.hint(lang)),
        Some(Wrong::NoDay) | None => None,
    };
    html! {
        <form class="new-mark" novalidate=true {onsubmit}>
            <Field id={DAY} label={texts.day} wrong={of_day}>
                <input
                    id={DAY} ref={day} type="date" value={props.today.clone()}
                    aria-invalid={of_day.is_some().then_some("true")} aria-describedby={format!("{DAY}-wrong")}
                />
            </Field>
            <Field id={NOTE} label={texts.note} wrong={of_note.clone()}>
                <input
                    id={NOTE} ref={note} type="text" placeholder={texts.note_hint} autocomplete="off"
                    aria-invalid={of_note.is_some().then_some("true")} aria-describedby={format!("{NOTE}-wrong")}
                />
            </Field>
            <button type="submit">{ texts.save }</button>
        </form>
    }
}

fn typed(input: &NodeRef) -> String {
    input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default()
}

#[derive(PartialEq, Properties)]
struct MarkProps {
    mark: MarkView,
    surveys: Vec<String>,
    client: Client,
    may_manage: bool,
    today: String,
    changed: Callback<&'static str>,
}

/// A mark, and whether it helped.
#[component]
fn Mark(props: &MarkProps) -> Html {
    let speech = use_speech();
    let texts = Texts::of(speech.lang);
    let MarkProps { mark, surveys, client, may_manage, today, .. } = props;
    let is_to_come = mark.day > *today;
    let question = (client.clone(), mark.clone(), surveys.clone(), is_to_come);
    let compared = use_loaded(question, |(client, mark, surveys, is_to_come)| async move {
        if is_to_come || surveys.is_empty() {
            return Ok(MarkReply { mark, scores: None });
        }
        let surveys = surveys.into_iter().map(|slug| ("survey", slug));
        let query = surveys.chain([("days", DAYS.to_string())]).collect();
        client.get(&format!("marks/{}", escaped(&mark.name)), &query).await
    });
    let day = mark.day.parse::<Day>().map_or_else(|_| mark.day.clone(), |day| speech.day(day, Length::Full));
    html! {
        <li>
            <div class="what">
                <p class="note">{ &mark.note }</p>
                <p class="soft"><time datetime={mark.day.clone()}>{ day }</time></p>
            </div>
            <div class="helped">
                if is_to_come { <p class="soft">{ texts.to_come }</p> }
                else { { show(&compared, 2, |reply| told(&speech, reply)) } }
            </div>
            if *may_manage {
                <AskedTwice
                    class="delete" path={format!("marks/{}", escaped(&mark.name))} client={client.clone()}
                    label={texts.delete} name={fill(texts.delete_of, &[("note", &mark.note)])}
                    sure={texts.sure} yes={texts.yes} gone={props.changed.reform(move |()| texts.removed)}
                />
            }
        </li>
    }
}

fn told(speech: &Speech, reply: &MarkReply) -> Html {
    let Some(scores) = &reply.scores else { return Html::default() };
    let (Some(change), Some(previous)) = (&scores.change, &scores.previous) else { return Html::default() };
    let told = verdict::tell(speech, scores.metric, previous.score.headline(), change);
    let [now, before] = [&scores.total, &previous.score].map(|score| figures::headline(speech, scores.metric, score));
    html! {
        <div class="verdict" data-tone={told.tone.name()}>
            <p class="said">{ told.verdict }</p>
            <p class="grounds">{ fill(Texts::of(speech.lang).helped, &[("now", &now), ("before", &before)]) }</p>
        </div>
    }
}
