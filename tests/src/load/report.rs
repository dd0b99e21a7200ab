//! What a run of load came to: a table for people, one line of JSON for programs.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::latency::Percentiles;
use super::ledger::Ledger;
use super::oracle::Verdict;
use super::outcome::Outcome;

/// Everything that RELIABILITY.md wants to know of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What was run.
    pub run: String,
    /// Distinct reports that were sent.
    pub sent: usize,
    /// Requests, with those that repeat a report and those for scores.
    pub requests: u64,
    /// Reports that were acknowledged.
    pub acked: usize,
    /// Reports that were refused for what they say, by code.
    pub refused: BTreeMap<String, usize>,
    /// Requests that ended without the fate of their report being known.
    pub unknown: u64,
    /// Requests that sent such a report again.
    pub resent: u64,
    /// Requests that failed, with those tries that their customer had patience for.
    pub failed: u64,
    /// Reports whose fate is still not known.
    pub unsettled: usize,
    /// Rows in the store.
    pub stored: usize,
    /// Acknowledged and not there. Must be 0.
    pub lost: usize,
    /// There twice. Must be 0.
    pub doubled: usize,
    /// There without cause, or although refused. Must be 0.
    pub phantom: usize,
    /// Answers with status 500. Must be 0.
    pub status_500: u64,
    /// Requests that got no turn while their customers had patience, so that they were never sent.
    pub given_up: u64,
    /// Answers 429 or 503.
    pub told_to_wait: u64,
    /// The longest that one of them told to wait, in seconds.
    pub longest_wait_s: u32,
    /// Answers 429 or 503 that do not say when to come again. Must be 0.
    pub no_retry_after: u64,
    /// Times by outcome, in milliseconds.
    pub latency_ms: BTreeMap<String, Percentiles>,
}

impl Report {
    /// Sums up a ledger and what was found in the store.
    pub fn new(run: &str, ledger: &Ledger, verdict: &Verdict) -> Self {
        let book = ledger.book();
        let entries = || book.prompts.values().flat_map(BTreeMap::values);
        let mut refused = BTreeMap::new();
        for entry in entries() {
            if let Some(Outcome::Refused(code)) = &entry.fate {
                *refused.entry(code.clone()).or_default() += 1;
            }
        }
        Self {
            run: run.to_owned(),
            sent: entries().count(),
            requests: book.counts.requests,
            acked: entries().filter(|entry| matches!(entry.fate, Some(Outcome::Acknowledged(_)))).count(),
            refused,
            unknown: book.counts.unknown,
            resent: book.counts.resent,
            failed: book.counts.failed,
            unsettled: verdict.unsettled,
            stored: verdict.stored,
            lost: verdict.lost.len(),
            doubled: verdict.doubled.len(),
            phantom: verdict.phantom.len(),
            status_500: book.counts.status_500,
            given_up: book.counts.given_up,
            told_to_wait: book.counts.told_to_wait,
            longest_wait_s: book.counts.longest_wait_s,
            no_retry_after: book.counts.no_retry_after,
            latency_ms: book.latencies.iter().map(|(name, times)| (name.clone(), times.percentiles())).collect(),
        }
    }

    /// The line of JSON.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("a report is names and numbers")
    }

    /// Fails unless everything that must be 0 is.
    ///
    /// # Panics
    /// With the whole report.
    pub fn is_clean(&self) {
        let must_be_0 = (self.lost, self.doubled, self.phantom, self.unsettled, self.status_500, self.no_retry_after);
        assert_eq!(must_be_0, (0, 0, 0, 0, 0, 0), "lost, doubled, phantom, unsettled, 500, no Retry-After\n{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused: usize = self.refused.values().sum();
        writeln!(
            f,
            "{}: {} sent ({} requests), {} acked, {refused} refused, {} unknown, {} resent, {} failed, {} unsettled",
            self.run, self.sent, self.requests, self.acked, self.unknown, self.resent, self.failed, self.unsettled
        )?;
        writeln!(
            f,
            "  {} stored, {} lost, {} doubled, {} phantom, {} status 500, {} without Retry-After",
            self.stored, self.lost, self.doubled, self.phantom, self.status_500, self.no_retry_after
        )?;
        writeln!(f, "  {:<20}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}", "ms", "count", "p50", "p95", "p99", "p99.9", "max")?;
        for (name, it) in &self.latency_ms {
            let times = [it.p50, it.p95, it.p99, it.p999, it.max].map(|ms| format!("{ms:>9.1}")).concat();
            writeln!(f, "  {name:<20}{:>8}{times}", it.count)?;
        }
        Ok(())
    }
}
