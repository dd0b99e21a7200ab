//! How the site shows surveys: the tag, its headers, whether it was seen, keys.

mod keys;
mod new_key;

use gloo::{timers::callback::Interval, utils::window};
use shared::wire::site::SiteReply;
use yew::{Html, component, html, use_effect_with};

use crate::{
    client::escaped,
    embedding::Embedding,
    loaded::use_loaded,
    parts::{
        card::Card,
        code::Code,
        head::Head,
        states::{show, stale},
    },
    speech::{Speech, use_speech},
    texts::{fill, install::Install as Texts, parts::Parts},
    visit::{Visit, use_visit},
};
use keys::Keys;

/// How often it is asked whether the tag was seen.
const LOOK_MS: u32 = 5_000;
/// The touchpoint of the code where no survey has one yet.
const TOUCHPOINT: &str = "order_completed";

/// The page.
#[component]
pub(crate) fn Install() -> Html {
    let (visit, speech) = (use_visit(), use_speech());
    let texts = Texts::of(speech.lang);
    let site =
        use_loaded(visit.client.clone(), |client| async move { client.get::<SiteReply>("site", &Vec::new()).await });
    use_effect_with(site.again.clone(), |again| {
        let again = again.clone();
        let looking = Interval::new(LOOK_MS, move || again.emit(()));
        move || drop(looking)
    });
    html! {
        <>
            <Head title={texts.title} lead={texts.lead} />
            { stale(&site, Parts::of(speech.lang)) }
            <div class="install">
                <Card id="tag" title={texts.tag}>{ show(&site, 10, |site| tag(texts, &embedding(&visit, site))) }</Card>
                <Card id="seen" title={texts.seen}>{ show(&site, 5, |site| seen(&speech, &visit, site)) }</Card>
                <Card id="policy" title={texts.policy}>
                    { show(&site, 6, |site| policy(texts, &embedding(&visit, site))) }
                </Card>
                <Card id="origins" title={texts.origins}>{ show(&site, 5, |site| origins(texts, site)) }</Card>
                <Keys />
            </div>
        </>
    }
}

/// Returns what the site's pages have to carry.
fn embedding(visit: &Visit, site: &SiteReply) -> Embedding {
    let origin = window().location().origin().unwrap_or_default();
    Embedding {
        loader: format!("{origin}{}", site.loader),
        origin,
        site: site.site.clone(),
        touchpoint: touchpoint(visit).unwrap_or_else(|| TOUCHPOINT.to_owned()),
    }
}

/// Returns where the first survey that asks does so.
fn touchpoint(visit: &Visit) -> Option<String> {
    visit.first().and_then(|survey| survey.definition.touchpoints.first()).map(ToString::to_string)
}

fn tag(texts: &'static Texts, embedding: &Embedding) -> Html {
    html! {
        <>
            <p class="hint">{ texts.tag_hint }</p>
            <Code label={texts.tag} text={embedding.tag()} />
            <details>
                <summary>{ texts.attributes }</summary>
                <p class="hint">{ texts.attributes_hint }</p>
                <Code label={texts.attributes} text={embedding.attributes()} />
            </details>
            <details>
                <summary>{ texts.module }</summary>
                <p class="hint">{ texts.module_hint }</p>
                <Code label={texts.module} text={embedding.module()} />
            </details>
        </>
    }
}

fn policy(texts: &'static Texts, embedding: &Embedding) -> Html {
    html! {
        <>
            <p class="hint">{ texts.policy_hint }</p>
            <Code label={texts.policy} text={embedding.policy()} />
            <details>
                <summary>{ texts.frame }</summary>
                <p class="hint">{ texts.frame_hint }</p>
                <Code label={texts.frame} text={embedding.policy_with_frame()} />
            </details>
        </>
    }
}

/// Says whether pages with the tag asked, and how to find out why not.
fn seen(speech: &Speech, visit: &Visit, site: &SiteReply) -> Html {
    let texts = Texts::of(speech.lang);
    let at = |text: &'static str, moment: &str| fill(text, &[("at", &speech.moment(moment, &visit.site.tz))]);
    let (tone, said, grounds) = match &site.tag.last_prompt_at {
        Some(moment) => ("good", texts.seen_yes, at(texts.seen_at, moment)),
        None => ("level", texts.seen_no, texts.seen_no_hint.to_owned()),
    };
    let answered = match &site.tag.last_response_at {
        Some(moment) => at(texts.answered_at, moment),
        None => texts.unanswered.to_owned(),
    };
    let touchpoint = touchpoint(visit).map(|name| format!("?touchpoint={name}")).unwrap_or_default();
    let check = format!("../check/{}{touchpoint}", escaped(&site.site));
    html! {
        <>
            <div class="verdict" data-tone={tone} role="status">
                <p class="said">{ said }</p>
                <p class="grounds">{ grounds }</p>
                if site.tag.last_prompt_at.is_some() {
                    <p class="grounds">{ answered }</p>
                    <p class="grounds">{ texts.rests }</p>
                }
            </div>
            if site.paused { <p class="warning">{ texts.paused }</p> }
            if site.signed_only { <p class="warning">{ texts.signed_only }</p> }
            <div>
                <p>
                    <a class="button quiet" href={check} target="_blank" rel="noopener">
                        { texts.check }
                    </a>
                </p>
                <p class="hint">{ texts.check_hint }</p>
            </div>
        </>
    }
}

fn origins(texts: &'static Texts, site: &SiteReply) -> Html {
    let named: String = site.origins.iter().map(|origin| format!(" --origin {origin}")).collect();
    html! {
        <>
            <ul class="origins">{ for site.origins.iter().map(|origin| html! { <li><code>{ origin }</code></li> }) }</ul>
            <p class="hint">{ texts.origins_hint }</p>
            <Code label={texts.origins_code} text={format!("sondeo site set {}{named}", site.site)} />
        </>
    }
}
