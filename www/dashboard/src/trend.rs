//! A score over time, as a chart takes it: lines, a band, an axis, and where marks stand.

use serde::Serialize;
use shared::wire::{marks::MarkView, scores::ScoresReply};

use crate::{
    axis::Axis,
    day::Day,
    figures::{self, Length, Pen},
    range::Unit,
    reading::Reading,
};

/// What a chart shows. Places along the time are numbered from 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Trend {
    /// The score of each place; none where nobody answered.
    pub(crate) scores: Vec<Option<f64>>,
    /// The lower end of its interval.
    pub(crate) lows: Vec<Option<f64>>,
    /// The upper end.
    pub(crate) highs: Vec<Option<f64>>,
    /// How each place is called below the axis.
    pub(crate) labels: Vec<String>,
    /// What each place says when it is pointed at.
    pub(crate) tips: Vec<String>,
    /// The ends of the axis.
    pub(crate) ends: (f64, f64),
    /// Where the lines across stand, and what they say.
    pub(crate) ticks: Vec<(f64, String)>,
    /// Where marks stand, and what they say.
    pub(crate) marks: Vec<(f64, String)>,
}

impl Trend {
    /// Reads the groups of a reply that is grouped by `unit`.
    pub(crate) fn new(pen: &dyn Pen, unit: Unit, reply: &ScoresReply, marks: &[MarkView]) -> Self {
        let metric = reply.metric;
        let mut trend = Self::default();
        let mut days = Vec::new();
        for group in &reply.groups {
            let Some(day) = group.key.as_deref().and_then(Day::of_key) else { continue };
            let reading = Reading::of(&group.score);
            let label = name(pen, unit, day);
            trend.scores.push(reading.headline);
            trend.lows.push(reading.interval.map(|interval| interval.low));
            trend.highs.push(reading.interval.map(|interval| interval.high));
            trend.tips.push(tip(pen, &label, &reading));
            trend.labels.push(label);
            days.push(day);
        }
        let axis = Axis::of(metric);
        let (low, high, step) = ends(&trend, axis);
        let steps = ((high - low) / step).round() as usize;
        trend.ticks = (0..=steps)
            .map(|nth| low + step * nth as f64)
            .map(|tick| (tick, pen.number(tick, u32::from(step < 1.0))))
            .collect();
        trend.ends = (low, high);
        let after = reply.to.parse().ok();
        trend.marks = marks.iter().filter_map(|mark| Some((place(&days, after, mark)?, mark.note.clone()))).collect();
        trend
    }

    /// Says whether there is a line to draw.
    pub(crate) fn is_empty(&self) -> bool {
        self.scores.iter().all(Option::is_none)
    }
}

/// Returns how a place in time is called.
pub(crate) fn name(pen: &dyn Pen, unit: Unit, day: Day) -> String {
    pen.day(day, if unit == Unit::Month { Length::Month } else { Length::Short })
}

fn tip(pen: &dyn Pen, label: &str, reading: &Reading<'_>) -> String {
    let answers = figures::answers(pen, reading.answered());
    let Some(headline) = reading.headline else { return format!("{label}: {answers}") };
    let score = figures::score(pen, reading.metric, headline);
    match reading.interval {
        Some(interval) => format!("{label}: {score}, {}, {answers}", figures::between(pen, reading.metric, interval)),
        None => format!("{label}: {score}, {answers}"),
    }
}

/// Returns where the axis ends and the step of its lines, so that all is seen and nothing is cut off. Intervals of few
/// answers do not squeeze what is known well: the axis leaves out what is further off than the scores from each other, or than
/// the narrowest interval is wide.
fn ends(trend: &Trend, axis: Axis) -> (f64, f64, f64) {
    let of = |values: &[Option<f64>], pick: fn(f64, f64) -> f64| values.iter().flatten().copied().reduce(pick);
    let (Some(least), Some(most)) = (of(&trend.scores, f64::min), of(&trend.scores, f64::max)) else {
        return (axis.low, axis.high, (axis.high - axis.low) / 2.0);
    };
    let whole = axis.high - axis.low;
    let widths = trend.lows.iter().zip(&trend.highs).filter_map(|(low, high)| Some((*high)? - (*low)?));
    let room = widths.reduce(f64::min).unwrap_or(0.0).max(most - least).max(whole / 10.0);
    let low = of(&trend.lows, f64::min).unwrap_or(least).max(least - room).min(least);
    let high = of(&trend.highs, f64::max).unwrap_or(most).min(most + room).max(most);
    let wanted = (high - low) / 4.0;
    let step =
        [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0].into_iter().find(|step| *step >= wanted).unwrap_or(50.0);
    let down = (low / step).floor() * step;
    let up = (high / step).ceil() * step;
    (down.max(axis.low), up.min(axis.high), step)
}

/// Returns where a mark stands among places: as far between two as its day is between their days. None outside.
fn place(days: &[Day], after: Option<Day>, mark: &MarkView) -> Option<f64> {
    let day: Day = mark.day.parse().ok()?;
    let at = days.iter().rposition(|first| *first <= day)?;
    let next = days.get(at + 1).copied().or(after)?;
    if day >= next {
        return None;
    }
    // The line stands before the place whose days begin with the mark.
    Some(at as f64 - 0.5 + f64::from(days[at].until(day)) / f64::from(days[at].until(next)))
}

#[cfg(test)]
mod tests {
    use shared::{
        interval::Level,
        scale::Scale,
        tally::Tally,
        wire::scores::{Group, ScoreView},
    };

    use super::*;
    use crate::{figures::PlainPen, language::Lang};

    fn reply(groups: &[(&str, u64, u64)], to: &str) -> ScoresReply {
        let view = |promoters, detractors| {
            let mut tally = Tally::default();
            (tally.ratings[10], tally.ratings[0]) = (promoters, detractors);
            ScoreView::new(Scale::Nps, &tally, Level::NINETY_FIVE)
        };
        let group = |(key, promoters, detractors): &(&str, u64, u64)| Group {
            key: Some((*key).to_owned()),
            keys: Vec::new(),
            score: view(*promoters, *detractors),
            previous: None,
            change: None,
        };
        serde_json::from_value(serde_json::json!({
            "metric": "nps", "survey": "a", "from": "2026-10-01", "to": to, "tz": "UTC",
            "total": view(1, 0), "groups": groups.iter().map(group).collect::<Vec<_>>(),
        }))
        .unwrap()
    }

    fn mark(day: &str) -> MarkView {
        MarkView { name: "m".to_owned(), day: day.to_owned(), note: "new".to_owned() }
    }

    #[test]
    fn a_day_without_answers_is_a_gap() {
        let reply = reply(&[("2026-10-01", 1, 0), ("2026-10-02", 0, 0), ("2026-10-03", 1, 1)], "2026-10-04");
        let trend = Trend::new(&PlainPen(Lang::En), Unit::Day, &reply, &[]);
        assert_eq!(trend.scores, [Some(100.0), None, Some(0.0)]);
        assert_eq!(trend.tips[1], "2026-10-02: 0 answers");
        assert!(trend.tips[2].starts_with("2026-10-03: 0, between -"), "{}", trend.tips[2]);
        assert!(!trend.is_empty());
    }

    #[test]
    fn marks_stand_before_the_day_on_which_it_was_so() {
        let by_day = reply(&[("2026-10-01", 1, 0), ("2026-10-02", 1, 0)], "2026-10-03");
        let by_week = reply(&[("2026-W40", 1, 0), ("2026-W41", 1, 0)], "2026-10-12");
        for (reply, unit, day, places) in [
            (&by_day, Unit::Day, "2026-10-01", &[-0.5][..]),
            (&by_day, Unit::Day, "2026-10-02", &[0.5]),
            (&by_day, Unit::Day, "2026-10-03", &[]),
            (&by_day, Unit::Day, "2026-09-30", &[]),
            (&by_week, Unit::Week, "2026-10-05", &[0.5]),
            (&by_week, Unit::Week, "2026-10-01", &[-0.5 + 3.0 / 7.0]),
        ] {
            let trend = Trend::new(&PlainPen(Lang::En), unit, reply, &[mark(day)]);
            let found: Vec<f64> = trend.marks.iter().map(|(place, _)| *place).collect();
            assert_eq!(found, places, "{day}");
        }
    }

    #[test]
    fn the_axis_has_room_for_the_scores_and_round_lines() {
        for (groups, ends) in [
            (&[("2026-10-01", 0, 0)][..], (-100.0, 100.0)),
            (&[("2026-10-01", 800, 200), ("2026-10-02", 820, 180)], (50.0, 70.0)),
            (&[("2026-10-01", 10, 0)], (40.0, 100.0)),
            (&[("2026-10-01", 10, 0), ("2026-10-02", 900, 100)], (60.0, 100.0)),
            (&[("2026-10-01", 1, 0), ("2026-10-02", 0, 1)], (-100.0, 100.0)),
        ] {
            let trend = Trend::new(&PlainPen(Lang::En), Unit::Day, &reply(groups, "2026-10-03"), &[]);
            assert_eq!(trend.ends, ends, "{groups:?}");
            assert_eq!(trend.ticks.last().unwrap().0, ends.1);
        }
    }
}
