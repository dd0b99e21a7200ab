//! What is asked after the rating: reasons, the customer's own words, a way to be reached.

use shared::scale::Rating;
use wasm_bindgen::JsCast;
use yew::{AttrValue, Html, SubmitEvent, html, html::Scope};

use super::reasons;
use crate::{
    fields::Fields,
    prompt::Prompt,
    session::{Act, Session},
    view::{Card, Msg},
};

/// Draws what belongs to `rating`.
pub(super) fn view(prompt: &Prompt, rating: Rating, session: &Session, link: &Scope<Card>) -> Html {
    let contact = prompt.after.contact;
    let onsubmit = link.batch_callback(move |event: SubmitEvent| {
        event.prevent_default();
        // The form is the target of its own event.
        let form: Fields = event.target()?.unchecked_into();
        let is_wanted = contact && form.fields("talk").number("checked") > 0;
        let contact = if is_wanted { form.fields("contact").text("value") } else { String::new() };
        Some(Msg::Act(Act::Commented(form.fields("comment").text("value"), contact)))
    });
    let texts = &prompt.texts;
    html! {
        <form class="follow-up" {onsubmit}>
            if !prompt.after.reasons_first {
                { reasons::view(prompt, session, link) }
            }
            <div hidden={!is_text_asked(prompt, session)}>
                <label for="comment">{ prompt.follow_up(rating) }</label>
                <textarea id="comment" rows="3" maxlength="2000" dir="auto" />
            </div>
            if contact {
                <label class="talk"><input id="talk" type="checkbox" />{ &texts.contact_offer }</label>
                <div>
                    <label for="contact">{ &texts.contact }</label>
                    <input id="contact" maxlength="254" autocomplete="off" dir="auto" />
                </div>
            }
            <div class="row">
                if let Some(url) = prompt.after.privacy.as_ref().filter(|url| !url.is_empty()) {
                    { self::link(url, &texts.privacy) }
                }
                <button class="send">{ &texts.send }</button>
            </div>
        </form>
    }
}

/// Says whether the field for the customer's own words is open: at once, or with the first reason.
pub(super) fn is_text_asked(prompt: &Prompt, session: &Session) -> bool {
    let reasons = &prompt.farewell(session.rating()).reasons;
    session.reasons() > 0 || reasons.iter().all(|reason| reason.name != "other")
}

/// Draws a link that leaves the page as it is.
pub(super) fn link(url: &str, label: &str) -> Html {
    let url = AttrValue::from(url.to_owned());
    html! { <a href={url} target="_blank" rel="noopener noreferrer">{ label }</a> }
}
