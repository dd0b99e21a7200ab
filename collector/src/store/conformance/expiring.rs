//! Expiring: what is no longer kept goes, the oldest first, and stays away as long as a report of it may come.

use jiff::Timestamp;
use shared::wire::prompts::Outcome::{Dismissed, Rated};
use uuid::Uuid;

use super::{
    DAY, Ledger, NOON, On,
    holding::held,
    on_every_engine,
    removing::{gone, known},
    slug, submission,
};
use crate::{
    retention::{Retention, purge},
    store::{
        batch::Applied::Stale,
        quarantine::Selection,
        query::{Dimension, SiteChange},
        removal::{Removed, Target},
    },
    token::IssuedPrompt,
};

on_every_engine! {
    what_expired_goes_the_oldest_first_and_histories_stay,
    what_expired_stays_away_as_long_as_its_token_is_accepted,
    a_thousand_replays_of_what_was_removed_store_nothing,
    tombstones_that_end_are_forgotten_where_responses_are_kept_for_ever_too,
    where_one_site_fails_the_others_lose_what_expired_all_the_same,
}

/// As long as a token is accepted.
const MONTH: i64 = 31 * 86_400;

/// A prompt as it is issued on a day, with the id that it is given then.
fn issued(days: i64) -> IssuedPrompt {
    let issued_at = NOON + days * 86_400;
    let milliseconds = u64::try_from(issued_at).unwrap() * 1000 + 999;
    let id = uuid::Builder::from_unix_timestamp_millis(milliseconds, &[7; 10]).into_uuid();
    IssuedPrompt { id, issued_at, ..known(0, "r-7") }
}

async fn what_expired_goes_the_oldest_first_and_histories_stay(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    for day in 0..20 {
        ledger.apply(&submission(&issued(day), 1, Dismissed, None));
    }
    let now = NOON + 60 * 86_400;
    let expired = |limit| Target::Expired { before: NOON + 10 * 86_400, limit };
    let days = async |ledger: &Ledger| -> Vec<i32> {
        let tallies = ledger.tallies("shop", "order", Dimension::Whole).await;
        tallies.into_keys().map(|(day, _)| day.0 - DAY.0).collect()
    };
    for (limit, removed, first) in [(3, 3, 3), (4, 4, 7), (500, 3, 10), (500, 0, 10)] {
        assert_eq!(ledger.remove("shop", expired(limit), now), gone(removed));
        assert_eq!(days(&ledger).await, (first..20).collect::<Vec<_>>());
        ledger.is_right().await;
    }
    assert_eq!(ledger.rows("histories").await, 1, "an opt-out outlives the response that it came with");
    assert_eq!(ledger.rows("tombstones").await, 0, "no token of then is accepted now");
}

async fn what_expired_stays_away_as_long_as_its_token_is_accepted(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let told = submission(&issued(0), 1, Rated, Some(4));
    let expired = Target::Expired { before: NOON + 86_400, limit: 500 };
    ledger.apply(&told);
    assert_eq!(ledger.remove("shop", expired.clone(), NOON + 86_400), gone(1));
    assert_eq!(ledger.apply(&told), Stale);
    assert_eq!(ledger.remove("shop", expired.clone(), NOON + MONTH), gone(0));
    assert_eq!(ledger.rows("tombstones").await, 1);
    assert_eq!(ledger.remove("shop", expired.clone(), NOON + MONTH + 86_401), gone(0));
    assert_eq!(ledger.rows("tombstones").await, 0);

    // What was removed by its owner is remembered for ever, also if it would have expired.
    ledger.apply(&told);
    ledger.remove("shop", expired.clone(), NOON + 86_400);
    assert_eq!(
        ledger.remove("shop", Target::Response(told.prompt.id), NOON + 86_400),
        Removed { responses: 0, again: true }
    );
    ledger.apply(&submission(&IssuedPrompt { id: Uuid::from_u128(5), ..issued(0) }, 1, Rated, Some(4)));
    ledger.remove("shop", Target::Response(Uuid::from_u128(5)), NOON);
    ledger.remove("shop", expired, NOON + 2 * MONTH);
    assert_eq!(ledger.rows("tombstones").await, 1);
}

async fn a_thousand_replays_of_what_was_removed_store_nothing(on: On) {
    for target in [
        Target::Expired { before: NOON + 86_400, limit: 500 },
        Target::Response(issued(0).id),
        Target::Respondent("r-7".to_owned()),
    ] {
        let mut ledger = Ledger::with_shop(on).await;
        let told = submission(&issued(0), 1, Rated, Some(4));
        ledger.apply(&told);
        assert_eq!(ledger.remove("shop", target.clone(), NOON + 86_400).responses, 1);
        let replays: Vec<_> = (0..1_000).map(|rev| submission(&issued(0), rev % 5 + 1, Rated, Some(4))).collect();
        for batch in replays.chunks(250) {
            assert!(ledger.apply_all(batch).unwrap().iter().all(|applied| *applied == Stale), "{target:?}");
        }
        assert_eq!((ledger.rows("responses").await, ledger.rows("tallies").await), (0, 0), "{target:?}");
    }
}

async fn tombstones_that_end_are_forgotten_where_responses_are_kept_for_ever_too(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let change = SiteChange { retention: Some(Retention::FOREVER), ..SiteChange::default() };
    ledger.store.change_site(slug("shop"), change).await.unwrap();
    let [flood, kept, erased] = [0, 1, 2].map(|day| submission(&issued(day), 1, Rated, Some(4)));
    ledger.apply_all(&[held(flood), kept, erased.clone()]).unwrap();
    ledger.remove("shop", Target::Quarantined(Selection::default()), NOON);
    ledger.remove("shop", Target::Response(erased.prompt.id), NOON);
    let at = |second| Timestamp::from_second(NOON + second).unwrap();
    for (second, tombstones) in [(MONTH, 2), (MONTH + 86_401, 1)] {
        assert_eq!(purge(&ledger.store, at(second)).await.unwrap(), 0);
        assert_eq!(ledger.rows("tombstones").await, tombstones, "{second} s later");
    }
    assert_eq!(ledger.rows("responses").await, 1);
    ledger.is_right().await;
}

async fn where_one_site_fails_the_others_lose_what_expired_all_the_same(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let sites = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for (site, nth) in sites.iter().zip(0..) {
        ledger.add_site(site).await;
        let change = SiteChange { retention: Some(Retention::days(1).unwrap()), ..SiteChange::default() };
        ledger.store.change_site(slug(site), change).await.unwrap();
        ledger.apply(&submission(&IssuedPrompt { site: slug(site), ..issued(nth) }, 1, Rated, Some(4)));
    }
    let now = Timestamp::from_second(NOON + 30 * 86_400).unwrap();
    ledger.home.refuse("tombstones", Some("new.site = 'c'")).await;
    purge(&ledger.store, now).await.unwrap_err();
    assert_eq!(ledger.rows("responses").await, 1);
    ledger.home.mend("tombstones").await;
    assert_eq!(purge(&ledger.store, now).await.unwrap(), 1);
    ledger.is_right().await;
}
