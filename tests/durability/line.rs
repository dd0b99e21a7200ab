//! A collector whose way to PostgreSQL fails on command.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tests::collector::{Collector, Data};
use tests::load::{Crowd, Ledger, Load, Outcome, Told};
use tests::postgres::{Cluster, Options};
use tests::proxy::Proxy;

use crate::shop::Shop;

/// How long a customer waits. A collector answers within six seconds, whatever its store does, if it has a processor to
/// do so: these tests may share theirs with others.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// A collector, the line to its database, and who calls it. The test itself has a line of its own.
pub(crate) struct Distant {
    pub(crate) proxy: Proxy,
    pub(crate) shop: Shop,
    pub(crate) collector: Collector,
    pub(crate) crowd: Crowd,
    pub(crate) ledger: Arc<Ledger>,
    _cluster: Cluster,
}

impl Distant {
    pub(crate) async fn new() -> Self {
        let cluster = Cluster::start(&Options::default());
        let direct = cluster.database();
        let proxy = Proxy::before(([127, 0, 0, 1], cluster.port()).into()).await;
        let distant = direct.replace(&format!("127.0.0.1:{}", cluster.port()), &proxy.address.to_string());
        assert_ne!(direct, distant);
        let shop = Shop::on(&direct);
        let collector = Data::on(&distant).serve();
        let crowd = shop.crowd(&[&collector]);
        Self { proxy, shop, collector, crowd, ledger: Arc::default(), _cluster: cluster }
    }

    /// Sends a report once.
    pub(crate) async fn tell(&self, told: &Told) -> Outcome {
        self.ledger.is_sent(told);
        let sent = Instant::now();
        let answer = self.crowd.tell(told, PATIENCE).await;
        self.ledger.is_answered(told, &answer, sent.elapsed())
    }

    /// Sends what is unsettled until it is not.
    pub(crate) async fn settle(&self) {
        Load::default().settle(&self.crowd, &self.ledger, PATIENCE * 3).await;
    }
}
