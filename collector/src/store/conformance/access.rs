//! Access: keys come and go, and the catalog says what each opens.

use jiff::Timestamp;
use shared::wire::prompts::Outcome;

use super::{Ledger, NOON, On, on_every_engine, prompt, slug, submission};
use crate::{
    catalog::{KeyHash, Lapsed, Scope},
    signed_interaction::SigningSecret,
    store::{StoreError, query::NewKey},
    token::IssuedPrompt,
};

on_every_engine! {
    a_key_is_kept_with_what_tells_it_from_others,
    a_revoked_key_is_remembered_as_one,
    a_key_of_another_site_cannot_be_revoked,
    two_signing_secrets_are_valid_at_a_time,
    a_known_customers_history_is_read_with_its_ages,
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

async fn a_key_is_kept_with_what_tells_it_from_others(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let before = ledger.store.catalog_version().await.unwrap();
    let [read, manage] = ["one", "other"].map(KeyHash::of);
    let named = NewKey {
        name: Some("dashboard".to_owned()),
        expires_at: Some(NOON + 60),
        ..NewKey::lasting(read, Scope::Read)
    };
    ledger.store.add_key(slug("shop"), named, at(NOON)).await.unwrap();
    ledger.store.add_key(slug("shop"), NewKey::lasting(manage, Scope::Manage), at(NOON + 1)).await.unwrap();
    let listed = ledger.reopened().await;
    let keys = listed.store.keys().await.unwrap();
    let told: Vec<_> = keys.iter().map(|key| (key.hash, key.name.as_deref(), key.created_at)).collect();
    assert_eq!(told, [(read, Some("dashboard"), NOON), (manage, None, NOON + 1)]);
    let catalog = listed.store.catalog().await.unwrap();
    assert!(catalog.version > before, "collectors that run would not see it");
    let [read, manage] = [read, manage].map(|hash| &catalog.keys[&hash]);
    assert_eq!((read.scope, manage.scope, &read.site), (Scope::Read, Scope::Manage, &slug("shop")));
    assert_eq!((read.check(NOON + 59), read.check(NOON + 60)), (Ok(()), Err(Lapsed::Expired)));
    assert_eq!(manage.check(i64::MAX), Ok(()));
    let nowhere = listed.store.add_key(slug("nowhere"), NewKey::lasting(KeyHash::of("x"), Scope::Read), at(NOON)).await;
    assert!(matches!(&nowhere, Err(StoreError::Refused(why)) if why.contains("no site nowhere")), "{nowhere:?}");
}

async fn a_revoked_key_is_remembered_as_one(on: On) {
    let ledger = Ledger::with_shop(on).await;
    let [gone, stays] = ["gone", "stays"].map(KeyHash::of);
    for hash in [gone, stays] {
        ledger.store.add_key(slug("shop"), NewKey::lasting(hash, Scope::Read), at(NOON)).await.unwrap();
    }
    let before = ledger.store.catalog_version().await.unwrap();
    for second in [NOON + 5, NOON + 9] {
        ledger.store.revoke_key(slug("shop"), gone.fingerprint(), at(second)).await.unwrap();
    }
    let catalog = ledger.store.catalog().await.unwrap();
    assert!(catalog.version > before);
    assert_eq!(catalog.keys[&gone].check(0), Err(Lapsed::Revoked));
    assert_eq!(catalog.keys[&gone].revoked_at, Some(NOON + 5), "a second revocation changes nothing");
    assert_eq!(catalog.keys[&stays].check(i64::MAX), Ok(()));
}

async fn a_key_of_another_site_cannot_be_revoked(on: On) {
    let ledger = Ledger::with_shop(on).await;
    ledger.add_site("stranger").await;
    let hash = KeyHash::of("the shop's");
    ledger.store.add_key(slug("shop"), NewKey::lasting(hash, Scope::Manage), at(NOON)).await.unwrap();
    for (site, why) in [("stranger", "has no key"), ("nowhere", "no site nowhere")] {
        let refused = ledger.store.revoke_key(slug(site), hash.fingerprint(), at(NOON)).await;
        assert!(matches!(&refused, Err(StoreError::Refused(said)) if said.contains(why)), "{site}: {refused:?}");
    }
    assert_eq!(ledger.store.catalog().await.unwrap().keys[&hash].check(NOON), Ok(()));
}

async fn two_signing_secrets_are_valid_at_a_time(on: On) {
    let ledger = Ledger::with_shop(on).await;
    ledger.add_site("stranger").await;
    let secret = |name: &str| SigningSecret::from(name.to_owned());
    let add = async |site, name| ledger.store.add_signing_secret(slug(site), secret(name), at(NOON)).await;
    add("shop", "a").await.unwrap();
    add("shop", "b").await.unwrap();
    add("stranger", "c").await.unwrap();
    for (site, why) in [("shop", "has 2 signing secrets already"), ("nowhere", "no site nowhere")] {
        let refused = add(site, "d").await;
        assert!(matches!(&refused, Err(StoreError::Refused(said)) if said.contains(why)), "{site}: {refused:?}");
    }
    let foreign = ledger.store.revoke_signing_secret(slug("stranger"), secret("a").fingerprint()).await;
    assert!(
        matches!(&foreign, Err(StoreError::Refused(said)) if said.contains("has no signing secret")),
        "{foreign:?}"
    );
    let before = ledger.store.catalog_version().await.unwrap();
    ledger.store.revoke_signing_secret(slug("shop"), secret("a").fingerprint()).await.unwrap();
    let catalog = ledger.store.catalog().await.unwrap();
    assert!(catalog.version > before);
    assert_eq!(catalog.sites[&slug("shop")].signing_secrets, [secret("b")]);
    assert_eq!(catalog.sites[&slug("stranger")].signing_secrets, [secret("c")]);
    add("shop", "d").await.unwrap();
}

async fn a_known_customers_history_is_read_with_its_ages(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let respondent = Some("r-7".to_owned());
    let [first, second] = [1, 2].map(|id| IssuedPrompt { respondent: respondent.clone(), ..prompt(id) });
    ledger.apply(&submission(&first, 1, Outcome::Rated, Some(4)));
    ledger.apply(&submission(&second, 1, Outcome::Dismissed, None));
    let of = async |site, who: &str| {
        ledger.store.remembered(slug(site), Some(who.to_owned()), None, NOON + 100).await.unwrap().0.0
    };
    let mut past = of("shop", "r-7").await;
    past.sort_by_key(|past| (past.age_s, past.outcome.name()));
    let past: Vec<_> = past.iter().map(|past| (past.survey.as_str(), past.outcome, past.age_s)).collect();
    assert_eq!(
        past,
        [("order", Outcome::Completed, 94), ("order", Outcome::Dismissed, 94), ("order", Outcome::Shown, 100)]
    );
    assert_eq!((of("shop", "r-8").await, of("stranger", "r-7").await), (Vec::new(), Vec::new()));
}
