//! The mean and the variance of the ratings of a tally, from exact sums.

use crate::{scale::Scale, tally::Tally};

/// The mean of the ratings of a tally, and how much they vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// How many ratings there are, at least one.
    pub answered: u64,
    /// Their mean, on their scale.
    pub mean: f64,
    /// Their sample variance (divisor n - 1); `None` for a single rating.
    pub variance: Option<f64>,
}

impl Mean {
    /// Computes mean and variance; `None` if nobody answered.
    ///
    /// The sums are integers, so ratings that are all the same have a variance of exactly 0.
    pub fn new(scale: Scale, tally: &Tally) -> Option<Self> {
        let (mut n, mut sum, mut squares) = (0_u128, 0_u128, 0_u128);
        for rating in scale.ratings() {
            let (count, raw) = (u128::from(tally.count(rating)), u128::from(rating.raw()));
            n += count;
            sum += count * raw;
            squares += count * raw * raw;
        }
        if n == 0 {
            return None;
        }
        let spread = (n * squares - sum * sum) as f64;
        let variance = (n > 1).then(|| spread / n as f64 / (n - 1) as f64);
        Some(Self { answered: n as u64, mean: sum as f64 / n as f64, variance })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_variance_of_small_samples() {
        for (ratings, want) in [
            (&[][..], None),
            (&[4], Some((4.0, None))),
            (&[4, 4], Some((4.0, Some(0.0)))),
            (&[1, 7], Some((4.0, Some(18.0)))),
            (&[2, 4, 6], Some((4.0, Some(4.0)))),
        ] {
            let mut tally = Tally::default();
            for raw in ratings {
                tally.ratings[*raw] += 1;
            }
            let got = Mean::new(Scale::Ces7, &tally).map(|m| (m.mean, m.variance));
            assert_eq!(got, want, "{ratings:?}");
        }
    }

    #[test]
    fn a_rating_that_all_share_has_no_variance_however_many_they_are() {
        let mut tally = Tally::default();
        tally.ratings[7] = 9_999_999_999;
        let mean = Mean::new(Scale::Ces7, &tally).unwrap();
        assert_eq!((mean.mean, mean.variance), (7.0, Some(0.0)));
    }
}
