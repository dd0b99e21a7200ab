//! F21: a network that loses three in ten replies, after the commit.

use std::time::Duration;

use serde_json::json;
use tests::figures;
use tests::proxy::Manner;
use tests::stored::file;
use tests::wait::until;

use crate::browser::Browser;
use crate::customer::Customer;
use crate::extent;
use crate::outbox::outbox;
use crate::states::surveys;
use crate::world::{World, play_in};

/// Answers prompts one after the other, as fast as they come, `arguments[0]` of them: a rating, the words, the thanks.
const ANSWER: &str = "const [answers] = arguments
    window.found = { answered: 0, thanked: 0 }
    const frame = () => new Promise(requestAnimationFrame)
    const appears = async (selector) => {
      for (;;) {
        const one = document.querySelector('sondeo-prompt')?.shadowRoot?.querySelector(selector)
        if (one) return one
        await frame()
      }
    }
    void (async () => {
      while (found.answered < answers) {
        sondeo('interaction', 'stars-lossy')
        ;(await appears('[role=radio]')).click()
        ;(await appears('#comment')).value = 'Answer ' + found.answered
        ;(await appears('.send')).click()
        await appears('.thanks')
        found.answered++
        sondeo('close')
        // No customer is so quick that fifty answers wait.
        while (document.querySelector('sondeo-prompt') || Object.keys(localStorage).length > 20) await frame()
      }
    })()
    addEventListener('sondeo:completed', () => found.thanked++)";

#[tokio::test]
async fn answers_whose_replies_are_lost_are_kept_once_and_thanked_for_once() {
    let answers = extent::ANSWERS_WITH_LOST_REPLIES.times();
    for browser in Browser::ALL {
        play_in(
            browser,
            &format!("lossy in {browser:?}"),
            &surveys(&[("lossy", "")]),
            &async |world: World, customer: Customer| {
                customer.is_a_visitor_of_states().await;
                customer.goes_to(&format!("{}/calm.html", world.shop)).await;
                world.network.behaves(Manner::LosesRepliesTo { request: b"/responses".to_vec(), share: 0.3 });
                customer.has_the_page(ANSWER, vec![answers.into()]).await;
                let patience = Duration::from_secs(60 + answers as u64);
                let through = async || customer.run("return found.answered").await == answers;
                until("all is answered", patience, through).await;
                until("all is sent", patience, async || outbox(&customer).await.is_empty()).await;
                assert_eq!(customer.run("return found.thanked").await, answers);
                let rows = file::rows(world.data.folder());
                let run = format!("F21 lost replies in {browser:?}");
                figures::tell(
                    &run,
                    &json!({ "answers": answers, "rows": rows.len(), "replies_lost": world.network.cuts() }),
                );
                assert_eq!(rows.len(), answers);
                assert!(rows.iter().all(|row| row.rating == Some(1)));
                assert_eq!(world.total("stars-lossy").await["response_count"], answers);
                assert!(world.network.cuts() > answers / 4, "only {} replies were lost", world.network.cuts());
                world.data.is_right();
            },
        )
        .await;
    }
}
