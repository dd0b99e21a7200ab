//! Counting rows of the ledger into cells: what a row is worth and under which values, the same in every engine.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use serde_json::from_str;
use shared::{scale::Rating, tally::Tally, wire::prompts::Outcome};

use super::{
    StoreError,
    query::Dimension,
    row::parsed,
    scoring::{Among, Cell, Counted, MOST_ROWS, Scan, TooLarge, span},
};
use crate::{calendar::Day, submission::standing, variety::OTHER};

/// A row as far as it is counted, by its columns. What the scan does not ask about is not read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'r> {
    pub(super) survey: &'r str,
    /// Its day, or the first of the span that the day is in.
    pub(super) day: Option<i32>,
    pub(super) outcome: &'r str,
    pub(super) rating: Option<i64>,
    pub(super) is_held: bool,
    /// The columns of [`SAID`].
    pub(super) said: [Option<&'r str>; SAID.len()],
}

/// The columns that say by what a row is counted.
pub(super) const SAID: [&str; 6] = ["touchpoint", "stage", "locale", "device", "attributes", "as_other"];

const ATTRIBUTES: usize = 4;
const AS_OTHER: usize = 5;

const OUTCOMES: [Outcome; 5] =
    [Outcome::Shown, Outcome::Rated, Outcome::Completed, Outcome::Dismissed, Outcome::OptedOut];

/// Which of [`SAID`] tells the value of a dimension.
fn column(dimension: &Dimension) -> Option<usize> {
    match dimension {
        Dimension::Whole => None,
        Dimension::Touchpoint => Some(0),
        Dimension::Stage => Some(1),
        Dimension::Locale => Some(2),
        Dimension::Device => Some(3),
        Dimension::Attribute(_) => Some(ATTRIBUTES),
    }
}

/// Returns which of [`SAID`] a scan needs.
pub(super) fn needed(scan: &Scan) -> [bool; SAID.len()] {
    let asked = scan.by.iter().chain(scan.filters.iter().map(|(dimension, _)| dimension));
    let mut needed = [false; SAID.len()];
    for column in asked.filter_map(column) {
        (needed[column], needed[AS_OTHER]) = (true, true);
    }
    needed
}

/// The values of a dimension that were seen, by number; 0 is none.
type Numbers = HashMap<String, usize>;

/// The cells of a scan while it is read.
#[derive(Debug)]
pub(super) struct Cells<'q> {
    scan: &'q Scan,
    numbers: Vec<Numbers>,
    tallies: HashMap<(usize, [usize; 2]), Tally>,
    rows: u64,
    held: u64,
}

impl<'q> Cells<'q> {
    pub(super) fn of(scan: &'q Scan) -> Self {
        let numbers = vec![Numbers::new(); scan.by.len()];
        Self { scan, numbers, tallies: HashMap::new(), rows: 0, held: 0 }
    }

    /// Counts so many rows that are alike.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] at the first that is too many.
    pub(super) fn count(&mut self, seen: &Seen<'_>, times: u64) -> Result<(), StoreError> {
        self.rows += times;
        if self.rows > MOST_ROWS && self.scan.among != Among::Held {
            return Err(TooLarge::Rows.into());
        }
        let Some(span) = seen.day.and_then(|day| span(&self.scan.cuts, Day(day))) else { return Ok(()) };
        if !self.scan.surveys.iter().any(|survey| survey.as_str() == seen.survey) {
            return Ok(());
        }
        for (dimension, wanted) in &self.scan.filters {
            if value(seen, dimension)?.as_deref() != Some(wanted) {
                return Ok(());
            }
        }
        if seen.is_held {
            self.held += times;
            return Ok(());
        }
        let mut place = [0; 2];
        for ((number, numbers), dimension) in place.iter_mut().zip(&mut self.numbers).zip(&self.scan.by) {
            *number = value(seen, dimension)?.map_or(0, |value| number_of(numbers, value));
        }
        let tally = self.tallies.entry((span, place)).or_default();
        *tally = tally.merge(worth(self.scan, seen, times)?);
        if self.tallies.len() > self.scan.most { Err(TooLarge::Groups(self.scan.most).into()) } else { Ok(()) }
    }

    /// Returns what was counted.
    pub(super) fn counted(self) -> Counted {
        let names: Vec<Vec<&String>> = self.numbers.iter().map(in_order).collect();
        let cells = self.tallies.into_iter().map(|((span, place), tally)| {
            let name = |(names, number): (&Vec<&String>, usize)| number.checked_sub(1).map(|at| names[at].clone());
            Cell { span, values: names.iter().zip(place).map(name).collect(), tally }
        });
        Counted { cells: cells.collect(), held: self.held }
    }
}

fn number_of(numbers: &mut Numbers, value: Cow<'_, str>) -> usize {
    match numbers.get(&*value) {
        Some(number) => *number,
        None => {
            let number = numbers.len() + 1;
            numbers.insert(value.into_owned(), number);
            number
        }
    }
}

fn in_order(numbers: &Numbers) -> Vec<&String> {
    let mut names: Vec<(&String, &usize)> = numbers.iter().collect();
    names.sort_by_key(|(_, number)| **number);
    names.into_iter().map(|(name, _)| name).collect()
}

/// Returns the value under which a row is counted, if it has one.
fn value<'r>(seen: &Seen<'r>, dimension: &Dimension) -> Result<Option<Cow<'r, str>>, StoreError> {
    let Some(said) = column(dimension).and_then(|column| seen.said[column]) else { return Ok(None) };
    let value = match dimension {
        Dimension::Attribute(name) => {
            let mut attributes: BTreeMap<Cow<'r, str>, Cow<'r, str>> = parsed(from_str(said))?;
            attributes.remove(name.as_str())
        }
        _ => Some(Cow::Borrowed(said)),
    };
    let Some(as_other) = seen.said[AS_OTHER].filter(|_| value.is_some()) else { return Ok(value) };
    let as_other: Vec<String> = parsed(from_str(as_other))?;
    let is_other = as_other.iter().any(|name| *name == dimension.name());
    Ok(if is_other { Some(Cow::Borrowed(OTHER)) } else { value })
}

/// Returns what so many such rows add.
fn worth(scan: &Scan, seen: &Seen<'_>, times: u64) -> Result<Tally, StoreError> {
    let outcome = OUTCOMES.into_iter().find(|outcome| outcome.name() == seen.outcome);
    let outcome = outcome.ok_or_else(|| StoreError::Damaged(format!("there is no outcome {:?}", seen.outcome)))?;
    let rating = seen.rating.map(|raw| parsed(Rating::new(scan.scale, raw))).transpose()?;
    let Tally { ratings, shown, dismissed } = Tally::of(standing(outcome, rating));
    Ok(Tally { ratings: ratings.map(|count| count * times), shown: shown * times, dismissed: dismissed * times })
}

#[cfg(test)]
mod tests {
    use shared::scale::Scale;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_million_rows_are_counted_and_not_one_more() {
        let scan = Scan {
            site: "shop".parse().unwrap(),
            surveys: vec!["order".parse().unwrap()],
            scale: Scale::Csat5,
            cuts: vec![Day(10), Day(20)],
            filters: Vec::new(),
            by: Vec::new(),
            among: Among::Ids(Uuid::nil(), Uuid::max()),
            most: 1,
        };
        let seen = |survey, day| Seen {
            survey,
            day,
            outcome: "rated",
            rating: Some(5),
            is_held: false,
            said: Default::default(),
        };
        let mut cells = Cells::of(&scan);
        cells.count(&seen("order", Some(10)), MOST_ROWS - 1).unwrap();
        // What is looked at and not counted is work, too.
        cells.count(&seen("chat", Some(20)), 1).unwrap();
        let refused = cells.count(&seen("chat", None), 1);
        assert!(matches!(refused, Err(StoreError::TooLarge(TooLarge::Rows))), "{refused:?}");
        assert_eq!(cells.counted().cells[0].tally.shown, MOST_ROWS - 1);
    }
}
