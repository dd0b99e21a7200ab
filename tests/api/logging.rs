//! The log: one object a line whatever callers send, and nothing in it of what they said.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use tests::client::{Owner, Page, report, send};
use tests::collector::{Collector, Data};
use tests::postgres::{Cluster, Options, Stop};

use crate::world::{ORIGIN, SURVEYS};

/// What a customer says, and nobody else.
const WORDS: &str = "the-words-of-a-customer";

/// Bytes with which logs are forged. No header may have a line break in it; hyper refuses those.
const FORGERIES: [&str; 9] = [
    "x\r\n{\"level\":\"ERROR\",\"message\":\"forged\"}",
    "x\n{\"message\":\"forged\"}",
    "\"},{\"message\":\"forged\"",
    "\\u000aforged",
    "\u{1b}[2J\u{1b}[31mforged",
    "\u{9b}31mforged",
    "\u{2028}forged\u{85}",
    "${jndi:ldap://127.0.0.1/forged}",
    "%0d%0aforged",
];

const HEADERS: [&str; 8] =
    ["user-agent", "referer", "origin", "x-request-id", "x-forwarded-for", "authorization", "content-type", "cookie"];

/// Sends bytes that no client would, and reads what comes back.
fn send_raw(collector: &Collector, request: &[u8]) -> String {
    let mut connection = TcpStream::connect(collector.socket()).unwrap();
    connection.write_all(request).unwrap();
    let mut said = Vec::new();
    // Whether the collector answers or hangs up is not what is asked here.
    let _ = connection.read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

fn lines(file: &Path) -> Vec<Value> {
    let log = fs::read_to_string(file).unwrap();
    log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|cause| panic!("{cause}: {line}"))).collect()
}

async fn the_log_is_sound(data: Data) {
    data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let (mut collector, file) = data.serve_logging(&[]);
    for forgery in FORGERIES {
        for header in HEADERS {
            let head = format!(
                "GET /v1/scores?survey=x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}: {forgery}\r\n\r\n"
            );
            let said = send_raw(&collector, head.as_bytes());
            assert!(!said.contains("forged") && !said.contains(" 500 "), "{header}: {said}");
        }
        let head = format!("GET /{forgery} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        assert!(!send_raw(&collector, head.as_bytes()).contains("forged"), "{forgery}");
    }
    let page = Page::new(&collector.address, "shop", ORIGIN);
    let prompt = page.prompt("account_viewed").await;
    let mut told = report(&prompt, 1, "rated", Some(9));
    told["comment"] = json!(WORDS);
    assert_eq!(send(page.post("responses").json(&told)).await.status, 201);
    told["rating"] = json!(WORDS);
    let refused = send(page.post("responses").json(&told)).await;
    assert_eq!(refused.status, 422);
    collector.ask_to_end();
    assert!(collector.wait().success());

    let lines = lines(&file);
    let id = refused.header("x-request-id");
    let refusals: Vec<_> = lines.iter().filter(|line| line["request.id"] == id).collect();
    assert!(refusals.iter().any(|line| line["problem.code"] == "field_invalid"), "{id} in {lines:?}");
    for line in &lines {
        assert!(line["level"].is_string() && line["timestamp"].is_string() && line["message"].is_string(), "{line}");
        let text = line.to_string();
        for secret in [WORDS, "forged", &prompt.token, &prompt.id.to_string(), "127.0.0.1:0"] {
            assert!(!text.contains(secret), "{secret} is in the log: {text}");
        }
    }
}

#[tokio::test]
async fn every_line_is_one_object_and_says_nothing_of_customers_on_sqlite() {
    the_log_is_sound(Data::new()).await;
}

#[tokio::test]
async fn every_line_is_one_object_and_says_nothing_of_customers_on_postgresql() {
    let server = Cluster::start(&Options::default());
    the_log_is_sound(Data::on(&server.database())).await;
}

#[tokio::test]
async fn a_store_that_is_away_is_complained_of_once_a_second() {
    let server = Cluster::start(&Options { fsync: false, ..Options::default() });
    let data = Data::on(&server.database());
    let shop = data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let (mut collector, file) = data.serve_logging(&[]);
    let owner = Owner::new(&collector.address, &shop.read_key);
    assert_eq!(send(owner.get("survey=order")).await.status, 200);
    server.stop(Stop::Immediate);
    let began = Instant::now();
    for _ in 0..40 {
        assert_eq!(send(owner.get("survey=order")).await.status, 503);
    }
    let seconds = began.elapsed().as_secs();
    collector.kill();
    let complaints: Vec<Value> =
        lines(&file).into_iter().filter(|line| line["level"] == "ERROR" && line.get("request.id").is_some()).collect();
    assert!(!complaints.is_empty() && complaints.len() as u64 <= seconds + 1, "{complaints:?} in {seconds} s");
    let kept_back: u64 = complaints.iter().map(|line| line["problem.others"].as_u64().unwrap()).sum();
    assert!(complaints.len() as u64 + kept_back <= 40, "{complaints:?}");
}

#[tokio::test]
async fn an_id_of_a_proxy_is_kept_and_a_story_in_its_place_is_not() {
    let data = Data::new();
    let collector = data.serve();
    let long = "a".repeat(65);
    for (given, is_kept) in [("7f3a-41_B", true), (&long[..64], true), (&long, false), ("a b", false), ("", false)] {
        let request = reqwest::Client::new().get(format!("{}/nowhere", collector.address));
        let answer = send(request.header("x-request-id", given)).await;
        assert_eq!(answer.header("x-request-id") == given, is_kept, "{given}");
        assert_eq!(answer.body["instance"], format!("urn:request:{}", answer.header("x-request-id")));
        assert!(answer.header("x-request-id").len() > 5);
    }
}
