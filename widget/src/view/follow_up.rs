//! The question about the reason, and the customer's own words.

use shared::scale::Rating;
use web_sys::HtmlTextAreaElement;
use yew::{Html, NodeRef, SubmitEvent, html, html::Scope};

use crate::{prompt::Prompt, session::Act, view::Card};

/// Draws the question that belongs to `rating`, and a field for the answer.
pub(super) fn view(prompt: &Prompt, rating: Rating, comment: &NodeRef, link: &Scope<Card>) -> Html {
    let question = prompt.follow_up(rating);
    let field = comment.clone();
    let onsubmit = link.callback(move |event: SubmitEvent| {
        event.prevent_default();
        Act::Commented(field.cast::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default())
    });
    html! {
        <form class="follow-up" {onsubmit}>
            <label for="comment">{ question }</label>
            <textarea id="comment" ref={comment} rows="3" maxlength="2000" dir="auto" />
            <button class="send">{ &prompt.texts.send }</button>
        </form>
    }
}
