//! Pages that were not written for the survey: the files in tests/browser/pages.
//!
//! A file says `{{tag}}` where the site's owner puts the loader with an interaction that is called as the page
//! is, `{{loader}}` where without one, and `{{collector}}` for its origin. Lines `<!-- Name: value -->` at its top are headers and not part of the page. With `?bare` the
//! loader is left out: what such a page has more is what we brought.

use std::path::Path;

use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::shop::Survey;

/// The page of this name, if there is one.
pub(crate) async fn read(name: &str, query: Option<&str>, survey: &Survey) -> Option<Response> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/pages");
    let file = tokio::fs::read_to_string(folder.join(name)).await.ok()?;
    let (stem, kind) = name.split_once('.')?;
    // Valid in XML too.
    let tag = |more: &str| match query {
        Some("bare") => String::new(),
        _ => format!(
            r#"<script async="" src="{}/sondeo.js" data-site="{}"{more}></script>"#,
            survey.collector, survey.site
        ),
    };
    let fill = |text: &str| {
        text.replace("{{tag}}", &tag(&format!(r#" data-interaction="{stem}""#)))
            .replace("{{loader}}", &tag(""))
            .replace("{{collector}}", &survey.collector)
    };
    let mut headers = Vec::new();
    let mut rest = file.as_str();
    while let Some((line, behind)) = rest.split_once('\n') {
        let said = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"));
        let Some((name, value)) = said.and_then(|said| said.split_once(": ")) else { break };
        headers.push((HeaderName::try_from(name).unwrap(), fill(value)));
        rest = behind;
    }
    let kind = if kind == "xhtml" { "application/xhtml+xml" } else { "text/html; charset=utf-8" };
    let mut page = ([(CONTENT_TYPE, kind)], fill(rest)).into_response();
    for (name, value) in headers {
        page.headers_mut().append(name, value.parse().unwrap());
    }
    Some(page)
}
