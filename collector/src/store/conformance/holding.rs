//! Holding back: what is in quarantine counts nowhere, until it is released, or dropped for good.

use shared::{
    tally::Tally,
    wire::prompts::Outcome::{Completed, Dismissed, Rated, Shown},
};
use uuid::Uuid;

use super::{DAY, Ledger, NOON, On, on_every_engine, prompt, slug, submission};
use crate::{
    quarantine::{Quarantine, Reason},
    store::{
        batch::{
            Applied::{Replayed, Stale, Stored},
            Batch,
        },
        quarantine::{Release, Selection},
        query::SiteChange,
        removal::{Removal, Removed, Target},
    },
    submission::{Report, Submission},
    token::IssuedPrompt,
};

on_every_engine! {
    what_is_held_back_counts_nowhere_until_it_is_released,
    a_report_that_is_held_back_takes_all_of_its_prompt_with_it,
    what_was_counted_is_taken_out_only_by_a_report_that_changes_its_rating,
    what_was_released_stays_counted_and_what_is_held_back_stays_so,
    what_is_dropped_was_never_counted_and_no_report_brings_it_back,
    a_selection_means_what_it_names_and_nothing_else,
    what_is_more_than_one_transaction_takes_is_released_and_dropped_whole,
    other_changes_leave_what_is_held_back_as_it_is,
}

/// The same report, held back.
pub(super) fn held(mut told: Submission) -> Submission {
    told.quarantine = Some(Quarantine::Held { reason: Reason::Burst, since: told.received_at });
    told
}

pub(super) fn rated(id: u128) -> Submission {
    submission(&prompt(id), 1, Rated, Some(4))
}

pub(super) fn release(selection: Selection) -> Release {
    Release { site: slug("shop"), selection, at: NOON + 7_200 }
}

pub(super) fn drop_of(selection: Selection) -> Removal {
    Removal { site: slug("shop"), target: Target::Quarantined(selection), at: NOON + 7_300 }
}

pub(super) fn one(id: u128) -> Selection {
    Selection { id: Some(Uuid::from_u128(id)), ..Selection::default() }
}

/// How many rows of tallies count anything.
async fn counted(ledger: &Ledger) -> i64 {
    ledger.rows("tallies where shown <> 0").await
}

async fn what_is_held_back_counts_nowhere_until_it_is_released(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let mut told = held(rated(1));
    told.prompt.attributes.insert(slug("plan"), "pro".to_owned());
    assert_eq!(ledger.apply(&told), Stored);
    assert_eq!((ledger.rows("responses").await, ledger.rows("tallies").await), (1, 0));
    ledger.is_right().await;
    assert_eq!(ledger.apply(&told), Replayed);
    assert_eq!(ledger.store.release(release(Selection::default())).await.unwrap(), 1);
    let whole = ledger.whole("order").await;
    assert_eq!((whole.shown, whole.ratings[4]), (1, 1));
    assert_eq!(counted(&ledger).await, 4, "the whole, its touchpoint, its locale and its attribute");
    ledger.is_right().await;
    assert_eq!(ledger.store.release(release(Selection::default())).await.unwrap(), 0);
    assert_eq!(ledger.whole("order").await, whole);
}

async fn a_report_that_is_held_back_takes_all_of_its_prompt_with_it(on: On) {
    for in_one_batch in [true, false] {
        let mut ledger = Ledger::with_shop(on).await;
        ledger.apply(&rated(9));
        let before = ledger.whole("order").await;
        let reports = [
            submission(&prompt(1), 0, Shown, None),
            held(rated(1)),
            submission(&prompt(1), 2, Completed, Some(5)),
            held(submission(&prompt(2), 0, Shown, None)),
            submission(&prompt(2), 1, Rated, Some(1)),
            submission(&prompt(3), 2, Completed, Some(2)),
            held(submission(&prompt(3), 1, Rated, Some(1))),
        ];
        let want = [Stored, Stored, Stored, Stored, Stored, Stored, Stale];
        if in_one_batch {
            assert_eq!(ledger.apply_all(&reports).unwrap(), want);
        } else {
            assert_eq!(reports.iter().map(|told| ledger.apply(told)).collect::<Vec<_>>(), want);
        }
        let whole = ledger.whole("order").await;
        assert_eq!((whole.shown, whole.ratings[2]), (before.shown + 1, 1), "a stale report changes nothing");
        ledger.is_right().await;
        assert_eq!(ledger.store.release(release(Selection::default())).await.unwrap(), 2);
        let whole = ledger.whole("order").await;
        assert_eq!((whole.shown, whole.ratings[5], whole.ratings[1]), (4, 1, 1), "the latest revisions are counted");
        ledger.is_right().await;
    }
}

async fn what_was_counted_is_taken_out_only_by_a_report_that_changes_its_rating(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply_all(&[rated(1), submission(&prompt(2), 0, Shown, None), rated(3)]).unwrap();
    let more = submission(&prompt(1), 2, Completed, Some(4));
    let more = Submission { report: Report { comment: Some("late".to_owned()), ..more.report.clone() }, ..more };
    let closed = submission(&prompt(2), 1, Dismissed, None);
    assert_eq!(ledger.apply_all(&[held(more), held(closed)]).unwrap(), [Stored; 2]);
    let whole = ledger.whole("order").await;
    assert_eq!((whole.shown, whole.dismissed, whole.ratings[4]), (3, 1, 2));
    assert_eq!(ledger.store.quarantine(slug("shop")).await.unwrap(), []);
    assert_eq!(ledger.rows("responses where comment = 'late'").await, 1);
    ledger.is_right().await;
    let (changed, first) =
        (submission(&prompt(1), 3, Completed, Some(1)), submission(&prompt(2), 2, Completed, Some(1)));
    assert_eq!(ledger.apply_all(&[held(changed), held(first)]).unwrap(), [Stored; 2]);
    let whole = ledger.whole("order").await;
    assert_eq!((whole.shown, whole.dismissed, whole.answered()), (1, 0, 1));
    assert_eq!(ledger.store.quarantine(slug("shop")).await.unwrap()[0].responses, 2);
    ledger.is_right().await;
}

async fn what_was_released_stays_counted_and_what_is_held_back_stays_so(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply_all(&[held(rated(1)), held(rated(2))]).unwrap();
    assert_eq!(ledger.store.release(release(one(1))).await.unwrap(), 1);
    for rev in 2..5 {
        for id in [1, 2] {
            ledger.apply(&held(submission(&prompt(id), rev, Completed, Some(i64::from(rev)))));
        }
        let whole = ledger.whole("order").await;
        assert_eq!((whole.answered(), whole.ratings[usize::try_from(rev).unwrap()]), (1, 1), "revision {rev}");
        ledger.is_right().await;
    }
    let ledger = ledger.reopened().await;
    assert_eq!(ledger.store.quarantine(slug("shop")).await.unwrap()[0].responses, 1);
    ledger.is_right().await;
}

async fn what_is_dropped_was_never_counted_and_no_report_brings_it_back(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply_all(&[rated(9), submission(&prompt(1), 0, Shown, None), held(rated(1)), held(rated(2))]).unwrap();
    let before = ledger.whole("order").await;
    let removed = ledger.store.remove(drop_of(Selection::default())).await.unwrap();
    assert_eq!(removed, Removed { responses: 2, again: false });
    assert_eq!((ledger.whole("order").await, ledger.rows("responses").await), (before, 1));
    for id in [1, 2] {
        let late = [rated(id), held(rated(id)), submission(&prompt(id), 2, Completed, Some(4))];
        assert_eq!(ledger.apply_all(&late).unwrap(), [Stale; 3]);
    }
    assert_eq!((ledger.whole("order").await, ledger.rows("responses").await), (before, 1));
    assert_eq!(ledger.rows("tombstones where kept_until is not null").await, 2, "as long as the tokens are accepted");
    assert_eq!(ledger.rows("tallies where shown = 0").await, 0);
    assert_eq!(ledger.store.release(release(Selection::default())).await.unwrap(), 0);
    ledger.is_right().await;
}

async fn a_selection_means_what_it_names_and_nothing_else(on: On) {
    let everything = Selection::default();
    let order = Selection { survey: Some(slug("order")), ..Selection::default() };
    let later = Selection { from: Some(DAY.plus(1)), ..Selection::default() };
    let first = Selection { to: Some(DAY.plus(1)), ..order.clone() };
    for (selection, want) in [
        (everything, vec![1, 2, 3, 4]),
        (order, vec![1, 2]),
        (later, vec![2, 4]),
        (first, vec![1]),
        (one(3), vec![3]),
        (one(5), vec![]),
        (Selection { survey: Some(slug("order")), ..one(3) }, vec![]),
    ] {
        let mut ledger = Ledger::with_shop(on).await;
        ledger.add_site("other").await;
        for (id, survey, day) in [(1, "order", 0), (2, "order", 1), (3, "relation", 0), (4, "relation", 1)] {
            let issued_at = NOON + day * 86_400;
            let prompt = IssuedPrompt { survey: slug(survey), issued_at, ..prompt(id) };
            let told = submission(&prompt, 1, Rated, Some(4));
            let elsewhere = IssuedPrompt { site: slug("other"), ..prompt };
            ledger.apply_all(&[held(told), held(submission(&elsewhere, 1, Rated, Some(4)))]).unwrap();
        }
        // What is counted is never meant.
        ledger.apply(&rated(5));
        let released = ledger.store.release(release(selection.clone())).await.unwrap();
        assert_eq!(released, u64::try_from(want.len()).unwrap(), "{selection:?}");
        for id in want {
            let id = ledger.home.id(Uuid::from_u128(id));
            let row = format!("responses where site = 'shop' and id = {id} and quarantine = 'released'");
            assert_eq!(ledger.rows(&row).await, 1, "{selection:?} {id}");
        }
        assert_eq!(ledger.rows("responses where site = 'other' and quarantined_at is not null").await, 4);
        ledger.is_right().await;
    }
}

async fn what_is_more_than_one_transaction_takes_is_released_and_dropped_whole(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let told: Vec<_> = (0..4_001).map(|id| held(rated(id))).collect();
    ledger.apply_all(&told).unwrap();
    assert_eq!(ledger.store.release(release(Selection::default())).await.unwrap(), 4_001);
    assert_eq!(ledger.whole("order").await.answered(), 4_001);
    let more: Vec<_> = (5_000..9_001).map(|id| held(rated(id))).collect();
    ledger.apply_all(&more).unwrap();
    assert_eq!(ledger.store.remove(drop_of(Selection::default())).await.unwrap().responses, 4_001);
    assert_eq!(ledger.whole("order").await.answered(), 4_001);
    let audit = ledger.store.audit(slug("shop")).await.unwrap();
    assert_eq!(audit.iter().map(|line| line.responses).collect::<Vec<_>>(), [8_002, 4_001, 4_001]);
    ledger.is_right().await;
}

async fn other_changes_leave_what_is_held_back_as_it_is(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let respondent = Some("r-7".to_owned());
    let known = held(submission(&IssuedPrompt { respondent, ..prompt(3) }, 1, Rated, Some(4)));
    ledger.apply_all(&[rated(1), held(rated(2)), known]).unwrap();
    let change = SiteChange { tz: Some("Pacific/Kiritimati".to_owned()), ..SiteChange::default() };
    ledger.store.change_site(slug("shop"), change).await.unwrap();
    ledger.is_right().await;
    assert_eq!(ledger.whole("order").await.answered(), 1);
    assert_eq!(ledger.store.quarantine(slug("shop")).await.unwrap()[0].day, DAY.plus(1));
    // Erasing reaches what is held back, too, in the batch that releases it.
    let target = Target::Respondent("r-7".to_owned());
    let erasure = Removal { site: slug("shop"), target, at: NOON };
    let batch = Batch { removals: vec![erasure], releases: vec![release(Selection::default())], ..Batch::default() };
    let outcomes = ledger.apply_batch(&batch).unwrap();
    assert_eq!((outcomes.removals[0].responses, outcomes.releases), (1, vec![1]));
    let whole: Tally = ledger.whole("order").await;
    assert_eq!(whole.answered(), 2);
    ledger.is_right().await;
}
