//! Who answered of those that were asked, and what the others did.

use shared::wire::scores::ScoreView;
use yew::{Html, html};

use crate::{
    axis::length,
    figures::{self, Pen},
    reading::Reading,
    speech::Speech,
    texts::{counted, fill, overview::Overview as Texts},
};

/// Draws what became of the prompts that were shown.
pub(super) fn view(speech: &Speech, total: &ScoreView) -> Html {
    let texts = Texts::of(speech.lang);
    let counts = Reading::of(total).counts;
    let Some(rate) = counts.response_rate else { return html! { <p class="soft">{ texts.none_shown }</p> } };
    let shown = counts.shown_count.max(1) as f64;
    let kinds = [
        ("answered", texts.answered, counts.response_count),
        ("dismissed", texts.dismissed, counts.dismissed_count),
        ("ignored", texts.ignored, counts.ignored_count),
    ];
    let mut end = 0.0;
    let part = |(kind, _, count): &(&'static str, &'static str, u64)| {
        let width = 100.0 * *count as f64 / shown;
        let x = length(end);
        end += width;
        html! { <rect data-kind={*kind} {x} width={length(width)} height="100%" /> }
    };
    let parts: Vec<Html> = kinds.iter().map(part).collect();
    let row = |(kind, name, count): (&'static str, &'static str, u64)| {
        html! {
            <tr data-kind={kind}>
                <th scope="row"><span class="name">{ name }</span></th>
                <td class="count">{ figures::count(speech, count) }</td>
                <td class="count soft">{ speech.percent(count as f64 / shown) }</td>
            </tr>
        }
    };
    let held = counts.quarantined_count.filter(|held| *held > 0);
    html! {
        <>
            <p class="rate">
                <strong>{ fill(texts.rate_words, &[("rate", &speech.percent(rate))]) }</strong>
                <span class="soft">
                    { counted(texts.rate_of, counts.shown_count, &figures::count(speech, counts.shown_count)) }
                </span>
            </p>
            <svg class="parts" aria-hidden="true"><rect class="track" width="100%" height="100%" />{ for parts }</svg>
            <table class="bars"><tbody>{ for kinds.map(row) }</tbody></table>
            if let Some(held) = held {
                <p class="soft">{ counted(texts.held, held, &figures::count(speech, held)) }</p>
            }
        </>
    }
}
