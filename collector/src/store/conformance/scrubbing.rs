//! Scrubbing: of what was erased no byte is left in the database's files, wherever it once stood.

use std::collections::BTreeSet;

use shared::wire::prompts::Outcome::{Completed, Shown};
use uuid::Uuid;

use super::{Ledger, NOON, On, on_every_engine, prompt, removing::known, slug, submission};
use crate::{
    store::{
        Store,
        removal::{Removal, Target},
        scrubbing::{Extent, Scrubbed},
    },
    submission::Submission,
    token::IssuedPrompt,
};

on_every_engine! {
    nothing_of_what_was_erased_is_left_in_the_files,
    behind_a_reader_nothing_is_written_anew,
    the_last_erasure_is_known_and_what_expired_is_none,
}

const MARK: &str = "[words of ";

/// What a customer wrote: short or long, and told from what every other wrote.
fn words(id: u128) -> String {
    let mark = format!("{MARK}{id:04}]");
    mark.clone() + &" and so on".repeat(usize::try_from(id * 7 % 170).unwrap()) + &mark
}

/// Whose words stand somewhere in these bytes.
fn told(bytes: &[u8]) -> BTreeSet<u128> {
    let starts = (0..bytes.len()).filter(|at| bytes[*at] == b'[' && bytes[*at..].starts_with(MARK.as_bytes()));
    let digits = starts.filter_map(|at| bytes.get(at + MARK.len()..at + MARK.len() + 4));
    digits.filter_map(|digits| str::from_utf8(digits).ok()?.parse().ok()).collect()
}

async fn nothing_of_what_was_erased_is_left_in_the_files(on: On) {
    const PEOPLE: u128 = 900;
    let mut ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    // Rows come in the middle of others and grow later, so that pages are split and rows move.
    let prompt = |id: u128| {
        let site = slug(if id.is_multiple_of(3) { "other" } else { "shop" });
        IssuedPrompt { site, ..known(id * 7919 % PEOPLE, &format!("{MARK}{id:04}]")) }
    };
    let report = |id, rev| {
        let (outcome, rating) = if rev == 0 { (Shown, None) } else { (Completed, Some(4)) };
        let mut told = submission(&prompt(id), rev, outcome, rating);
        told.report.comment = (rev > 0).then(|| words(id));
        told
    };
    for first in (0..PEOPLE).step_by(30) {
        let ids = || first..first + 30;
        ledger.apply_all(&ids().map(|id| report(id, 0)).collect::<Vec<_>>()).unwrap();
        let told: Vec<Submission> = ids().map(|id| report(id, 1)).collect();
        ledger.apply_all(&told).unwrap();
    }
    let all: BTreeSet<u128> = (0..PEOPLE).collect();
    assert_eq!(told(&ledger.home.bytes().await), all, "this test does not see what is there");
    for id in (0..PEOPLE).step_by(5) {
        let prompt = prompt(id);
        let target = match id % 2 {
            0 => Target::Response(prompt.id),
            _ => Target::Respondent(prompt.respondent.clone().unwrap()),
        };
        assert_eq!(ledger.remove(prompt.site.as_str(), target, NOON).responses, 1);
        // Whose response is removed has a history still.
        ledger.remove(prompt.site.as_str(), Target::Respondent(prompt.respondent.unwrap()), NOON);
    }
    while ledger.store.scrub(Extent::InPassing).await.unwrap() != Scrubbed::Clean {}
    let others: BTreeSet<u128> = all.into_iter().filter(|id| !id.is_multiple_of(5)).collect();
    assert_eq!(told(&ledger.home.bytes().await), others);
    ledger.is_right().await;
}

async fn behind_a_reader_nothing_is_written_anew(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply(&submission(&prompt(1), 0, Shown, None));
    let reader = ledger.home.reader().await;
    ledger.remove("shop", Target::Response(prompt(1).id), NOON);
    assert_eq!(ledger.store.scrub(Extent::InPassing).await.unwrap(), Scrubbed::InUse);
    let before = ledger.home.bytes().await.len();
    assert_eq!(ledger.store.scrub(Extent::InPassing).await.unwrap(), Scrubbed::InUse);
    assert_eq!(ledger.home.bytes().await.len(), before, "every try leaves a whole store in the log");
    // Reports go on.
    ledger.apply(&submission(&prompt(2), 0, Shown, None));
    drop(reader);
    while ledger.store.scrub(Extent::InPassing).await.unwrap() != Scrubbed::Clean {}
}

async fn the_last_erasure_is_known_and_what_expired_is_none(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.apply(&submission(&prompt(1), 0, Shown, None));
    ledger.apply(&submission(&prompt(2), 0, Shown, None));
    ledger.remove("shop", Target::Expired { before: NOON + 1, limit: 1 }, NOON + 9);
    assert_eq!(ledger.store.last_erasure().await.unwrap(), None);
    for at in [7, 5] {
        ledger.remove("shop", Target::Respondent(format!("r-{at}")), NOON + at);
        assert_eq!(ledger.store.last_erasure().await.unwrap(), Some(NOON + 7));
    }
}

#[tokio::test]
async fn the_planner_keeps_nothing_of_what_customers_said() {
    let mut ledger = Ledger::with_shop(On::Postgres).await;
    let told = |id| {
        let mut told = submission(&known(id, &words(id)), 1, Completed, Some(4));
        told.report.comment = Some(words(id));
        told
    };
    ledger.apply_all(&(1..=300).map(told).collect::<Vec<_>>()).unwrap();
    ledger.home.execute("analyze responses, histories, tallies").await;
    let kept = ledger
        .home
        .read(
            "select tablename || '.' || attname from pg_stats where schemaname = current_schema() \
        and concat(most_common_vals::text, histogram_bounds::text) like '%words of %'",
        )
        .await;
    assert!(kept.is_empty(), "{kept:?}");
}

#[tokio::test]
async fn a_role_that_may_not_vacuum_claims_nothing() {
    let mut ledger = Ledger::with_shop(On::Postgres).await;
    ledger.apply(&submission(&prompt(1), 0, Shown, None));
    let role = format!("role_{}", Uuid::now_v7().simple());
    let schema = ledger.home.read("select current_schema()").await.remove(0).remove(0).unwrap();
    let grant = format!(
        "create role {role} login; grant usage on schema {schema} to {role}; \
         grant select, insert, update, delete on all tables in schema {schema} to {role}"
    );
    ledger.home.execute(&grant).await;
    let store = Store::open(&ledger.home.place_of(&role)).await.unwrap();
    let removal = Removal { site: slug("shop"), target: Target::Response(prompt(1).id), at: NOON };
    assert_eq!(store.remove(removal).await.unwrap().responses, 1);
    assert_eq!(store.scrub(Extent::Whole).await.unwrap(), Scrubbed::Copies);
}
