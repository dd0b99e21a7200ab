//! Changes by hand; the laws are in `tests/laws.rs`, the independent figures in `tests/reference.rs`.

use super::*;

const LEVEL: Level = Level::NINETY_FIVE;

fn nps_tally(promoters: u64, passives: u64, detractors: u64) -> Tally {
    let mut tally = Tally::default();
    (tally.ratings[10], tally.ratings[8], tally.ratings[2]) = (promoters, passives, detractors);
    tally
}

fn one_rating(raw: usize, count: u64) -> Tally {
    let mut tally = Tally::default();
    tally.ratings[raw] = count;
    tally
}

#[test]
fn nineteen_points_can_be_noise_and_eight_a_change() {
    for (before, after, delta, low, high, p, verdict) in [
        ((50, 30, 20), (62, 25, 13), 19.0, -2.04, 38.94, 0.0777, Verdict::NoClearChange),
        ((500, 300, 200), (540, 300, 160), 8.0, 1.29, 14.66, 0.0193, Verdict::Up),
        ((540, 300, 160), (500, 300, 200), -8.0, -14.66, -1.29, 0.0193, Verdict::Down),
    ] {
        let [before, after] = [before, after].map(|(p, n, d)| nps_tally(p, n, d));
        let change = Change::new(Scale::Nps, &before, &after, LEVEL).unwrap();
        let interval = change.interval.unwrap();
        assert_eq!((change.delta, change.verdict), (delta, verdict));
        assert!((interval.low - low).abs() < 0.005 && (interval.high - high).abs() < 0.005, "{interval:?}");
        assert!((change.p_value.unwrap() - p).abs() < 0.000_05, "{change:?}");
    }
}

#[test]
fn nine_answers_on_either_side_are_too_few() {
    for (before, after, want) in
        [(9, 10, Verdict::TooFew), (10, 9, Verdict::TooFew), (10, 10, Verdict::Up), (1, 1_000, Verdict::TooFew)]
    {
        let change = Change::new(Scale::Nps, &nps_tally(0, 0, before), &nps_tally(after, 0, 0), LEVEL).unwrap();
        assert_eq!(change.verdict, want, "{before} and {after}");
    }
}

#[test]
fn a_side_that_nobody_answered_has_no_change() {
    let some = one_rating(5, 20);
    for scale in [Scale::Nps, Scale::Csat5, Scale::Ces7] {
        assert_eq!(Change::new(scale, &Tally::default(), &some, LEVEL), None);
        assert_eq!(Change::new(scale, &some, &Tally::default(), LEVEL), None);
    }
}

#[test]
fn means_without_variance_still_have_a_verdict() {
    for (raw, want) in [(4, Verdict::Down), (5, Verdict::NoClearChange), (6, Verdict::Up)] {
        let change = Change::new(Scale::Ces7, &one_rating(5, 10), &one_rating(raw, 10), LEVEL).unwrap();
        assert_eq!(change.verdict, want, "5 to {raw}");
    }
    let single = Change::new(Scale::Ces7, &one_rating(5, 1), &one_rating(6, 10), LEVEL).unwrap();
    assert_eq!((single.interval, single.p_value, single.verdict), (None, None, Verdict::TooFew));
}

#[test]
fn opposite_directions_of_raw_and_adjusted_are_no_clear_change() {
    // Ten promoters of ten score 100; adjusted for how few they are, the 9,990 of 10,000 do better.
    let (few, many) = (nps_tally(10, 0, 0), nps_tally(9_990, 10, 0));
    let change = Change::new(Scale::Nps, &few, &many, Level::new(0.8).unwrap()).unwrap();
    assert!(change.delta < 0.0 && change.interval.unwrap().low > 0.0, "{change:?}");
    assert_eq!(change.verdict, Verdict::NoClearChange);
}

#[test]
fn among_many_groups_a_single_small_p_is_chance() {
    let up = Change::new(Scale::Nps, &nps_tally(500, 300, 200), &nps_tally(540, 300, 160), LEVEL).unwrap();
    let same = Change::new(Scale::Nps, &nps_tally(50, 30, 20), &nps_tally(50, 30, 20), LEVEL).unwrap();
    let few = Change::new(Scale::Nps, &nps_tally(0, 0, 1), &nps_tally(9, 0, 0), LEVEL).unwrap();

    let mut crowd = [up, same, few, same, same];
    across_groups(&mut crowd, LEVEL);
    assert_eq!(crowd[0].verdict, Verdict::NoClearChange);
    assert!((crowd[0].q_value.unwrap() - 4.0 * up.p_value.unwrap()).abs() < 1e-12, "too few are not compared");
    assert_eq!((crowd[2].q_value, crowd[2].verdict), (None, Verdict::TooFew));

    let mut alone = [up, few];
    across_groups(&mut alone, LEVEL);
    assert_eq!((alone[0].q_value, alone[0].verdict), (up.p_value, Verdict::Up));
}

#[test]
fn adjusted_p_values_by_hand() {
    let got = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.5]);
    for (got, want) in got.iter().zip([0.04, 0.16 / 3.0, 0.16 / 3.0, 0.5]) {
        assert!((got - want).abs() < 1e-12, "{got} and {want}");
    }
    assert!(benjamini_hochberg(&[]).is_empty());
}
