//! Exporting: a table that no spreadsheet runs, and one export of a site at a time.

use reqwest::header::ACCEPT;
use serde_json::json;
use tests::client::send;
use tests::stored::file;
use tokio::time::Duration;

use crate::listing::{UNLIMITED, answer, get, page};
use crate::world::{World, together};

#[tokio::test]
async fn a_table_is_inert_and_has_all_of_it() {
    let world = World::with(&UNLIMITED);
    for comment in tests::bad_input::comments() {
        let more = json!({ "comment": comment, "attributes": { "plan": "=1+1" } });
        answer(&world.page, "account_viewed", 9, more).await;
    }
    for request in [
        get(&world, "?format=csv", &world.shop.read_key),
        get(&world, "", &world.shop.read_key).header(ACCEPT, "text/csv"),
    ] {
        let table = request.send().await.unwrap();
        assert_eq!(table.headers()["content-type"], "text/csv; charset=utf-8; header=present");
        assert_eq!(table.headers()["content-disposition"], "attachment; filename=\"responses.csv\"");
        let text = table.text().await.unwrap();
        let mut reader = csv::Reader::from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
        let head = reader.headers().unwrap().clone();
        let comment = head.iter().position(|name| name == "comment").unwrap();
        assert!(head.iter().any(|name| name == "attribute:plan"), "{head:?}");
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let mut kept: Vec<String> =
            rows.iter().map(|row| row[comment].strip_prefix('\'').unwrap_or(&row[comment]).to_owned()).collect();
        kept.reverse();
        let want: Vec<String> = tests::bad_input::comments()
            .into_iter()
            .map(|comment| if comment.trim().is_empty() { String::new() } else { comment })
            .collect();
        assert_eq!(kept, want);
        for cell in rows.iter().flatten() {
            let first = cell.chars().find(|char| !char.is_whitespace() || "\t\r\n".contains(*char));
            assert!(first.is_none_or(|first| !"=+-@\t\r\n＝＋－＠".contains(first)), "{cell:?}");
        }
    }
}

/// How large the log of a store may become, whoever reads: T26. It is written to its file again and again at a fraction of that.
const MOST_LOG: u64 = 16 << 20;

#[tokio::test]
async fn an_export_that_nobody_reads_on_keeps_the_log_as_small_as_it_is() {
    let world = World::with(&UNLIMITED);
    let (log, more) = (world.data.folder().join("sondeo.db-wal"), json!({ "comment": "a".repeat(2_000) }));
    let answers = async || {
        together(16, (0..4_000).map(|_| answer(&world.page, "account_viewed", 9, more.clone()))).await;
        log.metadata().unwrap().len()
    };
    answers().await;
    let slow = get(&world, "?format=ndjson", &world.shop.read_key).send().await.unwrap();
    assert_eq!(slow.status(), 200);
    let beside_export = answers().await;
    let under_way = send(get(&world, "?format=csv", &world.shop.read_key)).await;
    assert_eq!(under_way.status, 429, "the export has ended: this proves nothing");
    drop(slow);

    // A reader that keeps what it saw is what the log could not be written back beside.
    let _snapshot = file::snapshot(world.data.folder());
    let beside_snapshot = answers().await;
    assert!(beside_export <= MOST_LOG, "{beside_export} bytes of log");
    assert!(beside_snapshot > MOST_LOG, "{beside_snapshot} bytes of log beside a snapshot: this proves nothing");
}

#[tokio::test]
async fn a_site_has_one_export_at_a_time_and_a_reader_that_goes_makes_room() {
    let world = World::with(&UNLIMITED);
    let more = json!({ "comment": "a".repeat(2_000) });
    // More than all buffers on the way have room for.
    together(16, (0..4_000).map(|_| answer(&world.page, "account_viewed", 9, more.clone()))).await;
    let slow = get(&world, "?format=ndjson", &world.shop.read_key).send().await.unwrap();
    assert_eq!(slow.status(), 200);
    for format in ["csv", "ndjson"] {
        let refused = send(get(&world, &format!("?format={format}"), &world.shop.read_key)).await;
        assert_eq!((refused.status, &refused.body["code"]), (429, &json!("rate_limited")));
        assert_eq!(refused.header("retry-after"), "5");
    }
    assert_eq!(page(&world, "limit=3").await["responses"].as_array().unwrap().len(), 3, "pages go on");
    let theirs = get(&world, "?format=csv", &world.stranger.read_key).send().await.unwrap();
    assert_eq!(theirs.status(), 200, "another site has its own");
    drop(slow);
    let again = async || get(&world, "?format=csv", &world.shop.read_key).send().await.unwrap();
    tests::wait::until("the export that was left made room", Duration::from_secs(10), async || {
        again().await.status() == 200
    })
    .await;
}
