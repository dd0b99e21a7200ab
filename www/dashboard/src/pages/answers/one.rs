//! All that is known of one answer.

use shared::wire::{
    listing::{ResponseDetails, ResponseView, RevisionView},
    prompts::{Device, Outcome},
};
use yew::{Html, html};

use super::{class_of, max, rating};
use crate::{
    address::{Address, Page},
    day::Day,
    figures::{Length, Pen},
    reading::{band_name, band_of},
    route::Go,
    speech::Speech,
    texts::{
        answers::{Answers, one::One as Texts},
        fill,
    },
    visit::Visit,
};

/// Says how the customer rated.
pub(super) fn title(speech: &Speech, visit: &Visit, response: &ResponseView) -> Html {
    let highest = max(visit, response);
    let band = band_of(response.rating, response.metric, highest).zip(response.metric);
    html! {
        <>
            <span class="rated" data-band={class_of(visit, response)}>
                { rating(speech, response.rating, highest) }
            </span>
            if let Some((band, metric)) = band {
                <span class="soft">{ " · " }{ band_name(speech.lang, band, metric, 1) }</span>
            }
        </>
    }
}

/// Shows an answer. What customers and pages said is only ever text.
pub(super) fn view(speech: &Speech, visit: &Visit, address: &Address, details: &ResponseDetails) -> Html {
    let (texts, response) = (Texts::of(speech.lang), &details.response);
    html! {
        <>
            if let Some(comment) = &response.comment {
                <blockquote class="said" lang={response.locale.clone()} dir="auto">{ comment }</blockquote>
            } else {
                <p class="soft">{ Answers::of(speech.lang).silent }</p>
            }
            if let Some(contact) = &response.contact {
                <div class="reach">
                    <h3>{ texts.reach }</h3>
                    <p class="contact" dir="auto">{ contact }</p>
                </div>
            }
            if !response.reasons.is_empty() {
                <div>
                    <h3>{ texts.reasons }</h3>
                    <ul class="actions">
                        { for response.reasons.iter().map(|reason| html! { <li class="badge">{ reason }</li> }) }
                    </ul>
                </div>
            }
            <div>
                <h3>{ texts.facts }</h3>
                <dl class="facts">{ facts(speech, visit, address, response) }</dl>
            </div>
            <div>
                <h3>{ texts.revisions }</h3>
                <ol class="revisions">
                    { for details.revisions.iter().map(|each| revision(speech, visit, response, each)) }
                </ol>
            </div>
        </>
    }
}

fn facts(speech: &Speech, visit: &Visit, address: &Address, response: &ResponseView) -> Html {
    let (texts, names) = (Texts::of(speech.lang), Answers::of(speech.lang));
    let moment = |at: &str| html! { <time datetime={at.to_owned()}>{ speech.moment(at, &visit.site.tz) }</time> };
    let fact = |name: &str, value: Html| html! { <><dt>{ name }</dt><dd>{ value }</dd></> };
    let some = |name: &str, value: Option<&str>| value.map(|value| fact(name, html! { value })).unwrap_or_default();
    let version = response.version.to_string();
    let survey = fill(texts.version, &[("survey", &response.survey), ("n", &version)]);
    let survey = match visit.survey(&response.survey) {
        Some(_) => {
            html! { <Go to={address.on(Page::Survey).with("slug", &response.survey)}>{ survey }</Go> }
        }
        None => html! { survey },
    };
    let day = response.day.parse::<Day>().map_or_else(|_| response.day.clone(), |day| speech.day(day, Length::Full));
    html! {
        <>
            { fact(texts.survey, survey) }
            { fact(names.touchpoint, html! { &response.touchpoint }) }
            { some(names.stage, response.stage.as_deref()) }
            { fact(texts.outcome, html! { outcome(texts, response.outcome) }) }
            { fact(texts.counting, html! { counting(texts, response.quarantine.as_deref()) }) }
            { fact(texts.language, html! { speech.language(&response.locale) }) }
            { some(texts.device, response.device.map(|it| device(texts, it))) }
            { for response.attributes.iter().map(|(name, value)| fact(name, html! { value })) }
            { some(texts.interaction, response.interaction_id.as_deref()) }
            { some(texts.respondent, response.respondent.as_deref()) }
            { fact(texts.asked, moment(&response.issued_at)) }
            { fact(texts.answered, moment(&response.answered_at)) }
            { fact(texts.received, moment(&response.received_at)) }
            { fact(texts.day, html! { day }) }
            { fact(texts.id, html! { <code>{ response.id.to_string() }</code> }) }
        </>
    }
}

fn revision(speech: &Speech, visit: &Visit, response: &ResponseView, revision: &RevisionView) -> Html {
    let texts = Texts::of(speech.lang);
    let said = outcome(texts, revision.outcome);
    let said = match revision.rating {
        None => said.to_owned(),
        Some(rated) => {
            let rating = rating(speech, Some(rated), max(visit, response));
            fill(texts.revision, &[("outcome", said), ("rating", &rating)])
        }
    };
    html! {
        <li>
            <time datetime={revision.received_at.clone()}>
                { speech.moment(&revision.received_at, &visit.site.tz) }
            </time>
            <span>{ said }</span>
        </li>
    }
}

const fn outcome(texts: &'static Texts, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Shown => texts.shown,
        Outcome::Rated => texts.rated,
        Outcome::Completed => texts.completed,
        Outcome::Dismissed => texts.dismissed,
        Outcome::OptedOut => texts.opted_out,
    }
}

pub(super) const fn device(texts: &'static Texts, device: Device) -> &'static str {
    match device {
        Device::Phone => texts.phone,
        Device::Tablet => texts.tablet,
        Device::Desktop => texts.desktop,
    }
}

fn counting(texts: &'static Texts, quarantine: Option<&str>) -> String {
    match quarantine {
        None => texts.counts.to_owned(),
        Some("released") => texts.released.to_owned(),
        Some("burst") => texts.burst.to_owned(),
        Some("respondent") => texts.same.to_owned(),
        Some(why) => fill(texts.held, &[("why", why)]),
    }
}
