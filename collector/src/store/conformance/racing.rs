//! Racing: removals and releases beside reports of the same prompts, from several writers at once.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use shared::wire::prompts::Outcome::Rated;

use super::{
    Ledger, NOON, On,
    holding::{held, release},
    on_every_engine, prompt,
    removing::{known, of, story},
    slug, submission,
};
use crate::store::{
    audit::Action,
    batch::{Applied, Batch},
    quarantine::Selection,
    removal::{Removal, Target},
};

on_every_engine! {
    what_was_removed_beside_its_own_replays_does_not_come_back,
    removals_of_several_collectors_end_right,
    releases_and_drops_beside_bursts_end_right,
}

const PROMPTS: u128 = 60;

async fn what_was_removed_beside_its_own_replays_does_not_come_back(on: On) {
    let ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    let (start, removed) = (Arc::new(Barrier::new(4)), Arc::new(AtomicBool::new(false)));
    let mut writers = Vec::new();
    for writer in 0..3_u128 {
        let (mut engine, start, removed) = (ledger.home.engine().await, Arc::clone(&start), Arc::clone(&removed));
        writers.push(thread::spawn(move || {
            engine.apply(&Batch::default()).unwrap();
            start.wait();
            // Every prompt is told of again and again, each time among others and with those of another site.
            for round in 0.. {
                let last = removed.load(Ordering::Acquire);
                for first in 0..PROMPTS / 10 {
                    let ids = (0..10).map(|at| (first * 10 + at + round + writer) % PROMPTS);
                    let reports = ids.flat_map(|id| {
                        let mut told = story(&known(id, &format!("r-{}", id % 20)))[..3].to_vec();
                        told[0].prompt.site = slug("other");
                        told
                    });
                    engine.apply(&Batch { reports: reports.collect(), ..Batch::default() }).unwrap();
                }
                if last {
                    break;
                }
            }
        }));
    }
    let mut engine = ledger.home.engine().await;
    let remover = thread::spawn(move || {
        engine.apply(&Batch::default()).unwrap();
        start.wait();
        for id in 0..PROMPTS {
            let prompt = known(id, &format!("r-{}", id % 20));
            let target = if id % 20 < 10 { of(&prompt.respondent.unwrap()) } else { Target::Response(prompt.id) };
            // Nobody may have heard of it yet; then it is there later, and removed after that.
            loop {
                let removal = Removal { site: slug("shop"), target: target.clone(), at: NOON };
                let done = engine.apply(&Batch { removals: vec![removal], ..Batch::default() }).unwrap().removals[0];
                if done.again || done.responses > 0 || matches!(target, Target::Respondent(_)) {
                    break;
                }
            }
        }
        removed.store(true, Ordering::Release);
    });
    remover.join().unwrap();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    assert_eq!(ledger.rows("responses where site = 'shop'").await, 0);
    assert_eq!(ledger.rows("responses where site = 'other'").await, i64::try_from(PROMPTS).unwrap());
    let erased = "histories where site = 'shop' and respondent in ('r-0', 'r-5', 'r-9')";
    assert_eq!(ledger.rows(erased).await, 0);
    ledger.never_waited_in_a_circle().await;
    ledger.is_right().await;
}

async fn removals_of_several_collectors_end_right(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let sites: Vec<String> = (0..6).map(|site| format!("site-{site}")).collect();
    for site in &sites {
        ledger.add_site(site).await;
    }
    let start = Arc::new(Barrier::new(4));
    let mut writers = Vec::new();
    for writer in 0..4_usize {
        let (mut engine, start, mut sites) = (ledger.home.engine().await, Arc::clone(&start), sites.clone());
        if writer % 2 == 1 {
            sites.reverse();
        }
        writers.push(thread::spawn(move || {
            engine.apply(&Batch::default()).unwrap();
            start.wait();
            let mut gone = 0;
            // Each batch reports about some sites and removes of others, in an order of its own.
            for id in 0..40 {
                let mut batch = Batch::default();
                for (at, site) in sites.iter().enumerate() {
                    let mut prompt = known(id, &format!("r-{}", id % 5));
                    prompt.site = slug(site);
                    if (usize::try_from(id).unwrap() + at + writer).is_multiple_of(2) {
                        batch.reports.push(submission(&prompt, 1, Rated, Some(4)));
                    } else {
                        let target = Target::Response(prompt.id);
                        batch.removals.push(Removal { site: prompt.site, target, at: NOON });
                    }
                }
                let outcomes = engine.apply(&batch).unwrap();
                gone += outcomes.removals.iter().map(|removed| removed.responses).sum::<u64>();
                assert!(outcomes.reports.iter().all(|applied| *applied != Applied::IdReused));
            }
            gone
        }));
    }
    let gone: u64 = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
    assert_eq!(ledger.rows("tombstones").await, i64::try_from(gone).unwrap(), "a response was removed twice");
    ledger.never_waited_in_a_circle().await;
    ledger.is_right().await;
}

async fn releases_and_drops_beside_bursts_end_right(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let start = Arc::new(Barrier::new(5));
    let mut writers = Vec::new();
    // Three writers tell of the same prompts, each holding back others of them.
    for writer in 0..3_u128 {
        let (mut engine, start) = (ledger.home.engine().await, Arc::clone(&start));
        writers.push(thread::spawn(move || {
            engine.apply(&Batch::default()).unwrap();
            start.wait();
            for first in (0..300).step_by(10) {
                let told = (first..first + 10).map(|id| {
                    let rev = 1 + u32::try_from((id + writer) % 3).unwrap();
                    let told = submission(&prompt(id), rev, Rated, Some(1 + i64::from(rev)));
                    if (id + writer).is_multiple_of(4) { held(told) } else { told }
                });
                engine.apply(&Batch { reports: told.collect(), ..Batch::default() }).unwrap();
            }
        }));
    }
    for is_released in [true, false] {
        let (mut engine, start) = (ledger.home.engine().await, Arc::clone(&start));
        writers.push(thread::spawn(move || {
            engine.apply(&Batch::default()).unwrap();
            start.wait();
            for at in 0..20 {
                let mut batch = Batch::default();
                if is_released {
                    batch.releases.push(release(Selection::default()));
                } else {
                    let target = Target::Quarantined(Selection::default());
                    batch.removals.push(Removal { site: slug("shop"), target, at: NOON + at });
                }
                engine.apply(&batch).unwrap();
            }
        }));
    }
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    ledger.never_waited_in_a_circle().await;
    ledger.is_right().await;
    let counted = ledger.rows("responses where quarantined_at is null").await;
    assert_eq!(ledger.whole("order").await.shown, u64::try_from(counted).unwrap());
    let audit = ledger.store.audit(slug("shop")).await.unwrap();
    let sum = |action| audit.iter().filter(|line| line.action == action).map(|line| line.responses).sum::<u64>();
    let left = u64::try_from(ledger.rows("responses where quarantined_at is not null").await).unwrap();
    assert_eq!(sum(Action::Quarantined), sum(Action::Released) + sum(Action::Dropped) + left, "{audit:?}");
}
