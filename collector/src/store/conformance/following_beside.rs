//! Following beside whoever writes, and where the store's server is another one.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use shared::wire::prompts::Outcome::Rated;
use uuid::Uuid;

use super::{
    Ledger, On,
    following::{follow, read_on, told},
    holding::rated,
    on_every_engine, prompt, slug, submission,
};
use crate::store::{batch::Batch, feed::Position};

on_every_engine! {
    a_reader_beside_writers_misses_nothing,
}

async fn a_reader_beside_writers_misses_nothing(on: On) {
    const WRITERS: u128 = 3;
    const BATCHES: u128 = 60;
    let ledger = Ledger::with_shop(on).await;
    let writing = Arc::new(AtomicUsize::new(WRITERS as usize));
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let (mut engine, writing) = (ledger.home.engine().await, Arc::clone(&writing));
        writers.push(thread::spawn(move || {
            for batch in 0..BATCHES {
                // Each response is written by all of them, and each batch has some of its own.
                let own = |at| rated(1_000 + (writer * BATCHES + batch) * 3 + at);
                let common = submission(&prompt(1 + batch), 1 + u32::try_from(writer).unwrap(), Rated, Some(4));
                let reports = vec![own(0), own(1), own(2), common];
                engine.apply(&Batch { reports, ..Batch::default() }).unwrap();
            }
            writing.fetch_sub(1, Ordering::SeqCst);
        }));
    }
    let (mut copy, mut place) = (BTreeMap::new(), Position::START);
    loop {
        let is_over = writing.load(Ordering::SeqCst) == 0;
        let (seen, end) = read_on(&ledger, "shop", place, 5).await;
        copy.extend(told(&seen));
        place = end;
        // On a server somebody else's transaction may hold the last ones back for a moment.
        if is_over && copy.len() as u128 == WRITERS * BATCHES * 3 + BATCHES && (1..=BATCHES).all(|id| copy[&id] == 3) {
            break;
        }
        tokio::task::yield_now().await;
    }
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    ledger.is_right().await;
    ledger.never_waited_in_a_circle().await;
}

#[tokio::test]
async fn on_another_server_what_comes_is_behind_what_was_read() {
    let mut ledger = Ledger::with_shop(On::Postgres).await;
    ledger.apply(&rated(1));
    // A transaction of the server that this database is restored from: its numbers were higher.
    ledger
        .home
        .execute(
            "update feed set incarnation = 'another', base = base - 1000000000; \
        update arrivals set seq = 999999999; update responses set arrived = 999999999",
        )
        .await;
    let feed = ledger.store.feed(slug("shop"), Position::SINCE_FEED, 10).await.unwrap();
    assert_eq!(told(&feed.arrivals), [], "nobody sees what this server has not come to");
    let mut ledger = ledger.reopened().await;
    ledger.apply(&rated(2));
    let (seen, _) = follow(&ledger, "shop", feed.end, 10).await;
    assert_eq!(told(&seen), [(1, 1), (2, 1)]);
    let read_there = Position::Behind { seq: 999_999_999, id: Uuid::max() };
    assert_eq!(told(&follow(&ledger, "shop", read_there, 10).await.0), [(2, 1)]);
}
