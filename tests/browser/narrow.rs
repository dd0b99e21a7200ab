//! Small windows, large letters and people who want nothing to move: all of a prompt is there and can be reached.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::customer::Customer;
use crate::display::Display;
use crate::pairs;
use crate::states::{JOURNEYS, PRESS, Scene, THERE, Theme, surveys};
use crate::world::play_in;

const THEMES: [Theme; 1] = [("narrow", "")];

/// Windows and how much their pages are zoomed: a phone, 320 pixels wide, and 200 % and 400 % of an ordinary window, which
/// WCAG 2.2 asks for (1.4.4, 1.4.10).
const WINDOWS: [([u32; 2], u32); 3] = [([640, 1136], 2), ([1280, 1024], 2), ([1280, 1024], 4)];

/// Long words, short ones, and from right to left.
const LANGUAGES: [&str; 3] = ["de", "zh", "ar"];

/// What WCAG 2.2 lets readers set (1.4.12).
const SPACED: &str = "const { shadowRoot } = document.querySelector('sondeo-prompt')
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }' +
      'p { margin-bottom: 2em !important }')
    shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet]";

#[tokio::test]
async fn nothing_is_out_of_reach_in_small_windows_and_zoomed_ones() {
    let sizes = [JOURNEYS.len(), WINDOWS.len(), 2, LANGUAGES.len(), 2];
    all_can_be_reached(Browser::Chromium, pairs::rows(&sizes, tests::extent::is_soak())).await;
}

#[tokio::test]
async fn nothing_is_out_of_reach_in_small_windows_and_zoomed_ones_of_firefox() {
    let rows = if tests::extent::is_soak() {
        pairs::rows(&[JOURNEYS.len(), WINDOWS.len(), 2, LANGUAGES.len(), 2], true)
    } else {
        let mut rows = pairs::rows(&[WINDOWS.len(), 2, LANGUAGES.len(), 2], false);
        rows.resize_with(rows.len().max(JOURNEYS.len()), || vec![2, 0, 0, 0]);
        rows.into_iter().enumerate().map(|(nth, row)| [&[nth % JOURNEYS.len()], &row[..]].concat()).collect()
    };
    all_can_be_reached(Browser::Firefox, rows).await;
}

async fn all_can_be_reached(browser: Browser, rows: Vec<Vec<usize>>) {
    play_in(browser, &format!("narrow in {browser:?}"), &surveys(&THEMES), &async |world, customer: Customer| {
        customer.is_a_visitor_of_states().await;
        customer.sets_the_display(Display { is_dark: false, is_forced: false, is_still: true }).await;
        let mut wrong = Vec::new();
        for row in &rows {
            let [journey, window, place, lang, spaced] = row[..] else { unreachable!("there are five factors") };
            let scene =
                Scene { journey: &JOURNEYS[journey], theme: "narrow", lang: LANGUAGES[lang], is_inline: place == 1 };
            let (size, zoom) = WINDOWS[window];
            customer.goes_to("about:blank").await;
            customer.zooms(size, zoom).await;
            customer.enters(&world, &scene).await;
            for (nth, step) in scene.journey.steps.iter().enumerate() {
                customer.comes_to(step).await;
                if spaced == 1 && nth == 0 {
                    customer.run(SPACED).await;
                }
                let found = customer.run(include_str!("narrow.js")).await;
                let state = format!("{scene}, {}, {size:?} zoomed {zoom} times, spaced {spaced}", step.name);
                if found != json!([]) {
                    customer.leave_a_picture(&format!("narrow {}", wrong.len())).await;
                    wrong.push(json!({ "state": state, "wrong": found }));
                }
            }
        }
        assert!(wrong.is_empty(), "{:#}", json!(wrong));
    })
    .await;
}

/// What is pressed in a prompt in a frame, one after the other, and what is there then.
const FRAMED: [(&str, &str); 4] =
    [("", "[role=radio]"), ("[role=radio]", "[name=reason]"), ("#talk", "#contact"), (".send", ".thanks")];

#[tokio::test]
async fn nothing_is_out_of_reach_in_a_frame_of_the_collectors() {
    let survey = "[[survey]]\nslug = 'framed'\nmetric = 'nps'\ntouchpoints = ['csp_framed']\n\
                  reasons = ['late', 'broken', 'other']\ncontact = true\nask = { cooldown_days = 0 }\n";
    for browser in Browser::ALL {
        play_in(browser, &format!("framed in {browser:?}"), survey, &async |world, customer: Customer| {
            customer.is_a_visitor_of_states().await;
            for (size, zoom) in WINDOWS {
                customer.goes_to("about:blank").await;
                customer.zooms(size, zoom).await;
                customer.goes_to(&format!("{}/csp_framed.html", world.shop)).await;
                customer.waits_for(json!({ "event": "shown" }), 1).await;
                for (press, shows) in FRAMED {
                    if !press.is_empty() {
                        customer.has_the_frame(PRESS, vec![press.into()]).await;
                    }
                    let there = async || customer.has_the_frame(THERE, vec![shows.into()]).await == true;
                    tests::wait::until(shows, std::time::Duration::from_secs(10), there).await;
                    let found = customer.has_the_frame(include_str!("narrow.js"), vec![]).await;
                    if found != json!([]) {
                        customer.leave_a_picture(&format!("framed {browser:?} {size:?} {shows}")).await;
                    }
                    assert_eq!(found, json!([]), "{size:?} zoomed {zoom} times, {shows}");
                }
                // That WebAssembly is refused is what this page is for.
                customer.run("localStorage.clear(); witness.seen.length = 0").await;
            }
        })
        .await;
    }
}

/// What began to move in the prompt, by name; the root is opened before this.
const MOVES: &str = "window.moves = []
    const { attachShadow } = Element.prototype
    Element.prototype.attachShadow = function (init) {
      const root = attachShadow.call(this, init)
      for (const kind of ['animationstart', 'transitionrun'])
        root.addEventListener(kind, ({ animationName, propertyName }) => moves.push(animationName ?? propertyName))
      return root
    }";

#[tokio::test]
async fn nothing_moves_for_whom_it_is_not_to_move() {
    for browser in Browser::ALL {
        play_in(browser, &format!("still in {browser:?}"), &surveys(&THEMES), &async |world, customer: Customer| {
            customer.is_a_visitor_of_states().await;
            customer.preload(MOVES).await;
            for is_still in [false, true] {
                customer.sets_the_display(Display { is_dark: false, is_forced: false, is_still }).await;
                for journey in JOURNEYS.iter().filter(|journey| ["nps", "stars", "many"].contains(&journey.name)) {
                    let scene = Scene { journey, theme: "narrow", lang: "en", is_inline: false };
                    customer.enters(&world, &scene).await;
                    for step in journey.steps {
                        customer.comes_to(step).await;
                    }
                    let frames = "const [done] = arguments
                        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))";
                    customer.awaits(frames, vec![]).await;
                    let moves: Value = customer.run("return moves").await;
                    assert_eq!(moves == json!([]), is_still, "{scene}: {moves}");
                }
            }
        })
        .await;
    }
}
