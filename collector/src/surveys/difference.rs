//! What two definitions say differently, as JSON pointers (RFC 6901).

use serde_json::{Map, Value};

/// Lists pointers to what `is` says differently than `was`, the deepest that there are. Lists are compared whole.
pub(super) fn between(was: &Value, is: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(String::new(), was, is, &mut found);
    found
}

fn compare(at: String, was: &Value, is: &Value, found: &mut Vec<String>) {
    let empty = Map::new();
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => compare_fields(&at, was, is, found),
        // What is said for the first time, or no longer, is told field by field too.
        (Value::Null, Value::Object(is)) if !is.is_empty() => compare_fields(&at, &empty, is, found),
        (Value::Object(was), Value::Null) if !was.is_empty() => compare_fields(&at, was, &empty, found),
        _ if was != is => found.push(at),
        _ => {}
    }
}

fn compare_fields(at: &str, was: &Map<String, Value>, is: &Map<String, Value>, found: &mut Vec<String>) {
    let names: std::collections::BTreeSet<_> = was.keys().chain(is.keys()).collect();
    for name in names {
        let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        compare(at, was.get(name).unwrap_or(&Value::Null), is.get(name).unwrap_or(&Value::Null), found);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_pointed_at_as_deep_as_it_lies() {
        for (was, is, want) in [
            (json!({ "a": 1 }), json!({ "a": 1 }), vec![]),
            (json!({ "a": 1, "b": 2 }), json!({ "a": 2, "c": 3 }), vec!["/a", "/b", "/c"]),
            (json!({ "ask": { "sample": 1.0 } }), json!({ "ask": { "sample": 0.5 } }), vec!["/ask/sample"]),
            (json!({}), json!({ "texts": { "es": { "send": "Enviar" } } }), vec!["/texts/es/send"]),
            (json!({ "texts": { "es": { "send": "Enviar" } } }), json!({}), vec!["/texts/es/send"]),
            (json!({}), json!({ "texts": { "es": {} } }), vec!["/texts/es"]),
            (json!({ "touchpoints": ["a", "b"] }), json!({ "touchpoints": ["b", "a"] }), vec!["/touchpoints"]),
        ] {
            assert_eq!(between(&was, &is), want, "{was} to {is}");
        }
    }
}
