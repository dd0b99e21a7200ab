//! Racing: removals beside reports of the same prompts, from several writers at once.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use shared::wire::prompts::Outcome::Rated;

use super::{
    Ledger, NOON, On, on_every_engine,
    removing::{known, of, story},
    slug, submission,
};
use crate::store::{
    batch::{Applied, Batch},
    removal::{Removal, Target},
};

on_every_engine! {
    what_was_removed_beside_its_own_replays_does_not_come_back,
    removals_of_several_collectors_end_right,
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
                    engine.apply(&Batch { reports: reports.collect(), removals: Vec::new() }).unwrap();
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
                let done = engine.apply(&Batch { reports: Vec::new(), removals: vec![removal] }).unwrap().removals[0];
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
