//! axe-core finds nothing, in every state that a prompt can be in.

use serde_json::json;

use crate::browser::Browser;
use crate::customer::Customer;
use crate::display::DISPLAYS;
use crate::pairs;
use crate::states::{JOURNEYS, Scene, Theme, surveys};
use crate::world::play_in;

/// axe-core, as npm has it.
const AXE: &str = include_str!("axe/axe.min.js");

/// The built-in look, and owners' that are light, dark, hard to read (the collector mends them) and in the typeface of the
/// page.
const THEMES: [Theme; 5] = [
    ("built_in", ""),
    ("light", "accent = '#0b6e4f'\nbackground = '#fffaf2'\ntext = '#2b2118'\nradius = 4"),
    (
        "dark",
        "accent = '#ffb454'\nbackground = '#14110f'\ntext = '#f2ece4'\ndark_accent = '#7fd1ae'\n\
         dark_background = '#0c1512'\ndark_text = '#e6f2ec'",
    ),
    ("mended", "accent = '#ffd400'\nbackground = '#ffffff'\ntext = '#c9c9c9'\ndark_accent = '#223322'"),
    ("inherit", "accent = '#a3195b'\nfont = 'inherit'\nradius = 24"),
];

/// A language of each direction.
const LANGUAGES: [&str; 2] = ["en", "ar"];

#[tokio::test]
async fn axe_finds_nothing_in_any_state_in_chromium() {
    axe_finds_nothing(Browser::Chromium, pairs::rows(&[JOURNEYS.len(), 2, 2, THEMES.len(), DISPLAYS.len()], false))
        .await;
}

#[tokio::test]
async fn axe_finds_nothing_in_any_state_in_firefox() {
    // That the browsers differ in what they make of a journey is less likely: those take turns.
    let mut rows = pairs::rows(&[2, 2, THEMES.len(), DISPLAYS.len()], false);
    for (nth, row) in rows.iter_mut().enumerate() {
        row.insert(0, nth % JOURNEYS.len());
    }
    axe_finds_nothing(Browser::Firefox, rows).await;
}

/// Looks at the scenes and displays of `rows`; where there is time, at all that there are.
async fn axe_finds_nothing(browser: Browser, mut rows: Vec<Vec<usize>>) {
    let is_soak = tests::extent::is_soak();
    if is_soak {
        rows = pairs::rows(&[JOURNEYS.len(), 2, 2, THEMES.len(), 1], true);
    }
    play_in(browser, &format!("accessible in {browser:?}"), &surveys(&THEMES), &async |world, customer: Customer| {
        customer.is_a_visitor_of_states().await;
        let mut looks = 0;
        for row in &rows {
            let [journey, lang, place, theme, display] = row[..] else { unreachable!("there are five factors") };
            let scene = Scene {
                journey: &JOURNEYS[journey],
                theme: THEMES[theme].0,
                lang: LANGUAGES[lang],
                is_inline: place == 1,
            };
            customer.enters(&world, &scene).await;
            customer.has_the_page(AXE, vec![]).await;
            for step in scene.journey.steps {
                customer.comes_to(step).await;
                let displays = if is_soak { &DISPLAYS[..] } else { &DISPLAYS[display..=display] };
                for display in displays {
                    customer.sets_the_display(*display).await;
                    let wrong = customer.asks_axe().await;
                    assert!(wrong.is_empty(), "{scene}, {}, {display:?}: {}", step.name, json!(wrong));
                    looks += 1;
                }
            }
        }
        let run = format!("axe in {browser:?}");
        tests::figures::tell(&run, &json!({ "pages": rows.len(), "states": looks, "violations": 0 }));
    })
    .await;
}
