//! Mixing: customers report, some in a burst, and owners remove and release, in any order and batches.

use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use super::{
    Ledger, NOON, On,
    holding::{held, release},
    removing::{known, of, story},
    slug,
};
use crate::{
    store::{
        batch::{Applied::Stale, Batch},
        quarantine::{Release, Selection},
        removal::{Removal, Target},
    },
    submission::Submission,
    token::IssuedPrompt,
};

/// What happens to a small store, in any order: customers report, owners remove and release.
#[derive(Clone, Debug)]
enum Event {
    Report(Box<Submission>),
    Removal(Removal),
    Release(Release),
}

/// Three customers, each with four prompts an hour apart.
fn customers_prompt(place: i64) -> IssuedPrompt {
    let issued_at = NOON + place * 3_600;
    let id = Uuid::from_u128((u128::try_from(issued_at).unwrap() * 1000) << 80);
    IssuedPrompt { id, issued_at, ..known(0, &format!("r-{}", place % 3)) }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let place = || 0..12_i64;
    let report = (place(), 0..5_usize, prop::bool::weighted(0.3)).prop_map(|(place, rev, is_burst)| {
        let told = story(&customers_prompt(place))[rev].clone();
        Event::Report(Box::new(if is_burst { held(told) } else { told }))
    });
    let selection = || {
        place().prop_map(|place| match place {
            0..4 => Selection::default(),
            _ => Selection { id: Some(customers_prompt(place).id), ..Selection::default() },
        })
    };
    let release = selection().prop_map(|selection| Event::Release(release(selection)));
    let target = prop_oneof![
        2 => place().prop_map(|place| Target::Response(customers_prompt(place).id)),
        1 => selection().prop_map(Target::Quarantined),
        1 => (0..3).prop_map(|customer| of(&format!("r-{customer}"))),
        1 => (place(), 1..4_u32).prop_map(|(place, limit)| Target::Expired { before: NOON + place * 3_600, limit }),
    ];
    let removal = (target, place())
        .prop_map(|(target, hour)| Event::Removal(Removal { site: slug("shop"), target, at: NOON + hour * 3_600 + 1 }));
    vec(prop_oneof![8 => report, 2 => removal, 1 => release], 1..60)
}

async fn check(on: On, events: Vec<Event>, size: usize) {
    let mut ledger = Ledger::new(on).await;
    let mut removed = Vec::new();
    for events in events.chunks(size) {
        let mut batch = Batch::default();
        for event in events {
            match event.clone() {
                Event::Report(report) => batch.reports.push(*report),
                Event::Removal(removal) => batch.removals.push(removal),
                Event::Release(release) => batch.releases.push(release),
            }
        }
        let outcomes = ledger.apply_batch(&batch).unwrap();
        for (told, applied) in batch.reports.iter().zip(outcomes.reports) {
            assert!(
                applied == Stale || !removed.contains(&told.prompt.id),
                "{} came back: {applied:?}",
                told.prompt.id
            );
        }
        for (removal, outcome) in batch.removals.iter().zip(outcomes.removals) {
            if let Target::Response(id) | Target::Quarantined(Selection { id: Some(id), .. }) = removal.target
                && outcome.responses > 0
            {
                removed.push(id);
            }
            if let Target::Respondent(respondent) = &removal.target {
                let theirs =
                    (0..12).map(customers_prompt).filter(|prompt| prompt.respondent.as_ref() == Some(respondent));
                removed.extend(theirs.filter(|prompt| prompt.issued_at <= removal.at).map(|prompt| prompt.id));
            }
        }
    }
    for id in removed {
        assert_eq!(ledger.rows(&format!("responses where id = {}", ledger.home.id(id))).await, 0, "{id}");
    }
    ledger.is_right().await;
    let counted = ledger.rows("responses where quarantined_at is null").await;
    assert_eq!(ledger.whole("order").await.shown, u64::try_from(counted).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn tallies_equal_a_recount_and_what_was_removed_stays_away_on_sqlite(events in events(), size in 1..6_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(On::Sqlite, events, size));
    }
}

proptest! {
    // A case has some dozens of transactions and makes all tables first.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn tallies_equal_a_recount_and_what_was_removed_stays_away_on_postgres(events in events(), size in 1..6_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(On::Postgres, events, size));
    }
}
