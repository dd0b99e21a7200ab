//! Clocks that are wrong: the collector's decides the day of a count, and a step of it refuses nobody (F18).

use std::{
    collections::BTreeSet,
    fs,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::Request,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use super::{App, BasePath, router};
use crate::{
    catalog::{KeyHash, Scope},
    clock::Clock,
    retention::Retention,
    store::{
        Store,
        query::{NewKey, NewSite, SiteSettings},
    },
    survey_file::SurveyFile,
    web::Web,
};

const KEY: &str = "the owner's key";
const ORIGIN: &str = "https://shop.example";
const SURVEYS: &str = "[[survey]]\nslug = 'relation'\nmetric = 'nps'\ntouchpoints = ['account_viewed']\n\
     [survey.ask]\ncooldown_days = 0\n";

/// A clock that a test sets.
#[derive(Debug, Default)]
struct Watch(AtomicI64);

impl Watch {
    fn set(&self, at: &str) {
        self.0.store(at.parse::<Timestamp>().unwrap().as_second(), Ordering::Relaxed);
    }
}

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// A collector of the site `shop` whose clock a test sets.
struct World {
    app: Arc<App>,
    router: Router,
    watch: Arc<Watch>,
    _folder: TempDir,
}

impl World {
    async fn of(tz: &str, at: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let names = json!({ "js": "assets/w.js", "wasm": "assets/w.wasm", "js_sha384": "", "wasm_sha384": "" });
        fs::write(folder.path().join("manifest.json"), names.to_string()).unwrap();
        let web = Web::read(folder.path()).unwrap();
        let store = Store::open(&folder.path().into()).await.unwrap();
        let watch = Arc::<Watch>::default();
        watch.set(at);
        add_site(&store, "shop", tz, &watch).await;
        let app = App::open(store, web, BasePath::default(), watch.clone()).await.unwrap();
        Self { router: router(app.clone()), app, watch, _folder: folder }
    }

    async fn call(&self, request: Request<String>) -> (u16, Value) {
        let answer = self.router.clone().oneshot(request.map(Body::from)).await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&to_bytes(answer.into_body(), 1 << 20).await.unwrap()).unwrap_or_default())
    }

    async fn post(&self, route: &str, body: &Value) -> (u16, Value) {
        let request = Request::post(format!("/v1/sites/shop/{route}")).header("origin", ORIGIN);
        self.call(request.body(body.to_string()).unwrap()).await
    }

    /// A prompt that is issued now.
    async fn prompt(&self) -> Value {
        let (_, reply) = self.post("prompts", &json!({ "touchpoint": "account_viewed", "history": [] })).await;
        reply["prompt"].clone()
    }

    /// Reports about it now, and returns the status.
    async fn report(&self, prompt: &Value, age_ms: &Value) -> u16 {
        let (id, token) = (&prompt["id"], &prompt["token"]);
        let told = json!({ "id": id, "token": token, "rev": 1, "outcome": "rated", "rating": 9, "age_ms": age_ms });
        self.post("responses", &told).await.0
    }

    /// The days from `from` to before `to` that have an answer, and how many.
    async fn counted(&self, from: &str, to: &str) -> Vec<(String, u64)> {
        let query = format!("/v1/scores?survey=relation&group_by=day&from={from}&to={to}");
        let request = Request::get(query).header("authorization", format!("Bearer {KEY}"));
        let (status, scores) = self.call(request.body(String::new()).unwrap()).await;
        assert_eq!(status, 200, "{scores}");
        let groups = scores["groups"].as_array().unwrap().iter();
        let days = groups.map(|day| (day["key"].as_str().unwrap().to_owned(), day["response_count"].as_u64().unwrap()));
        days.filter(|(_, count)| *count > 0).collect()
    }
}

async fn add_site(store: &Store, slug: &str, tz: &str, clock: &Watch) {
    let settings = SiteSettings {
        origins: vec![ORIGIN.parse().unwrap()],
        tz: tz.to_owned(),
        locale: "en".to_owned(),
        retention: Retention::FOREVER,
    };
    let keys = vec![NewKey::lasting(KeyHash::of(&format!("{KEY}{}", slug.strip_prefix("shop").unwrap())), Scope::Read)];
    let site = NewSite { slug: slug.parse().unwrap(), settings, keys };
    store.add_site(site, clock.now()).await.unwrap();
    store.apply_surveys(slug.parse().unwrap(), SurveyFile::parse(SURVEYS).unwrap()).await.unwrap();
}

#[tokio::test]
async fn the_day_is_that_of_the_issue_whatever_the_clock_does_until_the_answer() {
    for (what, tz, issued, answered, day) in [
        ("nothing", "UTC", "2026-09-21T12:00:00Z", "2026-09-21T12:00:09Z", "2026-09-21"),
        ("a slow network", "UTC", "2026-09-21T23:59:30Z", "2026-09-22T00:00:30Z", "2026-09-21"),
        ("an hour back", "UTC", "2026-09-21T00:30:00Z", "2026-09-20T23:30:00Z", "2026-09-21"),
        ("an hour forth", "UTC", "2026-09-21T23:30:00Z", "2026-09-22T00:30:00Z", "2026-09-21"),
        ("a day back", "UTC", "2026-09-21T12:00:00Z", "2026-09-20T12:00:00Z", "2026-09-21"),
        ("into the leap day", "UTC", "2028-02-28T23:59:00Z", "2028-02-29T00:01:00Z", "2028-02-28"),
        ("the leap day", "UTC", "2028-02-29T23:59:00Z", "2028-03-01T00:01:00Z", "2028-02-29"),
        ("a year without one", "UTC", "2027-02-28T23:59:00Z", "2027-03-01T00:01:00Z", "2027-02-28"),
        ("the year's end", "UTC", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "2026-12-31"),
        ("a leap second's end", "UTC", "2016-12-31T23:59:59Z", "2017-01-01T00:00:00Z", "2016-12-31"),
        ("the spring's hour", "Europe/Madrid", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-03-29"),
        ("the autumn's hour", "Europe/Madrid", "2026-10-24T22:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25"),
        ("30 minutes of summer", "Australia/Lord_Howe", "2026-10-03T15:00:00Z", "2026-10-03T15:30:00Z", "2026-10-04"),
        ("an offset of 5:45", "Asia/Kathmandu", "2026-11-22T18:15:00Z", "2026-11-22T18:14:00Z", "2026-11-23"),
        ("31 days", "UTC", "2026-09-21T12:00:00Z", "2026-10-22T12:00:00Z", "2026-09-21"),
        ("seconds that were 32 bits", "UTC", "2038-01-19T03:14:07Z", "2038-01-19T03:14:09Z", "2038-01-19"),
    ] {
        let world = World::of(tz, issued).await;
        let prompt = world.prompt().await;
        world.watch.set(answered);
        assert_eq!(world.report(&prompt, &json!(1_200)).await, 201, "{what}");
        let year: i32 = day[..4].parse().unwrap();
        let (from, to) = (format!("{}-12-01", year - 1), format!("{}-02-01", year + 1));
        let days: Vec<_> = world.counted(&from, &from.replace(&(year - 1).to_string(), &year.to_string())).await;
        let rest = world.counted(&format!("{year}-12-01"), &to).await;
        assert_eq!([days, rest].concat(), [(day.to_owned(), 1)], "{what}");
    }
}

#[tokio::test]
async fn a_browsers_clock_moves_no_count() {
    let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
    let (second, day) = (1_000_u64, 86_400_000_u64);
    let ages =
        [json!(0), json!(1), json!(second), json!(60 * second), json!(day / 2), json!(29 * day), json!(30 * day)];
    for age in &ages {
        assert_eq!(world.report(&world.prompt().await, age).await, 201, "{age}");
    }
    let ten_years = 3_653 * day;
    for age in [json!(30 * day + 1), json!(ten_years), json!(-1), json!(-1.5), json!(u64::MAX), json!("1"), json!(1e18)]
    {
        assert_eq!(world.report(&world.prompt().await, &age).await, 422, "{age}");
    }
    let counted = world.counted("2026-08-01", "2026-11-01").await;
    assert_eq!(counted, [("2026-09-21".to_owned(), ages.len() as u64)]);
}

#[tokio::test]
async fn a_clock_that_steps_back_an_hour_stops_nothing() {
    let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
    let mut prompts = Vec::new();
    for _ in 0..50 {
        prompts.push(world.prompt().await);
    }
    assert_eq!(world.report(&prompts[0], &json!(0)).await, 201);
    world.watch.set("2026-09-21T11:00:00Z");
    for _ in 0..50 {
        prompts.push(world.prompt().await);
    }
    let ids: BTreeSet<String> = prompts.iter().map(|prompt| prompt["id"].to_string()).collect();
    assert_eq!(ids.len(), 100, "an id was drawn twice");
    assert_eq!(world.report(&prompts[0], &json!(0)).await, 200, "the repeat of an answer from before the step");
    for prompt in &prompts[1..] {
        assert_eq!(world.report(prompt, &json!(0)).await, 201);
    }
    assert_eq!(world.counted("2026-09-20", "2026-09-23").await, [("2026-09-21".to_owned(), 100)]);

    // What owners change is still seen.
    add_site(&world.app.store, "shop-2", "UTC", &world.watch).await;
    world.app.catch_up().await.unwrap();
    let request = Request::post("/v1/sites/shop-2/prompts").header("origin", ORIGIN);
    let (status, reply) =
        world.call(request.body(json!({ "touchpoint": "account_viewed", "history": [] }).to_string()).unwrap()).await;
    assert_eq!((status, reply["prompt"].is_object()), (200, true), "{reply}");
}

#[tokio::test]
async fn what_was_issued_too_far_from_now_is_refused() {
    let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
    let prompt = world.prompt().await;
    for (at, status) in [
        ("2026-09-20T11:59:59Z", 403),
        ("2026-10-22T12:00:01Z", 403),
        ("2016-09-21T12:00:00Z", 403),
        ("2036-09-21T12:00:00Z", 403),
        ("2026-09-20T12:00:00Z", 201),
    ] {
        world.watch.set(at);
        assert_eq!(world.report(&prompt, &json!(0)).await, status, "at {at}");
    }
}

#[tokio::test]
async fn a_key_expires_by_the_collectors_clock() {
    let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
    let expires_at = Some(world.watch.now().as_second() + 60);
    let key = NewKey { expires_at, ..NewKey::lasting(KeyHash::of("a guest's"), Scope::Read) };
    world.app.store.add_key("shop".parse().unwrap(), key, world.watch.now()).await.unwrap();
    world.app.catch_up().await.unwrap();
    for (at, status, why) in [
        ("2026-09-21T12:00:59Z", 200, ""),
        ("2026-09-21T12:01:00Z", 401, "has expired"),
        ("2026-09-21T12:00:59Z", 200, ""),
    ] {
        world.watch.set(at);
        let request = Request::get("/v1/scores?survey=relation").header("authorization", "Bearer a guest's");
        let (got, body) = world.call(request.body(String::new()).unwrap()).await;
        assert_eq!(got, status, "at {at}: {body}");
        assert!(body["detail"].as_str().unwrap_or_default().contains(why), "{body}");
    }
}
