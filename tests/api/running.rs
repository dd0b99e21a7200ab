//! Running: what the command line changes is seen, and a stop loses nothing.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use tests::client::{Owner, Page, report, send};
use tokio::time::timeout;

use crate::world::{ORIGIN, SURVEYS, World, together};

/// How soon a running collector sees what the command line changed.
const SOON: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_survey_that_is_applied_asks_soon() {
    let world = World::new();
    let asked = json!({ "touchpoint": "chat_closed", "history": [] });
    assert_eq!(world.page.ask(&asked).await.reason.unwrap(), "no_survey");
    world.data.apply("shop", "[[survey]]\nslug = 'chat'\nmetric = 'ces'\ntouchpoints = ['chat_closed']\n");
    let seen = async { while world.page.ask(&asked).await.prompt.is_none() {} };
    timeout(SOON, seen).await.expect("the new survey is not asked");
}

#[tokio::test]
async fn a_survey_that_is_switched_off_stops_asking_soon() {
    let world = World::new();
    world.page.prompt("order_completed").await;
    world.data.apply("shop", &format!("{SURVEYS}live = false\n"));
    let asked = json!({ "touchpoint": "order_completed", "history": [] });
    let seen = async { while world.page.ask(&asked).await.prompt.is_some() {} };
    timeout(SOON, seen).await.expect("the survey still asks");
}

#[tokio::test]
async fn a_site_that_is_added_is_served_soon() {
    let world = World::new();
    let new = world.data.add_site("new", ORIGIN);
    world.data.apply("new", SURVEYS);
    let page = Page::new(&world.collector.address, "new", ORIGIN);
    let asked = json!({ "touchpoint": "order_completed", "history": [] });
    let seen = async {
        loop {
            let answer = send(page.post("prompts").json(&asked)).await;
            if answer.status == 200 && answer.body["prompt"].is_object() {
                break;
            }
        }
    };
    timeout(SOON, seen).await.expect("the new site is not served");
    let owner = Owner::new(&world.collector.address, &new.read_key);
    assert_eq!(owner.total("order").await["shown_count"], 0);
}

#[tokio::test]
async fn a_stop_answers_what_is_under_way_and_loses_nothing() {
    let mut world = World::new();
    let prompts = together(20, (0..200).map(|_| world.page.prompt("account_viewed"))).await;
    let told: Vec<_> = prompts.iter().map(|prompt| report(prompt, 1, "rated", Some(9))).collect();
    let asked = AtomicUsize::new(0);
    let answers = together(
        20,
        told.iter().map(|told| {
            if asked.fetch_add(1, Ordering::Relaxed) == 100 {
                world.collector.ask_to_end();
            }
            world.page.try_to_report(told)
        }),
    )
    .await;
    let status = world.collector.wait();
    assert!(status.success(), "the collector ended with {status}");
    let stored = answers.iter().flatten().filter(|answer| answer.status == 201).count();
    assert!(stored >= 80, "{stored} were acknowledged; 80 were before the stop");

    let again = world.data.serve();
    let page = Page::new(&again.address, "shop", ORIGIN);
    let replayed = together(20, told.iter().map(|told| page.report(told))).await;
    let replayed = replayed.iter().filter(|answer| answer.body["status"] == "replayed").count();
    assert!(replayed >= stored, "{stored} were acknowledged, {replayed} were there");
    world.data.is_right();
}

#[tokio::test]
async fn a_request_that_is_under_way_at_a_stop_is_answered() {
    let mut world = World::new();
    let prompt = world.page.prompt("account_viewed").await;
    let body = report(&prompt, 1, "rated", Some(9)).to_string();
    let host = world.collector.address.strip_prefix("http://").unwrap().to_owned();
    let mut connection = TcpStream::connect(&host).unwrap();
    let length = body.len();
    let head = "POST /v1/sites/shop/responses HTTP/1.1\r\nexpect: 100-continue\r\nconnection: close\r\n";
    write!(connection, "{head}host: {host}\r\ncontent-length: {length}\r\n\r\n").unwrap();
    // It says so when it waits for the body.
    let mut said = [0; 25];
    connection.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"HTTP/1.1 100 Continue\r\n\r\n");

    world.collector.ask_to_end();
    let refuses = async {
        while TcpStream::connect(&host).is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, refuses).await.expect("it takes connections although it was told to stop");
    connection.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert!(world.collector.wait().success());
    assert!(world.data.sondeo(&["verify"]).contains("recount of 1 response"));
}

#[tokio::test]
async fn it_is_alive_and_ready() {
    let world = World::new();
    let client = reqwest::Client::new();
    for route in ["healthz", "readyz"] {
        let answer = send(client.get(format!("{}/{route}", world.collector.address))).await;
        assert_eq!(answer.status, 200, "{route}");
    }
}
