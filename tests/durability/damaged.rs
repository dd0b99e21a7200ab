//! F8: files that are not what they should be are refused with a reason, and left as they are.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;
use std::process::Output;
use std::sync::Arc;
use std::time::Duration;

use rand::RngExt;
use rusqlite::Connection;
use tests::load::{Ledger, Load, Mix};

use crate::file;
use crate::shop::Shop;

/// What a store that cannot be used as it is is told by.
const UNUSABLE: Option<i32> = Some(65);

const ANSWERS: usize = 300;

/// A store with answers in it, its collector killed: some are in the log alone.
async fn killed() -> (Shop, Arc<Ledger>) {
    let shop = Shop::new();
    let ledger = Arc::new(Ledger::default());
    let mut collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    let load = Load { rate: 1_000, mix: Mix::ANSWERS, ..Load::default() };
    load.run(&crowd, &ledger, crowd.prompts(ANSWERS).await, std::future::pending()).await;
    assert_eq!(ledger.acknowledged(), ANSWERS);
    collector.kill();
    (shop, ledger)
}

/// The same, all in one file.
async fn whole() -> (Shop, Arc<Ledger>, Vec<u8>) {
    let (shop, ledger) = killed().await;
    shop.data.sondeo(&["site", "list"]);
    assert_eq!(fs::metadata(log(&shop)).unwrap().len(), 0, "not all is in one file");
    let bytes = fs::read(database(&shop)).unwrap();
    (shop, ledger, bytes)
}

fn database(shop: &Shop) -> PathBuf {
    shop.data.folder().join("sondeo.db")
}

fn log(shop: &Shop) -> PathBuf {
    shop.data.folder().join("sondeo.db-wal")
}

/// Puts `bytes` in the place of the database, with no log beside it.
fn replace(shop: &Shop, bytes: &[u8]) {
    for beside in ["sondeo.db-wal", "sondeo.db-shm"] {
        let _ = fs::remove_file(shop.data.folder().join(beside));
    }
    fs::write(database(shop), bytes).unwrap();
}

fn refusal(ran: &Output) -> String {
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), UNUSABLE, "{said}");
    said
}

/// A database that other statements made.
fn made_by(shop: &Shop, from: &[u8], statements: &str) -> Vec<u8> {
    let file = shop.data.folder().join("other");
    fs::write(&file, from).unwrap();
    Connection::open(&file).unwrap().execute_batch(statements).unwrap();
    fs::read(file).unwrap()
}

#[tokio::test]
async fn what_is_no_store_of_ours_is_refused_by_its_cause_and_left_as_it_is() {
    let (shop, _, whole) = whole().await;
    let half = whole.len() / 2 / 4096 * 4096;
    for (what, bytes, cause) in [
        ("text", b"a letter to my aunt, with much to tell. ".repeat(9), "not an SQLite database"),
        ("another's file", made_by(&shop, b"", "create table notes (text)"), "a database of another program"),
        (
            "another's file with a mark",
            made_by(&shop, b"", "create table notes (text); pragma application_id = 7"),
            "a database of another program",
        ),
        ("a cut file", whole[..half].to_vec(), "pages are there"),
        ("a file cut in its header", whole[..50].to_vec(), "cut off: it has 50 bytes"),
        (
            "a newer store",
            made_by(&shop, &whole, "pragma user_version = 99; pragma wal_checkpoint"),
            "use the version that wrote it",
        ),
    ] {
        for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["verify"]] {
            replace(&shop, &bytes);
            let said = refusal(&shop.data.try_sondeo(words));
            assert!(said.contains(cause), "{what}: {said}");
            assert!(fs::read(database(&shop)).unwrap() == bytes, "{what} was changed");
        }
    }
    replace(&shop, &whole);
    shop.data.is_right();
}

#[tokio::test]
async fn a_changed_header_is_refused_or_does_no_harm() {
    let (shop, ledger, whole) = whole().await;
    let (mut refused, mut harmless) = (0, Vec::new());
    for at in 0..100 {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xa5;
        replace(&shop, &bytes);
        let ran = shop.data.try_sondeo(&["verify"]);
        if ran.status.success() {
            let verdict = ledger.judge(&file::rows(shop.data.folder()));
            verdict.is_clean();
            harmless.push(at);
        } else {
            refused += 1;
            assert_ne!(ran.status.code(), Some(101), "byte {at}: {}", String::from_utf8_lossy(&ran.stderr));
        }
    }
    println!("{refused} of 100 changed bytes are refused, {harmless:?} do no harm");
    assert!(refused > 30, "only {refused} of 100 changed bytes are refused");
}

#[tokio::test]
async fn changed_bytes_in_a_page_are_found_by_verify() {
    let (shop, _, mut bytes) = whole().await;
    // The heads of pages: what they hold is found through them.
    for page in (8..bytes.len() / 4096).step_by(3) {
        bytes[page * 4096..page * 4096 + 8].fill(0xff);
    }
    replace(&shop, &bytes);
    let said = refusal(&shop.data.try_sondeo(&["verify"]));
    assert!(said.contains("damaged"), "{said}");
}

#[tokio::test]
async fn a_changed_byte_in_the_log_is_refused_where_it_would_lose_what_was_acknowledged() {
    let (shop, ledger) = killed().await;
    let whole = fs::read(log(&shop)).unwrap();
    let copied = fs::read(database(&shop)).unwrap();
    // From its head to a third: the last commits are far behind.
    for at in [0, 8, 20, 31, 32, 40, 50, 60, 1_000, 5_000, 50_000, whole.len() / 3] {
        replace(&shop, &copied);
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(log(&shop), &bytes).unwrap();
        let said = refusal(&shop.data.try_sondeo(&["verify"]));
        assert!(said.contains("sondeo.db-wal is damaged"), "byte {at}: {said}");
        assert!(fs::read(log(&shop)).unwrap() == bytes, "the log was changed");
    }
    fs::remove_file(database(&shop)).unwrap();
    fs::write(log(&shop), &whole).unwrap();
    let said = refusal(&shop.data.try_sondeo(&["verify"]));
    assert!(said.contains("is gone"), "{said}");
    replace(&shop, &copied);
    fs::write(log(&shop), &whole).unwrap();
    shop.data.is_right();
    ledger.judge(&file::rows(shop.data.folder())).is_clean();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_torn_end_of_the_log_loses_nothing_that_was_acknowledged() {
    let (shop, ledger) = killed().await;
    // What a power cut leaves of a write that was not synced.
    let torn: Vec<u8> = (0..10_000).map(|_| rand::rng().random()).collect();
    OpenOptions::new().append(true).open(log(&shop)).unwrap().write_all(&torn).unwrap();
    let collector = shop.data.serve();
    let crowd = shop.crowd(&[&collector]);
    Load::default().settle(&crowd, &ledger, Duration::from_secs(10)).await;
    shop.is_exact("F8 torn log", &ledger, &crowd).await;
}
