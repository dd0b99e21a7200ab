//! Surveys: a file is taken whole or not at all, and its order is the order of asking.

use super::{Ledger, On, SURVEYS, on_every_engine, slug};
use crate::survey_file::SurveyFile;

on_every_engine! {
    the_same_file_again_changes_no_version,
    a_changed_survey_gets_a_new_version_and_the_old_one_is_kept,
    what_a_file_does_not_name_stays_behind_what_it_names,
    the_order_of_a_file_is_the_order_of_asking,
    a_change_of_metric_or_scale_refuses_the_whole_file,
    an_unknown_site_is_refused,
}

fn file(text: &str) -> SurveyFile {
    SurveyFile::parse(text).unwrap()
}

/// The shop's surveys in the order of asking, each with its version.
async fn standing(ledger: &Ledger) -> Vec<(String, u32)> {
    let catalog = ledger.store.catalog().await.unwrap();
    let site = &catalog.sites[&slug("shop")];
    let slugs = site.surveys.iter().map(|survey| survey.definition().slug.to_string());
    slugs.zip(site.versions.iter().copied()).collect()
}

async fn apply(ledger: &Ledger, text: &str) -> Vec<String> {
    let changed = ledger.store.apply_surveys(slug("shop"), file(text)).await.unwrap();
    changed.iter().map(ToString::to_string).collect()
}

async fn the_same_file_again_changes_no_version(on: On) {
    let ledger = Ledger::with_shop(on).await;
    assert_eq!(standing(&ledger).await, [("order".into(), 1), ("relation".into(), 1)]);
    assert_eq!(apply(&ledger, SURVEYS).await, [""; 0]);
    assert_eq!(standing(&ledger).await, [("order".into(), 1), ("relation".into(), 1)]);
}

async fn a_changed_survey_gets_a_new_version_and_the_old_one_is_kept(on: On) {
    let ledger = Ledger::with_shop(on).await;
    assert_eq!(apply(&ledger, &SURVEYS.replace("order_completed", "order_received")).await, ["order"]);
    assert_eq!(standing(&ledger).await, [("order".into(), 2), ("relation".into(), 1)]);
    assert_eq!(ledger.rows("survey_versions").await, 3);
}

async fn what_a_file_does_not_name_stays_behind_what_it_names(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let new = "[[survey]]\nslug = 'support'\nmetric = 'ces'\ntouchpoints = ['chat_closed']\n";
    assert_eq!(apply(&ledger, new).await, ["support"]);
    let order: Vec<String> = standing(&ledger).await.into_iter().map(|(slug, _)| slug).collect();
    assert_eq!(order, ["support", "order", "relation"]);
}

async fn the_order_of_a_file_is_the_order_of_asking(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let (first, second) = SURVEYS.split_at(SURVEYS.rfind("[[").unwrap());
    assert_eq!(apply(&ledger, &format!("{second}{first}")).await, [""; 0]);
    assert_eq!(standing(&ledger).await, [("relation".into(), 1), ("order".into(), 1)]);
}

async fn a_change_of_metric_or_scale_refuses_the_whole_file(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let before = ledger.store.catalog_version().await.unwrap();
    let renamed = SURVEYS.replace("account_viewed", "account_opened");
    for changed in
        [renamed.replace("'csat'", "'ces'"), renamed.replace("metric = 'csat'", "metric = 'csat'\nscale = 7")]
    {
        // The survey that may change comes first, so that it would be written before the other is refused.
        let (first, second) = changed.split_at(changed.rfind("[[").unwrap());
        let changed = format!("{second}{first}");
        let refused = ledger.store.apply_surveys(slug("shop"), file(&changed)).await.unwrap_err().to_string();
        assert!(refused.starts_with("survey order measures csat-5; it cannot become c"), "{refused}");
        assert_eq!(standing(&ledger).await, [("order".into(), 1), ("relation".into(), 1)]);
        assert_eq!(ledger.store.catalog_version().await.unwrap(), before);
    }
}

async fn an_unknown_site_is_refused(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let refused = ledger.store.apply_surveys(slug("sohp"), file(SURVEYS)).await.unwrap_err().to_string();
    assert_eq!(refused, "there is no site sohp; `sondeo site add sohp` makes one");
}
