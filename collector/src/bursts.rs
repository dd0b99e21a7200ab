//! Bursts: many first ratings from one caller in a short while. What comes on top of them is held back.
//!
//! A caller is an IPv4 address, or a /64 of IPv6, which is what one customer of a provider has. Addresses live in this
//! memory alone, for some minutes; each collector has its own.

use std::{
    collections::{HashMap, HashSet},
    mem,
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::Timestamp;
use shared::survey::Slug;
use uuid::Uuid;

use crate::quarantine::Reason;

/// The most callers, and the most rated prompts, of one generation. There are two generations.
const MOST_KNOWN: usize = 50_000;

/// From how many first ratings of one caller on, within how long, it is a burst.
///
/// The default is 60 in ten minutes. An office of a thousand people behind one address that is all asked within one
/// hour, of whom a third answers, makes 333 in that hour: 56 in ten minutes. A script is over it with its 61st.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// So many are no burst yet.
    pub ratings: NonZeroU32,
    /// Within so many seconds.
    pub window_s: NonZeroU32,
}

impl Threshold {
    /// 60 in ten minutes.
    pub const DEFAULT: Self = Self {
        ratings: NonZeroU32::new(60).expect("60 is not 0"),
        window_s: NonZeroU32::new(600).expect("600 is not 0"),
    };
}

/// What is remembered of callers. Memory is bounded: beyond 100,000 callers those are forgotten that came least lately.
#[derive(Debug)]
pub struct Bursts {
    threshold: Option<Threshold>,
    generations: Mutex<Generations>,
    held: AtomicU64,
}

/// What is known: what was looked at since the last turn, and what was looked at before it.
#[derive(Debug, Default)]
struct Generations {
    young: Known,
    old: Known,
    /// When the young one began, Unix milliseconds.
    since: i64,
}

#[derive(Debug, Default)]
struct Known {
    /// When each caller's ratings have drained, Unix milliseconds: each takes `window / ratings`.
    drained_at: HashMap<(Slug, IpAddr), i64>,
    /// Prompts whose first rating was counted, so that what follows a rating is not another one.
    rated: HashSet<Uuid>,
}

impl Bursts {
    /// Begins with no caller known; with no threshold nothing is ever a burst.
    pub fn new(threshold: Option<Threshold>) -> Self {
        Self { threshold, generations: Mutex::default(), held: AtomicU64::new(0) }
    }

    /// Says whether what a caller reports of a prompt now is to be held back. To be asked once a report.
    pub fn judge(&self, site: &Slug, caller: IpAddr, prompt: Uuid, is_rated: bool, now: Timestamp) -> Option<Reason> {
        let Threshold { ratings, window_s } = self.threshold?;
        let now = now.as_millisecond();
        let window = i64::from(window_s.get()) * 1000;
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.turn(now, 2 * window);
        let is_first_rating = is_rated && generations.is_first(prompt);
        let caller = (site.clone(), caller);
        // It never takes more than two windows, so that a burst is over one window after it stops, and a clock that was
        // set back holds nobody back for longer.
        let latest = now + 2 * window;
        let mut drained_at = generations.drained_at(&caller).unwrap_or(now).clamp(now, latest);
        if is_first_rating {
            drained_at = (drained_at + (window / i64::from(ratings.get())).max(1)).min(latest);
        }
        if drained_at > now {
            generations.young.drained_at.insert(caller, drained_at);
        }
        let is_burst = drained_at - now > window;
        if is_burst && is_first_rating {
            self.held.fetch_add(1, Ordering::Relaxed);
        }
        is_burst.then_some(Reason::Burst)
    }

    /// Returns how many first ratings were held back since the start.
    pub fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// Returns how many callers are remembered.
    pub fn callers(&self) -> usize {
        let generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        generations.young.drained_at.len() + generations.old.drained_at.len()
    }
}

impl Generations {
    /// Begins a new generation where the young one is full, or older than anything that it could know.
    fn turn(&mut self, now: i64, after: i64) {
        let Known { drained_at, rated } = &self.young;
        if drained_at.len() >= MOST_KNOWN || rated.len() >= MOST_KNOWN || (now - self.since).abs() >= after {
            self.old = mem::take(&mut self.young);
            self.since = now;
        }
    }

    fn is_first(&mut self, prompt: Uuid) -> bool {
        !self.old.rated.contains(&prompt) && self.young.rated.insert(prompt)
    }

    fn drained_at(&self, caller: &(Slug, IpAddr)) -> Option<i64> {
        [&self.young, &self.old].into_iter().find_map(|known| known.drained_at.get(caller)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_790_000_000;

    fn bursts(ratings: u32, window_s: u32) -> Bursts {
        let some = |number| NonZeroU32::new(number).unwrap();
        Bursts::new(Some(Threshold { ratings: some(ratings), window_s: some(window_s) }))
    }

    fn site(name: &str) -> Slug {
        name.parse().unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(START + second).unwrap()
    }

    /// Says whether the rating of a new prompt is held back.
    fn rate(bursts: &Bursts, address: &str, second: i64) -> bool {
        bursts.judge(&site("shop"), address.parse().unwrap(), Uuid::now_v7(), true, at(second)).is_some()
    }

    #[test]
    fn what_comes_on_top_of_the_threshold_is_held_back_until_a_window_after_it_stopped() {
        let bursts = bursts(60, 600);
        assert_eq!((0..60).filter(|_| rate(&bursts, "203.0.113.7", 0)).count(), 0);
        assert_eq!((0..10_000).filter(|_| rate(&bursts, "203.0.113.7", 1)).count(), 10_000);
        assert_eq!(bursts.held(), 10_000);
        assert!(!rate(&bursts, "203.0.113.8", 1), "a neighbour");
        assert!(rate(&bursts, "203.0.113.7", 590));
        assert!(!rate(&bursts, "203.0.113.7", 1_200));
    }

    #[test]
    fn an_office_behind_one_address_is_no_burst_and_a_script_that_goes_on_is_one() {
        let bursts = bursts(60, 600);
        // 333 answers in an hour, then a rating every five seconds.
        assert!(!(0..333).any(|answer| rate(&bursts, "203.0.113.7", answer * 3_600 / 333)));
        let held = (0..720).filter(|answer| rate(&bursts, "198.51.100.1", answer * 5)).count();
        assert_eq!(held, 720 - 119, "60, and one each ten seconds while they fit, are counted");
    }

    #[test]
    fn a_caller_is_another_at_each_site() {
        let bursts = bursts(1, 600);
        assert!(!rate(&bursts, "203.0.113.7", 0));
        assert!(rate(&bursts, "203.0.113.7", 0));
        let elsewhere = bursts.judge(&site("other"), "203.0.113.7".parse().unwrap(), Uuid::now_v7(), true, at(0));
        assert_eq!(elsewhere, None);
    }

    #[test]
    fn a_prompt_is_counted_once_and_everything_of_a_burst_is_held_back() {
        let bursts = bursts(2, 600);
        let address = "203.0.113.7".parse().unwrap();
        let report = |id, is_rated| bursts.judge(&site("shop"), address, Uuid::from_u128(id), is_rated, at(0));
        for _ in 0..10 {
            assert_eq!(report(1, true), None, "a comment follows a rating, a rating is corrected or sent again");
            assert_eq!(report(2, false), None, "shown is no rating");
        }
        assert_eq!((report(2, true), report(3, false)), (None, None));
        let burst = Some(Reason::Burst);
        assert_eq!((report(3, true), report(4, false), report(1, true)), (burst, burst, burst));
        assert_eq!(bursts.held(), 1);
    }

    #[test]
    fn with_no_threshold_nothing_is_a_burst() {
        let bursts = Bursts::new(None);
        assert!(!(0..1_000).any(|_| rate(&bursts, "203.0.113.7", 0)));
        assert_eq!(bursts.callers(), 0);
    }

    #[test]
    fn a_clock_that_was_set_back_holds_nobody_back_for_longer() {
        let bursts = bursts(1, 600);
        for _ in 0..9 {
            rate(&bursts, "203.0.113.7", 86_400);
        }
        assert!(rate(&bursts, "203.0.113.7", 0));
        assert!(!rate(&bursts, "203.0.113.7", 1_201));
    }

    #[test]
    fn memory_is_bounded_and_who_comes_often_is_not_forgotten() {
        let bursts = bursts(2, 600);
        for _ in 0..3 {
            rate(&bursts, "203.0.113.7", 0);
        }
        for caller in 0..250_000_u128 {
            let address = std::net::Ipv6Addr::from_bits((0x2001_0db8_0000_0000 + caller) << 64);
            rate(&bursts, &address.to_string(), 0);
            if caller % 40_000 == 0 {
                assert!(rate(&bursts, "203.0.113.7", 0), "forgotten after {caller} others");
            }
        }
        assert!(bursts.callers() <= 2 * MOST_KNOWN, "{}", bursts.callers());
    }
}
