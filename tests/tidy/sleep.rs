//! No test sleeps.

use crate::house::{self, File};
use crate::tokens::{Part, tokens};

const RULE: &str = "No test sleeps: a sleep is too short on a busy machine and too long on any other. Hand in a \
clock and move it, or wait for what you mean: a line of output, an answer, an element.";

const NAMES: [&str; 4] = ["sleep", "sleep_until", "sleep_ms", "park_timeout"];

fn broken(files: &[File]) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let calls = tokens(file, Part::Tests).into_iter().filter(|token| NAMES.iter().any(|name| token.is(name)));
        // This rule's own module is called so.
        let calls = calls.filter(|_| file.path != "tests/tidy/main.rs");
        broken.extend(calls.map(|token| format!("{}:{}", file.path, token.line)));
    }
    broken
}

#[test]
fn no_test_sleeps() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn a_sleep_is_found_in_tests_only() {
    let product = "fn backoff() { sleep(1) }\n#[cfg(test)]\nmod tests { fn t() { std::thread::sleep(D); } }";
    let files =
        [File::new("collector/src/a.rs", product), File::new("tests/browser/a.rs", "fn f() { sleep(D) } // sleep")];
    assert_eq!(broken(&files), ["collector/src/a.rs:3", "tests/browser/a.rs:1"]);
}
