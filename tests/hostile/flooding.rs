//! Answers that come in a flood (RELIABILITY.md T1): stored, held back, and out of the score until the owner decides.

use reqwest::RequestBuilder;
use serde_json::{Value, json};
use shared::wire::prompts::Prompt;
use tests::client::{Answer, Owner, Page, report, send};
use tests::collector::{Collector, Data};
use tests::postgres::{Cluster, Options};

use crate::shop::{ORIGIN, SURVEYS};

/// How many first ratings of one caller count.
const COUNTED: usize = 20;

/// A shop whose collector believes this machine about who calls, so that a test can be anybody.
struct Flooded {
    page: Page,
    owner: Owner,
    data: Data,
    _collector: Collector,
}

impl Flooded {
    fn on(data: Data) -> Self {
        let shop = data.add_site("shop", ORIGIN);
        data.apply("shop", SURVEYS);
        let ratings = COUNTED.to_string();
        let collector = data.serve_with(&["--burst-ratings", &ratings, "--trusted-proxy", "127.0.0.0/8"]);
        let page = Page::new(&collector.address, "shop", ORIGIN);
        let owner = Owner::new(&collector.address, &shop.read_key);
        Self { page, owner, data, _collector: collector }
    }

    fn post(&self, caller: &str, route: &str, body: &Value) -> RequestBuilder {
        self.page.post(route).header("x-forwarded-for", caller).json(body)
    }

    /// This caller is asked, sees the prompt and rates.
    async fn rate(&self, caller: &str, rating: i64) -> (Prompt, Answer) {
        let asks = json!({ "touchpoint": "account_viewed", "bucket": 0, "history": [] });
        let mut asked = send(self.post(caller, "prompts", &asks)).await;
        assert_eq!(asked.status, 200, "{}", asked.body);
        let prompt: Prompt = serde_json::from_value(asked.body["prompt"].take()).unwrap();
        let shown = send(self.post(caller, "responses", &report(&prompt, 0, "shown", None))).await;
        assert_eq!(shown.status, 201, "{}", shown.body);
        let rated = send(self.post(caller, "responses", &report(&prompt, 1, "rated", Some(rating)))).await;
        assert_eq!((rated.status, rated.body["status"].as_str()), (201, Some("stored")), "{}", rated.body);
        (prompt, rated)
    }

    /// What is counted: answers with 0, answers with 10, prompts that were shown; and what is held back.
    async fn counts(&self) -> [u64; 4] {
        self.data.is_right();
        let total = self.owner.total("relation").await;
        let count = |name: &str| total[name].as_u64().unwrap();
        let [low, high] = [0, 10].map(|rating| total["distribution"][rating].as_u64().unwrap());
        assert_eq!(count("response_count"), low + high, "{total}");
        [low, high, count("shown_count"), count("quarantined_count")]
    }

    fn quarantine(&self, words: &[&str]) -> String {
        self.data.sondeo(&[&["quarantine", words[0], "--site", "shop"], &words[1..]].concat())
    }

    fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.data.sondeo(&[words, &["--site", "shop", "--json"]].concat())).unwrap()
    }
}

/// What a reply tells, but for what is different in every one.
fn told(answer: &Answer) -> (u16, Vec<String>, Vec<String>) {
    let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
    headers.sort();
    let fields = answer.body.as_object().unwrap().keys().cloned().collect();
    (answer.status, headers, fields)
}

async fn released_or_dropped_as_a_recount_says(data: Data) {
    let shop = Flooded::on(data);
    let (_, counted) = shop.rate("203.0.113.1", 10).await;
    let mut flood = Vec::new();
    for at in 0..50 {
        let (prompt, rated) = shop.rate("198.51.100.7", 0).await;
        assert_eq!(told(&rated), told(&counted), "a flood is told nothing, answer {at}");
        flood.push(prompt);
    }
    for _ in 0..9 {
        shop.rate("203.0.113.1", 10).await;
    }
    assert_eq!(shop.counts().await, [20, 10, 30, 30]);
    // What was counted stays so when no more than its end is heard; who changes its rating has it held back, too.
    for (rev, rating, counts) in [(2, 0, [20, 10, 30, 30]), (3, 10, [19, 10, 29, 31])] {
        let again = report(&flood[0], rev, "completed", Some(rating));
        assert_eq!(send(shop.post("198.51.100.7", "responses", &again)).await.status, 201);
        assert_eq!(shop.counts().await, counts);
    }
    // What is held back stays so, whoever sends the rest of it.
    let later = report(&flood[30], 2, "completed", Some(0));
    assert_eq!(send(shop.post("203.0.113.1", "responses", &later)).await.status, 201);
    assert_eq!(shop.counts().await, [19, 10, 29, 31]);
    let groups = shop.json(&["quarantine", "list"]);
    assert_eq!(
        (&groups[0]["responses"], &groups[0]["reason"], &groups[1]),
        (&json!(31), &json!("burst"), &Value::Null)
    );
    assert!(shop.data.sondeo(&["verify"]).contains("31 more are in quarantine"));

    // Each is named by the id that the next commands take.
    let ids = shop.json(&["quarantine", "list", "--ids"]);
    let named: Vec<&str> = ids.as_array().unwrap().iter().map(|held| held["id"].as_str().unwrap()).collect();
    assert_eq!((named.len(), named.contains(&&*flood[30].id.to_string())), (31, true), "{ids}");
    let lines = shop.quarantine(&["list", "--ids"]);
    assert!(lines.lines().zip(&named).all(|(line, id)| line.starts_with(id)), "{lines}");
    let [kept, gone] = [flood[30].id.to_string(), flood[31].id.to_string()];
    assert_eq!(shop.quarantine(&["release", "--id", &kept]), "released 1 response\n");
    assert_eq!(shop.counts().await, [20, 10, 30, 30]);
    assert_eq!(shop.quarantine(&["drop", "--id", &gone]), "dropped 1 response\n");
    assert_eq!(shop.counts().await, [20, 10, 30, 29]);
    assert_eq!(shop.quarantine(&["release", "--survey", "order", "--from", "2026-01-01"]), "released 0 responses\n");
    let day = groups[0]["day"].as_str().unwrap();
    assert_eq!(shop.quarantine(&["release", "--survey", "relation", "--day", day]), "released 29 responses\n");
    assert_eq!(shop.counts().await, [48, 11, 59, 0]);
    for (rev, outcome, status) in [(1, "rated", "stale"), (2, "completed", "stale")] {
        let late = send(shop.post("203.0.113.1", "responses", &report(&flood[31], rev, outcome, Some(0)))).await;
        assert_eq!((late.status, &late.body["status"]), (200, &json!(status)), "what was dropped came back");
    }
    assert_eq!(shop.counts().await, [48, 11, 59, 0]);

    shop.rate("198.51.100.7", 0).await;
    assert_eq!(shop.counts().await, [48, 11, 59, 1]);
    assert_eq!(shop.quarantine(&["drop", "--all"]), "dropped 1 response\n");
    assert_eq!(shop.counts().await, [48, 11, 59, 0]);
    let audit = shop.json(&["audit"]);
    let sum = |action: &str| {
        let lines = audit.as_array().unwrap().iter().filter(|line| line["action"] == action);
        lines.map(|line| line["responses"].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(["quarantined", "released", "dropped"].map(sum), [32, 30, 2], "{audit}");
}

#[tokio::test]
async fn a_flood_is_held_back_and_released_or_dropped_as_a_recount_says() {
    released_or_dropped_as_a_recount_says(Data::new()).await;
}

#[tokio::test]
async fn a_flood_is_held_back_and_released_or_dropped_as_a_recount_says_on_postgresql() {
    let cluster = Cluster::start(&Options::default());
    released_or_dropped_as_a_recount_says(Data::on(&cluster.database())).await;
}

#[tokio::test]
async fn addresses_of_one_network_are_one_caller_and_those_of_others_are_not() {
    let shop = Flooded::on(Data::new());
    for at in 0..60 {
        shop.rate(&format!("2001:db8:0:1::{at:x}"), 0).await;
        shop.rate(&format!("2001:db8:1:{at:x}::1"), 10).await;
    }
    assert_eq!(shop.counts().await, [20, 60, 80, 40]);
}
