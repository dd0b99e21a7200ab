//! Together: several writers at once, on the same prompts, end as one writer would, and none waits in a circle.

use std::{
    sync::{Arc, Barrier},
    thread,
};

use Applied::{IdReused, Replayed, Stale, Stored};
use shared::wire::prompts::Outcome::{Rated, Shown};
use tokio::runtime::Builder;

use super::{Home, Ledger, On, on_every_engine, prompt, slug, submission};
use crate::{
    store::{
        Store,
        batch::{Applied, Batch, Engine},
        query::SiteChange,
    },
    submission::Submission,
    token::IssuedPrompt,
};

on_every_engine! {
    an_id_that_several_writers_post_at_once_is_stored_once,
    of_two_words_for_one_revision_one_is_kept,
    batches_that_overlap_in_opposite_orders_end_right,
    a_zone_that_changes_among_batches_leaves_the_counts_right,
    stores_that_are_opened_at_once_on_nothing_are_one_store,
}

const WRITERS: usize = 4;

/// A known customer's report, so that the histories are in it too.
fn told(id: u128, rev: u32, rating: Option<i64>) -> Submission {
    let prompt = IssuedPrompt { respondent: Some(format!("r-{}", id % 7)), ..prompt(id) };
    submission(&prompt, rev, if rev == 0 { Shown } else { Rated }, rating)
}

/// Applies each writer's batches beside the others', all beginning at once, and returns what each was answered.
async fn together(ledger: &Ledger, work: Vec<Vec<Vec<Submission>>>) -> Vec<Vec<Applied>> {
    let start = Arc::new(Barrier::new(work.len()));
    let mut writers = Vec::new();
    for batches in work {
        let (mut engine, start) = (ledger.home.engine().await, Arc::clone(&start));
        writers.push(thread::spawn(move || {
            // The connection is there before the race begins.
            engine.apply(&Batch::default()).unwrap();
            start.wait();
            batches.iter().flat_map(|batch| written(engine.as_mut(), batch)).collect()
        }));
    }
    writers.into_iter().map(|writer| writer.join().unwrap()).collect()
}

/// Writes a batch.
fn written(engine: &mut dyn Engine, batch: &[Submission]) -> Vec<Applied> {
    engine.apply(&Batch { reports: batch.to_vec(), ..Batch::default() }).unwrap().reports
}

async fn an_id_that_several_writers_post_at_once_is_stored_once(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let ids = 1..=200;
    let batches: Vec<_> = ids.clone().map(|id| vec![told(id, 1, Some(4))]).collect();
    let answered = together(&ledger, vec![batches; WRITERS]).await;
    for id in 0..ids.count() {
        let mut one: Vec<Applied> = answered.iter().map(|answers| answers[id]).collect();
        one.sort_by_key(|applied| *applied != Stored);
        assert_eq!(one, [Stored, Replayed, Replayed, Replayed], "id {}", id + 1);
    }
    assert_eq!((ledger.rows("responses").await, ledger.whole("order").await.answered()), (200, 200));
    ledger.is_right().await;
}

async fn of_two_words_for_one_revision_one_is_kept(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let say = |rating| (1..=100).map(|id| vec![told(id, 1, Some(rating))]).collect::<Vec<_>>();
    let answered = together(&ledger, vec![say(2), say(5)]).await;
    let whole = ledger.whole("order").await;
    let stored = answered.iter().map(|answers| answers.iter().filter(|applied| **applied == Stored).count());
    let stored: Vec<u64> = stored.map(|count| count.try_into().unwrap()).collect();
    assert_eq!((stored[0] + stored[1], stored[..] == [whole.ratings[2], whole.ratings[5]]), (100, true), "{whole:?}");
    assert!(answered.iter().flatten().all(|applied| matches!(applied, Stored | IdReused)), "{answered:?}");
    ledger.is_right().await;
}

async fn batches_that_overlap_in_opposite_orders_end_right(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    // Every writer tells of every prompt, in revisions of its own, forwards or backwards; half is there before.
    let before: Vec<Submission> = (1..=40).map(|id| told(id * 2, 0, None)).collect();
    ledger.apply_all(&before).unwrap();
    let work = (0..WRITERS).map(|writer| {
        let batches = (0..12_u32).map(|round| {
            let rev = 1 + round * 4 + u32::try_from(writer).unwrap();
            let mut batch: Vec<Submission> =
                (1..=80).map(|id| told(id, rev, Some(1 + i64::from(rev + u32::try_from(id).unwrap()) % 5))).collect();
            for told in batch.iter_mut().skip(writer).step_by(3) {
                told.prompt.site = slug("other");
            }
            if writer % 2 == 1 {
                batch.reverse();
            }
            batch
        });
        batches.collect()
    });
    let answered = together(&ledger, work.collect()).await;
    assert!(answered.iter().flatten().all(|applied| matches!(applied, Stored | Stale)), "{answered:?}");
    for id in 1..=80 {
        let query = format!("select max(rev) from responses where id = {}", ledger.home.id(prompt(id).id));
        let highest = ledger.home.read(&query).await.remove(0).remove(0);
        assert_eq!(highest.as_deref(), Some("48"), "prompt {id}");
    }
    ledger.never_waited_in_a_circle().await;
    ledger.is_right().await;
}

async fn a_zone_that_changes_among_batches_leaves_the_counts_right(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let batch = |first: u128| (first..first + 10).map(|id| told(id, 1, Some(3))).collect::<Vec<_>>();
    let batches = |writer: u128| (0..40).map(|at| batch(1 + writer * 1000 + at * 10)).collect::<Vec<_>>();
    let mut writers = Vec::new();
    for writer in 0..2 {
        let (mut engine, batches) = (ledger.home.engine().await, batches(writer));
        writers.push(thread::spawn(move || batches.iter().for_each(|batch| drop(written(engine.as_mut(), batch)))));
    }
    for tz in ["Asia/Kathmandu", "Pacific/Kiritimati", "America/Lima", "UTC"] {
        let change = SiteChange { tz: Some(tz.to_owned()), ..SiteChange::default() };
        ledger.store.change_site(slug("shop"), change).await.unwrap();
    }
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    assert_eq!(ledger.whole("order").await.answered(), 800);
    ledger.is_right().await;
}

async fn stores_that_are_opened_at_once_on_nothing_are_one_store(on: On) {
    let home = Home::new(on).await;
    let opening = (0..WRITERS).map(|_| {
        let place = home.place();
        let open = async move { Store::open(&place).await.unwrap().catalog().await.unwrap().secrets };
        thread::spawn(|| Builder::new_current_thread().enable_all().build().unwrap().block_on(open))
    });
    let opening: Vec<_> = opening.collect();
    let secrets: Vec<_> = opening.into_iter().flat_map(|opened| opened.join().unwrap()).collect();
    assert_eq!(secrets.len(), WRITERS);
    assert!(secrets.iter().all(|secret| secret.bytes == secrets[0].bytes), "each accepts only its own tokens");
}
