//! Zones: a site's days follow its zone, and nothing is lost on the way.

use shared::wire::prompts::Outcome::{Completed, Dismissed, Rated, Shown};

use super::{DAY, Ledger, NOON, On, on_every_engine, prompt, slug, submission};
use crate::{
    calendar::Day,
    store::query::{Dimension, SiteChange},
    token::IssuedPrompt,
};

on_every_engine! {
    another_zone_moves_counts_to_its_days_and_back,
    another_zone_moves_more_responses_than_are_read_at_a_time,
    a_report_that_was_under_way_while_the_zone_changed_is_counted_once,
    a_zone_that_there_is_not_is_refused_and_nothing_moves,
}

async fn days(ledger: &Ledger, site: &str) -> Vec<(Day, u64)> {
    let tallies = ledger.tallies(site, "order", Dimension::Whole).await;
    tallies.into_iter().map(|((day, _), tally)| (day, tally.shown)).collect()
}

async fn move_to(ledger: &Ledger, tz: &str) {
    let change = SiteChange { tz: Some(tz.to_owned()), ..SiteChange::default() };
    ledger.store.change_site(slug("shop"), change).await.unwrap();
}

async fn another_zone_moves_counts_to_its_days_and_back(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    let late = IssuedPrompt { issued_at: NOON + 11 * 3600, ..prompt(1) };
    let other = IssuedPrompt { site: slug("other"), ..late.clone() };
    for told in [
        submission(&late, 1, Rated, Some(4)),
        submission(&other, 1, Rated, Some(1)),
        submission(&prompt(2), 1, Dismissed, None),
    ] {
        ledger.apply(&told);
    }
    let whole = ledger.whole("order").await;
    assert_eq!(days(&ledger, "shop").await, [(DAY, 2)]);

    // 23:00 in Greenwich is 04:45 of the next day in Kathmandu.
    move_to(&ledger, "Asia/Kathmandu").await;
    assert_eq!(days(&ledger, "shop").await, [(DAY, 1), (DAY.plus(1), 1)]);
    assert_eq!(days(&ledger, "other").await, [(DAY, 1)], "another site's days moved");
    assert_eq!(ledger.whole("order").await, whole);
    ledger.is_right().await;

    move_to(&ledger, "UTC").await;
    assert_eq!(days(&ledger, "shop").await, [(DAY, 2)]);
    ledger.is_right().await;
}

async fn another_zone_moves_more_responses_than_are_read_at_a_time(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let late = |id| IssuedPrompt { issued_at: NOON + 11 * 3600, ..prompt(id) };
    let reports: Vec<_> = (1..=4_001).map(|id| submission(&late(id), 1, Rated, Some(4))).collect();
    ledger.apply_all(&reports).unwrap();
    move_to(&ledger, "Asia/Kathmandu").await;
    assert_eq!(days(&ledger, "shop").await, [(DAY.plus(1), 4_001)]);
    ledger.is_right().await;
}

async fn a_report_that_was_under_way_while_the_zone_changed_is_counted_once(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let late = IssuedPrompt { issued_at: NOON + 11 * 3600, ..prompt(1) };
    ledger.apply(&submission(&late, 0, Shown, None));
    move_to(&ledger, "Asia/Kathmandu").await;
    // Its day was worked out by a collector that had not read the new zone yet.
    ledger.apply(&submission(&late, 1, Completed, Some(5)));
    assert_eq!(days(&ledger, "shop").await, [(DAY.plus(1), 1)]);
    assert_eq!(ledger.whole("order").await.answered(), 1);
    ledger.is_right().await;
}

async fn a_zone_that_there_is_not_is_refused_and_nothing_moves(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply(&submission(&prompt(1), 1, Rated, Some(4)));
    let change = SiteChange { tz: Some("Mars/Base".to_owned()), ..SiteChange::default() };
    ledger.store.change_site(slug("shop"), change).await.unwrap_err();
    assert_eq!(ledger.store.catalog().await.unwrap().sites[&slug("shop")].tz, "UTC");
    assert_eq!(days(&ledger, "shop").await, [(DAY, 1)]);
    ledger.is_right().await;
}
