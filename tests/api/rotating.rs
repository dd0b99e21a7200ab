//! Rotating the secret that prompts are signed with: no answer is refused by it, whoever knows of it first.

use std::time::Duration;

use serde_json::Value;
use tests::client::{Page, report};
use tests::collector::Data;
use tests::postgres::{Cluster, Options};
use tokio::time::timeout;

use crate::world::{ORIGIN, SURVEYS};

/// How soon a running collector signs with a new secret.
const SOON: Duration = Duration::from_secs(2);

#[tokio::test]
async fn what_one_collector_signs_anew_is_taken_by_another_at_once() {
    let cluster = Cluster::start(&Options { fsync: false, ..Options::default() });
    let data = Data::on(&cluster.url("postgres"));
    data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let collectors = [data.serve(), data.serve()];
    let pages = collectors.each_ref().map(|collector| Page::new(&collector.address, "shop", ORIGIN));
    for (signs, words) in [(2, &["secret", "rotate", "--json"][..]), (3, &["secret", "rotate", "--json", "--now"])] {
        let unanswered = pages[0].prompt("account_viewed").await;
        let printed = data.sondeo(words);
        let said: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!((said["signs"].as_i64(), said["accepted"].as_i64()), (Some(signs), Some(signs - 1)));
        let begins = format!("{signs}.");
        // Whichever of the two is the first to know: the other is told before it looks by itself, more often than not.
        let first = async {
            loop {
                for (at, page) in pages.iter().enumerate() {
                    let prompt = page.prompt("account_viewed").await;
                    if prompt.token.starts_with(&begins) {
                        return (at, prompt);
                    }
                }
            }
        };
        let (at, prompt) = timeout(SOON, first).await.expect("no collector signs with the new secret");
        assert_eq!(pages[1 - at].report(&report(&prompt, 1, "rated", Some(9))).await.status, 201);
        assert_eq!(pages[1 - at].report(&report(&unanswered, 1, "rated", Some(9))).await.status, 201);
    }
    let refused = data.try_sondeo(&["secret", "rotate"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("may be answered until"), "{said}");
    data.is_right();
}
