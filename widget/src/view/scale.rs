//! The scale: a radio group with one stop for the Tab key. Arrows move, Space and Enter choose.

use shared::scale::{Rating, Shape};
use web_sys::{HtmlElement, wasm_bindgen::JsCast};
use yew::{Callback, FocusEvent, Html, KeyboardEvent, TargetCast, html, html::Scope};

use crate::{
    keys,
    prompt::{Prompt, numeral},
    session::Act,
    view::{Card, Msg, on_click},
};

/// Draws every rating of the prompt's scale, `chosen` chosen and `at` in reach of the Tab key.
pub(super) fn view(prompt: &Prompt, chosen: Option<Rating>, at: u8, link: &Scope<Card>) -> Html {
    let shape = match prompt.shape {
        Shape::Numbers => "numbers",
        Shape::Stars => "stars",
        Shape::Smileys => "smileys",
        Shape::Thumbs => "thumbs",
    };
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
                data-shape={shape}
                role="radiogroup"
                aria-labelledby="question"
                aria-describedby="low high"
                {onkeydown}
            >
                { for scale.ratings().map(|rating| option(prompt, rating, chosen, at, link)) }
            </div>
            <div class="ends"><span id="low">{ &prompt.texts.low }</span><span id="high">{ &prompt.texts.high }</span></div>
        </>
    }
}

fn option(prompt: &Prompt, rating: Rating, chosen: Option<Rating>, at: u8, link: &Scope<Card>) -> Html {
    let raw = rating.raw();
    let is_chosen = chosen == Some(rating);
    html! {
        <button
            type="button"
            role="radio"
            aria-checked={if is_chosen { "true" } else { "false" }}
            aria-label={prompt.spoken(rating)}
            tabindex={if raw == at { "0" } else { "-1" }}
            onclick={on_click(link, Act::Rated(raw))}
            onfocusin={link.callback(move |_: FocusEvent| Msg::Focused(raw))}
        >
            if let Some(path) = drawing(prompt, raw) {
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d={path} /></svg>
            } else {
                { numeral(raw) }
            }
        </button>
    }
}

/// Returns the line that draws a rating, unless it is a number.
fn drawing(prompt: &Prompt, raw: u8) -> Option<&'static str> {
    const FACES: [&str; 5] = [
        "M12 3a9 9 0 100 18 9 9 0 000-18M9 9v1M15 9v1M8 16.5q4-4 8 0",
        "M12 3a9 9 0 100 18 9 9 0 000-18M9 9v1M15 9v1M8.5 16q3.5-2 7 0",
        "M12 3a9 9 0 100 18 9 9 0 000-18M9 9v1M15 9v1M8.5 15.5h7",
        "M12 3a9 9 0 100 18 9 9 0 000-18M9 9v1M15 9v1M8.5 14.5q3.5 2.5 7 0",
        "M12 3a9 9 0 100 18 9 9 0 000-18M9 9v1M15 9v1M7.5 13.5q4.5 6 9 0",
    ];
    let max = prompt.scale.max();
    match prompt.shape {
        Shape::Numbers => None,
        Shape::Stars => Some("M12 3.2l2.7 5.5 6.1.9-4.4 4.3 1 6.1-5.4-2.9L6.6 20l1-6.1-4.4-4.3 6.1-.9z"),
        // Three faces are the first, the middle and the last of five.
        Shape::Smileys => FACES.get(usize::from(if max == 3 { raw * 2 - 2 } else { raw - 1 })).copied(),
        Shape::Thumbs => Some("M7 11l4-8q2.5 0 2.5 2.5V9h5q2 0 1.8 2l-1.3 7q-.3 2-2.2 2H7zM7 11H3.5v9H7"),
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
