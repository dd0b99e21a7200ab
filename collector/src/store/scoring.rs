//! What scores are made of: sums of tallies, and counts of responses where no tally tells.

use shared::{scale::Scale, survey::Slug, tally::Tally};
use uuid::Uuid;

use super::{
    Beside, Store, StoreError, postgres,
    query::{Dimension, TallyQuery, TallyRow},
    sqlite,
};
use crate::calendar::Day;

/// The most responses that are counted one by one for a question.
pub const MOST_ROWS: u64 = 1_000_000;

/// Sums of tallies: of the surveys together, by the spans between cuts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The site.
    pub site: Slug,
    /// The surveys, each once.
    pub surveys: Vec<Slug>,
    /// The scale that all of them are on.
    pub scale: Scale,
    /// By what the tallies are counted.
    pub dimension: Dimension,
    /// One value of the dimension, or all.
    pub value: Option<String>,
    /// Whether the sums of the whole are wanted beside those of the dimension, of the same moment.
    pub with_whole: bool,
    /// The first day of each span, ascending, and the day after the last.
    pub cuts: Vec<Day>,
    /// How many sums there may be.
    pub most: usize,
}

/// A sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Which of the spans.
    pub span: usize,
    /// The value of the dimension; `None` of the whole.
    pub value: Option<String>,
    /// What was counted.
    pub tally: Tally,
}

/// Responses to count one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The site.
    pub site: Slug,
    /// The surveys, each once.
    pub surveys: Vec<Slug>,
    /// The scale that all of them are on.
    pub scale: Scale,
    /// The first day of each span, ascending, and the day after the last.
    pub cuts: Vec<Day>,
    /// What they must have: a value of each of these dimensions, as it is counted.
    pub filters: Vec<(Dimension, String)>,
    /// By what they are counted: two dimensions at most.
    pub by: Vec<Dimension>,
    /// Which are looked at.
    pub among: Among,
    /// How many cells there may be.
    pub most: usize,
}

/// Where a scan looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// Those whose id is not before the first and before the second. Ids begin with the time of issue.
    Ids(Uuid, Uuid),
    /// Those that are held back.
    Held,
}

/// What a scan counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The cells that count anything, in no order.
    pub cells: Vec<Cell>,
    /// How many are held back, and in no cell.
    pub held: u64,
}

/// What has the same values of all dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which of the spans.
    pub span: usize,
    /// Its value of each dimension; `None` of what has none.
    pub values: Vec<Option<String>>,
    /// What was counted.
    pub tally: Tally,
}

/// Why a question is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    /// Too many responses would be counted one by one.
    #[error(
        "more than {MOST_ROWS} responses would be counted one by one; ask about fewer days, or by one of touchpoint, stage, locale, device and attributes alone"
    )]
    Rows,
    /// There would be too many groups.
    #[error("more than {0} groups would be told; ask about fewer days or longer spans, or filter")]
    Groups(usize),
}

impl Store {
    /// Returns the tallies of a survey over a range of days, a row for each day and value that has any.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn tallies(&self, query: TallyQuery) -> Result<Vec<TallyRow>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::tallies::select(db, &query)).await,
            Beside::Postgres(pool) => postgres::tallies::select(pool, &query).await,
        }
    }

    /// Adds up tallies. Spans and values that count nothing are left out.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] if there are more than wanted, any other if the database cannot be read.
    pub async fn sums(&self, query: Sums) -> Result<Vec<Sum>, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::sums::read(db, &query)).await,
            Beside::Postgres(pool) => postgres::sums::read(pool, &query).await,
        }
    }

    /// Counts responses one by one. Above 100,000 held back it says 100,000.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] if there are more than [`MOST_ROWS`], or more cells than wanted; any other if the database
    /// cannot be read.
    pub async fn scan(&self, scan: Scan) -> Result<Counted, StoreError> {
        match &self.beside {
            Beside::Sqlite(db) => db.read(move |db| sqlite::scan::read(db, &scan)).await,
            Beside::Postgres(pool) => postgres::scan::read(pool, &scan).await,
        }
    }
}

/// Returns the span of a day, if it is in any.
pub(super) fn span(cuts: &[Day], day: Day) -> Option<usize> {
    cuts.partition_point(|cut| *cut <= day).checked_sub(1).filter(|span| span + 1 < cuts.len())
}
