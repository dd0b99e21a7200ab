//! The session of the dashboard: keys are exchanged for it, and nobody else can make use of it (RELIABILITY.md T16).

use std::time::Duration;

use reqwest::header::{COOKIE, ORIGIN as FROM, SET_COOKIE};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tests::client::{Owner, send};
use tests::collector::Data;
use tests::dashboard::{Dashboard, names};
use tests::postgres::{Cluster, Options};
use tests::wait::until;

use crate::world::{FOLLOWED, ORIGIN, SURVEYS, World};

/// By when a collector goes by what the command line changed.
const SOON: Duration = Duration::from_secs(2);

#[tokio::test]
async fn a_session_opens_the_sites_of_its_keys_as_far_as_they_go() {
    let world = World::new();
    let mut dashboard = Dashboard::new(&world.collector.address);
    assert!(dashboard.sites().await.is_empty());
    let signed_in = dashboard.sign_in(&world.shop.read_key).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.body);
    let said = &signed_in.body["sites"][0];
    assert_eq!((&said["site"], &said["tz"], &said["scope"]), (&json!("shop"), &json!("Europe/Madrid"), &json!("read")));
    assert_eq!((&said["expires_at"], &signed_in.body["insecure"]), (&Value::Null, &json!(false)));
    let listed = world.data.sondeo(&["key", "list", "--site", "shop", "--json"]);
    assert!(listed.contains(said["key_id"].as_str().unwrap()), "{listed}");
    assert!(!signed_in.body.to_string().contains("sondeo_live_"));

    dashboard.sign_in(&world.stranger.manage_key).await;
    assert_eq!(dashboard.sites().await, ["shop", "stranger"]);
    for (method, address, status) in [
        (Method::GET, "shop/v1/surveys", 200),
        (Method::GET, "shop/v1/responses?format=csv", 200),
        (Method::GET, "shop/v1/live?seconds=0", 200),
        (Method::GET, "shop/v1/nowhere", 404),
        (Method::PATCH, "shop/v1/surveys", 405),
        (Method::POST, "shop/v1/surveys", 405),
        (Method::DELETE, "shop/v1/surveys/relation", 403),
        (Method::DELETE, "stranger/v1/surveys/relation", 404),
        (Method::GET, "stranger/v1/surveys/relation", 404),
        (Method::GET, "nowhere/v1/surveys", 401),
        // Only what owners call is behind it.
        (Method::POST, "shop/v1/sites/shop/prompts", 404),
        (Method::GET, "shop/healthz", 404),
    ] {
        let answer = send(dashboard.request(method.clone(), &format!("sites/{address}"))).await;
        assert_eq!(answer.status, status, "{method} {address}: {}", answer.body);
    }
    let through = send(dashboard.request(Method::GET, "sites/shop/v1/surveys")).await;
    assert_eq!(through.body, world.owner.list("surveys").await);
    // A manage key of the same site takes the place of the other one.
    dashboard.sign_in(&world.shop.manage_key).await;
    assert_eq!(dashboard.sites().await, ["stranger", "shop"]);
    let deleted = send(dashboard.request(Method::DELETE, "sites/shop/v1/surveys/relation")).await;
    assert_eq!(deleted.status, 204);
}

#[tokio::test]
async fn who_signs_out_is_signed_out() {
    let world = World::new();
    let mut dashboard = Dashboard::new(&world.collector.address);
    dashboard.sign_in(&world.shop.read_key).await;
    dashboard.sign_in(&world.stranger.read_key).await;
    let left = dashboard.sign_out("session/shop").await;
    assert_eq!((left.status, names(&left.body)), (200, vec!["stranger".to_owned()]));
    assert_eq!(send(dashboard.request(Method::GET, "sites/shop/v1/surveys")).await.status, 401);
    assert_eq!(send(dashboard.request(Method::GET, "sites/stranger/v1/surveys")).await.status, 200);
    assert_eq!(dashboard.sign_out("session").await.status, 204);
    assert_eq!(dashboard.cookie(), None);
    dashboard.sign_in(&world.shop.read_key).await;
    let left = dashboard.sign_out("session/shop").await;
    assert_eq!((left.status, names(&left.body), dashboard.cookie()), (200, Vec::new(), None));
}

#[tokio::test]
async fn a_key_that_is_revoked_ends_its_part_of_the_session() {
    let world = World::new();
    let mut dashboard = Dashboard::new(&world.collector.address);
    dashboard.sign_in(&world.stranger.read_key).await;
    let signed_in = dashboard.sign_in(&world.shop.manage_key).await;
    let id = signed_in.body["sites"][1]["key_id"].as_str().unwrap().to_owned();
    world.data.sondeo(&["key", "revoke", "--site", "shop", &id]);
    until("the key is revoked", SOON, async || dashboard.sites().await == ["stranger"]).await;
    let refused = send(dashboard.request(Method::GET, "sites/shop/v1/surveys")).await;
    assert_eq!((refused.status, &refused.body["code"]), (401, &json!("key_invalid")));
    let again = dashboard.sign_in(&world.shop.manage_key).await;
    assert_eq!(again.status, 401);
    assert!(again.body["detail"].as_str().unwrap().contains("was revoked"), "{}", again.body);
    assert_eq!(dashboard.sites().await, ["stranger"], "who fails to sign in stays signed in");
}

#[tokio::test]
async fn a_cookie_opens_nothing_but_the_dashboard() {
    let world = World::new();
    let mut dashboard = Dashboard::new(&world.collector.address);
    dashboard.sign_in(&world.shop.manage_key).await;
    let cookie = dashboard.cookie().unwrap();
    for (method, path) in [(Method::GET, "/v1/surveys"), (Method::DELETE, "/v1/surveys/relation")] {
        let address = format!("{}{path}", world.collector.address);
        for from in [world.collector.address.as_str(), ORIGIN] {
            let request = Client::new().request(method.clone(), &address).header(COOKIE, &cookie).header(FROM, from);
            assert_eq!(send(request).await.status, 401, "{method} {path}");
        }
    }
    // Nor is a key of one's own looked at where a session is asked for.
    let address = format!("{}/dashboard/sites/shop/v1/surveys", world.collector.address);
    assert_eq!(send(Client::new().get(&address).bearer_auth(&world.shop.manage_key)).await.status, 401);
    let request = Client::new().get(&address).header(COOKIE, &cookie).bearer_auth("sondeo_live_nothing");
    assert_eq!(send(request).await.status, 200);
    for garbled in ["__Host-sondeo=1.AAAA", "__Host-sondeo=", "__Host-sondeo", "sondeo=\"", "=;;"] {
        assert_eq!(send(Client::new().get(&address).header(COOKIE, garbled)).await.status, 401, "{garbled}");
    }
}

/// What browsers send along when a page that is not the dashboard has them send something.
const BY_ANOTHER_PAGE: [(&str, &[(&str, &str)]); 7] = [
    ("a form", &[("origin", "https://evil.example"), ("content-type", "text/plain")]),
    ("a form of no origin", &[("origin", "null"), ("content-type", "application/x-www-form-urlencoded")]),
    ("fetch with credentials", &[("origin", "https://evil.example"), ("content-type", "application/json")]),
    ("a page at another port", &[("origin", "http://127.0.0.1:1"), ("content-type", "application/json")]),
    ("nobody says", &[]),
    ("a form, told by the browser", &[("sec-fetch-site", "cross-site"), ("content-type", "text/plain")]),
    ("a sibling, told by the browser", &[("sec-fetch-site", "same-site"), ("content-type", "application/json")]),
];

#[tokio::test]
async fn no_other_page_signs_in_or_out_or_changes_anything() {
    let world = World::new();
    let mut dashboard = Dashboard::new(&world.collector.address);
    dashboard.sign_in(&world.shop.manage_key).await;
    let key = json!({ "key": world.stranger.manage_key });
    let mark = json!({ "day": "2026-10-01", "note": "planted" });
    for (method, address, body) in [
        ("POST", "session", &key),
        ("DELETE", "session", &Value::Null),
        ("DELETE", "session/shop", &Value::Null),
        ("PUT", "sites/shop/v1/marks/planted", &mark),
        ("DELETE", "sites/shop/v1/surveys/relation", &Value::Null),
        ("POST", "sites/shop/v1/surveys/relation/pause", &Value::Null),
    ] {
        for (what, lines) in BY_ANOTHER_PAGE {
            let request = dashboard.from(None).request(method.parse().unwrap(), address).body(body.to_string());
            let answer = send(lines.iter().fold(request, |request, (name, text)| request.header(*name, *text))).await;
            let what = format!("{method} {address}: {what}");
            assert_eq!(
                (answer.status, &answer.body["code"]),
                (403, &json!("origin_denied")),
                "{what}: {}",
                answer.body
            );
            assert!(!answer.headers.contains_key(SET_COOKIE), "{what}");
            assert_eq!(answer.header("access-control-allow-origin"), "", "{what}");
        }
    }
    assert_eq!(world.owner.list("marks").await, json!({ "marks": [] }));
    assert_eq!(world.owner.list("surveys").await["surveys"][0]["live"], true);
    assert_eq!(dashboard.sites().await, ["shop"]);
    let read = dashboard.request(Method::GET, "sites/shop/v1/responses?format=csv");
    assert_eq!(send(read.header("sec-fetch-site", "cross-site")).await.status, 403);
    let put = send(dashboard.request(Method::PUT, "sites/shop/v1/marks/own").json(&mark)).await;
    assert_eq!(put.status, 201, "the page itself: {}", put.body);
}

#[tokio::test]
async fn the_cookie_is_as_safe_as_the_way_to_it() {
    let world = World::with(&["--trusted-proxy", "127.0.0.1"]);
    let sign_in = async |lines: &[(&'static str, &str)]| {
        let request = Client::new().post(format!("{}/dashboard/session", world.collector.address));
        let request = lines.iter().fold(request, |request, (name, text)| request.header(*name, *text));
        let answer = send(request.json(&json!({ "key": world.shop.read_key }))).await;
        let cookies = answer.headers.get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap().to_owned());
        (answer.status, answer.body["insecure"].clone(), cookies.collect::<Vec<_>>())
    };
    let secure =
        |line: &String| line.starts_with("__Host-sondeo=") && line.ends_with("; Secure; HttpOnly; SameSite=Strict");
    let plain = |line: &String| line.starts_with("sondeo=") && line.ends_with("; HttpOnly; SameSite=Strict");
    for lines in [
        &[("host", "feedback.example"), ("origin", "https://feedback.example")][..],
        &[("host", "feedback.example"), ("sec-fetch-site", "same-origin")],
        &[("host", "feedback.example"), ("sec-fetch-site", "same-origin"), ("x-forwarded-proto", "https")],
    ] {
        let (status, insecure, cookies) = sign_in(lines).await;
        assert_eq!((status, insecure), (200, json!(false)), "{lines:?}");
        assert!(cookies.len() == 1 && secure(&cookies[0]) && cookies[0].contains("; Path=/;"), "{cookies:?}");
        assert!(cookies[0].contains("; Max-Age=43200;"), "{cookies:?}");
    }
    for host in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"] {
        let (status, insecure, cookies) = sign_in(&[("host", host), ("origin", &format!("http://{host}"))]).await;
        assert_eq!((status, insecure), (200, json!(false)), "{host}");
        assert!(cookies.len() == 2 && secure(&cookies[0]) && plain(&cookies[1]), "{cookies:?}");
    }
    let (status, insecure, cookies) = sign_in(&[("host", "192.0.2.7:8080"), ("origin", "http://192.0.2.7:8080")]).await;
    assert_eq!((status, insecure), (200, json!(true)));
    assert!(cookies.len() == 1 && plain(&cookies[0]) && cookies[0].contains("; Path=/dashboard;"), "{cookies:?}");
    // A page without TLS is not the page with it, if a proxy knows that this is.
    let lines = [("host", "feedback.example"), ("origin", "http://feedback.example"), ("x-forwarded-proto", "https")];
    assert_eq!(sign_in(&lines).await.0, 403);
}

#[tokio::test]
async fn every_collector_of_a_store_knows_the_session_and_it_outlives_a_rotation() {
    let cluster = Cluster::start(&Options { fsync: false, ..Options::default() });
    let data = Data::on(&cluster.url("postgres"));
    let shop = data.add_site("shop", ORIGIN);
    data.apply("shop", SURVEYS);
    let [one, other] = [data.serve(), data.serve()];
    let mut dashboard = Dashboard::new(&one.address);
    dashboard.sign_in(&shop.read_key).await;
    let beside = dashboard.at(&other.address);
    assert_eq!(beside.sites().await, ["shop"]);
    data.sondeo(&["secret", "rotate"]);
    let signs_anew = async || {
        let mut anew = Dashboard::new(&one.address);
        anew.sign_in(&shop.read_key).await;
        // Whoever did not hear of the rotation looks.
        assert_eq!(anew.at(&other.address).sites().await, ["shop"]);
        anew.cookie().is_some_and(|cookie| cookie.contains("=2."))
    };
    until("sessions are sealed anew", FOLLOWED, signs_anew).await;
    assert_eq!((dashboard.sites().await, beside.sites().await), (vec!["shop".to_owned()], vec!["shop".to_owned()]));
    data.sondeo(&["secret", "rotate", "--now"]);
    until("the session ends", FOLLOWED, async || dashboard.sites().await.is_empty()).await;
    let owner = Owner::new(&one.address, &shop.read_key);
    assert_eq!(send(owner.request(Method::GET, "surveys")).await.status, 200, "the key is what it was");
}
