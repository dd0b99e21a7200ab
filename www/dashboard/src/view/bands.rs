//! How the answers divide into bands: a bar of three parts, and the same in words.

use shared::scale::Band;
use yew::{Html, html};

use crate::{
    axis::length,
    figures,
    reading::{Reading, Share, band_name},
};

/// Draws the bands of a score.
pub(super) fn view(total: &Reading<'_>) -> Html {
    let mut end = 0.0;
    let part = |share: Share| {
        let percent = share.percent.unwrap_or(0.0);
        let x = length(end);
        end += percent;
        html! { <rect data-band={css_name(share.band)} {x} width={length(percent)} height="100%" /> }
    };
    let parts = total.bands.map(part);
    let words = |share: Share| {
        let percent = share.percent.map(figures::percent);
        html! {
            <li data-band={css_name(share.band)}>
                <span class="name">{ band_name(share.band, total.metric, share.count) }</span>
                <span class="count">{ figures::count(share.count) }</span>
                <span class="percent">{ percent }</span>
            </li>
        }
    };
    html! {
        <section>
            <h3>{ "Bands" }</h3>
            <svg class="bands" aria-hidden="true"><rect class="track" width="100%" height="100%" />{ for parts }</svg>
            <ul class="bands">{ for total.bands.map(words) }</ul>
        </section>
    }
}

/// Returns the word by which the style sheet knows a band of any metric.
pub(super) const fn css_name(band: Band) -> &'static str {
    match band {
        Band::High => "high",
        Band::Middle => "middle",
        Band::Low => "low",
    }
}
