//! Surveys in their list: how they stand, paused and deleted, and whom they would ask.

use serde_json::{Value, json};
use tests::client::Owner;

use super::SURVEYS;
use crate::customer::{Customer, key};
use crate::world::{play, play_everywhere};

/// The programs that the page loaded.
const LOADED: &str =
    "return performance.getEntriesByType('resource').map(({ name }) => /(\\w+)-\\w+\\.wasm/.exec(name)?.[1])
    .filter((name, at, names) => name && names.indexOf(name) == at)";

#[tokio::test]
async fn surveys_are_paused_resumed_and_deleted_from_the_list() {
    play_everywhere("survey_list", SURVEYS, async |world, owner: Customer| {
        owner.looks_at(&world, "?page=surveys", &world.owner.read_key).await;
        owner.reads("order_completed, parcel_received").await;
        assert_eq!(
            owner.run("return document.querySelectorAll('.changes, a.button').length").await,
            0,
            "it only reads"
        );
        owner.looks_at(&world, "?page=surveys", &world.owner.manage_key).await;
        owner.clicks("button[aria-label='Pause order']").await;
        owner.reads("order is paused: it asks nobody.").await;
        owner.clicks("button[aria-label='Resume order']").await;
        owner.reads("order asks again.").await;
        owner.clicks("button[aria-label='Delete web']").await;
        owner.reads("Delete web? Its answers stay").await;
        owner.clicks(".delete button.alarm").await;
        owner.reads("web is deleted.").await;
        let api = Owner::new(&world.collector.address, &world.owner.read_key);
        let surveys = api.list("surveys").await;
        let stand: Vec<Value> = surveys["surveys"].as_array().unwrap().iter().map(|one| one["slug"].clone()).collect();
        assert_eq!(stand, ["order", "relation"]);
        assert_eq!((&surveys["surveys"][0]["version"], &surveys["surveys"][0]["live"]), (&json!(3), &json!(true)));
    })
    .await;
}

#[tokio::test]
async fn why_a_customer_is_asked_or_not_is_said_in_plain_words() {
    play("survey_explained", SURVEYS, async |world, owner: Customer| {
        owner.looks_at(&world, "?page=surveys", &world.owner.read_key).await;
        owner.clicks("#explain button[type=submit]").await;
        owner.reads("would be asked now.").await;
        owner.clicks("#explain input[type=checkbox]").await;
        owner.clicks("#explain button[type=submit]").await;
        owner.reads("No: nobody would be asked now.").await;
        owner.clicks("#explain input[type=checkbox]").await;
        owner.chooses("#explain-outcome", "opted_out").await;
        owner.sees_that("!!document.querySelector('#explain-history')").await;
        owner.writes("#explain-history", "3").await;
        owner.clicks("#explain button[type=submit]").await;
        owner.reads("The customer asked to be left alone, 3 days ago.").await;
        owner.writes("#explain-bucket", "100").await;
        owner.clicks("#explain button[type=submit]").await;
        owner.sees_that("!!document.getElementById('explain-bucket-wrong').textContent").await;
    })
    .await;
}

#[tokio::test]
async fn surveys_and_scores_are_one_dashboard() {
    play_everywhere("survey_ways", SURVEYS, async |world, owner: Customer| {
        owner.looks_at(&world, "?survey=order&range=7d", &world.owner.manage_key).await;
        owner.sees_that("document.title == 'Overview · shop · Sondeo'").await;
        assert_eq!(owner.run(LOADED).await, json!(["dashboard"]));
        owner.tabs_to("link", "Surveys").await;
        owner.presses(key::ENTER).await;
        owner.sees_that("document.title == 'Surveys · shop · Sondeo'").await;
        owner.sees_that("!!document.querySelector('#list')").await;
        assert_eq!(owner.address().await, "?page=surveys&survey=order&range=7d");
        assert_eq!(owner.run(LOADED).await, json!(["surveys"]));
        owner.clicks("th a").await;
        owner.sees_that("document.activeElement.id == 'title' && document.title == 'Survey · shop · Sondeo'").await;
        owner.goes_back().await;
        owner.sees_that("document.title == 'Surveys · shop · Sondeo'").await;
        owner.goes_back().await;
        owner.sees_that("document.title == 'Overview · shop · Sondeo' && !!document.querySelector('h1')").await;
        assert_eq!(owner.address().await, "?survey=order&range=7d");
        owner.clicks("nav a[href*=surveys]").await;
        owner.sees_that("!!document.querySelector('#list')").await;
        owner.clicks("nav a[href*=journey]").await;
        owner.sees_that("document.title == 'Journey · shop · Sondeo'").await;
    })
    .await;
}
