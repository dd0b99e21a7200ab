//! Varying: whatever values anybody makes up, the tallies have so many rows, and equal a recount.

use shared::wire::prompts::Outcome::{Completed, Rated};

use super::{DAY, Ledger, On, holding::held, on_every_engine, prompt, slug, submission};
use crate::{
    store::{
        quarantine::{Release, Selection},
        query::Dimension,
    },
    submission::Submission,
    token::IssuedPrompt,
    variety::Variety,
};

on_every_engine! {
    of_many_values_so_many_are_counted_and_the_rest_is_other,
    what_is_held_back_takes_no_values_room,
    a_prompt_is_counted_as_other_for_good,
}

/// How many values are made up; a million in the long form.
fn extent() -> u128 {
    if std::env::var_os("SONDEO_SOAK").is_some() { 1_000_000 } else { 20_000 }
}

fn plan(id: u128, plan: String) -> Submission {
    let attributes = [(slug("plan"), plan)].into();
    submission(&IssuedPrompt { attributes, ..prompt(id) }, 1, Rated, Some(4))
}

async fn settled(ledger: &Ledger, variety: &Variety, mut told: Submission) -> Submission {
    variety.settle(&ledger.store, &mut told).await.unwrap();
    told
}

/// How many answers each plan has, of one day.
async fn plans(ledger: &Ledger) -> std::collections::BTreeMap<String, u64> {
    let tallies = ledger.tallies("shop", "order", Dimension::Attribute(slug("plan"))).await;
    tallies.into_iter().map(|((_, value), tally)| (value, tally.shown)).filter(|(_, shown)| *shown > 0).collect()
}

async fn of_many_values_so_many_are_counted_and_the_rest_is_other(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let (mut variety, all) = (Variety::default(), extent());
    for first in (0..all).step_by(1_000) {
        if first == 10_000 {
            // A collector that starts again knows what was counted.
            variety = Variety::default();
        }
        let mut told = Vec::new();
        for id in first..first + 1_000 {
            // Every other one is a value that there was before.
            let value = if id % 2 == 0 { format!("made-up-{id}") } else { "pro".to_owned() };
            told.push(settled(&ledger, &variety, plan(id, value)).await);
        }
        ledger.apply_all(&told).unwrap();
    }
    let plans = plans(&ledger).await;
    let all = u64::try_from(all).unwrap();
    assert_eq!((plans.len(), plans["pro"], plans["other"]), (1_001, all / 2, all / 2 - 999));
    assert!(ledger.rows("tallies").await <= 1_001 + 3, "{}", ledger.rows("tallies").await);
    assert!(variety.remembered() <= 1_003, "{}", variety.remembered());
    let said = ledger.home.read("select count(distinct attributes) from responses").await.remove(0).remove(0);
    assert_eq!(said, Some((all / 2 + 1).to_string()), "what was said stays on the row");
    ledger.is_right().await;
}

async fn what_is_held_back_takes_no_values_room(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let variety = Variety::default();
    for id in 0..1_500 {
        let told = settled(&ledger, &variety, held(plan(id, format!("made-up-{id}")))).await;
        ledger.apply(&told);
    }
    let told = settled(&ledger, &variety, plan(2_000, "pro".to_owned())).await;
    ledger.apply(&told);
    assert_eq!(plans(&ledger).await, [("pro".to_owned(), 1)].into());
    let (site, selection) = (slug("shop"), Selection::default());
    ledger.store.release(Release { site, selection, at: i64::from(DAY.0) }).await.unwrap();
    assert_eq!(plans(&ledger).await, [("other".to_owned(), 1_500), ("pro".to_owned(), 1)].into());
    ledger.is_right().await;
}

async fn a_prompt_is_counted_as_other_for_good(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let first = Submission { as_other: vec!["attribute:plan".to_owned()], ..plan(1, "pro".to_owned()) };
    let mut second = plan(1, "pro".to_owned());
    (second.report.rev, second.report.outcome) = (2, Completed);
    for batch in [vec![first.clone(), second.clone()], vec![plan(2, "free".to_owned())]] {
        ledger.apply_all(&batch).unwrap();
    }
    // Another collector, which knows more values, or fewer.
    let mut third = plan(2, "free".to_owned());
    third.report.rev = 2;
    ledger.apply(&Submission { as_other: first.as_other, ..third });
    second.report.rev = 3;
    ledger.apply(&second);
    assert_eq!(plans(&ledger).await, [("free".to_owned(), 1), ("other".to_owned(), 1)].into());
    ledger.is_right().await;
}
