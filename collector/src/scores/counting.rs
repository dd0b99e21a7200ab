//! Counting a range: from tallies where one dimension is asked about, else from the responses themselves.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use shared::tally::Tally;
use uuid::Uuid;

use super::{Days, GroupBy, MAX_GROUPS, ScoresQuery};
use crate::{
    calendar::Day,
    catalog::Site,
    store::{
        Store, StoreError,
        query::{Dimension, TallyQuery},
        scoring::{Among, Scan, Sums},
    },
};

/// How far a prompt's id may be from the days that it is counted on: its moment is that of its issue, but another
/// collector may have had other rules of the zone.
const MARGIN_MS: i64 = 3 * 3_600_000;

/// The value of each dimension that groups are of.
pub(super) type Values = Vec<Option<String>>;

/// What was counted of each value, by the spans that have any.
pub(super) type Cells = BTreeMap<Values, BTreeMap<usize, Tally>>;

/// What a range counts.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) days: Days,
    /// The first day of each span.
    pub(super) spans: Vec<Day>,
    pub(super) total: Tally,
    pub(super) cells: Cells,
    /// How many are held back, where that was counted too.
    pub(super) held: Option<u64>,
}

/// Counts what a query asks about, on these days.
pub(super) async fn count(query: &ScoresQuery, site: &Site, store: &Store, days: Days) -> Result<Side, StoreError> {
    let cuts = days.cuts(query.unit());
    let asked: BTreeSet<Dimension> =
        query.by().into_iter().chain(query.filters.iter().map(|(dimension, _)| dimension.clone())).collect();
    let mut asked = asked.into_iter();
    let (cells, total, held) = match (asked.next(), asked.next()) {
        (dimension, None) if query.filters.len() < 2 => {
            let (cells, total) = from_tallies(query, site, store, dimension.unwrap_or(Dimension::Whole), &cuts).await?;
            (cells, total, None)
        }
        _ => {
            let ids = Among::Ids(id_at(days.from, site, -MARGIN_MS), id_at(days.to, site, MARGIN_MS));
            let counted = store.scan(scan(query, site, cuts.clone(), ids)).await?;
            let total = counted.cells.iter().map(|cell| cell.tally).sum();
            let mut cells = Cells::new();
            for cell in counted.cells {
                cells.entry(cell.values).or_default().insert(cell.span, cell.tally);
            }
            (cells, total, Some(counted.held))
        }
    };
    let spans = cuts[..cuts.len() - 1].to_vec();
    Ok(Side { days, spans, total, cells, held })
}

/// Counts what is held back of what a query asks about.
pub(super) async fn held(query: &ScoresQuery, site: &Site, store: &Store) -> Result<u64, StoreError> {
    if !query.filters.is_empty() {
        let scan = scan(query, site, query.days.cuts(None), Among::Held);
        return Ok(store.scan(scan).await?.held);
    }
    let mut held = 0;
    for survey in &query.surveys {
        let Days { from, to } = query.days;
        let (site, survey) = (site.slug.clone(), survey.clone());
        let all = TallyQuery { site, survey, dimension: Dimension::Whole, value: None, from, to };
        held += store.held(all).await?;
    }
    Ok(held)
}

/// Adds up the tallies of one dimension. What has no value of it is what is left of the whole.
async fn from_tallies(
    query: &ScoresQuery,
    site: &Site,
    store: &Store,
    dimension: Dimension,
    cuts: &[Day],
) -> Result<(Cells, Tally), StoreError> {
    let is_grouped = query.group_by.iter().any(|group_by| matches!(group_by, GroupBy::Value(_)));
    let value = query.filters.first().map(|(_, value)| value.clone());
    let with_whole = value.is_none() && !dimension.is_of_all();
    let sums = Sums {
        site: site.slug.clone(),
        surveys: query.surveys.clone(),
        scale: query.scale,
        dimension: dimension.clone(),
        value,
        with_whole,
        cuts: cuts.to_vec(),
        most: MAX_GROUPS,
    };
    let mut cells = Cells::new();
    let mut rest: BTreeMap<usize, Tally> = BTreeMap::new();
    let (mut total, mut whole) = (Tally::default(), Tally::default());
    for sum in store.sums(sums).await? {
        if sum.value.is_none() && with_whole {
            rest.insert(sum.span, sum.tally);
            whole = whole.merge(sum.tally);
            continue;
        }
        let values = if is_grouped { vec![sum.value] } else { Vec::new() };
        let cell = cells.entry(values).or_default().entry(sum.span).or_default();
        *cell = cell.merge(sum.tally);
        total = total.merge(sum.tally);
    }
    if !with_whole {
        return Ok((cells, total));
    }
    for (span, cell) in cells.values().flatten() {
        let left = rest.entry(*span).or_default();
        *left = left.without(*cell);
    }
    rest.retain(|_, left| *left != Tally::default());
    if !rest.is_empty() {
        cells.insert(vec![None], rest);
    }
    Ok((cells, whole))
}

fn scan(query: &ScoresQuery, site: &Site, cuts: Vec<Day>, among: Among) -> Scan {
    Scan {
        site: site.slug.clone(),
        surveys: query.surveys.clone(),
        scale: query.scale,
        cuts,
        filters: query.filters.clone(),
        by: query.by(),
        among,
        most: MAX_GROUPS,
    }
}

/// Returns the first id that a prompt can have that is issued so many milliseconds after a day begins.
fn id_at(day: Day, site: &Site, later_ms: i64) -> Uuid {
    let begins = day.start(&site.zone).map_or(i64::MAX, Timestamp::as_millisecond);
    let milliseconds = begins.saturating_add(later_ms).clamp(0, (1 << 48) - 1).unsigned_abs();
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &[0; 10]).into_uuid()
}
