//! How long answers took, counted from the moment when each request was due.

use std::time::Duration;

use serde::Serialize;

/// The times of one kind of outcome.
#[derive(Clone, Debug, Default)]
pub struct Latencies(Vec<u32>);

/// Those times in short, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Percentiles {
    /// How many there are.
    pub count: usize,
    /// Half are at most this.
    pub p50: f64,
    /// 95 % are at most this.
    pub p95: f64,
    /// 99 % are at most this.
    pub p99: f64,
    /// 99.9 % are at most this.
    pub p999: f64,
    /// All are at most this.
    pub max: f64,
}

impl Latencies {
    /// Takes one down. More than an hour counts as an hour.
    pub fn note(&mut self, took: Duration) {
        self.0.push(u32::try_from(took.as_micros()).unwrap_or(3_600_000_000));
    }

    /// How many were taken down.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Those that were taken down after the first `count`.
    pub fn after(&self, count: usize) -> Self {
        Self(self.0[count..].to_vec())
    }

    /// Takes down all of `others`.
    pub fn merge(&mut self, others: &Self) {
        self.0.extend(&others.0);
    }

    /// Sums them up; the times of none are zero.
    pub fn percentiles(&self) -> Percentiles {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        // The nearest rank: the smallest time that this share of all do not exceed.
        let at = |per_mille: usize| {
            let rank = (sorted.len() * per_mille).div_ceil(1_000).max(1);
            sorted.get(rank - 1).map_or(0.0, |us| f64::from(*us) / 1_000.0)
        };
        Percentiles { count: sorted.len(), p50: at(500), p95: at(950), p99: at(990), p999: at(999), max: at(1_000) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut latencies = Latencies::default();
        for ms in (1..=1_000).rev() {
            latencies.note(Duration::from_millis(ms));
        }
        let want = Percentiles { count: 1_000, p50: 500.0, p95: 950.0, p99: 990.0, p999: 999.0, max: 1_000.0 };
        assert_eq!(latencies.percentiles(), want);
        assert_eq!(Latencies::default().percentiles().max, 0.0);
        let mut one = Latencies::default();
        one.note(Duration::from_millis(3));
        assert_eq!((one.percentiles().p50, one.percentiles().p999), (3.0, 3.0));
    }
}
