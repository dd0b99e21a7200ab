//! Away: a server that goes and comes back finds its writers again, and nothing twice.

use shared::wire::prompts::Outcome::Rated;
use tests::postgres::{Cluster, Options, Stop};

use super::{Ledger, home::Home, prompt, submission};
use crate::store::{
    StoreError,
    batch::Applied::{Replayed, Stored},
};

#[tokio::test]
async fn a_server_that_was_away_is_written_to_again_by_the_same_writer() {
    let cluster = Cluster::start(&Options::default());
    let mut ledger = Ledger::open(Home::Schema(cluster.database())).await;
    ledger.add_site("shop").await;
    let told = |id| submission(&prompt(id), 1, Rated, Some(4));
    assert_eq!(ledger.apply(&told(1)), Stored);

    // Back before anybody asks: the writer finds its connection broken, and no customer notices.
    for (id, how) in [(2, Stop::Fast), (3, Stop::Immediate)] {
        cluster.restart(how);
        assert_eq!(ledger.apply(&told(id)), Stored, "after {how:?}");
        assert_eq!(ledger.apply(&told(id - 1)), Replayed, "after {how:?}");
    }

    // Away while somebody asks: an error that a browser tries again after.
    cluster.stop(Stop::Immediate);
    let refused = ledger.apply_all(&[told(4)]).unwrap_err();
    assert!(matches!(refused, StoreError::Postgres(_)) && !refused.is_fatal(), "{refused}");
    let refused = ledger.store.catalog_version().await.unwrap_err();
    assert!(matches!(refused, StoreError::Postgres(_)), "{refused}");
    assert!(ledger.store.is_writing() && ledger.store.check_ready().await.is_err());
    cluster.run();
    assert_eq!(ledger.apply(&told(4)), Stored);
    assert!(ledger.store.check_ready().await.is_ok());

    assert_eq!((ledger.rows("responses").await, ledger.whole("order").await.answered()), (4, 4));
    ledger.is_right().await;
}
