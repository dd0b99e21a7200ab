//! The customers of some sites and their owner, wherever the collectors are.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::stream::{self, StreamExt};
use reqwest::RequestBuilder;
use serde_json::json;
use shared::wire::prompts::Prompt;
use uuid::Uuid;

use super::told::{Fresh, Told};
use crate::client::{Answer, Owner, Page};

/// Whoever reports. Requests go to the collectors by turns.
#[derive(Clone, Debug)]
pub struct Crowd {
    doors: Arc<[Door]>,
    turn: Arc<AtomicUsize>,
    touchpoint: String,
    survey: String,
    callers: Option<u32>,
}

/// A collector as customers and the owner reach it.
#[derive(Debug)]
struct Door {
    /// A page of each site.
    pages: Vec<Page>,
    owner: Owner,
}

impl Crowd {
    /// The crowd of `site` that calls each of `collectors`, is asked `survey` at `touchpoint` and owns `key`.
    pub fn new(collectors: &[&str], site: &str, origin: &str, key: &str, survey: &str, touchpoint: &str) -> Self {
        let door = |collector: &&str| {
            let pages = vec![Page::new(collector, site, origin)];
            Door { pages, owner: Owner::new(collector, key) }
        };
        Self {
            doors: collectors.iter().map(door).collect(),
            turn: Arc::default(),
            touchpoint: touchpoint.to_owned(),
            survey: survey.to_owned(),
            callers: None,
        }
    }

    /// The same with customers of more sites, which are counted from 1 on. The owner is the first one's.
    pub fn with_sites(self, more: &[String]) -> Self {
        let door = |Door { pages, owner }: &Door| {
            let others = more.iter().map(|site| pages[0].of(site));
            Door { pages: pages.iter().cloned().chain(others).collect(), owner: owner.clone() }
        };
        Self { doors: self.doors.iter().map(door).collect(), ..self }
    }

    /// The same behind a proxy that names so many addresses of customers.
    pub fn of_callers(self, callers: u32) -> Self {
        Self { callers: Some(callers), ..self }
    }

    /// Asks for so many prompts of the first site, ahead of the load.
    ///
    /// # Panics
    /// If one is refused.
    pub async fn prompts(&self, count: usize) -> Vec<Prompt> {
        let asked = (0..count).map(|_| self.door().pages[0].prompt(&self.touchpoint));
        stream::iter(asked).buffer_unordered(32).collect().await
    }

    /// Sends a report, the same bytes every time.
    ///
    /// # Errors
    /// If no whole answer comes back in time: whether it was stored is unknown.
    pub async fn tell(&self, told: &Told, patience: Duration) -> reqwest::Result<Answer> {
        let request = self.door().pages[told.site].post("responses").header("content-type", "text/plain;charset=UTF-8");
        self.send(request.body(told.body.clone()), told.id, patience).await
    }

    /// Asks whether to ask, as the loader does at an interaction.
    ///
    /// # Errors
    /// If no whole answer comes back in time.
    pub async fn ask(&self, customer: &Fresh, patience: Duration) -> reqwest::Result<Answer> {
        let asked = json!({ "touchpoint": self.touchpoint, "bucket": 0, "history": [] });
        let request = self.door().pages[customer.site].post("prompts").body(asked.to_string());
        self.send(request, customer.id, patience).await
    }

    /// Asks what the site has for its pages, as a loader with triggers does.
    ///
    /// # Errors
    /// If no whole answer comes back in time.
    pub async fn tag(&self, customer: &Fresh, patience: Duration) -> reqwest::Result<Answer> {
        self.send(self.door().pages[customer.site].get("tag"), customer.id, patience).await
    }

    /// Asks for the scores, as the owner.
    ///
    /// # Errors
    /// If no whole answer comes back in time.
    pub async fn scores(&self, patience: Duration) -> reqwest::Result<Answer> {
        let request = self.door().owner.get(&format!("survey={}", self.survey));
        Answer::read(request.timeout(patience).send().await?).await
    }

    /// Has a response of the first site erased, as its owner.
    ///
    /// # Errors
    /// If no whole answer comes back in time.
    pub async fn erase(&self, id: Uuid, patience: Duration) -> reqwest::Result<Answer> {
        Answer::read(self.door().owner.erase(id).timeout(patience).send().await?).await
    }

    /// Fails unless the scores that the API tells are a recount of what was acknowledged.
    ///
    /// # Panics
    /// If they are not.
    pub async fn scores_are(&self, distribution: [u64; 11]) {
        let total = self.door().owner.total(&self.survey).await;
        assert_eq!(total["distribution"], json!(distribution), "the scores are not a recount");
        assert_eq!(total["shown_count"], distribution.iter().sum::<u64>(), "the scores are not a recount");
    }

    /// Sends a request of the customer whose prompt has this id: always from the same address.
    async fn send(&self, request: RequestBuilder, id: Uuid, patience: Duration) -> reqwest::Result<Answer> {
        let request = match self.callers {
            Some(callers) => request.header("x-forwarded-for", address(id, callers).to_string()),
            None => request,
        };
        Answer::read(request.timeout(patience).send().await?).await
    }

    /// The next collector's door.
    fn door(&self) -> &Door {
        &self.doors[self.turn.fetch_add(1, Ordering::Relaxed) % self.doors.len()]
    }
}

/// One of so many addresses that are nobody's (RFC 6598).
fn address(id: Uuid, callers: u32) -> Ipv4Addr {
    // The end of an id is random, its beginning is the time.
    let drawn = id.as_u64_pair().1 % u64::from(callers);
    Ipv4Addr::from_bits(Ipv4Addr::new(100, 64, 0, 0).to_bits() + drawn as u32)
}
