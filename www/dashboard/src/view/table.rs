//! Scores as a table: a row for each group, the words of the chart for those who do not see it.

use shared::wire::scores::Group;
use yew::{Html, html};

use crate::{figures, reading::Reading};

/// Draws a row for each of `groups`, named by `name`; `of` heads their names, and `title` is the
/// id of the survey's name.
pub(super) fn view<'a>(
    title: &str,
    of: &str,
    groups: impl Iterator<Item = &'a Group>,
    name: impl Fn(&str) -> String,
) -> Html {
    let head = |words: &str| html! { <th scope="col">{ words.to_owned() }</th> };
    html! {
        <table aria-labelledby={title.to_owned()}>
            <thead><tr>{ for [of, "Score", "Interval", "Answers"].map(head) }</tr></thead>
            <tbody>{ for groups.map(|group| row(group, name(group.key.as_deref().unwrap_or_default()))) }</tbody>
        </table>
    }
}

fn row(group: &Group, name: String) -> Html {
    let reading = Reading::of(&group.score);
    let cells = match reading.headline {
        Some(score) => html! {
            <>
                <td>{ figures::score(reading.metric, score) }</td>
                <td>{ figures::reach(reading.metric, reading.interval) }</td>
            </>
        },
        None => html! { <td colspan="2">{ "no answers" }</td> },
    };
    html! {
        <tr key={group.key.clone().unwrap_or_default()} data-group={group.key.clone()}>
            <th scope="row">{ name }</th>
            { cells }
            <td>{ figures::count(reading.answered()) }</td>
        </tr>
    }
}
