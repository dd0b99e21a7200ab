//! What a test found, in one line of JSON that begins like a report's: `cargo xtask soak` puts both in its table.

use serde_json::{Value, json};

/// Says what a run came to: `figures` is an object.
pub(crate) fn tell(run: &str, figures: &Value) {
    let mut line = json!({ "run": run });
    let told = line.as_object_mut().unwrap();
    told.extend(figures.as_object().unwrap().clone());
    println!("{line}");
}
