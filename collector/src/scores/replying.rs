//! From what was counted to the reply: scores, what they are compared with, and verdicts.

use std::collections::BTreeSet;

use shared::{
    change::{self, Change},
    sample_size::{more_answers, more_answers_in_groups},
    score,
    tally::Tally,
    wire::{
        scores::{Group, ScoreView, ScoresReply},
        scores_change::{ChangeView, Previous, PreviousGroup},
    },
};

use super::{
    Compare, GroupBy, MAX_GROUPS, ScoresQuery, Unit,
    counting::{Side, Values},
};
use crate::{
    calendar::Day,
    store::{StoreError, query::Dimension, scoring::TooLarge},
};

/// Writes the reply. `before` is what other days counted, if those are compared with.
pub(super) fn reply(
    query: &ScoresQuery,
    tz: String,
    now: &Side,
    before: Option<&Side>,
    held: u64,
) -> Result<ScoresReply, StoreError> {
    let (scale, level) = (query.scale, query.level);
    let score = |tally: &Tally| ScoreView::new(scale, tally, level);
    let groups = groups(query, now, before)?;
    let mut total = score(&now.total);
    total.counts_mut().quarantined_count = Some(held);
    let previous = before.map(|before| Previous {
        from: before.days.from.to_string(),
        to: before.days.to.to_string(),
        score: score(&before.total),
    });
    let change = before.map(|before| {
        let change = Change::new(scale, &before.total, &now.total, level);
        ChangeView::new(change.as_ref(), more_answers(scale, &before.total, &now.total, level))
    });
    let names: Vec<_> = query.group_by.iter().map(GroupBy::name).collect();
    let filters = query.filters.iter().map(|(dimension, value)| (dimension.name().into_owned(), value.clone()));
    let touchpoint = query.filters.iter().find(|(dimension, _)| *dimension == Dimension::Touchpoint);
    Ok(ScoresReply {
        metric: scale.metric(),
        survey: query.surveys.first().map(ToString::to_string).unwrap_or_default(),
        surveys: query.surveys.iter().map(ToString::to_string).collect(),
        touchpoint: touchpoint.map(|(_, value)| value.clone()),
        filters: filters.collect(),
        from: query.days.from.to_string(),
        to: query.days.to.to_string(),
        tz,
        total,
        group_by: (!names.is_empty()).then(|| names.join(",")),
        false_discovery_rate: query.compare.filter(|_| !names.is_empty()).map(|_| rate(level.share())),
        groups,
        previous,
        change,
    })
}

/// What is left of 1, without the last digits that binary fractions leave.
fn rate(level: f64) -> f64 {
    ((1.0 - level) * 1e12).round() / 1e12
}

fn groups(query: &ScoresQuery, now: &Side, before: Option<&Side>) -> Result<Vec<Group>, StoreError> {
    let (scale, level) = (query.scale, query.level);
    let values = values(query, now, before);
    let rows = rows(query, &values, now.spans.len())?;
    let pairs: Vec<Option<(Tally, Tally)>> =
        rows.iter().map(|row| Some((row.against(query, now, before)?, row.of(now)))).collect();
    let compared = |pair: &(Tally, Tally)| (pair.0, pair.1, Change::new(scale, &pair.0, &pair.1, level));
    let mut compared: Vec<(Tally, Tally, Option<Change>)> = pairs.iter().flatten().map(compared).collect();
    let mut changes: Vec<Change> = compared.iter().filter_map(|(.., change)| *change).collect();
    change::across_groups(&mut changes, level);
    for (judged, change) in compared.iter_mut().filter_map(|(.., change)| change.as_mut()).zip(changes) {
        *judged = change;
    }
    let mut verdicts = compared.iter().zip(more_answers_in_groups(scale, &compared, level));
    let group = |(row, pair): (&Row<'_>, &Option<(Tally, Tally)>)| {
        let told = pair.as_ref().and_then(|pair| Some((pair, verdicts.next()?)));
        let (previous, change) = told.map_or((None, None), |((tally, _), ((.., change), more))| {
            // The others together have no key.
            let (key, keys) = before.map(|before| row.keys(query, &before.spans)).unwrap_or_default();
            let previous = PreviousGroup {
                key,
                keys,
                score: score::headline(scale, tally),
                response_count: tally.answered(),
                shown_count: tally.shown,
            };
            (Some(previous), Some(ChangeView::new(change.as_ref(), more)))
        });
        let (key, keys) = row.keys(query, &now.spans);
        Group { key, keys, score: ScoreView::new(scale, &row.of(now), level), previous, change }
    };
    Ok(rows.iter().zip(&pairs).map(group).collect())
}

/// A group: a span and a value of each dimension that groups are of.
struct Row<'a> {
    span: usize,
    values: &'a Values,
}

impl Row<'_> {
    fn of(&self, side: &Side) -> Tally {
        side.cells.get(self.values).and_then(|spans| spans.get(&self.span)).copied().unwrap_or_default()
    }

    /// What stands against it: nothing where that range has fewer spans.
    fn against(&self, query: &ScoresQuery, now: &Side, before: Option<&Side>) -> Option<Tally> {
        match (query.compare?, before) {
            (Compare::Rest, _) => Some(now.total.without(self.of(now))),
            (Compare::Days(_), before) => {
                let before = before.filter(|before| query.unit().is_none() || self.span < before.spans.len());
                before.map(|before| self.of(before))
            }
        }
    }

    /// Its first key, and both where there are two.
    fn keys(&self, query: &ScoresQuery, spans: &[Day]) -> (Option<String>, Vec<Option<String>>) {
        let mut values = self.values.iter();
        let key = |group_by: &GroupBy| match group_by {
            GroupBy::Time(unit) => spans.get(self.span).map(|day| Unit::name(*unit, *day)),
            GroupBy::Value(_) => values.next().cloned().flatten(),
        };
        let keys: Vec<Option<String>> = query.group_by.iter().map(key).collect();
        (keys.first().cloned().flatten(), if keys.len() > 1 { keys } else { Vec::new() })
    }
}

/// Returns the values that groups are of: those that occur on either side, in order.
fn values(query: &ScoresQuery, now: &Side, before: Option<&Side>) -> Vec<Values> {
    // A time alone has all its spans, whatever occurs.
    if query.by().is_empty() {
        return vec![Vec::new()];
    }
    let sides = [Some(now), before];
    let occur: BTreeSet<&Values> = sides.into_iter().flatten().flat_map(|side| side.cells.keys()).collect();
    let mut occur: Vec<Values> = occur.into_iter().cloned().collect();
    // What has no value comes last.
    let last = |values: &Values| values.iter().map(|value| (value.is_none(), value.clone())).collect::<Vec<_>>();
    occur.sort_by_cached_key(last);
    occur
}

/// Returns the groups in the order of their keys: of times every one, of values those given.
fn rows<'a>(query: &ScoresQuery, values: &'a [Values], spans: usize) -> Result<Vec<Row<'a>>, StoreError> {
    if query.group_by.is_empty() {
        return Ok(Vec::new());
    }
    if spans * values.len() > MAX_GROUPS {
        return Err(TooLarge::Groups(MAX_GROUPS).into());
    }
    let row = |span: usize, values: &'a Values| Row { span, values };
    Ok(match query.group_by.first() {
        Some(GroupBy::Value(_)) => {
            values.iter().flat_map(|values| (0..spans).map(move |span| row(span, values))).collect()
        }
        _ => (0..spans).flat_map(|span| values.iter().map(move |values| row(span, values))).collect(),
    })
}
