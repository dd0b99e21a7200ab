//! Counting: whatever arrives, in whatever order and batches, the tallies equal a recount.

use std::collections::BTreeMap;

use proptest::{collection::vec, option, prelude::*, sample::select};
use shared::{
    survey::Slug,
    tally::Tally,
    wire::prompts::{Device, Outcome},
};

use super::{DAY, Ledger, On, prompt, slug, submission};
use crate::{calendar::Day, store::query::Dimension, submission::Submission, token::IssuedPrompt};

const SITES: [&str; 2] = ["shop", "other"];
const SURVEYS: [&str; 2] = ["order", "relation"];

/// A prompt, by what it will be counted by.
fn prompts() -> impl Strategy<Value = IssuedPrompt> {
    let place = (select(&SITES[..]), select(&SURVEYS[..]), 0..3_i64);
    let touchpoint = select(&["order_completed", "account_viewed"][..]);
    let stage = option::of(select(&["purchase", "use"][..]));
    let device = option::of(select(&[Device::Phone, Device::Desktop][..]));
    let plan = option::of(select(&["free", "pro"][..]));
    let seen = (touchpoint, stage, select(&["en", "es"][..]), device, plan);
    (place, seen).prop_map(|((site, survey, day), (touchpoint, stage, locale, device, plan))| IssuedPrompt {
        site: slug(site),
        survey: slug(survey),
        issued_at: super::NOON + day * 86_400,
        touchpoint: slug(touchpoint),
        stage: stage.map(slug),
        locale: locale.to_owned(),
        device,
        attributes: plan.map(|plan| (slug("plan"), plan.to_owned())).into_iter().collect(),
        ..prompt(0)
    })
}

/// What one customer did, as revisions 0, 1, ...: once rated, every later one has a rating.
fn stories() -> impl Strategy<Value = Vec<(Outcome, Option<i64>)>> {
    let refused = vec(select(&[Outcome::Dismissed, Outcome::OptedOut][..]), 0..3);
    let rated = vec((select(&[Outcome::Rated, Outcome::Completed, Outcome::OptedOut][..]), 1..=5_i64), 0..4);
    (refused, rated).prop_map(|(refused, rated)| {
        let refused = refused.into_iter().map(|outcome| (outcome, None));
        let rated = rated.into_iter().map(|(outcome, rating)| (outcome, Some(rating)));
        std::iter::once((Outcome::Shown, None)).chain(refused).chain(rated).collect()
    })
}

/// Reports about some prompts in the order of their arrival: some never arrive, some arrive twice.
fn arrivals() -> impl Strategy<Value = Vec<Submission>> {
    let customer = (prompts(), stories(), vec(0..3_usize, 8));
    let told = vec(customer, 1..12).prop_map(|customers| {
        let mut told = Vec::new();
        for (id, (prompt, story, times)) in (1..).zip(customers) {
            let prompt = IssuedPrompt { id: uuid::Uuid::from_u128(id), ..prompt };
            for ((rev, (outcome, rating)), times) in (0..).zip(story).zip(times) {
                told.extend(std::iter::repeat_n(submission(&prompt, rev, outcome, rating), times));
            }
        }
        told
    });
    told.prop_shuffle()
}

/// Counts the highest revision of each prompt, by day and value.
fn recount(
    arrived: &[Submission],
    value: impl Fn(&IssuedPrompt) -> Option<String>,
) -> BTreeMap<(Slug, Slug), BTreeMap<(Day, String), Tally>> {
    let mut kept: BTreeMap<uuid::Uuid, &Submission> = BTreeMap::new();
    for told in arrived {
        let highest = kept.entry(told.prompt.id).or_insert(told);
        if told.report.rev > highest.report.rev {
            *highest = told;
        }
    }
    let mut counted: BTreeMap<_, BTreeMap<_, Tally>> = BTreeMap::new();
    for told in kept.into_values() {
        let Some(value) = value(&told.prompt) else { continue };
        let survey = counted.entry((told.prompt.site.clone(), told.prompt.survey.clone())).or_default();
        let tally = survey.entry((told.day, value)).or_default();
        *tally = tally.merge(Tally::of(told.report.standing()));
    }
    counted
}

async fn check(on: On, arrived: &[Submission], batches: &[usize]) {
    let mut ledger = Ledger::new(on).await;
    let mut rest = arrived;
    for size in batches.iter().cycle() {
        let (batch, later) = rest.split_at((*size).min(rest.len()));
        ledger.apply_all(batch).unwrap();
        rest = later;
        if rest.is_empty() {
            break;
        }
    }
    ledger.is_right().await;

    type Value = fn(&IssuedPrompt) -> Option<String>;
    let dimensions: [(Dimension, Value); 6] = [
        (Dimension::Whole, |_| Some(String::new())),
        (Dimension::Touchpoint, |prompt| Some(prompt.touchpoint.to_string())),
        (Dimension::Stage, |prompt| prompt.stage.as_ref().map(Slug::to_string)),
        (Dimension::Locale, |prompt| Some(prompt.locale.clone())),
        (Dimension::Device, |prompt| prompt.device.map(|device| device.name().to_owned())),
        (Dimension::Attribute(slug("plan")), |prompt| prompt.attributes.get(&slug("plan")).cloned()),
    ];
    for (dimension, value) in dimensions {
        let expected = recount(arrived, value);
        for (site, survey) in SITES.iter().flat_map(|site| SURVEYS.map(|survey| (*site, survey))) {
            let got = ledger.tallies(site, survey, dimension.clone()).await;
            let expected = expected.get(&(slug(site), slug(survey))).cloned().unwrap_or_default();
            assert_eq!(got, expected, "{site} {survey} {dimension:?}");
            assert!(got.keys().all(|(day, _)| (DAY..DAY.plus(3)).contains(day)), "{got:?}");
            if matches!(dimension, Dimension::Touchpoint | Dimension::Locale) {
                let whole: Tally = ledger.tallies(site, survey, Dimension::Whole).await.into_values().sum();
                assert_eq!(got.into_values().sum::<Tally>(), whole, "{site} {survey} {dimension:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn tallies_equal_a_recount_on_sqlite(arrived in arrivals(), batches in vec(1..9_usize, 1..5)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(On::Sqlite, &arrived, &batches));
    }
}

proptest! {
    // A case has some dozens of transactions and makes all tables first.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn tallies_equal_a_recount_on_postgres(arrived in arrivals(), batches in vec(1..9_usize, 1..5)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(On::Postgres, &arrived, &batches));
    }
}
