//! Sample size: how many answers a score needs to be sharp, and a change to be clear.

use crate::{
    change::{Change, ENOUGH_ANSWERS, Verdict, verdict},
    difference::{Difference, Sample},
    interval::{AdjustedNps, Level},
    scale::{Band, Scale},
    tally::Tally,
};

/// The variance of one NPS answer (+1, 0 or -1) to plan with before anyone has answered.
///
/// The largest there is is 1, half promoters and half detractors; this is what is met in practice.
/// Source: Sauro and Lewis, measuringu.com.
pub const TYPICAL_NPS_VARIANCE: f64 = 0.67;

/// Returns the variance of one NPS answer as `tally` estimates it, pseudo-observations included.
pub fn nps_variance(tally: &Tally) -> f64 {
    let [promoters, detractors] = [Band::High, Band::Low].map(|band| tally.in_band(Scale::Nps, band));
    AdjustedNps::new(promoters as f64, detractors as f64, tally.answered() as f64).variance
}

/// Returns how many answers give an NPS an interval of `margin_points` on either side, at least one.
///
/// The inverse of [`adjusted_wald`](crate::interval::adjusted_wald), rounded to the nearest answer, as the
/// published tables are. A margin of 0 takes more answers than there are: `u64::MAX`.
pub fn nps(margin_points: f64, variance: f64, level: Level) -> u64 {
    let (margin, z) = (margin_points / 100.0, level.z());
    let answers = variance * z * z / (margin * margin) - 3.0;
    answers.round().max(1.0) as u64
}

/// More than anybody waits for.
const MOST_ANSWERS: u64 = 1_000_000_000;

/// Returns how many more answers on the later side would make the difference seen clear at `level`, if they come in the
/// shares that were seen there; `None` where none would, or where it is clear already.
///
/// The earlier side is over and stays as uncertain as it is. With n answers in fixed shares on the later side, the
/// difference after adjustment tends to the later side's raw score less the earlier side's adjusted one, and its error to
/// the earlier side's alone: where that limit is not clear, no number is enough. Else the least number is searched around a
/// guess, with the very test that [`Change::new`] makes, so that one answer less would not do. Where there are fewer than
/// [`ENOUGH_ANSWERS`], it is what is missing to them.
pub fn more_answers(scale: Scale, before: &Tally, after: &Tally, level: Level) -> Option<u64> {
    let answered = after.answered();
    if before.answered() < ENOUGH_ANSWERS {
        return None;
    }
    if answered < ENOUGH_ANSWERS {
        return Some(ENOUGH_ANSWERS - answered);
    }
    let [earlier, later] = [Sample::of(scale, before)?, Sample::of(scale, after)?];
    let delta = later.headline(scale) - earlier.headline(scale);
    let grown = |more: u64| {
        let later = if more == 0 { later } else { later.grown(later.answers + more as f64) };
        Difference::new(scale, &earlier, &later)
    };
    let z = level.z() * (1.0 - 1e-9);
    let is_clear = |more: u64| {
        // What the normal distribution does not call clear t does not either, whose tails are heavier and dearer.
        let difference = grown(more).filter(|difference| difference.center.abs() >= z * difference.error);
        difference.is_some_and(|Difference { center, .. }| {
            let verdict = verdict(delta, center, difference.map(|difference| difference.p_value()), level);
            matches!(verdict, Verdict::Up | Verdict::Down)
        })
    };
    if is_clear(0) || !is_clear(MOST_ANSWERS) {
        return None;
    }
    let guess = guess(&grown(0)?, &grown(MOST_ANSWERS)?, later.answers, level);
    // No answer more is too few, and the most are enough: steps away from the guess become longer until the number lies
    // between two of them, and then halves of what is left.
    let (mut too_few, mut enough) = (0, MOST_ANSWERS);
    let (mut look, mut step) = (guess.clamp(1, MOST_ANSWERS - 1), guess / 256 + 1);
    while too_few + 1 < enough {
        if is_clear(look) {
            enough = look
        } else {
            too_few = look
        }
        look = match (too_few, enough) {
            (0, enough) => enough.saturating_sub(step).max(1),
            (too_few, MOST_ANSWERS) => (too_few + step).min(MOST_ANSWERS - 1),
            (too_few, enough) => u64::midpoint(too_few, enough),
        };
        step *= 2;
    }
    Some(enough)
}

/// Returns about how many more answers make a difference clear, from what it is with `answers` and what it tends to.
///
/// With n answers the square of its error is a constant and something in n.
fn guess(now: &Difference, at_last: &Difference, answers: f64, level: Level) -> u64 {
    let at_most = at_last.center / at_last.errors(level);
    let (constant, fading) = (at_last.error.powi(2), (now.error.powi(2) - at_last.error.powi(2)) * answers);
    (fading / (at_most.powi(2) - constant) - answers) as u64
}

/// Returns the same for groups that were compared together by [`across_groups`](crate::change::across_groups), in the
/// order given: how many more answers in a group would make its change clear among the others as they stand.
///
/// Of m groups Benjamini and Hochberg call the k with the smallest p clear, for the largest k of which the k-th is below
/// k / m of the false discovery rate. So a group that is not among them needs a p below k / m of it, for the largest k of
/// which k - 1 others have such a p.
pub fn more_answers_in_groups(
    scale: Scale,
    groups: &[(Tally, Tally, Option<Change>)],
    level: Level,
) -> Vec<Option<u64>> {
    let compared = groups.iter().filter_map(|(.., change)| change.filter(|change| change.q_value.is_some())?.p_value);
    let mut p_values: Vec<f64> = compared.collect();
    p_values.sort_by(f64::total_cmp);
    let (rate, count) = (1.0 - level.share(), p_values.len() as f64);
    let bound = |rank: usize| rate * rank as f64 / count;
    let below = |bound: f64| p_values.partition_point(|p| *p < bound);
    let ranks: Vec<usize> = (1..=p_values.len()).filter(|rank| below(bound(*rank)) + 1 >= *rank).collect();
    let more = |(before, after, change): &(Tally, Tally, Option<Change>)| {
        let Some(Change { p_value: Some(p_value), q_value: Some(q_value), .. }) = change else {
            return more_answers(scale, before, after, level);
        };
        // One that would be clear but for its direction is judged by its own rank.
        let behind = if *q_value < rate { ranks.len() } else { ranks.partition_point(|rank| bound(*rank) <= *p_value) };
        let rank = ranks.get(behind.checked_sub(1)?)?;
        more_answers(scale, before, after, Level::new(1.0 - bound(*rank)).ok()?)
    };
    groups.iter().map(more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interval::adjusted_wald;

    #[test]
    fn sample_sizes_as_published() {
        for (margin, variance, want) in [(10.0, TYPICAL_NPS_VARIANCE, 254), (10.0, 1.0, 381), (5.0, 1.0, 1_534)] {
            assert_eq!(nps(margin, variance, Level::NINETY_FIVE), want, "{margin} points at {variance}");
        }
        assert_eq!(nps(0.0, 1.0, Level::NINETY_FIVE), u64::MAX);
        assert_eq!(nps(200.0, 1.0, Level::NINETY_FIVE), 1);
    }

    #[test]
    fn the_interval_of_so_many_answers_is_as_wide_as_asked_for() {
        let mut tally = Tally::default();
        (tally.ratings[10], tally.ratings[8], tally.ratings[3]) = (500, 300, 200);
        let interval = adjusted_wald(500, 200, 1_000, Level::NINETY_FIVE);
        let margin = (interval.high - interval.low) / 2.0;
        assert_eq!(nps(margin, nps_variance(&tally), Level::NINETY_FIVE), 1_000);
    }
}
