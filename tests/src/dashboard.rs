//! The owner's page as the collector sees it: a session, and requests that carry it.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::client::{Answer, send};

/// A dashboard that is open in a browser, which keeps its cookies.
#[derive(Clone, Debug)]
pub struct Dashboard {
    client: Client,
    collector: String,
    origin: Option<String>,
    cookies: BTreeMap<String, String>,
}

impl Dashboard {
    /// Opens the dashboard of this collector, where nobody is signed in.
    pub fn new(collector: &str) -> Self {
        let (client, origin) = (Client::new(), Some(collector.to_owned()));
        Self { client, collector: collector.into(), origin, cookies: BTreeMap::new() }
    }

    /// The same browser at another collector.
    pub fn at(&self, collector: &str) -> Self {
        Self { collector: collector.into(), origin: Some(collector.into()), ..self.clone() }
    }

    /// The same browser, whose page says that it has this origin, or none.
    pub fn from(&self, origin: Option<&str>) -> Self {
        Self { origin: origin.map(str::to_owned), ..self.clone() }
    }

    /// A request below `dashboard/` as the page sends it.
    pub fn request(&self, method: Method, address: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}/dashboard/{address}", self.collector));
        let request = self.origin.iter().fold(request, |request, origin| request.header(ORIGIN, origin));
        self.cookie().iter().fold(request, |request, cookie| request.header(COOKIE, cookie))
    }

    /// What a browser sends with each request; nothing where it keeps nothing.
    pub fn cookie(&self) -> Option<String> {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, sealed)| format!("{name}={sealed}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Signs in with a key.
    pub async fn sign_in(&mut self, key: &str) -> Answer {
        let answer = send(self.request(Method::POST, "session").json(&json!({ "key": key }))).await;
        self.keep(&answer);
        answer
    }

    /// Signs out, of everything or of `session/{site}`.
    pub async fn sign_out(&mut self, address: &str) -> Answer {
        let answer = send(self.request(Method::DELETE, address)).await;
        self.keep(&answer);
        answer
    }

    /// The sites that it is signed in to.
    ///
    /// # Panics
    /// If the answer is a refusal.
    pub async fn sites(&self) -> Vec<String> {
        let answer = send(self.request(Method::GET, "session")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        names(&answer.body)
    }

    /// Does as a browser does with the cookies of an answer.
    fn keep(&mut self, answer: &Answer) {
        for line in answer.headers.get_all(SET_COOKIE) {
            let line = line.to_str().expect("a cookie is ASCII");
            let (name, rest) = line.split_once('=').expect("a cookie has a name");
            let (sealed, attributes) = rest.split_once(';').expect("a cookie has attributes");
            match attributes.contains("Max-Age=0;") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), sealed.to_owned()),
            };
        }
    }
}

/// The names of the sites that a session opens, by what is said of it.
pub fn names(session: &Value) -> Vec<String> {
    let sites = session["sites"].as_array().into_iter().flatten();
    sites.filter_map(|site| site["site"].as_str().map(str::to_owned)).collect()
}
