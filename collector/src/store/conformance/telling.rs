//! What owners are told of the quarantine.

use shared::wire::prompts::Outcome::{Completed, Rated};

use super::{
    DAY, Ledger, NOON, On,
    holding::{drop_of, held, one, rated, release},
    on_every_engine, prompt, slug, submission,
};
use crate::{
    calendar::Day,
    quarantine::Reason,
    store::{
        audit::{Action, AuditLine},
        quarantine::{HeldGroup, HeldResponse, Selection},
        query::{Dimension, TallyQuery},
    },
    token::IssuedPrompt,
};

on_every_engine! {
    the_quarantine_is_told_in_groups_and_counted_by_survey_day_and_touchpoint,
    what_is_held_back_is_named_one_by_one_the_oldest_first,
    the_audit_says_how_many_were_held_back_released_and_dropped,
}

async fn the_quarantine_is_told_in_groups_and_counted_by_survey_day_and_touchpoint(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    for id in 1..=5 {
        let issued_at = NOON + i64::try_from(id % 2).unwrap() * 86_400 + i64::try_from(id).unwrap();
        let touchpoint = slug(if id == 5 { "chat_closed" } else { "order_completed" });
        let prompt = IssuedPrompt { issued_at, touchpoint, ..prompt(id) };
        ledger.apply(&held(submission(&prompt, 1, Rated, Some(4))));
    }
    ledger.apply(&rated(9));
    let group = |day: Day, responses, first, last| HeldGroup {
        survey: slug("order"),
        day,
        reason: Reason::Burst,
        responses,
        first,
        last,
    };
    let tomorrow = NOON + 86_400;
    let want = [group(DAY, 2, NOON + 2 + 6, NOON + 4 + 6), group(DAY.plus(1), 3, tomorrow + 1 + 6, tomorrow + 5 + 6)];
    assert_eq!(ledger.store.quarantine(slug("shop")).await.unwrap(), want);
    for (value, from, to, want) in [
        (None, DAY, DAY.plus(2), 5),
        (None, DAY, DAY.plus(1), 2),
        (Some("chat_closed"), DAY, DAY.plus(2), 1),
        (Some("chat_closed"), DAY, DAY.plus(1), 0),
    ] {
        let (site, survey, dimension) = (slug("shop"), slug("order"), Dimension::Touchpoint);
        let query = TallyQuery { site, survey, dimension, value: value.map(str::to_owned), from, to };
        assert_eq!(ledger.store.held(query).await.unwrap(), want, "{value:?} {from} {to}");
    }
}

async fn what_is_held_back_is_named_one_by_one_the_oldest_first(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    ledger.add_site("other").await;
    let elsewhere = IssuedPrompt { site: slug("other"), ..prompt(4) };
    let told = [(3, 0), (1, 20), (2, 10)].map(|(id, second)| {
        let issued_at = NOON + second;
        held(submission(&IssuedPrompt { issued_at, ..prompt(id) }, 1, Rated, Some(4)))
    });
    ledger.apply_all(&told).unwrap();
    ledger.apply_all(&[rated(9), held(submission(&elsewhere, 1, Rated, Some(4)))]).unwrap();
    let want: Vec<_> = [&told[0], &told[2], &told[1]]
        .map(|told| HeldResponse {
            id: told.prompt.id,
            survey: slug("order"),
            day: DAY,
            reason: Reason::Burst,
            since: told.received_at,
        })
        .into();
    assert_eq!(ledger.store.held_responses(slug("shop"), 9).await.unwrap(), want);
    assert_eq!(ledger.store.held_responses(slug("shop"), 2).await.unwrap(), want[..2]);
    ledger.store.release(release(one(3))).await.unwrap();
    assert_eq!(ledger.store.held_responses(slug("shop"), 9).await.unwrap(), want[1..]);
}

async fn the_audit_says_how_many_were_held_back_released_and_dropped(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    for id in 1..=6 {
        let issued_at = NOON + if id > 4 { 3_600 } else { 0 };
        let told = held(submission(&IssuedPrompt { issued_at, ..prompt(id) }, 1, Rated, Some(4)));
        ledger.apply_all(&[told.clone(), told]).unwrap();
    }
    ledger.apply(&held(submission(&prompt(1), 2, Completed, Some(4))));
    ledger.store.release(release(one(1))).await.unwrap();
    ledger.store.release(release(one(2))).await.unwrap();
    ledger.store.release(release(one(2))).await.unwrap();
    ledger.store.remove(drop_of(Selection::default())).await.unwrap();
    let line = |at, action, responses| AuditLine { at, action, survey: slug("order"), responses };
    let want = [
        line(NOON, Action::Quarantined, 4),
        line(NOON + 3_600, Action::Quarantined, 2),
        line(NOON + 7_200, Action::Released, 2),
        line(NOON + 7_300, Action::Dropped, 4),
    ];
    assert_eq!(ledger.store.audit(slug("shop")).await.unwrap(), want);
    assert_eq!(ledger.store.audit(slug("other")).await.unwrap(), []);
}
