//! The way in and out.

use serde_json::json;

use super::{SURVEYS, customers_rate};
use crate::customer::key;
use crate::world::{play, play_everywhere};

#[tokio::test]
async fn an_owner_signs_in_with_the_keyboard_and_is_where_the_address_said() {
    play_everywhere("signing_in", SURVEYS, async |world, owner| {
        customers_rate(&world, "order_completed", &[5, 4, 2], None).await;
        owner.goes_to(&world.dashboard("?page=journey&range=7d")).await;
        owner.reads("See how customers feel").await;
        owner.sees_that("document.activeElement.id == 'key'").await;
        owner.presses(key::ENTER).await;
        owner.reads("Enter a key of the site.").await;
        owner.types("not-a-key").await;
        owner.presses(key::ENTER).await;
        owner.reads("does not take this key").await;
        owner.run("document.querySelector('#key').value = ''").await;
        owner.types(&world.owner.read_key).await;
        owner.presses(key::ENTER).await;
        owner.reads("order_completed").await;
        assert_eq!(owner.address().await, "?page=journey&range=7d");
        let kept = "return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])";
        assert!(!owner.run(kept).await.to_string().contains(&world.owner.read_key), "the page keeps the key");
    })
    .await;
}

#[tokio::test]
async fn a_link_with_a_key_signs_in_and_leaves_no_key_behind() {
    play("key_in_address", SURVEYS, async |world, owner| {
        owner.looks_at(&world, "?survey=order", &world.owner.read_key).await;
        assert_eq!(owner.address().await, "?survey=order");
        owner.reloads().await;
        owner.reads("Overview").await;
        owner.sees_that("!document.querySelector('#key')").await;
    })
    .await;
}

#[tokio::test]
async fn who_signs_out_is_out_and_comes_back_to_the_same_place() {
    play("signing_out", SURVEYS, async |world, owner| {
        owner.looks_at(&world, "?page=journey", &world.owner.read_key).await;
        owner.clicks(".settings.wide button").await;
        owner.reads("See how customers feel").await;
        owner.reloads().await;
        owner.reads("See how customers feel").await;
        assert_eq!(owner.address().await, "?page=journey");
    })
    .await;
}

#[tokio::test]
async fn a_session_that_was_ended_elsewhere_asks_for_a_key_and_goes_on() {
    play("session_ended", SURVEYS, async |world, owner| {
        owner.looks_at(&world, "?survey=order", &world.owner.read_key).await;
        // As another tab would.
        let end = "const [done] = arguments
            fetch(new Request('session', { method: 'DELETE' })).then(() => done())";
        owner.awaits(end, vec![]).await;
        owner.clicks("nav.pages a[href*='page=journey']").await;
        owner.reads("Your session has ended").await;
        owner.types(&world.owner.manage_key).await;
        owner.presses(key::ENTER).await;
        owner.reads("Did it help?").await;
        assert_eq!(owner.address().await, "?page=journey&survey=order");
        // Only this was to go wrong.
        owner.run("witness.seen.length = 0").await;
    })
    .await;
}

#[tokio::test]
async fn one_session_opens_several_sites() {
    play("several_sites", SURVEYS, async |world, owner| {
        owner.looks_at(&world, "", &world.owner.read_key).await;
        owner.looks_at(&world, "?site=stranger", &world.stranger.read_key).await;
        let sites = "return [...document.querySelectorAll('.wide select')[0].options].map((site) => site.value)";
        assert_eq!(owner.run(sites).await, json!(["shop", "stranger", "+"]));
        owner.reads("Nothing is asked yet").await;
        owner.chooses(".wide select", "shop").await;
        owner.sees_that("location.search == '?site=shop'").await;
        owner.sees_that("document.title == 'Overview · shop · Sondeo'").await;
        owner.goes_to(&world.dashboard("?site=nowhere")).await;
        owner.reads("a site that you are not signed in to: nowhere").await;
    })
    .await;
}
