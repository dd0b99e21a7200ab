//! What a question may say, and the numbers of its answer.

use serde_json::{Value, json};
use shared::problem::ProblemCode;

use super::*;
use crate::survey_file::SurveyFile;

const SURVEYS: &str = "
    [[survey]]
    slug = 'order'
    metric = 'csat'
    touchpoints = ['order_completed']
    stage = 'purchase'
    [[survey]]
    slug = 'relation'
    metric = 'nps'
    touchpoints = ['order_completed']
    [survey.ask]
    sample = 0.5
    cooldown_days = 0";

fn site() -> Site {
    let surveys = SurveyFile::parse(SURVEYS).unwrap().surveys().to_vec();
    Site { versions: vec![3; surveys.len()], ..Site::of(surveys) }
}

/// Parameters of `name=value`s.
fn parameters(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').map(|part| part.split_once('=').unwrap());
    parts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn explain(query: &str, site: &Site) -> Value {
    json!(Explaining::new(parameters(query), site).unwrap().answer(site))
}

#[test]
fn every_gate_is_told_with_its_numbers() {
    let query = "touchpoint=order_completed&bucket=7&stage=use&history=order:dismissed:86400&history=relation:rated:5";
    let told = explain(query, &site());
    assert_eq!((&told["survey"], &told["reason"]), (&Value::Null, &json!("stage")));
    let [order, relation] = [&told["surveys"][0], &told["surveys"][1]];
    assert_eq!((&order["survey"], &order["version"], &order["eligible"]), (&json!("order"), &json!(3), &json!(false)));
    let place = policy::Bucket::new(7).unwrap().place_in(&"relation".parse().unwrap());
    let day_s = 86_400;
    for (row, at, want) in [
        (order, 0, json!({ "gate": "no_survey", "open": true, "live": true, "of_touchpoint": true })),
        (order, 1, json!({ "gate": "stage", "open": false, "survey_stage": "purchase", "interaction_stage": "use" })),
        (order, 2, json!({ "gate": "opted_out", "open": true })),
        (
            order,
            3,
            json!({ "gate": "storage_blocked", "open": true, "remembers": true, "signed": false, "ask_without_storage": false }),
        ),
        (relation, 4, json!({ "gate": "sampled_out", "open": place < 50, "sample": 0.5, "place": place })),
        (order, 5, json!({ "gate": "cooldown", "open": false, "age_s": 5, "rest_s": 30 * day_s })),
        (relation, 6, json!({ "gate": "answered_recently", "open": false, "age_s": 5, "rest_s": 90 * day_s })),
        (order, 7, json!({ "gate": "dismissed_recently", "open": false, "age_s": day_s, "rest_s": 30 * day_s })),
        (order, 8, json!({ "gate": "already_rated", "open": true, "rated": false })),
    ] {
        assert_eq!(row["gates"][at], want);
    }
    assert_eq!(order["gates"].as_array().unwrap().len(), 9);
}

#[test]
fn one_survey_is_told_alone_and_the_verdict_is_that_of_all() {
    let told = explain("touchpoint=order_completed&survey=relation&signed=true", &site());
    assert_eq!((&told["survey"], told["surveys"].as_array().unwrap().len()), (&json!("order"), 1));
    let elsewhere = Explaining::new(parameters("touchpoint=order_completed&survey=nps"), &site()).unwrap();
    assert_eq!(elsewhere.answer(&site()), None);
}

#[test]
fn a_site_that_is_paused_or_wants_signatures_says_so() {
    let paused = Site { is_paused: true, ..site() };
    let signed = Site { interactions: Interactions::Signed, ..site() };
    for (site, query, reason) in [
        (&paused, "touchpoint=order_completed&signed=true", json!("survey_closed")),
        (&signed, "touchpoint=order_completed", json!("token_invalid")),
        (&signed, "touchpoint=order_completed&respondent=r-7", Value::Null),
        (&signed, "touchpoint=order_completed&respondent=r-7&gpc=true", json!("token_invalid")),
    ] {
        assert_eq!(explain(query, site)["reason"], reason, "{query}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_by_its_parameter() {
    use ProblemCode::{FieldInvalid, FieldMissing, FieldUnknown};
    let long = format!("touchpoint=a&interaction_id={}", "x".repeat(129));
    let many = format!("touchpoint=a{}", "&history=order:shown:1".repeat(21));
    for (query, pointer, code) in [
        ("stage=use", "?touchpoint", FieldMissing),
        ("touchpoint=A b", "?touchpoint", FieldInvalid),
        ("touchpoint=a&and=1", "?", FieldUnknown),
        ("touchpoint=a&touchpoint=a", "?touchpoint", FieldInvalid),
        ("touchpoint=a&survey=A b", "?survey", FieldInvalid),
        ("touchpoint=a&stage=", "?stage", FieldInvalid),
        ("touchpoint=a&bucket=100", "?bucket", FieldInvalid),
        ("touchpoint=a&bucket=+7", "?bucket", FieldInvalid),
        ("touchpoint=a&bucket=-1", "?bucket", FieldInvalid),
        ("touchpoint=a&gpc=1", "?gpc", FieldInvalid),
        ("touchpoint=a&signed=yes", "?signed", FieldInvalid),
        ("touchpoint=a&storage=none", "?storage", FieldInvalid),
        ("touchpoint=a&storage=blocked&history=order:shown:1", "?history", FieldInvalid),
        ("touchpoint=a&history=order:shown", "?history", FieldInvalid),
        ("touchpoint=a&history=order:shown:1:2", "?history", FieldInvalid),
        ("touchpoint=a&history=order:seen:1", "?history", FieldInvalid),
        ("touchpoint=a&history=order:shown:+1", "?history", FieldInvalid),
        ("touchpoint=a&history=A b:shown:1", "?history", FieldInvalid),
        ("touchpoint=a&respondent=", "?respondent", FieldInvalid),
        (&long, "?interaction_id", FieldInvalid),
        (&many, "?history", FieldInvalid),
    ] {
        let refused = Explaining::new(parameters(query), &site()).unwrap_err();
        assert_eq!((refused.pointer.as_str(), refused.code), (pointer, code), "{query}");
    }
}
