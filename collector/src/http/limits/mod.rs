//! How often somebody may call: buckets for each caller and for each site (RELIABILITY.md T1, T22).
//!
//! Addresses are in memory alone, IPv6 by the network. A site that there is not is refused before it comes here.

mod bucket;

use std::{net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};

use axum::{extract::FromRequestParts, http::request::Parts};
use governor::Quota;
use metrics::counter;
use shared::survey::Slug;

use self::bucket::{Buckets, a_minute};
use super::{App, callers::Caller, error::Refusal, site::PublicSite};
use crate::metrics::LIMITED;

/// How many callers are held of each kind of limit (of each route's own, of each route's share, of wrong keys): 100,000 in all, which take some 12 MiB.
const MOST_CALLERS: [usize; 5] = [30_000, 30_000, 15_000, 15_000, 10_000];
/// How many prompts, and how many reports, a minute a caller has of sites whose own limits are used up: the four reports
/// of one prompt, and one more. 250 callers can use up a site's 30,000 prompts, and leave so much to each of the others.
const SHARE: u32 = 5;
/// How many sites are. There are only those that were added.
const MOST_SITES: usize = 100_000;
/// How many keys that are none an address may try at once, and after how long one more: ten in fifteen minutes.
const WRONG_KEYS: (NonZeroU32, Duration) = (NonZeroU32::new(10).expect("ten is not 0"), Duration::from_secs(90));

/// How many requests a minute are taken; 0 is any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Prompts, of one caller.
    pub prompts_per_caller: u32,
    /// Reports, of one caller.
    pub responses_per_caller: u32,
    /// Prompts, of one site.
    pub prompts_per_site: u32,
    /// Reports, of one site.
    pub responses_per_site: u32,
}

impl Default for Rates {
    /// What honest customers need, and some more.
    ///
    /// Of one address: an office of 500 who finish 40 interactions in a day of eight hours asks for 42 prompts a
    /// minute; a webinar of 100 that ends in one room asks for 100 at once; of 2,000 phones behind one address of a
    /// carrier, one in twenty shopping at the same time and done in ten minutes, come 10. A prompt is reported about
    /// four times: shown, rated, completed or dismissed, and once more.
    ///
    /// Of one site: 10,000,000 interactions a day are 7,000 a minute, four times as many at the busiest hour.
    fn default() -> Self {
        Self {
            prompts_per_caller: 120,
            responses_per_caller: 480,
            prompts_per_site: 30_000,
            responses_per_site: 120_000,
        }
    }
}

/// The buckets.
#[derive(Debug)]
pub(super) struct Limits {
    prompts: Pair,
    responses: Pair,
    wrong_keys: Buckets<IpAddr>,
}

/// What is taken on one route.
#[derive(Debug)]
struct Pair {
    /// What the limits of callers and of sites are called in the figures.
    kinds: [&'static str; 2],
    callers: Option<Buckets<IpAddr>>,
    sites: Option<Buckets<Slug>>,
    shares: Buckets<IpAddr>,
}

impl Limits {
    pub(super) fn new(rates: Rates) -> Self {
        let callers = |rate, most| a_minute(rate).map(|quota| Buckets::new(quota, most));
        let sites = |rate| a_minute(rate).map(|quota| Buckets::new(quota, MOST_SITES));
        let shares = |most| Buckets::new(a_minute(SHARE).expect("it is not 0"), most);
        let [prompts, responses, prompt_shares, response_shares, keys] = MOST_CALLERS;
        let (tries, again) = WRONG_KEYS;
        let wrong = Quota::with_period(again).expect("it is some time").allow_burst(tries);
        Self {
            prompts: Pair {
                kinds: ["prompts_per_caller", "prompts_per_site"],
                callers: callers(rates.prompts_per_caller, prompts),
                sites: sites(rates.prompts_per_site),
                shares: shares(prompt_shares),
            },
            responses: Pair {
                kinds: ["responses_per_caller", "responses_per_site"],
                callers: callers(rates.responses_per_caller, responses),
                sites: sites(rates.responses_per_site),
                shares: shares(response_shares),
            },
            wrong_keys: Buckets::new(wrong, keys),
        }
    }

    /// Notes that a key was tried that is none, and says whether the caller tried too many.
    ///
    /// A right key is never refused: behind a proxy that is not named, one program with an old key would lock out
    /// everybody.
    pub(super) fn note_wrong_key(&self, caller: Option<Caller>) -> Result<(), Refusal> {
        let Some(caller) = caller else { return Ok(()) };
        let refused = |wait| beyond("wrong_keys", "too many keys were tried from this address", wait);
        self.wrong_keys.take(&caller.network()).map_err(refused)
    }

    /// Takes one report of what the site may be told, once the report is known to be about a prompt of the site.
    pub(super) fn take_response(&self, site: &PublicSite, caller: Option<Caller>) -> Result<(), Refusal> {
        self.responses.take_of_site(site, caller)
    }

    /// How many callers are held; one counts for each kind of limit that holds it.
    pub(super) fn callers_held(&self) -> usize {
        let held = |pair: &Pair| pair.callers.as_ref().map_or(0, Buckets::held) + pair.shares.held();
        held(&self.prompts) + held(&self.responses) + self.wrong_keys.held()
    }
}

impl Pair {
    fn take_of_caller(&self, parts: &Parts) -> Result<(), Refusal> {
        // Only a request that came over no connection has no caller: one of a test.
        if let (Some(callers), Some(caller)) = (&self.callers, caller(parts)) {
            let refused = |wait| beyond(self.kinds[0], "too many requests came from this address", wait);
            callers.take(&caller.network()).map_err(refused)?;
        }
        Ok(())
    }

    /// What strangers can send without being of the site is refused before: they would use up what its customers need.
    fn take_of_site(&self, site: &PublicSite, caller: Option<Caller>) -> Result<(), Refusal> {
        let Some(sites) = &self.sites else { return Ok(()) };
        let Err(wait) = sites.take(&site.site().slug) else { return Ok(()) };
        if caller.is_some_and(|caller| self.shares.take(&caller.network()).is_ok()) {
            return Ok(());
        }
        Err(beyond(self.kinds[1], "too many requests came for this site", wait))
    }
}

pub(super) fn caller(parts: &Parts) -> Option<Caller> {
    parts.extensions.get().copied()
}

/// Counts a request beyond the limit of this kind, and refuses it.
fn beyond(kind: &'static str, detail: &str, wait: Duration) -> Refusal {
    counter!(LIMITED, "kind" => kind).increment(1);
    Refusal::rate_limited(detail, wait)
}

/// The site that is asked for a prompt, by one of its pages and a caller who may ask. The body is not read before.
#[derive(Debug)]
pub(super) struct AskedSite(pub(super) PublicSite);

/// The site that is told what became of a prompt, by a caller who may tell.
#[derive(Debug)]
pub(super) struct ToldSite(pub(super) PublicSite);

impl FromRequestParts<Arc<App>> for AskedSite {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let site = PublicSite::from_request_parts(parts, app).await?;
        app.limits.prompts.take_of_caller(parts)?;
        site.check_origin(&parts.headers)?;
        site.check_asks()?;
        app.limits.prompts.take_of_site(&site, caller(parts))?;
        Ok(Self(site))
    }
}

impl FromRequestParts<Arc<App>> for ToldSite {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let site = PublicSite::from_request_parts(parts, app).await?;
        app.limits.responses.take_of_caller(parts)?;
        Ok(Self(site))
    }
}

/// Whole seconds to wait, 1 to 60.
pub(super) fn seconds(wait: Duration) -> u64 {
    wait.as_millis().div_ceil(1_000).clamp(1, 60) as u64
}
