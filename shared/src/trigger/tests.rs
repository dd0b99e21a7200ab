//! What a trigger may say, at its boundaries.

use serde_json::{Value, json};

use super::*;

/// Reads a trigger of a survey that asks at `seen` (and at `bought`, where there are several).
fn read_one(trigger: &Value, touchpoints: &[&str]) -> Result<Trigger, Fault> {
    let touchpoints: Vec<Slug> = touchpoints.iter().map(|name| name.parse().unwrap()).collect();
    let definition = serde_json::from_value(trigger.clone()).unwrap();
    read(&[definition], &touchpoints).map(|mut triggers| triggers.remove(0))
}

#[test]
fn a_trigger_says_what_happens_where_and_what_it_stands_for() {
    for (given, told) in [
        (json!({ "after": "exit" }), json!({ "touchpoint": "seen", "path": "/*", "after": "exit" })),
        (
            json!({ "after": "delay", "delay_s": 0, "path": "/pricing*" }),
            json!({ "touchpoint": "seen", "path": "/pricing*", "after": "delay", "delay_s": 0 }),
        ),
        (
            json!({ "after": "scroll", "scroll_percent": 50, "touchpoint": "seen" }),
            json!({ "touchpoint": "seen", "path": "/*", "after": "scroll", "scroll_percent": 50 }),
        ),
        (
            json!({ "after": "click", "selector": ".buy", "path": "/" }),
            json!({ "touchpoint": "seen", "path": "/", "after": "click", "selector": ".buy" }),
        ),
    ] {
        assert_eq!(json!(read_one(&given, &["seen"]).unwrap()), told);
    }
}

#[test]
fn what_cannot_happen_is_refused_by_its_field() {
    let long = format!("/{}", "a".repeat(256));
    for (trigger, field) in [
        (json!({ "after": "delay" }), "after"),
        (json!({ "after": "scroll", "delay_s": 3 }), "delay_s"),
        (json!({ "after": "exit", "selector": "a" }), "selector"),
        (json!({ "after": "click", "selector": "a", "scroll_percent": 3 }), "scroll_percent"),
        (json!({ "after": "delay", "delay_s": 3601 }), "delay_s"),
        (json!({ "after": "scroll", "scroll_percent": 0 }), "scroll_percent"),
        (json!({ "after": "scroll", "scroll_percent": 101 }), "scroll_percent"),
        (json!({ "after": "click", "selector": " " }), "selector"),
        (json!({ "after": "click", "selector": "a\nb" }), "selector"),
        (json!({ "after": "click", "selector": "a".repeat(257) }), "selector"),
        (json!({ "after": "exit", "path": "pricing" }), "path"),
        (json!({ "after": "exit", "path": "*" }), "path"),
        (json!({ "after": "exit", "path": "" }), "path"),
        (json!({ "after": "exit", "path": "/a b" }), "path"),
        (json!({ "after": "exit", "path": "/a?b" }), "path"),
        (json!({ "after": "exit", "path": "/a#b" }), "path"),
        (json!({ "after": "exit", "path": "/é" }), "path"),
        (json!({ "after": "exit", "path": long }), "path"),
        (json!({ "after": "exit", "touchpoint": "sold" }), "touchpoint"),
    ] {
        let refused = read_one(&trigger, &["seen"]).unwrap_err();
        assert_eq!(refused.field, field, "{trigger}: {}", refused.detail);
    }
    for edge in [
        json!({ "after": "delay", "delay_s": 3600 }),
        json!({ "after": "scroll", "scroll_percent": 1 }),
        json!({ "after": "scroll", "scroll_percent": 100 }),
        json!({ "after": "click", "selector": "a".repeat(256) }),
        json!({ "after": "exit", "path": long[..256] }),
    ] {
        assert!(read_one(&edge, &["seen"]).is_ok(), "{edge}");
    }
}

#[test]
fn a_touchpoint_is_named_where_there_are_several() {
    let exit = json!({ "after": "exit" });
    assert_eq!(read_one(&exit, &["seen", "bought"]).unwrap_err().field, "trigger");
    let named = json!({ "after": "exit", "touchpoint": "bought" });
    assert_eq!(read_one(&named, &["seen", "bought"]).unwrap().touchpoint, "bought");
}

#[test]
fn a_survey_has_ten_at_most_and_they_have_no_other_fields() {
    let exit: TriggerDefinition = serde_json::from_value(json!({ "after": "exit" })).unwrap();
    let touchpoints = ["seen".parse().unwrap()];
    assert_eq!(read(&vec![exit.clone(); 10], &touchpoints).unwrap().len(), 10);
    assert_eq!(read(&vec![exit; 11], &touchpoints).unwrap_err().field, "trigger");
    for unknown in [json!({ "after": "exit", "delay": 3 }), json!({ "after": "hover" }), json!({})] {
        assert!(serde_json::from_value::<TriggerDefinition>(unknown.clone()).is_err(), "{unknown}");
    }
}
