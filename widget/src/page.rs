//! What the widget takes from the page around it: timers and window events.

use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Element, KeyboardEvent};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(run: &JsValue, ms: u32);

    #[wasm_bindgen(js_name = addEventListener)]
    fn listen(event: &str, run: &JsValue);
}

/// Where the Escape key is nobody else's: not in fields, menus and dialogs.
const IDLE: &str =
    ":not(input,select,textarea,[contenteditable],[contenteditable] *,dialog *,[role=dialog] *,[role=menu] *)";

/// Runs `run` once, `ms` milliseconds from now.
pub fn after(ms: u32, run: impl FnOnce() + 'static) {
    set_timeout(&Closure::once_into_js(run), ms);
}

/// Runs `run` whenever Escape is pressed in the page and the page has no use for it, for as long as it lives.
///
/// Few prompts are shown in the life of a page, so that no listener is worth being removed.
pub fn on_escape(run: impl Fn() + 'static) {
    let run = move |event: KeyboardEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let is_idle = target.is_some_and(|target| target.matches(IDLE) == Ok(true));
        if is_idle && event.key() == "Escape" && !event.default_prevented() {
            run();
        }
    };
    listen("keydown", &Closure::<dyn Fn(KeyboardEvent)>::new(run).into_js_value());
}
