//! The score, and how sure one can be of it: as a bar on the metric's scale and in the same words.

use shared::{change::ENOUGH_ANSWERS, scale::Metric};
use yew::{Html, html};

use crate::{
    axis::{Axis, length},
    figures,
    reading::Reading,
};

/// Draws the score of a whole range.
pub(super) fn view(total: &Reading<'_>) -> Html {
    let metric = total.metric;
    let axis = Axis::of(metric);
    html! {
        <div class="headline">
            {
                match total.headline {
                    Some(score) => html! {
                        <p><strong class="score">{ figures::score(metric, score) }</strong><span class="unit">{ unit(metric) }</span></p>
                    },
                    None => html! { <p><strong class="score none">{ figures::NO_ANSWERS }</strong></p> },
                }
            }
            { bar(total, axis) }
            <p class="ends" aria-hidden="true">
                { for [axis.low, axis.middle(), axis.high].map(|end| html! { <span>{ figures::tick(end) }</span> }) }
            </p>
            <p class="interval">
                if let Some(score) = total.headline { { figures::with_interval(metric, score, total.interval) } }
            </p>
            <p class="note">{ note(total.answered()) }</p>
        </div>
    }
}

fn bar(total: &Reading<'_>, axis: Axis) -> Html {
    let ends = total.interval.map(|interval| (axis.place(interval.low), axis.place(interval.high)));
    let mark = total.headline.map(|score| length(axis.place(score)));
    html! {
        <svg class="range" aria-hidden="true">
            <rect class="track" y="11" width="100%" height="6" rx="3" />
            <line class="middle" x1="50%" x2="50%" y1="7" y2="21" />
            if let Some((low, high)) = ends {
                <rect class="reach" x={length(low)} y="8" width={length(high - low)} height="12" rx="6" />
            }
            if let Some(mark) = mark { <circle class="mark" cx={mark} cy="14" r="7" /> }
        </svg>
    }
}

const fn unit(metric: Metric) -> &'static str {
    match metric {
        Metric::Nps => "of \u{2212}100 to 100",
        Metric::Csat => "% satisfied",
        Metric::Ces => "mean of 1 to 7",
    }
}

/// Warns of a score that says little.
fn note(answered: u64) -> Option<String> {
    (1..ENOUGH_ANSWERS).contains(&answered).then(|| format!("{}: too few to conclude", figures::answers(answered)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_answers_are_called_few_and_none_are_not() {
        for (answered, warning) in [
            (0, None),
            (1, Some("1 answer: too few to conclude")),
            (9, Some("9 answers: too few to conclude")),
            (10, None),
        ] {
            assert_eq!(note(answered).as_deref(), warning, "{answered}");
        }
    }
}
