//! The oracle: what was sent, and what is known of each report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::Value;
use uuid::Uuid;

/// Every report that was sent, noted before it was sent and again when it was answered.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    sent: BTreeMap<Uuid, Value>,
    acknowledged: BTreeSet<Uuid>,
}

impl Ledger {
    /// Notes a report that is about to be sent.
    pub(crate) fn is_sent(&self, id: Uuid, report: &Value) {
        self.0.lock().unwrap().sent.insert(id, report.clone());
    }

    /// Notes a report that was answered with 2xx, and returns how many were.
    pub(crate) fn is_acknowledged(&self, id: Uuid) -> usize {
        let mut book = self.0.lock().unwrap();
        book.acknowledged.insert(id);
        book.acknowledged.len()
    }

    /// The reports that were answered with 2xx.
    pub(crate) fn acknowledged(&self) -> BTreeSet<Uuid> {
        self.0.lock().unwrap().acknowledged.clone()
    }

    /// The reports that were sent and not answered: stored or not, nobody knows.
    pub(crate) fn unknown(&self) -> Vec<(Uuid, Value)> {
        let book = self.0.lock().unwrap();
        let unknown = book.sent.iter().filter(|(id, _)| !book.acknowledged.contains(*id));
        unknown.map(|(id, report)| (*id, report.clone())).collect()
    }

    /// The rating that was sent with each report.
    pub(crate) fn ratings(&self) -> BTreeMap<Uuid, i64> {
        let book = self.0.lock().unwrap();
        book.sent.iter().map(|(id, report)| (*id, report["rating"].as_i64().unwrap())).collect()
    }
}
