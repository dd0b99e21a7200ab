//! `GET /openapi.json`: every route, made from the registration of the routes themselves.

use std::sync::{Arc, OnceLock};

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use shared::problem::ProblemCode;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        security::{Http, HttpAuthScheme, SecurityScheme},
        server::Server,
    },
};

use super::{
    App,
    base_path::BasePath,
    refused::{self, Refused},
};

/// The document as it is sent, once the routes are registered.
#[derive(Debug, Default)]
pub(super) struct Document(OnceLock<Bytes>);

/// The one handler of several methods.
const PASS_ON: &str = "pass_on";

/// What stands in it beside the routes.
#[derive(Debug, OpenApi)]
#[openapi(
    info(title = "Sondeo", description = "Asks customers after an interaction, keeps the answers, serves the scores."),
    tags(
        (name = "public", description = "What the pages of a site call, from any of its origins."),
        (name = "owner", description = "What the owner of a site calls, with a key of the site."),
        (name = "dashboard", description = "What the owner's page calls, with a session that keys of sites were exchanged for. It is made for that page and changes with it."),
        (name = "operations", description = "What whoever runs the collector calls."),
    ),
    modifiers(&Keys),
)]
pub(super) struct Api;

struct Keys;

impl Modify for Keys {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let mut scheme = Http::new(HttpAuthScheme::Bearer);
        scheme.description = Some("A key of the site: `sondeo key add`.".to_owned());
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(scheme));
    }
}

impl Document {
    /// Writes down what was registered, as it is served below `base`.
    pub(super) fn write(&self, mut api: utoipa::openapi::OpenApi, base: &BasePath) {
        let address = if base.as_str().is_empty() { "/" } else { base.as_str() };
        api.servers = Some(vec![Server::new(address)]);
        api.components.get_or_insert_default().schemas.extend(refused::schemas());
        for item in api.paths.paths.values_mut() {
            let methods = [("get", &mut item.get), ("post", &mut item.post), ("put", &mut item.put)];
            let methods = methods.into_iter().chain([("delete", &mut item.delete)]);
            for (method, operation) in methods.filter_map(|(method, operation)| Some((method, operation.as_mut()?))) {
                refused::describe_headers(operation);
                // What takes every method is one handler, and an operation for each.
                if operation.operation_id.as_deref() == Some(PASS_ON) {
                    operation.operation_id = Some(format!("{PASS_ON}_{method}"));
                }
            }
        }
        // axum marks a part that takes slashes with a star, which this format does not know.
        let paths = std::mem::take(&mut api.paths.paths);
        api.paths.paths = paths.into_iter().map(|(path, item)| (path.replace("{*", "{"), item)).collect();
        let document = serde_json::to_vec(&api).expect("a document is texts and numbers");
        self.0.get_or_init(|| document.into());
    }
}

struct Refusals;

impl refused::Refuses for Refusals {
    const CODES: &'static [&'static [ProblemCode]] = &[refused::ADDRESS];
}

/// Describes every route in OpenAPI 3.1: this document.
#[utoipa::path(get, path = "/openapi.json", tag = "operations",
    responses((status = 200, description = "this document", content_type = "application/json", body = Object), Refused<Refusals>))]
pub(super) async fn get_openapi(State(app): State<Arc<App>>) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    (headers, app.document.0.get().cloned().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use axum::http::Request;
    use serde_json::Value;

    use crate::http::world::World;

    const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    #[tokio::test]
    async fn what_is_served_is_described_and_what_is_described_is_served() {
        let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
        let ask = |method: &str, path: &str| {
            world.call(Request::builder().method(method).uri(path).body(String::new()).unwrap())
        };
        let (_, document) = ask("GET", "/openapi.json").await;
        let paths = document["paths"].as_object().unwrap();
        assert!(paths.len() >= 12, "{document}");
        for (path, item) in paths {
            let path = path.replace("{site}", "shop");
            for method in METHODS {
                let (status, said) = ask(method, &path).await;
                let is_described = item.get(method.to_lowercase()).is_some();
                assert_eq!(is_described, status != 405, "{method} {path}: {status} {said}");
            }
        }
    }

    #[tokio::test]
    async fn every_operation_says_what_it_may_answer_and_who_may_call_it() {
        let world = World::of("UTC", "2026-09-21T12:00:00Z").await;
        let (_, document) = world.call(Request::get("/openapi.json").body(String::new()).unwrap()).await;
        assert_eq!(document["openapi"], "3.1.0");
        let mut ids = HashSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let what = format!("{method} {path}");
                let tag = operation["tags"][0].as_str().unwrap();
                assert!(operation["summary"].is_string(), "{what}");
                assert!(
                    ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
                    "{what}: its id is another's"
                );
                assert_eq!(tag == "owner", operation["security"].is_array(), "{what}");
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let headers = &response["headers"];
                    assert!(headers["x-request-id"].is_object(), "{what} {status}");
                    assert_eq!(
                        matches!(status.as_str(), "429" | "503"),
                        headers["retry-after"].is_object(),
                        "{what} {status}"
                    );
                    let is_problem = status.as_str() >= "400";
                    assert_eq!(
                        is_problem,
                        response["content"]["application/problem+json"] != Value::Null,
                        "{what} {status}"
                    );
                }
                for status in ["400", "414"] {
                    assert!(operation["responses"][status].is_object(), "{what} {status}");
                }
            }
        }
    }
}
