//! The judge: holds what is stored against what was acknowledged.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::ledger::{Ledger, Revisions};
use super::outcome::Outcome;

/// A response as it is stored, read behind the collector's back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The prompt's id.
    pub id: Uuid,
    /// The revision that is kept.
    pub rev: u32,
    /// The rating.
    pub rating: Option<i64>,
}

/// What is wrong. Every list is empty, or the ledger is broken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many rows there are.
    pub stored: usize,
    /// Acknowledged and not there, or there at an earlier revision than was acknowledged.
    pub lost: Vec<Uuid>,
    /// There twice.
    pub doubled: Vec<Uuid>,
    /// There although nobody sent it so, or although it was refused or erased.
    pub phantom: Vec<Uuid>,
    /// Sent, and its sender is not done with it.
    pub unsettled: usize,
}

impl Verdict {
    /// Fails unless nothing is wrong; what is unsettled may be there or not.
    ///
    /// # Panics
    /// If something is lost, doubled or there without cause, with the ids.
    pub fn is_clean(&self) {
        assert!(self.lost.is_empty(), "{} acknowledged are lost: {:?}", self.lost.len(), self.lost);
        assert!(self.doubled.is_empty(), "{} are stored twice: {:?}", self.doubled.len(), self.doubled);
        assert!(self.phantom.is_empty(), "{} should not be there: {:?}", self.phantom.len(), self.phantom);
    }
}

impl Ledger {
    /// Judges what is stored. Once nothing is unsettled, clean means: exactly what was acknowledged.
    pub fn judge(&self, stored: &[Row]) -> Verdict {
        let mut verdict = Verdict { stored: stored.len(), unsettled: self.unsettled().len(), ..Verdict::default() };
        let mut rows = BTreeMap::new();
        for row in stored {
            if rows.insert(row.id, *row).is_some() {
                verdict.doubled.push(row.id);
            }
        }
        let book = self.book();
        for (id, revisions) in &book.prompts {
            if book.erased.contains_key(id) {
                continue;
            }
            let acknowledged =
                revisions.values().rev().find(|entry| matches!(entry.fate, Some(Outcome::Acknowledged(_))));
            let kept = rows.get(id).map(|row| row.rev);
            if acknowledged.is_some_and(|entry| kept.is_none_or(|kept| kept < entry.told.rev)) {
                verdict.lost.push(*id);
            }
        }
        let unsent = |row: &&Row| !book.prompts.get(&row.id).is_some_and(|revisions| may_be(row, revisions));
        let erased = |row: &&Row| book.erased.get(&row.id) == Some(&true);
        verdict.phantom = rows.values().filter(|row| unsent(row) || erased(row)).map(|row| row.id).collect();
        verdict
    }

    /// How many answers there are of each rating, 0 to 10, by what is acknowledged.
    pub fn distribution(&self) -> [u64; 11] {
        let book = self.book();
        let mut counted = [0; 11];
        for revisions in book.prompts.values() {
            let last = revisions.values().rev().find(|entry| matches!(entry.fate, Some(Outcome::Acknowledged(_))));
            if let Some(rating) = last.and_then(|entry| usize::try_from(entry.told.rating).ok()) {
                counted[rating] += 1;
            }
        }
        counted
    }
}

/// Says whether somebody sent this row, and was not told that it is refused.
fn may_be(row: &Row, revisions: &Revisions) -> bool {
    revisions.get(&row.rev).is_some_and(|entry| {
        let refused = matches!(entry.fate, Some(Outcome::Refused(_) | Outcome::TurnedAway(_)));
        row.rating == Some(entry.told.rating) && (!refused || entry.doubtful)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::HeaderMap;
    use serde_json::json;

    use super::*;
    use crate::client::Answer;
    use crate::load::told::Told;

    fn told(id: u128, rev: u32) -> Told {
        let id = Uuid::from_u128(id);
        let first = Told { site: 0, id, token: String::new(), rev: 1, rating: 7, body: String::new() };
        if rev == 1 { first } else { first.changed(rev, 7) }
    }

    /// A ledger of reports (id, revision, status, word of the answer); status 0 is no answer.
    fn ledger(reports: &[(u128, u32, u16, &str)]) -> Ledger {
        let ledger = Ledger::default();
        for (id, rev, status, word) in reports {
            ledger.is_sent(&told(*id, *rev));
            let body = if *status < 400 { json!({ "status": word }) } else { json!({ "code": word }) };
            if *status > 0 {
                let answer = Ok(Answer { status: *status, headers: HeaderMap::new(), body });
                ledger.is_answered(&told(*id, *rev), &answer, Duration::ZERO);
            }
        }
        ledger
    }

    fn row(id: u128, rev: u32, rating: i64) -> Row {
        Row { id: Uuid::from_u128(id), rev, rating: Some(rating) }
    }

    #[test]
    fn what_is_acknowledged_must_be_there_and_only_what_was_sent_may() {
        let sent = [(1, 1, 201, "stored"), (1, 2, 201, "stored"), (2, 1, 0, ""), (3, 1, 422, "field_invalid")];
        for (stored, lost, doubled, phantom, what) in [
            (vec![row(1, 2, 7)], 0, 0, 0, "unknown and not there"),
            (vec![row(1, 2, 7), row(2, 1, 7)], 0, 0, 0, "unknown and there"),
            (vec![], 1, 0, 0, "acknowledged and not there"),
            (vec![row(1, 1, 7)], 1, 0, 0, "an earlier revision than was acknowledged"),
            (vec![row(1, 2, 7), row(1, 2, 7)], 0, 1, 0, "there twice"),
            (vec![row(1, 2, 6)], 0, 0, 1, "another rating"),
            (vec![row(1, 3, 7)], 0, 0, 1, "a revision that nobody sent"),
            (vec![row(1, 2, 7), row(3, 1, 7)], 0, 0, 1, "refused and there"),
            (vec![row(1, 2, 7), row(4, 1, 7)], 0, 0, 1, "never sent"),
        ] {
            let verdict = ledger(&sent).judge(&stored);
            let found = (verdict.lost.len(), verdict.doubled.len(), verdict.phantom.len());
            assert_eq!(found, (lost, doubled, phantom), "{what}");
        }
    }

    #[test]
    fn what_the_owner_erased_must_be_gone_and_what_she_only_asked_for_may_be() {
        let ledger = ledger(&[(1, 1, 201, "stored"), (2, 1, 201, "stored")]);
        let gone = Ok(Answer { status: 204, headers: HeaderMap::new(), body: json!(null) });
        for id in [1, 2] {
            ledger.is_to_be_erased(Uuid::from_u128(id));
        }
        ledger.is_erased(Uuid::from_u128(1), &gone, Duration::ZERO);
        assert!(ledger.judge(&[]).lost.is_empty());
        assert!(ledger.judge(&[row(2, 1, 7)]).phantom.is_empty());
        assert_eq!(ledger.judge(&[row(1, 1, 7)]).phantom, [Uuid::from_u128(1)]);
    }

    #[test]
    fn a_report_that_never_got_its_turn_was_not_sent() {
        let ledger = ledger(&[(1, 1, 201, "stored")]);
        ledger.is_sent(&told(1, 2));
        ledger.is_given_up(Some(&told(1, 2)), Duration::ZERO);
        assert_eq!((ledger.unsettled_count(), ledger.next_rev(Uuid::from_u128(1))), (0, 2));
        assert_eq!(ledger.judge(&[row(1, 2, 7)]).phantom, [Uuid::from_u128(1)]);
    }

    #[test]
    fn a_report_is_settled_once_it_is_acknowledged_or_refused() {
        let ledger = ledger(&[
            (1, 1, 201, "stored"),
            (2, 1, 0, ""),
            (3, 1, 422, "field_invalid"),
            (4, 1, 503, "overloaded"),
            (5, 1, 503, "store_unavailable"),
        ]);
        let open: Vec<u128> = ledger.unsettled().iter().map(|told| told.id.as_u128()).collect();
        assert_eq!(open, [2, 4, 5]);
        assert_eq!(ledger.unsettled_count(), 3);
        // What was turned away is not there; what is in doubt may be.
        let verdict = ledger.judge(&[row(1, 1, 7), row(4, 1, 7), row(5, 1, 7)]);
        assert_eq!(verdict.phantom, [Uuid::from_u128(4)]);
    }
}
