//! The overview: how customers feel now, whether that is a real change, over time, by rating, and in whose words.

mod now;
mod ratings;
mod voices;
mod who;

use std::rc::Rc;

use futures_util::future::join;
use gloo::timers::callback::Timeout;
use shared::wire::{
    marks::{MarkView, MarksReply},
    scores::ScoresReply,
};
use yew::{Callback, Html, component, html, use_callback, use_effect_with, use_mut_ref};

use crate::{
    address::{Address, Page},
    client::{Client, Query},
    day::Day,
    figures::{self, Length, Pen},
    loaded::use_loaded,
    parts::{
        card::Card,
        chart::ChartWithTable,
        head::Head,
        range_picker::RangePicker,
        states::{Empty, show, stale},
        survey_picker::SurveyPicker,
    },
    range::Unit,
    reading::Reading,
    route::{Go, use_route},
    speech::{Speech, use_speech},
    texts::{fill, overview::Overview as Texts, parts::Parts, shell::Shell},
    trend::{self, Trend},
    trouble::Trouble,
    visit::use_visit,
};
use voices::Voices;

/// How long the scores wait for more answers before they are asked for again.
const SETTLE_MS: u32 = 1_500;

/// What is asked for.
#[derive(Clone, PartialEq)]
struct Question {
    client: Client,
    surveys: Vec<String>,
    from: Day,
    to: Day,
}

impl Question {
    fn unit(&self) -> Unit {
        Unit::of(self.from, self.to)
    }

    /// What narrows any question of the page.
    fn query(&self) -> Query {
        let surveys = self.surveys.iter().map(|slug| ("survey", slug.clone()));
        surveys.chain([("from", self.from.to_string()), ("to", self.to.to_string())]).collect()
    }
}

/// What is known.
#[derive(PartialEq)]
struct Scores {
    reply: ScoresReply,
    marks: Vec<MarkView>,
    unit: Unit,
}

async fn ask(question: Question) -> Result<Scores, Trouble> {
    let unit = question.unit();
    let mut query = question.query();
    query.extend([("group_by", unit.name().to_owned()), ("compare", "previous".to_owned())]);
    let days: Query = vec![("from", question.from.to_string()), ("to", question.to.to_string())];
    let (reply, marks) =
        join(question.client.get("scores", &query), question.client.get::<MarksReply>("marks", &days)).await;
    Ok(Scores { reply: reply?, marks: marks?.marks, unit })
}

/// The page.
#[component]
pub(crate) fn Overview() -> Html {
    let (visit, route, speech) = (use_visit(), use_route(), use_speech());
    let texts = Texts::of(speech.lang);
    let surveys = visit.chosen(&route.address.surveys);
    let (from, to) = route.address.range.days(visit.today());
    let question = Question { client: visit.client.clone(), surveys: surveys.clone(), from, to };
    let scores = use_loaded(question.clone(), ask);

    // New answers come in bursts; the scores follow once they rest.
    let waiting = use_mut_ref(|| None::<Timeout>);
    let timeout = waiting.clone();
    let changed = use_callback(scores.again.clone(), move |(), again| {
        let again = again.clone();
        *timeout.borrow_mut() = Some(Timeout::new(SETTLE_MS, move || again.emit(())));
    });
    use_effect_with((), move |()| move || drop(waiting.take()));

    if surveys.is_empty() {
        return nothing_asked(&route.address, &speech, visit.may_manage());
    }
    let is_waiting = scores.is_waiting;
    html! {
        <>
            <Head title={texts.title}><SurveyPicker /><RangePicker /></Head>
            { stale(&scores, Parts::of(speech.lang)) }
            <div class="overview">
                <Card id="now" title={texts.now} class="now" {is_waiting}>
                    { show(&scores, 5, |scores| now::view(&speech, &scores.reply)) }
                </Card>
                <Card id="trend" title={texts.trend} class="trend" {is_waiting}>
                    { show(&scores, 10, |scores| trend_of(&speech, scores)) }
                </Card>
                <Card id="ratings" title={texts.ratings} class="ratings" {is_waiting}>
                    { show(&scores, 9, |scores| ratings::view(&speech, &route.address, &scores.reply)) }
                </Card>
                <VoicesCard {question} {changed} />
                <Card id="who" title={texts.rate} class="who" {is_waiting}>
                    { show(&scores, 5, |scores| who::view(&speech, &scores.reply.total)) }
                </Card>
            </div>
        </>
    }
}

#[derive(PartialEq, yew::Properties)]
struct VoicesCardProps {
    question: Question,
    changed: Callback<()>,
}

/// The latest comments, which come by themselves where the days last until today.
#[component]
fn VoicesCard(props: &VoicesCardProps) -> Html {
    let visit = use_visit();
    let Question { client, surveys, to, .. } = &props.question;
    let is_live = *to > visit.today();
    html! {
        <Voices
            client={client.clone()} query={props.question.query()} surveys={surveys.clone()} {is_live}
            changed={props.changed.clone()}
        />
    }
}

fn nothing_asked(address: &Address, speech: &Speech, may_manage: bool) -> Html {
    let parts = Parts::of(speech.lang);
    html! {
        <>
            <Head title={Shell::of(speech.lang).overview} />
            <Empty title={parts.no_surveys} hint={parts.no_surveys_hint}>
                <p class="actions">
                    if may_manage {
                        <Go to={address.on(Page::Survey)} class="button">{ parts.make_survey }</Go>
                    }
                    <Go to={address.on(Page::Install)} class="button quiet">{ parts.to_install }</Go>
                </p>
            </Empty>
        </>
    }
}

fn trend_of(speech: &Speech, scores: &Scores) -> Html {
    let texts = Texts::of(speech.lang);
    let trend = Trend::new(speech, scores.unit, &scores.reply, &scores.marks);
    if trend.is_empty() {
        return html! { <Empty title={texts.nobody} hint={texts.nobody_hint} /> };
    }
    let unit = match scores.unit {
        Unit::Day => texts.by_day,
        Unit::Week => texts.by_week,
        Unit::Month => texts.by_month,
    };
    let metric = scores.reply.metric;
    let mut known = trend.scores.iter().flatten().map(|score| figures::score(speech, metric, *score));
    let first = known.next().unwrap_or_default();
    let last = known.next_back().unwrap_or_else(|| first.clone());
    let label = fill(texts.trend_label, &[("unit", unit), ("first", &first), ("last", &last)]);
    let marks = scores.marks.iter().filter_map(|mark| Some((mark.day.parse::<Day>().ok()?, mark.note.clone())));
    let mark = |(day, note): (Day, String)| {
        html! { <li><span class="when">{ speech.day(day, Length::Short) }</span>{ note }</li> }
    };
    html! {
        <>
            <ChartWithTable {label} trend={Rc::new(trend)} table={table(speech, scores)} hint={texts.trend_hint} />
            if !scores.marks.is_empty() { <ol class="marks-below">{ for marks.map(mark) }</ol> }
        </>
    }
}

/// The chart's numbers, the latest first.
fn table(speech: &Speech, scores: &Scores) -> Html {
    let texts = Texts::of(speech.lang);
    let unit = match scores.unit {
        Unit::Day => texts.by_day,
        Unit::Week => texts.by_week,
        Unit::Month => texts.by_month,
    };
    let metric = scores.reply.metric;
    let row = |group: &shared::wire::scores::Group| {
        let reading = Reading::of(&group.score);
        let name = group.key.as_deref().and_then(Day::of_key).map(|day| trend::name(speech, scores.unit, day));
        let reach = reading.headline.map(|_| figures::span(speech, metric, reading.interval));
        html! {
            <tr>
                <th scope="row">{ name }</th>
                <td>{ figures::headline(speech, metric, &group.score) }</td>
                <td>{ reach }</td>
                <td class="count">{ figures::count(speech, reading.answered()) }</td>
            </tr>
        }
    };
    let head = |words: &'static str| html! { <th scope="col">{ words }</th> };
    html! {
        <table class="numbers">
            <thead><tr>
                { for [unit, texts.score, texts.reach].map(head) }<th scope="col" class="count">{ texts.count }</th>
            </tr></thead>
            <tbody>{ for scores.reply.groups.iter().rev().map(row) }</tbody>
        </table>
    }
}
