//! Only collector/src/http knows axum, and every route is in /openapi.json.

use crate::house::{self, File};
use crate::tokens::{Kind, Part, tokens};

const RULE: &str = "Only collector/src/http knows axum: rules, store and command line work without HTTP. Move what \
speaks HTTP there and call the rest with types of its own.";

/// What is measured beside: a server that does nothing else.
const BARE: &str = "collector/benches/speed/bare.rs";

fn broken(files: &[File]) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && !file.is_below(&["collector/src/http/", BARE, "tests/"])) {
        // The module's own file may stand beside its folder.
        if file.path == "collector/src/http.rs" {
            continue;
        }
        let found = tokens(file, Part::Product).into_iter().find(|token| token.is("axum"));
        broken.extend(found.map(|token| format!("{}:{}", file.path, token.line)));
    }
    broken
}

const DESCRIBED: &str = "A route is registered by `.routes(routes!(handler))`, which puts it into /openapi.json; \
`.route(...)` would serve it unseen.";

/// What registers a route that the document does not learn of.
const UNSEEN: [&str; 3] = ["route", "route_service", "nest_service"];

/// Files that may once: the base path's own address, which is `/` below it, and the page of metrics.
const MAY: [&str; 2] = ["collector/src/http/mod.rs", "collector/src/http/metrics.rs"];

fn unseen(files: &[File]) -> Vec<String> {
    let mut unseen = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && file.is_below(&["collector/src/http/"])) {
        let tokens = tokens(file, Part::Product);
        let calls = tokens
            .windows(2)
            .filter(|pair| pair[0].kind == Kind::Sign('.') && UNSEEN.iter().any(|name| pair[1].is(name)));
        let spared = usize::from(MAY.contains(&file.path.as_str()));
        unseen.extend(calls.skip(spared).map(|pair| format!("{}:{}", file.path, pair[1].line)));
    }
    unseen
}

#[test]
fn every_route_is_described() {
    house::holds(DESCRIBED, &unseen(&house::files()));
}

#[test]
fn a_route_past_the_document_is_found() {
    let files = [
        File::new("collector/src/http/mod.rs", "fn f() { a.route(b).routes(c)\n.route(d) }"),
        File::new("collector/src/http/tag.rs", "fn f() { a.route_service(b) }"),
    ];
    assert_eq!(unseen(&files), ["collector/src/http/mod.rs:2", "collector/src/http/tag.rs:1"]);
}

#[test]
fn only_http_knows_axum() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn axum_elsewhere_is_found() {
    let files = [
        File::new("collector/src/store/batch.rs", "\nuse axum::Json;"),
        File::new("collector/src/http/scores.rs", "use axum::Json;"),
        File::new("shared/src/wire.rs", "//! axum is not known here."),
    ];
    assert_eq!(broken(&files), ["collector/src/store/batch.rs:2"]);
}
