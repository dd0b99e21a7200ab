//! The choice of surveys: one, or several of one kind together, which is a programme.

use web_sys::{FocusEvent, HtmlElement, KeyboardEvent, Node};
use yew::{Callback, Html, TargetCast, component, html, use_node_ref, use_state};

use crate::{
    browser,
    figures::metric_names,
    route::{Go, Route, use_route},
    speech::use_speech,
    texts::{counted, fill, parts::Parts},
    visit::{Kind, Visit, use_visit},
};

/// The id of the button, to which the focus returns.
const BUTTON: &str = "choose-survey";

/// The choice of surveys, which the address keeps.
#[component]
pub(crate) fn SurveyPicker() -> Html {
    let (route, visit, lang) = (use_route(), use_visit(), use_speech().lang);
    let texts = Parts::of(lang);
    let is_open = use_state(|| false);
    let panel = use_node_ref();
    let chosen = visit.chosen(&route.address.surveys);
    let said = match chosen.as_slice() {
        [one] => one.clone(),
        several => counted(texts.surveys_together, several.len() as u64, &several.len().to_string()),
    };
    let close = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(false))
    };
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                close.emit(());
                browser::focus(BUTTON);
            }
        })
    };
    let onfocusout = {
        let (panel, close) = (panel.clone(), close.clone());
        Callback::from(move |event: FocusEvent| {
            let next = event.related_target().and_then(|next| wasm_bindgen::JsCast::dyn_into::<Node>(next).ok());
            let is_inside = panel.cast::<HtmlElement>().is_some_and(|panel| panel.contains(next.as_ref()));
            if !is_inside && next.is_some() {
                close.emit(());
            }
        })
    };
    let toggle = {
        let is_open = is_open.clone();
        move |_| is_open.set(!*is_open)
    };
    html! {
        <div class="survey-picker" ref={panel} {onkeydown} {onfocusout}>
            <button
                type="button" id={BUTTON} class="choice" onclick={toggle}
                aria-expanded={if *is_open { "true" } else { "false" }} aria-controls="surveys"
            >
                <span class="unseen">{ texts.choose_survey }</span><span class="chosen">{ said }</span>
            </button>
            if *is_open {
                <div class="panel" id="surveys">
                    { for visit.kinds().iter().map(|(kind, surveys)| {
                        let names: Vec<&str> = surveys.iter().map(|survey| survey.slug.as_str()).collect();
                        let (long, _) = metric_names(lang, kind.metric);
                        html! {
                            <fieldset>
                                <legend>{ long }</legend>
                                { for surveys.iter().map(|survey| {
                                    row(&route, &visit, &chosen, *kind, survey, texts, &close)
                                }) }
                                if names.len() > 1 { { all(&route, &names, &chosen, long, texts, &close) } }
                            </fieldset>
                        }
                    }) }
                    <p class="hint">{ texts.together_hint }</p>
                </div>
            }
        </div>
    }
}

/// A survey: its name shows it alone, its box adds it to the others of its kind.
fn row(
    route: &Route,
    visit: &Visit,
    chosen: &[String],
    kind: Kind,
    survey: &shared::wire::surveys::SurveyView,
    texts: &'static Parts,
    close: &Callback<()>,
) -> Html {
    let slug = survey.slug.clone();
    let checked = chosen.contains(&slug);
    let together = toggled(visit, chosen, kind, &slug);
    let onchange = {
        let (go, to) = (route.go.clone(), route.address.of(together));
        Callback::from(move |event: yew::Event| {
            // What is checked follows from the address alone.
            if let Some(input) = event.target_dyn_into::<web_sys::HtmlInputElement>() {
                input.set_checked(checked);
            }
            go.emit(to.clone());
        })
    };
    html! {
        <div class="row" key={slug.clone()}>
            <input type="checkbox" {checked} {onchange} aria-label={fill(texts.add_survey, &[("survey", &slug)])} />
            <Go to={route.address.of(vec![slug.clone()])} is_current={checked && chosen.len() == 1} on_go={close.clone()}>
                { slug }
                if !survey.live { <span class="badge">{ texts.paused }</span> }
            </Go>
        </div>
    }
}

fn all(
    route: &Route,
    names: &[&str],
    chosen: &[String],
    metric: &str,
    texts: &'static Parts,
    close: &Callback<()>,
) -> Html {
    let is_current = names.len() == chosen.len() && names.iter().all(|name| chosen.iter().any(|chosen| chosen == name));
    let to = route.address.of(names.iter().map(|name| (*name).to_owned()).collect());
    html! {
        <div class="row all">
            <Go {to} {is_current} on_go={close.clone()}>{ fill(texts.all_of, &[("metric", metric)]) }</Go>
        </div>
    }
}

/// Returns what is chosen after a box was pressed: those of its kind with or without it, and at least one.
fn toggled(visit: &Visit, chosen: &[String], kind: Kind, slug: &str) -> Vec<String> {
    let is_of_kind = |name: &&String| visit.survey(name).is_some_and(|survey| Kind::of(survey) == kind);
    let mut next: Vec<String> = chosen.iter().filter(is_of_kind).filter(|name| *name != slug).cloned().collect();
    if !chosen.iter().any(|name| name == slug) || next.is_empty() {
        next.push(slug.to_owned());
    }
    next
}
