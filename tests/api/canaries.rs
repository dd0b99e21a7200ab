//! Canaries: keys, secrets and tokens go through every route, right and wrong, and are found nowhere after it (T9); nor
//! is the address that they came from (T24).

use std::fs;
use std::path::{Path, PathBuf};

use reqwest::{Client, Method, header};
use serde_json::json;
use tests::client::{Answer, Page, report, send};
use tests::collector::{Data, Site};
use tests::dashboard::Dashboard;
use tests::postgres::{Cluster, Options};

use crate::signing::{order, sign};
use crate::world::{ORIGIN, SURVEYS};

/// What is to be found nowhere, by what it is.
type Canaries = Vec<(String, String)>;

const WRONG: &str = "sondeo_live_a-canary-that-opens-nothing-canary-canary-42";

/// Where all of it comes from.
const ADDRESS: &str = "127.7.7.77";

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Fails if one of the canaries is in one of the files.
fn is_clean(what: &str, files: &[PathBuf], canaries: &Canaries) {
    for file in files {
        let bytes = fs::read(file).unwrap_or_default();
        let content = String::from_utf8_lossy(&bytes);
        let found: Vec<&str> =
            canaries.iter().filter(|(_, text)| content.contains(text)).map(|(name, _)| &**name).collect();
        assert!(found.is_empty(), "{what} has {found:?} in {}", file.display());
    }
}

fn from_afar() -> Client {
    Client::builder().local_address(ADDRESS.parse().ok()).build().unwrap()
}

/// Sends a key by every way that somebody may think of, along every route, and returns all answers.
async fn knock(collector: &str, key: &str) -> Vec<Answer> {
    let client = from_afar();
    let mut answers = Vec::new();
    for (method, path) in [
        (Method::GET, "/v1/scores?survey=relation"),
        (Method::GET, "/v1/scores?survey=relation&group_by=mood"),
        (Method::DELETE, "/v1/responses/01890000-0000-7000-8000-000000000000"),
        (Method::DELETE, "/v1/responses/7"),
        (Method::GET, "/v1/responses/7"),
        (Method::GET, "/v1/responses?limit=1&band=promoter"),
        (Method::GET, "/v1/responses?format=csv"),
        (Method::GET, "/v1/responses?format=ndjson"),
        (Method::GET, "/v1/live?seconds=0"),
        (Method::GET, "/v1/site"),
        (Method::GET, "/v1/keys"),
        (Method::DELETE, "/v1/keys/0123456789ab"),
        (Method::POST, "/v1/preview"),
        (Method::POST, "/v1/sites/shop/prompts"),
        (Method::POST, "/v1/sites/shop/responses"),
        (Method::GET, "/v1/sites/shop/tag"),
        (Method::GET, "/healthz"),
        (Method::GET, "/readyz"),
        (Method::GET, "/dashboard/"),
        (Method::GET, "/dashboard/session"),
        (Method::POST, "/dashboard/session"),
        (Method::DELETE, "/dashboard/session/shop"),
        (Method::GET, "/dashboard/sites/shop/v1/scores?survey=relation"),
        (Method::PUT, "/dashboard/sites/shop/v1/marks/canary"),
        (Method::GET, "/sondeo.js"),
        (Method::PUT, "/v1/scores"),
        (Method::GET, "/nowhere"),
    ] {
        let address = format!("{collector}{path}");
        let mark = if path.contains('?') { '&' } else { '?' };
        let body = json!({ "touchpoint": key, "key": key, "id": key, "token": key }).to_string();
        let alone = json!({ "key": key }).to_string();
        let call = || client.request(method.clone(), &address).header(header::ORIGIN, ORIGIN);
        for request in [
            call().bearer_auth(key),
            call().header(header::AUTHORIZATION, format!("Basic {key}")),
            call().header(header::AUTHORIZATION, key),
            call().header("x-api-key", key),
            call().header(header::COOKIE, format!("key={key}; __Host-sondeo={key}; sondeo={key}")),
            client.request(method.clone(), &address).header(header::ORIGIN, collector).body(alone.clone()),
            call().header("x-request-id", key),
            call().header(header::ORIGIN, key).header(header::USER_AGENT, key).header(header::REFERER, key),
            client.request(method.clone(), format!("{address}{mark}key={key}&survey={key}")),
            client.request(method.clone(), format!("{collector}/v1/{key}")),
            client.request(method.clone(), format!("{collector}/v1/sites/{key}/prompts")).body(body.clone()),
            call().header(header::CONTENT_TYPE, "application/json").bearer_auth(key).body(body),
        ] {
            answers.push(send(request).await);
        }
    }
    answers
}

/// Makes the canaries, sends them everywhere, and looks at the log, the answers and the figures. The store is still to be
/// looked at: the second list is what it must have, because signatures are checked with it.
async fn everywhere(data: &Data) -> (Canaries, Canaries) {
    let site = data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let secret = data.sondeo(&["site", "secret", "add", "shop", "--json"]);
    let secret: serde_json::Value = serde_json::from_str(&secret).unwrap();
    let secret = secret["secret"].as_str().unwrap().to_owned();
    let (mut collector, log) = data.serve_logging(&["--metrics", "127.0.0.1:0"]);

    let page = Page::new(&collector.address, "shop", ORIGIN);
    let token = sign(&order("order-1"), &secret);
    let asked = json!({ "touchpoint": "account_viewed", "interaction_token": token, "history": null });
    let prompt = page.ask(&asked).await.prompt.unwrap();
    assert_eq!(page.report(&report(&prompt, 1, "rated", Some(9))).await.status, 201);
    let dismissed = page.prompt("account_viewed").await;
    let told = report(&dismissed, 1, "dismissed", None).to_string();
    let address = format!("{}/v1/sites/shop/responses", collector.address);
    assert_eq!(send(from_afar().post(address).header(header::CONTENT_TYPE, "text/plain").body(told)).await.status, 201);
    let mut dashboard = Dashboard::new(&collector.address);
    assert_eq!(dashboard.sign_in(&site.manage_key).await.status, 200);
    assert_eq!(send(dashboard.request(Method::GET, "sites/shop/v1/surveys")).await.status, 200);
    let session = dashboard.cookie().unwrap().split_once('=').unwrap().1.split(';').next().unwrap().to_owned();
    let Site { read_key, manage_key, .. } = site;
    let mut canaries: Canaries = [
        ("the read key", read_key),
        ("the manage key", manage_key),
        ("a wrong key", WRONG.to_owned()),
        ("a session", session),
        ("the interaction token", token),
        ("the prompt's token", prompt.token),
        ("the client's address", ADDRESS.to_owned()),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .into();
    let secret = ("the signing secret".to_owned(), secret);
    for (name, canary) in canaries.iter().chain([&secret]) {
        for answer in knock(&collector.address, canary).await {
            assert!(answer.status < 500, "{name}: {}", answer.body);
            let said = format!("{} {:?}", answer.body, answer.headers);
            assert!(!said.contains(canary), "an answer has {name}: {said}");
        }
    }
    canaries.push(secret.clone());
    let figures = Client::new().get(collector.metrics.as_ref().unwrap()).send().await.unwrap().text().await.unwrap();
    assert!(figures.contains("sondeo_") && !canaries.iter().any(|(_, canary)| figures.contains(canary)));
    collector.ask_to_end();
    collector.wait();
    is_clean("the log", &[log], &canaries);
    canaries.pop();
    (canaries, vec![secret])
}

#[tokio::test]
async fn no_key_and_no_token_is_found_in_log_answers_figures_store_or_backup() {
    let data = Data::new();
    let (canaries, secret) = everywhere(&data).await;
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db");
    data.sondeo(&["backup", &backup.display().to_string()]);
    is_clean("the store", &files(data.folder()), &canaries);
    is_clean("the backup", std::slice::from_ref(&backup), &canaries);
    let kept = fs::read(&backup).unwrap();
    assert!(String::from_utf8_lossy(&kept).contains(&secret[0].1), "the store checks signatures without the secret");
}

#[tokio::test]
async fn nor_is_it_on_postgres() {
    let cluster = Cluster::start(&Options { fsync: false, ..Options::default() });
    let data = Data::on(&cluster.url("postgres"));
    let (canaries, _) = everywhere(&data).await;
    is_clean("the database", &files(&cluster.data()), &canaries);
}
