//! The scores of all surveys, the range that they are of, and how new they are.

use yew::{Callback, Html, Properties, UseStateHandle, component, html, use_effect_with, use_state};

use super::{card::Card, sign_in::Trouble};
use crate::{access::Access, figures, range::Range, standing::Standing, watch::use_standing};

/// What the scores need.
#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Who looks.
    pub(crate) access: Access,
    /// Told when another key is wanted, and why.
    pub(crate) ask: Callback<(Access, Option<Trouble>)>,
}

/// The scores.
#[component]
pub(crate) fn Board(props: &Props) -> Html {
    let range = use_state(Range::default);
    let standing = use_standing(&props.access, *range);

    let (ask, access) = (props.ask.clone(), props.access.clone());
    use_effect_with(standing.key_refused.clone(), move |refused| {
        if let Some(detail) = refused {
            ask.emit((access, Some(Trouble::Refused(detail.clone()))));
        }
    });
    let (ask, access) = (props.ask.clone(), props.access.clone());
    let leave = Callback::from(move |_| ask.emit((access.clone(), None)));

    let card = |(index, slug): (usize, &shared::survey::Slug)| {
        let known = standing.surveys.get(index).cloned().unwrap_or_default();
        html! { <Card key={slug.as_str()} id={index} slug={slug.as_str().to_owned()} {known} /> }
    };
    html! {
        <>
            <div class="bar">
                { ranges(&range) }
                { news(&standing) }
                <button type="button" class="quiet" onclick={leave}>{ "Change key" }</button>
            </div>
            <div class="cards">{ for props.access.surveys.iter().enumerate().map(card) }</div>
        </>
    }
}

/// The switch between ranges, and the days that are shown.
fn ranges(range: &UseStateHandle<Range>) -> Html {
    let option = |option: Range| {
        let set = range.setter();
        let onchange = Callback::from(move |_| set.set(option));
        let days = option.days();
        html! {
            <label>
                <input type="radio" name="range" value={days.to_string()} checked={**range == option} {onchange} />
                <span>{ format!("{days} days") }</span>
            </label>
        }
    };
    html! {
        <fieldset class="ranges"><legend class="unseen">{ "Show the last" }</legend>{ for Range::ALL.map(option) }</fieldset>
    }
}

/// How new the numbers are. What is wrong is read aloud once; the time is not read at all.
fn news(standing: &Standing) -> Html {
    let away = standing.away_since.map(|since| format!("not reached since {since}, trying again"));
    html! {
        <div class="news">
            <p class="days">
                if let Some((first, last, tz)) = standing.any().and_then(days) {
                    { format!("{first} to {last}, {tz}") }
                }
            </p>
            <p class="away" role="status">{ away.clone() }</p>
            if away.is_none() {
                <p class="updated">{ standing.updated.map(|at| format!("updated {at}")) }</p>
            }
        </div>
    }
}

/// Returns the first and the last day of the page, and their zone.
fn days(reply: &shared::wire::scores::ScoresReply) -> Option<(String, String, &str)> {
    let (first, last) = (reply.groups.first()?, reply.groups.last()?);
    Some((figures::day(first.key.as_deref()?), figures::day(last.key.as_deref()?), &reply.tz))
}
