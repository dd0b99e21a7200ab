//! The score of each touchpoint, where a survey has several.

use shared::wire::scores::ScoresReply;
use yew::{Html, html};

use super::table;

/// Draws a row for each touchpoint of `by_touchpoint`; `title` is the id of the survey's name.
pub(super) fn view(title: &str, by_touchpoint: &ScoresReply) -> Option<Html> {
    let groups = &by_touchpoint.groups;
    (groups.len() > 1).then(|| {
        html! {
            <section class="touchpoints">
                <h3>{ "Touchpoints" }</h3>
                { table::view(title, "Touchpoint", groups.iter(), str::to_owned) }
            </section>
        }
    })
}
