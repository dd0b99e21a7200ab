//! Restoring a backup of a SQLite store: it does not bring back what was erased after it was made.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use shared::wire::prompts::Outcome::Rated;
use uuid::Uuid;

use super::{
    Ledger, NOON, On,
    following::{follow, told},
    home::Home,
    prompt,
    removing::{known, of, story},
    slug, submission,
};
use crate::store::{
    backup::{self, Replaced, Restored},
    batch::Applied::{Stale, Stored},
    feed::Position,
    removal::Target,
};

/// A store with responses of an anonymous customer, of `ana` and of `ben`, and a backup of it; then the first one and
/// `ana` are erased.
async fn erased_after_the_backup() -> (Ledger, PathBuf) {
    let mut ledger = Ledger::with_shop(On::Sqlite).await;
    for prompt in [prompt(1), known(2, "ana"), known(3, "ana"), known(4, "ben"), prompt(5)] {
        ledger.apply(&story(&prompt)[1]);
    }
    let Home::Folder(folder) = &ledger.home else { unreachable!("it is on SQLite") };
    let file = folder.path().join("backup.db");
    assert_eq!(ledger.store.backup(file.clone(), |_| {}).await.unwrap(), 5);
    ledger.remove("shop", Target::Response(Uuid::from_u128(1)), NOON + 60);
    ledger.remove("shop", of("ana"), NOON + 60);
    (ledger, file)
}

/// Restores the backup in the ledger's place and opens it.
async fn restored(ledger: Ledger, file: &Path) -> (Ledger, Restored) {
    let Ledger { store, engine, home } = ledger;
    drop((store, engine));
    let restored = backup::restore(file, &home.place(), None).unwrap();
    (Ledger::open(home).await, restored)
}

async fn only_what_was_not_erased_is_there(mut ledger: Ledger, restored: Restored) {
    let Restored { responses: 2, replaced: Some(Replaced { erased_again: Some(3), .. }) } = restored else {
        panic!("{restored:?}");
    };
    assert_eq!((ledger.rows("responses").await, ledger.rows("histories").await), (2, 1));
    ledger.is_right().await;
    // Also what is older than the feed is in it.
    assert_eq!(told(&follow(&ledger, "shop", Position::START, 10).await.0), [(4, 1), (5, 1)]);
    // Nor do late reports bring it back, also those that the backup had not heard of.
    for late in [prompt(1), known(2, "ana"), known(6, "ana")] {
        assert_eq!(ledger.apply(&submission(&late, 9, Rated, Some(1))), Stale);
    }
    assert_eq!(ledger.apply(&submission(&known(4, "ben"), 9, Rated, Some(1))), Stored);
    ledger.is_right().await;
}

#[tokio::test]
async fn what_was_erased_after_a_backup_is_erased_from_it_when_it_is_restored() {
    let (ledger, file) = erased_after_the_backup().await;
    let (ledger, restored) = restored(ledger, &file).await;
    only_what_was_not_erased_is_there(ledger, restored).await;
}

#[tokio::test]
async fn also_from_one_that_was_made_before_stores_knew_of_erasures() {
    let (ledger, file) = erased_after_the_backup().await;
    as_the_first_version_made_it(&file);
    let (ledger, restored) = restored(ledger, &file).await;
    only_what_was_not_erased_is_there(ledger, restored).await;
}

#[tokio::test]
async fn and_from_one_that_hashes_with_a_salt_of_its_own() {
    let (ledger, file) = erased_after_the_backup().await;
    Connection::open(&file).unwrap().execute("update salts set salt = randomblob(32)", []).unwrap();
    let (mut ledger, restored) = restored(ledger, &file).await;
    assert_eq!(restored.responses, 2);
    ledger.is_right().await;
    assert_eq!(ledger.apply(&submission(&known(2, "ana"), 9, Rated, Some(1))), Stale);
}

#[tokio::test]
async fn whoever_followed_the_replaced_store_sees_all_that_comes_after_the_restore() {
    let (mut ledger, file) = erased_after_the_backup().await;
    for id in 10..20 {
        ledger.apply(&submission(&prompt(id), 1, Rated, Some(4)));
    }
    let followed = ledger.store.feed_end().await.unwrap();
    let (mut ledger, _) = restored(ledger, &file).await;
    ledger.apply(&submission(&prompt(30), 1, Rated, Some(4)));
    let feed = ledger.store.feed(slug("shop"), followed, 1_000).await.unwrap();
    let ids: Vec<_> = feed.arrivals.iter().map(|(_, response)| response.prompt.id.as_u128()).collect();
    assert_eq!(ids, [30]);
}

/// Makes a backup one of a store that has taken the first step of the schema alone, with the same rows.
fn as_the_first_version_made_it(file: &Path) {
    let newer = file.with_extension("newer");
    fs::rename(file, &newer).unwrap();
    let db = Connection::open(file).unwrap();
    let first = include_str!("../sqlite/migrations/0001_ledger.sql");
    db.execute_batch(&format!("pragma foreign_keys = off; {first}")).unwrap();
    db.execute("attach ?1 as newer", [newer.to_str()]).unwrap();
    let columns = "select schema.name, group_concat(column.name) from main.sqlite_schema as schema \
         join pragma_table_info(schema.name) as column where schema.type = 'table' group by schema.name";
    let mut statement = db.prepare(columns).unwrap();
    let tables = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    for (table, columns) in tables.map(Result::unwrap).collect::<Vec<(String, String)>>() {
        let copy = format!("delete from {table}; insert into {table} ({columns}) select {columns} from newer.{table}");
        db.execute_batch(&copy).unwrap();
    }
    drop(statement);
    db.execute_batch("detach newer; pragma user_version = 1").unwrap();
}
