//! Bursts: many first ratings from one caller, in a short while or in a day. What comes on top of them is held back.
//!
//! A caller is an IPv4 address, or a /64 of IPv6, which is what one customer of a provider has. Addresses live in this
//! memory alone, until what they rated has drained: some minutes for one rating, a day at most. Each collector has its
//! own.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use lru::LruCache;
use shared::survey::Slug;
use tokio::time;
use uuid::Uuid;

use crate::{clock::Clock, quarantine::Reason};

/// The most callers, and the most rated prompts.
const MOST_KNOWN: usize = 100_000;

/// How often those are forgotten whose ratings have drained.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How many first ratings of one caller are counted; what is on top of them is held back.
///
/// By default 60 in ten minutes, and 400 a day. An office of a thousand people behind one address that is all asked
/// within one hour, of whom a third answers, makes 333 in that hour and day: 56 in ten minutes. A script that rates as
/// fast as it can is over it after 60, a patient one after 400, or has 400 counted a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// So many are no burst yet.
    pub ratings: NonZeroU32,
    /// Within so many seconds.
    pub window_s: NonZeroU32,
    /// And so many a day; any number if there is none.
    pub per_day: Option<NonZeroU32>,
}

impl Threshold {
    /// 60 in ten minutes, and 400 a day.
    pub const DEFAULT: Self = Self {
        ratings: NonZeroU32::new(60).expect("60 is not 0"),
        window_s: NonZeroU32::new(600).expect("600 is not 0"),
        per_day: NonZeroU32::new(400),
    };

    fn window_ms(&self) -> i64 {
        i64::from(self.window_s.get()) * 1000
    }
}

/// What is remembered of callers. Memory is bounded: those are forgotten that came least lately.
#[derive(Debug)]
pub struct Bursts {
    threshold: Option<Threshold>,
    known: Mutex<Known>,
    held: AtomicU64,
}

#[derive(Debug)]
struct Known {
    callers: LruCache<(Slug, IpAddr), Drained>,
    /// Prompts that were rated, so that what follows a first rating is not another one, and whether that was held back.
    rated: LruCache<Uuid, bool>,
}

/// When a caller's ratings have drained, Unix milliseconds.
#[derive(Clone, Copy, Debug)]
struct Drained {
    /// Each takes `window / ratings`. What is held back fills it too, so that of a flood that goes on nothing more is
    /// counted.
    burst: i64,
    /// Each takes `day / per_day`. Only what is counted fills it: who shares an address with a flood is welcome soon
    /// after it.
    day: i64,
}

impl Drained {
    /// The same at a moment: where a clock was set back, no later than can be.
    ///
    /// A burst never takes more than two windows, so that it is over one window after it stops.
    fn at(self, now: i64, threshold: &Threshold) -> Self {
        Self { burst: self.burst.min(now + 2 * threshold.window_ms()), day: self.day.min(now + DAY_MS) }
    }
}

impl Bursts {
    /// Begins with no caller known; with no threshold nothing is ever a burst.
    pub fn new(threshold: Option<Threshold>) -> Self {
        // Without a most of their own, for which they would take the memory at once.
        let known = Known { callers: LruCache::unbounded(), rated: LruCache::unbounded() };
        Self { threshold, known: Mutex::new(known), held: AtomicU64::new(0) }
    }

    /// Says whether what a caller reports of a prompt now is to be held back. To be asked once a report.
    pub fn judge(&self, site: &Slug, caller: IpAddr, prompt: Uuid, is_rated: bool, now: Timestamp) -> Option<Reason> {
        let threshold = self.threshold?;
        let (now, window) = (now.as_millisecond(), threshold.window_ms());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let was_held = known.rated.get(&prompt).copied();
        let is_first_rating = is_rated && was_held.is_none();
        let caller = (site.clone(), caller);
        let drained = known.callers.get(&caller).copied();
        let mut drained = drained.unwrap_or(Drained { burst: now, day: now }).at(now, &threshold);
        if is_first_rating {
            let share = (window / i64::from(threshold.ratings.get())).max(1);
            drained.burst = (drained.burst.max(now) + share).min(now + 2 * window);
        }
        let is_burst = drained.burst - now > window;
        let mut is_held = is_burst || was_held == Some(true);
        if is_first_rating {
            if let Some(per_day) = threshold.per_day.filter(|_| !is_held) {
                let day = drained.day.max(now) + (DAY_MS / i64::from(per_day.get())).max(1);
                is_held = day - now > DAY_MS;
                drained.day = if is_held { drained.day } else { day };
            }
            self.held.fetch_add(u64::from(is_held), Ordering::Relaxed);
            known.rated.put(prompt, is_held);
            known.callers.put(caller, drained);
            known.forget_beyond(MOST_KNOWN);
        }
        is_held.then_some(Reason::Burst)
    }

    /// Forgets whose ratings have drained.
    fn sweep(&self, now: Timestamp) {
        let Some(threshold) = self.threshold else { return };
        let now = now.as_millisecond();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |drained: &Drained| drained.burst.max(drained.day) <= now;
        // What a clock that was set back would keep for longer is cut first.
        known.callers.iter_mut().for_each(|(_, drained)| *drained = drained.at(now, &threshold));
        let over: Vec<_> =
            known.callers.iter().filter(|(_, drained)| is_over(drained)).map(|(key, _)| key.clone()).collect();
        for caller in over {
            known.callers.pop(&caller);
        }
    }

    /// Forgets every minute whose ratings have drained, for ever, also while nobody reports anything.
    pub async fn keep_swept(&self, clock: &dyn Clock) {
        let mut ticks = time::interval(SWEEP_EVERY);
        loop {
            ticks.tick().await;
            self.sweep(clock.now());
        }
    }

    /// Returns how many first ratings were held back since the start.
    pub fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// Returns how many callers are remembered.
    pub fn callers(&self) -> usize {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).callers.len()
    }
}

impl Known {
    fn forget_beyond(&mut self, most: usize) {
        if self.callers.len() > most {
            self.callers.pop_lru();
        }
        if self.rated.len() > most {
            self.rated.pop_lru();
        }
    }
}

#[cfg(test)]
mod tests;
