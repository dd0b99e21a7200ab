//! Buckets of tokens, of as many keys as there is memory for.

use std::{
    fmt,
    hash::Hash,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::StateStore,
};
use lru::LruCache;

/// A bucket for each key. What a minute allows may come at once; then it fills evenly.
pub(super) struct Buckets<K: Hash + Eq + Clone, C: Clock = MonotonicClock> {
    limiter: RateLimiter<K, Recent<K>, C, NoOpMiddleware<C::Instant>>,
    recent: Recent<K>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// Buckets of this quota for the `most` keys that were seen last.
    pub(super) fn new(quota: Quota, most: usize) -> Self {
        Self::by(MonotonicClock, quota, most)
    }
}

impl<K: Hash + Eq + Clone, C: Clock> Buckets<K, C> {
    fn by(clock: C, quota: Quota, most: usize) -> Self {
        let recent = Recent { most, keys: Arc::new(Mutex::new(LruCache::unbounded())) };
        Self { limiter: RateLimiter::new(quota, recent.clone(), clock), recent }
    }

    /// Takes one token of this key, or says how long there is none.
    pub(super) fn take(&self, key: &K) -> Result<(), Duration> {
        let now = || self.limiter.clock().now();
        self.limiter.check_key(key).map_err(|until| until.wait_time_from(now()))
    }

    /// How many keys are held.
    pub(super) fn held(&self) -> usize {
        self.recent.keys().len()
    }
}

impl<K: Hash + Eq + Clone, C: Clock> fmt::Debug for Buckets<K, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Buckets")
    }
}

/// A quota of so many in a minute; none if that is 0.
pub(super) fn a_minute(most: u32) -> Option<Quota> {
    NonZeroU32::new(most).map(Quota::per_minute)
}

/// When the bucket of each key is full again, of the keys that were seen last.
///
/// Who is forgotten begins with a full bucket: with more callers than that at once, limits of each are of no use.
#[derive(Clone)]
struct Recent<K: Hash + Eq> {
    most: usize,
    /// Without a most of its own, for which it would take the memory at once.
    keys: Arc<Mutex<LruCache<K, Nanos>>>,
}

impl<K: Hash + Eq> Recent<K> {
    fn keys(&self) -> MutexGuard<'_, LruCache<K, Nanos>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq + Clone> StateStore for Recent<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut keys = self.keys();
        if let Some(known) = keys.get_mut(key) {
            let (told, next) = decide(Some(*known))?;
            *known = next;
            return Ok(told);
        }
        let (told, next) = decide(None)?;
        keys.put(key.clone(), next);
        if keys.len() > self.most {
            keys.pop_lru();
        }
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn a_minutes_worth_may_come_at_once_and_then_it_fills_evenly() {
        let clock = FakeRelativeClock::default();
        let buckets = Buckets::by(clock.clone(), a_minute(60).unwrap(), 10);
        let taken = |key| (0..200).filter(|_| buckets.take(&key).is_ok()).count();
        assert_eq!((taken(1), taken(2)), (60, 60));
        assert_eq!(buckets.take(&1), Err(Duration::from_secs(1)));
        clock.advance(Duration::from_secs(10));
        assert_eq!((taken(1), taken(1)), (10, 0));
        clock.advance(Duration::from_secs(600));
        assert_eq!(taken(1), 60, "it holds no more than a minute's worth");
    }

    #[test]
    fn only_so_many_are_held_and_the_one_seen_last_is_not_forgotten() {
        let buckets = Buckets::by(FakeRelativeClock::default(), a_minute(1).unwrap(), 100);
        for key in 0..10_000 {
            assert_eq!(buckets.take(&key), Ok(()));
            assert!(buckets.take(&key).is_err());
        }
        assert_eq!(buckets.held(), 100);
        assert!(buckets.take(&9_900).is_err());
        assert!(buckets.take(&0).is_ok(), "who is forgotten begins anew");
    }
}
