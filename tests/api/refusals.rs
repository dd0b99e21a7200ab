//! Refusals: each has its own status and code, says what would be right, and stores nothing.

use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, ORIGIN};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use shared::wire::prompts::Prompt;
use tests::client::{Answer, Owner, Page, report, report_of, send};

use crate::world::World;

/// Tries a request that is to be refused: the status, the code, and the field at fault if one is.
async fn refused(what: &str, request: RequestBuilder, status: u16, code: &str, pointer: Option<&str>) -> Answer {
    let answer = send(request).await;
    let problem = &answer.body;
    assert_eq!((answer.status, problem["code"].as_str()), (status, Some(code)), "{what}: {problem}");
    assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
    assert_eq!((&problem["status"], &problem["type"]), (&json!(status), &json!(format!("/problems/{code}"))), "{what}");
    let said = |field: &str| problem[field].as_str().is_some_and(|text| text.len() > 10);
    assert!(said("title") && said("detail"), "{what}: {problem}");
    let id = answer.header("x-request-id");
    assert!(id.len() > 10 && problem["instance"] == format!("urn:request:{id}"), "{what}: {problem}");
    if let Some(pointer) = pointer {
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{what}: {problem}");
    }
    answer
}

/// Tries a request from a page: any page may read why it was refused.
async fn refused_to_a_page(what: &str, request: RequestBuilder, status: u16, code: &str, pointer: Option<&str>) {
    let answer = refused(what, request, status, code, pointer).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{what}");
}

/// A world with a prompt, and the certainty that whatever is tried on it stores nothing.
async fn nothing_is_stored(tried: impl AsyncFnOnce(&World, Prompt)) {
    let world = World::new();
    let kept = world.page.prompt("account_viewed").await;
    world.page.report(&report(&kept, 1, "rated", Some(9))).await;
    let before = world.owner.total("relation").await;
    tried(&world, world.page.prompt("account_viewed").await).await;
    assert_eq!(world.owner.total("relation").await, before);
    assert_eq!(world.owner.total("order").await["shown_count"], 0);
    assert!(world.data.sondeo(&["verify"]).contains("recount of 1 response"));
}

#[tokio::test]
async fn bodies_that_are_no_report() {
    nothing_is_stored(async |world, prompt| {
        let good = report(&prompt, 1, "rated", Some(9)).to_string();
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        for (body, status, code) in [
            (String::new(), 400, "json_syntax"),
            ("{".into(), 400, "json_syntax"),
            ("[]".into(), 400, "json_syntax"),
            ("null".into(), 400, "json_syntax"),
            (good[..good.len() - 1].into(), 400, "json_syntax"),
            (format!("{good}{good}"), 400, "json_syntax"),
            (format!("{good} x"), 400, "json_syntax"),
            (good.replace("\"rev\":1", "\"rev\":1,\"rev\":2"), 400, "json_syntax"),
            (good.replace("\"rating\":9", "\"rating\":NaN"), 400, "json_syntax"),
            (good.replace("\"rating\":9", &format!("\"rating\":{deep}")), 413, "body_too_large"),
            (good.replace("\"rating\":9", &format!("\"rating\":{}", &deep[9_000..11_000])), 422, "field_invalid"),
            (" ".repeat(16 * 1024 + 1), 413, "body_too_large"),
            ("x".repeat(1024 * 1024), 413, "body_too_large"),
        ] {
            let what: String = body.chars().take(80).collect();
            refused_to_a_page(&what, world.page.post("responses").body(body), status, code, None).await;
        }
        let (before, after) = good.split_once("rated").unwrap();
        let broken = [before.as_bytes(), &[0xff], after.as_bytes()].concat();
        refused_to_a_page("not UTF-8", world.page.post("responses").body(broken), 400, "json_syntax", None).await;

        for (header, value) in [
            (CONTENT_TYPE, "application/xml"),
            (CONTENT_TYPE, "multipart/form-data; boundary=x"),
            (CONTENT_TYPE, "text/plain; charset=utf-16"),
            (CONTENT_ENCODING, "gzip"),
        ] {
            let request = world.page.post("responses").header(header, value).body(good.clone());
            refused_to_a_page(value, request, 415, "type_unsupported", None).await;
        }
    })
    .await;
}

#[tokio::test]
async fn fields_that_are_not_what_they_must_be() {
    nothing_is_stored(async |world, prompt| {
        let long = "a".repeat(2_001);
        let missing = Value::Null;
        for (field, value, code) in [
            ("rating", json!(11), "field_invalid"),
            ("rating", json!(-1), "field_invalid"),
            ("rating", json!(9.5), "field_invalid"),
            ("rating", json!("9"), "field_invalid"),
            ("rating", json!(true), "field_invalid"),
            ("rating", json!(9_007_199_254_740_993_i64), "field_invalid"),
            ("rating", missing.clone(), "field_invalid"),
            ("rev", json!(0), "field_invalid"),
            ("rev", json!(-1), "field_invalid"),
            ("rev", json!(2_147_483_648_u32), "field_invalid"),
            ("outcome", json!("dismissed"), "field_invalid"),
            ("outcome", json!("loved"), "field_invalid"),
            ("comment", json!(long), "field_invalid"),
            ("comment", json!("a\u{0}b"), "field_invalid"),
            ("reasons", json!(vec!["r"; 11]), "field_invalid"),
            ("contact", json!(long), "field_invalid"),
            ("age_ms", json!(2_592_000_001_u64), "field_invalid"),
            ("age_ms", json!(-1), "field_invalid"),
            ("id", json!("not-an-id"), "field_invalid"),
            ("created_at", json!("2020-01-01"), "field_unknown"),
            ("site", json!("stranger"), "field_unknown"),
            ("__proto__", json!({}), "field_unknown"),
        ] {
            let mut told = report(&prompt, 1, "rated", Some(9));
            told[field] = value;
            // A dismissal with a rating is told by its rating.
            let pointer = if told["outcome"] == "dismissed" { "/rating".into() } else { format!("/{field}") };
            let request = world.page.post("responses").json(&told);
            refused_to_a_page(&told.to_string(), request, 422, code, Some(&pointer)).await;
        }
        for field in ["id", "token", "rev", "outcome"] {
            let mut told = report(&prompt, 1, "rated", Some(9));
            told.as_object_mut().unwrap().remove(field);
            let request = world.page.post("responses").json(&told);
            refused_to_a_page(&told.to_string(), request, 422, "field_missing", Some(&format!("/{field}"))).await;
        }
    })
    .await;
}

#[tokio::test]
async fn prompts_of_other_customers_sites_and_collectors() {
    nothing_is_stored(async |world, prompt| {
        let other = world.page.prompt("account_viewed").await;
        let stranger = Page::new(&world.collector.address, "stranger", "https://stranger.example");
        let nowhere = Page::new(&world.collector.address, "nowhere", "https://shop.example");
        let malformed = Page::new(&world.collector.address, "Shop%00", "https://shop.example");
        let told = report(&prompt, 1, "rated", Some(9));
        let swapped = report_of(prompt.id, &other.token, 1, "rated", Some(9));
        let (head, _) = prompt.token.rsplit_once('.').unwrap();
        let forged = report_of(prompt.id, &format!("{head}.{}", "A".repeat(43)), 1, "rated", Some(9));
        let empty = report_of(prompt.id, "", 1, "rated", Some(9));
        for (what, page, told, status, code) in [
            ("another prompt's token", &world.page, &swapped, 403, "token_invalid"),
            ("a forged token", &world.page, &forged, 403, "token_invalid"),
            ("no token", &world.page, &empty, 403, "token_invalid"),
            ("another site's token", &stranger, &told, 403, "token_invalid"),
            ("an unknown site", &nowhere, &told, 404, "site_unknown"),
            ("a malformed site", &malformed, &told, 404, "site_unknown"),
        ] {
            refused_to_a_page(what, page.post("responses").json(told), status, code, None).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_revision_that_contradicts_what_is_stored() {
    let world = World::new();
    let prompt = world.page.prompt("order_completed").await;
    world.page.report(&report(&prompt, 2, "rated", Some(4))).await;
    let mut other = report(&prompt, 2, "rated", Some(4));
    other["comment"] = json!("something else");
    refused_to_a_page("other words", world.page.post("responses").json(&other), 422, "id_reused", None).await;
    let forgets = report(&prompt, 3, "opted_out", None);
    let request = world.page.post("responses").json(&forgets);
    refused_to_a_page("no rating", request, 422, "field_invalid", Some("/rating")).await;
    let total = world.owner.total("order").await;
    assert_eq!((&total["distribution"], &total["dismissed_count"]), (&json!([0, 0, 0, 1, 0]), &json!(0)));
    world.data.is_right();
}

#[tokio::test]
async fn questions_whether_to_ask_that_make_no_sense() {
    nothing_is_stored(async |world, _| {
        let past = json!({ "survey": "order", "outcome": "shown", "age_s": 1 });
        for (field, value, code, pointer) in [
            ("touchpoint", json!("Order completed"), "field_invalid", "/touchpoint"),
            ("stage", json!(""), "field_invalid", "/stage"),
            ("interaction_id", json!("x".repeat(129)), "field_invalid", "/interaction_id"),
            ("locales", json!(["es", "<script>"]), "field_invalid", "/locales/1"),
            ("device", json!("watch"), "field_invalid", "/device"),
            ("bucket", json!(100), "field_invalid", "/bucket"),
            ("history", json!(vec![past; 21]), "field_invalid", "/history"),
            ("attributes", json!({ "color": "red" }), "field_unknown", "/attributes"),
            ("attributes", json!({ "plan": "x".repeat(257) }), "field_invalid", "/attributes/plan"),
            ("respondent", json!("r-7"), "field_unknown", "/respondent"),
        ] {
            let mut asked = json!({ "touchpoint": "account_viewed", "history": [] });
            asked[field] = value;
            let request = world.page.post("prompts").json(&asked);
            refused_to_a_page(&asked.to_string(), request, 422, code, Some(pointer)).await;
        }
        let unsigned = json!({ "touchpoint": "account_viewed", "interaction_token": "e30.e30.e30" });
        let request = world.page.post("prompts").json(&unsigned);
        refused_to_a_page("a token of nobody", request, 403, "token_invalid", None).await;
    })
    .await;
}

#[tokio::test]
async fn pages_of_other_origins() {
    nothing_is_stored(async |world, prompt| {
        let address = format!("{}/v1/sites/shop", world.collector.address);
        let asked = json!({ "touchpoint": "account_viewed", "history": [] });
        let ask = || Client::new().post(format!("{address}/prompts")).json(&asked);
        for origin in [
            "https://evil.example",
            "https://shop.example.evil.example",
            "https://www.shop.example",
            "http://shop.example",
            "https://shop.example:8443",
            "https://shop.example/",
            "null",
        ] {
            refused_to_a_page(origin, ask().header(ORIGIN, origin), 403, "origin_denied", None).await;
        }
        refused_to_a_page("no origin", ask(), 403, "origin_denied", None).await;
        let two = world.page.post("prompts").json(&asked).header(ORIGIN, "https://evil.example");
        refused_to_a_page("two origins", two, 400, "header_invalid", None).await;

        for (method, route, allowed) in
            [("GET", "responses", "POST"), ("PUT", "prompts", "POST"), ("DELETE", "tag", "GET,HEAD")]
        {
            let request = Client::new().request(method.parse().unwrap(), format!("{address}/{route}"));
            let request = request.json(&report(&prompt, 1, "rated", Some(9)));
            let answer = refused(route, request, 405, "method_not_allowed", None).await;
            assert_eq!(answer.header("allow"), allowed, "{method} {route}");
            assert_eq!(answer.header("access-control-allow-origin"), "*", "{method} {route}");
        }
    })
    .await;
}

#[tokio::test]
async fn owners_without_a_key_or_with_questions_that_make_no_sense() {
    nothing_is_stored(async |world, _| {
        let scores = format!("{}/v1/scores?survey=relation", world.collector.address);
        let get = |authorization: &str| Client::new().get(&scores).header(AUTHORIZATION, authorization);
        for (what, request) in [
            ("no key", Client::new().get(&scores)),
            ("an unknown key", get("Bearer sondeo_live_nothing")),
            ("a password", get("Basic c2hvcDpzaG9w")),
            ("no scheme", get("key")),
            ("a key in the address", Client::new().get(format!("{scores}&key={}", world.stranger.read_key))),
        ] {
            let answer = refused(what, request, 401, "key_invalid", None).await;
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{what}");
            assert_eq!(answer.header("access-control-allow-origin"), "", "{what}");
        }
        let stranger = Owner::new(&world.collector.address, &world.stranger.read_key);
        refused("a stranger", stranger.get("survey=relation"), 404, "survey_unknown", None).await;
        for (query, status, code, pointer) in [
            ("survey=nowhere", 404, "survey_unknown", None),
            ("", 422, "field_missing", Some("?survey")),
            ("survey=relation&survey=order", 422, "field_invalid", Some("?survey")),
            ("survey=relation&group_by=mood", 422, "field_invalid", Some("?group_by")),
            ("survey=relation&tz=UTC", 422, "field_unknown", None),
            ("survey=relation&from=2026-03-01&to=2026-03-01", 422, "range_invalid", None),
            ("survey=relation&from=2026-03-02&to=2026-03-01", 422, "range_invalid", None),
            ("survey=relation&from=2026-02-30", 422, "range_invalid", None),
            ("survey=relation&from=2026-03-01T00:00", 422, "range_invalid", None),
            ("survey=relation&from=1926-01-01&to=2026-01-01", 422, "range_invalid", None),
        ] {
            refused(query, world.owner.get(query), status, code, pointer).await;
        }
        let post = Client::new().post(&scores).json(&json!({}));
        let answer = refused("POST", post, 405, "method_not_allowed", None).await;
        assert_eq!(answer.header("allow"), "GET,HEAD");
        let nowhere = Client::new().get(format!("{}/v2/scores", world.collector.address));
        refused("nowhere", nowhere, 404, "not_found", None).await;
    })
    .await;
}
