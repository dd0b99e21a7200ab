//! Load: customers beside each other, each asked, answering, asked again, until the collector is gone.

use std::sync::Arc;

use rand::RngExt;
use tests::client::{Page, report};
use tokio::sync::Notify;

use crate::ledger::Ledger;

/// How many customers there are at a time.
const CUSTOMERS: usize = 64;

/// Runs customers until the collector is gone; notifies `enough` once so many more are acknowledged.
pub(crate) async fn run(page: &Page, ledger: &Arc<Ledger>, most: usize, enough: &Arc<Notify>) {
    let customers: Vec<_> = (0..CUSTOMERS)
        .map(|_| {
            let (page, ledger, enough) = (page.clone(), Arc::clone(ledger), Arc::clone(enough));
            tokio::spawn(async move { while answer(&page, &ledger, most, &enough).await.is_ok() {} })
        })
        .collect();
    for customer in customers {
        customer.await.unwrap();
    }
}

/// One customer gets a prompt and rates it.
async fn answer(page: &Page, ledger: &Ledger, most: usize, enough: &Notify) -> reqwest::Result<()> {
    let Some(prompt) = page.try_to_ask("account_viewed").await? else { panic!("nothing is asked") };
    let told = report(&prompt, 1, "rated", Some(rand::rng().random_range(0..=10)));
    ledger.is_sent(prompt.id, &told);
    let answer = page.try_to_report(&told).await?;
    assert_eq!(answer.status, 201, "{}", answer.body);
    if ledger.is_acknowledged(prompt.id) >= most {
        enough.notify_one();
    }
    Ok(())
}
