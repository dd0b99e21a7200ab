//! F15: a customer who is offline when they answer, and for days.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use tests::client::{Page, report};
use tests::proxy::Manner;
use tests::stored::file;
use tests::wait;

use crate::customer::{Customer, key};
use crate::outbox::{PATIENCE, is_asked, keep, outbox};
use crate::rating::SURVEYS;
use crate::world::{play, play_everywhere};

/// A survey for each of three pages, which asks whenever it can.
const EAGER: &str = "
[[survey]]
slug = 'always'
metric = 'csat'
touchpoints = ['first', 'second', 'third']
[survey.ask]
cooldown_days = 0
again_after_answer_days = 0
again_after_dismissal_days = 0
";
/// The page's clock is as many hours ahead as the page's address says.
pub(crate) const CLOCK: &str = "
    const ahead = Number(new URLSearchParams(location.search).get('hours')) * 36e5
    const { now } = Date
    Date.now = () => now() + ahead";
const THREE_DAYS_H: u64 = 72;
const ANSWERS: u64 = 10;

/// Nobody hears what pages report; what they ask is answered.
pub(crate) fn nobody_hears() -> Manner {
    Manner::Answers { request: b"/responses".to_vec(), answer: Vec::new(), drip: Duration::ZERO }
}

#[tokio::test]
async fn ten_answers_of_three_pages_arrive_after_three_days_and_count_for_the_day_they_were_asked_on() {
    play_everywhere("offline", EAGER, async |world, customer| {
        customer.preload(CLOCK).await;
        world.network.behaves(nobody_hears());
        for (page, answers) in [("first", 4), ("second", 3), ("third", 3)] {
            customer.goes_to(&format!("{}/calm.html?{page}", world.shop)).await;
            for nth in 1..=answers {
                customer.survey(json!(["interaction", page])).await;
                customer.waits_for(json!({ "event": "shown" }), nth).await;
                customer.tabs_to("radio", "1 out of 5").await;
                customer.presses(key::SPACE).await;
                customer.waits_for(json!({ "event": "rated" }), nth).await;
                customer.presses(key::ESCAPE).await;
                customer.waits_for(json!({ "event": "completed" }), nth).await;
            }
        }
        customer.reloads().await;
        let kept = outbox(&customer).await;
        assert_eq!(kept.len() as u64, ANSWERS, "{kept:#?}");
        assert_eq!(world.total("always").await["shown_count"], 0);
        let asked_on = days(&customer, &kept).await;

        world.network.behaves(Manner::Forwards);
        customer.goes_to(&format!("{}/calm.html?hours={THREE_DAYS_H}", world.shop)).await;
        wait::until("the outbox is empty", PATIENCE, async || outbox(&customer).await.is_empty()).await;
        let rows = file::rows(world.data.folder());
        assert_eq!(rows.len() as u64, ANSWERS);
        assert!(rows.iter().all(|row| row.rating == Some(1) && row.rev == 2), "{rows:?}");
        let sent = customer.waits_for(json!({ "route": "responses", "status": 201 }), rows.len()).await;
        let three_days_ms = THREE_DAYS_H * 3_600_000;
        assert!(sent.iter().all(|one| one["body"]["age_ms"].as_u64().unwrap() > three_days_ms), "{sent:#?}");
        assert_eq!(counted_on(&world, "always").await, asked_on);
        world.data.is_right();
    })
    .await;
}

/// How many of the reports are about prompts of which day in the site's zone, by the browser's own calendar.
async fn days(customer: &Customer, kept: &[Value]) -> BTreeMap<String, u64> {
    let mut days = BTreeMap::new();
    for report in kept {
        // An id begins with the time of the prompt's issue.
        let issued_ms = i64::from_str_radix(&report["id"].as_str().unwrap().replace('-', "")[..12], 16).unwrap();
        let script = "return new Date(arguments[0]).toLocaleDateString('sv-SE', { timeZone: 'Europe/Madrid' })";
        let day = customer.has_the_page(script, vec![issued_ms.into()]).await;
        *days.entry(day.as_str().unwrap().to_owned()).or_default() += 1;
    }
    days
}

/// On which days the owner sees answers, and how many.
async fn counted_on(world: &crate::world::World, survey: &str) -> BTreeMap<String, u64> {
    let (_, scores) = world.scores(&format!("{survey}&group_by=day"), &world.owner.read_key).await;
    let groups = scores["groups"].as_array().unwrap().iter();
    let days = groups.map(|day| (day["key"].as_str().unwrap().to_owned(), day["response_count"].as_u64().unwrap()));
    days.filter(|(_, answers)| *answers > 0).collect()
}

#[tokio::test]
async fn what_waits_too_long_or_is_too_much_is_dropped_and_the_console_says_so() {
    play("too_much", SURVEYS, async |world, customer| {
        let page = Page::new(&world.collector.address, "shop", &world.shop);
        is_asked(&customer, &world).await;
        world.network.behaves(nobody_hears());
        // Nine of 8 KiB are more than 64 KiB; one more is as old as the collector takes none.
        for _ in 0..9 {
            let mut large = report(&page.prompt("order_completed").await, 1, "rated", Some(5));
            large["comment"] = "x".repeat(8_000).into();
            keep(&customer, &large).await;
        }
        let old = report(&page.prompt("order_completed").await, 1, "rated", Some(3));
        keep(&customer, &old).await;
        let name = format!("sondeo:shop:{}", old["id"].as_str().unwrap());
        let script = format!(
            "const entry = JSON.parse(localStorage['{name}']); entry.at -= 30 * 864e5
            localStorage['{name}'] = JSON.stringify(entry)"
        );
        customer.run(&script).await;

        customer.presses(key::SPACE).await;
        customer.waits_for(json!({ "event": "rated" }), 1).await;
        let line = "sondeo: an answer that could not be sent was dropped: it was too old, or there were too many";
        customer.waits_for(json!({ "wrong": line }), 3).await;
        let kept = outbox(&customer).await;
        let bytes = kept.iter().map(|report| report.to_string().len()).sum::<usize>();
        assert!(bytes <= 65_536 && kept.len() == 8, "{bytes} bytes of {} reports", kept.len());
        assert!(kept.iter().any(|report| report["rating"] == 1), "the newest is kept");
        assert!(kept.iter().all(|report| report["rating"] != 3), "the oldest is gone");
        customer.run("witness.seen.length = 0").await;
    })
    .await;
}
