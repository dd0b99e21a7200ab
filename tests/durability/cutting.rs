//! F11: the connection to PostgreSQL is cut in the middle of a reply, at every byte of it.

use serde_json::json;
use tests::load::{Outcome, Told};
use tests::proxy::Manner;

use crate::line::Distant;
use crate::{extent, figures};

/// What a writer says when it begins a transaction: all that it is answered follows, until after the commit.
const BEGIN: &[u8] = b"begin isolation level read committed\0";
/// What it says on a new connection before it first begins one.
const PREPARE: &[u8] = b"select salt from salts";

/// How often connections were cut, and what came of it.
#[derive(Debug, Default)]
struct Cuts {
    /// The writer noticed in time and wrote the batch again.
    mended: usize,
    /// The customer was told to come again.
    left_open: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_whose_connection_is_cut_anywhere_is_stored_once() {
    let distant = Distant::new().await;
    // The three sweeps have so many bytes together, or a few more.
    let stride = 1_500 / extent::CUTS.times();
    let mut cuts = Cuts::default();
    let answer = async || Told::answer(&distant.crowd.prompts(1).await[0], 7, Some("cut"));

    let mut after = 0;
    while cut(&distant, &mut cuts, BEGIN, after, &answer().await).await {
        after += (stride / 4).max(1);
    }
    println!("a new report: {after} bytes of replies");
    let mut told = answer().await;
    distant.tell(&told).await;
    let mut after = 0;
    loop {
        told = told.changed(told.rev + 1, 8);
        if !cut(&distant, &mut cuts, BEGIN, after, &told).await {
            break;
        }
        after += stride;
    }
    println!("a later revision: {after} bytes of replies");
    let mut after = 0;
    loop {
        distant.proxy.closes_all().await;
        if !cut(&distant, &mut cuts, PREPARE, after, &answer().await).await {
            break;
        }
        after += stride;
    }
    println!("a new connection and a new report: {after} bytes of replies\n{cuts:?}");

    assert!(cuts.mended + cuts.left_open >= extent::CUTS.times(), "{cuts:?}");
    let run = "F11 cuts";
    let report = distant.shop.is_exact(run, &distant.ledger, &distant.crowd).await;
    let Cuts { mended, left_open } = cuts;
    figures::tell(run, &json!({ "cuts": mended + left_open, "mended": mended, "left_open": left_open }));
    // It had been committed, and whoever comes again is told so.
    let replayed = report.latency_ms.get("replayed").map_or(0, |times| times.count);
    assert!(0 < replayed && replayed <= cuts.left_open, "{replayed} of {cuts:?} had been committed");
    assert!(cuts.mended > 0, "{cuts:?}");
}

/// Sends a report and cuts its connection after so many bytes of the replies that follow `request`, then sends it
/// until it is settled. False if there were not so many bytes.
async fn cut(distant: &Distant, cuts: &mut Cuts, request: &[u8], after: usize, told: &Told) -> bool {
    let before = distant.proxy.cuts();
    distant.proxy.behaves(Manner::CutsReply { request: request.to_vec(), after });
    let outcome = distant.tell(told).await;
    let now = distant.proxy.cuts();
    distant.proxy.behaves(Manner::Forwards);
    match outcome {
        Outcome::Acknowledged(_) => cuts.mended += now - before,
        Outcome::Unknown(code) if code == "store_unavailable" => cuts.left_open += 1,
        other => panic!("cut after {after} bytes: {other:?}"),
    }
    distant.settle().await;
    let rows = distant.shop.rows().await;
    let rows: Vec<_> = rows.iter().filter(|row| row.id == told.id).collect();
    let [row] = rows[..] else { panic!("cut after {after} bytes: {} rows", rows.len()) };
    assert_eq!((row.rev, row.rating), (told.rev, Some(told.rating)), "cut after {after} bytes");
    now > before
}
