//! The door to the loader: puts a prompt into an element of the page and takes it out again.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Function};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{CssStyleSheet, Element, ShadowRootInit, ShadowRootMode};
use yew::AppHandle;

use crate::{
    fields::Fields,
    prompt::Prompt,
    session::Act,
    style,
    view::{Card, Place, Props, Stage},
};

thread_local! {
    static CARD: RefCell<Option<AppHandle<Card>>> = const { RefCell::new(None) };
}

/// Puts a prompt into `host`, a fresh element of the page.
///
/// - `prompt`: the `prompt` of the collector's reply.
/// - `place`: `"inline"`, or `"popover"` for a card in a corner of the window.
/// - `send(report)` takes a report, the body of `POST .../responses` but for its age, and sees to it that it arrives.
/// - `tell(event, rating)` hears `shown`, `rated`, `completed`, `dismissed`, `opted_out`, and
///   `gone` when nothing is asked anymore.
///
/// # Errors
/// Says what is wrong with the prompt or with the browser; then nothing is shown.
#[wasm_bindgen]
pub fn show(host: &Element, prompt: &Fields, place: &str, send: Function, tell: Function) -> Result<(), JsValue> {
    let theme = prompt.fields("theme");
    let prompt = Rc::new(Prompt::read(prompt).ok_or("the prompt is of another version")?);
    let place = if place == "inline" { Place::Inline } else { Place::Popover };

    let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Closed))?;
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(&style::sheet(&theme))?;
    root.set_adopted_style_sheets(&Array::of1(&sheet));
    let document = host.owner_document().ok_or("the host is in no document")?;
    let mount = document.create_element("div")?;
    root.append_child(&mount)?;

    let stage = Rc::new(Stage { prompt, place, send, tell });
    let card = yew::Renderer::with_root_and_props(mount, Props { stage }).render();
    CARD.with_borrow_mut(|current| *current = Some(card));
    Ok(())
}

/// Closes the prompt that is shown, as its close button does.
#[wasm_bindgen]
pub fn close() {
    CARD.with_borrow(|current| {
        if let Some(card) = current {
            card.send_message(Act::Closed);
        }
    });
}
