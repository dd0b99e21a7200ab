//! What expires when, and that it goes.

use std::{collections::BTreeMap, sync::Mutex};

use shared::wire::prompts::Outcome;
use tempfile::TempDir;

use super::*;
use crate::{
    signed_interaction::Interactions,
    store::query::{NewSite, SiteChange, SiteSettings},
    submission::{Report, Submission},
    token::IssuedPrompt,
};

#[test]
fn a_retention_is_some_days_or_for_ever() {
    for (text, days) in [
        ("1", Some(Some(1))),
        ("3650", Some(Some(3650))),
        ("forever", Some(None)),
        ("none", Some(None)),
        ("0", None),
        ("3651", None),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("always", None),
    ] {
        assert_eq!(text.parse::<Retention>().ok().map(Retention::as_days), days, "{text}");
    }
}

#[test]
fn a_day_expires_whole_at_the_midnight_of_the_site() {
    for (days, now, zone, before) in [
        (1, "2026-11-25T12:00:00Z", "UTC", "2026-11-24T00:00:00Z"),
        (1, "2026-11-25T23:59:59Z", "UTC", "2026-11-24T00:00:00Z"),
        (1, "2026-11-26T00:00:00Z", "UTC", "2026-11-25T00:00:00Z"),
        (30, "2026-11-25T12:00:00Z", "Europe/Madrid", "2026-10-25T23:00:00Z"),
        (32, "2026-11-25T12:00:00Z", "Europe/Madrid", "2026-10-23T22:00:00Z"),
        (1, "2026-11-25T18:14:59Z", "Asia/Kathmandu", "2026-11-23T18:15:00Z"),
        (1, "2026-11-25T18:15:00Z", "Asia/Kathmandu", "2026-11-24T18:15:00Z"),
    ] {
        let retention = Retention::days(days).unwrap();
        let got = retention.expires_before(now.parse().unwrap(), &TimeZone::get(zone).unwrap());
        assert_eq!(got.unwrap().to_string(), before, "{days} days at {now} in {zone}");
    }
    assert_eq!(Retention::FOREVER.expires_before(Timestamp::UNIX_EPOCH, &TimeZone::UTC), None);
}

const NOON: &str = "2026-11-25T12:00:00Z";

async fn store() -> (Store, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().into()).await.unwrap();
    for (slug, retention) in [("shop", Retention::days(10).unwrap()), ("other", Retention::FOREVER)] {
        let settings = SiteSettings {
            origins: Vec::new(),
            tz: "UTC".to_owned(),
            locale: "en".to_owned(),
            retention,
            interactions: Interactions::Any,
        };
        let site = NewSite { slug: slug.parse().unwrap(), settings, keys: Vec::new() };
        store.add_site(site, NOON.parse().unwrap()).await.unwrap();
    }
    (store, folder)
}

/// A report about a prompt that was issued so many hours before noon.
fn report(site: &str, hours: i64, number: u8) -> Submission {
    let issued_at = NOON.parse::<Timestamp>().unwrap() - SignedDuration::from_hours(hours);
    let milliseconds = issued_at.as_millisecond().unsigned_abs();
    let prompt = IssuedPrompt {
        site: site.parse().unwrap(),
        id: uuid::Builder::from_unix_timestamp_millis(milliseconds, &[number; 10]).into_uuid(),
        survey: "order".parse().unwrap(),
        version: 1,
        issued_at: issued_at.as_second(),
        touchpoint: "order_completed".parse().unwrap(),
        interaction_id: None,
        stage: None,
        locale: "en".to_owned(),
        device: None,
        attributes: BTreeMap::new(),
        respondent: None,
        is_vouched: false,
        is_test: false,
    };
    let comment = Some("late".to_owned());
    let report =
        Report { rev: 1, outcome: Outcome::Dismissed, rating: None, comment, reasons: Vec::new(), contact: None };
    let day = Day::of(issued_at, &TimeZone::UTC);
    Submission {
        prompt,
        day,
        quarantine: None,
        as_other: Vec::new(),
        earlier: Vec::new(),
        report,
        received_at: issued_at.as_second(),
        age_ms: 0,
    }
}

async fn kept(store: &Store) -> Vec<(String, u64)> {
    let sites = store.sites().await.unwrap();
    sites.into_iter().map(|site| (site.slug.to_string(), site.responses)).collect()
}

#[tokio::test]
async fn more_than_a_batch_expires_and_nothing_else_goes() {
    let (store, _folder) = store().await;
    let mut reports = Vec::new();
    for number in 0..=250 {
        // The day that is ten days back begins 252 hours before this noon.
        for (site, hours) in [("shop", 253), ("shop", 300), ("shop", 700), ("shop", 252), ("other", 700)] {
            reports.push(report(site, hours, number));
        }
    }
    // At once, for their batches; awaited, so that a failure is not waited out for ever.
    let told: Vec<_> = reports
        .into_iter()
        .map(|report| {
            let store = store.clone();
            tokio::spawn(async move { store.submit(report).await.map(drop) })
        })
        .collect();
    for told in told {
        told.await.unwrap().unwrap();
    }
    assert_eq!(purge(&store, NOON.parse().unwrap()).await.unwrap(), 753);
    assert_eq!(kept(&store).await, [("other".to_owned(), 251), ("shop".to_owned(), 251)]);
    assert_eq!(purge(&store, NOON.parse().unwrap()).await.unwrap(), 0);
    assert_eq!(store.verify().await.unwrap(), []);
}

#[tokio::test]
async fn several_collectors_may_remove_at_once() {
    let (store, folder) = store().await;
    let beside = Store::open(&folder.path().into()).await.unwrap();
    for number in 0..=250 {
        store.submit(report("shop", 300, number)).await.unwrap();
    }
    let now = NOON.parse().unwrap();
    let (one, other) = tokio::join!(purge(&store, now), purge(&beside, now));
    assert_eq!(one.unwrap() + other.unwrap(), 251);
    assert_eq!(store.verify().await.unwrap(), []);
}

#[derive(Debug)]
struct Hands(Mutex<Timestamp>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

#[tokio::test]
async fn what_expires_meanwhile_goes_within_the_hour() {
    let (store, _folder) = store().await;
    let clock = Arc::new(Hands(Mutex::new(NOON.parse().unwrap())));
    store.submit(report("shop", 253, 0)).await.unwrap();
    store.submit(report("shop", 252, 0)).await.unwrap();
    let keeping = tokio::spawn(keep(store.clone(), clock.clone()));
    while kept(&store).await[1].1 != 1 {
        tokio::task::yield_now().await;
    }
    time::pause();
    *clock.0.lock().unwrap() += SignedDuration::from_hours(12);
    while kept(&store).await[1].1 != 0 {
        time::advance(LOOK_EVERY).await;
    }
    time::resume();
    keeping.abort();
    let shop = "shop".parse().unwrap();
    let change = SiteChange { retention: Some(Retention::FOREVER), ..SiteChange::default() };
    store.change_site(shop, change).await.unwrap();
    store.submit(report("shop", 600, 1)).await.unwrap();
    assert_eq!(purge(&store, NOON.parse().unwrap()).await.unwrap(), 0);
}
