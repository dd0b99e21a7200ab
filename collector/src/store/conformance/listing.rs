//! Listing: what the store finds by a filter is what the filter admits, the newest first and nothing twice.

use std::collections::BTreeMap;

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use shared::{
    scale::{Rating, Scale},
    wire::prompts::{
        Device,
        Outcome::{Completed, Dismissed, OptedOut, Shown},
    },
};
use uuid::Uuid;

use super::{DAY, Ledger, NOON, On, holding::held, on_every_engine, prompt, slug, submission};
use crate::{
    calendar::Day,
    listing::{
        filter::{Among, Filter, Needle},
        search::search,
    },
    store::{
        listing::{Extent, Page},
        query::SiteChange,
    },
    submission::Submission,
    token::IssuedPrompt,
};

on_every_engine! {
    what_is_found_is_what_the_filter_admits,
    a_page_ends_where_it_was_told_to_and_the_next_one_goes_on,
    words_are_found_in_the_newest_comments,
    days_are_those_of_the_sites_zone_also_after_it_moved,
}

const ALL: Extent = Extent { found: 1_000, rows: 1_000 };

/// An id of a prompt that was issued then.
fn id(issued_at: i64, number: u128) -> Uuid {
    Uuid::from_u128(((u128::try_from(issued_at).unwrap() * 1000) << 80) | number)
}

/// Made-up responses of some days, no two alike.
fn responses() -> impl Strategy<Value = Vec<Submission>> {
    let words = prop::sample::select(vec![None, Some("Straße"), Some("it's 100% \"fine\""), Some("ok")]);
    let one = (0..2_usize, -40..3_i64, 0..5_usize, words, any::<[bool; 5]>(), 0..11_i64, 0..3_usize);
    let one = one.prop_map(|(survey, days, outcome, comment, flags, raw, device)| {
        let issued_at = NOON + days * 86_400;
        let (survey, scale) = [("order", Scale::Csat5), ("relation", Scale::Nps)][survey];
        let (outcome, rating) =
            [(Completed, true), (Completed, true), (Dismissed, false), (Shown, false), (OptedOut, flags[4])][outcome];
        let rating = rating.then(|| Rating::new(scale, raw.clamp(scale.min().into(), scale.max().into())).unwrap());
        let [a, b, c, d, _] = flags;
        let attributes = if a {
            BTreeMap::from([(slug("plan"), if b { "pro" } else { "o'pro\"" }.to_owned())])
        } else {
            BTreeMap::new()
        };
        let stage = b.then(|| slug("purchase"));
        let device = [None, Some(Device::Phone), Some(Device::Tablet)][device];
        let locale = if c { "es" } else { "pt-BR" }.to_owned();
        let told = IssuedPrompt { survey: slug(survey), issued_at, stage, device, locale, attributes, ..prompt(1) };
        let mut told = submission(&told, u32::from(outcome != Shown), outcome, None);
        told.report.rating = rating;
        told.report.comment = comment.filter(|_| rating.is_some()).map(str::to_owned);
        told.report.reasons = if c { vec!["price".to_owned(), "other".to_owned()] } else { Vec::new() };
        told.report.contact = d.then(|| "ana@shop.example".to_owned());
        if a && d { held(told) } else { told }
    });
    prop::collection::vec(one, 30..60).prop_map(|mut all| {
        for (told, number) in all.iter_mut().zip(1..) {
            told.prompt.id = id(told.prompt.issued_at, number);
        }
        all
    })
}

fn filters() -> impl Strategy<Value = Filter> {
    let of = |some: Vec<&'static str>| prop::option::weighted(0.25, prop::sample::select(some));
    let yes_or_no = || prop::option::weighted(0.2, any::<bool>());
    let bands = prop::sample::subsequence(vec!["promoter", "detractor", "neutral", "satisfied"], 0..3);
    let ratings = prop::sample::subsequence((0..11_u8).collect::<Vec<_>>(), 0..6);
    let surveys = prop::sample::subsequence(vec!["order", "relation", "nothing"], 0..3);
    let lists = (surveys, prop::option::weighted(0.4, bands), prop::option::weighted(0.3, ratings));
    let days = prop::option::weighted(0.3, (-40..3_i32, 1..40_i32));
    let texts = (
        of(vec!["order_completed", "x"]),
        of(vec!["purchase"]),
        of(vec!["es", "' or 1=1 --"]),
        of(vec!["price", "pri"]),
    );
    let attribute = of(vec!["pro", "o'pro\"", "free"]);
    let device = prop::option::weighted(0.2, Just(Device::Phone));
    let among = prop::sample::select(vec![Among::Answered, Among::Dismissed, Among::All, Among::All]);
    (lists, days, texts, attribute, device, (yes_or_no(), yes_or_no(), yes_or_no()), among).prop_map(
        |((surveys, bands, ratings), days, (touchpoint, stage, locale, reason), attribute, device, flags, among)| {
            Filter {
                surveys: surveys.into_iter().map(slug).collect(),
                from: days.map(|(from, _)| DAY.plus(from)),
                to: days.map(|(from, many)| DAY.plus(from + many)),
                touchpoint: touchpoint.map(slug),
                stage: stage.map(slug),
                locale: locale.map(str::to_owned),
                device,
                attributes: attribute.into_iter().map(|value| (slug("plan"), value.to_owned())).collect(),
                bands: bands.unwrap_or_default(),
                ratings: ratings.unwrap_or_default(),
                reason: reason.map(str::to_owned),
                has_comment: flags.0,
                has_contact: flags.1,
                is_held: flags.2,
                among,
            }
        },
    )
}

async fn found(ledger: &Ledger, filter: &Filter, extent: Extent) -> Vec<Submission> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let Page { found, end } = ledger.store.page(slug("shop"), filter.clone(), before, extent).await.unwrap();
        assert!(found.len() <= extent.found as usize && (end.is_none() || end != before));
        all.extend(found);
        match end {
            Some(end) => before = Some(end),
            None => return all,
        }
    }
}

async fn what_is_found_is_what_the_filter_admits(on: On) {
    let mut runner = TestRunner::deterministic();
    let (mut asked, mut hits) = (0, 0);
    for _ in 0..4 {
        let all = responses().new_tree(&mut runner).unwrap().current();
        let mut ledger = Ledger::with_shop(on).await;
        ledger.add_site("other").await;
        ledger.apply_all(&all).unwrap();
        let foreign = all.iter().map(|told| Submission {
            prompt: IssuedPrompt { site: slug("other"), ..told.prompt.clone() },
            ..told.clone()
        });
        ledger.apply_all(&foreign.collect::<Vec<_>>()).unwrap();
        for _ in 0..150 {
            let filter = filters().new_tree(&mut runner).unwrap().current();
            let mut want: Vec<_> = all.iter().filter(|told| filter.admits(told)).cloned().collect();
            want.sort_by_key(|told| std::cmp::Reverse(told.prompt.id));
            for told in &mut want {
                // What is of importance when a report comes is not kept.
                told.prompt.is_vouched = false;
            }
            let extent = Extent { found: 1 + asked % 9, rows: 1 + asked % 23 };
            assert_eq!(found(&ledger, &filter, ALL).await, want, "{filter:?}");
            assert_eq!(found(&ledger, &filter, extent).await, want, "{filter:?} {extent:?}");
            (asked, hits) = (asked + 1, hits + usize::from(!want.is_empty()));
        }
    }
    assert!(hits > 100, "only {hits} of {asked} filters found anything");
}

async fn a_page_ends_where_it_was_told_to_and_the_next_one_goes_on(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let all: Vec<_> = (1..=10)
        .map(|number| submission(&IssuedPrompt { id: id(NOON, number), ..prompt(1) }, 1, Completed, Some(4)))
        .collect();
    ledger.apply_all(&all).unwrap();
    let numbers =
        |page: &Page<Submission>| page.found.iter().map(|told| told.prompt.id.as_u128() & 0xff).collect::<Vec<_>>();
    let any = Filter::default();
    let none = Filter { is_held: Some(true), ..Filter::default() };
    for (filter, before, found, rows, want, end) in [
        (&any, None, 3, 100, vec![10, 9, 8], Some(8)),
        (&any, Some(8), 3, 100, vec![7, 6, 5], Some(5)),
        (&any, Some(3), 3, 100, vec![2, 1], None),
        (&any, None, 100, 4, vec![10, 9, 8, 7], Some(7)),
        (&none, None, 3, 4, vec![], Some(7)),
        (&none, Some(7), 3, 100, vec![], None),
        (&any, Some(1), 3, 100, vec![], None),
    ] {
        let page = ledger
            .store
            .page(slug("shop"), filter.clone(), before.map(|number| id(NOON, number)), Extent { found, rows })
            .await
            .unwrap();
        assert_eq!((numbers(&page), page.end), (want, end.map(|number| id(NOON, number))), "{filter:?} {before:?}");
    }
}

async fn words_are_found_in_the_newest_comments(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let all: Vec<_> = (1..=50)
        .map(|number| {
            let mut told = submission(&IssuedPrompt { id: id(NOON, number), ..prompt(1) }, 1, Completed, Some(4));
            told.report.comment =
                (number % 2 == 0).then(|| if number % 10 == 0 { "Das PAKET" } else { "nichts" }.to_owned());
            told
        })
        .collect();
    ledger.apply_all(&all).unwrap();
    let needle = Needle::new("paket").unwrap();
    let look = async |before: Option<u128>, most| {
        let found = search(
            &ledger.store,
            &slug("shop"),
            &Filter::default(),
            &needle,
            before.map(|number| id(NOON, number)),
            most,
        )
        .await
        .unwrap();
        let numbers: Vec<_> = found.page.found.iter().map(|told| told.prompt.id.as_u128() & 0xff).collect();
        (numbers, found.page.end.map(|end| end.as_u128() & 0xff), found.comments)
    };
    assert_eq!(look(None, 10).await, (vec![50, 40, 30, 20, 10], None, 25));
    assert_eq!(look(None, 2).await, (vec![50, 40], Some(40), 6));
    assert_eq!(look(Some(40), 2).await, (vec![30, 20], Some(20), 10));
}

async fn days_are_those_of_the_sites_zone_also_after_it_moved(on: On) {
    let mut ledger = Ledger::with_shop(on).await;
    let late = IssuedPrompt { id: id(NOON + 11 * 3_600, 1), issued_at: NOON + 11 * 3_600, ..prompt(1) };
    ledger.apply(&submission(&late, 1, Completed, Some(4)));
    let on_day = async |ledger: &Ledger, day: Day| {
        let filter = Filter { from: Some(day), to: Some(day.plus(1)), ..Filter::default() };
        found(ledger, &filter, ALL).await.len()
    };
    assert_eq!((on_day(&ledger, DAY).await, on_day(&ledger, DAY.plus(1)).await), (1, 0));
    let change = SiteChange { tz: Some("Pacific/Kiritimati".to_owned()), ..SiteChange::default() };
    ledger.store.change_site(slug("shop"), change).await.unwrap();
    assert_eq!((on_day(&ledger, DAY).await, on_day(&ledger, DAY.plus(1)).await), (0, 1));
}
