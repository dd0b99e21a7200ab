//! Every answer: found, read, deleted; and what customers write is only ever text (RELIABILITY.md T5).

use serde_json::{Value, json};
use tests::bad_input::comments as hostile_comments;
use tests::client::{Page, report};

use super::looking::AXE;
use super::{SURVEYS, customers_rate};
use crate::customer::{Customer, key};
use crate::display::Display;
use crate::world::{World, play_everywhere};

/// A survey that asks how customers may be reached.
const WITH_CONTACT: &str = r#"
[[survey]]
slug = "support"
metric = "csat"
touchpoints = ["ticket_closed"]
contact = true
[survey.ask]
cooldown_days = 0
"#;

/// Chooses a value of a filter.
pub(super) async fn filters(owner: &Customer, name: &str, value: &str) {
    owner.chooses(&format!("#by-{name}"), value).await;
}

/// Two customers are happy, one is not, and one of another survey says nothing.
async fn customers_answer(world: &World) {
    customers_rate(world, "order_completed", &[5, 4], Some("Wrapped with care.")).await;
    customers_rate(world, "order_completed", &[1], Some("It came in three pieces.")).await;
    customers_rate(world, "account_viewed", &[9], None).await;
}

#[tokio::test]
async fn answers_are_found_by_filters_and_by_words_and_taken_along() {
    play_everywhere("answers_found", SURVEYS, async |world, owner| {
        customers_answer(&world).await;
        owner.looks_at(&world, "?page=answers", &world.owner.read_key).await;
        owner.reads("4 answers on this page").await;
        filters(&owner, "band", "low").await;
        owner.sees_that("location.search == '?page=answers&band=low'").await;
        owner.reads("1 answer on this page").await;
        owner.reads("It came in three pieces.").await;
        owner.clicks(".filters a").await;
        owner.sees_that("location.search == '?page=answers'").await;
        owner.run("document.querySelector('#words').focus()").await;
        owner.types("care").await;
        owner.presses(key::ENTER).await;
        owner.sees_that("location.search == '?page=answers&q=care'").await;
        owner.reads("2 answers on this page. Looked through 3 comments.").await;
        let take = "const done = arguments[0]
            fetch(document.querySelector('a[download$=csv]').href).then((answer) => answer.text()).then(done)";
        let table = owner.awaits(take, vec![]).await;
        assert_eq!(table.as_str().unwrap().trim().lines().count(), 3, "{table}");
        owner.goes_to(&world.dashboard("?page=answers&survey=order&rating=5&comment=false")).await;
        owner.reads("No answer is like that").await;
    })
    .await;
}

#[tokio::test]
async fn the_list_is_read_with_the_keyboard() {
    play_everywhere("answers_keys", SURVEYS, async |world, owner| {
        customers_answer(&world).await;
        owner.looks_at(&world, "?page=answers&survey=order", &world.owner.read_key).await;
        owner.tabs_to("link", "1 of 5").await;
        owner.presses('j').await;
        owner.sees_that("document.activeElement.innerText.startsWith('4 of 5')").await;
        owner.presses(key::ENTER).await;
        owner.sees_that("document.activeElement.id == 'answer'").await;
        owner.reads("How it came about").await;
        owner.presses('j').await;
        owner.sees_that("document.querySelector('#answer h2').innerText.startsWith('5 of 5')").await;
        owner.presses(key::ESCAPE).await;
        owner
            .sees_that("!document.querySelector('#answer') && document.activeElement.innerText.startsWith('5 of 5')")
            .await;
        assert_eq!(owner.address().await, "?page=answers&survey=order");
    })
    .await;
}

#[tokio::test]
async fn an_open_answer_says_all_and_is_deleted_with_the_manage_key_alone() {
    let surveys = format!("{SURVEYS}{WITH_CONTACT}");
    play_everywhere("answer_deleted", &surveys, async |world, owner| {
        let page = Page::new(&world.collector.address, &world.owner.slug, &world.shop);
        let prompt = page.prompt("ticket_closed").await;
        let mut said = report(&prompt, 1, "completed", Some(2));
        said["comment"] = json!("Nobody called back.");
        said["contact"] = json!("ada@example.com");
        let answer = page.report(&said).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        let query = format!("?page=answers&survey=support&id={}", prompt.id);

        owner.looks_at(&world, &query, &world.owner.read_key).await;
        owner.reads("ada@example.com").await;
        owner.reads("Rated and finished, 2 of 5").await;
        assert_eq!(owner.run("return document.querySelectorAll('.erase').length").await, 0);

        owner.looks_at(&world, &query, &world.owner.manage_key).await;
        owner.has_the_page(AXE, vec![]).await;
        for is_dark in [false, true] {
            owner.sets_the_display(Display { is_dark, is_forced: false, is_still: true }).await;
            for (window, zoom) in [([1280, 900], 1), ([640, 1280], 2)] {
                owner.zooms(window, zoom).await;
                let wrong = owner.asks_axe().await;
                assert!(wrong.is_empty(), "dark: {is_dark}, {window:?}: {:#}", json!(wrong));
            }
        }
        owner.zooms([1280, 900], 1).await;
        owner.clicks(".erase button").await;
        owner.reads("Nobody can bring it back.").await;
        owner.clicks(".erase button.alarm").await;
        owner.reads("The answer is deleted.").await;
        owner.reads("Nobody has answered in these days").await;
        assert_eq!(world.total("support").await["response_count"], 0);
    })
    .await;
}

/// The comments of the list, once the page is there on which `turned` says whether it is the second.
async fn comments(owner: &Customer, turned: bool) -> Vec<Value> {
    owner.sees_that(&format!("document.querySelector('.turning button').disabled != {turned}")).await;
    owner.sees_that("!document.querySelector('[aria-busy]')").await;
    let words = owner.run("return [...document.querySelectorAll('.one .words')].map((one) => one.textContent)").await;
    words.as_array().unwrap().clone()
}

#[tokio::test]
async fn hostile_words_are_words_in_the_list_and_alone() {
    play_everywhere("hostile_answers", SURVEYS, async |world, owner| {
        let said = hostile_comments();
        for comment in &said {
            customers_rate(&world, "order_completed", &[3], Some(comment)).await;
        }
        owner.looks_at(&world, "?page=answers", &world.owner.manage_key).await;
        let mut shown = comments(&owner, false).await;
        assert_eq!(shown.len(), 50, "a page has so many");
        owner.clicks(".turning button:last-child").await;
        shown.extend(comments(&owner, true).await);
        shown.reverse();
        assert_eq!(json!(shown), json!(said));

        owner.clicks(".found li a").await;
        let markup =
            "return document.querySelectorAll('.answers :is(img, script, iframe, svg, style, base, form)').length";
        for comment in said.iter().rev().skip(50).take(20) {
            owner.sees_that(&format!("document.querySelector('.said')?.textContent == {}", json!(comment))).await;
            assert_eq!(owner.run(markup).await, 0, "{comment}");
            owner.presses('j').await;
        }
    })
    .await;
}
