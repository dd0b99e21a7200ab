//! The journey: stages and touchpoints in order, the worst clear one marked; and days on which something changed.

mod marks;

use std::collections::BTreeSet;

use futures_util::future::{join, try_join_all};
use shared::{
    scale::Metric,
    wire::{scores::ScoreView, surveys::SurveyView},
};
use yew::{Html, component, html};

use crate::{
    address::{Address, Page},
    client::{Client, Query},
    day::Day,
    figures::{self, metric_names},
    loaded::use_loaded,
    parts::{
        card::Card,
        head::Head,
        interval::interval,
        range_picker::RangePicker,
        states::{Empty, show, stale},
    },
    reading::Reading,
    route::{Go, use_route},
    speech::{Speech, use_speech},
    stages::{Measured, Stage, Stop, in_order},
    texts::{fill, journey::Journey as Texts, parts::Parts},
    trouble::Trouble,
    visit::{Kind, use_visit},
};
use marks::Marks;

/// What is asked for: the surveys of each kind, over these days.
#[derive(Clone, PartialEq)]
struct Question {
    client: Client,
    kinds: Vec<Vec<String>>,
    from: Day,
    to: Day,
}

async fn ask(question: Question) -> Result<Vec<Measured>, Trouble> {
    let Question { client, kinds, from, to } = &question;
    let of_kind = async |surveys: &Vec<String>| {
        // No more are merged in one question; who has more than that sees the first.
        let surveys = surveys.iter().take(20).map(|slug| ("survey", slug.clone()));
        let days = [("from", from.to_string()), ("to", to.to_string())];
        let all: Query = surveys.chain(days).collect();
        let with = |more: &[(&'static str, &str)]| -> Query {
            all.iter().cloned().chain(more.iter().map(|(name, value)| (*name, (*value).to_owned()))).collect()
        };
        let (touchpoints, stages) =
            (with(&[("group_by", "touchpoint"), ("compare", "rest")]), with(&[("group_by", "stage")]));
        let (by_touchpoint, by_stage) = join(client.get("scores", &touchpoints), client.get("scores", &stages)).await;
        Ok::<_, Trouble>(Measured { by_touchpoint: by_touchpoint?, by_stage: by_stage? })
    };
    try_join_all(kinds.iter().map(of_kind)).await
}

/// The page.
#[component]
pub(crate) fn Journey() -> Html {
    let (visit, route, speech) = (use_visit(), use_route(), use_speech());
    let texts = Texts::of(speech.lang);
    let (from, to) = route.address.range.days(visit.today());
    let names = |(_, surveys): (Kind, Vec<&SurveyView>)| surveys.iter().map(|survey| survey.slug.clone()).collect();
    let kinds = visit.kinds().into_iter().map(names).collect();
    let question = Question { client: visit.client.clone(), kinds, from, to };
    let measured = use_loaded(question, ask);
    let stages = |measured: &Vec<Measured>| {
        let stages = in_order(&visit.surveys, measured);
        if stages.is_empty() {
            return html! { <Empty title={texts.empty} hint={texts.empty_hint} /> };
        }
        html! { <>{ worst(&speech, &stages) }{ table(&speech, &route.address, &stages) }</> }
    };
    html! {
        <>
            <Head title={texts.title} lead={texts.lead}><RangePicker /></Head>
            { stale(&measured, Parts::of(speech.lang)) }
            <Card id="stages" title={texts.worst} class="stages" is_waiting={measured.is_waiting}>
                { show(&measured, rows(&visit.surveys), stages) }
            </Card>
            <Marks />
        </>
    }
}

/// Returns about how many lines the journey of these surveys has: what is below it does not jump when it comes.
fn rows(surveys: &[SurveyView]) -> usize {
    let stages: BTreeSet<_> = surveys.iter().map(|survey| &survey.definition.stage).collect();
    let stops: BTreeSet<_> = surveys.iter().flat_map(|survey| &survey.definition.touchpoints).collect();
    // The sentence above and the table's head; a stage is higher than a line, and so is a touchpoint.
    3 + stages.len() * 3 / 2 + stops.len() * 7 / 4
}

/// Says in a sentence where it hurts.
fn worst(speech: &Speech, stages: &[Stage]) -> Html {
    let texts = Texts::of(speech.lang);
    let mut worst = stages.iter().flat_map(|stage| &stage.stops).filter(|stop| stop.is_worst).peekable();
    if worst.peek().is_none() {
        return html! { <p class="worst-is">{ texts.none_worst }</p> };
    }
    let sentence = |stop: &Stop| {
        let (_, short) = metric_names(speech.lang, stop.metric);
        let score = format!("{short} {}", figures::headline(speech, stop.metric, &stop.score));
        html! { <p>{ fill(texts.worst_is, &[("touchpoint", &stop.touchpoint), ("score", &score)]) }</p> }
    };
    html! { <div class="worst-is is-there">{ for worst.map(sentence) }</div> }
}

fn table(speech: &Speech, address: &Address, stages: &[Stage]) -> Html {
    let texts = Texts::of(speech.lang);
    let stage = |stage: &Stage| {
        let name = stage.name.as_deref().map_or(texts.no_stage, |name| name_of(texts, name));
        html! {
            <tbody>
                <tr class="stage">
                    <th scope="rowgroup" colspan={if stage.scores.is_empty() { "5" } else { "1" }}>{ name.to_owned() }</th>
                    if let [(metric, score)] = stage.scores.as_slice() {
                        { cells(speech, *metric, score) }
                    } else if !stage.scores.is_empty() {
                        <td colspan="4" />
                    }
                </tr>
                { for stage.stops.iter().map(|stop| row(speech, address, stop)) }
            </tbody>
        }
    };
    let head = |words: &'static str| html! { <th scope="col">{ words }</th> };
    html! {
        <div class="scroll" role="region" aria-label={texts.title} tabindex="0">
            <table class="journey">
                <thead><tr>
                    { for [texts.touchpoint, texts.metric, texts.score, texts.interval].map(head) }
                    <th scope="col" class="count">{ texts.answers }</th>
                </tr></thead>
                { for stages.iter().map(stage) }
            </table>
        </div>
    }
}

fn row(speech: &Speech, address: &Address, stop: &Stop) -> Html {
    let texts = Texts::of(speech.lang);
    let to = address.on(Page::Answers).of(stop.surveys.clone()).with("touchpoint", &stop.touchpoint);
    let label = fill(texts.open, &[("touchpoint", &stop.touchpoint)]);
    html! {
        <tr class={yew::classes!("stop", stop.is_worst.then_some("worst"))}>
            <th scope="row">
                <Go {to} {label}>{ &stop.touchpoint }</Go>
                if stop.is_worst { <span class="badge alarm">{ texts.worst }</span> }
            </th>
            { cells(speech, stop.metric, &stop.score) }
        </tr>
    }
}

fn cells(speech: &Speech, metric: Metric, score: &ScoreView) -> Html {
    let reading = Reading::of(score);
    let (_, short) = metric_names(speech.lang, metric);
    html! {
        <>
            <td class="soft">{ short }</td>
            <td class="number">{ figures::headline(speech, metric, score) }</td>
            <td class="where">
                { interval(metric, reading.headline, reading.interval) }
                <span class="soft">{ reading.headline.map(|_| figures::span(speech, metric, reading.interval)) }</span>
            </td>
            <td class="count">{ figures::count(speech, reading.answered()) }</td>
        </>
    }
}

/// Returns what a stage is called; those that are not known keep their name.
fn name_of<'a>(texts: &'static Texts, name: &'a str) -> &'a str {
    match name {
        "purchase" => texts.purchase,
        "onboarding" => texts.onboarding,
        "use" => texts.usage,
        "support" => texts.support,
        "renewal" => texts.renewal,
        "cancellation" => texts.cancellation,
        other => other,
    }
}
