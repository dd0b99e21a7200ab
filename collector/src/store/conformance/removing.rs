//! Removing: what was asked to be gone is gone, is no longer counted, and does not come back.

use shared::{
    tally::Tally,
    wire::prompts::Outcome::{Completed, OptedOut, Rated, Shown},
};
use uuid::Uuid;

use super::{Ledger, NOON, On, on_every_engine, prompt, slug, submission};
use crate::{
    store::{
        batch::{
            Applied::{Stale, Stored},
            Batch,
        },
        query::Dimension,
        removal::{Removal, Removed, Target},
    },
    submission::Submission,
    token::IssuedPrompt,
};

on_every_engine! {
    a_removed_response_is_no_longer_counted_and_no_report_brings_it_back,
    what_was_removed_may_be_asked_to_be_removed_again,
    nothing_of_an_erased_respondent_stays_and_everything_of_others_does,
    late_reports_of_an_erased_respondent_store_nothing_and_later_prompts_are_welcome,
    a_prompt_of_a_collector_whose_clock_is_ahead_is_erased_too,
    another_sites_responses_are_not_there_to_be_removed,
    a_report_and_its_removal_in_one_batch_leave_nothing,
    a_removal_through_the_queue_is_answered_after_its_commit,
    responses_about_an_interaction_are_found_in_their_site_only,
    who_has_more_responses_than_one_transaction_removes_is_erased_whole,
}

pub(super) fn of(respondent: &str) -> Target {
    Target::Respondent(respondent.to_owned())
}

pub(super) fn gone(responses: u64) -> Removed {
    Removed { responses, again: false }
}

/// A prompt of a known customer.
pub(super) fn known(id: u128, respondent: &str) -> IssuedPrompt {
    IssuedPrompt { respondent: Some(respondent.to_owned()), ..prompt(id) }
}

/// Every report that a customer can have made of a prompt.
pub(super) fn story(prompt: &IssuedPrompt) -> [Submission; 5] {
    let told = [(Shown, None), (Rated, Some(2)), (Completed, Some(5)), (Completed, Some(4)), (OptedOut, Some(4))];
    let mut rev = 0..;
    told.map(|(outcome, rating)| submission(prompt, rev.next().unwrap(), outcome, rating))
}

async fn a_removed_response_is_no_longer_counted_and_no_report_brings_it_back(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply(&story(&prompt(9))[1]);
    let before = ledger.whole("order").await;
    for told in 1..=5 {
        let reports = story(&prompt(told));
        let told = usize::try_from(told).unwrap();
        assert_eq!(ledger.apply_all(&reports[..told]).unwrap(), vec![Stored; told]);
        assert_eq!(ledger.remove("shop", Target::Response(reports[0].prompt.id), NOON + 100), gone(1));
        assert_eq!(ledger.whole("order").await, before, "{told} reports were told");
        for _ in 0..200 {
            assert_eq!(ledger.apply_all(&reports).unwrap(), [Stale; 5]);
        }
        assert_eq!(ledger.whole("order").await, before, "{told} reports were told, then all replayed");
        ledger.is_right().await;
    }
    assert_eq!(ledger.rows("responses").await, 1);
}

async fn what_was_removed_may_be_asked_to_be_removed_again(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply(&submission(&known(1, "r-7"), 1, Rated, Some(4)));
    let id = prompt(1).id;
    assert_eq!(ledger.remove("shop", Target::Response(id), NOON), gone(1));
    let again = Removed { responses: 0, again: true };
    assert_eq!(ledger.remove("shop", Target::Response(id), NOON), again);
    assert_eq!(ledger.remove("shop", of("r-7"), NOON), gone(0), "the history was still there");
    assert_eq!(ledger.remove("shop", of("r-7"), NOON), again);
    assert_eq!(ledger.remove("shop", Target::Response(Uuid::from_u128(9)), NOON), gone(0), "nobody heard of it");
    assert_eq!(
        ledger.apply(&submission(&prompt(9), 1, Rated, Some(4))),
        Stored,
        "what nobody heard of was not removed"
    );
    ledger.is_right().await;
}

async fn nothing_of_an_erased_respondent_stays_and_everything_of_others_does(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    for id in 1..=30 {
        let mut prompt = known(id, if id % 3 == 0 { "r-7" } else { "r-70" });
        prompt.attributes.insert(slug("plan"), prompt.respondent.clone().unwrap());
        ledger.apply(&submission(&prompt, 1, Rated, Some(4)));
        ledger.apply(&submission(&IssuedPrompt { site: slug("other"), ..prompt }, 1, Rated, Some(4)));
    }
    assert_eq!(ledger.remove("shop", of("r-7"), NOON), gone(10));
    for table in ["responses", "histories"] {
        let left = async |site: &str, respondent: &str| {
            ledger.rows(&format!("{table} where site = '{site}' and respondent = '{respondent}'")).await
        };
        assert_eq!(left("shop", "r-7").await, 0, "{table}");
        assert!(left("shop", "r-70").await > 0 && left("other", "r-7").await > 0, "{table}");
    }
    let plan = Dimension::Attribute(slug("plan"));
    let plans = ledger.tallies("shop", "order", plan).await.into_keys().map(|(_, value)| value);
    assert_eq!(plans.collect::<Vec<_>>(), ["r-70"], "what an attribute said of the person is still there");
    assert_eq!(ledger.whole("order").await.answered(), 20);
    let other: Tally = ledger.tallies("other", "order", Dimension::Whole).await.into_values().sum();
    assert_eq!(other.answered(), 30);
    ledger.is_right().await;
}

async fn late_reports_of_an_erased_respondent_store_nothing_and_later_prompts_are_welcome(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let [heard, unheard, other] = [known(1, "r-7"), known(2, "r-7"), known(3, "r-8")];
    ledger.apply(&submission(&heard, 0, Shown, None));
    assert_eq!(ledger.remove("shop", of("r-7"), NOON), gone(1));
    for prompt in [&heard, &unheard] {
        for told in story(prompt) {
            assert_eq!(ledger.apply(&told), Stale);
        }
    }
    assert_eq!((ledger.rows("responses").await, ledger.rows("histories").await), (0, 0));
    assert_eq!(ledger.apply(&story(&other)[1]), Stored);
    let later = IssuedPrompt { issued_at: NOON + 1, ..known(4, "r-7") };
    assert_eq!(ledger.apply(&submission(&later, 1, Rated, Some(4))), Stored);

    // Whoever comes back may be erased again.
    assert_eq!(ledger.remove("shop", of("r-7"), NOON + 2), gone(1));
    assert_eq!(ledger.apply(&submission(&later, 1, Rated, Some(4))), Stale);
    assert_eq!(ledger.whole("order").await.answered(), 1);
    ledger.is_right().await;
}

async fn a_prompt_of_a_collector_whose_clock_is_ahead_is_erased_too(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let ahead = IssuedPrompt { issued_at: NOON + 60, ..known(1, "r-7") };
    ledger.apply(&story(&ahead)[1]);
    assert_eq!(ledger.remove("shop", of("r-7"), NOON), gone(1));
    assert_eq!(ledger.apply(&story(&ahead)[1]), Stale);
}

async fn another_sites_responses_are_not_there_to_be_removed(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    let told = submission(&known(1, "r-7"), 1, Rated, Some(4));
    ledger.apply(&told);
    let before = ledger.kept(told.prompt.id).await;
    for target in
        [Target::Response(told.prompt.id), of("r-7"), Target::Expired { before: NOON + 31 * 86_400, limit: u32::MAX }]
    {
        assert_eq!(ledger.remove("other", target, NOON), gone(0));
    }
    assert_eq!(ledger.kept(told.prompt.id).await, before);
    assert_eq!(ledger.rows("histories").await, 1);
    assert_eq!(ledger.whole("order").await.answered(), 1);
}

async fn a_report_and_its_removal_in_one_batch_leave_nothing(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let told = submission(&prompt(1), 1, Rated, Some(4));
    let removal = Removal { site: slug("shop"), target: Target::Response(told.prompt.id), at: NOON };
    let batch = Batch { reports: vec![told.clone()], removals: vec![removal.clone(), removal], ..Batch::default() };
    let outcomes = ledger.apply_batch(&batch).unwrap();
    assert_eq!(outcomes.reports, [Stored]);
    assert_eq!(outcomes.removals, [gone(1), Removed { responses: 0, again: true }]);
    assert_eq!((ledger.rows("responses").await, ledger.rows("tallies").await), (0, 0));
    assert_eq!(ledger.apply(&told), Stale);
}

async fn a_removal_through_the_queue_is_answered_after_its_commit(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let told = submission(&prompt(1), 1, Rated, Some(4));
    assert_eq!(ledger.store.submit(told.clone()).await.unwrap(), Stored);
    let removal = Removal { site: slug("shop"), target: Target::Response(told.prompt.id), at: NOON };
    assert_eq!(ledger.store.remove(removal).await.unwrap(), gone(1));
    assert_eq!(ledger.rows("responses").await, 0);
    assert_eq!(ledger.store.submit(told).await.unwrap(), Stale);
}

async fn responses_about_an_interaction_are_found_in_their_site_only(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    for id in 1..=4 {
        let interaction_id = Some(format!("order-{}", id % 2));
        let mut told = submission(&IssuedPrompt { interaction_id, ..prompt(id) }, 1, Rated, Some(4));
        ledger.apply(&told);
        told.prompt.site = slug("other");
        ledger.apply(&told);
    }
    let about = |interaction: &str| ledger.store.responses_about(slug("shop"), interaction.to_owned());
    assert_eq!(about("order-1").await.unwrap(), [prompt(1).id, prompt(3).id]);
    assert!(about("order-").await.unwrap().is_empty());
}

async fn who_has_more_responses_than_one_transaction_removes_is_erased_whole(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let told: Vec<_> = (0..4_001).map(|id| submission(&known(id, "r-7"), 1, Rated, Some(4))).collect();
    ledger.apply_all(&told).unwrap();
    let removal = Removal { site: slug("shop"), target: of("r-7"), at: NOON };
    assert_eq!(ledger.store.remove(removal.clone()).await.unwrap(), gone(4_001));
    assert_eq!((ledger.rows("responses").await, ledger.rows("tallies").await), (0, 0));
    assert_eq!(ledger.store.remove(removal).await.unwrap(), Removed { responses: 0, again: true });
}
