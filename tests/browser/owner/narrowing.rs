//! Answers are narrowed by what the site told of its customers: language, device, attributes.

use serde_json::{Value, json};
use tests::client::{Page, report};

use super::answers::filters;
use crate::world::{World, play, play_everywhere};

/// Surveys of two kinds; each declares what the other does not.
const SURVEYS: &str = r#"
[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed"]
attributes = ["plan"]
[survey.ask]
cooldown_days = 0

[[survey]]
slug = "relation"
metric = "nps"
touchpoints = ["account_viewed"]
attributes = ["team"]
[survey.ask]
cooldown_days = 0
"#;

/// A customer of this interaction rates it.
async fn rates(world: &World, interaction: Value, rating: i64) {
    let page = Page::new(&world.collector.address, &world.owner.slug, &world.shop);
    let mut asked = json!({ "bucket": 0, "history": [] });
    asked.as_object_mut().unwrap().extend(interaction.as_object().unwrap().clone());
    let prompt = page.ask(&asked).await.prompt.unwrap();
    assert_eq!(page.report(&report(&prompt, 1, "completed", Some(rating))).await.status, 201);
}

async fn customers_rate(world: &World) {
    for (language, device, plan, rating) in
        [("es", "phone", "pro", 1), ("es", "phone", "free", 2), ("es", "desktop", "pro", 3), ("en", "phone", "pro", 4)]
    {
        let order = json!({
            "touchpoint": "order_completed", "locales": [language], "device": device, "attributes": { "plan": plan },
        });
        rates(world, order, rating).await;
    }
    rates(world, json!({ "touchpoint": "account_viewed", "attributes": { "team": "a & b = c" } }), 9).await;
}

/// What a filter offers, as a script.
fn offered(name: &str) -> String {
    format!("[...(document.querySelector('#by-{name}')?.options ?? [])].map((one) => one.textContent).join()")
}

#[tokio::test]
async fn answers_are_narrowed_by_language_device_and_declared_attributes() {
    play_everywhere("answers_told", SURVEYS, async |world, owner| {
        customers_rate(&world).await;
        owner.looks_at(&world, "?page=answers", &world.owner.read_key).await;
        owner.reads("5 answers on this page").await;
        owner.clicks("[aria-controls=more-filters]").await;
        owner.sees_that(&format!("{} == 'Any,English,Spanish'", offered("locale"))).await;
        owner.sees_that(&format!("{} == 'Any,free,pro'", offered("attribute-plan"))).await;
        owner.sees_that(&format!("{} == 'Any,Phone,Tablet,Computer'", offered("device"))).await;
        for (name, value, address, answers) in [
            ("attribute-team", "a & b = c", "&attribute:team=a%20%26%20b%20%3D%20c", "1 answer on"),
            ("attribute-team", "", "", "5 answers on"),
            ("locale", "es", "&locale=es", "3 answers on"),
            ("device", "phone", "&locale=es&device=phone", "2 answers on"),
            ("attribute-plan", "pro", "&locale=es&device=phone&attribute:plan=pro", "1 answer on"),
            ("locale", "", "&device=phone&attribute:plan=pro", "2 answers on"),
        ] {
            filters(&owner, name, value).await;
            owner.sees_that(&format!("location.search == '?page=answers{address}'")).await;
            owner.reads(answers).await;
        }
        // The address alone brings back what was seen, and another survey keeps what it does not declare.
        owner.reloads().await;
        owner.reads("2 answers on this page").await;
        owner.goes_to(&world.dashboard("?page=answers&survey=relation&attribute:plan=pro")).await;
        owner.reads("No answer is like that").await;
        filters(&owner, "attribute-plan", "").await;
        owner.reads("1 answer on this page").await;
        owner.sees_that("!document.querySelector('#by-attribute-plan')").await;
    })
    .await;
}

#[tokio::test]
async fn what_has_too_many_values_to_choose_from_is_typed() {
    play("answers_typed", SURVEYS, async |world, owner| {
        for at in 0..101 {
            let attributes = json!({ "plan": format!("plan {at}") });
            rates(&world, json!({ "touchpoint": "order_completed", "attributes": attributes }), 5).await;
        }
        owner.looks_at(&world, "?page=answers&device=phone", &world.owner.read_key).await;
        owner.sees_that("document.querySelector('#by-attribute-plan')?.localName == 'input'").await;
        owner.clicks(".filters a").await;
        owner.run("document.querySelector('#by-attribute-plan').focus()").await;
        owner.types("plan 77").await;
        owner.presses(crate::customer::key::ENTER).await;
        owner.sees_that("location.search == '?page=answers&attribute:plan=plan%2077'").await;
        owner.reads("1 answer on this page").await;
    })
    .await;
}
