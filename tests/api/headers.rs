//! Headers that browsers obey: who may ask, who may read, what is kept and what is guessed.

use reqwest::header::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN as FROM};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::json;
use tests::client::{Answer, send};
use tests::wait::until;

use crate::world::{FOLLOWED, ORIGIN, World};

fn request(world: &World, method: &str, path: &str) -> RequestBuilder {
    Client::new().request(method.parse().unwrap(), format!("{}{path}", world.collector.address))
}

#[tokio::test]
async fn only_the_site_s_own_origins_may_ask() {
    let world = World::new();
    let asked = json!({ "touchpoint": "account_viewed", "history": [] });
    for (origin, status) in [
        (Some(ORIGIN), 200),
        (Some("https://evil.example"), 403),
        (Some("https://www.shop.example"), 403),
        (Some("https://shop.example.evil.example"), 403),
        (Some("https://evilshop.example"), 403),
        (Some("https://shop.example."), 403),
        (Some("http://shop.example"), 403),
        (Some("https://shop.example:8443"), 403),
        (Some("https://shop.example:443"), 403),
        (Some("https://SHOP.example"), 403),
        (Some("HTTPS://shop.example"), 403),
        (Some("https://xn--shp-fna.example"), 403),
        (Some("https://user@shop.example"), 403),
        (Some("https://shop.example#x"), 403),
        (Some("null"), 403),
        (Some("https://shop.example/"), 400),
        (Some("https://shop.example, https://evil.example"), 400),
        (Some("*"), 400),
        (None, 403),
    ] {
        let request = request(&world, "POST", "/v1/sites/shop/prompts").json(&asked);
        let request = origin.into_iter().fold(request, |request, origin| request.header(FROM, origin));
        assert_eq!(send(request).await.status, status, "{origin:?}");
    }
}

async fn each_site_chooses_about_no_origin(world: World) {
    let asked = json!({ "touchpoint": "account_viewed", "history": [] });
    for (also, null, absent, own) in [
        (&["null"][..], 200, 403, 200),
        (&["absent"], 403, 200, 200),
        (&["null", "absent"], 200, 200, 200),
        (&[], 403, 403, 200),
    ] {
        let origins = [&[ORIGIN], also].concat();
        let words = origins.iter().flat_map(|origin| ["--origin", origin]);
        world.data.sondeo(&["site", "set", "shop"].into_iter().chain(words).collect::<Vec<_>>());
        let statuses = async || {
            let mut statuses = Vec::new();
            for origin in [Some("null"), None, Some(ORIGIN), Some("absent"), Some("https://evil.example")] {
                let request = request(&world, "POST", "/v1/sites/shop/prompts").json(&asked);
                let request = origin.into_iter().fold(request, |request, origin| request.header(FROM, origin));
                statuses.push(send(request).await.status);
            }
            statuses
        };
        // A word is no origin, so that nobody comes by sending it.
        let want = [null, absent, own, 400, 403];
        until(&format!("{also:?} is chosen"), FOLLOWED, async || statuses().await == want).await;
    }
}

#[tokio::test]
async fn each_site_chooses_about_no_origin_on_sqlite() {
    each_site_chooses_about_no_origin(World::new()).await;
}

#[tokio::test]
async fn each_site_chooses_about_no_origin_on_postgres() {
    each_site_chooses_about_no_origin(World::on_postgres()).await;
}

/// What stands in every answer, whoever reads it.
fn check(what: &str, answer: &Answer, is_public: bool) {
    assert_ne!(answer.status, 500, "{what}");
    assert_eq!(answer.header("access-control-allow-origin"), if is_public { "*" } else { "" }, "{what}");
    assert_eq!(answer.header("access-control-allow-credentials"), "", "{what}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
    // No answer depends on who asks, so none says that it does.
    assert!(!answer.header("vary").to_lowercase().contains("origin"), "{what}");
    if answer.status >= 400 {
        assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    }
}

#[tokio::test]
async fn the_frame_is_for_pages_of_its_site_alone() {
    let world = World::new();
    let frame = send(request(&world, "GET", "/frame/shop")).await;
    assert_eq!(frame.status, 200);
    let policy = frame.header("content-security-policy");
    assert!(policy.ends_with(&format!("frame-ancestors {ORIGIN}")), "{policy}");
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
    assert_eq!(send(request(&world, "GET", "/frame/nowhere")).await.status, 404);

    world.data.sondeo(&["site", "set", "shop", "--origin", "null", "--origin", "absent"]);
    let nobody = async || {
        let frame = send(request(&world, "GET", "/frame/shop")).await;
        frame.header("content-security-policy").ends_with("frame-ancestors 'none'")
    };
    until("nobody may frame it", FOLLOWED, nobody).await;
}

#[tokio::test]
async fn the_check_page_is_framed_by_nobody_and_runs_nothing_but_its_own() {
    let world = World::new();
    let check = send(request(&world, "GET", "/check/shop")).await;
    assert_eq!((check.status, check.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = check.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!((check.header("cache-control"), check.header("referrer-policy")), ("no-store", "no-referrer"));
    let unknown = send(request(&world, "GET", "/check/nowhere")).await;
    assert_eq!((unknown.status, &unknown.body["code"]), (404, &json!("site_unknown")));

    let address = format!("{}/check/shop", world.collector.address);
    let page = Client::new().get(address).send().await.unwrap().text().await.unwrap();
    assert!(page.contains(&format!(r#"data-site="shop" data-origins="{ORIGIN}""#)), "{page}");
    assert!(!page.contains("{{") && !page.contains("<style") && !page.contains("style="), "{page}");
    assert_eq!(page.matches("<script").count(), page.matches(r#"<script type="module" src="../assets/"#).count());
}

#[tokio::test]
async fn the_dashboard_runs_nothing_but_its_own_and_is_framed_by_nobody() {
    let world = World::new();
    let page = send(request(&world, "GET", "/dashboard/")).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    let policy = page.header("content-security-policy");
    for directive in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.split("; ").any(|one| one == directive), "{directive} is not in {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cross-origin-resource-policy"), "same-origin");
}

#[tokio::test]
async fn pages_read_what_is_public_and_nothing_else() {
    let world = World::new();
    let gone = "/v1/responses/01890a5d-ac96-774b-bcce-b302099a8057";
    for (path, is_public) in [
        ("/v1/sites/shop/prompts", true),
        ("/v1/sites/shop/responses", true),
        ("/v1/sites/shop/tag", true),
        ("/v1/sites/nowhere/tag", true),
        ("/sondeo.js", true),
        ("/assets/nothing", true),
        ("/v1/scores?survey=relation", false),
        (gone, false),
        ("/v1/site", false),
        ("/v1/preview", false),
        ("/v1/keys", false),
        ("/v1/keys/0123456789ab", false),
        ("/v1/marks", false),
        ("/v1/marks/nothing", false),
        ("/v1/surveys", false),
        ("/v1/surveys/nothing", false),
        ("/v1/surveys/nothing/pause", false),
        ("/v1/surveys/nothing/resume", false),
        ("/v1/responses?limit=1", false),
        ("/v1/responses?format=csv", false),
        ("/v1/responses?format=ndjson", false),
        ("/v1/live?seconds=0", false),
        ("/problems/json_syntax", false),
        ("/healthz", false),
        ("/readyz", false),
        ("/dashboard/", false),
        ("/dashboard/preview", false),
        ("/dashboard/session", false),
        ("/dashboard/session/shop", false),
        ("/dashboard/sites/shop/v1/surveys", false),
        ("/dashboard/sites/shop/v1/nothing", false),
        ("/frame/shop", false),
        ("/frame/nowhere", false),
        ("/check/shop", false),
        ("/check/nowhere", false),
        ("/nowhere", false),
    ] {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            let bare = request(&world, method, path).header(FROM, ORIGIN);
            let what = format!("{method} {path}");
            check(&what, &send(bare).await, is_public);
            let owned = request(&world, method, path).bearer_auth(&world.shop.manage_key);
            let answer = send(owned).await;
            check(&what, &answer, is_public);
            if path.starts_with("/v1/") && !is_public && answer.status == 200 {
                assert_eq!(answer.header("cache-control"), "no-store", "{what}");
            }
        }
    }
}

#[tokio::test]
async fn preflights_get_the_same_answer_whatever_they_ask_and_whoever_they_ask_for() {
    let world = World::new();
    let ask = |site: &str| request(&world, Method::OPTIONS.as_str(), &format!("/v1/sites/{site}/responses"));
    let mut answers = Vec::new();
    for asked in [
        ask("shop"),
        // No site is looked up.
        ask("nowhere"),
        ask("shop").header(FROM, ORIGIN).header(ACCESS_CONTROL_REQUEST_METHOD, "POST"),
        ask("shop").header(FROM, "https://evil.example").header(ACCESS_CONTROL_REQUEST_METHOD, "DELETE"),
        ask("shop").header(ACCESS_CONTROL_REQUEST_HEADERS, "authorization, x-evil"),
    ] {
        let answer = send(asked).await;
        assert_eq!(answer.status, 204);
        let kept = answer.headers.iter().filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"));
        answers.push(kept.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect::<Vec<_>>());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    assert!(answers[0].contains(&"access-control-allow-headers: content-type".to_owned()), "{:#?}", answers[0]);
}
