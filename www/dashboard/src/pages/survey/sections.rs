//! The parts of the form: what is asked, what comes after, how it looks, whom it asks.

use serde_json::{Value, json};
use shared::{
    scale::{Metric, Scale, Shape},
    survey::AskRules,
};
use yew::{Html, html};

use super::{
    editor::Form,
    fields::{Names, choice, color, explained, line, percent, tick, whole},
};
use crate::{
    asking,
    parts::card::Card,
    texts::{fill, survey::Survey as Texts},
};

/// What is asked.
pub(super) fn asked(form: &Form) -> Html {
    let texts = Texts::of(form.speech.lang);
    let metrics = [(json!("csat"), texts.csat), (json!("nps"), texts.nps), (json!("ces"), texts.ces)];
    let kinds =
        [(Value::Null, texts.ordinary), (json!("cancellation"), texts.cancellation), (json!("promise"), texts.promise)];
    let metric = form.draft().get("/metric").and_then(|said| serde_json::from_value::<Metric>(said.clone()).ok());
    let scales: Vec<Scale> = Scale::ALL.into_iter().filter(|scale| Some(scale.metric()) == metric).collect();
    let scale = form.draft().get("/scale").and_then(Value::as_u64);
    let scale = match (scale, metric) {
        (Some(max), _) => scales.iter().copied().find(|scale| u64::from(scale.max()) == max),
        (None, metric) => metric.map(Scale::default_of),
    };
    let upper: Vec<(u8, String)> =
        scales.iter().map(|scale| (scale.max(), fill(texts.up_to, &[("n", &scale.max().to_string())]))).collect();
    let usual_scale = [(Value::Null, texts.usual)];
    let scale_options: Vec<(Value, &str)> =
        usual_scale.into_iter().chain(upper.iter().map(|(max, name)| (json!(max), name.as_str()))).collect();
    let shapes = [
        (Shape::Numbers, texts.numbers),
        (Shape::Stars, texts.stars),
        (Shape::Smileys, texts.smileys),
        (Shape::Thumbs, texts.thumbs),
    ];
    let shapes = shapes.into_iter().filter(|(shape, _)| scale.is_none_or(|scale| scale.allows(*shape)));
    let shapes: Vec<(Value, &str)> =
        [(Value::Null, texts.usual)].into_iter().chain(shapes.map(|(shape, name)| (json!(shape), name))).collect();
    // Answers on one scale are never counted with those on another under the same name.
    let slug_hint = if form.is_known { "" } else { texts.slug_hint };
    let named = Form { is_fixed: form.is_fixed || form.is_known, ..form.clone() };
    html! {
        <Card id="asked" title={texts.asked}>
            <div class="fields">
                <div class="wide">{ explained(&named, "/slug", texts.slug, ["post-purchase", slug_hint]) }</div>
                <div class="wide">{ choice(&named, "/metric", texts.metric, &metrics) }</div>
                <div class="wide">
                    <Names
                        form={form.clone()} pointer="/touchpoints" label={texts.touchpoints}
                        example="order_completed, parcel_received" hint={texts.touchpoints_hint}
                    />
                </div>
                { line(form, "/stage", texts.stage, texts.stage_hint) }
                { choice(form, "/kind", texts.kind, &kinds) }
                { choice(&named, "/scale", texts.scale, &scale_options) }
                { choice(form, "/shape", texts.shape, &shapes) }
                { tick(form, "/live", texts.live) }
            </div>
        </Card>
    }
}

/// What comes after the rating.
pub(super) fn after(form: &Form) -> Html {
    let texts = Texts::of(form.speech.lang);
    let names = |pointer: &'static str, label: &'static str| {
        html! { <div class="wide"><Names form={form.clone()} {pointer} {label} example={texts.names_hint} /></div> }
    };
    let counts = [(Value::Null, texts.usual), (json!("one"), texts.one), (json!("many"), texts.many)];
    html! {
        <Card id="after" title={texts.after}>
            <div class="fields">
                <div class="wide">
                    <Names
                        form={form.clone()} pointer="/reasons" label={texts.reasons} example="late, broken, other"
                        hint={texts.reasons_hint}
                    />
                </div>
                { tick(form, "/contact", texts.contact) }
                { line(form, "/link", texts.link, "https://") }
                { line(form, "/privacy", texts.privacy, "https://") }
            </div>
            <details>
                <summary>{ texts.more }</summary>
                <div class="fields">
                    { choice(form, "/choose", texts.choose, &counts) }
                    { names("/reasons_low", texts.reasons_low) }
                    { names("/reasons_middle", texts.reasons_middle) }
                    { names("/reasons_high", texts.reasons_high) }
                    { names("/attributes", texts.attributes) }
                </div>
            </details>
        </Card>
    }
}

/// How it looks.
pub(super) fn looks(form: &Form) -> Html {
    let texts = Texts::of(form.speech.lang);
    let fonts = [(Value::Null, texts.usual), (json!("system"), texts.system), (json!("inherit"), texts.inherit)];
    let schemes = [(Value::Null, texts.auto), (json!("light"), texts.light), (json!("dark"), texts.dark)];
    html! {
        <Card id="looks" title={texts.looks}>
            <p class="hint">{ texts.looks_lead }</p>
            <div class="fields">
                { color(form, "/theme/accent", texts.accent) }
                { color(form, "/theme/background", texts.background) }
                { color(form, "/theme/text", texts.text) }
                { whole(form, "/theme/radius", texts.radius, "16") }
            </div>
            <details>
                <summary>{ texts.more }</summary>
                <div class="fields">
                    { color(form, "/theme/dark_accent", texts.dark_accent) }
                    { color(form, "/theme/dark_background", texts.dark_background) }
                    { color(form, "/theme/dark_text", texts.dark_text) }
                    { choice(form, "/theme/font", texts.font, &fonts) }
                    { choice(form, "/theme/scheme", texts.scheme, &schemes) }
                </div>
            </details>
        </Card>
    }
}

/// Whom it asks, and how often.
pub(super) fn whom(form: &Form) -> Html {
    let texts = Texts::of(form.speech.lang);
    let rules = match form.draft().get("/ask") {
        None => Some(AskRules::default()),
        Some(said) => serde_json::from_value(said.clone()).ok(),
    };
    html! {
        <Card id="whom" title={texts.whom}>
            <div class="fields">
                { percent(form, "/ask/sample", texts.sample, "100") }
                { whole(form, "/ask/cooldown_days", texts.cooldown, "30") }
                { whole(form, "/ask/again_after_answer_days", texts.after_answer, "90") }
                { whole(form, "/ask/again_after_dismissal_days", texts.after_dismissal, "30") }
                { tick(form, "/ask/ask_without_storage", texts.without_storage) }
            </div>
            if let Some(rules) = rules {
                <div class="means">
                    <h3>{ texts.means }</h3>
                    <ul>{ for asking::tell(&form.speech, &rules).into_iter().map(|said| html! { <li>{ said }</li> }) }</ul>
                </div>
            }
        </Card>
    }
}
