//! Sums of tallies. They are added up here rather than by SQLite, which would sort the rows first.

use std::collections::HashMap;

use rusqlite::{Connection, Row};
use shared::{
    scale::Scale,
    survey::Slug,
    tally::{PLACES, Tally},
};

use crate::{
    calendar::Day,
    store::{
        StoreError,
        counts::{COUNTER_COLUMNS, COUNTERS, Counters, tally},
        query::Dimension,
        scoring::{Sum, Sums, TooLarge, span},
    },
};

/// Adds up tallies, all of one moment.
pub(in crate::store) fn read(db: &Connection, query: &Sums) -> Result<Vec<Sum>, StoreError> {
    let snapshot = db.unchecked_transaction()?;
    let spans = query.cuts.len() - 1;
    let mut sums = Vec::new();
    let mut table = Table::new(query.scale, spans, query.most);
    for survey in &query.surveys {
        add(&snapshot, query, survey, &query.dimension, query.value.as_deref(), &mut table)?;
    }
    let is_whole = query.dimension == Dimension::Whole;
    table.tell(|value| (!is_whole).then(|| value.to_owned()), &mut sums);
    if query.with_whole && !is_whole {
        let mut whole = Table::new(query.scale, spans, spans);
        for survey in &query.surveys {
            add(&snapshot, query, survey, &Dimension::Whole, None, &mut whole)?;
        }
        whole.tell(|_| None, &mut sums);
    }
    Ok(sums)
}

fn add(
    db: &Connection,
    query: &Sums,
    survey: &Slug,
    dimension: &Dimension,
    value: Option<&str>,
    table: &mut Table,
) -> Result<(), StoreError> {
    let (Some(from), Some(to)) = (query.cuts.first(), query.cuts.last()) else { return Ok(()) };
    let columns: Vec<&str> = table.read.iter().map(|counter| COUNTER_COLUMNS[*counter]).collect();
    let sql = format!(
        "select {}, day, value from tallies where site = ?1 and survey = ?2 and dimension = ?3 \
         and day >= ?4 and day < ?5 and (?6 is null or value = ?6)",
        columns.join(", ")
    );
    let mut statement = db.prepare_cached(&sql)?;
    let place = (query.site.as_str(), survey.as_str(), dimension.name(), from.0, to.0, value);
    let mut rows = statement.query(place)?;
    while let Some(row) = rows.next()? {
        table.add(query, row)?;
    }
    Ok(())
}

/// Sums by value and span.
struct Table {
    /// The counters that are read, in the order of the columns: a rating that is off the scale has no answers.
    read: Vec<usize>,
    spans: usize,
    most: usize,
    /// Where the spans of a value begin in `counters`.
    places: HashMap<String, usize>,
    counters: Vec<Counters>,
}

impl Table {
    fn new(scale: Scale, spans: usize, most: usize) -> Self {
        let ratings = scale.ratings().map(|rating| COUNTERS - PLACES + usize::from(rating.raw()));
        let read = (0..COUNTERS - PLACES).chain(ratings).collect();
        Self { read, spans, most, places: HashMap::new(), counters: Vec::new() }
    }

    fn add(&mut self, query: &Sums, row: &Row<'_>) -> Result<(), StoreError> {
        let Some(span) = span(&query.cuts, Day(row.get(self.read.len())?)) else { return Ok(()) };
        let value = row.get_ref(self.read.len() + 1)?.as_str().map_err(rusqlite::Error::from)?;
        let place = match self.places.get(value) {
            Some(place) => *place,
            None => {
                let place = self.counters.len();
                if place + self.spans > self.most {
                    return Err(TooLarge::Groups(self.most).into());
                }
                self.counters.resize(place + self.spans, [0; COUNTERS]);
                self.places.insert(value.to_owned(), place);
                place
            }
        };
        let sums = &mut self.counters[place + span];
        for (column, counter) in self.read.iter().enumerate() {
            sums[*counter] += row.get::<_, i64>(column)?;
        }
        Ok(())
    }

    fn tell(&self, value: impl Fn(&str) -> Option<String>, sums: &mut Vec<Sum>) {
        for (name, place) in &self.places {
            for span in 0..self.spans {
                let tally = tally(&self.counters[place + span]);
                if tally != Tally::default() {
                    sums.push(Sum { span, value: value(name), tally });
                }
            }
        }
    }
}
