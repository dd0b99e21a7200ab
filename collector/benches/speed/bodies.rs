//! What is sent: whole HTTP requests, made before the clock starts.

use std::{fmt::Write, net::SocketAddr};

use anyhow::{Context, Result};
use collector::{
    retention::Retention,
    signed_interaction::Interactions,
    store::{
        Store,
        place::Place,
        query::{NewKey, NewSite, SiteSettings},
    },
    survey_file::SurveyFile,
    token::{self, IssuedPrompt, Secret},
};
use jiff::Timestamp;
use serde_json::json;
use shared::{survey::Slug, wire::prompts::Device};
use uuid::Uuid;

const SURVEYS: &str = "[[survey]]\nslug = 'post-purchase'\nmetric = 'nps'\ntouchpoints = ['order_completed']\n";
const COMMENT: &str = "quick and friendly";

/// Requests to the floor: a fresh id each, as the collector gives them out.
pub(crate) fn for_floor(address: SocketAddr, count: usize) -> Vec<Vec<u8>> {
    let body = |at: usize| {
        json!({ "id": Uuid::now_v7(), "survey": "post-purchase", "score": at % 11, "comment": COMMENT }).to_string()
    };
    (0..count).map(|at| post(address, "/v1/responses", &body(at))).collect()
}

/// A site of the collector, and the secret that its prompts are signed with.
#[derive(Debug)]
pub(crate) struct Shop {
    slug: Slug,
    secret: Secret,
}

impl Shop {
    /// Makes the site in a new store.
    pub(crate) async fn open(place: &Place) -> Result<Self> {
        Self::named(place, "shop").await
    }

    /// Makes a site of this name, in a new store or beside others.
    pub(crate) async fn named(place: &Place, slug: &str) -> Result<Self> {
        Self::add(&Store::open(place).await?, slug, Vec::new()).await
    }

    /// Makes a site of this name whose owner has these keys.
    pub(crate) async fn add(store: &Store, slug: &str, keys: Vec<NewKey>) -> Result<Self> {
        let slug: Slug = slug.parse()?;
        let origins = vec!["https://shop.example".parse()?];
        let settings = SiteSettings {
            origins,
            tz: "Europe/Madrid".to_owned(),
            locale: "en".to_owned(),
            retention: Retention::FOREVER,
            interactions: Interactions::Any,
        };
        let site = NewSite { slug: slug.clone(), settings, keys };
        store.add_site(site, Timestamp::now()).await?;
        store.apply_surveys(slug.clone(), SurveyFile::parse(SURVEYS)?, Timestamp::now()).await?;
        let secret = store.catalog().await?.secrets.into_iter().next().context("a new store has a secret")?;
        Ok(Self { slug, secret })
    }

    /// Requests to the collector: each answers a prompt of its own.
    pub(crate) fn requests(&self, address: SocketAddr, count: usize) -> Result<Vec<Vec<u8>>> {
        self.requests_with(address, count, COMMENT)
    }

    /// As [`Shop::requests`], with another comment.
    pub(crate) fn requests_with(&self, address: SocketAddr, count: usize, comment: &str) -> Result<Vec<Vec<u8>>> {
        let path = format!("/v1/sites/{}/responses", self.slug);
        (0..count).map(|at| Ok(post(address, &path, &self.report(at, comment)?))).collect()
    }

    fn report(&self, at: usize, comment: &str) -> Result<String> {
        let (id, token) = self.prompt(at)?;
        let report = json!({ "id": id, "token": token, "rev": 1, "outcome": "rated", "rating": at % 11,
            "comment": comment, "reasons": [], "contact": null, "age_ms": 1200 });
        Ok(report.to_string())
    }

    /// The id and the token of a new prompt.
    pub(crate) fn prompt(&self, at: usize) -> Result<(Uuid, String)> {
        let issued = IssuedPrompt {
            site: self.slug.clone(),
            id: Uuid::now_v7(),
            survey: "post-purchase".parse()?,
            version: 1,
            issued_at: Timestamp::now().as_second(),
            touchpoint: "order_completed".parse()?,
            interaction_id: Some(format!("order-{at}")),
            stage: None,
            locale: "en".to_owned(),
            device: Some(Device::Phone),
            attributes: std::collections::BTreeMap::new(),
            respondent: None,
            is_vouched: false,
            is_test: false,
        };
        Ok((issued.id, token::mint(&issued, &self.secret)?))
    }
}

/// A whole request with a JSON body.
pub(crate) fn post(address: SocketAddr, path: &str, body: &str) -> Vec<u8> {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\norigin: https://shop.example\r\ncontent-type: application/json\r\n"
    );
    let length = body.len();
    write!(request, "content-length: {length}\r\n\r\n{body}").expect("a string takes any text");
    request.into_bytes()
}
