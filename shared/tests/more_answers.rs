//! How many more answers a verdict needs: with so many it is clear, with fewer it is not.

use proptest::{collection::vec, prelude::*};
use shared::{
    change::{self, Change, ENOUGH_ANSWERS, Verdict},
    interval::Level,
    sample_size::{more_answers, more_answers_in_groups},
    scale::Scale,
    tally::{PLACES, Tally},
};

fn tallies_of(scale: Scale) -> impl Strategy<Value = Tally> {
    let count = prop_oneof![1 => Just(0), 4 => 0..12_u64, 2 => 0..400_u64, 1 => 0..20_000_u64];
    vec(count, PLACES).prop_map(move |counts| {
        let mut tally = Tally::default();
        for rating in scale.ratings() {
            tally.ratings[usize::from(rating.raw())] = counts[usize::from(rating.raw())];
        }
        tally
    })
}

fn two_sides() -> impl Strategy<Value = (Scale, Tally, Tally)> {
    let scale = prop::sample::select(Scale::ALL.to_vec());
    scale.prop_flat_map(|scale| (Just(scale), tallies_of(scale), tallies_of(scale)))
}

fn levels() -> impl Strategy<Value = Level> {
    (0.5..0.999_f64).prop_map(|share| Level::new(share).expect("these are shares"))
}

/// The same shares among so many times the answers: tallies have whole numbers.
fn times(tally: &Tally, times: u64) -> Tally {
    Tally { ratings: tally.ratings.map(|count| count * times), ..Tally::default() }
}

fn is_clear(scale: Scale, before: &Tally, after: &Tally, level: Level) -> bool {
    let change = Change::new(scale, before, after, level);
    change.is_some_and(|change| matches!(change.verdict, Verdict::Up | Verdict::Down))
}

fn nps(promoters: u64, passives: u64, detractors: u64) -> Tally {
    let mut tally = Tally::default();
    (tally.ratings[10], tally.ratings[8], tally.ratings[2]) = (promoters, passives, detractors);
    tally
}

#[test]
fn by_hand() {
    let level = Level::NINETY_FIVE;
    for (before, after, want, what) in [
        ((50, 30, 20), (62, 25, 13), Some(49), "nineteen points of a hundred answers each"),
        ((500, 300, 200), (540, 300, 160), None, "clear already"),
        ((50, 30, 20), (50, 30, 20), None, "no difference"),
        ((50, 30, 20), (51, 30, 19), None, "a hundred answers never tell two points"),
        ((50, 30, 20), (6, 0, 0), Some(4), "six of ten"),
        ((50, 30, 20), (0, 0, 0), Some(10), "nobody yet"),
        ((9, 0, 0), (0, 0, 500), None, "the earlier side lacks, and is over"),
    ] {
        let [before, after] = [before, after].map(|(p, n, d)| nps(p, n, d));
        assert_eq!(more_answers(Scale::Nps, &before, &after, level), want, "{what}");
    }
}

proptest! {
    #[test]
    fn so_many_make_it_clear_and_fewer_do_not((scale, before, after) in two_sides(), level in levels()) {
        let (more, answered) = (more_answers(scale, &before, &after, level), after.answered());
        let enough_before = before.answered() >= ENOUGH_ANSWERS;
        match more {
            _ if !enough_before => prop_assert_eq!(more, None),
            _ if answered < ENOUGH_ANSWERS => prop_assert_eq!(more, Some(ENOUGH_ANSWERS - answered)),
            Some(more) => {
                prop_assert!(is_clear(scale, &before, &times(&after, 1 + more.div_ceil(answered)), level));
                prop_assert!(!is_clear(scale, &before, &times(&after, 1 + (more - 1) / answered), level));
            }
            None => {
                let many = times(&after, 1_000_000_000 / answered);
                prop_assert!(is_clear(scale, &before, &after, level) || !is_clear(scale, &before, &many, level));
            }
        }
    }

    #[test]
    fn in_a_group_so_many_make_it_clear_among_the_others(
        sides in vec((tallies_of(Scale::Nps), tallies_of(Scale::Nps)), 2..7),
        level in levels(),
    ) {
        let compared = |sides: &[(Tally, Tally)]| {
            let mut changes: Vec<Change> = sides.iter().map(|(a, b)| Change::new(Scale::Nps, a, b, level)).collect::<Option<_>>()?;
            change::across_groups(&mut changes, level);
            Some(changes)
        };
        let Some(changes) = compared(&sides) else { return Ok(()) };
        let groups: Vec<_> = sides.iter().zip(&changes).map(|((a, b), change)| (*a, *b, Some(*change))).collect();
        for (at, more) in more_answers_in_groups(Scale::Nps, &groups, level).into_iter().enumerate() {
            let is_clear = |change: &Change| matches!(change.verdict, Verdict::Up | Verdict::Down);
            if is_clear(&changes[at]) {
                prop_assert_eq!(more, None);
            }
            let Some(more) = more.filter(|_| changes[at].q_value.is_some()) else { continue };
            let answered = sides[at].1.answered();
            for (times_as_many, clear) in [(1 + more.div_ceil(answered), true), (1 + (more - 1) / answered, false)] {
                let mut sides = sides.clone();
                sides[at].1 = times(&sides[at].1, times_as_many);
                let changes = compared(&sides).unwrap();
                prop_assert_eq!(is_clear(&changes[at]), clear, "{} more in group {}", more, at);
            }
        }
    }
}
