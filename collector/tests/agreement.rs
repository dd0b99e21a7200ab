//! Random histories in many zones, and an implementation in another language that finds the same scores in them.
//!
//! `cargo xtask test agreement` runs it, since it takes a Python with scipy. The collector's own code stores the
//! histories and answers the questions; agreement/reference.py answers them anew and compares.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "everything here is a test")]

#[path = "agreement/history.rs"]
mod history;

use std::{
    env,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use collector::{calendar::Day, scores::ScoresQuery, store::Store};
use jiff::SignedDuration;
use rand::prelude::{IndexedRandom, RngExt, SeedableRng, StdRng};
use serde_json::json;
use tokio::task::JoinSet;

use self::history::{History, moment};

const VALUES: [&str; 5] = ["touchpoint", "stage", "locale", "device", "attribute:plan"];
const TIMES: [&str; 3] = ["day", "week", "month"];
/// How many histories there are.
fn extent() -> usize {
    if env::var_os("SONDEO_SOAK").is_some() { 1_000 } else { 120 }
}

/// Every way to group, none among them.
fn groupings() -> Vec<String> {
    let singles = TIMES.iter().chain(&VALUES).map(ToString::to_string);
    let times =
        TIMES.iter().flat_map(|time| VALUES.map(|value| [format!("{time},{value}"), format!("{value},{time}")]));
    let pairs =
        VALUES.iter().enumerate().flat_map(|(at, one)| VALUES[..at].iter().map(move |other| format!("{one},{other}")));
    std::iter::once(String::new()).chain(singles).chain(times.flatten()).chain(pairs).collect()
}

/// A question about a history.
fn question(rng: &mut StdRng, history: &History, grouping: &str) -> String {
    let day = |rng: &mut StdRng| Day::of(moment(rng, &history.site, history.around, history.days), &history.site.zone);
    let (one, other) = (day(rng), day(rng));
    let (from, to) = (one.min(other), one.max(other).plus(1));
    let month = |day: Day| Day::from(day.date().first_of_month());
    let range = match rng.random_range(0..5) {
        0 => String::new(),
        1 => format!("&from={}&to={}", month(from), month(to.plus(31))),
        _ => format!("&from={from}&to={to}"),
    };
    let surveys = *["survey=first", "survey=first&survey=second", "survey=second&survey=first"].choose(rng).unwrap();
    let mut query = format!("{surveys}{range}");
    if !grouping.is_empty() {
        let grouping = if rng.random() { grouping.replace(',', "&group_by=") } else { grouping.to_owned() };
        query += &format!("&group_by={grouping}");
    }
    let filters = [
        "touchpoint=a",
        "touchpoint=other",
        "stage=use",
        "locale=pt-BR",
        "device=phone",
        "attribute:plan=pro",
        "attribute:plan=%22x%22%26%3D%2C",
    ];
    let mut named = Vec::new();
    for _ in 0..rng.random_range(0..4_usize).saturating_sub(1) {
        let filter = *filters.choose(rng).unwrap();
        let name = filter.split('=').next().unwrap();
        if !named.contains(&name) {
            named.push(name);
            query += &format!("&{filter}");
        }
    }
    let has_rest = !grouping.is_empty() && TIMES.iter().all(|time| !grouping.split(',').any(|name| name == *time));
    match rng.random_range(0..4) {
        0 => {}
        1 | 2 if has_rest && rng.random() => query += "&compare=rest",
        1 => {
            let (one, other) = (day(rng), day(rng));
            query += &format!("&compare={}..{}", one.min(other), one.max(other).plus(1));
        }
        _ => query += "&compare=previous",
    }
    query + ["", "", "&level=0.5", "&level=0.8", "&level=0.99", "&level=0.999"].choose(rng).unwrap()
}

#[tokio::test]
async fn an_implementation_of_its_own_finds_the_same_scores() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().into()).await.unwrap();
    let python = env::var_os("SONDEO_REFERENCE").expect("cargo xtask test agreement says where a Python with scipy is");
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/agreement/reference.py");
    // Zones by the tables of its own package, pinned, whatever the system has.
    let mut reference =
        Command::new(python).arg("-B").arg(program).env("PYTHONTZPATH", "").stdin(Stdio::piped()).spawn().unwrap();
    let mut input = reference.stdin.take().unwrap();
    let (mut rng, groupings) = (StdRng::seed_from_u64(41), groupings());
    for number in 0..extent() {
        let history = History::new(&store, &mut rng, number).await;
        let mut writing = JoinSet::new();
        for answer in history.answers.clone() {
            let store = store.clone();
            writing.spawn(async move { store.submit(answer).await.unwrap() });
        }
        writing.join_all().await;
        let now = history.around + SignedDuration::from_hours(24 * rng.random_range(-10..30));
        let mut questions = Vec::new();
        for at in 0..12 {
            let query = question(&mut rng, &history, &groupings[(number * 12 + at) % groupings.len()]);
            let parameters = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            let asked =
                ScoresQuery::new(parameters, &history.site, now).unwrap_or_else(|refused| panic!("{query}: {refused}"));
            let reply = asked.answer(&history.site, &store).await.unwrap();
            questions.push(json!({ "query": query, "reply": reply }));
        }
        writeln!(input, "{}", history.told(now, &questions)).unwrap();
    }
    drop(input);
    assert!(reference.wait().unwrap().success(), "the reference says otherwise: see above");
}
