//! The site's owner looks at the scores.

use crate::rating::{SURVEYS, rate_the_order};
use crate::world::play;

#[tokio::test]
async fn the_scores_page_says_what_the_customer_said() {
    play("scores_page", SURVEYS, async |world, window| {
        rate_the_order(&window, &world).await;
        let page = format!("{}/dashboard/#key={}&surveys=order", world.collector.address, world.owner.read_key);
        window.goes_to(&page).await;
        window.reads("100, between 21 and 100").await;
        window.reads("1 answer: too few to conclude").await;
    })
    .await;
}

#[tokio::test]
async fn the_scores_page_opens_with_no_other_key() {
    play("wrong_key", SURVEYS, async |world, window| {
        window.goes_to(&format!("{}/dashboard/#key=not-a-key&surveys=order", world.collector.address)).await;
        window.reads("does not take this key").await;
    })
    .await;
}
