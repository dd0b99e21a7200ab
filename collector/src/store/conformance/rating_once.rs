//! One interaction that the site's server vouches for gets one rating, whoever is asked how often about it.

use shared::{
    survey::Slug,
    wire::prompts::Outcome::{Completed, Rated, Shown},
};

use super::{Ledger, NOON, On, on_every_engine, prompt, slug, submission};
use crate::{
    store::{batch::Applied, removal::Target},
    token::IssuedPrompt,
};

on_every_engine! {
    the_first_rating_of_a_vouched_interaction_is_the_only_one,
    of_one_batch_the_first_rating_counts,
    what_nobody_vouches_for_is_rated_as_often_as_it_is_told,
    every_survey_has_its_own_rating_of_an_interaction,
    a_removed_rating_makes_no_room_for_another,
    what_was_removed_before_it_was_rated_claims_nothing,
}

fn vouched(id: u128) -> IssuedPrompt {
    IssuedPrompt { interaction_id: Some("order-7".to_owned()), is_vouched: true, ..prompt(id) }
}

async fn rated_in(ledger: &Ledger, site: &str) -> Vec<Slug> {
    ledger.store.remembered(slug(site), None, Some("order-7".to_owned()), NOON).await.unwrap().1
}

async fn is_rated(ledger: &Ledger, site: &str) -> bool {
    !rated_in(ledger, site).await.is_empty()
}

async fn the_first_rating_of_a_vouched_interaction_is_the_only_one(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let (one, other) = (vouched(1), vouched(2));
    for (told, want) in [
        (submission(&one, 0, Shown, None), Applied::Stored),
        (submission(&other, 0, Shown, None), Applied::Stored),
        (submission(&one, 1, Rated, Some(4)), Applied::Stored),
        (submission(&other, 1, Rated, Some(1)), Applied::Stale),
        (submission(&vouched(3), 1, Rated, Some(1)), Applied::Stale),
        (submission(&one, 2, Completed, Some(5)), Applied::Stored),
        (submission(&one, 2, Completed, Some(5)), Applied::Replayed),
    ] {
        assert_eq!(ledger.apply(&told), want, "{told:?}");
    }
    assert!(is_rated(&ledger, "shop").await && !is_rated(&ledger, "stranger").await);
    let whole = ledger.whole("order").await;
    assert_eq!((ledger.rows("responses").await, whole.answered()), (2, 1));
    ledger.is_right().await;
}

async fn of_one_batch_the_first_rating_counts(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let reports = [
        submission(&vouched(9), 1, Rated, Some(4)),
        submission(&vouched(1), 1, Rated, Some(1)),
        submission(&prompt(5), 1, Rated, Some(2)),
        submission(&vouched(1), 0, Shown, None),
    ];
    let applied = ledger.apply_all(&reports).unwrap();
    assert_eq!(applied, [Applied::Stored, Applied::Stale, Applied::Stored, Applied::Stored]);
    ledger.is_right().await;
}

async fn what_nobody_vouches_for_is_rated_as_often_as_it_is_told(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    for id in [1, 2] {
        let claimed = IssuedPrompt { is_vouched: false, ..vouched(id) };
        assert_eq!(ledger.apply(&submission(&claimed, 1, Rated, Some(4))), Applied::Stored);
    }
    assert!(!is_rated(&ledger, "shop").await, "a page could keep the customer from rating");
    assert_eq!(ledger.rows("rated_interactions").await, 0);
}

async fn every_survey_has_its_own_rating_of_an_interaction(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let of = |survey: &str, id| IssuedPrompt { survey: slug(survey), ..vouched(id) };
    let reports = [
        submission(&of("order", 1), 1, Rated, Some(4)),
        submission(&of("delivery", 2), 1, Rated, Some(2)),
        submission(&of("delivery", 3), 1, Rated, Some(1)),
    ];
    assert_eq!(ledger.apply_all(&reports).unwrap(), [Applied::Stored, Applied::Stored, Applied::Stale]);
    assert_eq!(ledger.apply(&submission(&of("order", 4), 1, Rated, Some(1))), Applied::Stale);
    let mut rated_in = rated_in(&ledger, "shop").await;
    rated_in.sort();
    assert_eq!(rated_in, [slug("delivery"), slug("order")]);
    ledger.is_right().await;
}

async fn a_removed_rating_makes_no_room_for_another(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply(&submission(&vouched(1), 1, Rated, Some(4)));
    assert_eq!(ledger.remove("shop", Target::Response(vouched(1).id), NOON + 60).responses, 1);
    assert_eq!(ledger.apply(&submission(&vouched(2), 1, Rated, Some(1))), Applied::Stale);
    assert!(is_rated(&ledger, "shop").await);
    assert_eq!(ledger.rows("responses").await, 0);
    ledger.is_right().await;
}

async fn what_was_removed_before_it_was_rated_claims_nothing(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let of = |order: &str, id| IssuedPrompt { interaction_id: Some(order.to_owned()), ..vouched(id) };
    for prompt in [of("order-7", 1), of("order-8", 2)] {
        ledger.apply(&submission(&prompt, 0, Shown, None));
        assert_eq!(ledger.remove("shop", Target::Response(prompt.id), NOON + 60).responses, 1);
    }
    // In batches of their own, and in one.
    assert_eq!(ledger.apply(&submission(&of("order-7", 1), 1, Rated, Some(4))), Applied::Stale);
    assert!(!is_rated(&ledger, "shop").await);
    assert_eq!(ledger.apply(&submission(&of("order-7", 3), 1, Rated, Some(2))), Applied::Stored);
    let reports = [(2, 4), (4, 2), (5, 1)].map(|(id, raw)| submission(&of("order-8", id), 1, Rated, Some(raw)));
    assert_eq!(ledger.apply_all(&reports).unwrap(), [Applied::Stale, Applied::Stored, Applied::Stale]);
    assert_eq!(ledger.rows("rated_interactions").await, 2);
    ledger.is_right().await;
}
