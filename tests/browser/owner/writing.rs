//! A survey is written, with what is wrong at its field, and seen before anybody is asked.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::bad_input::comments;
use tests::client::{Owner, send};
use tests::wait::until;

use super::SURVEYS;
use crate::browser::Browser;
use crate::customer::Customer;
use crate::world::{World, play, play_everywhere};

const OPEN_ROOTS: &str = include_str!("../open_roots.js");

/// What the preview says, and what went wrong in it.
const SHOWN: &str = "const root = document.querySelector('sondeo-prompt')?.shadowRoot
    const wrong = JSON.parse(window.witness?.told() ?? '[]').filter((note) => note.wrong)
    return [root?.querySelector('div')?.textContent ?? '', wrong]";

impl Customer {
    /// Waits until the preview says `text`.
    async fn previews(&self, text: &str) {
        self.sees_that("!!document.querySelector('#preview iframe')").await;
        let so = async || {
            let said = self.has_the_frame(SHOWN, vec![]).await;
            assert_eq!(said[1], json!([]), "the preview complains");
            said[0].as_str().is_some_and(|said| said.contains(text))
        };
        until(&format!("the preview says {text:?}"), Duration::from_secs(20), so).await;
    }

    /// Waits until this is said to be wrong with a field.
    async fn is_told(&self, field: &str, wrong: &str) {
        self.sees_that(&format!("document.getElementById('{field}-wrong')?.textContent.includes({})", json!(wrong)))
            .await;
    }

    /// Opens the preview's roots, which are closed to scripts, and goes to a page.
    async fn looks_into(&self, world: &World, query: &str, key: &str) {
        if self.browser == Browser::Chromium {
            self.preload(OPEN_ROOTS).await;
        }
        self.looks_at(world, query, key).await;
    }
}

#[tokio::test]
async fn a_survey_is_made_from_nothing_and_seen_before_it_asks() {
    play_everywhere("survey_from_nothing", SURVEYS, async |world, owner: Customer| {
        owner.looks_into(&world, "?page=surveys", &world.stranger.manage_key).await;
        owner.reads("Nothing is asked yet").await;
        owner.clicks("a.button[href*='page=survey']").await;
        owner.previews("How satisfied are you").await;
        owner.clicks(".saving .actions button:last-child").await;
        owner.sees_that("document.activeElement.id == 'at-slug'").await;
        owner.is_told("at-touchpoints", "This is needed.").await;
        owner.types("Bad Name").await;
        owner.is_told("at-slug", "a name has 1 to 64 of the characters").await;
        owner.writes("#at-slug", "post-purchase").await;
        owner.writes("#at-touchpoints", "order_completed, parcel received").await;
        owner.is_told("at-touchpoints", "a name has 1 to 64 of the characters").await;
        owner.writes("#at-touchpoints", "order_completed, parcel_received").await;
        owner.writes("#at-theme-accent", "red").await;
        owner.is_told("at-theme-accent", "#rrggbb").await;
        owner.writes("#at-theme-accent", "#7a1fa2").await;
        owner.writes("#at-ask-cooldown_days", "7").await;
        owner.reads("at most once in 7 days").await;
        owner.writes("#at-texts-en-question", "How was it, all in all?").await;
        owner.previews("How was it, all in all?").await;
        owner.sees_that("![...document.querySelectorAll('.sections .wrong')].some((wrong) => wrong.textContent)").await;
        owner.clicks(".saving .actions button:last-child").await;
        owner.reads("The survey is made").await;
        owner.sees_that("location.search.includes('slug=post-purchase')").await;
        let api = Owner::new(&world.collector.address, &world.stranger.read_key);
        let survey = &api.list("surveys").await["surveys"][0];
        let made = &survey["definition"];
        assert_eq!((&survey["slug"], &survey["version"]), (&json!("post-purchase"), &json!(1)));
        assert_eq!(made["touchpoints"], json!(["order_completed", "parcel_received"]));
        assert_eq!((&made["theme"]["accent"], &made["ask"]["cooldown_days"]), (&json!("#7a1fa2"), &json!(7)));
    })
    .await;
}

#[tokio::test]
async fn a_survey_is_seen_in_every_state_language_light_and_window() {
    play_everywhere("survey_seen", SURVEYS, async |world, owner: Customer| {
        owner.looks_into(&world, "?page=survey&slug=order", &world.owner.read_key).await;
        owner.previews("How satisfied are you").await;
        let press = |nth: usize| format!("document.querySelector('sondeo-prompt').shadowRoot.querySelectorAll('[role=radio]')[{nth}].click()");
        owner.has_the_frame(&press(0), vec![]).await;
        owner.previews("What went wrong").await;
        owner.clicks("#preview .actions > button").await;
        owner.previews("How satisfied are you").await;
        owner.has_the_frame(&press(4), vec![]).await;
        owner.previews("What did you like?").await;

        // In which light it is seen does not lead back to the question.
        owner.clicks("#preview .pair:nth-of-type(2) button:last-child").await;
        let dark = "return getComputedStyle(document.documentElement).colorScheme + ' ' +
            document.querySelector('sondeo-prompt').getAttribute('scheme')";
        let so = async || owner.has_the_frame(dark, vec![]).await == "dark dark";
        until("the preview is dark", Duration::from_secs(20), so).await;
        owner.previews("What did you like?").await;
        for (button, is_phone) in [("last", true), ("first", false)] {
            owner.clicks(&format!("#preview .pair:first-of-type button:{button}-child")).await;
            let so = async || owner.has_the_frame("return innerWidth < 520", vec![]).await == is_phone;
            until(&format!("the frame is a phone: {is_phone}"), Duration::from_secs(20), so).await;
        }

        owner.chooses("#locale", "es").await;
        owner.previews("satisfacción").await;
        owner.sees_that("document.querySelector('.saving').innerText.includes('Your key only reads')").await;
        owner.sees_that("[...document.querySelectorAll('.sections :is(input, textarea)')].filter((one) => !one.disabled).length == 1").await;
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_said_where_it_is_and_led_to() {
    play_everywhere("survey_wrong", SURVEYS, async |world, owner: Customer| {
        owner.looks_at(&world, "?page=survey&slug=order", &world.owner.manage_key).await;
        owner.sees_that("!!document.querySelector('#locale').value").await;
        owner.chooses("#locale", "es").await;
        owner.sees_that("!!document.querySelector('#at-texts-es-question')").await;
        owner.writes("#at-texts-es-question", &"¿".repeat(400)).await;
        owner.sees_that("!!document.getElementById('at-texts-es-question-wrong').textContent").await;
        owner.chooses("#locale", "en").await;
        owner.sees_that("!!document.querySelector('.elsewhere button')").await;
        owner.clicks(".elsewhere button").await;
        owner.sees_that("document.activeElement.id == 'at-texts-es-question'").await;
        owner.writes("#at-texts-es-question", "¿Qué tal?").await;
        owner.sees_that("!document.querySelector('.faults li, .elsewhere')").await;

        owner.writes("#at-reasons_low", "late, Not a name").await;
        owner.sees_that("!!document.querySelector('.faults li')").await;
        assert_eq!(owner.run("return document.querySelector('#after details').open").await, false);
        owner.clicks(".saving .actions button:last-child").await;
        owner.sees_that("document.activeElement.id == 'at-reasons_low'").await;
        owner.is_told("at-reasons_low", "a name has 1 to 64").await;
        owner.clicks(".saving .actions button.quiet:not(.look)").await;
        owner.reads("Everything is saved.").await;

        // No link leads where a script could begin (RELIABILITY.md T6).
        for link in ["javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//evil.example"] {
            owner.writes("#at-link", link).await;
            owner.sees_that("!!document.getElementById('at-link-wrong').textContent").await;
            owner.writes("#at-link", "").await;
            owner.sees_that("!document.getElementById('at-link-wrong').textContent").await;
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_saved_stays_and_is_asked_about() {
    play_everywhere("survey_unsaved", SURVEYS, async |world, owner: Customer| {
        let leaves = "return dispatchEvent(new Event('beforeunload', { cancelable: true }))";
        owner.looks_at(&world, "?page=surveys", &world.owner.manage_key).await;
        owner.clicks("th a").await;
        owner.sees_that("!!document.querySelector('#at-ask-cooldown_days')").await;
        assert_eq!(owner.run(leaves).await, true);
        owner.writes("#at-ask-cooldown_days", "3").await;
        owner.reads("1 change is not saved yet.").await;
        owner.clicks(".head .tools a").await;
        owner.sees_that("!!document.querySelector('#list')").await;
        assert_eq!(owner.run(leaves).await, false, "nobody asks");
        owner.goes_back().await;
        owner.sees_that("document.querySelector('#at-ask-cooldown_days')?.value == '3'").await;
        owner.reads("1 change is not saved yet.").await;
        owner.clicks(".saving .actions button:last-child").await;
        owner.reads("Saved as version 2.").await;
        owner.sees_that(&format!("(() => {{ {leaves} }})()")).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_written_in_a_survey_is_shown_to_the_letter() {
    play_everywhere("survey_to_the_letter", SURVEYS, async |world, owner: Customer| {
        // As an owner may send them; no text is longer or empty, and a field of one line has no line breaks.
        let short = |text: &String| !text.trim().is_empty() && text.chars().count() <= 300 && !text.contains(['\n', '\r']);
        let attacks: Vec<String> = comments().into_iter().filter(short).take(60).collect();
        let fields = ["question", "low", "high", "follow_up_high", "follow_up_middle", "follow_up_low", "thanks"];
        let languages = ["en", "es", "de", "fr", "it", "pt", "nl", "pl", "sv"];
        let mut texts = json!({});
        for (at, attack) in attacks.iter().enumerate() {
            texts[languages[at / fields.len()]][fields[at % fields.len()]] = json!(attack);
        }
        let api = Owner::new(&world.collector.address, &world.owner.manage_key);
        let survey = json!({ "slug": "order", "metric": "csat", "touchpoints": ["order_completed"], "texts": texts });
        let answer = send(api.request(Method::PUT, "surveys/order").json(&survey)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        owner.looks_into(&world, "?page=survey&slug=order", &world.owner.manage_key).await;
        for (at, language) in languages.iter().enumerate().take(attacks.len() / fields.len()) {
            owner.sees_that("!!document.querySelector('#locale').value").await;
            owner.chooses("#locale", language).await;
            owner.previews(attacks[at * fields.len()].trim()).await;
            for (field, attack) in fields.iter().zip(&attacks[at * fields.len()..]) {
                let value = format!("document.getElementById('at-texts-{language}-{field}')?.value == {}", json!(attack));
                owner.sees_that(&value).await;
            }
            let made = "return document.querySelectorAll('sondeo-prompt').length + ' ' +
                document.querySelector('sondeo-prompt').shadowRoot.querySelectorAll('script, img, iframe, style, base').length";
            assert_eq!(owner.has_the_frame(made, vec![]).await, "1 0", "{language}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_changes_what_somebody_else_changed_meanwhile_is_told() {
    play("survey_conflict", SURVEYS, async |world, owner: Customer| {
        owner.looks_at(&world, "?page=survey&slug=order", &world.owner.manage_key).await;
        owner.writes("#at-ask-cooldown_days", "3").await;
        owner.sees_that("document.querySelector('.stands').textContent.includes('1 change is')").await;
        let api = Owner::new(&world.collector.address, &world.owner.manage_key);
        assert_eq!(send(api.request(Method::POST, "surveys/order/pause")).await.status, 200);
        owner.clicks(".saving .actions button:last-child").await;
        owner.reads("Somebody changed it since you opened it").await;
        owner.clicks(".saving [role=alert] button").await;
        owner.reads("Version 2").await;
        owner.writes("#at-ask-cooldown_days", "3").await;
        owner.clicks(".saving .actions button:last-child").await;
        owner.reads("Saved as version 3.").await;
        owner.clicks("button[aria-label='Start from version 1']").await;
        owner.sees_that("document.querySelector('#at-live').checked").await;
        owner.sees_that("document.querySelector('#at-ask-cooldown_days').value == '0'").await;
    })
    .await;
}
