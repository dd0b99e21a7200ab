//! Following: whoever reads the feed from any place on sees every response at its latest change, and nothing twice.

use std::collections::BTreeMap;

use proptest::{
    prelude::{Just, Strategy, any, prop, prop_oneof},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use shared::wire::prompts::Outcome::{Completed, Dismissed, Rated, Shown};
use uuid::Uuid;

use super::{
    Ledger, NOON, On,
    holding::{held, one, rated, release},
    on_every_engine, prompt, slug, submission,
};
use crate::{
    store::{
        batch::{
            Applied::{Replayed, Stale, Stored},
            Batch,
        },
        feed::Position,
        removal::Target,
    },
    submission::Submission,
    token::IssuedPrompt,
};

on_every_engine! {
    a_response_comes_once_at_its_latest_change_and_again_when_it_changes,
    what_changes_nothing_does_not_come_and_nor_does_another_site,
    a_release_comes_and_what_is_removed_does_not,
    what_is_older_than_the_feed_comes_first_and_once,
    a_reader_that_stops_anywhere_and_goes_on_has_all_of_it,
    what_expired_is_forgotten_and_nothing_else,
}

/// Waits until readers see all that was committed: on a server, whoever else writes may hold them up for a moment.
async fn settled(ledger: &Ledger) {
    let last =
        ledger.home.read("select coalesce(max(seq), 0) from arrivals").await[0][0].as_ref().unwrap().parse().unwrap();
    loop {
        match ledger.store.feed_end().await.unwrap() {
            Position::Behind { seq, .. } if seq < last => tokio::task::yield_now().await,
            _ => return,
        }
    }
}

/// Reads on from a place, so many changes at a time, and returns each response with its place.
pub(super) async fn follow(
    ledger: &Ledger,
    site: &str,
    after: Position,
    most: u32,
) -> (Vec<(Position, Submission)>, Position) {
    settled(ledger).await;
    read_on(ledger, site, after, most).await
}

/// The same of what readers see by now.
pub(super) async fn read_on(
    ledger: &Ledger,
    site: &str,
    mut after: Position,
    most: u32,
) -> (Vec<(Position, Submission)>, Position) {
    let mut seen = Vec::new();
    loop {
        let feed = ledger.store.feed(slug(site), after, most).await.unwrap();
        assert!(feed.arrivals.len() <= most as usize);
        assert!(feed.end != after || !feed.more, "it goes round at {after:?}");
        seen.extend(feed.arrivals);
        after = feed.end;
        if !feed.more {
            return (seen, after);
        }
    }
}

/// The ids and revisions of what comes.
pub(super) fn told(seen: &[(Position, Submission)]) -> Vec<(u128, u32)> {
    seen.iter().map(|(_, response)| (response.prompt.id.as_u128(), response.report.rev)).collect()
}

async fn a_response_comes_once_at_its_latest_change_and_again_when_it_changes(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply(&submission(&prompt(1), 0, Shown, None));
    ledger.apply_all(&[rated(3), rated(2), submission(&prompt(2), 2, Completed, Some(5))]).unwrap();
    ledger.apply(&submission(&prompt(1), 1, Rated, Some(2)));
    for most in [1, 2, 1_000] {
        let (seen, end) = follow(&ledger, "shop", Position::START, most).await;
        assert_eq!(told(&seen), [(2, 2), (3, 1), (1, 1)]);
        assert_eq!(follow(&ledger, "shop", end, most).await, (Vec::new(), end));
    }
    let (_, end) = follow(&ledger, "shop", Position::START, 1_000).await;
    let now = ledger.store.feed_end().await.unwrap();
    ledger.apply(&submission(&prompt(3), 2, Completed, Some(4)));
    assert_eq!(told(&follow(&ledger, "shop", end, 1_000).await.0), [(3, 2)]);
    assert_eq!(told(&follow(&ledger, "shop", now, 1_000).await.0), [(3, 2)]);
    let mut ledger = ledger.reopened().await;
    ledger.apply(&rated(4));
    let (seen, _) = follow(&ledger, "shop", Position::START, 1_000).await;
    assert_eq!(told(&seen), [(2, 2), (1, 1), (3, 2), (4, 1)]);
    let earlier: Vec<_> = seen[2].1.earlier.iter().map(|earlier| (earlier.rev, earlier.rating)).collect();
    assert_eq!(earlier, [(1, Some(4))]);
}

async fn what_changes_nothing_does_not_come_and_nor_does_another_site(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    ledger.apply(&submission(&prompt(1), 2, Completed, Some(4)));
    let (_, end) = follow(&ledger, "shop", Position::START, 1_000).await;
    assert_eq!(ledger.apply(&submission(&prompt(1), 2, Completed, Some(4))), Replayed);
    assert_eq!(ledger.apply(&rated(1)), Stale);
    let foreign = IssuedPrompt { site: slug("other"), ..prompt(1) };
    ledger.apply(&submission(&foreign, 1, Rated, Some(1)));
    assert_eq!(told(&follow(&ledger, "shop", end, 1_000).await.0), []);
    let (seen, _) = follow(&ledger, "other", Position::START, 1_000).await;
    assert_eq!((told(&seen), &seen[0].1.prompt.site), (vec![(1, 1)], &foreign.site));
}

async fn a_release_comes_and_what_is_removed_does_not(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply_all(&[held(rated(1)), held(rated(2)), rated(3)]).unwrap();
    let (seen, end) = follow(&ledger, "shop", Position::START, 1_000).await;
    assert_eq!(told(&seen), [(1, 1), (2, 1), (3, 1)]);
    ledger.store.release(release(one(2))).await.unwrap();
    let (seen, _) = follow(&ledger, "shop", end, 1_000).await;
    assert_eq!(told(&seen), [(2, 1)]);
    assert!(!seen[0].1.is_held());
    ledger.remove("shop", Target::Response(Uuid::from_u128(2)), NOON + 8_000);
    assert_eq!(told(&follow(&ledger, "shop", end, 1_000).await.0), []);
    assert_eq!(told(&follow(&ledger, "shop", Position::START, 1_000).await.0), [(1, 1), (3, 1)]);
}

async fn what_is_older_than_the_feed_comes_first_and_once(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let reports: Vec<_> = (1..=7).map(rated).collect();
    ledger.apply_all(&reports).unwrap();
    // As the version before the feed left it; the last id is of a prompt that nobody had heard of.
    let newest = ledger.home.id(Uuid::from_u128(8));
    let older =
        format!("update responses set arrived = null; delete from arrivals; update feed set old_until = {newest}");
    ledger.home.execute(&older).await;
    for most in [1, 3, 1_000] {
        assert_eq!(
            told(&follow(&ledger, "shop", Position::START, most).await.0),
            (1..=7).map(|id| (id, 1)).collect::<Vec<_>>()
        );
    }
    ledger.apply(&submission(&prompt(2), 2, Completed, Some(4)));
    ledger.apply(&rated(8));
    ledger.apply(&rated(9));
    for most in [1, 3, 1_000] {
        let (seen, _) = follow(&ledger, "shop", Position::START, most).await;
        assert_eq!(told(&seen), [(1, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (2, 2), (8, 1), (9, 1)]);
    }
}

/// What a batch may do: reports about few prompts, a release, a removal.
#[derive(Clone, Debug)]
enum Step {
    Reports(Vec<(u128, u32, bool)>),
    Release(u128),
    Removal(u128),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let report = (1..12_u128, 1..6_u32, prop::bool::weighted(0.2));
    let step = prop_oneof![
        6 => prop::collection::vec(report, 1..6).prop_map(Step::Reports),
        1 => (1..12_u128).prop_map(Step::Release),
        1 => (1..12_u128).prop_map(Step::Removal),
    ];
    prop::collection::vec(step, 1..40)
}

async fn a_reader_that_stops_anywhere_and_goes_on_has_all_of_it(on: On) {
    let mut runner = TestRunner::deterministic();
    for _ in 0..if on == On::Sqlite { 60 } else { 12 } {
        let plan = (steps(), prop::collection::vec((0..40_usize, 1..9_u32), 0..12), Just(()), any::<bool>());
        let (steps, stops, (), _) = plan.new_tree(&mut runner).unwrap().current();
        let mut ledger = Ledger::with_shop(on).await;
        // What a warehouse has that takes each line over what it had of the response.
        let (mut copy, mut place) = (BTreeMap::new(), Position::START);
        for (at, step) in steps.iter().enumerate() {
            match step {
                Step::Reports(reports) => {
                    let reports: Vec<_> = reports
                        .iter()
                        .map(|(id, rev, is_held)| {
                            let told = submission(&prompt(*id), *rev, Completed, Some(1 + i64::from(*rev) % 5));
                            if *is_held { held(told) } else { told }
                        })
                        .collect();
                    ledger.apply_all(&reports).unwrap();
                }
                Step::Release(id) => {
                    let batch = Batch { releases: vec![release(one(*id))], ..Batch::default() };
                    ledger.apply_batch(&batch).unwrap();
                }
                Step::Removal(id) => {
                    ledger.remove("shop", Target::Response(Uuid::from_u128(*id)), NOON + 9_000);
                    // It asks nobody to take back what was told before; this reader heard of it otherwise.
                    copy.remove(id);
                }
            }
            // It stops now and then, within a batch too, and goes on from the last line that it has.
            settled(&ledger).await;
            for (_, most) in stops.iter().filter(|(stop, _)| *stop == at) {
                let feed = ledger.store.feed(slug("shop"), place, *most).await.unwrap();
                if let Some((last, _)) = feed.arrivals.last() {
                    place = *last;
                }
                copy.extend(feed.arrivals.into_iter().map(|(_, response)| (response.prompt.id.as_u128(), response)));
            }
        }
        let (rest, _) = follow(&ledger, "shop", place, 3).await;
        copy.extend(rest.into_iter().map(|(_, response)| (response.prompt.id.as_u128(), response)));
        let (whole, _) = follow(&ledger, "shop", Position::START, 1_000).await;
        let whole: BTreeMap<_, _> =
            whole.into_iter().map(|(_, response)| (response.prompt.id.as_u128(), response)).collect();
        assert_eq!(copy, whole, "{steps:?} {stops:?}");
        assert_eq!(ledger.rows("responses").await, i64::try_from(whole.len()).unwrap());
        ledger.is_right().await;
    }
}

async fn what_expired_is_forgotten_and_nothing_else(on: On) {
    const DAY: i64 = 86_400;
    let mut ledger = Ledger::with_shop(on).await;
    for (id, days) in [(1_u128, 40), (2, 39), (3, 1), (4, 0)] {
        let issued_at = NOON - days * DAY;
        let id = Uuid::from_u128((u128::try_from(issued_at).unwrap() * 1000) << 80 | id);
        let told = IssuedPrompt { id, issued_at, ..prompt(1) };
        ledger.apply(&submission(&told, 0, Shown, None));
        ledger.apply(&submission(&told, 1, Dismissed, None));
    }
    assert_eq!(ledger.rows("arrivals").await, 8);
    ledger.remove("shop", Target::Expired { before: NOON - 30 * DAY, limit: 500 }, NOON);
    assert_eq!((ledger.rows("responses").await, ledger.rows("arrivals").await), (2, 4));
    assert_eq!(follow(&ledger, "shop", Position::START, 1).await.0.len(), 2);
    assert_eq!(ledger.apply(&submission(&prompt(5), 1, Rated, Some(1))), Stored);
    assert_eq!(follow(&ledger, "shop", Position::START, 1).await.0.len(), 3);
}
