//! What a site may have under way at a time of something that lasts: exports, searches, live streams.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use shared::survey::Slug;

use super::error::Refusal;

/// When somebody who was refused may try again: such a thing lasts for a while.
const AGAIN: Duration = Duration::from_secs(5);

/// How many each site has under way.
#[derive(Debug)]
pub(super) struct Shares {
    most: usize,
    of_all: usize,
    /// What is told to whoever wants one more.
    detail: &'static str,
    taken: Mutex<HashMap<Slug, usize>>,
}

/// One that is under way; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Share {
    shares: Arc<Shares>,
    site: Slug,
}

impl Shares {
    /// Each site may have `most`, and all sites together `of_all`.
    pub(super) fn new(most: usize, of_all: usize, detail: &'static str) -> Arc<Self> {
        Arc::new(Self { most, of_all, detail, taken: Mutex::default() })
    }

    /// Begins one of a site.
    pub(super) fn take(self: &Arc<Self>, site: &Slug) -> Result<Share, Refusal> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let of_site = taken.get(site).copied().unwrap_or_default();
        if of_site >= self.most || taken.values().sum::<usize>() >= self.of_all {
            return Err(Refusal::rate_limited(self.detail, AGAIN));
        }
        taken.insert(site.clone(), of_site + 1);
        Ok(Share { shares: Arc::clone(self), site: site.clone() })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.shares.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.site) {
            Some(of_site) if *of_site > 1 => *of_site -= 1,
            _ => drop(taken.remove(&self.site)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_its_share_and_all_have_theirs_and_what_ends_makes_room() {
        let shares = Shares::new(2, 3, "too many");
        let [shop, other] = ["shop", "other"].map(|name| name.parse().unwrap());
        let one = shares.take(&shop).unwrap();
        let _two = shares.take(&shop).unwrap();
        assert!(shares.take(&shop).is_err());
        let three = shares.take(&other).unwrap();
        assert!(shares.take(&other).is_err());
        drop(one);
        let _four = shares.take(&other).unwrap();
        drop(three);
        assert!(shares.take(&shop).is_ok());
    }
}
