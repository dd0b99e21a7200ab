//! One survey.

use shared::scale::Metric;
use yew::{Html, Properties, component, html};

use super::{bands, counts, headline, ratings, touchpoints, trend};
use crate::{
    reading::Reading,
    standing::{Known, Scores},
};

/// What a card needs.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Its place on the page, which makes its ids.
    pub(crate) id: usize,
    /// The survey's slug.
    pub(crate) slug: String,
    /// What is known of the survey.
    pub(crate) known: Known,
}

/// One survey.
#[component]
pub(crate) fn Card(props: &Props) -> Html {
    let Props { id, slug, known } = props;
    let scores = known.scores.as_deref();
    let metric = scores.map(|scores| scores.by_day.metric);
    let title = format!("survey-{id}");
    html! {
        <article class="card" aria-labelledby={title.clone()} data-survey={slug.clone()} data-metric={metric.map(Metric::name)}>
            <header>
                <h2 id={title.clone()}>{ metric.map_or_else(|| slug.clone(), |metric| name(metric).to_owned()) }</h2>
                if metric.is_some() { <p class="slug">{ slug }</p> }
            </header>
            if let Some(scores) = scores {
                { sections(&title, scores) }
            } else if let Some(refused) = &known.refused {
                <p class="refused" role="status">{ format!("The collector says: {refused}.") }</p>
            } else {
                <p class="waiting">{ "Asking the collector\u{2026}" }</p>
            }
        </article>
    }
}

fn sections(title: &str, scores: &Scores) -> Html {
    let total = Reading::of(&scores.by_day.total);
    html! {
        <>
            { headline::view(&total) }
            { counts::view(&total) }
            { bands::view(&total) }
            { ratings::view(&total) }
            { trend::view(title, &scores.by_day) }
            { touchpoints::view(title, &scores.by_touchpoint) }
        </>
    }
}

const fn name(metric: Metric) -> &'static str {
    match metric {
        Metric::Nps => "Net Promoter Score",
        Metric::Csat => "Customer satisfaction",
        Metric::Ces => "Customer effort",
    }
}
