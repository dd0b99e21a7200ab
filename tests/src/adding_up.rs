//! Adding up: of every survey and every way to group, the groups are the total, and the total a recount of the rows.

use std::collections::BTreeMap;

use jiff::ToSpan;
use serde_json::{Value, json};

use crate::client::{Owner, send};
use crate::stored::counts::Counts;

/// What is asked of every survey, beside its attributes: from tallies, and from the rows.
const GROUPINGS: [&str; 12] = [
    "",
    "day",
    "week",
    "month",
    "touchpoint",
    "stage",
    "locale",
    "device",
    "week,touchpoint",
    "device,month",
    "touchpoint,locale",
    "stage,device",
];

/// Asks a collector about everything that is counted, and fails where something does not add up. `key` has a key of
/// each site.
///
/// # Panics
/// If something does not, or is refused.
pub async fn check(collector: &str, counted: &BTreeMap<(String, String), Counts>, key: impl Fn(&str) -> String) {
    for ((site, survey), counts) in counted {
        let Some((first, last)) = counts.days else { continue };
        let owner = Owner::new(collector, &key(site));
        let range = format!("from={}&to={}", date(first), date(last + 1));
        let attributes = counts.attributes.iter().map(|name| format!("attribute:{name}"));
        let groupings = GROUPINGS.into_iter().map(str::to_owned).chain(attributes.clone());
        for grouping in groupings.chain(attributes.map(|name| format!("{name},touchpoint"))) {
            let grouped = if grouping.is_empty() { String::new() } else { format!("&group_by={grouping}") };
            let query = format!("survey={survey}&{range}{grouped}");
            let answer = send(owner.get(&query)).await;
            assert_eq!(answer.status, 200, "{site}: {query}: {}", answer.body);
            adds_up(&answer.body, counts, !grouping.is_empty(), &format!("{site}: {query}"));
        }
    }
}

fn adds_up(scores: &Value, counts: &Counts, is_grouped: bool, what: &str) {
    let total = &scores["total"];
    let answered: u64 = counts.ratings.iter().sum();
    for (name, want) in [
        ("response_count", answered),
        ("shown_count", counts.shown),
        ("dismissed_count", counts.dismissed),
        ("ignored_count", counts.shown - answered - counts.dismissed),
        ("quarantined_count", counts.held),
    ] {
        assert_eq!(total[name], json!(want), "{name} of {what}: {scores}");
    }
    let distribution = numbers(&total["distribution"]);
    let first = usize::from(distribution.len() < counts.ratings.len());
    assert_eq!(distribution, counts.ratings[first..first + distribution.len()], "{what}: {scores}");
    let groups = scores["groups"].as_array().expect("groups are a list");
    assert_eq!(groups.is_empty(), !is_grouped, "{what}: {scores}");
    if !is_grouped {
        return;
    }
    for name in ["response_count", "shown_count", "dismissed_count", "ignored_count"] {
        let sum: u64 = groups.iter().filter_map(|group| group[name].as_u64()).sum();
        assert_eq!(json!(sum), total[name], "{name} of {what}: {scores}");
    }
    let mut sum = vec![0; distribution.len()];
    for group in groups {
        sum.iter_mut().zip(numbers(&group["distribution"])).for_each(|(sum, more)| *sum += more);
    }
    assert_eq!(sum, distribution, "{what}: {scores}");
}

fn numbers(list: &Value) -> Vec<u64> {
    list.as_array().expect("a distribution is a list").iter().filter_map(Value::as_u64).collect()
}

/// Writes a day, counted from 1970-01-01, as the wire does.
fn date(day: i32) -> String {
    (jiff::civil::date(1970, 1, 1) + day.days()).to_string()
}
