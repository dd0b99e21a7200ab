//! One match maps errors to statuses.

use crate::house::{self, File};
use crate::tokens::{Kind, Part, begins, tokens};

const RULE: &str = "Only the match in collector/src/http/error.rs turns an error into a status, so that one page \
shows every refusal. Return an error of your layer and give it an arm there.";

/// The one place.
const HOME: &str = "collector/src/http/error.rs";
/// Statuses that are no refusals.
const NO_REFUSALS: [&str; 9] = [
    "OK",
    "CREATED",
    "ACCEPTED",
    "NO_CONTENT",
    "NOT_MODIFIED",
    "FOUND",
    "SEE_OTHER",
    "TEMPORARY_REDIRECT",
    "PERMANENT_REDIRECT",
];

fn broken(files: &[File]) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && file.is_below(&["collector/src/"]) && file.path != HOME) {
        let tokens = tokens(file, Part::Product);
        for (at, token) in tokens.iter().enumerate() {
            if !begins(&tokens[at..], &["StatusCode", "::"]) {
                continue;
            }
            let Some(Kind::Ident(name)) = tokens.get(at + 3).map(|next| &next.kind) else { continue };
            if !NO_REFUSALS.contains(&name.as_str()) && (name == "from_u16" || *name == name.to_uppercase()) {
                broken.push(format!("{}:{}: StatusCode::{name}", file.path, token.line));
            }
        }
    }
    broken
}

#[test]
fn one_match_maps_errors_to_statuses() {
    house::holds(RULE, &broken(&house::files()));
}

#[test]
fn a_refusal_elsewhere_is_found() {
    let source = "fn f() -> StatusCode { StatusCode::OK; StatusCode::NOT_FOUND }\n\
                  #[cfg(test)] mod tests { fn t() { StatusCode::GONE; } }";
    assert_eq!(
        broken(&[File::new("collector/src/http/scores.rs", source), File::new(HOME, source)]),
        ["collector/src/http/scores.rs:1: StatusCode::NOT_FOUND"]
    );
}
