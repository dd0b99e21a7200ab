//! What holds for every tally, whoever answered what.

use proptest::{collection::vec, prelude::*};
use shared::{
    change::{self, Change, Verdict},
    interval::{Interval, Level},
    scale::{Band, Scale},
    score::Score,
    tally::{PLACES, Standing, Tally},
};

const LEVEL: Level = Level::NINETY_FIVE;

fn scales() -> impl Strategy<Value = Scale> {
    prop::sample::select(Scale::ALL.to_vec())
}

/// Counts from none to millions, with rows of zeros in between.
fn counts() -> impl Strategy<Value = u64> {
    prop_oneof![3 => Just(0), 4 => 0..20_u64, 2 => 0..5_000_u64, 1 => 0..10_000_000_u64]
}

fn tallies_of(scale: Scale) -> impl Strategy<Value = Tally> {
    (vec(counts(), PLACES), counts(), counts()).prop_map(move |(counts, dismissed, ignored)| {
        let mut ratings = [0; PLACES];
        for rating in scale.ratings() {
            ratings[usize::from(rating.raw())] = counts[usize::from(rating.raw())];
        }
        Tally { ratings, shown: ratings.iter().sum::<u64>() + dismissed + ignored, dismissed }
    })
}

fn with_tally() -> impl Strategy<Value = (Scale, Tally)> {
    scales().prop_flat_map(|scale| (Just(scale), tallies_of(scale)))
}

fn with_two_tallies() -> impl Strategy<Value = (Scale, Tally, Tally)> {
    scales().prop_flat_map(|scale| (Just(scale), tallies_of(scale), tallies_of(scale)))
}

/// Prompts as (place on the scale, kind), turned into standings by [`standing`].
fn prompts() -> impl Strategy<Value = Vec<(usize, u8)>> {
    vec((0..PLACES, 0..4_u8), 0..200)
}

fn standing(scale: Scale, (place, kind): (usize, u8)) -> Standing {
    let rating = scale.ratings().nth(place % scale.ratings().len());
    match (kind, rating) {
        (0, _) | (_, None) => Standing::Shown,
        (1, _) => Standing::Dismissed,
        (_, Some(rating)) => Standing::Rated(rating),
    }
}

fn ends(scale: Scale) -> (f64, f64) {
    match scale {
        Scale::Nps => (-100.0, 100.0),
        Scale::Ces7 => (1.0, 7.0),
        _ => (0.0, 100.0),
    }
}

fn ordered(interval: Interval, (low, high): (f64, f64)) -> bool {
    low <= interval.low && interval.low <= interval.high && interval.high <= high
}

proptest! {
    #[test]
    fn merge_is_commutative_and_associative_and_nothing_is_neutral(
        (_, a, b) in with_two_tallies(),
        c in tallies_of(Scale::Nps),
    ) {
        prop_assert_eq!(a.merge(b), b.merge(a));
        prop_assert_eq!(a.merge(b).merge(c), a.merge(b.merge(c)));
        prop_assert_eq!(a.merge(Tally::default()), a);
    }

    #[test]
    fn the_parts_have_the_score_of_the_whole(scale in scales(), prompts in prompts(), parts in 1..9_usize) {
        let tally = |prompts: &[(usize, u8)]| prompts.iter().map(|p| Tally::of(standing(scale, *p))).sum::<Tally>();
        let whole = tally(&prompts);
        let merged: Tally = prompts.chunks(prompts.len() / parts + 1).rev().map(tally).sum();
        prop_assert_eq!(merged, whole);
        prop_assert_eq!(Score::new(scale, &merged, LEVEL), Score::new(scale, &whole, LEVEL));
        prop_assert!(whole.answered() + whole.dismissed <= whole.shown);
        prop_assert_eq!(whole.shown, prompts.len() as u64);
    }

    #[test]
    fn a_score_and_its_interval_keep_within_their_bounds((scale, tally) in with_tally(), share in 0.01..0.9999) {
        let Some(score) = Score::new(scale, &tally, Level::new(share).unwrap()) else {
            prop_assert_eq!(tally.answered(), 0);
            return Ok(());
        };
        let (low, high) = ends(scale);
        prop_assert!((low..=high).contains(&score.headline), "{:?}", score);
        prop_assert!(score.interval.is_none_or(|interval| ordered(interval, (low, high))), "{:?}", score);
        prop_assert_eq!(score.interval.is_none(), scale == Scale::Ces7 && score.answered == 1);
        prop_assert!((f64::from(scale.min())..=f64::from(scale.max())).contains(&score.mean));
        prop_assert!((score.bands.iter().map(|share| share.percent).sum::<f64>() - 100.0).abs() < 1e-9);
        prop_assert_eq!(score.bands.iter().map(|share| share.count).sum::<u64>(), score.answered);
        prop_assert_eq!(score.distribution.iter().sum::<u64>(), score.answered);
    }

    #[test]
    fn from_two_answers_on_the_score_lies_in_its_interval((scale, tally) in with_tally()) {
        let score = Score::new(scale, &tally, LEVEL).filter(|score| score.answered >= 2);
        if let Some((headline, interval)) = score.and_then(|score| Some((score.headline, score.interval?))) {
            prop_assert!(interval.low <= headline && headline <= interval.high, "{} {:?}", headline, interval);
        }
    }

    #[test]
    fn a_higher_level_is_never_a_narrower_interval(
        (scale, tally) in with_tally(),
        a in 0.01..0.9999_f64,
        b in 0.01..0.9999_f64,
    ) {
        let interval = |share| Score::new(scale, &tally, Level::new(share).unwrap()).and_then(|score| score.interval);
        if let (Some(narrow), Some(wide)) = (interval(a.min(b)), interval(a.max(b))) {
            prop_assert!(wide.low <= narrow.low + 1e-9 && narrow.high <= wide.high + 1e-9, "{:?} {:?}", narrow, wide);
        }
    }

    #[test]
    fn dismissals_and_ignored_prompts_do_not_move_a_score(
        (scale, tally) in with_tally(),
        shown in counts(),
        dismissed in counts(),
    ) {
        let other = Tally { shown, dismissed, ..tally };
        prop_assert_eq!(Score::new(scale, &tally, LEVEL), Score::new(scale, &other, LEVEL));
    }

    #[test]
    fn one_more_in_the_top_band_never_lowers_a_score((scale, tally) in with_tally()) {
        if let (Some(before), Some(top)) = (Score::new(scale, &tally, LEVEL), scale.ratings().next_back()) {
            let after = Score::new(scale, &tally.merge(Tally::of(Standing::Rated(top))), LEVEL).unwrap();
            prop_assert!(after.headline >= before.headline, "{} {}", before.headline, after.headline);
        }
    }

    #[test]
    fn a_change_back_is_the_change_turned_around((scale, a, b) in with_two_tallies()) {
        let (Some(there), Some(back)) = (Change::new(scale, &a, &b, LEVEL), Change::new(scale, &b, &a, LEVEL)) else {
            prop_assert!(a.answered() == 0 || b.answered() == 0);
            return Ok(());
        };
        prop_assert_eq!(there.delta, -back.delta);
        prop_assert_eq!(there.p_value, back.p_value);
        let turned = |verdict| match verdict { Verdict::Up => Verdict::Down, Verdict::Down => Verdict::Up, same => same };
        prop_assert_eq!(there.verdict, turned(back.verdict));
        let (there, back) = (there.interval.map(|i| (i.low, i.high)), back.interval.map(|i| (-i.high, -i.low)));
        prop_assert_eq!(there, back);
    }

    #[test]
    fn a_clear_change_is_one_whose_interval_excludes_zero((scale, a, b) in with_two_tallies()) {
        let Some(change) = Change::new(scale, &a, &b, LEVEL) else { return Ok(()) };
        if let Some(p_value) = change.p_value {
            prop_assert!((0.0..=1.0).contains(&p_value), "{:?}", change);
        }
        let range = ends(scale).1 - ends(scale).0;
        prop_assert!(change.interval.is_none_or(|interval| ordered(interval, (-range, range))), "{:?}", change);
        match (change.verdict, change.interval) {
            (Verdict::Up, Some(interval)) => prop_assert!(interval.low > -1e-9 && change.delta > 0.0, "{:?}", change),
            (Verdict::Down, Some(interval)) => prop_assert!(interval.high < 1e-9 && change.delta < 0.0, "{:?}", change),
            (Verdict::Up | Verdict::Down, None) => prop_assert!(false, "a verdict without an interval: {:?}", change),
            (Verdict::NoClearChange | Verdict::TooFew, _) => {}
        }
    }

    #[test]
    fn nothing_changed_is_no_change((scale, tally) in with_tally()) {
        if let Some(change) = Change::new(scale, &tally, &tally, LEVEL) {
            prop_assert_eq!(change.delta, 0.0);
            prop_assert!(change.p_value.is_none_or(|p| (p - 1.0).abs() < 1e-9), "{:?}", change);
            prop_assert!(matches!(change.verdict, Verdict::NoClearChange | Verdict::TooFew));
        }
    }

    #[test]
    fn adjusted_p_values_keep_their_order_and_never_fall(p_values in vec(0.0..=1.0_f64, 0..40)) {
        let q_values = change::benjamini_hochberg(&p_values);
        prop_assert_eq!(q_values.len(), p_values.len());
        for (i, (p, q)) in p_values.iter().zip(&q_values).enumerate() {
            prop_assert!(p <= q && *q <= 1.0, "{} became {}", p, q);
            for (other_p, other_q) in p_values.iter().zip(&q_values).skip(i) {
                prop_assert!((p <= other_p && q <= other_q) || (p >= other_p && q >= other_q));
            }
        }
    }

    #[test]
    fn comparing_many_groups_never_makes_a_verdict_bolder(
        sides in vec((tallies_of(Scale::Nps), tallies_of(Scale::Nps)), 1..8),
    ) {
        let alone: Vec<Change> = sides.iter().filter_map(|(a, b)| Change::new(Scale::Nps, a, b, LEVEL)).collect();
        let mut together = alone.clone();
        change::across_groups(&mut together, LEVEL);
        for (alone, together) in alone.iter().zip(&together) {
            prop_assert!(together.verdict == alone.verdict || together.verdict == Verdict::NoClearChange);
        }
    }
}

#[test]
fn every_small_nps_from_two_answers_on_lies_in_its_interval() {
    for answered in 2..=60_u64 {
        for promoters in 0..=answered {
            for detractors in 0..=answered - promoters {
                let mut tally = Tally::default();
                (tally.ratings[10], tally.ratings[0]) = (promoters, detractors);
                tally.ratings[7] = answered - promoters - detractors;
                let score = Score::new(Scale::Nps, &tally, LEVEL).unwrap();
                let interval = score.interval.unwrap();
                assert!(interval.low <= score.headline && score.headline <= interval.high, "{tally:?}");
                assert_eq!(tally.in_band(Scale::Nps, Band::High), promoters);
            }
        }
    }
}
