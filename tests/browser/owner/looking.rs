//! Every page in both themes, in windows wide and narrow, by keys alone.

use std::collections::BTreeSet;

use serde_json::json;

use super::{SURVEYS, customers_rate};
use crate::browser::Browser;
use crate::customer::{Customer, key};
use crate::display::Display;
use crate::world::{World, play, play_everywhere};

/// axe-core, as npm has it.
pub(super) const AXE: &str = include_str!("../axe/axe.min.js");

/// The pages, by their addresses.
const PAGES: [&str; 6] = [
    "?survey=order",
    "?page=journey&survey=order",
    "?page=answers&survey=order",
    "?page=surveys",
    "?page=survey&slug=order",
    "?page=install",
];

/// Windows and how much pages are zoomed in them: a desk, a phone, and the narrowest that WCAG 2.2 asks for (1.4.10). Firefox
/// makes no window that is as narrow by itself.
const WINDOWS: [([u32; 2], u32); 3] = [([1280, 900], 1), ([780, 1688], 2), ([640, 1280], 2)];

async fn something_happened(world: &World) {
    customers_rate(world, "order_completed", &[5, 5, 4, 4, 3, 5, 4, 5, 5, 2], Some("Wrapped with care.")).await;
    customers_rate(world, "parcel_received", &[1, 2, 1, 3, 1, 5, 1, 2, 1, 1, 1], Some("In three pieces.")).await;
    customers_rate(world, "account_viewed", &[10, 9, 8, 3], None).await;
    let mark = json!({ "day": jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(), "note": "New returns policy" });
    let set = format!("{}/v1/marks/returns", world.collector.address);
    let request = reqwest::Client::new().put(set).bearer_auth(&world.owner.manage_key).json(&mark);
    assert_eq!(request.send().await.unwrap().status(), 201);
}

/// What sticks out of the window, which then scrolls sideways.
const SIDEWAYS: &str = "const { scrollWidth, clientWidth } = document.scrollingElement
    if (scrollWidth <= clientWidth) return []
    const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
    return out.slice(0, 5).map((one) => `${one.localName}.${one.className}`)";

#[tokio::test]
async fn axe_finds_nothing_on_any_page_in_both_themes() {
    play_everywhere("dashboard_axe", SURVEYS, async |world, owner: Customer| {
        something_happened(&world).await;
        for page in ["sign-in"].iter().chain(&PAGES) {
            match *page {
                "sign-in" => owner.goes_to(&world.dashboard("")).await,
                page => owner.looks_at(&world, page, &world.owner.manage_key).await,
            }
            owner.sees_that("!!document.querySelector('h1')").await;
            owner.has_the_page(AXE, vec![]).await;
            for is_dark in [false, true] {
                owner.sets_the_display(Display { is_dark, is_forced: false, is_still: true }).await;
                for (window, zoom) in WINDOWS {
                    owner.zooms(window, zoom).await;
                    let wrong = owner.asks_axe().await;
                    assert!(wrong.is_empty(), "{page}, dark: {is_dark}, {window:?}: {:#}", json!(wrong));
                    let out = owner.run(SIDEWAYS).await;
                    if out != json!([]) {
                        owner.leave_a_picture(&format!("dashboard {window:?}")).await;
                    }
                    assert_eq!(out, json!([]), "{page}, {window:?} scrolls sideways");
                }
            }
        }
    })
    .await;
}

/// Numbers everything that can be used, and says how much that is. Of choices that exclude each other Tab comes to one.
const NUMBER: &str = "const usable = document.querySelectorAll(
      'a[href], :is(button, input, select, textarea):enabled, summary, [tabindex=\"0\"]')
    const there = [...usable].filter((one) => one.checkVisibility({ visibilityProperty: true }))
    const stops = there.filter((one) => one.type != 'radio' || one.checked)
    stops.forEach((one, at) => (one.dataset.stop = at))
    return stops.length";

/// What has the focus, by its number, and whether that is seen.
const FOCUSED: &str = "const one = document.activeElement
    const is_seen = [one, one.parentElement].some((one) => getComputedStyle(one).outlineStyle != 'none')
    return [one.dataset.stop ?? null, is_seen || one.localName == 'iframe' || one.localName == 'body', one.outerHTML.slice(0, 200)]";

#[tokio::test]
async fn the_focus_comes_to_everything_and_is_seen() {
    play_everywhere("dashboard_focus", SURVEYS, async |world, owner: Customer| {
        something_happened(&world).await;
        for page in PAGES {
            owner.looks_at(&world, page, &world.owner.manage_key).await;
            let stops = owner.run(NUMBER).await.as_u64().unwrap();
            assert!(stops > 10, "{page} has {stops}");
            let mut missing: BTreeSet<String> = (0..stops).map(|stop| stop.to_string()).collect();
            // Parts of dates and the survey in its frame have stops of their own.
            for _ in 0..2 * stops + 30 {
                owner.presses(key::TAB).await;
                let focused = owner.run(FOCUSED).await;
                assert_eq!(focused[1], true, "on {page} nobody sees that the focus is on {}", focused[2]);
                if let Some(stop) = focused[0].as_str() {
                    missing.remove(stop);
                }
                if missing.is_empty() {
                    break;
                }
            }
            let words = "return arguments[0].map((stop) => document.querySelector(`[data-stop='${stop}']`).outerHTML.slice(0, 200))";
            let missing = owner.has_the_page(words, vec![json!(missing)]).await;
            assert_eq!(missing, json!([]), "Tab does not come to these on {page}");
        }
    })
    .await;
}

#[tokio::test]
async fn everything_is_reached_by_keys_alone() {
    play_everywhere("dashboard_keys", SURVEYS, async |world, owner: Customer| {
        something_happened(&world).await;
        owner.looks_at(&world, "?survey=order", &world.owner.manage_key).await;
        owner.tabs_to("link", "Skip to content").await;
        owner.tabs_to("link", "Journey").await;
        owner.presses(key::ENTER).await;
        owner.sees_that("document.activeElement.id == 'title'").await;
        owner.tabs_to("link", "Answers of order_completed").await;
        owner.tabs_to("button", "Survey").await;
        owner.presses(key::ENTER).await;
        owner.tabs_to("checkbox", "Show web together").await;
        owner.presses(key::SPACE).await;
        owner.sees_that("location.search == '?page=journey&survey=order,web'").await;
        owner.presses(key::ESCAPE).await;
        owner.sees_that("!document.querySelector('.panel') && document.activeElement.id == 'choose-survey'").await;
        owner.tabs_to("button", "Delete the mark").await;
    })
    .await;
}

#[tokio::test]
async fn nothing_jumps_while_a_page_is_loaded() {
    play("dashboard_shift", SURVEYS, async |world, owner: Customer| {
        something_happened(&world).await;
        assert_eq!(owner.browser, Browser::Chromium);
        for page in PAGES {
            owner.looks_at(&world, page, &world.owner.manage_key).await;
            let shift = owner.run("return witness.shift()").await.as_f64().unwrap();
            assert!(shift < 0.05, "{page} moved by {shift}");
        }
    })
    .await;
}
