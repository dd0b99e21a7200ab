//! The list: a page of answers, the way to the next one, the way to take all of them along.

use shared::wire::listing::{ResponseView, ResponsesReply};
use yew::{Callback, Html, Properties, component, html};

use super::{LIST, class_of, id_of, max, rating};
use crate::{
    address::{Address, Page},
    client::Query,
    figures,
    loaded::Loaded,
    parts::{
        card::Card,
        states::{Empty, show},
    },
    reading::{band_name, band_of},
    route::{Go, use_route},
    sifting,
    speech::{Speech, use_speech},
    texts::{answers::Answers as Texts, counted, parts::Parts},
    visit::{Visit, use_visit},
};

/// What the list needs.
#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What was found.
    pub(super) found: Loaded<ResponsesReply>,
    /// What was asked.
    pub(super) query: Query,
    /// The cursors that led here.
    pub(super) cursors: Vec<String>,
    /// Told of the cursors that lead to another page.
    pub(super) turn: Callback<Vec<String>>,
    /// The answer that is open.
    pub(super) open: Option<String>,
}

/// The list.
#[component]
pub(super) fn List(props: &Props) -> Html {
    let (visit, route, speech) = (use_visit(), use_route(), use_speech());
    let texts = Texts::of(speech.lang);
    let download = |format: &'static str, name: &'static str, label: &'static str| {
        let mut query = props.query.clone();
        query.push(("format", format.to_owned()));
        let href = visit.client.address("responses", &query);
        let file = format!("answers.{format}");
        html! { <a class="button quiet small" {href} download={file} aria-label={label}>{ name }</a> }
    };
    let aside = html! {
        <div class="actions">
            { download("csv", texts.csv, texts.csv_label) }
            { download("ndjson", texts.ndjson, texts.ndjson_label) }
        </div>
    };
    let found = props.found.known.as_ref().map(|reply| told(&speech, reply)).unwrap_or_default();
    html! {
        <Card id="answers" title={texts.list} class="list" {aside} is_waiting={props.found.is_waiting}>
            <p class="hint" role="status">{ found }</p>
            <div id={LIST} tabindex="-1" class="found">
                { show(&props.found, 8, |reply| view(&speech, &visit, &route.address, reply, props)) }
            </div>
        </Card>
    }
}

/// Says how many there are here, and how far words were looked for.
fn told(speech: &Speech, reply: &ResponsesReply) -> String {
    let texts = Texts::of(speech.lang);
    let written = |text: &str, number: u64| counted(text, number, &figures::count(speech, number));
    let mut told = written(texts.here, reply.responses.len() as u64);
    if let Some(searched) = reply.searched {
        told = format!("{told}. {}", written(texts.searched, searched.into()));
        if reply.next.is_some() {
            told = format!("{told} {}", texts.older_unread);
        }
    }
    told
}

fn view(speech: &Speech, visit: &Visit, address: &Address, reply: &ResponsesReply, props: &Props) -> Html {
    let texts = Texts::of(speech.lang);
    let page = |text: &'static str, cursors: Option<Vec<String>>| {
        let turn = props.turn.clone();
        let disabled = cursors.is_none();
        let onclick = move |_| turn.emit(cursors.clone().unwrap_or_default());
        html! { <button type="button" class="quiet" {onclick} {disabled}>{ text }</button> }
    };
    let newer = props.cursors.split_last().map(|(_, before)| before.to_vec());
    let older = reply.next.clone().map(|next| [props.cursors.as_slice(), &[next]].concat());
    let turning = (newer.is_some() || older.is_some()).then(|| {
        html! { <p class="actions turning">{ page(texts.newer, newer) }{ page(texts.older, older.clone()) }</p> }
    });
    if reply.responses.is_empty() {
        return html! { <>{ nothing(speech, address, older.is_some()) }{ turning }</> };
    }
    let item = |response: &ResponseView| {
        let is_open = props.open.as_deref() == Some(response.id.to_string().as_str());
        let band = class_of(visit, response);
        html! {
            <li key={response.id.to_string()} data-band={band}>{ row(speech, visit, address, response, is_open) }</li>
        }
    };
    html! {
        <>
            <ol>{ for reply.responses.iter().map(item) }</ol>
            { turning }
            <p class="hint keys">{ texts.keys }</p>
        </>
    }
}

fn nothing(speech: &Speech, address: &Address, more_follow: bool) -> Html {
    let texts = Texts::of(speech.lang);
    if more_follow {
        return html! { <Empty title={texts.none_yet} hint={texts.none_yet_hint} /> };
    }
    if sifting::is_narrowed(address) {
        let clear = address.on(Page::Answers);
        return html! {
            <Empty title={texts.none} hint={texts.none_hint}>
                <Go to={clear} class="button quiet">{ texts.clear }</Go>
            </Empty>
        };
    }
    html! {
        <Empty title={texts.nobody} hint={texts.nobody_hint}>
            <Go to={address.on(Page::Install)} class="button quiet">{ Parts::of(speech.lang).to_install }</Go>
        </Empty>
    }
}

/// One answer in the list. What customers write is only ever text.
fn row(speech: &Speech, visit: &Visit, address: &Address, response: &ResponseView, is_current: bool) -> Html {
    let texts = Texts::of(speech.lang);
    let id = response.id.to_string();
    let to = address.clone().with("id", &id);
    let highest = max(visit, response);
    let band = band_of(response.rating, response.metric, highest)
        .zip(response.metric)
        .map(|(band, metric)| band_name(speech.lang, band, metric, 1));
    let is_held = response.quarantine.as_deref().is_some_and(|why| why != "released");
    html! {
        <Go {to} {is_current} id={id_of(&id)} class="one">
            <span class="top">
                <strong>{ rating(speech, response.rating, highest) }</strong>
                if let Some(band) = band { <span>{ band }</span> }
                <time datetime={response.answered_at.clone()}>
                    { speech.moment(&response.answered_at, &visit.site.tz) }
                </time>
            </span>
            if let Some(comment) = &response.comment {
                <span class="words" lang={response.locale.clone()} dir="auto">{ comment }</span>
            } else {
                <span class="words soft">{ texts.silent }</span>
            }
            <span class="about">
                <span>{ &response.survey }</span>
                <span>{ &response.touchpoint }</span>
                { for response.reasons.iter().map(|reason| html! { <span class="badge">{ reason }</span> }) }
                if response.contact.is_some() { <span class="badge reach">{ texts.has_contact }</span> }
                if is_held { <span class="badge alarm">{ texts.is_held }</span> }
            </span>
        </Go>
    }
}
