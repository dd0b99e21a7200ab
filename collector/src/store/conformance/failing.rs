//! Failing: a batch that cannot be written whole is not written at all.

use shared::wire::prompts::Outcome;

use super::{Ledger, prompt, submission};
use crate::{store::StoreError, submission::Submission};

/// A report of a known customer: it goes into each of the three tables.
fn known(id: u128) -> Submission {
    let mut told = submission(&prompt(id), 1, Outcome::Rated, Some(4));
    told.prompt.respondent = Some("r-7".to_owned());
    told
}

#[tokio::test]
async fn response_tallies_and_history_are_written_together_or_not_at_all() {
    for table in ["responses", "tallies", "histories"] {
        let ledger = Ledger::with_shop().await;
        let refuse = format!("create trigger full before insert on {table} begin select raise(abort, 'full'); end");
        ledger.sql().execute_batch(&refuse).unwrap();
        let refused = ledger.store.submit(known(1)).await;
        assert!(matches!(refused, Err(StoreError::BatchFailed)), "{table}: {refused:?}");
        for other in ["responses", "tallies", "histories"] {
            assert_eq!(ledger.rows(other), 0, "{other} has a row although {table} took none");
        }
        ledger.sql().execute_batch("drop trigger full").unwrap();
        ledger.store.submit(known(1)).await.unwrap();
        for other in ["responses", "histories"] {
            assert_eq!(ledger.rows(other), 1, "{other} took nothing after {table} was mended");
        }
        ledger.is_right().await;
    }
}

#[tokio::test]
async fn one_report_that_cannot_be_written_takes_its_batch_with_it() {
    let mut ledger = Ledger::with_shop().await;
    let refuse = "create trigger full before insert on responses when new.rating = 1 \
         begin select raise(abort, 'full'); end";
    ledger.sql().execute_batch(refuse).unwrap();
    let batch =
        [4, 5, 1].map(|rating| submission(&prompt(rating.try_into().unwrap()), 1, Outcome::Rated, Some(rating)));
    ledger.engine.apply(&batch).unwrap_err();
    assert_eq!((ledger.rows("responses"), ledger.rows("tallies")), (0, 0));
    ledger.engine.apply(&batch[..2]).unwrap();
    assert_eq!(ledger.whole("order").await.answered(), 2);
    ledger.is_right().await;
}
