//! The survey as customers see it: their widget, in a frame that may do what their pages allow and no more.

use std::rc::Rc;

use gloo::utils::window;
use serde_json::json;
use shared::wire::prompts::Prompt;
use wasm_bindgen::JsValue;
use web_sys::HtmlIFrameElement;
use yew::{Callback, Html, Properties, component, html, use_effect_with, use_node_ref, use_state};

use crate::{parts::card::Card, speech::use_speech, texts::survey::Survey as Texts};

/// The id of the card.
pub(super) const ID: &str = "preview";

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// What is shown.
    pub(super) prompt: Option<Rc<Prompt>>,
}

/// Says whether the dashboard itself is looked at on something like a phone.
fn is_narrow() -> bool {
    window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width < 600.0)
}

/// The card.
#[component]
pub(super) fn Preview(props: &Props) -> Html {
    let texts = Texts::of(use_speech().lang);
    let (is_dark, is_phone) = (use_state(|| false), use_state(is_narrow));
    let round = use_state(|| 0_u32);
    let loads = use_state(|| 0_u32);
    let frame = use_node_ref();
    let shown = (props.prompt.clone(), *is_dark, *round, *loads);
    let into = frame.clone();
    use_effect_with(shown, move |(prompt, is_dark, round, loads)| {
        let content = into.cast::<HtmlIFrameElement>().and_then(|frame| frame.content_window()).filter(|_| *loads > 0);
        let (Some(prompt), Some(content)) = (prompt, content) else { return };
        let said = json!({ "prompt": **prompt, "scheme": if *is_dark { "dark" } else { "light" }, "round": round });
        let origin = window().location().origin().unwrap_or_default();
        // A frame that is gone hears nothing, which is all that is lost.
        let _ = content.post_message(&JsValue::from_str(&said.to_string()), &origin);
    });
    let onload = {
        let loads = loads.clone();
        Callback::from(move |_: yew::Event| loads.set(*loads + 1))
    };
    let pair = |state: &yew::UseStateHandle<bool>, names: [&'static str; 2]| {
        let button = |(name, wanted): (&'static str, bool)| {
            let (pressed, state) = (if **state == wanted { "true" } else { "false" }, state.clone());
            html! {
                <button type="button" class="quiet small" aria-pressed={pressed} onclick={move |_| state.set(wanted)}>
                    { name }
                </button>
            }
        };
        html! {
            <div class="pair" role="group" aria-label={names.join(" / ")}>
                { for names.into_iter().zip([false, true]).map(button) }
            </div>
        }
    };
    let again = {
        let round = round.clone();
        move |_| round.set(*round + 1)
    };
    html! {
        <Card id={ID} title={texts.preview}>
            <p class="hint">{ texts.preview_lead }</p>
            <div class="actions">
                { pair(&is_phone, [texts.desktop, texts.phone]) }
                { pair(&is_dark, [texts.light, texts.dark]) }
                <button type="button" class="quiet small" onclick={again}>{ texts.restart }</button>
            </div>
            <div class={yew::classes!("screen", is_phone.then_some("phone"))} data-scheme={if *is_dark { "dark" } else { "light" }}>
                <iframe src="preview" title={texts.frame} ref={frame} {onload} />
            </div>
        </Card>
    }
}
