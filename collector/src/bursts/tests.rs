//! Who is held back, for how long, and what is remembered of it.

use super::*;

const START: i64 = 1_790_000_000;

fn bursts(ratings: u32, window_s: u32) -> Bursts {
    let some = |number| NonZeroU32::new(number).unwrap();
    Bursts::new(Some(Threshold { ratings: some(ratings), window_s: some(window_s), per_day: None }), None)
}

fn site(name: &str) -> Slug {
    name.parse().unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(START + second).unwrap()
}

fn by(address: &str) -> Rater<'static> {
    Rater { caller: address.parse().ok(), respondent: None }
}

/// Says whether the rating of a new prompt is held back.
fn rate(bursts: &Bursts, address: &str, second: i64) -> bool {
    bursts.judge(&site("shop"), by(address), Uuid::now_v7(), true, at(second)).is_some()
}

#[test]
fn what_comes_on_top_of_the_threshold_is_held_back_until_a_window_after_it_stopped() {
    let bursts = bursts(60, 600);
    assert_eq!((0..60).filter(|_| rate(&bursts, "203.0.113.7", 0)).count(), 0);
    assert_eq!((0..10_000).filter(|_| rate(&bursts, "203.0.113.7", 1)).count(), 10_000);
    assert_eq!(bursts.held(), 10_000);
    assert!(!rate(&bursts, "203.0.113.8", 1), "a neighbour");
    assert!(rate(&bursts, "203.0.113.7", 590));
    assert!(!rate(&bursts, "203.0.113.7", 1_200));
}

#[test]
fn an_office_behind_one_address_is_no_burst_and_a_script_that_goes_on_is_one() {
    let bursts = bursts(60, 600);
    // 333 answers in an hour, then a rating every five seconds.
    assert!(!(0..333).any(|answer| rate(&bursts, "203.0.113.7", answer * 3_600 / 333)));
    let held = (0..720).filter(|answer| rate(&bursts, "198.51.100.1", answer * 5)).count();
    assert_eq!(held, 720 - 119, "60, and one each ten seconds while they fit, are counted");
}

#[test]
fn a_script_that_is_patient_has_no_more_counted_than_a_days_ratings() {
    let bursts = Bursts::new(Some(Threshold::DEFAULT), None);
    // The office of a thousand, every day.
    for day in 0..3 {
        assert!(!(0..333).any(|answer| rate(&bursts, "203.0.113.7", day * 86_400 + answer * 3_600 / 333)));
    }
    // One address that rates every ten seconds is no burst, and not counted 8,640 times a day.
    let counted = |day: i64| (0..8_640).filter(|at| !rate(&bursts, "198.51.100.1", day * 86_400 + at * 10)).count();
    assert_eq!([0, 1, 2].map(counted), [799, 400, 400]);
    // It filled no more than it had counted: others at that address are welcome as soon as one of it has drained.
    assert!(!rate(&bursts, "198.51.100.1", 3 * 86_400 + 216));
}

#[test]
fn what_follows_a_rating_that_was_held_back_is_held_back() {
    let threshold = Threshold { per_day: NonZeroU32::new(1), ..Threshold::DEFAULT };
    let bursts = Bursts::new(Some(threshold), None);
    let address = "203.0.113.7";
    let report = |id, is_rated, second| {
        bursts.judge(&site("shop"), by(address), Uuid::from_u128(id), is_rated, at(second)).is_some()
    };
    assert!(!report(1, true, 0));
    assert!(!report(2, false, 0), "shown is no rating");
    for second in [0, 10, 86_399, 86_401] {
        assert!(report(2, true, second), "after {second} s");
    }
    assert!(!report(1, true, 20), "it was counted");
    assert!(!report(3, true, 86_401));
    assert_eq!(bursts.held(), 1);
}

#[test]
fn a_respondent_has_no_more_counted_than_a_days_ratings_wherever_they_come_from() {
    let bursts = Bursts::new(None, NonZeroU32::new(20));
    let rate = |respondent, caller: &str, second| {
        let by = Rater { respondent, ..by(caller) };
        bursts.judge(&site("shop"), by, Uuid::now_v7(), true, at(second))
    };
    let held = Some(Reason::Respondent);
    let counted = (0..50).filter(|at| rate(Some("r-7"), &format!("203.0.113.{at}"), 0).is_none()).count();
    assert_eq!((counted, bursts.held()), (20, 30));
    assert_eq!(rate(Some("r-7"), "203.0.113.7", 86_400 / 20 - 1), held);
    assert_eq!(rate(Some("r-7"), "203.0.113.7", 86_400 / 20), None, "what is held back takes nothing of the day");
    assert_eq!(rate(Some("r-8"), "203.0.113.7", 0), None, "another customer");
    assert!((0..100).all(|_| rate(None, "203.0.113.7", 0).is_none()), "who is nobody's respondent");
    bursts.sweep(at(2 * 86_400));
    assert_eq!(bursts.raters(), 0);
}

#[test]
fn what_a_respondent_has_held_back_takes_nothing_of_a_callers_day() {
    let threshold = Threshold { per_day: NonZeroU32::new(2), ..Threshold::DEFAULT };
    let bursts = Bursts::new(Some(threshold), NonZeroU32::new(1));
    let rate = |respondent| {
        let by = Rater { respondent: Some(respondent), ..by("203.0.113.7") };
        bursts.judge(&site("shop"), by, Uuid::now_v7(), true, at(0))
    };
    let (respondent, burst) = (Some(Reason::Respondent), Some(Reason::Burst));
    assert_eq!(["r-1", "r-1", "r-1", "r-2", "r-3"].map(rate), [None, respondent, respondent, None, burst]);
}

#[test]
fn callers_are_forgotten_once_what_they_rated_has_drained() {
    let bursts = Bursts::new(Some(Threshold::DEFAULT), None);
    rate(&bursts, "203.0.113.7", 0);
    assert!(!(0..50).any(|_| rate(&bursts, "203.0.113.8", 0)));
    for (second, callers) in [(215, 2), (216, 1), (50 * 216 - 1, 1), (50 * 216, 0)] {
        bursts.sweep(at(second));
        assert_eq!(bursts.raters(), callers, "after {second} s");
    }
}

#[derive(Debug)]
struct Later;

impl Clock for Later {
    fn now(&self) -> Timestamp {
        at(86_400)
    }
}

#[tokio::test(start_paused = true)]
async fn callers_are_forgotten_also_while_nobody_reports() {
    let bursts = Bursts::new(Some(Threshold::DEFAULT), None);
    let swept = bursts.keep_swept(&Later);
    let looks = async {
        tokio::task::yield_now().await;
        rate(&bursts, "203.0.113.7", 0);
        while bursts.raters() > 0 {
            time::advance(SWEEP_EVERY).await;
        }
    };
    tokio::select! { () = swept => {}, () = looks => {} }
}

#[test]
fn a_caller_is_another_at_each_site() {
    let bursts = bursts(1, 600);
    assert!(!rate(&bursts, "203.0.113.7", 0));
    assert!(rate(&bursts, "203.0.113.7", 0));
    let elsewhere = bursts.judge(&site("other"), by("203.0.113.7"), Uuid::now_v7(), true, at(0));
    assert_eq!(elsewhere, None);
}

#[test]
fn a_prompt_is_counted_once_and_everything_of_a_burst_is_held_back() {
    let bursts = bursts(2, 600);
    let address = "203.0.113.7";
    let report = |id, is_rated| bursts.judge(&site("shop"), by(address), Uuid::from_u128(id), is_rated, at(0));
    for _ in 0..10 {
        assert_eq!(report(1, true), None, "a comment follows a rating, a rating is corrected or sent again");
        assert_eq!(report(2, false), None, "shown is no rating");
    }
    assert_eq!((report(2, true), report(3, false)), (None, None));
    let burst = Some(Reason::Burst);
    assert_eq!((report(3, true), report(4, false), report(1, true)), (burst, burst, burst));
    assert_eq!(bursts.held(), 1);
}

#[test]
fn with_no_threshold_nothing_is_a_burst() {
    let bursts = Bursts::new(None, None);
    assert!(!(0..1_000).any(|_| rate(&bursts, "203.0.113.7", 0)));
    assert_eq!(bursts.raters(), 0);
}

#[test]
fn a_clock_that_was_set_back_holds_nobody_back_for_longer() {
    let bursts = bursts(1, 600);
    for _ in 0..9 {
        rate(&bursts, "203.0.113.7", 86_400);
    }
    assert!(rate(&bursts, "203.0.113.7", 0));
    assert!(!rate(&bursts, "203.0.113.7", 1_201));
}

#[test]
fn memory_is_bounded_and_who_comes_often_is_not_forgotten() {
    let bursts = bursts(2, 600);
    for _ in 0..3 {
        rate(&bursts, "203.0.113.7", 0);
    }
    for caller in 0..250_000_u128 {
        let address = std::net::Ipv6Addr::from_bits((0x2001_0db8_0000_0000 + caller) << 64);
        rate(&bursts, &address.to_string(), 0);
        if caller % 40_000 == 0 {
            assert!(rate(&bursts, "203.0.113.7", 0), "forgotten after {caller} others");
        }
    }
    assert!(bursts.raters() <= MOST_KNOWN, "{}", bursts.raters());
}
