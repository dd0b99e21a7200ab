//! What customers say: every answer, filtered, searched, read.
//!
//! What is wanted is in the address (`sifting`), and so is the answer that is open (`id`). The list is a page of the
//! collector's at a time, however many there are.

mod detail;
mod filters;
mod list;
mod one;
mod told;

use shared::{
    scale::Metric,
    wire::listing::{ResponseView, ResponsesReply},
};
use web_sys::{HtmlElement, KeyboardEvent};
use yew::{Callback, Html, TargetCast, classes, component, html, use_effect_with, use_mut_ref, use_state};

use crate::{
    browser,
    client::{Client, Query},
    loaded::use_loaded,
    parts::{head::Head, range_picker::RangePicker, states::stale},
    reading::band_of,
    route::use_route,
    sifting,
    speech::{Speech, use_speech},
    texts::{answers::Answers as Texts, fill, parts::Parts},
    trouble::Trouble,
    visit::{Visit, use_visit},
};
use detail::Detail;
use filters::{Filters, Surveys};
use list::List;

/// How many answers a page of the list has.
const PAGE: usize = 50;
/// How often the collector is asked for a page at most: of 10,000,000 responses that are looked through in vain a part takes
/// 28 to 40 ms (`cargo xtask bench pages`), and a page is there within 200.
const PARTS: usize = 4;
/// The id of the list's part of the page.
const LIST: &str = "answers-list";
/// The id of the answer that is open.
const DETAIL: &str = "answer";

/// The id of an answer in the list.
fn id_of(answer: &str) -> String {
    format!("answer-{answer}")
}

/// The page.
#[component]
pub(crate) fn Answers() -> Html {
    let (visit, route, speech) = (use_visit(), use_route(), use_speech());
    let texts = Texts::of(speech.lang);
    let days = route.address.range.days(visit.today());
    let query = sifting::query(&route.address, days, &metrics(&visit, &route.address.surveys));

    // The cursors that lead to where one is, of this question alone.
    let trail = use_state(|| (Query::new(), Vec::<String>::new()));
    let cursors = if trail.0 == query { trail.1.clone() } else { Vec::new() };
    let question = (visit.client.clone(), query.clone(), cursors.last().cloned());
    let found = use_loaded(question, |(client, query, cursor)| page(client, query, cursor));
    let turn = {
        let (trail, query) = (trail.setter(), query.clone());
        Callback::from(move |cursors: Vec<String>| {
            trail.set((query.clone(), cursors));
            browser::focus(LIST);
        })
    };

    let open = route.address.get("id").map(str::to_owned);
    let before = use_mut_ref(|| open.clone());
    use_effect_with(open.clone(), move |open: &Option<String>| {
        // Whoever opens an answer is told of it; whoever closes it is where they were.
        match (open, before.replace(open.clone())) {
            (new, old) if *new == old => {}
            (None, Some(old)) => browser::focus(&id_of(&old)),
            _ => browser::focus(DETAIL),
        }
    });
    let said = use_state(|| None::<&'static str>);
    let ids: Vec<String> = match &found.known {
        Some(reply) => reply.responses.iter().map(|response| response.id.to_string()).collect(),
        None => Vec::new(),
    };
    let onkeydown = {
        let (route, ids, open) = (route.clone(), ids.clone(), open.clone());
        Callback::from(move |event: KeyboardEvent| {
            let target = event.target_dyn_into::<HtmlElement>();
            let tag = target.as_ref().map(|target| target.tag_name()).unwrap_or_default();
            if event.ctrl_key() || event.meta_key() || event.alt_key() || matches!(&*tag, "INPUT" | "SELECT") {
                return;
            }
            let focused = target.map(|target| target.id()).unwrap_or_default();
            let in_list = ids.iter().position(|id| id_of(id) == focused);
            let by = match (event.key().as_str(), in_list.is_some() || focused == LIST) {
                ("j", _) | ("ArrowDown", true) => 1,
                ("k", _) | ("ArrowUp", true) => -1,
                ("Escape", _) if open.is_some() => {
                    route.go.emit((*route.address).clone().with("id", ""));
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            let at = in_list.or_else(|| ids.iter().position(|id| Some(id) == open.as_ref()));
            let Some(next) = sifting::step(at, by, ids.len()).map(|next| &ids[next]) else { return };
            match open {
                Some(_) => route.go.emit((*route.address).clone().with("id", next)),
                None => browser::focus(&id_of(next)),
            }
        })
    };
    let deleted = {
        let (route, said, again) = (route.clone(), said.setter(), found.again.clone());
        Callback::from(move |()| {
            said.set(Some(texts.deleted));
            again.emit(());
            route.go.emit((*route.address).clone().with("id", ""));
            browser::focus(LIST);
        })
    };
    html! {
        <>
            <Head title={texts.title}><Surveys /><RangePicker /></Head>
            { stale(&found, Parts::of(speech.lang)) }
            <Filters />
            <p class="done" role="status">{ *said }</p>
            <div class={classes!("answers", open.is_some().then_some("is-open"))} {onkeydown}>
                <List {found} {query} {cursors} {turn} open={open.clone()} />
                if let Some(id) = open { <Detail {id} {ids} {deleted} /> }
            </div>
        </>
    }
}

/// Reads a page. The collector looks through so many responses at a time: where few are like what is wanted, it is asked
/// several times for one page.
async fn page(client: Client, query: Query, cursor: Option<String>) -> Result<ResponsesReply, Trouble> {
    let part = async |missing: usize, cursor: Option<String>| {
        let mut query = query.clone();
        query.push(("limit", missing.to_string()));
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        client.get::<ResponsesReply>("responses", &query).await
    };
    let mut page = part(PAGE, cursor).await?;
    for _ in 1..PARTS {
        let missing = PAGE.saturating_sub(page.responses.len());
        if missing == 0 || page.next.is_none() {
            break;
        }
        let more = part(missing, page.next.take()).await?;
        page.responses.extend(more.responses);
        page.next = more.next;
        page.searched = page.searched.zip(more.searched).map(|(before, then)| before + then);
    }
    Ok(page)
}

/// Returns what these surveys measure, or all do where none is named, each metric once.
fn metrics(visit: &Visit, named: &[String]) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for survey in visit.surveys.iter().filter(|survey| named.is_empty() || named.contains(&survey.slug)) {
        if !metrics.contains(&survey.metric) {
            metrics.push(survey.metric);
        }
    }
    // A survey that was deleted may have measured any.
    if metrics.is_empty() { vec![Metric::Nps, Metric::Csat, Metric::Ces] } else { metrics }
}

/// Returns the highest rating of the survey that asked: a scale never changes under a slug.
fn max(visit: &Visit, response: &ResponseView) -> Option<u8> {
    visit.survey(&response.survey).map(|survey| survey.scale.max)
}

/// Returns the word by which the style sheet knows the band of an answer.
fn class_of(visit: &Visit, response: &ResponseView) -> Option<&'static str> {
    band_of(response.rating, response.metric, max(visit, response)).map(crate::reading::band_class)
}

/// Writes a rating in words, `4 of 5`.
fn rating(speech: &Speech, rating: Option<u8>, max: Option<u8>) -> String {
    let texts = Texts::of(speech.lang);
    match (rating, max) {
        (None, _) => texts.unrated.to_owned(),
        (Some(rating), None) => rating.to_string(),
        (Some(rating), Some(max)) => fill(texts.rated, &[("rating", &rating.to_string()), ("max", &max.to_string())]),
    }
}
