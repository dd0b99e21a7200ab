//! The owner's API, through the session of this browser: `sites/{site}/v1/...`, relative to the page.
//!
//! Pages get a [`Client`] of the site that is looked at. Whatever it answers with 401 ends the visit: the shell asks for a
//! key and comes back to the same address, so pages need not know. Everything else that goes wrong is a [`Trouble`], which
//! has sentences.

use gloo::net::http::{Method, Request, RequestBuilder};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Serialize, de::DeserializeOwned};
use shared::wire::session::{SessionReply, SignIn};
use web_sys::{AbortSignal, RequestCache};
use yew::Callback;

use crate::trouble::Trouble;

/// How long an answer may take before the collector counts as away.
const PATIENCE_MS: u32 = 30_000;

/// Parameters of a question, by name; a name may come several times. `("attribute", "plan=pro")` is sent as
/// `attribute:plan=pro`: an attribute is named by its site.
pub(crate) type Query = Vec<(&'static str, String)>;

/// The owner's API of one site.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Client {
    site: String,
    on_signed_out: Callback<()>,
}

impl Client {
    /// Makes a client of this site, which tells `on_signed_out` when the session has ended.
    pub(crate) const fn new(site: String, on_signed_out: Callback<()>) -> Self {
        Self { site, on_signed_out }
    }

    /// Asks for something: `get("scores", &[("survey", slug)])` is `GET /v1/scores?survey=...`.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str, query: &Query) -> Result<T, Trouble> {
        self.heard(read(ask(Method::GET, &self.address(path, query)), None::<&()>).await)
    }

    /// Sends something, and returns the answer.
    pub(crate) async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Trouble> {
        self.heard(read(ask(method, &self.address(path, &Query::new())), Some(body)).await)
    }

    /// Stores something on the condition that it is at this version still; that there is none, where there is no version.
    pub(crate) async fn put_on<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        version: Option<u32>,
    ) -> Result<T, Trouble> {
        let request = ask(Method::PUT, &self.address(path, &Query::new()));
        let request = match version {
            Some(version) => request.header("If-Match", &format!("\"{version}\"")),
            None => request.header("If-None-Match", "*"),
        };
        self.heard(read(request, Some(body)).await)
    }

    /// Removes something.
    pub(crate) async fn delete(&self, path: &str) -> Result<(), Trouble> {
        let request = ask(Method::DELETE, &self.address(path, &Query::new()));
        self.heard(answer(request, None::<&()>).await.map(drop))
    }

    /// Returns the address of something, for downloads and event streams, which the browser asks for by itself.
    pub(crate) fn address(&self, path: &str, query: &Query) -> String {
        let pair = |(name, value): &(&str, String)| match value.split_once('=').filter(|_| *name == "attribute") {
            Some((attribute, value)) => format!("attribute:{attribute}={}", escaped(value)),
            None => format!("{name}={}", escaped(value)),
        };
        let pairs: Vec<String> = query.iter().map(pair).collect();
        let separator = if pairs.is_empty() { "" } else { "?" };
        format!("sites/{}/v1/{path}{separator}{}", escaped(&self.site), pairs.join("&"))
    }

    /// Tells that the session has ended, where a part of the browser found out.
    pub(crate) fn has_ended(&self) {
        self.on_signed_out.emit(());
    }

    fn heard<T>(&self, answer: Result<T, Trouble>) -> Result<T, Trouble> {
        answer.inspect_err(|trouble| {
            if *trouble == Trouble::SignedOut {
                self.has_ended();
            }
        })
    }
}

/// Writes a text so that it is one part of a path, or a value of a query.
pub(crate) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Asks who is signed in.
pub(crate) async fn session() -> Result<SessionReply, Trouble> {
    read(ask(Method::GET, "session"), None::<&()>).await
}

/// Signs in to the site of a key, beside those that the session has.
pub(crate) async fn sign_in(key: &str) -> Result<SessionReply, Trouble> {
    read(ask(Method::POST, "session"), Some(&SignIn { key: key.to_owned() })).await
}

/// Signs out of all sites.
pub(crate) async fn sign_out() -> Result<(), Trouble> {
    answer(ask(Method::DELETE, "session"), None::<&()>).await.map(drop)
}

fn ask(method: Method, address: &str) -> RequestBuilder {
    RequestBuilder::new(address)
        .method(method)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MS)))
}

async fn read<T: DeserializeOwned>(request: RequestBuilder, body: Option<&impl Serialize>) -> Result<T, Trouble> {
    let text = answer(request, body).await?;
    serde_json::from_str(&text).map_err(|_| Trouble::Away)
}

async fn answer(request: RequestBuilder, body: Option<&impl Serialize>) -> Result<String, Trouble> {
    let request: Request = match body {
        Some(body) => request.json(body),
        None => request.build(),
    }
    .map_err(|_| Trouble::Away)?;
    let response = request.send().await.map_err(|_| Trouble::Away)?;
    let text = response.text().await.map_err(|_| Trouble::Away)?;
    if response.ok() { Ok(text) } else { Err(Trouble::of(response.status(), &text)) }
}
