//! How customers feel, and in whose words.

use serde_json::json;

use super::{SURVEYS, customers_rate};
use crate::rating::rate_the_order;
use crate::world::{play, play_everywhere};

#[tokio::test]
async fn the_overview_says_what_the_customer_said() {
    play_everywhere("overview", SURVEYS, async |world, window| {
        window.has_time_for_thanks().await;
        rate_the_order(&window, &world).await;
        window.looks_at(&world, "?survey=order", &world.owner.read_key).await;
        for said in [
            "between 21 and 100, 95% sure",
            "1 answer: too few to conclude",
            "100% are satisfied, 0% are not",
            "Nothing to compare with",
            "Wrapped with care.",
            "4 of 5",
        ] {
            window.reads(said).await;
        }
        assert_eq!(window.run("return document.querySelector('.now .score').textContent").await, "100");
    })
    .await;
}

#[tokio::test]
async fn a_new_answer_appears_by_itself_and_its_words_are_words() {
    play_everywhere("live", SURVEYS, async |world, owner| {
        customers_rate(&world, "order_completed", &[5, 5, 1], None).await;
        owner.looks_at(&world, "?survey=order", &world.owner.read_key).await;
        owner.reads("Nobody has written anything in these days.").await;
        owner.sees_that("document.querySelector('.live').dataset.live == 'true'").await;
        let attack = "<img src=x onerror=alert(1)><script>alert(2)</script>";
        customers_rate(&world, "order_completed", &[1], Some(attack)).await;
        owner.reads(attack).await;
        owner.reads("4 answers").await;
        assert_eq!(owner.run("return document.querySelectorAll('.voices img, .voices script').length").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_programme_and_its_days_are_in_the_address_and_back_leads_back() {
    play_everywhere("programme", SURVEYS, async |world, owner| {
        customers_rate(&world, "order_completed", &[5, 5], None).await;
        customers_rate(&world, "page_left", &[1], None).await;
        owner.looks_at(&world, "?survey=order", &world.owner.read_key).await;
        owner.reads("2 answers").await;
        owner.clicks("#choose-survey").await;
        owner.clicks(".panel input[aria-label*='web']").await;
        owner.reads("3 answers").await;
        assert_eq!(owner.address().await, "?survey=order,web");
        // Another kind of survey cannot be added up with these.
        owner.clicks(".panel input[aria-label*='relation']").await;
        owner.sees_that("location.search == '?survey=relation'").await;
        owner.chooses(".range select", "7d").await;
        owner.sees_that("location.search == '?survey=relation&range=7d'").await;
        for address in ["?survey=relation", "?survey=order,web", "?survey=order"] {
            owner.run("history.back()").await;
            owner.sees_that(&format!("location.search == {}", json!(address))).await;
        }
        owner.reads("2 answers").await;
    })
    .await;
}

#[tokio::test]
async fn every_chart_is_a_table_too_and_the_page_speaks_spanish() {
    play("table_and_language", SURVEYS, async |world, owner| {
        customers_rate(&world, "order_completed", &[5, 5, 5, 4, 1], None).await;
        owner.looks_at(&world, "?survey=order", &world.owner.read_key).await;
        owner.sees_that("!!document.querySelector('.trend canvas')").await;
        owner.clicks(".trend .above button").await;
        let rows = "return document.querySelectorAll('.trend tbody tr').length";
        assert_eq!(owner.run(rows).await, 28);
        owner.reads("38 to 96").await;
        let spanish = "const select = document.querySelectorAll('.wide select')[1]
            select.value = 'es'
            select.dispatchEvent(new Event('change', { bubbles: true }))";
        owner.run(spanish).await;
        owner.reads("Cómo se sienten tus clientes").await;
        owner.reads("5 respuestas").await;
        assert_eq!(owner.run("return document.documentElement.lang").await, "es");
        owner.reloads().await;
        owner.reads("Con sus palabras").await;
    })
    .await;
}
