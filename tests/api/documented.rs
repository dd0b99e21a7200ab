//! docs/api.md: its requests are sent to a collector whose past is known, and its replies are what came back.

use std::collections::{BTreeSet, HashMap};

use reqwest::Client;
use serde_json::Value;
use tests::client::send;
use tests::page::{Exchange, differences, exchanges};
use tests::stored::past;

use crate::world::ORIGIN;

const PAGE: &str = include_str!("../../docs/api.md");

/// What the page calls the collector.
const NAME: &str = "https://feedback.example.com";

/// What the site of the page asks.
const SURVEYS: &str = r#"
[[survey]]
slug = "relation"
metric = "nps"
touchpoints = ["account_viewed"]
attributes = ["plan"]
[survey.ask]
cooldown_days = 0
"#;

/// A body of one JSON value, or of lines of them.
fn json(body: &str) -> Option<Value> {
    let lines = || body.lines().map(serde_json::from_str).collect::<Result<Vec<Value>, _>>().ok();
    serde_json::from_str(body).ok().or_else(|| lines().filter(|lines| !lines.is_empty()).map(Value::Array))
}

/// Says whether `got` is the text that was said, in which `<...>` stands for the rest of a line.
fn is_text(said: &str, got: &str) -> bool {
    let is_line = |(said, got): (&str, &str)| match said.strip_suffix("<...>") {
        Some(begins) => got.starts_with(begins),
        None => said == got,
    };
    said.lines().count() == got.lines().count() && said.lines().zip(got.lines()).all(is_line)
}

/// Sends a request of the page, and says in what its answer is not what the page says.
async fn tries(client: &Client, address: &str, exchange: &Exchange) -> Option<String> {
    let Exchange { line, request, status, headers, body } = exchange;
    let url = request.address.replacen(NAME, address, 1);
    let mut built = client.request(request.method.parse().unwrap(), url);
    for (name, value) in &request.headers {
        built = built.header(name, value);
    }
    let answer = request.body.iter().fold(built, |built, body| built.body(body.clone())).send().await.unwrap();
    let mut wrong = Vec::new();
    if answer.status() != *status {
        wrong.push(format!("the status is {}", answer.status()));
    }
    for (name, value) in headers {
        let got = answer.headers().get(name).map(|got| got.to_str().unwrap());
        if got != Some(value) {
            wrong.push(format!("{name} is {got:?}"));
        }
    }
    let got = answer.text().await.unwrap();
    match (json(body), json(&got)) {
        (Some(said), Some(got)) => wrong.extend(differences(&said, &got)),
        // A byte order mark is for spreadsheets, and not to be seen on the page.
        _ if is_text(body.trim(), got.trim_start_matches('\u{feff}').trim()) => {}
        _ => wrong.push("the body is another".to_owned()),
    }
    let (method, address) = (&request.method, &request.address);
    (!wrong.is_empty()).then(|| format!("line {line}, {method} {address}: {}\n{got}", wrong.join("; ")))
}

/// The owner's routes of the collector, by its own document.
async fn routes(client: &Client, address: &str) -> BTreeSet<(String, String)> {
    let document = send(client.get(format!("{address}/openapi.json"))).await.body;
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["tags"][0] == "owner" {
                routes.insert((method.to_uppercase(), path.clone()));
            }
        }
    }
    routes
}

/// Says whether this address is one of a route.
fn is_of(path: &str, address: &str) -> bool {
    let address = address.trim_start_matches(NAME).split('?').next().unwrap_or_default();
    let parts = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (path, address) = (parts(path), parts(address));
    path.len() == address.len() && path.iter().zip(&address).all(|(said, is)| said.starts_with('{') || said == is)
}

#[tokio::test]
async fn the_page_of_the_api_says_what_is_so() {
    let data = tests::collector::Data::new();
    let shop = data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    past::write(data.folder(), "shop", &past::two_months());
    // Another zone, or the same again, counts every answer anew.
    data.sondeo(&["site", "set", "shop", "--tz", "Europe/Madrid"]);
    data.is_right();
    let spare = data.sondeo(&["key", "add", "--site", "shop", "--scope", "read", "--json"]);
    let spare: Value = serde_json::from_str(&spare).unwrap();
    let key_id = spare["id"].as_str().unwrap().to_owned();
    let collector = data.serve();
    let words = HashMap::from([("READ_KEY", shop.read_key), ("MANAGE_KEY", shop.manage_key), ("KEY_ID", key_id)]);
    let (client, exchanges) = (Client::new(), exchanges(PAGE, &words));
    let mut wrong = Vec::new();
    for exchange in &exchanges {
        wrong.extend(tries(&client, &collector.address, exchange).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    let is_told = |(method, path): &(String, String)| {
        exchanges.iter().any(|one| one.request.method == *method && is_of(path, &one.request.address))
    };
    let routes = routes(&client, &collector.address).await;
    let untold: Vec<_> = routes.iter().filter(|route| !is_told(route)).collect();
    assert!(untold.is_empty(), "docs/api.md has no request of {untold:?}");
    data.is_right();
}
