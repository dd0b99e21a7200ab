//! Bursts: many first ratings from one caller, in a short while or in a day, or from one respondent in a day. What comes on
//! top of them is held back.
//!
//! A caller is an IPv4 address, or a /64 of IPv6, which is what one customer of a provider has. A respondent is who the
//! site's server says it is, from any address. Addresses and hashes of pseudonyms live in this memory alone, until what
//! they rated has drained: some minutes for one rating, a day at most. Each collector has its own.

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
use sha2::{Digest, Sha256};
use shared::survey::Slug;
use tokio::time;
use uuid::Uuid;

use crate::{clock::Clock, quarantine::Reason};

/// The most callers and respondents, and the most rated prompts.
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

/// How many first ratings of one respondent are counted a day by default.
///
/// Who rates an order, a delivery and some chats of one day is far below it; a day of 20 is a shared account or a page
/// that asks too often.
pub const RATINGS_PER_RESPONDENT: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");

/// Who rates.
#[derive(Clone, Copy, Debug)]
pub struct Rater<'a> {
    /// The caller's network, unless others call through the same one.
    pub caller: Option<IpAddr>,
    /// The pseudonym by which the site's server vouches for the customer.
    pub respondent: Option<&'a str>,
}

/// What is remembered of raters. Memory is bounded: those are forgotten that came least lately.
#[derive(Debug)]
pub struct Bursts {
    threshold: Option<Threshold>,
    /// How many first ratings of one respondent are counted a day; any number if there is none.
    per_respondent: Option<NonZeroU32>,
    known: Mutex<Known>,
    held: AtomicU64,
}

#[derive(Debug)]
struct Known {
    raters: LruCache<(Slug, Name), Drained>,
    /// Prompts that were rated, so that what follows a first rating is not another one, and why that was held back.
    rated: LruCache<Uuid, Option<Reason>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Name {
    Caller(IpAddr),
    /// SHA-256 of the pseudonym, which is longer and more telling.
    Respondent([u8; 32]),
}

/// When a rater's ratings have drained, Unix milliseconds.
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
    fn at(self, now: i64, window: i64) -> Self {
        Self { burst: self.burst.min(now + 2 * window), day: self.day.min(now + DAY_MS) }
    }

    /// Adds one of `per_day` ratings, if it fits in a day.
    fn take_of_day(&mut self, per_day: NonZeroU32, now: i64) -> bool {
        let day = self.day.max(now) + (DAY_MS / i64::from(per_day.get())).max(1);
        let fits = day - now <= DAY_MS;
        self.day = if fits { day } else { self.day };
        fits
    }
}

impl Bursts {
    /// Begins with nobody known; with no threshold nothing is ever a burst.
    pub fn new(threshold: Option<Threshold>, per_respondent: Option<NonZeroU32>) -> Self {
        // Without a most of their own, for which they would take the memory at once.
        let known = Known { raters: LruCache::unbounded(), rated: LruCache::unbounded() };
        Self { threshold, per_respondent, known: Mutex::new(known), held: AtomicU64::new(0) }
    }

    /// Says whether what is reported of a prompt now is to be held back. To be asked once a report.
    pub fn judge(&self, site: &Slug, by: Rater<'_>, prompt: Uuid, is_rated: bool, now: Timestamp) -> Option<Reason> {
        let caller = self.threshold.zip(by.caller);
        let respondent = self.per_respondent.zip(by.respondent);
        if caller.is_none() && respondent.is_none() {
            return None;
        }
        let now = now.as_millisecond();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.rated.get(&prompt).copied();
        let is_first_rating = is_rated && before.is_none();
        let mut held = before.flatten();
        if let Some((per_day, pseudonym)) = respondent.filter(|_| is_first_rating) {
            let name = Name::Respondent(Sha256::digest(pseudonym.as_bytes()).into());
            let mut drained = known.drained(site, name, now, self.window_ms());
            if !drained.take_of_day(per_day, now) {
                held = Some(Reason::Respondent);
            }
            known.raters.put((site.clone(), name), drained);
        }
        if let Some((threshold, caller)) = caller {
            let (name, window) = (Name::Caller(caller), threshold.window_ms());
            let mut drained = known.drained(site, name, now, window);
            if is_first_rating {
                let share = (window / i64::from(threshold.ratings.get())).max(1);
                drained.burst = (drained.burst.max(now) + share).min(now + 2 * window);
            }
            if drained.burst - now > window {
                held = held.or(Some(Reason::Burst));
            }
            if is_first_rating {
                if threshold.per_day.is_some_and(|per_day| held.is_none() && !drained.take_of_day(per_day, now)) {
                    held = Some(Reason::Burst);
                }
                known.raters.put((site.clone(), name), drained);
            }
        }
        if is_first_rating {
            self.held.fetch_add(u64::from(held.is_some()), Ordering::Relaxed);
            known.rated.put(prompt, held);
            known.forget_beyond(MOST_KNOWN);
        }
        held
    }

    /// Forgets whose ratings have drained.
    fn sweep(&self, now: Timestamp) {
        let (now, window) = (now.as_millisecond(), self.window_ms());
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |drained: &Drained| drained.burst.max(drained.day) <= now;
        // What a clock that was set back would keep for longer is cut first.
        known.raters.iter_mut().for_each(|(_, drained)| *drained = drained.at(now, window));
        let over: Vec<_> =
            known.raters.iter().filter(|(_, drained)| is_over(drained)).map(|(key, _)| key.clone()).collect();
        for rater in over {
            known.raters.pop(&rater);
        }
    }

    fn window_ms(&self) -> i64 {
        self.threshold.map_or(0, |threshold| threshold.window_ms())
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

    /// Returns how many callers and respondents are remembered.
    pub fn raters(&self) -> usize {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).raters.len()
    }
}

impl Known {
    /// What is remembered of a rater of this site.
    fn drained(&mut self, site: &Slug, name: Name, now: i64, window: i64) -> Drained {
        let drained = self.raters.get(&(site.clone(), name)).copied();
        drained.unwrap_or(Drained { burst: now, day: now }).at(now, window)
    }

    fn forget_beyond(&mut self, most: usize) {
        while self.raters.len() > most {
            self.raters.pop_lru();
        }
        if self.rated.len() > most {
            self.rated.pop_lru();
        }
    }
}

#[cfg(test)]
mod tests;
