//! Pages that others wrote, with the survey's tag put in: templates of npm, and pages in the style of CSS frameworks.

use std::env;
use std::path::Path;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use crate::shop::Survey;

/// What templates take from the network, and where npm put the same here.
const NEAR: [(&str, &str); 2] = [
    ("https://cdn.jsdelivr.net/npm/bootstrap@5.2.3/", "/packages/bootstrap/"),
    ("https://use.fontawesome.com/releases/v6.3.0/", "/packages/@fortawesome/fontawesome-free/"),
];
/// What else they take: fonts and pictures, which are left where they are.
const FAR: [&str; 2] = [r#"src="https://"#, r#"href="https://fonts."#];

/// The file of this name: `packages/PATH` is in a package of npm, `hosts/NAME` in tests/hosts.
pub(crate) async fn read(name: &str, survey: &Survey) -> Option<Response> {
    let path = match name.strip_prefix("packages/") {
        Some(path) => Path::new(&env::var_os("SONDEO_PACKAGES")?).join(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("hosts").join(name.strip_prefix("hosts/")?),
    };
    let file = tokio::fs::read(&path).await.ok()?;
    let kind = match path.extension().and_then(|extension| extension.to_str())? {
        "html" => return Some(([(CONTENT_TYPE, "text/html; charset=utf-8")], page(file, survey)).into_response()),
        "css" => "text/css",
        "js" => "text/javascript",
        "svg" => "image/svg+xml",
        "jpg" => "image/jpeg",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    };
    Some(([(CONTENT_TYPE, kind)], file).into_response())
}

/// The page with the survey's tag at the end of its head, asking nothing of the network.
fn page(file: Vec<u8>, survey: &Survey) -> String {
    let mut page = String::from_utf8(file).unwrap();
    for (far, near) in NEAR {
        page = page.replace(far, near);
    }
    for far in FAR {
        page = page.replace(far, &format!("data-{far}"));
    }
    let tag = format!(r#"<script async src="{}/sondeo.js" data-site="{}"></script>"#, survey.collector, survey.site);
    page.replacen("</head>", &format!("{tag}</head>"), 1)
}
