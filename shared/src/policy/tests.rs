//! Each gate at its boundary; the laws are in `tests/policy.rs`.

use super::*;
use crate::{
    scale::Metric,
    survey::{AskRules, Slug, SurveyDefinition},
    wire::prompts::Outcome::{self, Completed, Dismissed, OptedOut, Rated, Shown},
};

const DAY_S: u64 = 86_400;

fn slug(name: &str) -> Slug {
    name.parse().unwrap()
}

fn survey(name: &str, change: impl FnOnce(&mut SurveyDefinition)) -> Survey {
    let mut definition = SurveyDefinition {
        slug: slug(name),
        metric: Metric::Csat,
        kind: None,
        scale: None,
        shape: None,
        touchpoints: vec![slug("order_completed")],
        triggers: Vec::new(),
        stage: None,
        live: true,
        attributes: Vec::new(),
        reasons: None,
        reasons_high: None,
        reasons_middle: None,
        reasons_low: None,
        choose: None,
        contact: false,
        link: None,
        link_high: None,
        link_middle: None,
        link_low: None,
        privacy: None,
        theme: Default::default(),
        ask: AskRules::default(),
        texts: Default::default(),
    };
    change(&mut definition);
    Survey::new(definition).unwrap()
}

fn order(change: impl FnOnce(&mut AskRules)) -> Survey {
    survey("order", |definition| change(&mut definition.ask))
}

fn visitor(past_prompts: &[(&str, Outcome, u64)]) -> Visitor {
    let past = |(survey, outcome, age_s): &(&str, Outcome, u64)| Past {
        survey: slug(survey),
        outcome: *outcome,
        age_s: *age_s,
    };
    Visitor {
        touchpoint: slug("order_completed"),
        stage: None,
        bucket: Bucket::new(0).ok(),
        history: Some(History(past_prompts.iter().map(past).collect())),
        interaction: Interaction::Unsigned,
        rated_in: Vec::new(),
    }
}

#[track_caller]
fn check(surveys: &[Survey], visitor: &Visitor, want: Result<usize, Gate>) {
    let got = match decide(surveys, visitor) {
        Decision::Ask(place) => Ok(place),
        Decision::Refuse(gate) => Err(gate),
    };
    assert_eq!(got, want, "{:#?}", explain(surveys, visitor));
}

#[test]
fn a_new_customer_is_asked() {
    check(&[order(|_| {})], &visitor(&[]), Ok(0));
}

#[test]
fn without_a_live_survey_of_this_touchpoint_nobody_is_asked() {
    let paused = survey("paused", |definition| definition.live = false);
    let elsewhere = survey("chat", |definition| definition.touchpoints = vec![slug("chat_closed")]);
    check(&[], &visitor(&[]), Err(Gate::NoSurvey));
    check(&[paused.clone(), elsewhere.clone()], &visitor(&[]), Err(Gate::NoSurvey));
    check(&[paused, elsewhere, order(|_| {})], &visitor(&[]), Ok(2));
}

#[test]
fn stages_must_agree_where_both_are_named() {
    for (of_survey, of_interaction, want) in [
        (None, None, Ok(0)),
        (Some("use"), None, Ok(0)),
        (None, Some("use"), Ok(0)),
        (Some("use"), Some("use"), Ok(0)),
        (Some("use"), Some("purchase"), Err(Gate::Stage)),
    ] {
        let survey = survey("order", |definition| definition.stage = of_survey.map(slug));
        check(&[survey], &Visitor { stage: of_interaction.map(slug), ..visitor(&[]) }, want);
    }
}

#[test]
fn an_opt_out_of_any_survey_holds_for_ever() {
    let restless = order(|ask| *ask = AskRules { cooldown_days: 0, again_after_answer_days: 0, ..*ask });
    check(&[restless], &visitor(&[("gone", OptedOut, 4_000 * DAY_S)]), Err(Gate::OptedOut));
}

#[test]
fn who_cannot_remember_is_asked_only_if_vouched_for_or_if_the_survey_says_so() {
    for (ask_without_storage, interaction, want) in [
        (false, Interaction::Unsigned, Err(Gate::StorageBlocked)),
        (false, Interaction::Signed, Ok(0)),
        (true, Interaction::Unsigned, Ok(0)),
    ] {
        let survey = order(|ask| ask.ask_without_storage = ask_without_storage);
        check(&[survey], &Visitor { history: None, bucket: None, interaction, ..visitor(&[]) }, want);
    }
}

#[test]
fn a_sample_asks_so_many_of_a_hundred_places() {
    for (sample, want) in
        [(0.0, 0), (0.001, 1), (0.01, 1), (0.07, 7), (0.29, 29), (0.5, 50), (0.57, 57), (0.99, 99), (1.0, 100)]
    {
        let survey = order(|ask| ask.sample = sample);
        let asked = (0..100).filter(|place| {
            let visitor = Visitor { bucket: Bucket::new(*place).ok(), ..visitor(&[]) };
            decide([&survey], &visitor) == Decision::Ask(0)
        });
        assert_eq!(asked.count(), want, "sample {sample}");
    }
    assert_eq!(Bucket::new(100), Err(NotABucket(100)));
}

#[test]
fn without_a_bucket_only_a_full_sample_asks() {
    for (sample, want) in [(0.99, Err(Gate::SampledOut)), (1.0, Ok(0))] {
        check(&[order(|ask| ask.sample = sample)], &Visitor { bucket: None, ..visitor(&[]) }, want);
    }
}

#[test]
fn small_samples_of_different_surveys_ask_different_customers() {
    let turns: Vec<u8> = ["order", "support", "relation"].map(|name| Bucket::turn(&slug(name))).into();
    assert_eq!(turns, [19, 32, 1], "a turn never changes");
}

#[test]
fn rests_end_to_the_second() {
    use Gate::{AnsweredRecently, Cooldown, DismissedRecently};
    // The default rules: 30 days after any prompt, 90 after an answer, 30 after a dismissal.
    for (past, outcome, age_s, want) in [
        ("other", Shown, 0, Err(Cooldown)),
        ("other", Shown, 30 * DAY_S - 1, Err(Cooldown)),
        ("other", Shown, 30 * DAY_S, Ok(0)),
        ("other", Completed, 30 * DAY_S, Ok(0)),
        ("order", Shown, 30 * DAY_S, Ok(0)),
        ("order", Rated, 30 * DAY_S, Err(AnsweredRecently)),
        ("order", Completed, 90 * DAY_S - 1, Err(AnsweredRecently)),
        ("order", Completed, 90 * DAY_S, Ok(0)),
        ("order", Dismissed, 30 * DAY_S, Ok(0)),
    ] {
        check(&[order(|_| {})], &visitor(&[(past, outcome, age_s)]), want);
    }
    let patient = order(|ask| ask.again_after_dismissal_days = 60);
    for (age_s, want) in [(60 * DAY_S - 1, Err(DismissedRecently)), (60 * DAY_S, Ok(0))] {
        check(std::slice::from_ref(&patient), &visitor(&[("order", Dismissed, age_s)]), want);
    }
}

#[test]
fn no_days_are_no_rest() {
    let restless = order(|ask| {
        (ask.cooldown_days, ask.again_after_answer_days, ask.again_after_dismissal_days) = (0, 0, 0);
    });
    check(&[restless], &visitor(&[("order", Completed, 0), ("order", Dismissed, 0)]), Ok(0));
}

#[test]
fn an_interaction_gets_one_rating_in_each_survey() {
    let other = survey("other", |_| {});
    for (rated_in, want) in [
        (vec![], Ok(0)),
        (vec![slug("elsewhere")], Ok(0)),
        (vec![slug("order")], Ok(1)),
        (vec![slug("other"), slug("order")], Err(Gate::AlreadyRated)),
    ] {
        check(&[order(|_| {}), other.clone()], &Visitor { rated_in, ..visitor(&[]) }, want);
    }
}

#[test]
fn the_first_eligible_survey_wins_and_the_first_that_asks_here_gives_the_reason() {
    let elsewhere = survey("chat", |definition| definition.touchpoints = vec![slug("chat_closed")]);
    let nobody = survey("nobody", |definition| definition.ask.sample = 0.0);
    let again = visitor(&[("order", Shown, 0)]);
    check(&[elsewhere.clone(), nobody.clone(), order(|_| {}), order(|_| {})], &visitor(&[]), Ok(2));
    check(&[elsewhere.clone(), nobody.clone(), order(|_| {})], &again, Err(Gate::SampledOut));
    check(&[elsewhere, order(|_| {}), nobody], &again, Err(Gate::Cooldown));
}

#[test]
fn an_explanation_has_every_gate_with_its_numbers() {
    let surveys = [order(|_| {})];
    let rows = explain(&surveys, &visitor(&[("other", Dismissed, 5), ("order", Rated, 90 * DAY_S)]));
    let closed: Vec<&str> = rows[0].iter().filter(|f| !f.is_open).map(|f| f.gate.name()).collect();
    assert_eq!(closed, ["cooldown"]);
    assert_eq!(rows[0][4].reading, Reading::Sample { sample: 1.0, place: Some(19) });
    assert_eq!(rows[0][5].reading, Reading::Rest { age_s: Some(5), rest_s: 30 * DAY_S });
    assert_eq!(rows[0][6].reading, Reading::Rest { age_s: Some(90 * DAY_S), rest_s: 90 * DAY_S });
    assert_eq!(rows[0][7].reading, Reading::Rest { age_s: None, rest_s: 30 * DAY_S });
}
