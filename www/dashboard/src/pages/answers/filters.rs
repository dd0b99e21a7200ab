//! What narrows the answers: surveys, words, bands and the rest; the address keeps all of it.

use shared::{
    scale::{Band, Scale},
    wire::surveys::SurveyView,
};
use web_sys::{HtmlInputElement, HtmlSelectElement, SubmitEvent};
use yew::{Callback, Event, Html, TargetCast, component, html, use_node_ref, use_state};

use super::told::Told;
use crate::{
    address::Page,
    language::Lang,
    reading::{band_class, band_name},
    route::{Go, Route, use_route},
    sifting,
    speech::use_speech,
    texts::{answers::Answers as Texts, counted, parts::Parts},
    visit::{Kind, Visit, use_visit},
};

/// Filters that are wanted less often.
const MORE: [&str; 8] = ["touchpoint", "stage", "locale", "device", "reason", "contact", "held", "outcome"];
/// The id of the part with these.
const MORE_ID: &str = "more-filters";

/// A value and what it is called.
pub(super) type Choice = (String, String);

/// The choice of surveys: all, one, or the several that somebody came with.
#[component]
pub(super) fn Surveys() -> Html {
    let (visit, route, lang) = (use_visit(), use_route(), use_speech().lang);
    let chosen = route.address.surveys.join(",");
    let mut choices: Vec<Choice> =
        visit.surveys.iter().map(|survey| (survey.slug.clone(), survey.slug.clone())).collect();
    if !chosen.is_empty() && choices.iter().all(|(slug, _)| *slug != chosen) {
        let named = route.address.surveys.len();
        let called = match named {
            1 => chosen.clone(),
            _ => counted(Parts::of(lang).surveys_together, named as u64, &named.to_string()),
        };
        choices.push((chosen.clone(), called));
    }
    let go = {
        let route = route.clone();
        Callback::from(move |value: String| {
            let surveys = value.split(',').filter(|slug| !slug.is_empty()).map(str::to_owned).collect();
            route.go.emit(route.address.of(surveys).with("id", ""));
        })
    };
    let texts = Texts::of(lang);
    html! {
        <div class="picker">
            <label class="unseen" for="answers-survey">{ Parts::of(lang).choose_survey }</label>
            { select("answers-survey", texts.all_surveys, choices, &chosen, go) }
        </div>
    }
}

/// The filters.
#[component]
pub(super) fn Filters() -> Html {
    let (visit, route, lang) = (use_visit(), use_route(), use_speech().lang);
    let texts = Texts::of(lang);
    let (address, words) = (&route.address, use_node_ref());
    let is_more = use_state(|| {
        MORE.into_iter().any(|name| route.address.get(name).is_some()) || route.address.attributes().next().is_some()
    });
    let onsubmit = {
        let (route, words) = (route.clone(), words.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = words.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            route.go.emit(sifting::narrowed(&route.address, "q", typed.trim()));
        })
    };
    let toggle = {
        let is_more = is_more.clone();
        move |_| is_more.set(!*is_more)
    };
    let field = |name: &str, label: &str, choices: Vec<Choice>| filter(&route, lang, name, label, choices);
    let words_for = |pairs: &[(&str, &str)]| -> Vec<Choice> {
        pairs.iter().map(|(value, name)| ((*value).to_owned(), (*name).to_owned())).collect()
    };
    let with = || words_for(&[("true", texts.with), ("false", texts.without)]);
    let surveys = surveys_of(&visit, &address.surveys);
    html! {
        <div class="filters">
            <form role="search" {onsubmit}>
                <label class="unseen" for="words">{ texts.search }</label>
                <input
                    id="words" ref={words} type="search" maxlength="256" autocomplete="off"
                    placeholder={texts.search_hint} value={address.get("q").unwrap_or_default().to_owned()}
                />
                <button type="submit" class="quiet">{ texts.look }</button>
            </form>
            { field("band", texts.mood, bands(&surveys, lang)) }
            { field("rating", texts.rating, ratings(&surveys)) }
            { field("comment", texts.comment, with()) }
            <div class="actions">
                <button
                    type="button" class="quiet" onclick={toggle} aria-controls={MORE_ID}
                    aria-expanded={if *is_more { "true" } else { "false" }}
                >
                    { texts.more }
                </button>
                if sifting::is_narrowed(address) {
                    <Go to={address.on(Page::Answers)} class="button quiet">{ texts.clear }</Go>
                }
            </div>
            <div class="more" id={MORE_ID} hidden={!*is_more}>
                { field("touchpoint", texts.touchpoint, each(&surveys, |survey| {
                    survey.definition.touchpoints.iter().map(ToString::to_string).collect()
                })) }
                { field("stage", texts.stage, each(&surveys, |survey| {
                    survey.definition.stage.iter().map(ToString::to_string).collect()
                })) }
                // What there is to choose is asked for once somebody looks.
                if *is_more { <Told /> }
                { field("reason", texts.reason, each(&surveys, reasons)) }
                { field("contact", texts.contact, with()) }
                { field("held", texts.held, words_for(&[("true", texts.held_yes), ("false", texts.held_no)])) }
                { field("outcome", texts.outcome, words_for(&[
                    ("dismissed", texts.dismissed), ("all", texts.everything),
                ])) }
            </div>
        </div>
    }
}

/// A filter with its choices; what the address says is one of them, whatever it is.
pub(super) fn filter(route: &Route, lang: Lang, name: &str, label: &str, mut choices: Vec<Choice>) -> Html {
    let texts = Texts::of(lang);
    let chosen = route.address.get(name).unwrap_or_default().to_owned();
    if !chosen.is_empty() && choices.iter().all(|(value, _)| *value != chosen) {
        choices.push((chosen.clone(), chosen.clone()));
    }
    let none = if name == "outcome" { texts.answered } else { texts.any };
    labelled(name, label, |id| select(id, none, choices, &chosen, narrowing(route, name)))
}

/// A filter of which there are too many values to choose from.
pub(super) fn typed(route: &Route, name: &str, label: &str) -> Html {
    let (value, go) = (route.address.get(name).unwrap_or_default().to_owned(), narrowing(route, name));
    let onchange = move |event: Event| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            go.emit(input.value());
        }
    };
    labelled(name, label, |id| {
        html! { <input id={id.to_owned()} maxlength="256" autocomplete="off" {value} {onchange} /> }
    })
}

/// Goes to what a filter narrows to.
fn narrowing(route: &Route, name: &str) -> Callback<String> {
    let (route, name) = (route.clone(), name.to_owned());
    Callback::from(move |value: String| route.go.emit(sifting::narrowed(&route.address, &name, &value)))
}

fn labelled(name: &str, label: &str, control: impl FnOnce(&str) -> Html) -> Html {
    let id = format!("by-{}", name.replace(':', "-"));
    html! { <div class="field" key={name.to_owned()}><label for={id.clone()}>{ label.to_owned() }</label>{ control(&id) }</div> }
}

fn select(id: &str, none: &'static str, choices: Vec<Choice>, chosen: &str, go: Callback<String>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
            go.emit(select.value());
        }
    });
    let option = |(value, name): Choice| {
        let selected = value == chosen;
        html! { <option {value} {selected}>{ name }</option> }
    };
    html! {
        <select id={id.to_owned()} {onchange} class={(!chosen.is_empty()).then_some("is-set")}>
            { for std::iter::once((String::new(), none.to_owned())).chain(choices).map(option) }
        </select>
    }
}

/// Returns the surveys of these names, all where none is named.
pub(super) fn surveys_of<'a>(visit: &'a Visit, named: &[String]) -> Vec<&'a SurveyView> {
    visit.surveys.iter().filter(|survey| named.is_empty() || named.contains(&survey.slug)).collect()
}

/// Returns what the surveys have in common, if it is one kind.
fn kind(surveys: &[&SurveyView]) -> Option<Kind> {
    let first = Kind::of(surveys.first()?);
    surveys.iter().all(|survey| Kind::of(survey) == first).then_some(first)
}

fn bands(surveys: &[&SurveyView], lang: Lang) -> Vec<Choice> {
    let texts = Texts::of(lang);
    let name = |band: Band| match (kind(surveys), band) {
        (Some(kind), band) => band_name(lang, band, kind.metric, 2),
        (None, Band::High) => texts.happy.to_owned(),
        (None, Band::Middle) => texts.between.to_owned(),
        (None, Band::Low) => texts.unhappy.to_owned(),
    };
    Band::ALL.map(|band| (band_class(band).to_owned(), name(band))).to_vec()
}

fn ratings(surveys: &[&SurveyView]) -> Vec<Choice> {
    let scale = kind(surveys).and_then(|kind| Scale::new(kind.metric, kind.max));
    let ratings: Vec<u8> = match scale {
        Some(scale) => scale.ratings().map(|rating| rating.raw()).collect(),
        None => (0..=10).collect(),
    };
    ratings.into_iter().rev().map(|rating| (rating.to_string(), rating.to_string())).collect()
}

fn reasons(survey: &SurveyView) -> Vec<String> {
    let definition = &survey.definition;
    let [all, high] = [&definition.reasons, &definition.reasons_high];
    let [middle, low] = [&definition.reasons_middle, &definition.reasons_low];
    [all, high, middle, low].into_iter().flatten().flatten().map(ToString::to_string).collect()
}

/// Returns what the surveys name, each once and by its name.
fn each(surveys: &[&SurveyView], named: impl Fn(&SurveyView) -> Vec<String>) -> Vec<Choice> {
    let mut names: Vec<String> = surveys.iter().flat_map(|survey| named(survey)).collect();
    names.sort();
    names.dedup();
    names.into_iter().map(|name| (name.clone(), name)).collect()
}
