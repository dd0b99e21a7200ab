//! How many answers chose each rating: a table whose rows have bars, which lead to these answers.

use shared::{scale::Rating, wire::scores::ScoresReply};
use yew::{Html, html};

use crate::{
    address::{Address, Page},
    axis::length,
    figures::{self, Pen},
    reading::{Reading, band_class, band_name},
    route::Go,
    speech::Speech,
    texts::overview::Overview as Texts,
};

/// Draws a row for each rating, the best first.
pub(super) fn view(speech: &Speech, address: &Address, reply: &ScoresReply) -> Html {
    let texts = Texts::of(speech.lang);
    let total = Reading::of(&reply.total);
    let ratings = total.ratings();
    let most = ratings.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let answers = address.on(Page::Answers).of(reply.surveys.clone());
    let row = |(rating, count): &(Rating, u64)| {
        let share = *count as f64 / total.answered().max(1) as f64;
        html! {
            <tr data-band={band_class(rating.band())}>
                <th scope="row">
                    <Go to={answers.clone().with("rating", &rating.raw().to_string())}>{ rating.raw() }</Go>
                </th>
                <td class="bar">
                    <svg aria-hidden="true"><rect width={length(100.0 * *count as f64 / most as f64)} height="100%" rx="3" /></svg>
                </td>
                <td class="count">{ figures::count(speech, *count) }</td>
                <td class="count soft">{ speech.percent(share) }</td>
            </tr>
        }
    };
    let band = |share: &crate::reading::Share| {
        html! {
            <li data-band={band_class(share.band)}>
                <span class="name">{ band_name(speech.lang, share.band, total.metric, share.count) }</span>
                <span class="percent">{ share.percent.map(|percent| speech.percent(percent / 100.0)) }</span>
            </li>
        }
    };
    html! {
        <>
            <table class="bars">
                <thead class="unseen"><tr>
                    <th scope="col">{ texts.rating }</th><td />
                    <th scope="col">{ texts.count }</th><th scope="col">{ texts.share }</th>
                </tr></thead>
                <tbody>{ for ratings.iter().rev().map(row) }</tbody>
            </table>
            <ul class="bands">{ for total.bands.iter().map(band) }</ul>
        </>
    }
}
