//! Keeping: what is stored is there later, and what was tampered with is found.

use shared::wire::prompts::Outcome::{self, Dismissed, OptedOut, Rated, Shown};

use super::{Ledger, NOON, On, on_every_engine, prompt, slug, submission};
use crate::{
    store::batch::Applied::{Replayed, Stale, Stored},
    token::IssuedPrompt,
};

on_every_engine! {
    a_store_that_is_opened_again_has_everything,
    a_store_of_a_newer_version_is_refused_by_name,
    tampering_is_found_and_named,
    a_known_customers_history_tells_when_what_happened,
    what_arrives_late_takes_no_customer_back_in_time,
    who_is_not_known_has_no_history,
}

async fn a_store_that_is_opened_again_has_everything(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let told = submission(&prompt(1), 1, Rated, Some(4));
    ledger.apply(&told);
    let (catalog, whole) = (ledger.store.catalog().await.unwrap(), ledger.whole("order").await);

    let mut ledger = ledger.reopened().await;
    let again = ledger.store.catalog().await.unwrap();
    assert_eq!(again.version, catalog.version);
    assert_eq!(again.sites[&slug("shop")].surveys, catalog.sites[&slug("shop")].surveys);
    assert_eq!(again.secrets[0].bytes, catalog.secrets[0].bytes, "tokens of before are no longer accepted");
    assert_eq!(ledger.whole("order").await, whole);
    assert_eq!(ledger.apply(&told), Replayed);
    ledger.is_right().await;
}

async fn a_store_of_a_newer_version_is_refused_by_name(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let newer = match on {
        On::Sqlite => "pragma user_version = 99",
        On::Postgres => "update schema_version set version = 99",
    };
    ledger.home.execute(newer).await;
    let refused = crate::store::Store::open(&ledger.home.place()).await.unwrap_err().to_string();
    assert!(refused.starts_with("this store has schema 99; this sondeo knows schemas up to "), "{refused}");
}

async fn tampering_is_found_and_named(on: On) {
    for (tampering, place) in [
        ("update tallies set r4 = r4 + 1 where dimension = 'whole'", "shop order 2026-09-21 whole \"\""),
        ("update tallies set shown = 0 where dimension = 'locale'", "shop order 2026-09-21 locale \"en\""),
        ("delete from tallies where dimension = 'touchpoint'", "shop order 2026-09-21 touchpoint \"order_completed\""),
        ("update tallies set day = day + 1 where dimension = 'whole'", "shop order 2026-09-21 whole \"\""),
        ("update responses set rating = 5", "shop order 2026-09-21 locale \"en\""),
        ("update responses set day = day + 1", "shop order 2026-09-22 whole \"\""),
        ("update responses set touchpoint = 'chat_closed'", "shop order 2026-09-21 touchpoint \"chat_closed\""),
        ("delete from responses", "shop order 2026-09-21 whole \"\""),
    ] {
        let mut ledger = Ledger::with_shop(on).await;
        ledger.apply(&submission(&prompt(1), 1, Rated, Some(4)));
        ledger.is_right().await;
        assert!(ledger.home.execute(tampering).await > 0, "{tampering}");
        let found = ledger.store.verify().await.unwrap();
        assert!(found.iter().any(|difference| difference.place == place), "{tampering}: {found:#?}");
    }
}

/// When a known customer was last asked, answered, dismissed and opted out, after these reports.
async fn history(on: On, reports: &[(u128, u32, Outcome, Option<i64>)]) -> [Option<i64>; 4] {
    let mut ledger = Ledger::with_shop(on).await;
    for (id, rev, outcome, rating) in reports {
        let issued_at = NOON + i64::try_from(*id).unwrap() * 100;
        let prompt = IssuedPrompt { respondent: Some("r-7".to_owned()), issued_at, ..prompt(*id) };
        let applied = ledger.apply(&submission(&prompt, *rev, *outcome, *rating));
        assert!(matches!(applied, Stored | Stale), "{applied:?}");
    }
    let row = "select asked_at, answered_at, dismissed_at, opted_out_at from histories \
         where site = 'shop' and respondent = 'r-7' and survey = 'order'";
    let at: [Option<String>; 4] = ledger.home.read(row).await.remove(0).try_into().unwrap();
    assert_eq!(ledger.rows("histories").await, 1);
    at.map(|at| at.map(|at| at.parse::<i64>().unwrap() - NOON))
}

async fn a_known_customers_history_tells_when_what_happened(on: On) {
    assert_eq!(history(on, &[(1, 0, Shown, None)]).await, [Some(100), None, None, None]);
    assert_eq!(history(on, &[(1, 1, Rated, Some(4))]).await, [Some(100), Some(106), None, None]);
    assert_eq!(history(on, &[(1, 1, Dismissed, None)]).await, [Some(100), None, Some(106), None]);
    assert_eq!(history(on, &[(1, 1, OptedOut, None)]).await, [Some(100), None, None, Some(106)]);
    assert_eq!(
        history(on, &[(1, 1, Dismissed, None), (2, 1, Rated, Some(2))]).await,
        [Some(200), Some(206), Some(106), None]
    );
}

async fn what_arrives_late_takes_no_customer_back_in_time(on: On) {
    let late = [(2, 1, Rated, Some(4)), (1, 1, Rated, Some(2)), (2, 0, Shown, None)];
    assert_eq!(history(on, &late).await, [Some(200), Some(206), None, None]);
}

async fn who_is_not_known_has_no_history(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply(&submission(&prompt(1), 1, Rated, Some(4)));
    assert_eq!(ledger.rows("histories").await, 0);
}
