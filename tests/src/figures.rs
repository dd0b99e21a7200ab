//! What a test found, in one line of JSON that begins like a report's: `cargo xtask soak` puts both in its table.
#![allow(clippy::print_stdout, reason = "that is what it is for")]

use serde_json::{Value, json};

/// Says what a run came to.
///
/// # Panics
/// If `figures` is no object.
pub fn tell(run: &str, figures: &Value) {
    let mut line = json!({ "run": run });
    let told = line.as_object_mut().expect("it was made as one");
    told.extend(figures.as_object().expect("figures have names").clone());
    println!("{line}");
}
