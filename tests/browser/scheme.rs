//! A prompt is as dark as the page where it stands, whatever the system is.

use std::time::Duration;

use serde_json::{Value, json};
use tests::wait::until;

use crate::customer::Customer;
use crate::world::{World, play_at_night, play_everywhere};

/// Surveys that ask whenever they can, two of them in looks that their owner chose.
const SURVEYS: &str = r##"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order"]
ask = { cooldown_days = 0, again_after_answer_days = 0, again_after_dismissal_days = 0 }
theme = { accent = "#0b6e4f", radius = 4 }

[[survey]]
slug = "light"
metric = "nps"
touchpoints = ["light"]
ask = { cooldown_days = 0 }
theme = { scheme = "light" }

[[survey]]
slug = "dark"
metric = "nps"
touchpoints = ["dark"]
ask = { cooldown_days = 0 }
theme = { scheme = "dark", dark_background = "#101010" }
"##;

/// The ground of a card, by the theme of the survey `order`.
const LIGHT: &str = "rgb(255, 255, 255)";
const DARK: &str = "rgb(29, 31, 39)";

/// What a page does to its looks, in the head or the body of a page that says nothing of them, and what prompts are
/// there on a system that is light and on one that is dark.
const PAGES: [(&str, &str, &str); 15] = [
    ("", LIGHT, LIGHT),
    ("<meta name=color-scheme content=dark>", DARK, DARK),
    ("<meta name=color-scheme content='light dark'>", LIGHT, DARK),
    ("<style>:root { color-scheme: light dark }</style>", LIGHT, DARK),
    ("<style>:root { color-scheme: dark }</style>", DARK, DARK),
    ("<style>:root { color-scheme: dark } body { background: #fafafa; color: #222 }</style>", LIGHT, LIGHT),
    ("<style>body { background: #fff }</style>", LIGHT, LIGHT),
    ("<style>html { background: #16181d; color: #eee }</style>", DARK, DARK),
    ("<style>body { background: oklch(0.21 0.03 264); color: oklch(0.97 0 0) }</style>", DARK, DARK),
    ("<style>body { background: color(display-p3 0.97 0.97 0.9) }</style>", LIGHT, LIGHT),
    ("<style>html { background: #fff } body { background: #000c; min-height: 100vh }</style>", DARK, DARK),
    ("<style>body { background: #fff linear-gradient(#012, #123); color: #eee }</style>", DARK, DARK),
    ("<style>main { background: lab(10 0 -8); color: #eee; min-height: 100vh }</style>", DARK, DARK),
    ("<style>main { background: #111; color: #eee; height: 80px }</style>", LIGHT, LIGHT),
    ("<style>main { background: #111; width: 20vw; min-height: 100vh; float: left }</style>", LIGHT, LIGHT),
];

/// Goes to a page that says nothing of its looks, and gives it some.
async fn goes_to_a_page(customer: &Customer, world: &World, looks: &str) {
    customer.goes_to(&format!("{}/calm.html", world.shop)).await;
    customer.has_the_page("document.head.insertAdjacentHTML('beforeend', arguments[0])", vec![looks.into()]).await;
}

/// Waits for a prompt about `touchpoint`, in the corner of the window.
async fn is_asked(customer: &Customer, touchpoint: &str) {
    customer.survey(json!(["interaction", touchpoint])).await;
    customer.waits_for(json!({ "event": "shown", "survey": touchpoint }), 1).await;
}

/// What the selector finds in the prompt, and the color of its ground.
async fn ground(customer: &Customer, selector: &str) -> Value {
    let script = "return getComputedStyle(document.querySelector('sondeo-prompt').shadowRoot
        .querySelector(arguments[0])).backgroundColor";
    customer.has_the_page(script, vec![selector.into()]).await
}

/// Waits until the card has this color.
async fn sees_the_card(customer: &Customer, color: &str) {
    let card = "document.querySelector('sondeo-prompt').shadowRoot.querySelector('.card')";
    customer.sees_that(&format!("getComputedStyle({card}).backgroundColor == '{color}'")).await;
}

/// Has the closed root opened. Firefox has it open.
async fn opens_roots(customer: &Customer) {
    customer.preload(include_str!("open_roots.js")).await;
}

async fn every_page(
    world: &World,
    customer: &Customer,
    want: impl Fn(&(&str, &'static str, &'static str)) -> &'static str,
) {
    opens_roots(customer).await;
    let mut wrong = Vec::new();
    for page in &PAGES {
        goes_to_a_page(customer, world, page.0).await;
        is_asked(customer, "order").await;
        let found = ground(customer, ".card").await;
        if found != want(page) {
            wrong.push((page.0, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_prompt_is_as_dark_as_the_page_on_a_light_system() {
    play_everywhere("light_system", SURVEYS, async |world, customer| {
        every_page(&world, &customer, |(_, light, _)| light).await;
    })
    .await;
}

#[tokio::test]
async fn a_prompt_is_as_dark_as_the_page_on_a_dark_system() {
    play_at_night("dark_system", SURVEYS, async |world, customer| {
        every_page(&world, &customer, |(.., dark)| dark).await;
    })
    .await;
}

#[tokio::test]
async fn a_prompt_in_the_page_is_as_dark_as_its_place() {
    play_everywhere("place", SURVEYS, async |world, customer| {
        opens_roots(&customer).await;
        for (style, want) in [
            ("background: #123; color: #fff", DARK),
            ("background: rgb(255 255 255 / .8)", LIGHT),
            ("background: url(cup.svg); color: #fff", DARK),
        ] {
            goes_to_a_page(&customer, &world, "<style>body { background: #ddd }</style>").await;
            let script = "const place = document.createElement('sondeo-survey')
                place.setAttribute('touchpoint', 'order')
                const section = document.createElement('section')
                section.style.cssText = arguments[0]
                section.append(place)
                document.querySelector('main').append(section)";
            customer.has_the_page(script, vec![style.into()]).await;
            customer.waits_for(json!({ "event": "shown" }), 1).await;
            assert_eq!(ground(&customer, ".card").await, want, "{style}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_prompt_follows_a_page_that_changes() {
    play_everywhere("changing", SURVEYS, async |world, customer| {
        opens_roots(&customer).await;
        let looks = "<style>
            body { background: #fff; color: #222; transition: background-color .2s }
            .dark body { background: #111; color: #eee }
            </style>";
        goes_to_a_page(&customer, &world, looks).await;
        is_asked(&customer, "order").await;
        assert_eq!(ground(&customer, ".card").await, LIGHT);
        for color in [DARK, LIGHT] {
            customer.run("document.documentElement.classList.toggle('dark')").await;
            sees_the_card(&customer, color).await;
        }

        // A framework's theme on an element of its own.
        let looks = "<style>main { min-height: 100vh } [data-theme=night] { background: #000; color: #ddd }</style>";
        goes_to_a_page(&customer, &world, looks).await;
        is_asked(&customer, "order").await;
        assert_eq!(ground(&customer, ".card").await, LIGHT);
        customer.run("document.querySelector('main').dataset.theme = 'night'").await;
        sees_the_card(&customer, DARK).await;
    })
    .await;
}

#[tokio::test]
async fn what_the_owner_says_holds_on_every_page() {
    play_everywhere("forced", SURVEYS, async |world, customer| {
        opens_roots(&customer).await;
        goes_to_a_page(&customer, &world, "<style>body { background: #111; color: #eee }</style>").await;
        is_asked(&customer, "light").await;
        assert_eq!(ground(&customer, ".card").await, LIGHT);
        goes_to_a_page(&customer, &world, "").await;
        is_asked(&customer, "dark").await;
        assert_eq!(ground(&customer, ".card").await, "rgb(16, 16, 16)");
    })
    .await;
}

#[tokio::test]
async fn a_prompt_in_a_frame_is_as_dark_as_the_page() {
    play_at_night("framed", &SURVEYS.replace("\"order\"]", "\"csp_framed\"]"), async |world, customer| {
        opens_roots(&customer).await;
        for (scheme, color) in [("light", LIGHT), ("dark", DARK)] {
            // The page's policy refuses WebAssembly, which the witness notes.
            customer.dares_to_go_to(&format!("{}/csp_framed.html?{scheme}", world.shop)).await;
            customer.run(&format!("document.documentElement.style.colorScheme = '{scheme}'")).await;
            customer.waits_for(json!({ "event": "shown" }), 1).await;
            let script = "const card = document.querySelector('sondeo-prompt')?.shadowRoot.querySelector('.card')
                return !!card && getComputedStyle(card).backgroundColor == arguments[0]";
            let dyed = async || customer.has_the_frame(script, vec![color.into()]).await == true;
            until(&format!("the card is {scheme}"), Duration::from_secs(20), dyed).await;
        }
        customer.dares_to_go_to("about:blank").await;
    })
    .await;
}
