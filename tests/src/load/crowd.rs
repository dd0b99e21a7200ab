//! The customers of a site and its owner, wherever its collectors are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use serde_json::json;
use shared::wire::prompts::Prompt;

use super::told::Told;
use crate::client::{Answer, Owner, Page};

/// Whoever reports. Requests go to the collectors by turns.
#[derive(Clone, Debug)]
pub struct Crowd {
    doors: Arc<[(Page, Owner)]>,
    turn: Arc<AtomicUsize>,
    touchpoint: String,
    survey: String,
}

impl Crowd {
    /// The crowd of `site` that calls each of `collectors`, is asked `survey` at `touchpoint` and owns `key`.
    pub fn new(collectors: &[&str], site: &str, origin: &str, key: &str, survey: &str, touchpoint: &str) -> Self {
        let door = |collector: &&str| (Page::new(collector, site, origin), Owner::new(collector, key));
        Self {
            doors: collectors.iter().map(door).collect(),
            turn: Arc::default(),
            touchpoint: touchpoint.to_owned(),
            survey: survey.to_owned(),
        }
    }

    /// Asks for so many prompts, ahead of the load.
    ///
    /// # Panics
    /// If one is refused.
    pub async fn prompts(&self, count: usize) -> Vec<Prompt> {
        let asked = (0..count).map(|_| self.door().0.prompt(&self.touchpoint));
        stream::iter(asked).buffer_unordered(32).collect().await
    }

    /// Sends a report, the same bytes every time.
    ///
    /// # Errors
    /// If no whole answer comes back in time: whether it was stored is unknown.
    pub async fn tell(&self, told: &Told, patience: Duration) -> reqwest::Result<Answer> {
        let request = self.door().0.post("responses").header("content-type", "text/plain;charset=UTF-8");
        Answer::read(request.body(told.body.clone()).timeout(patience).send().await?).await
    }

    /// Asks for the scores, as the owner.
    ///
    /// # Errors
    /// If no whole answer comes back in time.
    pub async fn scores(&self, patience: Duration) -> reqwest::Result<Answer> {
        let request = self.door().1.get(&format!("survey={}", self.survey));
        Answer::read(request.timeout(patience).send().await?).await
    }

    /// Fails unless the scores that the API tells are a recount of what was acknowledged.
    ///
    /// # Panics
    /// If they are not.
    pub async fn scores_are(&self, distribution: [u64; 11]) {
        let total = self.door().1.total(&self.survey).await;
        assert_eq!(total["distribution"], json!(distribution), "the scores are not a recount");
        assert_eq!(total["shown_count"], distribution.iter().sum::<u64>(), "the scores are not a recount");
    }

    /// The next collector's door.
    fn door(&self) -> &(Page, Owner) {
        &self.doors[self.turn.fetch_add(1, Ordering::Relaxed) % self.doors.len()]
    }
}
