//! Surveys: a file is taken whole or not at all, and its order is the order of asking.

use jiff::Timestamp;
use shared::survey::Survey;

use super::{Ledger, NOON, On, SURVEYS, on_every_engine, slug};
use crate::{
    store::StoreError,
    survey_file::SurveyFile,
    surveys::{Condition, Edit, SurveyChange, Unmade, Wish},
};

on_every_engine! {
    the_same_file_again_changes_no_version,
    a_changed_survey_gets_a_new_version_and_the_old_one_is_kept,
    what_a_file_does_not_name_stays_behind_what_it_names,
    the_order_of_a_file_is_the_order_of_asking,
    a_change_of_metric_or_scale_refuses_the_whole_file,
    an_unknown_site_is_refused,
    a_deleted_survey_is_known_by_what_it_was,
    a_rehearsal_stores_nothing,
    of_two_edits_of_the_same_version_one_is_made,
    versions_tell_since_when_they_are_in_force,
}

fn file(text: &str) -> SurveyFile {
    SurveyFile::parse(text).unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_second(NOON).unwrap()
}

/// The survey `order` as it stands in [`SURVEYS`], with other touchpoints.
fn order(touchpoint: &str) -> Box<Survey> {
    let file = file(&SURVEYS.replace("order_completed", touchpoint));
    Box::new(file.surveys().iter().find(|survey| survey.definition().slug == slug("order")).unwrap().clone())
}

async fn edit(ledger: &Ledger, edit: Edit) -> Result<SurveyChange, StoreError> {
    let mut changes = ledger.store.edit_surveys(slug("shop"), edit, now()).await?;
    Ok(changes.remove(0))
}

/// The shop's surveys in the order of asking, each with its version.
async fn standing(ledger: &Ledger) -> Vec<(String, u32)> {
    let catalog = ledger.store.catalog().await.unwrap();
    let site = &catalog.sites[&slug("shop")];
    let slugs = site.surveys.iter().map(|survey| survey.definition().slug.to_string());
    slugs.zip(site.versions.iter().copied()).collect()
}

async fn apply(ledger: &Ledger, text: &str) -> Vec<String> {
    let changes = ledger.store.apply_surveys(slug("shop"), file(text), now()).await.unwrap();
    let changed = changes.iter().filter(|change| change.is_one());
    changed.map(|change| change.survey.definition().slug.to_string()).collect()
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
        let refused = ledger.store.apply_surveys(slug("shop"), file(&changed), now()).await.unwrap_err().to_string();
        assert!(refused.starts_with("survey order measures csat-5; it cannot become c"), "{refused}");
        assert_eq!(standing(&ledger).await, [("order".into(), 1), ("relation".into(), 1)]);
        assert_eq!(ledger.store.catalog_version().await.unwrap(), before);
    }
}

async fn an_unknown_site_is_refused(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let refused = ledger.store.apply_surveys(slug("sohp"), file(SURVEYS), now()).await.unwrap_err().to_string();
    assert_eq!(refused, "there is no site sohp; `sondeo site add sohp` makes one");
}

async fn a_deleted_survey_is_known_by_what_it_was(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let deleted = edit(&ledger, Edit::of(Wish::Delete(slug("order")))).await.unwrap();
    assert_eq!((deleted.before.unwrap().version, deleted.after), (1, None));
    assert_eq!(standing(&ledger).await, [("relation".into(), 1)]);
    let catalog = ledger.store.catalog().await.unwrap();
    let shop = &catalog.sites[&slug("shop")];
    assert!(shop.survey_at(&slug("order"), 1).is_some() && shop.survey("order").is_none());
    assert_eq!(shop.survey_or_last("order").unwrap().definition().slug, slug("order"));
    let again = Edit::of(Wish::Put { survey: order("order_completed"), position: None });
    edit(&ledger, again).await.unwrap();
    assert_eq!(standing(&ledger).await, [("relation".into(), 1), ("order".into(), 2)]);
}

async fn a_rehearsal_stores_nothing(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let before = ledger.store.catalog_version().await.unwrap();
    let wish = Wish::Put { survey: order("order_received"), position: Some(1) };
    let change = edit(&ledger, Edit { is_rehearsal: true, ..Edit::of(wish) }).await.unwrap();
    assert_eq!((change.after.unwrap().version, change.changed), (2, vec!["/touchpoints".to_owned()]));
    assert_eq!(standing(&ledger).await, [("order".into(), 1), ("relation".into(), 1)]);
    assert_eq!((ledger.store.catalog_version().await.unwrap(), ledger.rows("survey_versions").await), (before, 2));
}

async fn of_two_edits_of_the_same_version_one_is_made(on: On) {
    let ledger = Ledger::with_shop(on).await;
    for version in 1..10 {
        let both = ["this", "that"].map(|word| {
            let wish = Wish::Put { survey: order(&format!("{word}_{version}")), position: None };
            let (store, condition) = (ledger.store.clone(), Condition::At(vec![version]));
            tokio::spawn(
                async move { store.edit_surveys(slug("shop"), Edit { condition, ..Edit::of(wish) }, now()).await },
            )
        });
        let mut made = 0;
        for one in both {
            match one.await.unwrap() {
                Ok(_) => made += 1,
                Err(refused) => assert!(matches!(refused, StoreError::Unmade(Unmade::OtherVersion)), "{refused}"),
            }
        }
        assert_eq!((made, standing(&ledger).await[0].1), (1, version + 1));
    }
}

async fn versions_tell_since_when_they_are_in_force(on: On) {
    let ledger = Ledger::with_shop(on).await;
    edit(&ledger, Edit::of(Wish::Live { survey: slug("order"), live: false })).await.unwrap();
    let versions = ledger.store.survey_versions(slug("shop"), slug("order")).await.unwrap();
    let told: Vec<_> = versions.iter().map(|row| (row.version, row.created_at)).collect();
    assert_eq!(told, [(1, Some(NOON)), (2, Some(NOON))]);
    assert!(ledger.store.survey_versions(slug("shop"), slug("nowhere")).await.unwrap().is_empty());
}
