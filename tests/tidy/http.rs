//! Only collector/src/http knows axum.

use crate::house::{self, File};
use crate::tokens::{Part, tokens};

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
