//! The score day by day: dots, lines between days that follow each other, the same as a table.

use shared::{scale::Metric, wire::scores::ScoresReply};
use yew::{Html, html};

use super::table;
use crate::{
    axis::{Axis, length},
    days::{self, Day},
    figures,
};

/// Draws the days of `by_day`; `title` is the id of the survey's name.
pub(super) fn view(title: &str, by_day: &ScoresReply) -> Html {
    let metric = by_day.metric;
    let axis = Axis::of(metric);
    let days = days::place(&by_day.groups, metric);
    let answered = days.iter().filter(|day| day.dot.is_some()).count();
    let label = format!("{answered} of {} days have answers", days.len());
    let ends = [days.first(), days.last()].map(|day| day.map(|day| figures::day(day.date)));
    html! {
        <section class="trend">
            <h3>{ "Day by day" }</h3>
            <div class="chart">
                <p class="ends upright" aria-hidden="true">
                    { for [axis.high, axis.middle(), axis.low].map(|end| html! { <span>{ figures::tick(end) }</span> }) }
                </p>
                <svg class="days" role="img" aria-label={label}>
                    { for ["0%", "50%", "100%"].map(|y| html! { <line class="grid" x1="0%" x2="100%" y1={y} y2={y} /> }) }
                    { for days.iter().filter_map(whisker) }
                    { for days::lines(&days).into_iter().map(line) }
                    { for days.iter().filter_map(|day| dot(day, metric)) }
                </svg>
                <p class="ends" aria-hidden="true">{ for ends.map(|day| html! { <span>{ day }</span> }) }</p>
            </div>
            <details>
                <summary>{ "Days as a table" }</summary>
                <div class="scroll" role="region" aria-labelledby={title.to_owned()} tabindex="0">
                    { table::view(title, "Day", by_day.groups.iter().rev(), figures::day) }
                </div>
            </details>
        </section>
    }
}

fn whisker(day: &Day<'_>) -> Option<Html> {
    let (top, bottom) = day.dot.as_ref()?.interval?;
    let x = length(day.x);
    Some(html! { <line class="whisker" x1={x.clone()} x2={x} y1={length(top)} y2={length(bottom)} /> })
}

fn line([(x1, y1), (x2, y2)]: [(f64, f64); 2]) -> Html {
    html! { <line class="between" x1={length(x1)} y1={length(y1)} x2={length(x2)} y2={length(y2)} /> }
}

fn dot(day: &Day<'_>, metric: Metric) -> Option<Html> {
    let dot = day.dot.as_ref()?;
    let score = figures::with_interval(metric, dot.score, dot.reading.interval);
    let words = format!("{}: {score}, {}", figures::day(day.date), figures::answers(dot.reading.answered()));
    Some(html! { <circle cx={length(day.x)} cy={length(dot.y)} r="3"><title>{ words }</title></circle> })
}
