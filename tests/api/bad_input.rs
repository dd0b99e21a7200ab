//! Every case of bad input on both engines: answered as the table says, and nothing comes of it.

use std::collections::HashMap;

use reqwest::Client;
use reqwest::header::{HOST, ORIGIN as FROM};
use serde_json::{Value, json};
use shared::problem::ProblemCode;
use tests::bad_input::{Case, Route, cases, written_out};
use tests::client::{Owner, Page, report, send};
use tests::wire::{Reply, Wire};

use crate::watching::figures;
use crate::world::{ORIGIN, World};

/// What the cases call the collector, and what the rest of this suite does.
const HOSTS: [&str; 4] = ["--host", "sondeo", "--host", "127.0.0.1"];

/// A world in which everything is there that a bad request may speak of.
struct Stage {
    world: World,
    words: HashMap<&'static str, String>,
}

impl Stage {
    async fn set(world: World) -> Self {
        world.data.add_site("paused", ORIGIN);
        world.data.sondeo(&["site", "set", "paused", "--paused", "true"]);
        world.data.apply("stranger", "[[survey]]\nslug = 'theirs'\nmetric = 'nps'\ntouchpoints = ['order_completed']");
        let (prompt, other) = (world.page.prompt("account_viewed").await, world.page.prompt("account_viewed").await);
        let order = world.page.prompt("order_completed").await;
        let stored = world.page.prompt("account_viewed").await;
        assert_eq!(world.page.report(&report(&stored, 1, "rated", Some(9))).await.status, 201);
        let page = Page::new(&world.collector.address, "stranger", "https://stranger.example");
        // The collector reads what was applied within a second.
        let theirs = loop {
            let reply = page.ask(&json!({ "touchpoint": "order_completed", "history": [] })).await;
            if let Some(prompt) = reply.prompt {
                break prompt;
            }
        };
        assert_eq!(page.report(&report(&theirs, 1, "rated", Some(3))).await.status, 201);
        let (head, _) = prompt.token.rsplit_once('.').unwrap();
        let words = HashMap::from([
            ("forged_token", format!("{head}.{}", "A".repeat(43))),
            ("id", prompt.id.to_string()),
            ("token", prompt.token),
            ("other_token", other.token),
            ("order_id", order.id.to_string()),
            ("order_token", order.token),
            ("stored_id", stored.id.to_string()),
            ("stored_token", stored.token),
            ("stranger_token", theirs.token),
            ("foreign", theirs.id.to_string()),
            ("key", world.shop.read_key.clone()),
            ("manage_key", world.shop.manage_key.clone()),
            ("stranger_key", world.stranger.read_key.clone()),
            ("session", signed_in(&world, &world.shop.manage_key).await),
            ("reading", signed_in(&world, &world.shop.read_key).await),
        ]);
        Self { world, words }
    }

    fn written_out(&self, text: &str) -> Vec<u8> {
        written_out(text, &self.words)
    }

    /// What is counted and what is asked: what no bad request moves.
    async fn counted(&self) -> [Value; 5] {
        let owner = &self.world.owner;
        let manager = Owner::new(&self.world.collector.address, &self.world.shop.manage_key);
        [
            manager.list("keys").await,
            owner.total("relation").await,
            owner.total("order").await,
            owner.list("surveys").await,
            owner.list("marks").await,
        ]
    }

    /// The whole request of a case.
    fn request(&self, case: &Case) -> Vec<u8> {
        if let Some(raw) = &case.raw {
            return self.written_out(raw);
        }
        let (method, path, query) = match case.route {
            Route::Responses => ("POST", "/v1/sites/shop/responses", ""),
            Route::Prompts => ("POST", "/v1/sites/shop/prompts", ""),
            Route::Tag => ("GET", "/v1/sites/shop/tag", ""),
            Route::Scores => ("GET", "/v1/scores", "survey=relation"),
            Route::Explain => ("GET", "/v1/explain", "touchpoint=account_viewed"),
            Route::Listing => ("GET", "/v1/responses", ""),
            Route::Live => ("GET", "/v1/live", "seconds=0"),
            Route::Removal => ("DELETE", "/v1/responses/<<stored_id>>", ""),
            Route::Survey => ("PUT", "/v1/surveys/added", ""),
            Route::Mark => ("PUT", "/v1/marks/added", ""),
            Route::Key => ("POST", "/v1/keys", ""),
            Route::Preview => ("POST", "/v1/preview", ""),
            Route::Session => ("POST", "/dashboard/session", ""),
            Route::Passed => ("PUT", "/dashboard/sites/shop/v1/marks/added", ""),
            Route::Asset => ("GET", "/assets/canary", ""),
            Route::Other => ("GET", "/", ""),
        };
        let method = case.method.as_deref().unwrap_or(method);
        let path = case.path.as_deref().unwrap_or(path);
        let query = case.query.as_deref().unwrap_or(query);
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let body = self.body(case);
        let mut lines = vec!["host: sondeo".to_owned(), "x-canary: canary".to_owned()];
        match case.route {
            Route::Scores | Route::Explain | Route::Listing | Route::Live | Route::Preview => {
                lines.push("authorization: Bearer <<key>>".to_owned())
            }
            Route::Removal | Route::Survey | Route::Mark | Route::Key => {
                lines.push("authorization: Bearer <<manage_key>>".to_owned())
            }
            Route::Session | Route::Passed => {
                lines.extend(["origin: http://sondeo", "cookie: sondeo=<<session>>"].map(str::to_owned))
            }
            _ => lines.push(format!("origin: {ORIGIN}")),
        }
        match &body {
            Some(_) if case.chunked => lines.push("transfer-encoding: chunked".to_owned()),
            Some(body) => lines.push(format!("content-length: {}", body.len())),
            None => {}
        }
        if body.is_some() {
            lines.push("content-type: text/plain;charset=UTF-8".to_owned());
        }
        let name = |line: &str| line.trim_start_matches('-').split(':').next().unwrap_or_default().to_owned();
        lines.retain(|line| case.headers.iter().all(|replacing| name(replacing) != name(line)));
        lines.extend(case.headers.iter().filter(|line| !line.starts_with('-')).cloned());
        let mut request =
            self.written_out(&format!("{method} {path}{query} HTTP/1.1\r\n{}\r\n\r\n", lines.join("\r\n")));
        match body {
            Some(body) if case.chunked => {
                for chunk in body.chunks(4096) {
                    request.extend(format!("{:x}\r\n", chunk.len()).bytes().chain(chunk.iter().copied()));
                    request.extend(b"\r\n");
                }
                request.extend(b"0\r\n\r\n");
            }
            Some(body) => request.extend(body),
            None => {}
        }
        request
    }

    fn body(&self, case: &Case) -> Option<Vec<u8>> {
        let good: &[(&str, &str)] = match case.route {
            Route::Responses => &[
                ("id", "\"<<id>>\""),
                ("token", "\"<<token>>\""),
                ("rev", "1"),
                ("outcome", "\"rated\""),
                ("rating", "9"),
                ("age_ms", "1200"),
            ],
            Route::Prompts => &[("touchpoint", "\"account_viewed\""), ("history", "[]")],
            Route::Survey if case.method.is_none() => {
                &[("slug", "\"added\""), ("metric", "\"csat\""), ("touchpoints", "[\"account_viewed\"]")]
            }
            Route::Key if case.method.is_none() => &[("scope", "\"read\""), ("days", "90")],
            Route::Preview => {
                &[("survey", r#"{"slug":"added","metric":"csat","touchpoints":["a"]}"#), ("locale", "\"es\"")]
            }
            Route::Session => &[("key", "\"<<key>>\"")],
            Route::Mark | Route::Passed if case.method.is_none() => {
                &[("day", "\"2026-10-01\""), ("note", "\"new returns policy\"")]
            }
            _ => return case.body.as_ref().map(|body| self.written_out(body)),
        };
        let object = |fields: Vec<(&str, &str)>| {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            format!("{{{}}}", fields.join(","))
        };
        if let Some(body) = &case.body {
            return Some(self.written_out(&body.replace("<<good>>", &object(good.to_vec()))));
        }
        let kept = good
            .iter()
            .filter(|(name, _)| !case.fields.contains_key(*name) && case.without.iter().all(|out| out != name));
        let replaced = case.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Some(self.written_out(&object(kept.copied().chain(replaced).collect())))
    }

    /// Sends a case, and says what is wrong with the answer.
    async fn tries(&self, case: &Case) -> Vec<String> {
        let mut wire = Wire::connect(self.world.collector.socket()).await;
        let Some(reply) = wire.exchange(&self.request(case)).await else {
            return vec!["the connection ended without an answer".to_owned()];
        };
        let mut wrong = faults(case, &reply);
        let words = ["token", "id", "key", "manage_key", "session"].map(|word| self.words[word].as_str());
        for secret in words.into_iter().chain(["canary"]) {
            let body = String::from_utf8_lossy(&reply.body);
            if reply.headers.iter().any(|(_, value)| value.contains(secret)) || body.contains(secret) {
                wrong.push(format!("the answer repeats {secret}: {body}"));
            }
        }
        if case.close && !wire.is_closed().await {
            wrong.push("the connection stays open".to_owned());
        }
        if !case.close {
            let alive = wire.exchange(b"GET /healthz HTTP/1.1\r\nhost: sondeo\r\n\r\n").await;
            if alive.is_none_or(|reply| reply.status != 200) {
                wrong.push("the connection is of no more use".to_owned());
            }
        }
        wrong
    }
}

/// What a browser keeps of a session that this key was exchanged for, by the name that the cases use.
async fn signed_in(world: &World, key: &str) -> String {
    let request = Client::new().post(format!("{}/dashboard/session", world.collector.address));
    let request = request.header(HOST, "sondeo").header(FROM, "http://sondeo").json(&json!({ "key": key }));
    let answer = send(request).await;
    let cookie = answer.header("set-cookie").strip_prefix("sondeo=").and_then(|cookie| cookie.split_once(';'));
    cookie.unwrap_or_else(|| panic!("there is no session: {}", answer.body)).0.to_owned()
}

/// Says what is wrong with an answer by itself.
fn faults(case: &Case, reply: &Reply) -> Vec<String> {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let mut wrong = Vec::new();
    let mut is = |what: &str, got: Value, want: Value| {
        if got != want {
            wrong.push(format!("{what} is {got}, not {want}: {body}"));
        }
    };
    is("the status", reply.status.into(), case.status.into());
    let Some(code) = case.code else { return wrong };
    let name = json!(code);
    is("the code", body["code"].clone(), name.clone());
    is("the status in the body", body["status"].clone(), case.status.into());
    is("the type", body["type"].clone(), format!("/problems/{}", name.as_str().unwrap_or_default()).into());
    is("the instance", body["instance"].clone(), format!("urn:request:{}", reply.header("x-request-id")).into());
    for field in ["title", "detail"] {
        is(field, body[field].as_str().is_some_and(|text| text.len() > 10).into(), true.into());
    }
    if let Some(pointer) = &case.pointer {
        is("the pointer", body["errors"][0]["pointer"].clone(), pointer.as_str().into());
    }
    // An address that is none belongs to no route.
    let is_routed = !matches!(code, ProblemCode::UriTooLong | ProblemCode::UriInvalid);
    let origin = if case.route.is_public() && is_routed { "*" } else { "" };
    for (header, want) in [
        ("content-type", "application/problem+json"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("allow", case.allow.as_deref().unwrap_or_default()),
        ("www-authenticate", if case.status == 401 { "Bearer" } else { "" }),
        ("retry-after", if case.status == 503 { "1" } else { "" }),
        ("access-control-allow-origin", origin),
        ("access-control-allow-credentials", ""),
    ] {
        is(header, reply.header(header).into(), want.into());
    }
    wrong
}

async fn every_case(world: World) {
    let stage = Stage::set(world).await;
    let before = stage.counted().await;
    let mut wrong = Vec::new();
    for case in cases() {
        let mut faults = stage.tries(&case).await;
        if stage.counted().await != before {
            faults.push("something was stored".to_owned());
        }
        wrong.extend(faults.into_iter().map(|fault| format!("{:?} {}: {fault}", case.rows, case.name)));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    let counted = figures(&stage.world.collector).await.1;
    for code in ProblemCode::ALL {
        let name = json!(code);
        let refused = counted.get(&format!("sondeo_refused_total{{code={name}}}")).copied().unwrap_or_default();
        let tried = cases().iter().filter(|case| case.code == Some(*code)).count();
        assert_eq!(refused, tried as f64, "refusals that were counted as {name}");
    }
    let said = stage.world.data.sondeo(&["verify"]);
    assert!(said.contains("recount of 2 responses"), "{said}");
}

#[tokio::test]
async fn is_answered_as_the_table_says_on_sqlite() {
    every_case(World::with(&HOSTS)).await;
}

#[tokio::test]
async fn is_answered_as_the_table_says_on_postgresql() {
    every_case(World::on_postgres_with(&HOSTS)).await;
}
