//! The demo shop on an origin of its own, as `sondeo demo` serves it, with pages that no shop has beside it.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;

use crate::{packages, pages};

/// A shop that is open.
pub(crate) struct Shop {
    /// Its address, without a slash at the end.
    pub(crate) address: String,
    survey: Arc<OnceLock<Survey>>,
}

/// What its pages say about Sondeo.
pub(crate) struct Survey {
    /// The collector's address.
    pub(crate) collector: String,
    /// The slug of the site.
    pub(crate) site: String,
}

impl Shop {
    /// Opens it on a free port. Its pages can be served as soon as they are linked to a collector.
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let survey = Arc::default();
        let routes = Router::new().fallback(page).with_state(Arc::clone(&survey));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, survey }
    }

    /// Lets its pages name this collector and this site.
    pub(crate) fn link_to(&self, collector: &str, site: &str) {
        let survey = Survey { collector: collector.into(), site: site.into() };
        assert!(self.survey.set(survey).is_ok(), "a shop has one collector");
    }
}

/// Serves a file. The query may be `tag=WORDS`, further attributes of the survey's tag.
async fn page(State(survey): State<Arc<OnceLock<Survey>>>, address: Uri) -> Response {
    let survey = survey.get().expect("the shop was linked before anyone came");
    let name = match address.path().trim_start_matches('/') {
        "" => "index.html",
        name => name,
    };
    if let Some(page) = pages::read(name, address.query(), survey).await {
        return page;
    }
    if let Some(file) = packages::read(name, survey).await {
        return file;
    }
    // What a bundler made of docs/frameworks.md, where the collector is the one that the page names.
    let path = match (name.strip_prefix("bundled/"), env::var_os("SONDEO_BUNDLED")) {
        (Some(name), Some(bundled)) => Path::new(&bundled).join(name),
        _ => folder().join(name),
    };
    let Ok(file) = tokio::fs::read_to_string(path).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let words = address.query().and_then(|query| query.strip_prefix("tag=")).unwrap_or_default();
    let file = file.replace("data-site=", &format!("{words} data-site="));
    let file = file.replace("{{collector}}", &survey.collector).replace("{{site}}", &survey.site);
    let file = file.replace("https://feedback.example.com", &survey.collector);
    ([(header::CONTENT_TYPE, kind)], file).into_response()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/shop")
}
