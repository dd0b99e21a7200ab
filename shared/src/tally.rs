//! Tallies: what is counted, and how counts of parts become counts of the whole.

use std::iter::Sum;

use crate::scale::{Band, Rating, Scale};

/// Room for the longest scale, NPS: raw ratings 0 to 10 are the places of an array.
pub const PLACES: usize = 11;

/// How one prompt stands: what it adds to the tallies it belongs to.
///
/// Every prompt that is heard of counts as shown, so answered + dismissed <= shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Shown, not answered, not closed.
    Shown,
    /// Closed, or refused for ever, without a rating.
    Dismissed,
    /// Answered, whatever came after it.
    Rated(Rating),
}

/// Counts of prompts: how many answered with each rating, were shown, were dismissed.
///
/// A commutative monoid: [`Tally::default`] counts nothing, [`Tally::merge`] adds. Every score
/// is a function of a tally and of its survey's scale, and of nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Answers by raw rating; places that are not on the survey's scale stay 0.
    pub ratings: [u64; PLACES],
    /// Prompts that were shown, answered ones included.
    pub shown: u64,
    /// Prompts that were closed without a rating.
    pub dismissed: u64,
}

impl Tally {
    /// Returns what one prompt adds.
    pub fn of(standing: Standing) -> Self {
        let mut tally = Self { shown: 1, ..Self::default() };
        match standing {
            Standing::Shown => {}
            Standing::Dismissed => tally.dismissed = 1,
            Standing::Rated(rating) => tally.ratings[usize::from(rating.raw())] = 1,
        }
        tally
    }

    /// Returns the tally of both parts together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (count, more) in self.ratings.iter_mut().zip(other.ratings) {
            *count += more;
        }
        self.shown += other.shown;
        self.dismissed += other.dismissed;
        self
    }

    /// Returns what is left of a whole without one of its parts.
    #[must_use]
    pub fn without(mut self, part: Self) -> Self {
        for (count, less) in self.ratings.iter_mut().zip(part.ratings) {
            *count = count.saturating_sub(less);
        }
        self.shown = self.shown.saturating_sub(part.shown);
        self.dismissed = self.dismissed.saturating_sub(part.dismissed);
        self
    }

    /// Returns how many prompts were answered. Dismissals are not answers.
    pub fn answered(&self) -> u64 {
        self.ratings.iter().sum()
    }

    /// Returns how many answers fall into `band` of `scale`.
    pub fn in_band(&self, scale: Scale, band: Band) -> u64 {
        scale.ratings().filter(|rating| rating.band() == band).map(|rating| self.count(rating)).sum()
    }

    /// Returns how many answers chose `rating`.
    pub fn count(&self, rating: Rating) -> u64 {
        self.ratings[usize::from(rating.raw())]
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Self::merge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rated(raw: i64) -> Standing {
        Standing::Rated(Rating::new(Scale::Nps, raw).unwrap())
    }

    #[test]
    fn what_one_prompt_adds() {
        for (standing, answered, dismissed) in [(Standing::Shown, 0, 0), (Standing::Dismissed, 0, 1), (rated(0), 1, 0)]
        {
            let tally = Tally::of(standing);
            assert_eq!((tally.shown, tally.answered(), tally.dismissed), (1, answered, dismissed), "{standing:?}");
        }
        assert_eq!(Tally::of(rated(10)).ratings[10], 1);
    }

    #[test]
    fn bands_divide_the_answers_among_them() {
        let tally: Tally = [0, 6, 7, 8, 9, 10, 10].map(rated).into_iter().map(Tally::of).sum();
        assert_eq!(Band::ALL.map(|band| tally.in_band(Scale::Nps, band)), [3, 2, 2]);
        assert_eq!((tally.answered(), tally.shown), (7, 7));
    }

    #[test]
    fn nothing_counts_nothing() {
        assert_eq!([].into_iter().sum::<Tally>(), Tally::default());
        assert_eq!(Tally::default().answered(), 0);
    }
}
