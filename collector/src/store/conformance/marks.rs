//! Marks: one a name, listed by day, so many a site.

use super::{Ledger, On, on_every_engine, slug};
use crate::{
    calendar::Day,
    marks::{MAX_MARKS, Mark, Put},
};

on_every_engine! {
    a_mark_is_put_once_and_then_replaced,
    marks_are_listed_by_day_and_only_those_of_the_site,
    a_site_has_so_many_marks,
    a_removed_mark_is_gone,
}

fn mark(name: &str, day: i32) -> Mark {
    Mark { name: slug(name), day: Day(day), note: format!("{name} é \" '") }
}

async fn listed(ledger: &Ledger, site: &str) -> Vec<Mark> {
    ledger.store.marks(slug(site)).await.unwrap()
}

async fn a_mark_is_put_once_and_then_replaced(on: On) {
    let ledger = Ledger::with_shop(on).await;
    assert_eq!(ledger.store.put_mark(slug("shop"), mark("returns", 5)).await.unwrap(), Put::New);
    assert_eq!(ledger.store.put_mark(slug("shop"), mark("returns", 5)).await.unwrap(), Put::Known);
    assert_eq!(ledger.store.put_mark(slug("shop"), mark("returns", -7)).await.unwrap(), Put::Known);
    assert_eq!(listed(&ledger, "shop").await, [mark("returns", -7)]);
    let ledger = ledger.reopened().await;
    assert_eq!(listed(&ledger, "shop").await, [mark("returns", -7)]);
}

async fn marks_are_listed_by_day_and_only_those_of_the_site(on: On) {
    let ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    for (name, day) in [("c", 2), ("b", 1), ("a", 2)] {
        ledger.store.put_mark(slug("shop"), mark(name, day)).await.unwrap();
    }
    ledger.store.put_mark(slug("other"), mark("a", 9)).await.unwrap();
    assert_eq!(listed(&ledger, "shop").await, [mark("b", 1), mark("a", 2), mark("c", 2)]);
    assert_eq!(listed(&ledger, "other").await, [mark("a", 9)]);
}

async fn a_site_has_so_many_marks(on: On) {
    let ledger = Ledger::with_shop(on).await;
    for at in 0..MAX_MARKS {
        assert_eq!(ledger.store.put_mark(slug("shop"), mark(&format!("m{at}"), 1)).await.unwrap(), Put::New);
    }
    assert_eq!(ledger.store.put_mark(slug("shop"), mark("more", 1)).await.unwrap(), Put::NoRoom);
    assert_eq!(ledger.store.put_mark(slug("shop"), mark("m0", 2)).await.unwrap(), Put::Known);
    assert_eq!(listed(&ledger, "shop").await.len(), MAX_MARKS as usize);
}

async fn a_removed_mark_is_gone(on: On) {
    let ledger = Ledger::with_shop(on).await;
    ledger.store.put_mark(slug("shop"), mark("returns", 5)).await.unwrap();
    assert!(ledger.store.remove_mark(slug("shop"), slug("returns")).await.unwrap());
    assert!(!ledger.store.remove_mark(slug("shop"), slug("returns")).await.unwrap());
    assert!(listed(&ledger, "shop").await.is_empty());
}
