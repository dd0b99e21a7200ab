//! A score day by day: where each day's dot and interval stand, and which dots a line joins.

use shared::{scale::Metric, wire::scores::Group};

use crate::{
    axis::{self, Axis},
    reading::Reading,
};

/// One day on the chart. Lengths are 0 to 100 of the chart's width and height.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Day<'a> {
    /// The date.
    pub(crate) date: &'a str,
    /// How far right.
    pub(crate) x: f64,
    /// Its score, and where that stands; none where nobody answered.
    pub(crate) dot: Option<Dot<'a>>,
}

/// The score of a day with answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dot<'a> {
    /// How far below the top.
    pub(crate) y: f64,
    /// How far below the top its interval begins and ends.
    pub(crate) interval: Option<(f64, f64)>,
    /// What the day says.
    pub(crate) reading: Reading<'a>,
    /// The score.
    pub(crate) score: f64,
}

/// Places each day of `groups`.
pub(crate) fn place(groups: &[Group], metric: Metric) -> Vec<Day<'_>> {
    let axis = Axis::of(metric);
    groups.iter().enumerate().map(|(index, group)| day(group, axis::step(index, groups.len()), axis)).collect()
}

fn day(group: &Group, x: f64, axis: Axis) -> Day<'_> {
    let reading = Reading::of(&group.score);
    let dot = reading.headline.map(|score| Dot {
        y: axis.depth(score),
        interval: reading.interval.map(|interval| (axis.depth(interval.high), axis.depth(interval.low))),
        reading,
        score,
    });
    Day { date: group.key.as_deref().unwrap_or_default(), x, dot }
}

/// Returns the ends of the lines between days that follow each other, both with answers. A day
/// without answers is a gap: nothing is known of it.
pub(crate) fn lines(days: &[Day<'_>]) -> Vec<[(f64, f64); 2]> {
    let end = |day: &Day<'_>| Some((day.x, day.dot.as_ref()?.y));
    days.windows(2).filter_map(|pair| Some([end(&pair[0])?, end(&pair[1])?])).collect()
}

#[cfg(test)]
mod tests {
    use shared::{interval::Level, scale::Scale, tally::Tally, wire::scores::ScoreView};

    use super::*;

    /// Days with so many promoters and detractors each.
    fn groups(days: &[(u64, u64)]) -> Vec<Group> {
        let group = |(index, (promoters, detractors)): (usize, &(u64, u64))| {
            let mut tally = Tally::default();
            (tally.ratings[10], tally.ratings[0]) = (*promoters, *detractors);
            let score = ScoreView::new(Scale::Nps, &tally, Level::NINETY_FIVE);
            let key = Some(format!("2026-10-0{}", index + 1));
            Group { key, keys: Vec::new(), score, previous: None, change: None }
        };
        days.iter().enumerate().map(group).collect()
    }

    #[test]
    fn a_score_stands_at_its_height_and_an_empty_day_nowhere() {
        let groups = groups(&[(1, 0), (0, 0), (1, 1), (0, 1)]);
        let days = place(&groups, Metric::Nps);
        let heights: Vec<_> = days.iter().map(|day| day.dot.as_ref().map(|dot| dot.y)).collect();
        assert_eq!(heights, [Some(0.0), None, Some(50.0), Some(100.0)]);
        assert_eq!(days.iter().map(|day| day.x).collect::<Vec<_>>(), [12.5, 37.5, 62.5, 87.5]);
        assert_eq!(days[0].date, "2026-10-01");
        let (top, bottom) = days[2].dot.as_ref().unwrap().interval.unwrap();
        assert!(top < 50.0 && 50.0 < bottom, "{top} {bottom}");
    }

    #[test]
    fn lines_stop_at_gaps() {
        for (scores, joined) in [
            (&[(1, 0), (1, 0), (0, 0), (1, 0)][..], 1),
            (&[(1, 0), (0, 0), (1, 0)], 0),
            (&[(1, 0), (1, 0), (1, 0)], 2),
            (&[(0, 0), (0, 0)], 0),
            (&[], 0),
        ] {
            let groups = groups(scores);
            assert_eq!(lines(&place(&groups, Metric::Nps)).len(), joined, "{scores:?}");
        }
    }
}
