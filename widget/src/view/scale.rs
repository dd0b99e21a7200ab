//! The scale: a radio group with one stop for the Tab key. Arrows move, Space and Enter choose.

use shared::scale::{Rating, Shape};
use web_sys::{HtmlElement, wasm_bindgen::JsCast};
use yew::{Callback, FocusEvent, Html, KeyboardEvent, MouseEvent, TargetCast, html, html::Scope};

use crate::{
    keys,
    prompt::{Prompt, numeral},
    session::Act,
    view::{Card, Msg},
};

/// Draws every rating of the prompt's scale, `chosen` chosen and `at` in reach of the Tab key.
///
/// Shapes that have no drawing of their own are numbers.
pub(super) fn view(prompt: &Prompt, chosen: Option<Rating>, at: u8, link: &Scope<Card>) -> Html {
    let stars = prompt.shape == Shape::Stars;
    let (scale, dir) = (prompt.scale, prompt.dir);
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let Some(next) = keys::moved(&event.key(), at, scale, dir) else { return };
        event.prevent_default();
        focus_sibling(&event, u32::from(next - scale.min()));
    });
    html! {
        <>
            <div
                class="scale"
                data-shape={if stars { "stars" } else { "numbers" }}
                role="radiogroup"
                aria-labelledby="question"
                aria-describedby="low high"
                {onkeydown}
            >
                { for scale.ratings().map(|rating| option(prompt, rating, chosen, at, stars, link)) }
            </div>
            <div class="ends"><span id="low">{ &prompt.texts.low }</span><span id="high">{ &prompt.texts.high }</span></div>
        </>
    }
}

fn option(prompt: &Prompt, rating: Rating, chosen: Option<Rating>, at: u8, stars: bool, link: &Scope<Card>) -> Html {
    let raw = rating.raw();
    let is_chosen = chosen == Some(rating);
    html! {
        <button
            type="button"
            role="radio"
            aria-checked={if is_chosen { "true" } else { "false" }}
            aria-label={prompt.spoken(rating)}
            tabindex={if raw == at { "0" } else { "-1" }}
            onclick={link.callback(move |_: MouseEvent| Act::Rated(raw))}
            onfocusin={link.callback(move |_: FocusEvent| Msg::Focused(raw))}
        >
            if stars {
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M12 3.2l2.7 5.5 6.1.9-4.4 4.3 1 6.1-5.4-2.9L6.6 20l1-6.1-4.4-4.3 6.1-.9z" />
                </svg>
            } else {
                { numeral(raw) }
            }
        </button>
    }
}

fn focus_sibling(event: &KeyboardEvent, index: u32) {
    let siblings = event.target_dyn_into::<HtmlElement>().and_then(|radio| radio.parent_element());
    let sibling = siblings.and_then(|group| group.children().item(index));
    if let Some(sibling) = sibling {
        // An element that cannot take the focus leaves it where it is.
        let _ = sibling.unchecked_into::<HtmlElement>().focus();
    }
}
