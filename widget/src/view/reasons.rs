//! Reasons to choose from: the browser's own checkboxes, or radio buttons where one is the most.

use shared::wire::after::Reason;
use yew::{Html, html, html::Scope};

use crate::{
    prompt::Prompt,
    session::{Act, Session},
    view::{Card, on_click},
};

/// Draws the reasons that belong to the rating, if there are any.
pub(super) fn view(prompt: &Prompt, session: &Session, link: &Scope<Card>) -> Html {
    let reasons = &prompt.farewell(session.rating()).reasons;
    if reasons.is_empty() {
        return Html::default();
    }
    let kind = if prompt.after.one_reason { "radio" } else { "checkbox" };
    html! {
        <>
            <h2 id="why">{ &prompt.texts.reasons }</h2>
            <div class="reasons" role={if prompt.after.one_reason { "radiogroup" } else { "group" }} aria-labelledby="why">
                { for reasons.iter().enumerate().map(|(at, reason)| option(at, reason, kind, session, link)) }
            </div>
        </>
    }
}

fn option(at: usize, reason: &Reason, kind: &'static str, session: &Session, link: &Scope<Card>) -> Html {
    html! {
        <label>
            <input
                type={kind}
                name="reason"
                checked={session.reasons() >> at & 1 > 0}
                onclick={on_click(link, Act::Reasoned(at))}
            />
            { &reason.label }
        </label>
    }
}
