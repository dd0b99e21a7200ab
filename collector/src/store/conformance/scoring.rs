//! Scoring: sums of tallies and counts of rows say what counting one response after another says.

use std::collections::BTreeMap;

use rand::prelude::{IndexedRandom, RngExt, SeedableRng, StdRng};
use shared::{
    scale::Scale,
    survey::Slug,
    tally::Tally,
    wire::prompts::{Device, Outcome},
};

use super::{DAY, Ledger, NOON, On, holding::held, on_every_engine, prompt, slug, submission};
use crate::{
    calendar::Day,
    store::{
        StoreError,
        query::Dimension,
        scoring::{Among, Counted, Scan, Sums, TooLarge},
    },
    submission::Submission,
    token::IssuedPrompt,
};

on_every_engine! {
    sums_of_tallies_are_those_of_the_responses,
    rows_are_counted_as_the_tallies_count_them,
    what_would_be_too_much_is_refused,
}

const DAYS: i32 = 20;

/// Answers of three surveys over some days; some are held back, some are counted as `other`.
fn answers() -> Vec<Submission> {
    let mut rng = StdRng::seed_from_u64(6);
    let mut answers: Vec<Submission> = (0..300_u16).map(|at| answer(&mut rng, at)).collect();
    answers.sort_by_key(|answer| answer.prompt.id);
    answers
}

fn answer(rng: &mut StdRng, at: u16) -> Submission {
    let issued_at = NOON - 43_200 + rng.random_range(0..i64::from(DAYS) * 86_400);
    let [high, low] = at.to_be_bytes();
    let random = [high, low, 0, 0, 0, 0, 0, 0, 0, 0];
    let plans = ["free", "pro", "Größe \"S\"", "other"];
    let attributes = rng.random_ratio(2, 3).then(|| (slug("plan"), (*plans.choose(rng).unwrap()).to_owned()));
    let id = uuid::Builder::from_unix_timestamp_millis(issued_at.unsigned_abs() * 1000, &random).into_uuid();
    let asked = IssuedPrompt {
        id,
        issued_at,
        survey: slug(["order", "web", "chat"].choose(rng).unwrap()),
        touchpoint: slug(["order_completed", "account_viewed"].choose(rng).unwrap()),
        stage: [None, Some("use"), Some("support")].choose(rng).unwrap().map(slug),
        locale: (*["en", "es", "pt-BR"].choose(rng).unwrap()).to_owned(),
        device: *[None, Some(Device::Phone), Some(Device::Desktop)].choose(rng).unwrap(),
        attributes: attributes.into_iter().collect(),
        ..prompt(0)
    };
    let (outcome, is_rated) = *[
        (Outcome::Shown, false),
        (Outcome::Dismissed, false),
        (Outcome::OptedOut, false),
        (Outcome::OptedOut, true),
        (Outcome::Completed, true),
        (Outcome::Rated, true),
    ]
    .choose(rng)
    .unwrap();
    let rating = is_rated.then(|| rng.random_range(1..=5));
    let told = submission(&asked, u32::from(outcome != Outcome::Shown), outcome, rating);
    let as_other =
        if rng.random_ratio(1, 6) { vec!["touchpoint".to_owned(), "attribute:plan".to_owned()] } else { vec![] };
    let told = Submission { as_other, ..told };
    if rng.random_ratio(1, 8) { held(told) } else { told }
}

async fn filled(on: On, answers: &[Submission]) -> Ledger {
    let mut ledger = Ledger::with_shop(on).await;
    for batch in answers.chunks(37) {
        ledger.apply_all(batch).unwrap();
    }
    let elsewhere = |told: &Submission| Submission {
        prompt: IssuedPrompt { site: slug("other"), ..told.prompt.clone() },
        ..told.clone()
    };
    ledger.apply_all(&answers.iter().take(20).map(elsewhere).collect::<Vec<_>>()).unwrap();
    ledger.is_right().await;
    ledger
}

/// The value of a dimension that an answer is counted under.
fn value(told: &Submission, dimension: &Dimension) -> Option<String> {
    let prompt = &told.prompt;
    let value = match dimension {
        Dimension::Whole => Some(String::new()),
        Dimension::Touchpoint => Some(prompt.touchpoint.to_string()),
        Dimension::Stage => prompt.stage.as_ref().map(Slug::to_string),
        Dimension::Locale => Some(prompt.locale.clone()),
        Dimension::Device => prompt.device.map(|device| device.name().to_owned()),
        Dimension::Attribute(name) => prompt.attributes.get(name).cloned(),
    };
    let is_other = told.as_other.iter().any(|name| *name == dimension.name());
    value.map(|value| if is_other { "other".to_owned() } else { value })
}

fn dimensions() -> Vec<Dimension> {
    let attribute = Dimension::Attribute(slug("plan"));
    vec![Dimension::Touchpoint, Dimension::Stage, Dimension::Locale, Dimension::Device, attribute]
}

/// Spans of unequal length that begin and end within the days that have answers.
fn cuts() -> Vec<Day> {
    [1, 2, 9, 10, 18].map(|days| DAY.plus(days)).to_vec()
}

fn span(day: Day) -> Option<usize> {
    cuts().windows(2).position(|span| (span[0]..span[1]).contains(&day))
}

type Cells = BTreeMap<(usize, Vec<Option<String>>), Tally>;

/// Counts answers of two of the surveys one after another.
fn counted(answers: &[Submission], filters: &[(Dimension, String)], by: &[Dimension]) -> (Cells, u64) {
    let (mut cells, mut held) = (Cells::new(), 0);
    for told in answers.iter().filter(|told| told.prompt.survey.as_str() != "chat") {
        let fits = filters.iter().all(|(dimension, wanted)| value(told, dimension).as_ref() == Some(wanted));
        let Some(span) = span(told.day).filter(|_| fits) else { continue };
        if told.is_held() {
            held += 1;
            continue;
        }
        let cell = cells.entry((span, by.iter().map(|dimension| value(told, dimension)).collect())).or_default();
        *cell = cell.merge(Tally::of(told.report.standing()));
    }
    (cells, held)
}

async fn sums_of_tallies_are_those_of_the_responses(on: On) {
    let answers = answers();
    let ledger = filled(on, &answers).await;
    let (whole, _) = counted(&answers, &[], &[]);
    for dimension in std::iter::once(Dimension::Whole).chain(dimensions()) {
        for (value, with_whole) in [(None, false), (None, true), (Some("other".to_owned()), false)] {
            let query = Sums {
                site: slug("shop"),
                surveys: vec![slug("order"), slug("web")],
                scale: Scale::Csat5,
                dimension: dimension.clone(),
                value: value.clone(),
                with_whole,
                cuts: cuts(),
                most: 100,
            };
            let is_whole = dimension == Dimension::Whole;
            let mut want = Cells::new();
            let filters: Vec<_> = value.into_iter().map(|value| (dimension.clone(), value)).collect();
            for ((span, values), tally) in counted(&answers, &filters, std::slice::from_ref(&dimension)).0 {
                if is_whole || values[0].is_some() {
                    want.insert((span, if is_whole { vec![None] } else { values }), tally);
                }
            }
            if with_whole {
                want.extend(whole.iter().map(|((span, _), tally)| ((*span, vec![None]), *tally)));
            }
            let sums = ledger.store.sums(query.clone()).await.unwrap();
            assert_eq!(sums.len(), want.len(), "{query:?}");
            let got: Cells = sums.into_iter().map(|sum| ((sum.span, vec![sum.value]), sum.tally)).collect();
            assert_eq!(got, want, "{query:?}");
        }
    }
}

type Filters = Vec<(Dimension, String)>;

fn scan(filters: Filters, by: Vec<Dimension>, among: Among) -> Scan {
    let surveys = vec![slug("order"), slug("web")];
    Scan { site: slug("shop"), surveys, scale: Scale::Csat5, cuts: cuts(), filters, by, among, most: 100 }
}

fn all_ids() -> Among {
    Among::Ids(uuid::Uuid::nil(), uuid::Uuid::max())
}

async fn rows_are_counted_as_the_tallies_count_them(on: On) {
    let answers = answers();
    let ledger = filled(on, &answers).await;
    let mut questions: Vec<(Filters, Vec<Dimension>)> = vec![(vec![], vec![])];
    for (one, other) in dimensions().iter().zip(dimensions().iter().cycle().skip(1)) {
        questions.push((vec![], vec![one.clone()]));
        questions.push((vec![], vec![one.clone(), other.clone()]));
        for filter in ["other", "pro", "use", "phone", "en", "account_viewed"] {
            questions.push((vec![(one.clone(), filter.to_owned())], vec![other.clone()]));
            questions.push((vec![(one.clone(), filter.to_owned()), (other.clone(), "en".to_owned())], vec![]));
        }
    }
    for (filters, by) in questions {
        let (cells, held) = counted(&answers, &filters, &by);
        let got = ledger.store.scan(scan(filters.clone(), by.clone(), all_ids())).await.unwrap();
        let told = got.cells.len();
        let got_cells: Cells = got.cells.into_iter().map(|cell| ((cell.span, cell.values), cell.tally)).collect();
        assert_eq!((told, &got_cells, got.held), (cells.len(), &cells, held), "{filters:?} by {by:?}");
        let held_alone = ledger.store.scan(scan(filters, by, Among::Held)).await.unwrap();
        assert_eq!(held_alone, Counted { cells: Vec::new(), held });
    }
    // By their ids alone: half of all.
    let (first, rest) = answers.split_at(150);
    for (half, ids) in [
        (first, Among::Ids(uuid::Uuid::nil(), rest[0].prompt.id)),
        (rest, Among::Ids(rest[0].prompt.id, uuid::Uuid::max())),
    ] {
        let (cells, held) = counted(half, &[], &[]);
        let got = ledger.store.scan(scan(vec![], vec![], ids)).await.unwrap();
        assert_eq!((got.cells.len(), got.held), (cells.len(), held));
    }
}

async fn what_would_be_too_much_is_refused(on: On) {
    let answers = answers();
    let ledger = filled(on, &answers).await;
    let by = vec![Dimension::Locale, Dimension::Device];
    let cells = counted(&answers, &[], &by).0.len();
    for (most, fits) in [(cells, true), (cells - 1, false)] {
        let got = ledger.store.scan(Scan { most, ..scan(vec![], by.clone(), all_ids()) }).await;
        assert!(
            if fits { got.is_ok() } else { matches!(got, Err(StoreError::TooLarge(TooLarge::Groups(_)))) },
            "{most}"
        );
    }
    let sums = |most| Sums {
        site: slug("shop"),
        surveys: vec![slug("order"), slug("web")],
        scale: Scale::Csat5,
        dimension: Dimension::Locale,
        value: None,
        with_whole: true,
        cuts: cuts(),
        most,
    };
    // Three languages in four spans.
    assert!(ledger.store.sums(sums(12)).await.is_ok());
    let refused = ledger.store.sums(sums(7)).await;
    assert!(matches!(refused, Err(StoreError::TooLarge(TooLarge::Groups(7)))), "{refused:?}");
}
