//! When the pages of each site were last heard of: kept in memory, as what asks for a prompt writes nothing.

use std::{
    collections::HashMap,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicI64, Ordering},
    },
};

use shared::survey::Slug;

/// The last time of each site, Unix seconds. There are only sites that were added.
#[derive(Debug, Default)]
pub struct Heard(RwLock<HashMap<Slug, AtomicI64>>);

impl Heard {
    /// Notes that a page of the site asked at this second.
    pub fn note(&self, site: &Slug, second: i64) {
        if let Some(last) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(site) {
            last.fetch_max(second, Ordering::Relaxed);
            return;
        }
        let mut heard = self.0.write().unwrap_or_else(PoisonError::into_inner);
        heard.entry(site.clone()).or_default().fetch_max(second, Ordering::Relaxed);
    }

    /// Returns when one asked last.
    pub fn last(&self, site: &Slug) -> Option<i64> {
        let heard = self.0.read().unwrap_or_else(PoisonError::into_inner);
        heard.get(site).map(|last| last.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_time_counts_of_each_site() {
        let heard = Heard::default();
        let [shop, other]: [Slug; 2] = ["shop", "other"].map(|slug| slug.parse().unwrap());
        assert_eq!(heard.last(&shop), None);
        for second in [7, 9, 8] {
            heard.note(&shop, second);
        }
        assert_eq!((heard.last(&shop), heard.last(&other)), (Some(9), None));
    }
}
