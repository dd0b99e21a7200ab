//! The visitor: what is known about the customer and the interaction when the question comes up.

use super::history::History;
use crate::survey::Slug;

/// A customer whose interaction has just ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The kind of interaction.
    pub touchpoint: Slug,
    /// The stage of the customer's life, where the page names one.
    pub stage: Option<Slug>,
    /// The customer's place in samples; `None` where nothing can be remembered.
    pub bucket: Option<Bucket>,
    /// Earlier prompts of this site; `None` where nothing can be remembered.
    pub history: Option<History>,
    /// What the site's server says about the interaction.
    pub interaction: Interaction,
    /// The surveys in which this interaction has its rating.
    pub rated_in: Vec<Slug>,
}

/// What the site's server says about an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interaction {
    /// Nothing: only the page told of it.
    Unsigned,
    /// It vouches for it.
    Signed,
}

/// A customer's sticky place in samples, 0 to 99.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bucket(u8);

/// A number that is no place in samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("bucket {0} is not one of 0 to 99")]
pub struct NotABucket(pub u8);

impl Bucket {
    /// How many there are.
    pub const COUNT: u8 = 100;

    /// Checks that `place` is one of 0 to 99.
    ///
    /// # Errors
    /// [`NotABucket`] if it is not.
    pub const fn new(place: u8) -> Result<Self, NotABucket> {
        if place < Self::COUNT { Ok(Self(place)) } else { Err(NotABucket(place)) }
    }

    /// Returns the number.
    pub const fn place(self) -> u8 {
        self.0
    }

    /// Returns where this customer stands in the sample of `survey`: the bucket, turned by [`Self::turn`].
    ///
    /// Without the turn, surveys that sample a tenth would all ask the same tenth of the customers.
    pub fn place_in(self, survey: &Slug) -> u8 {
        (self.0 + Self::turn(survey)) % Self::COUNT
    }

    /// Returns by how many places `survey` turns buckets, 0 to 99: FNV-1a (64 bits) of its slug, modulo 100.
    ///
    /// It never changes: a change would ask customers who were out of the sample.
    pub fn turn(survey: &Slug) -> u8 {
        place_of(survey.as_str())
    }

    /// Returns the place of a customer whom the site's server names, the same on every device: the hash of the
    /// pseudonym as in [`Self::turn`], which never changes either.
    pub fn of_respondent(pseudonym: &str) -> Self {
        Self(place_of(pseudonym))
    }
}

fn place_of(name: &str) -> u8 {
    let hash = name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash % u64::from(Bucket::COUNT)) as u8
}
