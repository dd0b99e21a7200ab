//! A customer who comes again and again is asked as often as the policy says, and `explain` says the same each time.

use serde_json::{Value, json};
use url::Url;

use crate::customer::{Customer, key};
use crate::extent;
use crate::world::{World, play};

/// In the order of the file: of two that ask at a touchpoint the first that may.
const SURVEYS: &str = "
[[survey]]
slug = 'relation'
metric = 'nps'
touchpoints = ['seen']
ask = { cooldown_days = 10, again_after_answer_days = 40, again_after_dismissal_days = 25 }
[[survey]]
slug = 'page'
metric = 'csat'
touchpoints = ['seen', 'bought']
ask = { cooldown_days = 6, again_after_answer_days = 30, again_after_dismissal_days = 15 }
[[survey]]
slug = 'order'
metric = 'ces'
touchpoints = ['bought']
ask = { cooldown_days = 4, again_after_answer_days = 20, again_after_dismissal_days = 12 }
";
/// The rules above: survey, touchpoints, and days of rest after any prompt, an answer and a dismissal.
const RULES: [(&str, &[&str], [u64; 3]); 3] = [
    ("relation", &["seen"], [10, 40, 25]),
    ("page", &["seen", "bought"], [6, 30, 15]),
    ("order", &["bought"], [4, 20, 12]),
];
const DAY_H: u64 = 24;
/// How long the customer keeps coming.
const DAYS: u64 = 125;
/// The page's clock is as many hours ahead as the page's address says.
const CLOCK: &str = "
    const ahead = Number(new URLSearchParams(location.search).get('hours')) * 36e5
    const { now } = Date
    Date.now = () => now() + ahead";

/// What the customer does with a prompt.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    Rates,
    Dismisses,
    Ignores,
}

#[tokio::test]
async fn over_many_visits_a_customer_is_asked_as_the_policy_says_and_explain_agrees() {
    let views = extent::VIEWS.times() as u64;
    play("returning", SURVEYS, async |world, customer| {
        customer.preload(CLOCK).await;
        let mut past: Vec<(u64, &str, Deed)> = Vec::new();
        for view in 0..views {
            let hour = view * DAYS * DAY_H / views;
            let touchpoint = if view % 3 == 0 { "bought" } else { "seen" };
            customer.goes_to(&format!("{}/calm.html?hours={hour}", world.shop)).await;
            customer.survey(json!(["interaction", touchpoint])).await;
            let asked = customer.waits_for(json!({ "route": "prompts" }), 1).await.remove(0);
            let prompted = asked["reply"]["prompt"]["survey"].as_str();
            assert_eq!(prompted, due(&past, hour, touchpoint), "at hour {hour}, {touchpoint}, after {past:?}");
            let explained = explain(&world, &asked["body"]).await;
            assert_eq!(explained["survey"].as_str(), prompted, "{explained:#}");
            assert_eq!(explained["reason"], asked["reply"]["reason"], "{explained:#}");
            if let Some(&(survey, ..)) = RULES.iter().find(|(survey, ..)| Some(*survey) == prompted) {
                let deed = [Deed::Rates, Deed::Dismisses, Deed::Ignores, Deed::Dismisses][past.len() % 4];
                does(&customer, deed).await;
                past.push((hour, survey, deed));
            }
        }
        println!("asked {} times in {views} views: {past:?}", past.len());
        assert!(RULES.iter().all(|(survey, ..)| past.iter().any(|(_, asked, _)| asked == survey)), "{past:?}");
    })
    .await;
}

/// The policy once more, from the rules alone: which survey is to be asked at this hour.
fn due(past: &[(u64, &'static str, Deed)], hour: u64, touchpoint: &str) -> Option<&'static str> {
    let rested = |deed: Option<Deed>, survey: Option<&str>, days: u64| {
        let last = past
            .iter()
            .rev()
            .find(|(_, of, did)| deed.is_none_or(|deed| deed == *did) && survey.is_none_or(|survey| survey == *of));
        last.is_none_or(|(at, ..)| hour - at >= days * DAY_H)
    };
    let due = RULES.iter().find(|(survey, touchpoints, [any, answer, dismissal])| {
        touchpoints.contains(&touchpoint)
            && rested(None, None, *any)
            && rested(Some(Deed::Rates), Some(survey), *answer)
            && rested(Some(Deed::Dismisses), Some(survey), *dismissal)
    });
    due.map(|(survey, ..)| *survey)
}

async fn does(customer: &Customer, deed: Deed) {
    customer.waits_for(json!({ "event": "shown" }), 1).await;
    let (press, event) = match deed {
        Deed::Rates => {
            customer.tabs_to("radio", "").await;
            (key::SPACE, "rated")
        }
        Deed::Dismisses => (key::ESCAPE, "dismissed"),
        Deed::Ignores => return,
    };
    customer.presses(press).await;
    customer.waits_for(json!({ "event": event }), 1).await;
}

/// What the owner is told of the visitor who asked so.
async fn explain(world: &World, asked: &Value) -> Value {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut query = vec![("touchpoint", text(&asked["touchpoint"])), ("bucket", text(&asked["bucket"]))];
    for past in asked["history"].as_array().unwrap() {
        query.push(("history", ["survey", "outcome", "age_s"].map(|name| text(&past[name])).join(":")));
    }
    let address = Url::parse_with_params(&format!("{}/v1/explain", world.collector.address), &query).unwrap();
    let request = reqwest::Client::new().get(address.as_str()).bearer_auth(&world.owner.read_key);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.json().await.unwrap()
}
