//! How many answers chose each rating.

use yew::{Html, html};

use super::bands::css_name;
use crate::{axis::length, figures, reading::Reading};

/// Draws a small bar for each rating.
pub(super) fn view(total: &Reading<'_>) -> Html {
    let ratings = total.ratings();
    let most = ratings.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let bar = |(rating, count): (shared::scale::Rating, u64)| {
        let height = 100.0 * count as f64 / most as f64;
        html! {
            <li data-band={css_name(rating.band())}>
                <span class="count">{ figures::count(count) }</span>
                <span class="unseen">{ if count == 1 { " answer of " } else { " answers of " } }</span>
                <svg aria-hidden="true"><rect y={length(100.0 - height)} width="100%" height={length(height)} /></svg>
                <span class="rating">{ rating.raw() }</span>
            </li>
        }
    };
    html! {
        <section><h3>{ "Ratings" }</h3><ol class="ratings">{ for ratings.into_iter().map(bar) }</ol></section>
    }
}
