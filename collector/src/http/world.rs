//! A collector in this process, for tests that choose what time it is.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderValue, Request, header},
    response::Response,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use super::{App, Edge, router};
use crate::{
    catalog::{KeyHash, Scope},
    clock::Clock,
    retention::Retention,
    signed_interaction::Interactions,
    store::{
        Store,
        place::Place,
        query::{NewKey, NewSite, SiteSettings},
    },
    survey_file::SurveyFile,
    web::Web,
};

/// The shop's read key.
pub(super) const KEY: &str = "the owner's key";

/// The origin of every site's pages.
pub(super) const ORIGIN: &str = "https://shop.example";

const SURVEYS: &str = "[[survey]]\nslug = 'relation'\nmetric = 'nps'\ntouchpoints = ['account_viewed']\n\
     [survey.ask]\ncooldown_days = 0\n";

/// A clock that a test sets.
#[derive(Debug, Default)]
pub(super) struct Watch(AtomicI64);

impl Watch {
    /// Sets it.
    pub(super) fn set(&self, at: &str) {
        self.0.store(at.parse::<Timestamp>().unwrap().as_second(), Ordering::Relaxed);
    }
}

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// A collector of the site `shop` whose clock a test sets.
pub(super) struct World {
    pub(super) app: Arc<App>,
    pub(super) watch: Arc<Watch>,
    router: Router,
    _folder: TempDir,
}

impl World {
    /// A collector with a folder of its own.
    pub(super) async fn of(tz: &str, at: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().into();
        let watch = Arc::<Watch>::default();
        watch.set(at);
        add_site(&Store::open(&place).await.unwrap(), "shop", tz, &watch).await;
        Self::on(&place, folder, watch).await
    }

    /// A collector on this store, which has the shop. It follows no changes unless it is told to.
    pub(super) async fn on(place: &Place, folder: TempDir, watch: Arc<Watch>) -> Self {
        let names = json!({ "js": "assets/w.js", "wasm": "assets/w.wasm", "js_sha384": "", "wasm_sha384": "" });
        fs::write(folder.path().join("manifest.json"), names.to_string()).unwrap();
        let web = Web::read(folder.path()).unwrap();
        let store = Store::open(place).await.unwrap();
        let app = App::open(store, web, watch.clone(), Edge::default()).await.unwrap();
        Self { router: router(app.clone()), app, watch, _folder: folder }
    }

    /// Answers a request.
    pub(super) async fn answer(&self, mut request: Request<String>) -> Response {
        request.headers_mut().insert(header::HOST, HeaderValue::from_static("feedback.example"));
        self.router.clone().oneshot(request.map(Body::from)).await.unwrap()
    }

    pub(super) async fn call(&self, request: Request<String>) -> (u16, Value) {
        let answer = self.answer(request).await;
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&to_bytes(answer.into_body(), 1 << 20).await.unwrap()).unwrap_or_default())
    }

    pub(super) async fn post(&self, route: &str, body: &Value) -> (u16, Value) {
        let request = Request::post(format!("/v1/sites/shop/{route}")).header("origin", ORIGIN);
        self.call(request.body(body.to_string()).unwrap()).await
    }

    /// A prompt that is issued now.
    pub(super) async fn prompt(&self) -> Value {
        let (_, reply) = self.post("prompts", &json!({ "touchpoint": "account_viewed", "history": [] })).await;
        reply["prompt"].clone()
    }

    /// Reports about it now, and returns the status.
    pub(super) async fn report(&self, prompt: &Value, age_ms: &Value) -> u16 {
        let (id, token) = (&prompt["id"], &prompt["token"]);
        let told = json!({ "id": id, "token": token, "rev": 1, "outcome": "rated", "rating": 9, "age_ms": age_ms });
        self.post("responses", &told).await.0
    }

    /// The days from `from` to before `to` that have an answer, and how many.
    pub(super) async fn counted(&self, from: &str, to: &str) -> Vec<(String, u64)> {
        let query = format!("/v1/scores?survey=relation&group_by=day&from={from}&to={to}");
        let request = Request::get(query).header("authorization", format!("Bearer {KEY}"));
        let (status, scores) = self.call(request.body(String::new()).unwrap()).await;
        assert_eq!(status, 200, "{scores}");
        let groups = scores["groups"].as_array().unwrap().iter();
        let days = groups.map(|day| (day["key"].as_str().unwrap().to_owned(), day["response_count"].as_u64().unwrap()));
        days.filter(|(_, count)| *count > 0).collect()
    }
}

pub(super) async fn add_site(store: &Store, slug: &str, tz: &str, clock: &Watch) {
    let settings = SiteSettings {
        origins: vec![ORIGIN.parse().unwrap()],
        tz: tz.to_owned(),
        locale: "en".to_owned(),
        retention: Retention::FOREVER,
        interactions: Interactions::Any,
    };
    let keys = vec![NewKey::lasting(KeyHash::of(&format!("{KEY}{}", slug.strip_prefix("shop").unwrap())), Scope::Read)];
    let site = NewSite { slug: slug.parse().unwrap(), settings, keys };
    store.add_site(site, clock.now()).await.unwrap();
    store.apply_surveys(slug.parse().unwrap(), SurveyFile::parse(SURVEYS).unwrap(), clock.now()).await.unwrap();
}
