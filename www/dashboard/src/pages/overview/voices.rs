//! What customers wrote last; new comments come by themselves.

use shared::wire::listing::{ResponseView, ResponsesReply};
use yew::{Callback, Html, Properties, component, html, use_callback, use_effect_with, use_state};

use crate::{
    address::Page,
    client::{Client, Query},
    live::use_live,
    loaded::use_loaded,
    parts::{
        card::Card,
        states::{Empty, show},
    },
    reading::{band_class, band_of},
    route::{Go, use_route},
    speech::{Speech, use_speech},
    texts::{fill, overview::Overview as Texts},
    visit::{Visit, use_visit},
};

/// How many are shown.
const MOST: usize = 6;

/// What the card needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// The API.
    pub(super) client: Client,
    /// What narrows the question.
    pub(super) query: Query,
    /// The surveys.
    pub(super) surveys: Vec<String>,
    /// Whether what comes from now on belongs here.
    pub(super) is_live: bool,
    /// Told of every new answer.
    pub(super) changed: Callback<()>,
}

/// The latest comments.
#[component]
pub(super) fn Voices(props: &Props) -> Html {
    let (visit, route, speech) = (use_visit(), use_route(), use_speech());
    let texts = Texts::of(speech.lang);
    let mut query = props.query.clone();
    query.extend([("comment", "true".to_owned()), ("limit", MOST.to_string())]);
    let latest = use_loaded((props.client.clone(), query.clone()), |(client, query)| async move {
        client.get::<ResponsesReply>("responses", &query).await
    });

    let news = use_state(Vec::<ResponseView>::new);
    let set = news.setter();
    // What was new is in the next list, or about something else.
    use_effect_with(latest.known.clone(), move |_| set.set(Vec::new()));
    let heard = use_callback((news.clone(), props.changed.clone()), |response: ResponseView, (news, changed)| {
        changed.emit(());
        let others = news.iter().filter(|known| known.id != response.id).cloned();
        let next = response.comment.is_some().then(|| response.clone()).into_iter().chain(others).take(MOST).collect();
        news.set(next);
    });
    let surveys: Query = props.surveys.iter().map(|slug| ("survey", slug.clone())).collect();
    let address = props.is_live.then(|| props.client.address("live", &surveys));
    let is_live = use_live(address, heard, latest.again.clone());

    let answers = route.address.on(Page::Answers).of(props.surveys.clone());
    let aside = html! {
        <>
            if props.is_live {
                <span class="live" data-live={is_live.to_string()}>{ if is_live { texts.live } else { texts.paused } }</span>
            }
            <Go to={answers}>{ texts.voices_all }</Go>
        </>
    };
    let announced = news.first().map(|response| {
        let comment = response.comment.clone().unwrap_or_default();
        fill(texts.new_voice, &[("rating", &rating(&speech, &visit, response)), ("comment", &comment)])
    });
    html! {
        <Card id="voices" title={texts.voices} class="voices" {aside}>
            <p class="unseen" role="status">{ announced }</p>
            { show(&latest, MOST, |reply| list(&speech, &visit, news.iter().chain(&reply.responses))) }
        </Card>
    }
}

fn list<'a>(speech: &Speech, visit: &Visit, responses: impl Iterator<Item = &'a ResponseView>) -> Html {
    let mut seen = Vec::new();
    let mut latest: Vec<&ResponseView> = Vec::new();
    for response in responses {
        if !seen.contains(&response.id) && latest.len() < MOST {
            seen.push(response.id);
            latest.push(response);
        }
    }
    if latest.is_empty() {
        let texts = Texts::of(speech.lang);
        return html! { <Empty title={texts.silent} hint={texts.silent_hint} /> };
    }
    html! { <ul>{ for latest.into_iter().map(|response| voice(speech, visit, response)) }</ul> }
}

/// One comment. What customers write is only ever text.
fn voice(speech: &Speech, visit: &Visit, response: &ResponseView) -> Html {
    let band = band_of(response.rating, response.metric, max(visit, response)).map(band_class);
    html! {
        <li key={response.id.to_string()} data-band={band}>
            <blockquote lang={response.locale.clone()} dir="auto">{ response.comment.clone() }</blockquote>
            <p class="about">
                <span class="rating">{ rating(speech, visit, response) }</span>
                <span>{ &response.touchpoint }</span>
                <time datetime={response.answered_at.clone()}>
                    { speech.moment(&response.answered_at, &visit.site.tz) }
                </time>
            </p>
        </li>
    }
}

/// The highest rating of the survey that asked, as it is now: a scale never changes under a slug.
fn max(visit: &Visit, response: &ResponseView) -> Option<u8> {
    visit.survey(&response.survey).map(|survey| survey.scale.max)
}

fn rating(speech: &Speech, visit: &Visit, response: &ResponseView) -> String {
    let Some(rating) = response.rating else { return String::new() };
    let Some(max) = max(visit, response) else { return rating.to_string() };
    fill(Texts::of(speech.lang).rated, &[("rating", &rating.to_string()), ("max", &max.to_string())])
}
