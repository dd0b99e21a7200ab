//! Carrying over to a restored PostgreSQL database what was removed after the dump was made.

use jiff::Timestamp;
use shared::wire::prompts::Outcome::Rated;

use super::{
    Ledger, NOON, On, prompt,
    removing::{gone, known, of, story},
    slug, submission,
};
use crate::{
    store::{
        StoreError,
        batch::Applied::{Stale, Stored},
        removal::Target,
    },
    submission::Submission,
    token::IssuedPrompt,
};

fn now() -> Timestamp {
    Timestamp::from_second(NOON + 100).unwrap()
}

#[tokio::test]
async fn what_was_removed_after_the_dump_is_removed_from_what_is_restored() {
    let mut former = Ledger::with_shop(On::Postgres).await;
    former.add_site("other").await;
    // More than a page, with some of another site and some of known customers.
    let prompts: Vec<IssuedPrompt> = (0..2_500)
        .map(|id| {
            let site = slug(if id % 3 == 0 { "other" } else { "shop" });
            let respondent = (id % 5 == 0).then(|| format!("r-{}", id % 10));
            IssuedPrompt { site, respondent, ..prompt(id) }
        })
        .collect();
    let told: Vec<Submission> = prompts.iter().map(|prompt| submission(prompt, 1, Rated, Some(4))).collect();
    former.apply_all(&told).unwrap();
    former.remove("shop", of("early"), NOON);
    let backup = former.home.copy().await;

    // Removed since: every seventh response, a customer of one site, and one who came back.
    for prompt in prompts.iter().step_by(7) {
        assert_eq!(former.remove(prompt.site.as_str(), Target::Response(prompt.id), NOON), gone(1));
    }
    former.remove("shop", of("r-0"), NOON);
    former.remove("shop", of("r-5"), NOON);
    former.remove("shop", Target::Expired { before: NOON + 1, limit: 3 }, NOON);

    let mut restored = Ledger::open(backup).await;
    let returned = IssuedPrompt { issued_at: NOON + 50, ..known(9_000, "r-5") };
    assert_eq!(restored.apply(&submission(&returned, 1, Rated, Some(4))), Stored);
    let before = restored.rows("responses").await;
    let removed = restored.store.carry_over(&former.store, now()).await.unwrap();
    assert_eq!(i64::try_from(removed).unwrap(), before - restored.rows("responses").await);

    let left = "responses where id <> ";
    let (former_rows, returned) = (former.rows("responses").await, restored.home.id(returned.id));
    assert_eq!(restored.rows(&format!("{left}{returned}")).await, former_rows);
    assert_eq!(restored.rows("histories where site = 'shop' and respondent = 'r-0'").await, 0);
    assert_eq!(restored.rows("histories where site = 'shop' and respondent = 'r-5'").await, 1, "who came back");
    assert_eq!(restored.rows("histories where site = 'other' and respondent = 'r-0'").await, 1, "another site's");
    assert_eq!(restored.apply(&told[0]), Stale);
    assert_eq!(restored.store.carry_over(&former.store, now()).await.unwrap(), 0, "all of it is done");
    restored.is_right().await;
}

#[tokio::test]
async fn a_store_of_another_origin_can_tell_nothing() {
    let (mut one, mut other) = (Ledger::with_shop(On::Postgres).await, Ledger::with_shop(On::Postgres).await);
    let told = story(&known(1, "r-7"));
    for ledger in [&mut one, &mut other] {
        ledger.apply_all(&told).unwrap();
    }
    assert_eq!(one.store.carry_over(&other.store, now()).await.unwrap(), 0, "nothing was removed there");
    other.remove("shop", of("r-7"), NOON);
    let refused = one.store.carry_over(&other.store, now()).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    let folder = Ledger::with_shop(On::Sqlite).await;
    assert!(matches!(one.store.carry_over(&folder.store, now()).await, Err(StoreError::Refused(_))));
    assert_eq!((one.rows("responses").await, one.rows("tombstones").await), (1, 0));
}
