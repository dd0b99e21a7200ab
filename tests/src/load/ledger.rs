//! What was sent, and what is known of each report: the book that every fault is judged by.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use rand::RngExt;
use rand::seq::IndexedRandom;
use uuid::Uuid;

use super::latency::{Latencies, Percentiles};
use super::outcome::Outcome;
use super::told::Told;
use crate::client::Answer;

/// Every report that was sent: noted before it is sent, and again when its fate is known.
#[derive(Debug, Default)]
pub struct Ledger(Mutex<Book>);

/// The reports about one prompt by revision, and the last that is known of each.
pub(super) type Revisions = BTreeMap<u32, Entry>;

/// One report.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) told: Told,
    /// Nothing while it is on its way.
    pub(super) fate: Option<Outcome>,
    /// Whether any request of it ended without its fate being known: it may be stored whatever a later answer said.
    pub(super) doubtful: bool,
}

/// A moment of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Mark(BTreeMap<String, usize>);

#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) prompts: BTreeMap<Uuid, Revisions>,
    /// The ids with an acknowledged report, in the order of the acknowledgements.
    acknowledged: Vec<Uuid>,
    /// How many reports are unsettled: counted, because counting them takes as long as the book is thick.
    unsettled: usize,
    /// What the owner wanted gone, and whether she was told that it is.
    pub(super) erased: BTreeMap<Uuid, bool>,
    pub(super) counts: Counts,
    pub(super) latencies: BTreeMap<String, Latencies>,
}

/// What is counted by request, not by report.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) requests: u64,
    pub(super) unknown: u64,
    pub(super) resent: u64,
    pub(super) failed: u64,
    pub(super) status_500: u64,
    pub(super) told_to_wait: u64,
    pub(super) no_retry_after: u64,
    pub(super) longest_wait_s: u32,
    pub(super) given_up: u64,
}

impl Ledger {
    /// Notes a report that is about to be sent for the first time.
    pub fn is_sent(&self, told: &Told) {
        let entry = Entry { told: told.clone(), fate: None, doubtful: false };
        let mut book = self.book();
        let before = book.prompts.entry(told.id).or_default().insert(told.rev, entry);
        let was_settled = before.is_none_or(|before| before.fate.as_ref().is_some_and(Outcome::is_final));
        book.unsettled += usize::from(was_settled);
    }

    /// Notes what came of a request with this report, and how long after it was due.
    pub fn is_answered(&self, told: &Told, answer: &reqwest::Result<Answer>, took: Duration) -> Outcome {
        let outcome = Outcome::of(answer);
        let mut book = self.book();
        book.counts.note(answer);
        book.latencies.entry(outcome.name().to_owned()).or_default().note(took);
        let entry = book.prompts.get_mut(&told.id).and_then(|revisions| revisions.get_mut(&told.rev));
        let entry = entry.expect("a report is noted before it is sent");
        // A replay that gets lost takes back nothing of what is known.
        let known = entry.fate.as_ref().is_some_and(Outcome::is_final);
        let unknown = matches!(outcome, Outcome::Unknown(_));
        let settles = !known && outcome.is_final();
        entry.doubtful |= unknown;
        if !known {
            entry.fate = Some(outcome.clone());
        }
        if !known && matches!(outcome, Outcome::Acknowledged(_)) {
            book.acknowledged.push(told.id);
        }
        book.unsettled -= usize::from(settles);
        book.counts.unknown += u64::from(unknown && !known);
        outcome
    }

    /// Notes that a report is about to be sent again because its fate is not known.
    pub fn is_resent(&self) {
        self.book().counts.resent += 1;
    }

    /// Notes that a customer's request failed for good: no patience is left for another try.
    pub fn has_failed(&self) {
        self.book().counts.failed += 1;
    }

    /// Notes that a request got no turn while its customer had patience: it was never sent.
    pub fn is_given_up(&self, told: Option<&Told>, waited: Duration) {
        let mut book = self.book();
        book.counts.given_up += 1;
        book.latencies.entry("given_up".to_owned()).or_default().note(waited);
        let Some(told) = told else { return };
        if let Some(revisions) = book.prompts.get_mut(&told.id) {
            revisions.remove(&told.rev);
            book.unsettled -= 1;
        }
    }

    /// Notes what came of a request that is no report, and how long after it was due.
    pub fn is_told(&self, what: &str, answer: &reqwest::Result<Answer>, took: Duration) {
        let mut book = self.book();
        book.counts.note(answer);
        let name = answer.as_ref().map_or_else(|_| format!("{what}_no_answer"), |it| format!("{what}_{}", it.status));
        book.latencies.entry(name).or_default().note(took);
    }

    /// Notes that the owner is about to have this response erased.
    pub fn is_to_be_erased(&self, id: Uuid) {
        self.book().erased.insert(id, false);
    }

    /// Notes what came of that, and how long it took.
    pub fn is_erased(&self, id: Uuid, answer: &reqwest::Result<Answer>, took: Duration) {
        self.is_told("erasure", answer, took);
        if answer.as_ref().is_ok_and(|answer| answer.status == 204) {
            self.book().erased.insert(id, true);
        }
    }

    /// A report that is acknowledged, drawn from all; the last revision of its prompt that is.
    pub fn any_acknowledged(&self, random: &mut impl RngExt) -> Option<Told> {
        let book = self.book();
        let id = book.acknowledged.choose(random)?;
        let acknowledged = |entry: &&Entry| matches!(entry.fate, Some(Outcome::Acknowledged(_)));
        book.prompts[id].values().rev().find(acknowledged).map(|entry| entry.told.clone())
    }

    /// The revision that nobody has told yet of this prompt.
    pub fn next_rev(&self, id: Uuid) -> u32 {
        self.book().prompts.get(&id).and_then(|revisions| revisions.keys().next_back()).map_or(1, |rev| rev + 1)
    }

    /// How many reports are acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.book().acknowledged.len()
    }

    /// How many requests ended with this outcome: `stored`, `store_unavailable`.
    pub fn ended_with(&self, outcome: &str) -> usize {
        self.book().latencies.get(outcome).map_or(0, Latencies::count)
    }

    /// What is acknowledged at this moment: the last such revision of each prompt.
    pub fn acknowledged_revisions(&self) -> BTreeMap<Uuid, u32> {
        let book = self.book();
        let acknowledged = |entry: &&Entry| matches!(entry.fate, Some(Outcome::Acknowledged(_)));
        let last = |revisions: &Revisions| revisions.values().rev().find(acknowledged).map(|entry| entry.told.rev);
        book.prompts.iter().filter_map(|(id, revisions)| Some((*id, last(revisions)?))).collect()
    }

    /// The reports whose sender is not done with them, oldest revisions first.
    pub fn unsettled(&self) -> Vec<Told> {
        self.with_fate(|fate| !fate.is_some_and(Outcome::is_final))
    }

    /// The reports of which nobody knows whether they are stored.
    pub fn in_doubt(&self) -> Vec<Told> {
        self.with_fate(|fate| matches!(fate, None | Some(Outcome::Unknown(_))))
    }

    fn with_fate(&self, is_meant: fn(Option<&Outcome>) -> bool) -> Vec<Told> {
        let book = self.book();
        let meant = |entry: &&Entry| is_meant(entry.fate.as_ref());
        book.prompts.values().flat_map(BTreeMap::values).filter(meant).map(|entry| entry.told.clone()).collect()
    }

    /// A moment: how many requests had ended with each outcome.
    pub fn mark(&self) -> Mark {
        Mark(self.book().latencies.iter().map(|(name, times)| (name.clone(), times.count())).collect())
    }

    /// The times by outcome of the requests that ended since.
    pub fn since(&self, mark: &Mark) -> BTreeMap<String, Percentiles> {
        let book = self.book();
        let late = |(name, times): (&String, &Latencies)| {
            (name.clone(), times.after(mark.0.get(name).copied().unwrap_or(0)).percentiles())
        };
        book.latencies.iter().map(late).filter(|(_, times)| times.count > 0).collect()
    }

    /// How many reports are unsettled.
    pub fn unsettled_count(&self) -> usize {
        self.book().unsettled
    }

    pub(super) fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().expect("nobody panics while holding the book")
    }
}

impl Counts {
    fn note(&mut self, answer: &reqwest::Result<Answer>) {
        self.requests += 1;
        let Ok(answer) = answer else { return };
        self.status_500 += u64::from(answer.status == 500);
        if !matches!(answer.status, 429 | 503) {
            return;
        }
        let wait_s = answer.header("retry-after").parse().unwrap_or(0);
        self.told_to_wait += 1;
        self.no_retry_after += u64::from(wait_s == 0);
        self.longest_wait_s = self.longest_wait_s.max(wait_s);
    }
}
