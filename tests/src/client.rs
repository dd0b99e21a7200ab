//! Those who call a collector: a page of a site, and the site's owner.

use reqwest::header::{HeaderMap, ORIGIN};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use shared::wire::explain::ExplainReply;
use shared::wire::prompts::{Prompt, PromptReply};
use uuid::Uuid;

/// What a collector answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The JSON of the body; null if it is something else.
    pub body: Value,
}

impl Answer {
    /// Reads an answer to its end.
    ///
    /// # Errors
    /// If the connection breaks before.
    pub async fn read(response: Response) -> reqwest::Result<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = serde_json::from_slice(&response.bytes().await?).unwrap_or_default();
        Ok(Self { status, headers, body })
    }

    /// A header, or nothing where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Sends a request and reads its answer.
///
/// # Panics
/// If there is none.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("the collector answers");
    Answer::read(response).await.expect("the answer arrives whole")
}

/// A page of a site.
#[derive(Clone, Debug)]
pub struct Page {
    client: Client,
    collector: String,
    site: String,
    origin: String,
}

impl Page {
    /// Opens a page of `site` at `origin`.
    pub fn new(collector: &str, site: &str, origin: &str) -> Self {
        Self { client: Client::new(), collector: collector.into(), site: site.into(), origin: origin.into() }
    }

    /// A page of another site at the same origin, which shares this one's connections.
    pub fn of(&self, site: &str) -> Self {
        Self { site: site.into(), ..self.clone() }
    }

    /// A POST to the site's route of this name, as the widget sends it.
    pub fn post(&self, route: &str) -> RequestBuilder {
        self.client.post(self.address(route)).header(ORIGIN, &self.origin)
    }

    /// A GET of the site's route of this name, as the loader sends it.
    pub fn get(&self, route: &str) -> RequestBuilder {
        self.client.get(self.address(route)).header(ORIGIN, &self.origin)
    }

    fn address(&self, route: &str) -> String {
        format!("{}/v1/sites/{}/{route}", self.collector, self.site)
    }

    /// Asks whether to ask.
    ///
    /// # Panics
    /// If the answer is a refusal.
    pub async fn ask(&self, interaction: &Value) -> PromptReply {
        let answer = send(self.post("prompts").json(interaction)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_value(answer.body).expect("the body is a verdict")
    }

    /// Gets a prompt for a customer who has never been asked.
    ///
    /// # Panics
    /// If there is none.
    pub async fn prompt(&self, touchpoint: &str) -> Prompt {
        let reply = self.ask(&json!({ "touchpoint": touchpoint, "bucket": 0, "history": [] })).await;
        reply.prompt.unwrap_or_else(|| panic!("nothing is asked at {touchpoint}: {:?}", reply.reason))
    }

    /// Gets a prompt for such a customer, where the collector may be gone.
    ///
    /// # Errors
    /// If no whole answer comes back.
    ///
    /// # Panics
    /// If the answer is a refusal.
    pub async fn try_to_ask(&self, touchpoint: &str) -> reqwest::Result<Option<Prompt>> {
        let asked = json!({ "touchpoint": touchpoint, "bucket": 0, "history": [] });
        let answer = Answer::read(self.post("prompts").json(&asked).send().await?).await?;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let reply: PromptReply = serde_json::from_value(answer.body).expect("the body is a verdict");
        Ok(reply.prompt)
    }

    /// Tells what became of a prompt.
    pub async fn report(&self, report: &Value) -> Answer {
        send(self.post("responses").json(report)).await
    }

    /// Tells what became of a prompt, where the collector may be gone.
    ///
    /// # Errors
    /// If no whole answer comes back: whether it was stored is unknown.
    pub async fn try_to_report(&self, report: &Value) -> reqwest::Result<Answer> {
        Answer::read(self.post("responses").json(report).send().await?).await
    }
}

/// A report about a prompt.
pub fn report(prompt: &Prompt, rev: u32, outcome: &str, rating: Option<i64>) -> Value {
    report_of(prompt.id, &prompt.token, rev, outcome, rating)
}

/// A report about the prompt with this id and token.
pub fn report_of(id: Uuid, token: &str, rev: u32, outcome: &str, rating: Option<i64>) -> Value {
    json!({ "id": id, "token": token, "rev": rev, "outcome": outcome, "rating": rating, "age_ms": 1200 })
}

/// The owner of a site.
#[derive(Clone, Debug)]
pub struct Owner {
    client: Client,
    collector: String,
    key: String,
}

impl Owner {
    /// The holder of `key`.
    pub fn new(collector: &str, key: &str) -> Self {
        Self { client: Client::new(), collector: collector.into(), key: key.into() }
    }

    /// A query of scores, `survey=order&group_by=day`.
    pub fn get(&self, query: &str) -> RequestBuilder {
        self.client.get(format!("{}/v1/scores?{query}", self.collector)).bearer_auth(&self.key)
    }

    /// What a page would be answered, and why: `touchpoint=order_completed&bucket=7`.
    ///
    /// # Panics
    /// If the answer is a refusal.
    pub async fn explain(&self, visitor: &str) -> ExplainReply {
        let request = self.client.get(format!("{}/v1/explain?{visitor}", self.collector));
        let answer = send(request.bearer_auth(&self.key)).await;
        assert_eq!(answer.status, 200, "{visitor}: {}", answer.body);
        serde_json::from_value(answer.body).expect("the body is an explanation")
    }

    /// The removal of a response.
    pub fn erase(&self, id: Uuid) -> RequestBuilder {
        self.client.delete(format!("{}/v1/responses/{id}", self.collector)).bearer_auth(&self.key)
    }

    /// Asks for scores.
    ///
    /// # Panics
    /// If the answer is a refusal.
    pub async fn scores(&self, query: &str) -> Value {
        let answer = send(self.get(query)).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.body);
        answer.body
    }

    /// The site's `surveys` or `marks`, as they are listed.
    ///
    /// # Panics
    /// If the answer is a refusal.
    pub async fn list(&self, of: &str) -> Value {
        let listed = send(self.request(Method::GET, of)).await;
        assert_eq!(listed.status, 200, "{}", listed.body);
        listed.body
    }

    /// A request of an owner's route, by its address below `/v1/`.
    pub fn request(&self, method: Method, address: &str) -> RequestBuilder {
        self.client.request(method, format!("{}/v1/{address}", self.collector)).bearer_auth(&self.key)
    }

    /// What a survey adds up to over the default range.
    ///
    /// # Panics
    /// If the answer is a refusal.
    pub async fn total(&self, survey: &str) -> Value {
        self.scores(&format!("survey={survey}")).await["total"].take()
    }
}
