//! What holds for every customer and every set of surveys.

use proptest::{collection::vec, option, prelude::*};
use shared::{
    policy::{self, Bucket, Decision, Gate, History, Interaction, Past, Visitor},
    scale::Metric,
    survey::{AskRules, Slug, Survey, SurveyDefinition},
    wire::prompts::Outcome,
};

fn slugs() -> impl Strategy<Value = Slug> {
    prop::sample::select(vec!["a", "b", "c"]).prop_map(|name| name.parse().expect("a letter is a slug"))
}

/// Ages around whole days, where gates open.
fn ages() -> impl Strategy<Value = u64> {
    (0..5_u64, -1..2_i64).prop_map(|(days, offset)| (days * 86_400).saturating_add_signed(offset))
}

prop_compose! {
    fn surveys()(
        slug in slugs(),
        touchpoints in vec(slugs(), 1..3),
        stage in option::of(slugs()),
        live in prop::bool::weighted(0.9),
        sample in prop_oneof![Just(1.0), 0.0..=1.0],
        (cooldown_days, again_after_answer_days, again_after_dismissal_days) in (0..4_u32, 0..5_u32, 0..5_u32),
        ask_without_storage in any::<bool>(),
    ) -> Survey {
        let ask = AskRules {
            sample, cooldown_days, again_after_answer_days, again_after_dismissal_days, ask_without_storage,
        };
        let (attributes, triggers, texts) = (Vec::new(), Vec::new(), Default::default());
        Survey::new(SurveyDefinition {
            slug, metric: Metric::Nps, kind: None, scale: None, shape: None, touchpoints, triggers, stage, live, attributes, ask, texts,
            reasons: None, reasons_high: None, reasons_middle: None, reasons_low: None, choose: None, contact: false,
            link: None, link_high: None, link_middle: None, link_low: None, privacy: None, theme: Default::default(),
        }).expect("whatever is generated is a survey")
    }
}

prop_compose! {
    fn pasts()(
        survey in slugs(),
        outcome in prop_oneof![
            4 => Just(Outcome::Shown), 4 => Just(Outcome::Rated), 4 => Just(Outcome::Completed),
            4 => Just(Outcome::Dismissed), 1 => Just(Outcome::OptedOut),
        ],
        age_s in ages(),
    ) -> Past {
        Past { survey, outcome, age_s }
    }
}

prop_compose! {
    fn visitors()(
        touchpoint in slugs(),
        stage in option::of(slugs()),
        place in option::of(0..100_u8),
        history in option::weighted(0.9, vec(pasts(), 0..4)),
        interaction in prop::sample::select(vec![Interaction::Unsigned, Interaction::Signed]),
        rated_in in prop_oneof![4 => Just(Vec::new()), 1 => vec(slugs(), 1..3)],
    ) -> Visitor {
        let bucket = place.map(|place| Bucket::new(place).expect("0 to 99 are buckets"));
        Visitor { touchpoint, stage, bucket, history: history.map(History), interaction, rated_in }
    }
}

/// The decision that an explanation amounts to.
fn read(rows: &[Vec<policy::Finding>]) -> Decision {
    let closed = |row: &Vec<policy::Finding>| row.iter().find(|finding| !finding.is_open).map(|finding| finding.gate);
    let asked = rows.iter().position(|row| closed(row).is_none());
    let reason = rows.iter().filter_map(closed).find(|gate| *gate != Gate::NoSurvey);
    asked.map_or(Decision::Refuse(reason.unwrap_or(Gate::NoSurvey)), Decision::Ask)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_decision_is_what_its_explanation_says(surveys in vec(surveys(), 0..5), visitor in visitors()) {
        let rows = policy::explain(&surveys, &visitor);
        prop_assert_eq!(policy::decide(&surveys, &visitor), read(&rows));
        prop_assert_eq!(rows.len(), surveys.len());
        for row in &rows {
            prop_assert!(row.iter().map(|finding| finding.gate).eq(Gate::ALL));
        }
    }

    #[test]
    fn who_is_asked_may_be_asked(surveys in vec(surveys(), 0..5), visitor in visitors()) {
        let Decision::Ask(place) = policy::decide(&surveys, &visitor) else { return Ok(()) };
        let survey = surveys[place].definition();
        let past = visitor.history.iter().flat_map(|history| &history.0);
        prop_assert!(survey.live && survey.touchpoints.contains(&visitor.touchpoint) && survey.ask.sample > 0.0);
        prop_assert!(!visitor.rated_in.contains(&survey.slug));
        for past in past {
            prop_assert!(past.outcome != Outcome::OptedOut);
            prop_assert!(past.age_s >= u64::from(survey.ask.cooldown_days) * 86_400);
        }
    }

    #[test]
    fn time_alone_never_closes_a_gate(
        surveys in vec(surveys(), 1..2),
        visitor in visitors(),
        later_s in 0..1_000_000_u64,
    ) {
        let mut later = visitor.clone();
        for past in later.history.iter_mut().flat_map(|history| &mut history.0) {
            past.age_s += later_s;
        }
        if let Decision::Ask(place) = policy::decide(&surveys, &visitor) {
            prop_assert_eq!(policy::decide(&surveys, &later), Decision::Ask(place));
        }
    }

    #[test]
    fn the_order_of_a_history_does_not_matter(surveys in vec(surveys(), 0..4), visitor in visitors()) {
        let mut turned = visitor.clone();
        if let Some(history) = &mut turned.history {
            history.0.reverse();
        }
        prop_assert_eq!(policy::explain(&surveys, &turned), policy::explain(&surveys, &visitor));
    }

    #[test]
    fn a_larger_sample_still_asks_whom_it_asked(survey in surveys(), visitor in visitors(), more in 0.0..=1.0) {
        let mut larger = survey.definition().clone();
        larger.ask.sample = larger.ask.sample.max(more);
        if policy::decide([&survey], &visitor) == Decision::Ask(0) {
            prop_assert_eq!(policy::decide([&Survey::new(larger).unwrap()], &visitor), Decision::Ask(0));
        }
    }
}
