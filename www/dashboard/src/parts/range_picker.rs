//! The choice of days: names for the usual ranges, two dates for the others.

use web_sys::{HtmlInputElement, HtmlSelectElement, SubmitEvent};
use yew::{Callback, Event, Html, TargetCast, component, html, use_node_ref, use_state};

use crate::{
    browser, day::Day, language::Lang, range::Range, route::use_route, speech::use_speech, texts::parts::Parts,
    visit::use_visit,
};

/// The value of the choice that asks for two dates.
const DATES: &str = "dates";
/// The id of the first date.
const FROM: &str = "range-from";

/// The choice of days, which the address keeps.
#[component]
pub(crate) fn RangePicker() -> Html {
    let (route, visit, lang) = (use_route(), use_visit(), use_speech().lang);
    let texts = Parts::of(lang);
    let range = route.address.range;
    let is_asking = use_state(|| false);
    let is_wrong = use_state(|| false);
    let (first, last) = (use_node_ref(), use_node_ref());
    let with_dates = *is_asking || range.name().is_none();

    let onchange = {
        let (route, is_asking) = (route.clone(), is_asking.clone());
        Callback::from(move |event: Event| {
            let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
            match Range::named(&select.value()) {
                Some(range) => {
                    is_asking.set(false);
                    route.go.emit(route.address.over(range));
                }
                None => is_asking.set(true),
            }
        })
    };
    let onsubmit = {
        let (route, is_wrong) = (route.clone(), is_wrong.setter());
        let (first, last) = (first.clone(), last.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let day = |input: &yew::NodeRef| input.cast::<HtmlInputElement>()?.value().parse::<Day>().ok();
            let range = day(&first).zip(day(&last)).and_then(|(first, last)| Range::dates(first, last.plus(1)));
            is_wrong.set(range.is_none());
            match range {
                Some(range) => route.go.emit(route.address.over(range)),
                None => browser::focus(FROM),
            }
        })
    };
    let (from, to) = range.days(visit.today());
    let option = |range: Range| {
        let selected = !with_dates && range == route.address.range;
        html! { <option value={range.name()} {selected}>{ name(lang, range) }</option> }
    };
    html! {
        <div class="range">
            <label class="picker">
                <span class="unseen">{ texts.range }</span>
                <select {onchange}>
                    { for Range::NAMED.map(option) }
                    <option value={DATES} selected={with_dates}>{ texts.dates }</option>
                </select>
            </label>
            if with_dates {
                <form class="dates" {onsubmit} novalidate=true>
                    <label for={FROM}>{ texts.from }</label>
                    <input
                        key={format!("from {from}")} id={FROM} ref={first} type="date" value={from.to_string()}
                        aria-invalid={is_wrong.then_some("true")} aria-describedby="range-wrong"
                    />
                    <label for="range-until">{ texts.until }</label>
                    <input
                        key={format!("to {to}")} id="range-until" ref={last} type="date" value={to.plus(-1).to_string()}
                    />
                    <button type="submit">{ texts.apply }</button>
                    <p class="wrong" id="range-wrong" role="alert">if *is_wrong { { texts.wrong_dates } }</p>
                </form>
            }
        </div>
    }
}

const fn name(lang: Lang, range: Range) -> &'static str {
    let texts = Parts::of(lang);
    match range {
        Range::Week => texts.week,
        Range::FourWeeks => texts.four_weeks,
        Range::Quarter => texts.quarter,
        Range::Year => texts.year,
        Range::Month => texts.month,
        Range::Dates { .. } => texts.dates,
    }
}
