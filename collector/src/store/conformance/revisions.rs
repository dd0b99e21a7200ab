//! Revisions of one response: in any order and however often, the highest is what is kept.

use Outcome::{Completed, Dismissed, OptedOut, Rated, Shown};
use shared::{tally::Tally, wire::prompts::Outcome};

use super::{Ledger, On, on_every_engine, prompt, submission};
use crate::store::batch::Applied::{self, IdReused, RatingMissing, Replayed, Stale, Stored};

type Told = (Outcome, Option<i64>);

on_every_engine! {
    every_order_of_a_corrected_rating_ends_at_the_last_correction,
    every_order_of_a_refusal_ends_as_one_dismissal,
    every_order_of_a_change_of_mind_ends_at_the_rating,
    the_same_revision_with_other_words_changes_nothing,
    a_repeat_may_be_older_and_arrive_later,
    a_later_revision_that_forgets_the_rating_changes_nothing,
    an_earlier_revision_is_stale_whatever_it_says,
    repeats_within_one_batch_are_told_apart,
    an_id_belongs_to_its_site,
}

/// Every order of the places 0 to 3.
fn orders() -> Vec<[usize; 4]> {
    let mut orders = Vec::new();
    for code in 0..256 {
        let order = [code & 3, (code >> 2) & 3, (code >> 4) & 3, code >> 6];
        if (0..4).all(|place| order.contains(&place)) {
            orders.push(order);
        }
    }
    assert_eq!(orders.len(), 24);
    orders
}

async fn check(on: On, story: [Told; 4], kept: (u32, &str, Option<u8>), counted: Tally) {
    let mut ledger = Ledger::with_shop(on).await;
    for (id, order) in (1..).zip(orders()) {
        let prompt = prompt(id);
        let mut highest = None;
        for rev in order {
            let (outcome, rating) = story[rev];
            let told = submission(&prompt, u32::try_from(rev).unwrap(), outcome, rating);
            let first = if highest > Some(rev) { Stale } else { Stored };
            highest = highest.max(Some(rev));
            let again = if highest == Some(rev) { Replayed } else { Stale };
            assert_eq!(ledger.apply(&told), first, "revision {rev} of {order:?}");
            assert_eq!(ledger.apply(&told), again, "revision {rev} of {order:?}, again");
        }
        let (rev, outcome, rating) = ledger.kept(prompt.id).await;
        assert_eq!((rev, outcome.as_str(), rating), kept, "{order:?}");
    }
    let all: Tally = std::iter::repeat_n(counted, 24).sum();
    assert_eq!(ledger.whole("order").await, all);
    ledger.is_right().await;
}

async fn every_order_of_a_corrected_rating_ends_at_the_last_correction(on: On) {
    let story = [(Shown, None), (Rated, Some(2)), (Completed, Some(5)), (OptedOut, Some(5))];
    let mut counted = Tally { shown: 1, ..Tally::default() };
    counted.ratings[5] = 1;
    check(on, story, (3, "opted_out", Some(5)), counted).await;
}

async fn every_order_of_a_refusal_ends_as_one_dismissal(on: On) {
    let story = [(Shown, None), (Dismissed, None), (Dismissed, None), (OptedOut, None)];
    let counted = Tally { shown: 1, dismissed: 1, ..Tally::default() };
    check(on, story, (3, "opted_out", None), counted).await;
}

async fn every_order_of_a_change_of_mind_ends_at_the_rating(on: On) {
    let story = [(Shown, None), (Dismissed, None), (Rated, Some(3)), (Completed, Some(3))];
    let mut counted = Tally { shown: 1, ..Tally::default() };
    counted.ratings[3] = 1;
    check(on, story, (3, "completed", Some(3)), counted).await;
}

/// Applies `second` after a rating of 4 in revision 2, and again, and says what was answered.
async fn after_a_rating(on: On, second: impl Fn(&mut crate::submission::Submission)) -> Applied {
    let mut ledger = Ledger::with_shop(on).await;
    let first = submission(&prompt(1), 2, Rated, Some(4));
    assert_eq!(ledger.apply(&first), Stored);
    let before = (ledger.kept(first.prompt.id).await, ledger.whole("order").await);
    let mut changed = first.clone();
    second(&mut changed);
    let applied = ledger.apply(&changed);
    if applied != Stored {
        assert_eq!(
            (ledger.kept(first.prompt.id).await, ledger.whole("order").await),
            before,
            "{applied:?} changed something"
        );
    }
    ledger.is_right().await;
    applied
}

async fn the_same_revision_with_other_words_changes_nothing(on: On) {
    assert_eq!(after_a_rating(on, |told| told.report.comment = Some("late".to_owned())).await, IdReused);
    assert_eq!(after_a_rating(on, |told| told.report.outcome = Completed).await, IdReused);
    assert_eq!(after_a_rating(on, |told| told.report.reasons = vec!["price".to_owned()]).await, IdReused);
    assert_eq!(after_a_rating(on, |told| told.report.contact = Some("ana@example.org".to_owned())).await, IdReused);
}

async fn a_repeat_may_be_older_and_arrive_later(on: On) {
    assert_eq!(after_a_rating(on, |told| (told.age_ms, told.received_at) = (9, told.received_at + 60)).await, Replayed);
}

async fn a_later_revision_that_forgets_the_rating_changes_nothing(on: On) {
    let forget = |told: &mut crate::submission::Submission| (told.report.rev, told.report.rating) = (3, None);
    assert_eq!(after_a_rating(on, forget).await, RatingMissing);
}

async fn an_earlier_revision_is_stale_whatever_it_says(on: On) {
    assert_eq!(after_a_rating(on, |told| told.report.rev = 1).await, Stale);
}

async fn repeats_within_one_batch_are_told_apart(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let prompt = prompt(1);
    let [rated, corrected] = [(1, 2), (2, 5)].map(|(rev, rating)| submission(&prompt, rev, Rated, Some(rating)));
    let batch = [rated.clone(), rated.clone(), corrected.clone(), rated, corrected];
    assert_eq!(ledger.apply_all(&batch).unwrap(), [Stored, Replayed, Stored, Stale, Replayed]);
    assert_eq!(ledger.whole("order").await.answered(), 1);
    ledger.is_right().await;
}

async fn an_id_belongs_to_its_site(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    let mine = submission(&prompt(1), 1, Rated, Some(4));
    let mut other = mine.clone();
    other.prompt.site = super::slug("other");
    assert_eq!(ledger.apply_all(&[mine, other]).unwrap(), [Stored, Stored]);
    assert_eq!(ledger.whole("order").await.answered(), 1);
    ledger.is_right().await;
}
