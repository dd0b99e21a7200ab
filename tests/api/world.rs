//! A collector with two sites, and those who call it.

use futures_util::stream::{self, StreamExt};
use std::future::Future;
use std::sync::OnceLock;
use std::time::Duration;

use tests::client::{Owner, Page};
use tests::collector::{Collector, Data, Site};
use tests::postgres::{Cluster, Options};

/// One server for the whole suite, which its watchdog ends; nobody cuts its power.
static CLUSTER: OnceLock<Cluster> = OnceLock::new();

/// By when a collector has read what the command line changed.
pub(crate) const FOLLOWED: Duration = Duration::from_secs(10);

/// The origin of the shop's pages.
pub(crate) const ORIGIN: &str = "https://shop.example";

/// What the shop asks. Whoever is asked may be asked again at once, so that a test can be anyone.
pub(crate) const SURVEYS: &str = r#"
[[survey]]
slug = "relation"
metric = "nps"
touchpoints = ["account_viewed", "order_received"]
reasons = ["price", "other"]
contact = true
attributes = ["plan"]
[survey.ask]
cooldown_days = 0

[[survey]]
slug = "order"
metric = "csat"
touchpoints = ["order_completed"]
"#;

/// A collector with the sites `shop`, which has [`SURVEYS`], and `stranger`, which has none.
pub(crate) struct World {
    /// A page of the shop.
    pub(crate) page: Page,
    /// The shop's owner.
    pub(crate) owner: Owner,
    /// The shop, with its keys.
    pub(crate) shop: Site,
    /// The other site.
    pub(crate) stranger: Site,
    /// What they all call.
    pub(crate) collector: Collector,
    /// Where it keeps what it is told.
    pub(crate) data: Data,
}

impl World {
    /// Begins with no answer.
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// The same with more `words` on the collector's command line.
    pub(crate) fn with(words: &[&str]) -> Self {
        Self::of(Data::new(), words)
    }

    /// The same on PostgreSQL.
    pub(crate) fn on_postgres() -> Self {
        Self::on_postgres_with(&[])
    }

    /// The same with more `words` on the collector's command line.
    pub(crate) fn on_postgres_with(words: &[&str]) -> Self {
        let cluster = CLUSTER.get_or_init(|| Cluster::start(&Options { fsync: false, ..Options::default() }));
        Self::of(Data::on(&cluster.database()), words)
    }

    fn of(data: Data, words: &[&str]) -> Self {
        let shop = data.add_site("shop", ORIGIN);
        let stranger = data.add_site("stranger", "https://stranger.example");
        data.apply("shop", SURVEYS);
        let collector = data.serve_with(&[&["--metrics", "127.0.0.1:0"], words].concat());
        let page = Page::new(&collector.address, "shop", ORIGIN);
        let owner = Owner::new(&collector.address, &shop.read_key);
        Self { page, owner, shop, stranger, collector, data }
    }
}

/// Lets all of it happen, `most` at a time.
pub(crate) async fn together<F: Future>(most: usize, all: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    stream::iter(all).buffer_unordered(most).collect().await
}
