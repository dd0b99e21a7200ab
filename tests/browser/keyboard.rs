//! Everything that can be done with a prompt is done with keys alone, in every browser.

use serde_json::{Value, json};

use crate::customer::{Customer, key};
use crate::states::{Scene, Theme, journey, surveys};
use crate::world::{World, play_everywhere};

/// The journeys on which a scale is the matter: name, lowest and highest rating.
const SCALES: [(&str, i64, i64); 8] = [
    ("nps", 0, 10),
    ("thumbs", 1, 2),
    ("faces", 1, 3),
    ("stars", 1, 5),
    ("smileys", 1, 5),
    ("five", 1, 5),
    ("seven", 1, 7),
    ("ces", 1, 7),
];

const THEMES: [Theme; 1] = [("keys", "")];

/// A page with something of its own that has the focus. It comes first: from the last stop Tab leaves the page, and not
/// every browser without a window comes back as it went.
const OWN: &str = "const own = document.createElement('button')
    own.textContent = 'Own'
    document.querySelector('main').prepend(own)
    own.focus()";

fn scene(name: &str, lang: &'static str, is_inline: bool) -> Scene {
    Scene { journey: journey(name), theme: "keys", lang, is_inline }
}

/// Comes to a prompt that the collector knows to be shown, from something in the page that had the focus.
async fn is_asked(customer: &Customer, world: &World, scene: &Scene) {
    customer.enters(world, scene).await;
    customer.waits_for(json!({ "event": "shown" }), 1).await;
    customer.run(OWN).await;
}

/// Waits for the end of the prompt, after which the focus is where it was before.
async fn is_left(customer: &Customer, scene: &Scene) {
    let there = "document.querySelector('sondeo-prompt')?.shadowRoot.querySelector('.card')";
    customer.sees_that(&format!("!{there}")).await;
    if !scene.is_inline {
        customer.sees_that("document.activeElement.textContent == 'Own'").await;
    }
}

/// What the collector was told last, once it was told so much.
async fn told(customer: &Customer, wanted: Value) {
    customer.waits_for(json!({ "route": "responses", "status": 201, "body": wanted }), 1).await;
}

async fn is_on(customer: &Customer, rating: i64, max: i64) {
    assert_eq!(customer.focused().await.unwrap().name, format!("{rating} out of {max}"));
}

#[tokio::test]
async fn every_scale_is_answered_with_keys_alone() {
    play_everywhere("scales", &surveys(&THEMES), async |world, customer| {
        customer.is_a_visitor_of_states().await;
        for (nth, (name, min, max)) in SCALES.into_iter().enumerate() {
            let scene = scene(name, "en", nth % 2 == 1);
            is_asked(&customer, &world, &scene).await;
            customer.tabs_to("radio", &format!("{min} out of {max}")).await;
            for (key, rating) in [
                (key::LEFT, max),
                (key::RIGHT, min),
                (key::END, max),
                (key::UP, max - 1),
                (key::DOWN, max),
                (key::HOME, min),
                (key::UP, max),
            ] {
                customer.presses(key).await;
                is_on(&customer, rating, max).await;
            }
            let noted = customer.noted().await;
            let chosen = noted.iter().any(|note| note["event"] == "rated" || !note["body"]["rating"].is_null());
            assert!(!chosen, "{scene}: moving is not choosing: {noted:#?}");

            let (choose, change) = if nth % 3 == 0 { (key::ENTER, key::SPACE) } else { (key::SPACE, key::ENTER) };
            customer.presses(choose).await;
            told(&customer, json!({ "rev": 1, "outcome": "rated", "rating": max })).await;
            customer.presses(key::LEFT).await;
            customer.presses(change).await;
            told(&customer, json!({ "rev": 2, "outcome": "rated", "rating": max - 1 })).await;
            // The group is one stop; what is chosen is in it.
            customer.presses(key::TAB).await;
            assert_eq!(customer.focused().await.unwrap().role, "textbox", "{scene}");
            customer.types("ok ").await;
            customer.tabs_to("button", "Send").await;
            customer.presses(if nth % 2 == 0 { key::ENTER } else { key::SPACE }).await;
            told(&customer, json!({ "rev": 3, "outcome": "completed", "rating": max - 1, "comment": "ok" })).await;
            assert!(customer.sees("StaticText", "Thank").await || customer.sees("StaticText", "We are sorry").await);
            let total = world.total(&format!("{name}-keys")).await;
            let distribution = total["distribution"].as_array().unwrap();
            assert_eq!(distribution[usize::try_from(max - 1 - min).unwrap()], 1, "{total}");
            assert_eq!(total["response_count"], 1, "{total}");
        }
    })
    .await;
}

#[tokio::test]
async fn arrows_go_with_the_text() {
    play_everywhere("arrows", &surveys(&THEMES), async |world, customer| {
        customer.is_a_visitor_of_states().await;
        for (name, is_inline) in [("nps", false), ("stars", true), ("smileys", false), ("thumbs", true)] {
            let scene = scene(name, "ar", is_inline);
            is_asked(&customer, &world, &scene).await;
            customer.tabs_to("radio", "").await;
            let (_, min, max) = SCALES.into_iter().find(|(scale, ..)| *scale == name).unwrap();
            for (key, rating) in [(key::LEFT, min + 1), (key::RIGHT, min), (key::RIGHT, max)] {
                customer.presses(key).await;
                customer.presses(key::SPACE).await;
                customer.waits_for(json!({ "event": "rated", "rating": rating }), 1).await;
            }
        }
    })
    .await;
}

/// What gets the focus, by its role, and the key that is pressed there.
type Deed = (&'static str, char);

/// Where Escape is pressed: the journey, what is done before, and what the collector is told then.
const ENDS: [(&str, &[Deed], &str); 7] = [
    ("nps", &[], "dismissed"),
    ("stars", &[("radio", key::SPACE)], "completed"),
    ("ces", &[("radio", key::ENTER), ("textbox", 'w')], "completed"),
    ("many", &[("radio", key::SPACE), ("checkbox", key::SPACE)], "completed"),
    ("one", &[("radio", key::SPACE), ("radio", key::SPACE), ("textbox", 'w')], "completed"),
    ("leaving", &[("radio", key::SPACE)], "dismissed"),
    ("thumbs", &[("radio", key::SPACE), ("button", key::ENTER)], "completed"),
];

#[tokio::test]
async fn escape_ends_it_at_every_step() {
    play_everywhere("escape_everywhere", &surveys(&THEMES), async |world, customer| {
        customer.is_a_visitor_of_states().await;
        for (nth, (name, deeds, outcome)) in ENDS.into_iter().enumerate() {
            let scene = scene(name, "en", nth % 2 == 1);
            is_asked(&customer, &world, &scene).await;
            for (role, key) in deeds {
                customer.tabs_to(role, if *role == "button" { "Send" } else { "" }).await;
                customer.presses(*key).await;
            }
            if deeds.is_empty() && scene.is_inline {
                customer.tabs_to("radio", "").await;
            }
            customer.presses(key::ESCAPE).await;
            is_left(&customer, &scene).await;
            told(&customer, json!({ "outcome": outcome })).await;
        }
    })
    .await;
}

#[tokio::test]
async fn who_wants_no_more_says_so_with_keys_alone() {
    play_everywhere("opt_out_keys", &surveys(&THEMES), async |world, customer| {
        customer.is_a_visitor_of_states().await;
        for (button, key, is_inline, outcome) in [
            ("Close", key::ENTER, false, "dismissed"),
            ("Close", key::SPACE, true, "dismissed"),
            // Nobody is asked after this one.
            ("Don't ask me again", key::SPACE, true, "opted_out"),
        ] {
            let scene = scene("stars", "en", is_inline);
            is_asked(&customer, &world, &scene).await;
            customer.tabs_to("button", button).await;
            customer.presses(key).await;
            is_left(&customer, &scene).await;
            told(&customer, json!({ "outcome": outcome })).await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_stands_around_a_rating_is_done_with_keys_alone() {
    play_everywhere("around", &surveys(&THEMES), async |world, customer| {
        customer.is_a_visitor_of_states().await;
        // Of radio buttons of the browser's own, arrows choose.
        is_asked(&customer, &world, &scene("one", "en", true)).await;
        customer.tabs_to("radio", "1 out of 5").await;
        customer.presses(key::SPACE).await;
        customer.tabs_to("radio", "Late").await;
        customer.presses(key::SPACE).await;
        told(&customer, json!({ "rating": 1, "reasons": ["late"] })).await;
        customer.presses(key::DOWN).await;
        told(&customer, json!({ "rating": 1, "reasons": ["broken"] })).await;
        customer.tabs_to("button", "Send").await;
        customer.presses(key::ENTER).await;
        told(&customer, json!({ "outcome": "completed", "reasons": ["broken"] })).await;

        is_asked(&customer, &world, &scene("leaving", "en", true)).await;
        customer.tabs_to("radio", "Too expensive").await;
        customer.presses(key::SPACE).await;
        told(&customer, json!({ "outcome": "dismissed", "reasons": ["too_expensive"] })).await;
        customer.tabs_to("radio", "0 out of 10").await;
        customer.presses(key::ENTER).await;
        told(&customer, json!({ "outcome": "rated", "rating": 0 })).await;

        is_asked(&customer, &world, &scene("many", "en", true)).await;
        customer.tabs_to("radio", "0 out of 10").await;
        customer.presses(key::SPACE).await;
        customer.tabs_to("checkbox", "Late").await;
        customer.presses(key::SPACE).await;
        told(&customer, json!({ "rev": 2, "rating": 0, "reasons": ["late"] })).await;
        customer.presses(key::SPACE).await;
        told(&customer, json!({ "rev": 3, "rating": 0, "reasons": [] })).await;
        customer.tabs_to("checkbox", "I would like to talk").await;
        customer.presses(key::SPACE).await;
        customer.tabs_to("textbox", "How can we reach you?").await;
        customer.types("+34 5").await;
        customer.tabs_to("link", "Privacy").await;
        assert_eq!(customer.follows_the_link().await, "https://127.0.0.1:1/privacy");
        customer.tabs_to("button", "Send").await;
        customer.presses(key::ENTER).await;
        told(&customer, json!({ "outcome": "completed", "contact": "+34 5" })).await;
        customer.tabs_to("link", "").await;
        assert_eq!(customer.follows_the_link().await, "https://127.0.0.1:1/help");
    })
    .await;
}
