//! A score and its interval on the scale of its metric, as a bar of one line.

use shared::{scale::Metric, wire::scores::IntervalView};
use yew::{Html, html};

use crate::axis::{Axis, length};

/// Draws a score and its interval. The same stands beside it in words.
pub(crate) fn interval(metric: Metric, score: Option<f64>, interval: Option<&IntervalView>) -> Html {
    let axis = Axis::of(metric);
    let ends = interval.map(|interval| (axis.place(interval.low), axis.place(interval.high)));
    html! {
        <svg class="interval" aria-hidden="true">
            <rect class="track" y="9" width="100%" height="6" rx="3" />
            <line class="middle" x1="50%" x2="50%" y1="5" y2="19" />
            if let Some((low, high)) = ends {
                <rect class="reach" x={length(low)} y="6" width={length(high - low)} height="12" rx="6" />
            }
            if let Some(score) = score { <circle class="mark" cx={length(axis.place(score))} cy="12" r="6" /> }
        </svg>
    }
}
