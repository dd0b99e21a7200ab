//! axe-core finds nothing, in every state of every kind of prompt.

use serde_json::json;

use crate::customer::Customer;
use crate::world::play;

/// axe-core, as npm has it.
const AXE: &str = include_str!("axe/axe.min.js");

/// Every scale and every way to draw it: slug, metric, highest rating, shape.
const KINDS: [(&str, &str, u8, &str); 8] = [
    ("nps", "nps", 10, "numbers"),
    ("thumbs", "csat", 2, "thumbs"),
    ("faces", "csat", 3, "smileys"),
    ("stars", "csat", 5, "stars"),
    ("smileys", "csat", 5, "smileys"),
    ("five", "csat", 5, "numbers"),
    ("seven", "csat", 7, "numbers"),
    ("ces", "ces", 7, "numbers"),
];

/// What screens are set to; the last is black, white and the system's few colors.
const SCREENS: [(&str, &str); 3] = [("light", "none"), ("dark", "none"), ("dark", "active")];

fn surveys() -> String {
    let survey = |(slug, metric, scale, shape)| {
        format!(
            "[[survey]]\nslug = \"{slug}\"\nmetric = \"{metric}\"\nscale = {scale}\nshape = \"{shape}\"\n\
             touchpoints = [\"{slug}\"]\n[survey.ask]\ncooldown_days = 0\nagain_after_answer_days = 0\n\
             again_after_dismissal_days = 0\n"
        )
    };
    KINDS.map(survey).concat()
}

#[tokio::test]
async fn axe_finds_nothing_in_any_state() {
    play("accessible", &surveys(), async |world, customer| {
        customer.preload(include_str!("open_roots.js")).await;
        for (slug, ..) in KINDS {
            for (lang, dir) in [("en", "ltr"), ("ar", "rtl")] {
                for place in ["popover", "inline"] {
                    let state = format!("{slug}, {lang}, {place}");
                    customer.goes_to(&format!("{}/plain.html", world.shop)).await;
                    customer.has_the_page(AXE, vec![]).await;
                    customer.has_the_page(ASK, vec![lang.into(), place.into(), slug.into()]).await;
                    customer.waits_for(json!({ "event": "shown" }), 1).await;
                    customer.waits_for(json!({ "reply": { "prompt": { "dir": dir } } }), 1).await;
                    is_clean(&customer, &state, "asking").await;
                    press(&customer, "[role=radio]").await;
                    customer.waits_for(json!({ "event": "rated" }), 1).await;
                    is_clean(&customer, &state, "following up").await;
                    press(&customer, ".send").await;
                    customer.waits_for(json!({ "event": "completed" }), 1).await;
                    is_clean(&customer, &state, "thanking").await;
                }
            }
        }
    })
    .await;
}

/// Asks in a language, in the corner of the window or in the text.
const ASK: &str = "
    const [lang, place, touchpoint] = arguments
    document.documentElement.lang = lang
    if (place == 'popover') return void sondeo('interaction', touchpoint)
    const survey = document.createElement('sondeo-survey')
    survey.setAttribute('touchpoint', touchpoint)
    document.querySelector('main').append(survey)";

/// Presses what the selector finds in the prompt; that keys do as well others show.
async fn press(customer: &Customer, selector: &str) {
    let script = "document.querySelector('sondeo-prompt').shadowRoot.querySelector(arguments[0]).click()";
    customer.has_the_page(script, vec![selector.into()]).await;
}

/// Fails if axe finds anything on any screen. What is still moving is none of it: colors are looked at.
async fn is_clean(customer: &Customer, state: &str, step: &str) {
    for (scheme, forced) in SCREENS {
        let screen =
            [("prefers-color-scheme", scheme), ("forced-colors", forced), ("prefers-reduced-motion", "reduce")];
        customer.sets_the_screen(&screen).await;
        let wrong = customer.asks_axe().await;
        assert!(wrong.is_empty(), "{state}, {step}, {scheme}, forced colors {forced}: {}", json!(wrong));
    }
}
