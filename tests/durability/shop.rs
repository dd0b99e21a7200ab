//! A site whose customers are asked as often as a test likes, and what is stored of them.

use tests::client::Page;
use tests::collector::{Collector, Data, Site};
use tests::load::{Crowd, Ledger, Report, Row};

use crate::{database, file};

pub(crate) const ORIGIN: &str = "https://shop.example";
const SURVEYS: &str = "[[survey]]\nslug = 'relation'\nmetric = 'nps'\ntouchpoints = ['account_viewed']\n";

/// The site `shop`, its owner's key, and the data that its collectors share.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) data: Data,
    site: Site,
}

impl Shop {
    /// Begins with no answer.
    pub(crate) fn new() -> Self {
        Self::with(Data::new())
    }

    /// Begins with no answer, in an empty PostgreSQL database.
    pub(crate) fn on(database: &str) -> Self {
        Self::with(Data::on(database))
    }

    /// Opens where the collectors may run already.
    pub(crate) fn with(data: Data) -> Self {
        let site = data.add_site("shop", ORIGIN);
        data.apply("shop", SURVEYS);
        Self { data, site }
    }

    /// Every stored response, read behind the collectors' backs.
    pub(crate) async fn rows(&self) -> Vec<Row> {
        match self.data.database() {
            Some(address) => database::rows(address).await,
            None => file::rows(self.data.folder()),
        }
    }

    /// The key that may remove responses.
    pub(crate) fn manage_key(&self) -> &str {
        &self.site.manage_key
    }

    /// A page of it, which calls this collector.
    pub(crate) fn page(&self, collector: &Collector) -> Page {
        self.page_at(&collector.address)
    }

    /// A page of it, which calls whatever stands there.
    pub(crate) fn page_at(&self, address: &str) -> Page {
        Page::new(address, "shop", ORIGIN)
    }

    /// Its customers and its owner, who call these collectors by turns.
    pub(crate) fn crowd(&self, collectors: &[&Collector]) -> Crowd {
        let addresses: Vec<&str> = collectors.iter().map(|collector| collector.address.as_str()).collect();
        self.crowd_at(&addresses)
    }

    /// The same, through whatever stands in front of the collectors.
    pub(crate) fn crowd_at(&self, addresses: &[&str]) -> Crowd {
        Crowd::new(addresses, "shop", ORIGIN, &self.site.read_key, "relation", "account_viewed")
    }

    /// Fails unless what is stored is exactly what was acknowledged, the scores are its recount, the tallies
    /// too, and nothing was answered with 500 or sent away without a time to come again; tells the figures.
    pub(crate) async fn is_exact(&self, run: &str, ledger: &Ledger, crowd: &Crowd) -> Report {
        let verdict = ledger.judge(&self.rows().await);
        verdict.is_clean();
        let report = Report::new(run, ledger, &verdict);
        println!("{report}{}", report.line());
        report.is_clean();
        crowd.scores_are(ledger.distribution()).await;
        self.data.is_right();
        report
    }
}
