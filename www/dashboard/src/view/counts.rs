//! How many prompts were answered, shown and dismissed.

use yew::{Html, html};

use crate::{figures, reading::Reading};

/// Draws the counts beside a score.
pub(super) fn view(total: &Reading<'_>) -> Html {
    let counts = total.counts;
    let pairs = [
        ("answers", "Answers", figures::count(counts.response_count)),
        ("shown", "Shown", figures::count(counts.shown_count)),
        ("dismissed", "Dismissed", figures::count(counts.dismissed_count)),
        ("rate", "Response rate", figures::rate(counts.response_rate)),
    ];
    let pair = |(name, words, figure)| html! { <div data-count={name}><dt>{ words }</dt><dd>{ figure }</dd></div> };
    html! { <dl class="counts">{ for pairs.map(pair) }</dl> }
}
