//! What those see who watch over a collector: its figures.

use std::collections::BTreeMap;
use std::env;
use std::io::Write;
use std::process::{Command, Stdio};

use reqwest::Client;
use serde_json::json;
use tests::client::{Answer, Owner, Page, report, send};
use tests::collector::{Collector, Data};
use tests::postgres::{Cluster, Options};
use tests::wait::until;

use tokio::io::AsyncReadExt;

use crate::world::{FOLLOWED, SURVEYS};

const ORIGIN: &str = "https://shop.example";

/// The figures by name and labels, as they stand on the page.
pub(crate) async fn figures(collector: &Collector) -> (String, BTreeMap<String, f64>) {
    let page = Client::new().get(collector.metrics.as_ref().unwrap()).send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let page = page.text().await.unwrap();
    let samples = page.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.rsplit_once(' '));
    let figures = samples.map(|(name, figure)| (name.to_owned(), figure.parse().unwrap())).collect();
    (page, figures)
}

async fn ask_and_answer(collector: &Collector) -> Answer {
    let page = Page::new(&collector.address, "shop", ORIGIN);
    let prompt = page.prompt("account_viewed").await;
    for (rev, outcome, rating) in [(0, "shown", None), (1, "rated", Some(9))] {
        assert_eq!(send(page.post("responses").json(&report(&prompt, rev, outcome, rating))).await.status, 201);
    }
    send(page.post("responses").json(&json!({ "comment": "a word of Ana's" }))).await
}

async fn the_figures_are_right(data: Data, has_log: bool) {
    data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let collector = data.serve_with(&["--metrics", "127.0.0.1:0"]);
    let before = figures(&collector).await.1;
    assert_eq!(before["sondeo_ready"], 1.0);
    assert_eq!(before["sondeo_store_errors_total"], 0.0);
    assert_eq!(before["sondeo_browser_dropped_answers_total"], 0.0);
    assert_eq!(ask_and_answer(&collector).await.status, 422);
    let page = Page::new(&collector.address, "shop", ORIGIN);
    for (dropped, status) in [(3, 200), (1_000, 200), (1_001, 422)] {
        let asked = json!({ "touchpoint": "account_viewed", "history": [], "dropped": dropped });
        assert_eq!(send(page.post("prompts").json(&asked)).await.status, status, "{dropped}");
    }
    let client = Client::new();
    send(client.get(format!("{}/v1/scores?survey=anas-survey", collector.address))).await;
    send(client.get(format!("{}/anas-secret", collector.address))).await;

    let (page, figures) = figures(&collector).await;
    let of = |name: &str| figures.get(name).copied().unwrap_or_default();
    let requests = |route: &str, method: &str, status: u16| {
        of(&format!(r#"sondeo_http_requests_total{{route="{route}",method="{method}",status="{status}"}}"#))
    };
    assert_eq!(requests("/v1/sites/{site}/prompts", "POST", 200), 3.0, "{page}");
    assert_eq!(of("sondeo_browser_dropped_answers_total"), 1_003.0, "what was refused is told again: {page}");
    assert_eq!(requests("/v1/sites/{site}/responses", "POST", 201), 2.0, "{page}");
    assert_eq!(requests("/v1/sites/{site}/responses", "POST", 422), 1.0, "{page}");
    assert_eq!(requests("/v1/scores", "GET", 401), 1.0, "{page}");
    assert_eq!(requests("none", "GET", 404), 1.0, "{page}");
    for code in ["field_missing", "key_invalid", "not_found"] {
        assert_eq!(of(&format!(r#"sondeo_refused_total{{code="{code}"}}"#)), 1.0, "{page}");
    }
    // Two reports, and at the start what retention removes, which may come before anything is counted.
    let commits = of("sondeo_commit_duration_seconds_count");
    assert!((2.0..=3.0).contains(&commits), "{page}");
    assert_eq!((of("sondeo_batch_size_sum"), of("sondeo_batch_size_count")), (commits, commits), "{page}");
    assert_eq!(of(r#"sondeo_http_request_duration_seconds_count{route="/v1/sites/{site}/responses"}"#), 3.0, "{page}");
    assert!(of("sondeo_connections") >= 1.0, "the page of a shop is connected: {page}");
    assert_eq!((of("sondeo_queue_depth"), of("sondeo_queue_bytes")), (0.0, 0.0), "{page}");
    assert_eq!(figures.contains_key("sondeo_wal_bytes"), has_log, "{page}");
    assert!(of("process_resident_memory_bytes") > 1e6 && of("process_open_fds") > 3.0, "{page}");
    assert!(!page.to_lowercase().contains("ana"), "what callers sent is on the page: {page}");
    promtool_is_content(&page);
}

#[tokio::test]
async fn the_figures_say_what_happened_and_nothing_of_whom_on_sqlite() {
    the_figures_are_right(Data::new(), true).await;
}

#[tokio::test]
async fn the_figures_say_what_happened_and_nothing_of_whom_on_postgresql() {
    let server = Cluster::start(&Options::default());
    the_figures_are_right(Data::on(&server.database()), false).await;
}

async fn the_scores_are_told_where_there_are_any(data: Data) {
    let shop = data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let collector = data.serve();
    let page = Page::new(&collector.address, "shop", ORIGIN);
    for (touchpoint, rating) in [("account_viewed", 9), ("account_viewed", 10), ("order_received", 3)] {
        let rated = report(&page.prompt(touchpoint).await, 1, "rated", Some(rating));
        assert_eq!(send(page.post("responses").json(&rated)).await.status, 201);
    }
    let shown = report(&page.prompt("order_completed").await, 0, "shown", None);
    assert_eq!(send(page.post("responses").json(&shown)).await.status, 201);
    let owner = Owner::new(&collector.address, &shop.read_key);
    let total = owner.total("relation").await;
    drop(collector);
    // The scores are read at the start, and every half a minute from then on.
    let collector = data.serve_with(&["--metrics", "127.0.0.1:0"]);
    let labels =
        |touchpoint: &str| format!(r#"{{site="shop",survey="relation",touchpoint="{touchpoint}",metric="nps"}}"#);
    let is_told = async || figures(&collector).await.0.contains("sondeo_score{");
    until("the scores are told", FOLLOWED, is_told).await;
    let (page, figures) = figures(&collector).await;
    let of = |name: &str, touchpoint: &str| figures[&format!("{name}{}", labels(touchpoint))];
    for (figure, told) in [("sondeo_score", &total["nps"]), ("sondeo_score_low", &total["interval"]["low"])] {
        assert_eq!(of(figure, ""), told.as_f64().unwrap(), "{page}");
    }
    assert_eq!(of("sondeo_score_high", ""), total["interval"]["high"].as_f64().unwrap(), "{page}");
    assert_eq!(
        (of("sondeo_score_responses", ""), of("sondeo_score_responses", "order_received")),
        (3.0, 1.0),
        "{page}"
    );
    assert_eq!((of("sondeo_score", "account_viewed"), of("sondeo_score", "order_received")), (100.0, -100.0), "{page}");
    assert!(!page.contains("survey=\"order\""), "nobody answered it: {page}");
    promtool_is_content(&page);
}

#[tokio::test]
async fn the_scores_are_told_where_there_are_any_on_sqlite() {
    the_scores_are_told_where_there_are_any(Data::new()).await;
}

#[tokio::test]
async fn the_scores_are_told_where_there_are_any_on_postgresql() {
    let server = Cluster::start(&Options::default());
    the_scores_are_told_where_there_are_any(Data::on(&server.database())).await;
}

#[tokio::test]
async fn the_figures_are_not_where_the_world_is() {
    let data = Data::new();
    let collector = data.serve_with(&["--metrics", "127.0.0.1:0"]);
    assert_eq!(send(Client::new().get(format!("{}/metrics", collector.address))).await.status, 404);
    let elsewhere = collector.metrics.as_ref().unwrap().replace("/metrics", "/v1/scores");
    assert_eq!(send(Client::new().get(elsewhere)).await.status, 404);
}

#[tokio::test]
async fn the_figures_say_who_met_a_limit_and_whether_a_proxy_is_not_named() {
    let data = Data::new();
    data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let words = "--metrics 127.0.0.1:0 --burst-ratings 2 --prompts-per-caller 5 --connections-per-address 4";
    let (collector, log) = data.serve_logging(&words.split(' ').collect::<Vec<_>>());
    let page = Page::new(&collector.address, "shop", ORIGIN);
    for _ in 0..4 {
        let rated = report(&page.prompt("account_viewed").await, 1, "rated", Some(9));
        assert_eq!(send(page.post("responses").json(&rated)).await.status, 201);
    }
    // From a proxy that is not named nobody is held back silently. Limits are told, and stay.
    let forwarded = |route: &str| page.post(route).header("x-forwarded-for", "203.0.113.1");
    let rated = report(&page.prompt("account_viewed").await, 1, "rated", Some(9));
    assert_eq!(send(forwarded("responses").json(&rated)).await.status, 201);
    let ask = json!({ "touchpoint": "account_viewed", "history": [] });
    assert_eq!(send(forwarded("prompts").json(&ask)).await.status, 429);
    let key = Client::new().get(format!("{}/v1/scores?survey=relation", collector.address)).bearer_auth("none");
    for _ in 0..11 {
        send(key.try_clone().unwrap()).await;
    }
    let mut lines = Vec::new();
    for _ in 0..4 {
        lines.push(tokio::net::TcpStream::connect(collector.socket()).await.unwrap());
    }
    let mut shut = tokio::net::TcpStream::connect(collector.socket()).await.unwrap();
    assert_eq!(shut.read(&mut [0]).await.unwrap_or(0), 0);

    let (page, figures) = figures(&collector).await;
    let of = |name: &str| figures.get(name).copied().unwrap_or_else(|| panic!("there is no {name}: {page}"));
    assert_eq!(of("sondeo_ratings_held_total"), 2.0, "{page}");
    assert_eq!(of("sondeo_unnamed_proxy_requests_total"), 2.0, "{page}");
    assert!(of("sondeo_connections_shut_out_total") >= 1.0, "{page}");
    let limited = |kind: &str| of(&format!(r#"sondeo_limited_total{{kind="{kind}"}}"#));
    assert_eq!(limited("prompts_per_caller"), 1.0, "{page}");
    assert_eq!((limited("prompts_per_site"), limited("responses_per_caller")), (0.0, 0.0), "{page}");
    assert_eq!((limited("responses_per_site"), limited("wrong_keys")), (0.0, 1.0), "{page}");
    assert_eq!(of(r#"sondeo_callers{of="limits"}"#), 2.0, "{page}");
    assert_eq!(of(r#"sondeo_callers{of="bursts"}"#), 1.0, "{page}");
    promtool_is_content(&page);
    let log = std::fs::read_to_string(log).unwrap();
    assert_eq!(log.matches("--trusted-proxy").count(), 1, "it is said once: {log}");
    assert!(!log.contains("203.0.113.1") && !page.contains("203.0.113.1"));
}

/// `promtool check metrics` reads the page and has nothing to say.
fn promtool_is_content(page: &str) {
    let program = env::var_os("PROMTOOL").unwrap_or_else(|| "promtool".into());
    let promtool =
        Command::new(program).args(["check", "metrics"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut promtool = promtool.expect("there is promtool (Debian: apt-get install prometheus)");
    promtool.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
    let said = promtool.wait_with_output().unwrap();
    assert!(said.status.success() && said.stderr.is_empty(), "{}\n{page}", String::from_utf8_lossy(&said.stderr));
}
