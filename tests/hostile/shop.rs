//! A site whose customers are asked as often as a test likes.

use tests::collector::{Data, Site};

pub(crate) const ORIGIN: &str = "https://shop.example";
pub(crate) const SURVEYS: &str = "[[survey]]\nslug = 'relation'\nmetric = 'nps'\ntouchpoints = ['account_viewed']\n";

/// The site `shop` and the data of its collector.
pub(crate) struct Shop {
    pub(crate) data: Data,
    pub(crate) site: Site,
}

impl Shop {
    /// Begins with no answer.
    pub(crate) fn new() -> Self {
        let data = Data::new();
        let site = data.add_site("shop", ORIGIN);
        data.apply("shop", SURVEYS);
        Self { data, site }
    }
}
