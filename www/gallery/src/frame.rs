//! One prompt, brought into one state by doing what a customer would do.

use gloo::{
    timers::callback::Timeout,
    utils::{body, document, window},
};
use js_sys::{Function, JSON};
use shared::wire::prompts::Dir;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, HtmlElement, UrlSearchParams};

use crate::sample;

/// Shows the prompt that `query` describes: `kind`, `dir`, `place`, `scheme` and `step`.
pub(crate) fn show(query: &str) {
    if let Err(why) = try_show(query) {
        body().set_text_content(Some(&format!("this state cannot be shown: {why:?}")));
    }
}

fn try_show(query: &str) -> Result<(), JsValue> {
    let query = UrlSearchParams::new_with_str(query)?;
    let asked = |name| query.get(name).unwrap_or_default();
    let dir = if asked("dir") == "rtl" { Dir::Rtl } else { Dir::Ltr };
    let json = serde_json::to_string(&sample::prompt(&asked("kind"), dir)).map_err(|why| why.to_string())?;

    let host = document().create_element("sondeo-prompt")?;
    host.set_attribute("scheme", &asked("scheme"))?;
    body().append_child(&host)?;
    let place = asked("place");
    // In the page, the thanks are told to be over but stay.
    let stays = place == "inline" && asked("step") == "thanks";
    let tell = customer(&host, asked("step"), asked("kind") == "leaving", if stays { nothing } else { reload });
    widget::mount::show(&host, JSON::parse(&json)?.unchecked_ref(), &place, unanswered(), tell)
}

/// Returns the ear of a customer who goes as far as `step`, and does `then` when the prompt is gone.
///
/// Whoever leaves names a reason, and is not heard to: the rating is pressed as soon as it is drawn.
fn customer(host: &Element, step: String, is_leaving: bool, then: fn()) -> Function {
    let host = host.clone();
    let tell = move |event: String, _rating: JsValue| {
        let next = match (event.as_str(), step.as_str()) {
            ("shown", "unhappy" | "follow-up" | "thanks") if is_leaving => "[name=reason]",
            ("shown", "unhappy") => "[role=radio]",
            ("shown", "follow-up" | "thanks") => "[role=radio]:last-child",
            ("rated", "thanks") => ".send",
            ("gone", _) => return then(),
            _ => return,
        };
        let host = host.clone();
        // What is to be pressed is drawn only after this was told.
        Timeout::new(0, move || {
            press(&host, next);
            if is_leaving && next == "[name=reason]" {
                Timeout::new(50, move || press(&host, "[role=radio]")).forget();
            }
        })
        .forget();
    };
    Closure::<dyn Fn(String, JsValue)>::new(tell).into_js_value().unchecked_into()
}

fn press(host: &Element, selector: &str) {
    // The page opens all shadow roots, so that this one can be reached.
    let button = host.shadow_root().and_then(|root| root.query_selector(selector).ok().flatten());
    if let Some(button) = button {
        button.unchecked_into::<HtmlElement>().click();
    }
}

fn nothing() {}

fn reload() {
    // A frame that cannot be reloaded stays empty, which is all that is lost.
    let _ = window().location().reload();
}

/// Returns a way of posting that never hears an answer.
fn unanswered() -> Function {
    Closure::<dyn Fn()>::new(|| {}).into_js_value().unchecked_into()
}
