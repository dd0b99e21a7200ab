//! What one caller, and one site, may take (RELIABILITY.md T1, T15, T22; rows 55 and 56).

use std::collections::BTreeMap;
use std::time::Instant;

use futures_util::stream::{self, StreamExt};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::json;
use tests::client::{Answer, Owner, Page, report, send};
use tests::collector::Collector;
use tests::dashboard::Dashboard;

use crate::shop::Shop;

/// A minute's worth of reports of one caller, as this suite sets it.
const RESPONSES: usize = 480;
const LIMITS: [&str; 6] =
    ["--trusted-proxy", "127.0.0.1", "--responses-per-caller", "480", "--prompts-per-caller", "0"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_reports_of_one_address_count_as_far_as_the_limit_goes() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&LIMITS);
    stuff("one address", &shop, &collector, |n| format!("203.0.113.{}, 198.51.100.7", n % 250)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_reports_of_one_network_of_ipv6_are_of_one_caller() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&LIMITS);
    stuff("500 addresses of a /64", &shop, &collector, |n| format!("2001:db8:1:2::{:x}", n % 500)).await;
}

/// Sends 10,000 reports of whom the proxy names; what counts is what the limit lets through, the rest is told when to
/// come again, and another caller is let through beside them.
async fn stuff(what: &str, shop: &Shop, collector: &Collector, from: fn(usize) -> String) {
    let page = Page::new(&collector.address, "shop", crate::shop::ORIGIN);
    let prompts: Vec<_> =
        stream::iter(0..10_000).map(|_| page.prompt("account_viewed")).buffer_unordered(32).collect().await;
    let began = Instant::now();
    let told = prompts.iter().enumerate().map(|(n, prompt)| {
        let rated = report(prompt, 1, "rated", Some(if n % 3 == 0 { 9 } else { 2 }));
        send(page.post("responses").header("x-forwarded-for", from(n)).json(&rated))
    });
    let answers: Vec<Answer> = stream::iter(told).buffer_unordered(32).collect().await;
    let took = began.elapsed();
    let mut statuses = BTreeMap::new();
    for answer in &answers {
        *statuses.entry(answer.status).or_insert(0) += 1;
        if answer.status == 429 {
            is_rate_limited(answer);
        }
    }
    println!("{what}: {statuses:?} in {took:?}");
    let (stored, most) = (statuses[&201], RESPONSES + took.as_secs() as usize * RESPONSES / 60 + 8);
    assert!((RESPONSES..=most).contains(&stored), "{stored} were stored, {most} may be");
    assert_eq!(stored + statuses[&429], 10_000, "{statuses:?}");
    let other = report(&page.prompt("account_viewed").await, 1, "rated", Some(9));
    let other = send(page.post("responses").header("x-forwarded-for", "192.0.2.44").json(&other)).await;
    assert_eq!(other.status, 201, "another caller is no part of it");
    let owner = Owner::new(&collector.address, &shop.site.read_key);
    let total = owner.total("relation").await;
    assert_eq!(total["response_count"], stored + 1, "{total}");
    let verified = shop.data.sondeo(&["verify"]);
    assert!(verified.contains(&format!("recount of {} responses", stored + 1)), "{verified}");
}

/// Fails unless the answer says when to come again, in words that a page can read.
fn is_rate_limited(answer: &Answer) {
    assert_eq!((answer.status, answer.body["code"].as_str()), (429, Some("rate_limited")), "{}", answer.body);
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(answer.header("connection"), "");
}

#[tokio::test]
async fn a_forged_header_makes_no_other_caller() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&["--prompts-per-caller", "60"]);
    let page = Page::new(&collector.address, "shop", crate::shop::ORIGIN);
    let mut given = 0;
    for n in 0..1_000 {
        let forged = format!("10.{}.{}.1", n / 256, n % 256);
        let asked = page.post("prompts").header("x-forwarded-for", forged).header("forwarded", "for=10.0.0.1");
        let answer = send(asked.json(&json!({ "touchpoint": "account_viewed", "history": [] }))).await;
        match answer.status {
            200 => given += 1,
            _ => {
                is_rate_limited(&answer);
                assert_eq!(answer.header("access-control-allow-origin"), "*");
                assert!(answer.header("access-control-expose-headers").contains("retry-after"));
            }
        }
    }
    assert!((60..100).contains(&given), "{given} prompts were given");
}

#[tokio::test]
async fn a_site_has_a_limit_of_its_own_and_an_unknown_one_is_unknown() {
    let shop = Shop::new();
    shop.data.add_site("other", crate::shop::ORIGIN);
    let collector = shop.data.serve_with(&["--prompts-per-site", "60"]);
    let ask = async |site: &str| {
        let page = Page::new(&collector.address, site, crate::shop::ORIGIN);
        send(page.post("prompts").json(&json!({ "touchpoint": "account_viewed", "history": [] }))).await
    };
    let mut given = 0;
    for _ in 0..100 {
        let answer = ask("shop").await;
        given += usize::from(answer.status == 200);
        assert_eq!(ask("nowhere").await.status, 404);
    }
    assert!((60..90).contains(&given), "{given} prompts were given");
    is_rate_limited(&ask("shop").await);
    assert_eq!(ask("other").await.status, 200);
}

#[tokio::test]
async fn a_sites_limit_is_used_up_by_what_is_of_the_site_and_leaves_everybody_a_share() {
    let shop = Shop::new();
    let limits = "--trusted-proxy 127.0.0.1 --prompts-per-site 60 --responses-per-site 60";
    let collector = shop.data.serve_with(&limits.split(' ').collect::<Vec<_>>());
    let page = Page::new(&collector.address, "shop", crate::shop::ORIGIN);
    let stranger = Page::new(&collector.address, "shop", "https://elsewhere.example");
    let asks = json!({ "touchpoint": "account_viewed", "history": [] });
    let post = async |page: &Page, route: &str, from: String, body: &serde_json::Value| {
        send(page.post(route).header("x-forwarded-for", from).json(body)).await.status
    };
    // What is of no page and no prompt of the site does not count as the site's.
    let mut forged = report(&page.prompt("account_viewed").await, 1, "rated", Some(0));
    let rated = forged.clone();
    forged["token"] = json!("AAAA");
    for n in 0..200 {
        assert_eq!(post(&stranger, "prompts", format!("198.51.100.{n}"), &asks).await, 403);
        assert_eq!(post(&page, "responses", format!("198.51.100.{n}"), &forged).await, 403);
    }
    assert_eq!(post(&page, "responses", "203.0.113.1".to_owned(), &rated).await, 201);
    // 250 callers use all of it up. Whoever comes then has five a minute.
    for n in 0..250 {
        post(&page, "prompts", format!("198.51.100.{n}"), &asks).await;
        post(&page, "responses", format!("198.51.100.{n}"), &rated).await;
    }
    for (route, body, well) in [("prompts", &asks, 200), ("responses", &rated, 200)] {
        let mut taken = 0;
        for _ in 0..40 {
            let status = post(&page, route, "203.0.113.2".to_owned(), body).await;
            assert!(status == well || status == 429, "{status}");
            taken += usize::from(status == well);
        }
        assert!((5..30).contains(&taken), "{taken} {route} were taken of one caller");
    }
}

#[tokio::test]
async fn keys_are_guessed_ten_times_and_a_right_one_always_works() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&["--trusted-proxy", "127.0.0.1"]);
    let scores = format!("{}/v1/scores?survey=relation", collector.address);
    let client = Client::new();
    let get = |key: &str, from: &str| client.get(&scores).bearer_auth(key).header("x-forwarded-for", from.to_owned());
    let status = async |request: RequestBuilder| send(request).await.status;
    for n in 0..1_000 {
        let answer = send(get(&format!("sondeo_live_{n}"), "198.51.100.7")).await;
        assert_eq!(answer.status, if n < 10 { 401 } else { 429 }, "guess {n}");
        if n >= 10 {
            is_rate_limited(&answer);
        }
    }
    assert_eq!(status(get(&shop.site.read_key, "192.0.2.44")).await, 200);
    assert_eq!(status(get("sondeo_live_0", "192.0.2.44")).await, 401);
    assert_eq!(status(get(&shop.site.read_key, "198.51.100.7")).await, 200);
}

#[tokio::test]
async fn signing_in_is_guessed_ten_times_and_locks_nobody_out() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&["--trusted-proxy", "127.0.0.1"]);
    let dashboard = Dashboard::new(&collector.address);
    let sign_in = async |key: &str, from: &str| {
        let request = dashboard.request(Method::POST, "session").header("x-forwarded-for", from.to_owned());
        send(request.json(&json!({ "key": key }))).await
    };
    for n in 0..1_000 {
        let answer = sign_in(&format!("sondeo_live_{n}"), "198.51.100.7").await;
        assert_eq!(answer.status, if n < 10 { 401 } else { 429 }, "guess {n}");
        if n >= 10 {
            is_rate_limited(&answer);
        }
    }
    assert_eq!(sign_in(&shop.site.read_key, "192.0.2.44").await.status, 200);
    assert_eq!(sign_in("sondeo_live_0", "192.0.2.44").await.status, 401);
    assert_eq!(sign_in(&shop.site.read_key, "198.51.100.7").await.status, 200);
}

#[tokio::test]
async fn a_connection_is_kept_beyond_a_refusal() {
    let shop = Shop::new();
    let collector = shop.data.serve_with(&["--responses-per-caller", "1"]);
    let mut line = crate::line::Line::to(&collector).await;
    for n in 0..100 {
        line.say(format!("{}{{\"id\": 1}}", crate::line::HEAD)).await;
        let said = line.answer().await;
        assert_eq!(crate::line::status(&said), if n == 0 { 422 } else { 429 }, "{said}");
    }
}
