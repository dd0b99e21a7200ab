//! Failing: a batch that cannot be written whole is not written at all.

use shared::wire::prompts::Outcome;

use super::{Ledger, On, on_every_engine, prompt, submission};
use crate::{store::StoreError, submission::Submission};

on_every_engine! {
    response_tallies_and_history_are_written_together_or_not_at_all,
    one_report_that_cannot_be_written_takes_its_batch_with_it,
}

/// A report of a known customer: it goes into each of the three tables.
fn known(id: u128) -> Submission {
    let mut told = submission(&prompt(id), 1, Outcome::Rated, Some(4));
    told.prompt.respondent = Some("r-7".to_owned());
    told
}

async fn response_tallies_and_history_are_written_together_or_not_at_all(on: On) {
    for table in ["responses", "tallies", "histories"] {
        let ledger = Ledger::with_shop(on).await;
        ledger.home.refuse(table, None).await;
        let refused = ledger.store.submit(known(1)).await;
        assert!(matches!(refused, Err(StoreError::BatchFailed)), "{table}: {refused:?}");
        for other in ["responses", "tallies", "histories"] {
            assert_eq!(ledger.rows(other).await, 0, "{other} has a row although {table} took none");
        }
        ledger.home.mend(table).await;
        ledger.store.submit(known(1)).await.unwrap();
        for other in ["responses", "histories"] {
            assert_eq!(ledger.rows(other).await, 1, "{other} took nothing after {table} was mended");
        }
        ledger.is_right().await;
    }
}

async fn one_report_that_cannot_be_written_takes_its_batch_with_it(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.home.refuse("responses", Some("new.rating = 1")).await;
    let batch =
        [4, 5, 1].map(|rating| submission(&prompt(rating.try_into().unwrap()), 1, Outcome::Rated, Some(rating)));
    ledger.apply_all(&batch).unwrap_err();
    assert_eq!((ledger.rows("responses").await, ledger.rows("tallies").await), (0, 0));
    ledger.apply_all(&batch[..2]).unwrap();
    assert_eq!(ledger.whole("order").await.answered(), 2);
    ledger.is_right().await;
}
