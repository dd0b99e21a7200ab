//! F17: several tabs with one outbox of which one dies, and pages that are made ahead of their customer.

use std::time::Duration;

use serde_json::{Value, json};
use tests::client::{Page, report};
use tests::figures;
use tests::proxy::Manner;
use tests::stored::file;
use tests::wait::until;

use crate::extent;
use crate::outbox::{PATIENCE, counts, keep, outbox};
use crate::rating::SURVEYS;
use crate::world::play;

/// Answers for each tab.
const EACH: usize = 5;

#[tokio::test]
async fn a_tab_that_is_killed_while_it_sends_leaves_it_to_the_others() {
    play("killed_tab", SURVEYS, async |world, customer| {
        let page = Page::new(&world.collector.address, "shop", &world.shop);
        let tabs = extent::TABS.times();
        let answers = tabs * EACH;
        customer.goes_to(&format!("{}/calm.html?bare", world.shop)).await;
        for _ in 0..answers {
            keep(&customer, &report(&page.prompt("order_completed").await, 1, "rated", Some(5))).await;
        }
        world.network.behaves(Manner::Delays(Duration::from_millis(200)));
        customer.opens_a_tab().await;
        let sender = customer.tab().await;
        customer.goes_to(&world.shop).await;
        // Behind another tab it might be the last to begin.
        until("the tab sends", PATIENCE, async || outbox(&customer).await.len() < answers).await;
        let mut others = Vec::new();
        for _ in 1..tabs {
            customer.opens_a_tab().await;
            others.push(customer.tab().await);
            customer.goes_to(&world.shop).await;
        }
        let left = outbox(&customer).await.len();
        assert!((1..answers).contains(&left), "one sends, and is not through: {left} of {answers} are left");
        customer.goes_back_to(sender).await;
        customer.kills_the_tab_for(others[0].clone()).await;

        counts(&world, answers as u64).await;
        until("the outbox is empty", PATIENCE, async || outbox(&customer).await.is_empty()).await;
        let mut replies: Vec<Value> = Vec::new();
        for tab in others {
            customer.goes_back_to(tab).await;
            replies.extend(customer.noted().await.into_iter().filter(|note| note["route"] == "responses"));
        }
        let again = replies.iter().filter(|reply| reply["reply"]["status"] == "replayed").count();
        figures::tell("F17 tab killed", &json!({ "tabs": tabs, "answers": answers, "sent_again": again }));
        let first = replies.len() - again;
        assert!((2..answers).contains(&first), "the others sent {first} of {answers}");
        assert!(again <= 1, "what the killed tab had under way is sent again, and no more: {again}");
        let rows = file::rows(world.data.folder());
        assert_eq!(rows.len(), answers);
        world.data.is_right();
    })
    .await;
}

/// Has the browser make the page at `arguments[0]` ahead, as pages do that know where their customer goes next.
const AHEAD: &str = "const rules = document.createElement('script')
    rules.type = 'speculationrules'
    rules.textContent = JSON.stringify({ prerender: [{ urls: [arguments[0]], eagerness: 'immediate' }] })
    document.head.append(rules)";

#[tokio::test]
async fn a_page_that_is_made_ahead_asks_nothing_until_its_customer_comes() {
    play("ahead", "[[survey]]\nslug = 'plain'\nmetric = 'csat'\ntouchpoints = ['plain']\n", async |world, customer| {
        customer.goes_to(&format!("{}/calm.html?bare", world.shop)).await;
        let address = format!("{}/plain.html?ahead", world.shop);
        let before = world.network.replied();
        customer.has_the_page(AHEAD, vec![address.clone().into()]).await;
        // The page is made once it has what it carries from the start.
        until("the page is made ahead", PATIENCE, async || world.network.replied() > before).await;
        assert_eq!(world.total("plain").await["shown_count"], 0);

        customer.run(&format!("location = '{address}'")).await;
        customer.sees_that("location.search == '?ahead'").await;
        // No witness stands in a page that is made ahead.
        until("the prompt is shown", PATIENCE, async || customer.sees("radio", "1 out of 5").await).await;
        let script = "const [{ activationStart }] = performance.getEntriesByType('navigation')
            const asked = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/prompts'))
            return [activationStart, asked.startTime]";
        let times = customer.run(script).await;
        let [made, asked] = [0, 1].map(|nth| times[nth].as_f64().unwrap());
        assert!(made > 0.0, "the browser made the page only when it was gone to");
        assert!(asked >= made, "asked {asked} ms after the page began, which the customer saw at {made} ms");
    })
    .await;
}
